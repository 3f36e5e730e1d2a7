package partnership

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// ProposalKind says who would give: the one who is asked, or the one who offers.
type ProposalKind string

// The kinds of proposals.
const (
	Ask   ProposalKind = "ask"
	Offer ProposalKind = "offer"
)

// ProposalKinds lists the kinds in the order of the forms.
func ProposalKinds() []ProposalKind { return []ProposalKind{Ask, Offer} }

// ProposalStatus is how far a proposal has come.
type ProposalStatus string

// The statuses of a proposal.
const (
	ProposalDraft     ProposalStatus = "draft" // seen by its own side only
	ProposalSent      ProposalStatus = "sent"
	ProposalAccepted  ProposalStatus = "accepted"
	ProposalChanged   ProposalStatus = "changed" // accepted in another amount
	ProposalDeclined  ProposalStatus = "declined"
	ProposalWithdrawn ProposalStatus = "withdrawn"
)

// ProposalStatuses lists the statuses in the order of the forms.
func ProposalStatuses() []ProposalStatus {
	return []ProposalStatus{ProposalDraft, ProposalSent, ProposalAccepted, ProposalChanged, ProposalDeclined, ProposalWithdrawn}
}

// Answers lists what the other side may say to a sent proposal.
func Answers() []ProposalStatus {
	return []ProposalStatus{ProposalAccepted, ProposalChanged, ProposalDeclined}
}

var proposalMoves = map[ProposalStatus][]ProposalStatus{
	ProposalDraft: {ProposalSent, ProposalWithdrawn},
	ProposalSent:  {ProposalAccepted, ProposalChanged, ProposalDeclined, ProposalWithdrawn},
}

// AnswerDays is how long the other side has for its answer when nobody says
// otherwise.
const AnswerDays = 14

// Proposal is one thing asked for or offered, in numbers. NeedCount is nil when
// no register was asked.
type Proposal struct {
	ID               id.Proposal     `db:"id" privacy:"internal"`
	Cooperation      id.Cooperation  `db:"cooperation_id" privacy:"internal"`
	Host             id.Organisation `db:"host_id" privacy:"internal"`
	Partner          id.Organisation `db:"partner_id" privacy:"internal"`
	Meeting          id.Meeting      `db:"meeting_id" privacy:"internal"`
	Decision         id.Decision     `db:"decision_id" privacy:"internal"`
	From             id.Organisation `db:"from_id" privacy:"internal"`
	To               id.Organisation `db:"to_id" privacy:"internal"`
	Ref              string          `db:"ref" privacy:"internal"`
	Kind             ProposalKind    `db:"kind" privacy:"internal"`
	Form             string          `db:"form" privacy:"internal"`
	Title            string          `db:"title" privacy:"internal"`
	Details          string          `db:"details" privacy:"internal"`
	Quantity         int             `db:"quantity" privacy:"internal"`
	Unit             string          `db:"unit" privacy:"internal"`
	Value            money.Rupiah    `db:"value_rp" privacy:"internal"`
	WantedBy         civil.Date      `db:"wanted_by" privacy:"internal"`
	NeedCount        *int64          `db:"need_count" privacy:"internal"`
	NeedBasis        string          `db:"need_basis" privacy:"internal"`
	Status           ProposalStatus  `db:"status" privacy:"internal"`
	SentOn           civil.Date      `db:"sent_on" privacy:"internal"`
	AnswerDueOn      civil.Date      `db:"answer_due_on" privacy:"internal"`
	AnsweredOn       civil.Date      `db:"answered_on" privacy:"internal"`
	AnswerReason     string          `db:"answer_reason" privacy:"internal"`
	AnsweredQuantity *int64          `db:"answered_quantity" privacy:"internal"`
	AnsweredValue    *money.Rupiah   `db:"answered_value_rp" privacy:"internal"`
	Turn             id.Organisation `db:"turn_id" privacy:"internal"` // whose answer is awaited; see Awaits
	Rounds           int             `db:"rounds" privacy:"internal"`
	Topic            string          `db:"topic" privacy:"internal"` // narrows the evidence to one need
	NeedLeaving      *int64          `db:"need_leaving" privacy:"internal"`
	NeedOn           civil.Date      `db:"need_on" privacy:"internal"`
	Version          int64           `db:"version" privacy:"internal"`
	CreatedAt        time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt        time.Time       `db:"updated_at" privacy:"internal"`
}

// ProposalView is a proposal with the names of its sides.
type ProposalView struct {
	Proposal
	Sides
	FromName   string        `db:"from_name" privacy:"internal"`
	ToName     string        `db:"to_name" privacy:"internal"`
	Commitment id.Commitment `db:"commitment_id" privacy:"internal"` // made by the answer
	Latest     int           `db:"latest_quantity" privacy:"internal"`
	LatestRp   money.Rupiah  `db:"latest_value_rp" privacy:"internal"`
	LatestBy   civil.Date    `db:"latest_wanted_by" privacy:"internal"`
	LatestOn   civil.Date    `db:"latest_said_on" privacy:"internal"`
}

// OnTable is what the two sides speak of now: the last version that was said, or
// the draft.
func (v ProposalView) OnTable() Offered {
	if v.Rounds == 0 {
		return v.asked()
	}
	return Offered{v.Latest, v.LatestRp, v.LatestBy}
}

// Promiser is who would give: the asked side, or the side that offers.
func (p Proposal) Promiser() id.Organisation {
	if p.Kind == Offer {
		return p.From
	}
	return p.To
}

// Receiver is who would get.
func (p Proposal) Receiver() id.Organisation {
	if p.Kind == Offer {
		return p.To
	}
	return p.From
}

// Awaits is the side whose answer is awaited: the asked one, until it counters.
func (p Proposal) Awaits() id.Organisation {
	if p.Turn.IsZero() {
		return p.To
	}
	return p.Turn
}

// Silent reports whether the answer is past its clock on a day.
func (p Proposal) Silent(today civil.Date) bool {
	return p.Status == ProposalSent && p.AnswerDueOn.Before(today)
}

// ProposalText is what people write into a proposal.
type ProposalText struct {
	Kind     ProposalKind
	Form     string
	Title    string
	Details  string
	Quantity int
	Unit     string
	Value    money.Rupiah
	WantedBy civil.Date
	Topic    string
}

func (c *ProposalText) validate() error {
	var f errs.Fields
	if c.Kind == "" {
		c.Kind = Ask
	}
	directory.CheckChoice(&f, "kind", c.Kind, ProposalKinds())
	directory.CheckChoice(&f, "form", c.Form, FormCodes())
	directory.CheckText(&f, "title", &c.Title, titleLimit, true)
	directory.CheckText(&f, "details", &c.Details, textLimit, false)
	directory.CheckText(&f, "topic", &c.Topic, titleLimit, false)
	amount(&f, c.Quantity, &c.Unit, c.Value)
	return f.Err()
}

func (c ProposalText) apply(p Proposal) Proposal {
	p.Kind, p.Form, p.Title, p.Details = c.Kind, c.Form, c.Title, c.Details
	p.Quantity, p.Unit, p.Value, p.WantedBy = c.Quantity, c.Unit, c.Value, c.WantedBy
	p.Topic = c.Topic
	return p
}

// ProposeCommand drafts a proposal. With a Decision, meeting and cooperation
// are the decision's. From is the facility on the host's side in whose name it
// is made; without it, the actor's own side.
type ProposeCommand struct {
	ID          id.Proposal
	Cooperation id.Cooperation
	Decision    id.Decision
	From        id.Organisation
	ProposalText
}

// SendCommand sends a proposal. Unknown days mean today, and AnswerDays later.
type SendCommand struct {
	On       civil.Date
	AnswerBy civil.Date
}

func (c *SendCommand) validate(today civil.Date) error {
	var f errs.Fields
	if c.On.IsZero() {
		c.On = today
	}
	notAfter(&f, "on", c.On, today)
	if c.AnswerBy.IsZero() {
		c.AnswerBy = c.On.AddDays(AnswerDays)
	}
	if c.AnswerBy.Before(c.On) {
		f.Add("answer_by", "date.too_early", "min", c.On)
	}
	return f.Err()
}
