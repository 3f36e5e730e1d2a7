package person

import (
	"slices"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// EmergencyTerm is how long an emergency access stands unless the program is
// told otherwise: a night, until those who may look again are at their desks.
const EmergencyTerm = 8 * time.Hour

// maxEmergencies is how many accesses, granted or not, one officer may ask for in
// EmergencyTerm: enough for a bad night, too few to go through a register.
const maxEmergencies = 5

// Verdict is what the head of the holding office says of an emergency access.
type Verdict string

// The verdicts; empty while nobody has looked.
const (
	Justified    Verdict = "justified"
	NotJustified Verdict = "not_justified"
)

// Verdicts lists the verdicts in the order of the form.
func Verdicts() []Verdict { return []Verdict{Justified, NotJustified} }

// Emergency is one officer's access to one person's record out of scope: reading
// only, for a reason, for a few hours. Facility is the office that had the person
// when it was opened; its head reviews it.
type Emergency struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.Emergency    `db:"id" privacy:"internal" json:"id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	User       id.User         `db:"user_id" privacy:"internal" json:"user_id"`
	Org        id.Organisation `db:"org_id" privacy:"internal" json:"org_id"`
	OpenedBy   string          `db:"opened_by" privacy:"internal" json:"opened_by"`
	Role       string          `db:"role" privacy:"internal" json:"role"`
	Reason     string          `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	OpenedOn   civil.Date      `db:"opened_on" privacy:"internal" json:"opened_on"`
	OpenedAt   time.Time       `db:"opened_at" privacy:"internal" json:"opened_at"`
	ExpiresAt  time.Time       `db:"expires_at" privacy:"internal" json:"expires_at"`
	Verdict    Verdict         `db:"verdict" privacy:"internal" json:"verdict"`
	ReviewNote string          `db:"review_note" privacy:"restricted" seal:"id" json:"review_note"`
	ReviewedBy string          `db:"reviewed_by" privacy:"internal" json:"reviewed_by"`
	ReviewedAt time.Time       `db:"reviewed_at" privacy:"internal" json:"reviewed_at"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Open reports whether the access still lets its officer read.
func (e Emergency) Open(now time.Time) bool { return now.Before(e.ExpiresAt) }

// EmergencyCommand asks for access. Number is a whole register number or identity
// number: who does not have it in hand has no emergency. Facility tells two people
// with the same register number apart.
type EmergencyCommand struct {
	Number   string
	Facility id.Organisation
	Reason   string
}

func (c *EmergencyCommand) validate() error {
	var f errs.Fields
	directory.CheckText(&f, "number", &c.Number, 100, true)
	directory.CheckText(&f, "reason", &c.Reason, MaxShort, true)
	if !f.Has("reason") && len([]rune(c.Reason)) < minReason {
		f.Add("reason", "too_short", "min", minReason)
	}
	return f.Err()
}

// minReason is what "urgent" alone does not fill.
const minReason = 15

// ReviewCommand is the head's word on an access.
type ReviewCommand struct {
	Verdict Verdict
	Note    string
	Version int64
}

func (c *ReviewCommand) validate() error {
	var f errs.Fields
	directory.CheckText(&f, "review_note", &c.Note, MaxShort, c.Verdict == NotJustified)
	if !slices.Contains(Verdicts(), c.Verdict) {
		f.Add("verdict", "required")
	}
	return f.Err()
}
