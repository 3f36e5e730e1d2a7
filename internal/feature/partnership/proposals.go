package partnership

import (
	"context"
	"slices"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Propose drafts a proposal of the actor's side to the other. Errors: Invalid,
// Forbidden when the actor stands on neither side, State when the cooperation is
// closed.
func (s *Service) Propose(ctx context.Context, actor authz.Actor, cmd ProposeCommand) (Proposal, error) {
	var p Proposal
	if err := policy.Check(actor, "proposal.write"); err != nil {
		return p, err
	}
	if err := cmd.validate(); err != nil {
		return p, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		coop := cmd.Cooperation
		meeting, err := origin(ctx, tx, actor, cmd.Decision, &coop)
		if err != nil {
			return err
		}
		c, err := within(ctx, tx, actor, coop)
		if err != nil {
			return err
		}
		p = cmd.apply(Proposal{
			ID: cmd.ID, Cooperation: c.ID, Host: c.Host, Partner: c.Partner, Meeting: meeting, Decision: cmd.Decision,
			Status: ProposalDraft, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		})
		if p.From, p.To, err = proposingSides(ctx, tx, actor, c, cmd.From); err != nil {
			return err
		}
		if p.ID.IsZero() {
			p.ID = p.ID.Make()
		}
		if p.Ref, err = directory.NextNumberTx(ctx, tx, c.Host, proposalSeries, civil.Today(tx.Now()).Year()); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "partnership_proposal", p); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, what(p.Host, "proposal.draft", "proposal", p.ID, 1), p)
	})
	return p, wrap(err, "draft proposal")
}

// proposingSides finds in whose name the actor proposes and to whom. The partner
// proposes to the host; the host's side to the partner.
func proposingSides(ctx context.Context, q db.Querier, actor authz.Actor, c agreement.Cooperation, wish id.Organisation) (from, to id.Organisation, err error) {
	if !actor.Scope.Partner.IsZero() || actor.Role == authz.Operator && wish == c.Partner {
		if !agreement.ActsFor(actor, c.Partner) {
			return from, to, errNotYours()
		}
		return c.Partner, c.Host, nil
	}
	inside, err := insideSide(ctx, q, c)
	if err != nil {
		return from, to, err
	}
	if !wish.IsZero() {
		if !slices.Contains(inside, wish) {
			return from, to, invalid("from_id", "choice.invalid")
		}
		inside = []id.Organisation{wish}
	}
	from, ok := actsForAny(actor, inside)
	if !ok {
		return from, to, errNotYours()
	}
	return from, c.Partner, nil
}

// ChangeProposal rewrites a draft.
func (s *Service) ChangeProposal(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, cmd ProposalText) error {
	if err := policy.Check(actor, "proposal.write"); err != nil {
		return err
	}
	if err := cmd.validate(); err != nil {
		return err
	}
	return s.alterProposal(ctx, actor, key, version, "proposal.change", func(_ *db.Tx, p *ProposalView) (Round, error) {
		if err := p.mine(actor); err != nil {
			return Round{}, err
		}
		if p.Status != ProposalDraft {
			return Round{}, errs.New(errs.State, "proposal.sent")
		}
		p.Proposal = cmd.apply(p.Proposal)
		return Round{}, nil
	})
}

// Send sends a draft, and freezes the evidence of need as the registers say it
// at this moment.
func (s *Service) Send(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, cmd SendCommand) error {
	if err := policy.Check(actor, "proposal.write"); err != nil {
		return err
	}
	if err := cmd.validate(s.today()); err != nil {
		return err
	}
	return s.alterProposal(ctx, actor, key, version, "proposal.send", func(tx *db.Tx, p *ProposalView) (Round, error) {
		if err := p.mine(actor); err != nil {
			return Round{}, err
		}
		if err := p.move(ProposalSent); err != nil {
			return Round{}, err
		}
		p.SentOn, p.AnswerDueOn, p.Turn = cmd.On, cmd.AnswerBy, p.To
		need, err := s.evidence(ctx, tx, p.Proposal, everywhere)
		p.freeze(need)
		return p.said(RoundSent, p.From, cmd.On, p.asked(), ""), err
	})
}

// Withdraw takes back a proposal that was not answered.
func (s *Service) Withdraw(ctx context.Context, actor authz.Actor, key id.Proposal, version int64) error {
	if err := policy.Check(actor, "proposal.write"); err != nil {
		return err
	}
	return s.alterProposal(ctx, actor, key, version, "proposal.withdraw", func(tx *db.Tx, p *ProposalView) (Round, error) {
		if err := p.mine(actor); err != nil {
			return Round{}, err
		}
		draft := p.Status == ProposalDraft
		if err := p.move(ProposalWithdrawn); err != nil || draft {
			return Round{}, err // a draft was never said to anybody
		}
		return p.said(RoundAct(p.Status), p.From, civil.Today(tx.Now()), p.OnTable(), ""), nil
	})
}

// Answer is the word of the side whose answer is awaited on what lies on the
// table: in whole, in part, or no. Accepted or changed, it makes the commitment
// in the same transaction. Of two people who answer at once one wins; the other
// gets Conflict, or State when the page was old.
func (s *Service) Answer(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, cmd AnswerCommand) (Commitment, error) {
	var made Commitment
	if err := policy.Check(actor, "proposal.answer"); err != nil {
		return made, err
	}
	err := s.alterProposal(ctx, actor, key, version, "proposal.answer", func(tx *db.Tx, p *ProposalView) (Round, error) {
		made = Commitment{}
		if err := p.awaited(actor); err != nil {
			return Round{}, err
		}
		answer := cmd
		if err := answer.validate(*p, civil.Today(tx.Now())); err != nil {
			return Round{}, err
		}
		at := p.OnTable()
		if err := p.move(answer.Answer); err != nil {
			return Round{}, err
		}
		p.AnsweredOn, p.AnswerReason = answer.On, answer.Reason
		var err error
		if answer.Answer != ProposalDeclined {
			at = Offered{answer.Quantity, answer.Value, answer.DueOn}
			quantity, value := int64(at.Quantity), at.Value
			p.AnsweredQuantity, p.AnsweredValue = &quantity, &value
			made, err = s.promise(ctx, tx, actor, &p.Proposal, answer)
		}
		return p.said(RoundAct(p.Status), p.Awaits(), answer.On, at, answer.Reason), err
	})
	return made, err
}

// promise makes the commitment that an accepted proposal turns into.
func (s *Service) promise(ctx context.Context, tx *db.Tx, actor authz.Actor, p *Proposal, cmd AnswerCommand) (Commitment, error) {
	if _, err := within(ctx, tx, actor, p.Cooperation); err != nil {
		return Commitment{}, err
	}
	tx.Result(p.ID.String()) // a repeated answer leads to the proposal
	terms := CommitmentTerms{
		Form: p.Form, Title: p.Title, Quantity: cmd.Quantity, Unit: p.Unit, Value: cmd.Value,
		DueOn: cmd.DueOn, OwnerPost: cmd.OwnerPost, Agreement: cmd.Agreement,
	}
	return insertCommitment(ctx, tx, actor, terms.apply(Commitment{
		ID: cmd.Commitment, Cooperation: p.Cooperation, Host: p.Host, Partner: p.Partner,
		Meeting: p.Meeting, Decision: p.Decision, Proposal: p.ID, Promiser: p.Promiser(), Receiver: p.Receiver(),
	}), nil)
}

// mine asks that the actor stands on the proposing side.
func (p Proposal) mine(actor authz.Actor) error {
	if !agreement.ActsFor(actor, p.From) {
		return errOtherSide("proposal.own_side_only")
	}
	return nil
}

func (p *Proposal) move(to ProposalStatus) error {
	if !slices.Contains(proposalMoves[p.Status], to) {
		return errs.New(errs.State, "proposal."+string(p.Status))
	}
	p.Status = to
	return nil
}

// alterProposal loads in scope, lets f decide, and stores the next version and
// then the round that f says. The version comes first: of two at once the loser
// must hear Conflict, and not that a key of the rounds is taken.
func (s *Service) alterProposal(ctx context.Context, actor authz.Actor, key id.Proposal, version int64, action string, f func(*db.Tx, *ProposalView) (Round, error)) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findProposal(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		host, version = v.Host, present(version, v.Version)
		if v.Version != version {
			return errs.New(errs.Conflict, "stale")
		}
		p := v
		round, err := f(tx, &p)
		if err != nil {
			return err
		}
		if round.Act != "" {
			p.Rounds++
		}
		p.Version, p.UpdatedAt = version+1, tx.Now()
		if err := db.Update(ctx, tx, "partnership_proposal", p.Proposal, version, "id"); err != nil {
			return err
		}
		if err := p.say(ctx, tx, actor, round); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, actor, what(host, action, "proposal", key, p.Version), v.Proposal, p.Proposal); err != nil {
			return err
		}
		return s.proposalHappened(ctx, tx, actor, action, v.Proposal, p.Proposal)
	})
	return wrap(discreetly(actor, audit.Stale(ctx, s.db, err, host, key, version)), action)
}

// Proposal gives one proposal.
func (s *Service) Proposal(ctx context.Context, actor authz.Actor, key id.Proposal) (ProposalView, error) {
	if err := policy.Check(actor, "proposal.read"); err != nil {
		return ProposalView{}, err
	}
	v, err := findProposal(ctx, s.db, actor, key)
	v.discreet(actor)
	return v, err
}

// ProposalFilter narrows the list of proposals.
type ProposalFilter struct {
	Text        string
	Cooperation id.Cooperation
	Status      ProposalStatus
	Form        string
	Sort        string // ref (default) or answer_due_on
	Desc        bool
}

const noDay = "9999-12-31"

// Proposals lists what the actor may see.
func (s *Service) Proposals(ctx context.Context, actor authz.Actor, f ProposalFilter, r page.Request) (page.Of[ProposalView], error) {
	if err := policy.Check(actor, "proposal.read"); err != nil {
		return page.Of[ProposalView]{}, err
	}
	q := overProposals(actor.Scope).Search(f.Text, "x.title", "x.ref", "h.name", "p.name")
	agreement.If(q, "x.cooperation_id = ?", f.Cooperation)
	agreement.If(q, "x.status = ?", f.Status)
	agreement.If(q, "x.form = ?", f.Form)
	o := agreement.Order[ProposalView]{
		By: "x.ref", ID: "x.id", Desc: f.Desc,
		Value: func(v ProposalView) string { return v.Ref },
		Key:   func(v ProposalView) string { return v.ID.String() },
	}
	if f.Sort == "answer_due_on" {
		o.By, o.Value = "COALESCE(x.answer_due_on, '"+noDay+"')", func(v ProposalView) string { return dayOr(v.AnswerDueOn) }
	}
	found, err := agreement.Page(ctx, s.db, q, o, r)
	for i := range found.Items {
		found.Items[i].discreet(actor)
	}
	return found, err
}

func dayOr(d civil.Date) string {
	if d.IsZero() {
		return noDay
	}
	return d.String()
}
