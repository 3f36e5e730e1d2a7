package person

import (
	"slices"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// TransferStatus is where a transfer stands.
type TransferStatus string

// The statuses of a transfer. Until it is accepted the sender holds the person,
// and has every duty; from then on the receiver does.
const (
	Requested TransferStatus = "requested"
	Accepted  TransferStatus = "accepted"
	Returned  TransferStatus = "returned"
	Cancelled TransferStatus = "cancelled"
)

// TransferStatuses lists the statuses in the order of the filters.
func TransferStatuses() []TransferStatus {
	return []TransferStatus{Requested, Accepted, Returned, Cancelled}
}

// TransferPurpose is why a person is to move (Permenkumham on transfers: for
// their programme, for order, for health, to be near a court or their family).
type TransferPurpose string

// TransferPurposes lists the purposes in the order of the form.
func TransferPurposes() []TransferPurpose {
	return []TransferPurpose{"programme", "crowding", "security", "health", "family", "trial", "placement", "other"}
}

// Transfer is the handing over of a person from one facility to another. Facility
// is the sender.
type Transfer struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.Transfer     `db:"id" privacy:"internal" json:"id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	To         id.Organisation `db:"to_id" privacy:"internal" json:"to_id"`
	Purpose    TransferPurpose `db:"purpose" privacy:"internal" json:"purpose"`
	Letter     string          `db:"letter" privacy:"internal" json:"letter"`
	Note       string          `db:"note" privacy:"restricted" seal:"id" json:"note"`
	PlannedOn  civil.Date      `db:"planned_on" privacy:"internal" json:"planned_on"`
	Status     TransferStatus  `db:"status" privacy:"internal" json:"status"`
	MovedOn    civil.Date      `db:"moved_on" privacy:"internal" json:"moved_on"`
	AnsweredOn civil.Date      `db:"answered_on" privacy:"internal" json:"answered_on"`
	Reason     string          `db:"answer_reason" privacy:"restricted" seal:"id" json:"answer_reason"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Sender reports whether the actor answers for the facility that asked.
func (t *Transfer) Sender(a authz.Actor) bool { return a.Scope.Has(t.Facility) }

// Receiver reports whether the actor answers for the facility that is to hold
// the person.
func (t *Transfer) Receiver(a authz.Actor) bool { return a.Scope.Has(t.To) }

// TransferCommand asks another facility to take a person.
type TransferCommand struct {
	To        id.Organisation
	Purpose   TransferPurpose
	Letter    string // the number of the decision to transfer
	Note      string // what the receiver must know at the gate
	PlannedOn civil.Date
}

func (c *TransferCommand) validate(f *errs.Fields, p Person, today civil.Date) {
	switch c.To {
	case id.Organisation{}:
		f.Add("to_id", "required")
	case p.Facility:
		f.Add("to_id", "person.same_facility")
	}
	directory.CheckChoice(f, "purpose", c.Purpose, TransferPurposes())
	directory.CheckText(f, "letter", &c.Letter, MaxTitle, true)
	directory.CheckText(f, "note", &c.Note, MaxShort, false)
	switch {
	case c.PlannedOn.IsZero():
		f.Add("planned_on", "required")
	case c.PlannedOn.Before(p.AdmittedOn):
		f.Add("planned_on", "date.too_early", "min", p.AdmittedOn)
	case c.PlannedOn.After(today.AddDays(365)):
		f.Add("planned_on", "date.too_late", "max", today.AddDays(365))
	}
}

// AcceptCommand takes a person in. RegisterNo is the number that the receiver
// gives them; empty keeps the one they have.
type AcceptCommand struct {
	On         civil.Date
	RegisterNo string
	Version    int64
}

func (c *AcceptCommand) validate(p Person, today civil.Date) error {
	var f errs.Fields
	CheckPast(&f, "on", c.On, today)
	if !f.Has("on") && c.On.Before(p.AdmittedOn) {
		f.Add("on", "date.too_early", "min", p.AdmittedOn)
	}
	directory.CheckText(&f, "register_no", &c.RegisterNo, 100, false)
	return f.Err()
}

// AnswerCommand ends a transfer without a move.
type AnswerCommand struct {
	Reason  string
	Version int64
}

func (c *AnswerCommand) validate() error {
	var f errs.Fields
	directory.CheckText(&f, "reason", &c.Reason, MaxShort, true)
	return f.Err()
}

// transferMoves are the permitted changes.
var transferMoves = map[TransferStatus][]TransferStatus{Requested: {Accepted, Returned, Cancelled}}

func (t *Transfer) may(next TransferStatus) error {
	if !slices.Contains(transferMoves[t.Status], next) {
		return errs.New(errs.State, "transfer."+string(t.Status))
	}
	return nil
}
