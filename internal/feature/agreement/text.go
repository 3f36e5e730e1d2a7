package agreement

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// Text is one version of an agreement's wording. Versions are only added; the
// newest one at the moment of signing is the signed one, and from then on none
// can be added.
type Text struct {
	Number int       `db:"number" privacy:"internal"`
	Body   string    `db:"body" privacy:"internal"`
	SHA256 string    `db:"sha256" privacy:"internal"`
	MadeBy string    `db:"made_by" privacy:"internal"`
	MadeAt time.Time `db:"made_at" privacy:"internal"`
}

// Intact recomputes the hash: false means that the stored text is no longer the
// one that was written, by whatever way.
func (t Text) Intact() bool { return t.SHA256 == sum(t.Body) }

func sum(body string) string {
	h := sha256.Sum256([]byte(body))
	return hex.EncodeToString(h[:])
}

func checkBody(body *string) error {
	var f errs.Fields
	directory.CheckText(&f, "body", body, bodyLimit, true)
	return f.Err()
}

// Move is one entry of an agreement's history: which step, on which day, on
// what document. Entries are only added.
type Move struct {
	Ordinal  int        `db:"ordinal" privacy:"internal"`
	From     Stage      `db:"from_stage" privacy:"internal"`
	To       Stage      `db:"to_stage" privacy:"internal"`
	MovedOn  civil.Date `db:"moved_on" privacy:"internal"`
	Document string     `db:"document" privacy:"internal"`
	Reason   string     `db:"reason" privacy:"internal"` // why something ends
	MovedBy  string     `db:"moved_by" privacy:"internal"`
	MovedAt  time.Time  `db:"moved_at" privacy:"internal"`
}
