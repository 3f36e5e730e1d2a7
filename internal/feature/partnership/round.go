package partnership

import (
	"context"
	"time"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Offered is what lies on the table: how much, for how much, by when.
type Offered struct {
	Quantity int
	Value    money.Rupiah
	WantedBy civil.Date
}

func (p Proposal) asked() Offered { return Offered{p.Quantity, p.Value, p.WantedBy} }

// RoundAct is what one side did in a round of a proposal.
type RoundAct string

// The acts of a round. The last four end it; the others hand the turn over.
const (
	RoundSent      RoundAct = "sent"
	RoundCountered RoundAct = "countered"
)

// Round is one version of a proposal, or the word that ended it, as it was said.
// Rounds are only added.
type Round struct {
	Proposal id.Proposal     `db:"proposal_id" privacy:"internal"`
	Ordinal  int             `db:"ordinal" privacy:"internal"`
	Act      RoundAct        `db:"act" privacy:"internal"`
	By       id.Organisation `db:"by_id" privacy:"internal"`
	Quantity int             `db:"quantity" privacy:"internal"`
	Value    money.Rupiah    `db:"value_rp" privacy:"internal"`
	WantedBy civil.Date      `db:"wanted_by" privacy:"internal"`
	SaidOn   civil.Date      `db:"said_on" privacy:"internal"`
	Reason   string          `db:"reason" privacy:"internal"`
	MadeBy   string          `db:"made_by" privacy:"internal"`
	MadeAt   time.Time       `db:"made_at" privacy:"internal"`
}

// RoundView is a round with the name of its side and the version before it, so
// that a reader sees what changed.
type RoundView struct {
	Round
	ByName string `db:"by_name" privacy:"internal"`
	Before *Offered
}

// Offered is what the round said.
func (r Round) Offered() Offered { return Offered{r.Quantity, r.Value, r.WantedBy} }

// Changed reports whether the round says something else than the one before.
func (r RoundView) Changed() bool { return r.Before != nil && *r.Before != r.Offered() }

// CounterCommand is another version, with its reason. Quantity, value and day
// are all of the new version: what is left out is given up, not kept. On is the
// day on which it was said, today when unknown: an office that takes the program
// into use enters what went to and fro on paper.
type CounterCommand struct {
	On       civil.Date
	Quantity int
	Value    money.Rupiah
	WantedBy civil.Date
	Reason   string
	AnswerBy civil.Date // AnswerDays after On when unknown
}

func (c *CounterCommand) validate(p ProposalView, today civil.Date) error {
	var f errs.Fields
	if c.On.IsZero() {
		c.On = today
	}
	p.saidNow(&f, c.On, today)
	amount(&f, c.Quantity, nil, c.Value)
	directory.CheckText(&f, "reason", &c.Reason, shortLimit, true)
	if c.WantedBy.Before(c.On) {
		f.Add("wanted_by", "date.too_early", "min", c.On)
	}
	if c.AnswerBy.IsZero() {
		c.AnswerBy = c.On.AddDays(AnswerDays)
	}
	if c.AnswerBy.Before(c.On) {
		f.Add("answer_by", "date.too_early", "min", c.On)
	}
	if p.OnTable() == (Offered{c.Quantity, c.Value, c.WantedBy}) {
		f.Add("quantity", "proposal.same_as_before")
	}
	return f.Err()
}

// Counter lays another version on the table, in the name of the side whose
// answer is awaited, and hands the turn to the other. Nothing is promised by it.
// Errors: Invalid, Forbidden for the side that waits, State, Conflict.
func (s *Service) Counter(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, cmd CounterCommand) error {
	if err := policy.Check(actor, "proposal.answer"); err != nil {
		return err
	}
	return s.alterProposal(ctx, actor, key, version, "proposal.counter", func(tx *db.Tx, p *ProposalView) (Round, error) {
		if err := p.awaited(actor); err != nil {
			return Round{}, err
		}
		if _, err := within(ctx, tx, actor, p.Cooperation); err != nil {
			return Round{}, err
		}
		today, said := civil.Today(tx.Now()), cmd
		if err := said.validate(*p, today); err != nil {
			return Round{}, err
		}
		by := p.Awaits()
		p.Turn, p.AnswerDueOn = p.otherThan(by), said.AnswerBy
		return p.said(RoundCountered, by, said.On, Offered{said.Quantity, said.Value, said.WantedBy}, said.Reason), nil
	})
}

// saidNow asks that the next word be said no earlier than the one before it.
func (v ProposalView) saidNow(f *errs.Fields, on, today civil.Date) {
	notAfter(f, "on", on, today)
	if on.Before(v.LatestOn) {
		f.Add("on", "date.too_early", "min", v.LatestOn)
	}
}

// awaited asks that the proposal waits for an answer of the actor's side.
func (p Proposal) awaited(actor authz.Actor) error {
	switch {
	case !agreement.ActsFor(actor, p.Awaits()):
		return errOtherSide("proposal.answer_other_side")
	case p.Status != ProposalSent:
		return errs.New(errs.State, "proposal."+string(p.Status))
	}
	return nil
}

func (p Proposal) otherThan(side id.Organisation) id.Organisation {
	if side == p.From {
		return p.To
	}
	return p.From
}

// said is a round of the proposal, to be kept by alterProposal.
func (p Proposal) said(act RoundAct, by id.Organisation, on civil.Date, at Offered, reason string) Round {
	return Round{Proposal: p.ID, Act: act, By: by, Quantity: at.Quantity, Value: at.Value, WantedBy: at.WantedBy, SaidOn: on, Reason: reason}
}

// say keeps a round, if something was said, under the proposal's present number.
func (p Proposal) say(ctx context.Context, tx *db.Tx, actor authz.Actor, r Round) error {
	if r.Act == "" {
		return nil
	}
	r.Ordinal, r.MadeBy, r.MadeAt = p.Rounds, actor.Name, tx.Now()
	return db.Insert(ctx, tx, "partnership_round", r)
}

// Rounds tells how a proposal came to what it is, the first version first. A
// draft has none. Errors: NotFound.
func (s *Service) Rounds(ctx context.Context, actor authz.Actor, key id.Proposal) ([]RoundView, error) {
	if err := policy.Check(actor, "proposal.read"); err != nil {
		return nil, err
	}
	if _, err := findProposal(ctx, s.db, actor, key); err != nil {
		return nil, err
	}
	list, err := db.All[RoundView](ctx, s.db, `SELECT `+db.Columns[Round]("r")+`, o.name FROM partnership_round r
		JOIN directory_organisation o ON o.id = r.by_id WHERE r.proposal_id = $1 ORDER BY r.ordinal`, key)
	for i := 1; i < len(list); i++ {
		before := list[i-1].Offered()
		list[i].Before = &before
	}
	return list, err
}
