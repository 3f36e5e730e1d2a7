package agreement

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Side is one of the two that an agreement is between. Further parties sign with
// one of them.
type Side string

// The sides, as the cooperation has them.
const (
	HostSide    Side = "host"
	PartnerSide Side = "partner"
)

// Sides lists both.
func Sides() []Side { return []Side{HostSide, PartnerSide} }

// sideOf says for which side somebody speaks: a partner for itself, everybody
// who prepares the agreement for its host.
func sideOf(actor authz.Actor, a Agreement) (Side, error) {
	switch {
	case !actor.Scope.Partner.IsZero() && actor.Scope.Partner == a.Partner:
		return PartnerSide, nil
	case actor.Scope.Partner.IsZero() && mayPrepare(actor, a.Host):
		return HostSide, nil
	}
	return "", errNotYours()
}

// Comment is what one side says to a clause of one version. It is open until
// either side writes how it was settled; nothing is deleted.
type Comment struct {
	ID           id.Comment   `db:"id" privacy:"internal"`
	Agreement    id.Agreement `db:"agreement_id" privacy:"internal"`
	Text         int          `db:"text_number" privacy:"internal"`
	Clause       int          `db:"clause" privacy:"internal"`
	Heading      string       `db:"heading" privacy:"internal"` // of the clause when it was written
	Side         Side         `db:"side" privacy:"internal"`
	Body         string       `db:"body" privacy:"internal"`
	MadeBy       string       `db:"made_by" privacy:"internal"`
	MadeAt       time.Time    `db:"made_at" privacy:"internal"`
	ResolvedSide Side         `db:"resolved_side" privacy:"internal"`
	Resolution   string       `db:"resolution" privacy:"internal"`
	ResolvedBy   string       `db:"resolved_by" privacy:"internal"`
	ResolvedAt   time.Time    `db:"resolved_at" privacy:"internal"`
	Version      int64        `db:"version" privacy:"internal"`
}

// Open reports whether nobody has settled it.
func (c Comment) Open() bool { return c.ResolvedSide == "" }

// CommentCommand says something to a clause of a version.
type CommentCommand struct {
	ID     id.Comment
	Text   int
	Clause int
	Body   string
}

func (c *CommentCommand) validate() error {
	var f errs.Fields
	directory.CheckText(&f, "body", &c.Body, textLimit, true)
	return f.Err()
}

// Approval is one side's word that it would sign exactly this version.
type Approval struct {
	Text       int        `db:"text_number" privacy:"internal"`
	Side       Side       `db:"side" privacy:"internal"`
	ApprovedOn civil.Date `db:"approved_on" privacy:"internal"`
	Document   string     `db:"document" privacy:"internal"` // the letter, where the other side wrote one
	ApprovedBy string     `db:"approved_by" privacy:"internal"`
	ApprovedAt time.Time  `db:"approved_at" privacy:"internal"`
}

// ApproveCommand approves a version. Side is empty for one's own. The host may
// record the partner's approval, whose offices often answer by letter: the
// letter's number is then asked for, and who recorded it is kept.
type ApproveCommand struct {
	Text     int
	Side     Side
	On       civil.Date
	Document string
}

func (c *ApproveCommand) validate(today civil.Date) error {
	var f errs.Fields
	if c.Side != "" {
		directory.CheckChoice(&f, "side", c.Side, Sides())
	}
	if c.On.IsZero() {
		c.On = today
	}
	notAfter(&f, "on", c.On, today)
	directory.CheckText(&f, "document", &c.Document, shortLimit, false)
	return f.Err()
}

// ApprovedBy finds a side's approval of a version.
func ApprovedBy(list []Approval, side Side, text int) (Approval, bool) {
	for _, x := range list {
		if x.Side == side && x.Text == text {
			return x, true
		}
	}
	return Approval{}, false
}

// concord lists what keeps a version from being the agreed one: it is not there,
// a comment is open, a side has not approved it.
func concord(f *errs.Fields, text Text, comments []Comment, approvals []Approval) {
	if text.Number == 0 {
		f.Add("texts", "agreement.sign_text")
		return
	}
	open := 0
	for _, c := range comments {
		if c.Open() {
			open++
		}
	}
	if open > 0 {
		f.Add("comments", "agreement.comments_open", "n", open)
	}
	for _, side := range Sides() {
		if _, ok := ApprovedBy(approvals, side, text.Number); !ok {
			f.Add("approvals", "agreement.approval_missing_"+string(side), "number", text.Number)
		}
	}
}
