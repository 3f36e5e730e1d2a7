package partnership

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// CommitmentStatus is how a promise stands. That it is overdue is not stored:
// see Commitment.Late.
type CommitmentStatus string

// The statuses of a commitment. Fulfilled is reached by confirmations alone.
const (
	CommitmentOpen      CommitmentStatus = "open"
	CommitmentFulfilled CommitmentStatus = "fulfilled"
	CommitmentCancelled CommitmentStatus = "cancelled"
)

// CommitmentStatuses lists the statuses in the order of the forms.
func CommitmentStatuses() []CommitmentStatus {
	return []CommitmentStatus{CommitmentOpen, CommitmentFulfilled, CommitmentCancelled}
}

// Commitment is a promise of one side to the other: how much of what, by when.
// A post owns it, so that it survives a change of office holder.
type Commitment struct {
	ID          id.Commitment    `db:"id" privacy:"internal"`
	Cooperation id.Cooperation   `db:"cooperation_id" privacy:"internal"`
	Host        id.Organisation  `db:"host_id" privacy:"internal"`
	Partner     id.Organisation  `db:"partner_id" privacy:"internal"`
	Meeting     id.Meeting       `db:"meeting_id" privacy:"internal"`
	Decision    id.Decision      `db:"decision_id" privacy:"internal"`
	Proposal    id.Proposal      `db:"proposal_id" privacy:"internal"`
	Agreement   id.Agreement     `db:"agreement_id" privacy:"internal"`
	Activity    id.Activity      `db:"activity_id" privacy:"internal"`
	Promiser    id.Organisation  `db:"promiser_id" privacy:"internal"`
	Receiver    id.Organisation  `db:"receiver_id" privacy:"internal"`
	OwnerPost   id.Post          `db:"owner_post_id" privacy:"internal"`
	Ref         string           `db:"ref" privacy:"internal"`
	Form        string           `db:"form" privacy:"internal"`
	Title       string           `db:"title" privacy:"internal"`
	Quantity    int              `db:"quantity" privacy:"internal"`
	Unit        string           `db:"unit" privacy:"internal"`
	Value       money.Rupiah     `db:"value_rp" privacy:"internal"`
	DueOn       civil.Date       `db:"due_on" privacy:"internal"`
	Status      CommitmentStatus `db:"status" privacy:"internal"`
	ClosedOn    civil.Date       `db:"closed_on" privacy:"internal"` // fulfilled: the day of the last delivery that it took
	CloseReason string           `db:"close_reason" privacy:"internal"`
	Plan        int              `db:"plan" privacy:"internal"` // number of its present milestones; zero is none yet
	Version     int64            `db:"version" privacy:"internal"`
	CreatedAt   time.Time        `db:"created_at" privacy:"internal"`
	UpdatedAt   time.Time        `db:"updated_at" privacy:"internal"`
}

// CommitmentView is a commitment with the names of its sides, its owner and its
// sums.
type CommitmentView struct {
	Commitment
	Sides
	PromiserName string `db:"promiser_name" privacy:"internal"`
	ReceiverName string `db:"receiver_name" privacy:"internal"`
	OwnerTitle   string `db:"owner_title" privacy:"internal"`
	Sums         Sums
}

// Late is the number of days by which an open promise is overdue on a day.
func (c Commitment) Late(today civil.Date) int {
	if c.Status != CommitmentOpen || !c.DueOn.Before(today) {
		return 0
	}
	return today.Sub(c.DueOn)
}

// CommitmentTerms are what a promise says.
type CommitmentTerms struct {
	Form      string
	Title     string
	Quantity  int
	Unit      string
	Value     money.Rupiah
	DueOn     civil.Date
	OwnerPost id.Post
	Agreement id.Agreement
	Activity  id.Activity
}

// Terms are the promise's present ones, for the form that changes them.
func (c Commitment) Terms() CommitmentTerms {
	return CommitmentTerms{c.Form, c.Title, c.Quantity, c.Unit, c.Value, c.DueOn, c.OwnerPost, c.Agreement, c.Activity}
}

func (t *CommitmentTerms) validate() error {
	var f errs.Fields
	directory.CheckChoice(&f, "form", t.Form, FormCodes())
	directory.CheckText(&f, "title", &t.Title, titleLimit, true)
	amount(&f, t.Quantity, &t.Unit, t.Value)
	if t.DueOn.IsZero() {
		f.Add("due_on", "required")
	}
	return f.Err()
}

func (t CommitmentTerms) apply(c Commitment) Commitment {
	c.Form, c.Title, c.Quantity, c.Unit, c.Value = t.Form, t.Title, t.Quantity, t.Unit, t.Value
	c.DueOn, c.OwnerPost, c.Agreement, c.Activity = t.DueOn, t.OwnerPost, t.Agreement, t.Activity
	return c
}

// weaker reports whether the new terms promise less than the old: a smaller
// amount, another measure, a later day. Only the side that was promised to may
// agree to that.
func (t CommitmentTerms) weaker(old CommitmentTerms) bool {
	return t.Quantity < old.Quantity || t.Value < old.Value || t.DueOn.After(old.DueOn) || t.Unit != old.Unit || t.Form != old.Form
}

// PromiseCommand records a promise. With a Decision, meeting and cooperation are
// the decision's. Promiser and Receiver stand on different sides.
type PromiseCommand struct {
	ID          id.Commitment
	Cooperation id.Cooperation
	Decision    id.Decision
	Promiser    id.Organisation
	Receiver    id.Organisation
	CommitmentTerms
	Milestones []Milestone
}

func (c *PromiseCommand) validate() error {
	var f errs.Fields
	if c.Promiser.IsZero() {
		f.Add("promiser_id", "required")
	}
	if c.Receiver.IsZero() {
		f.Add("receiver_id", "required")
	}
	if err := c.CommitmentTerms.validate(); err != nil {
		f.Merge("", err)
	}
	c.Milestones = checkParts(&f, c.Milestones, c.CommitmentTerms)
	return f.Err()
}

// AmendCommand changes a promise, with a reason that stays. Milestones that are
// nil are kept; an empty list takes them away.
type AmendCommand struct {
	CommitmentTerms
	Milestones []Milestone
	Reason     string
}

func (c *AmendCommand) validate() error {
	var f errs.Fields
	if err := c.CommitmentTerms.validate(); err != nil {
		f.Merge("", err)
	}
	directory.CheckText(&f, "reason", &c.Reason, shortLimit, true)
	if c.Milestones != nil {
		c.Milestones = checkParts(&f, c.Milestones, c.CommitmentTerms)
	}
	return f.Err()
}

// Amendment is what a promise was before it was changed.
type Amendment struct {
	Ordinal    int          `db:"ordinal" privacy:"internal"`
	Title      string       `db:"title" privacy:"internal"`
	Quantity   int          `db:"quantity" privacy:"internal"`
	Unit       string       `db:"unit" privacy:"internal"`
	Value      money.Rupiah `db:"value_rp" privacy:"internal"`
	DueOn      civil.Date   `db:"due_on" privacy:"internal"`
	Reason     string       `db:"reason" privacy:"internal"`
	MadeBy     string       `db:"made_by" privacy:"internal"`
	MadeAt     time.Time    `db:"made_at" privacy:"internal"`
	Plan       int          `db:"plan" privacy:"internal"`
	OwnerTitle string       `db:"owner_title" privacy:"internal"`
	Milestones []Milestone
}

// CommitmentDetail is a commitment with its deliveries and its former terms.
type CommitmentDetail struct {
	CommitmentView
	Parts      []Part // its milestones as they stand on the day of reading
	Deliveries []Delivery
	Amendments []Amendment
}
