package casework

import (
	"slices"
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Reason is why a case stands before the board.
type Reason string

// The reasons. The first three are the stages that a date has made possible.
const (
	ToMid1          Reason = "stage_mid1"
	ToMid2          Reason = "stage_mid2"
	ToFinal         Reason = "stage_final"
	ForParole       Reason = "parole"
	ForConditional  Reason = "conditional_leave"
	ForPrerelease   Reason = "prerelease_leave"
	ForReadiness    Reason = "readiness"
	PlanReview      Reason = "plan_review"
	PlanTakeOver    Reason = "plan_take_over"
	NextReview      Reason = "next_review"
	RequestedReason Reason = "requested"
)

// Reasons lists the reasons in the order of the filter.
func Reasons() []Reason {
	return []Reason{ToMid1, ToMid2, ToFinal, ForParole, ForConditional, ForPrerelease, ForReadiness, PlanReview, PlanTakeOver, NextReview, RequestedReason}
}

// DecisionKind is what the board decided.
type DecisionKind string

// The decisions. A proposal goes to those who grant; the board grants nothing.
const (
	Undecided         DecisionKind = ""
	MoveStage         DecisionKind = "move_stage"
	ProposeParole     DecisionKind = "parole"
	ProposeLeave      DecisionKind = "conditional_leave"
	ProposePrerelease DecisionKind = "prerelease_leave"
	ProposeAssimilate DecisionKind = "assimilation"
	Defer             DecisionKind = "defer"
	OtherDecision     DecisionKind = "other"
)

// Decisions lists the decisions in the order of the form.
func Decisions() []DecisionKind {
	return []DecisionKind{MoveStage, ProposeParole, ProposeLeave, ProposePrerelease, ProposeAssimilate, Defer, OtherDecision}
}

// Case is one person before one sitting. Reasons are separated by commas.
// FromStage is where the person stood when the decision was made.
type Case struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.Case         `db:"id" privacy:"internal" json:"id"`
	Sitting    id.Sitting      `db:"sitting_id" privacy:"internal" json:"sitting_id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Reasons    string          `db:"reasons" privacy:"restricted" json:"reasons"`
	DueOn      civil.Date      `db:"due_on" privacy:"restricted" json:"due_on"`
	Request    string          `db:"request" privacy:"restricted" seal:"id" json:"request"`
	Decision   DecisionKind    `db:"decision" privacy:"restricted" json:"decision"`
	FromStage  Stage           `db:"from_stage" privacy:"restricted" json:"from_stage"`
	ToStage    Stage           `db:"to_stage" privacy:"restricted" json:"to_stage"`
	Grounds    string          `db:"grounds" privacy:"restricted" seal:"id" json:"grounds"`
	DecidedOn  civil.Date      `db:"decided_on" privacy:"restricted" json:"decided_on"`
	ReviewOn   civil.Date      `db:"review_on" privacy:"restricted" json:"review_on"`
	Correction string          `db:"correction" privacy:"restricted" seal:"id" json:"correction"`
	Author     string          `db:"author" privacy:"internal" json:"author"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Decided reports whether the board has decided.
func (c Case) Decided() bool { return c.Decision != Undecided }

// Why lists the reasons.
func (c Case) Why() []Reason {
	var out []Reason
	for _, r := range strings.Split(c.Reasons, ",") {
		if r != "" {
			out = append(out, Reason(r))
		}
	}
	return out
}

func joinReasons(rs []Reason) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = string(r)
	}
	return strings.Join(out, ",")
}

// CaseCommand brings a person before a sitting: because something is due, or
// because somebody asks for it (Request says who and why).
type CaseCommand struct {
	Person  id.Person
	Reasons []Reason
	DueOn   civil.Date
	Request string
}

func (c *CaseCommand) validate() error {
	var f errs.Fields
	if c.Person.IsZero() {
		f.Add("person_id", "required")
	}
	if len(c.Reasons) == 0 {
		c.Reasons = []Reason{RequestedReason}
	}
	for _, r := range c.Reasons {
		directory.CheckChoice(&f, "reasons", r, Reasons())
	}
	directory.CheckText(&f, "request", &c.Request, person.MaxShort, slices.Contains(c.Reasons, RequestedReason))
	return f.Err()
}

// DecisionCommand is the decision of one case. A second one corrects the first
// and says why in Correction.
type DecisionCommand struct {
	Kind       DecisionKind
	ToStage    Stage // of MoveStage
	Grounds    string
	ReviewOn   civil.Date // when the board wants to see the person again
	Correction string
}

func (c *DecisionCommand) validate(x Case, sitting Sitting) error {
	var f errs.Fields
	directory.CheckChoice(&f, "decision", c.Kind, Decisions())
	if c.Kind == MoveStage {
		directory.CheckChoice(&f, "to_stage", c.ToStage, Stages())
	} else if c.ToStage != "" {
		c.ToStage = ""
	}
	directory.CheckText(&f, "grounds", &c.Grounds, person.MaxLong, c.Kind == Defer || c.Kind == OtherDecision)
	switch {
	case c.Kind == Defer && c.ReviewOn.IsZero():
		f.Add("review_on", "required")
	case !c.ReviewOn.IsZero() && !c.ReviewOn.After(sitting.HeldOn):
		f.Add("review_on", "date.too_early", "min", sitting.HeldOn.AddDays(1))
	}
	directory.CheckText(&f, "correction", &c.Correction, person.MaxShort, x.Decided())
	return f.Err()
}
