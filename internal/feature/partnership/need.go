package partnership

import (
	"context"
	"slices"
	"strings"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// NeedQuestion asks the registers how many people at some facilities need what a
// form gives. Topic narrows it to one need, such as a trade.
type NeedQuestion struct {
	Facilities []id.Organisation
	Form       string
	Topic      string
	On         civil.Date
}

// NeedFigures are the answer. Basis says what was counted; it is empty when no
// register speaks of the form.
type NeedFigures struct {
	People  int
	Leaving int // of them, within LeavingMonths
	Basis   string
}

// NeedCounter answers a question. The app wires it to the registers of needs and
// of release days, which stand beside and above this package.
type NeedCounter func(ctx context.Context, q db.Querier, ask NeedQuestion) (NeedFigures, error)

// LeavingMonths is how soon "soon" is in the evidence of need: what a skills
// class and its papers take.
const LeavingMonths = 6

// fewest is the smallest count that a partner is told. Below it a number may
// point at a person, and no partner needs to know more than "some".
const fewest = 5

// Need is the evidence of need behind a proposal. Count is nil when no register
// was asked; Few says that it is known and too small to be told.
type Need struct {
	Count   *int64
	Leaving *int64
	Basis   string
	On      civil.Date
	Few     bool
}

// evidence asks the registers of the facilities in whose name help is sought, as
// far as sees lets them be counted.
func (s *Service) evidence(ctx context.Context, q db.Querier, p Proposal, sees func(id.Organisation) bool) (Need, error) {
	if p.Receiver() == p.Partner {
		return Need{}, nil // a partner that receives has no register of needs here
	}
	return s.ask(ctx, q, p.Cooperation, p.Receiver(), NeedQuestion{Form: p.Form, Topic: p.Topic}, sees)
}

// ask counts over the receiver itself and, when an office receives, over the
// facilities that its agreements serve.
func (s *Service) ask(ctx context.Context, q db.Querier, coop id.Cooperation, receiver id.Organisation, ask NeedQuestion, sees func(id.Organisation) bool) (Need, error) {
	if s.need == nil {
		return Need{}, nil
	}
	served, err := db.All[id.Organisation](ctx, q, `SELECT DISTINCT s.facility_id FROM agreement_served s
		JOIN agreement_cooperation c ON c.id = s.cooperation_id WHERE s.cooperation_id = $1 AND c.host_id = $2`, coop, receiver)
	if err != nil {
		return Need{}, err
	}
	for _, o := range append([]id.Organisation{receiver}, served...) {
		if sees(o) && !slices.Contains(ask.Facilities, o) {
			ask.Facilities = append(ask.Facilities, o)
		}
	}
	if len(ask.Facilities) == 0 {
		return Need{}, nil
	}
	ask.On = s.today()
	n, err := s.need(ctx, q, ask)
	if err != nil || n.Basis == "" {
		return Need{}, err
	}
	count, leaving := int64(n.People), int64(n.Leaving)
	return Need{Count: &count, Leaving: &leaving, Basis: n.Basis, On: ask.On}, nil
}

// everywhere lets all facilities of a side be counted: what a letter says is the
// same whoever of its side sends it.
func everywhere(id.Organisation) bool { return true }

// freeze keeps the figures as they are when the proposal is sent.
func (p *Proposal) freeze(n Need) {
	p.NeedCount, p.NeedLeaving, p.NeedBasis, p.NeedOn = n.Count, n.Leaving, n.Basis, n.On
}

func (p Proposal) frozen() Need {
	return Need{Count: p.NeedCount, Leaving: p.NeedLeaving, Basis: p.NeedBasis, On: p.NeedOn}
}

// discreet leaves out what a partner is not told: the need at a facility that did
// not itself send the proposal, and figures that may point at a person.
func (p *Proposal) discreet(actor authz.Actor) {
	if actor.Scope.Partner.IsZero() {
		return
	}
	n := p.frozen().forPartner(p.From == p.Partner)
	p.NeedCount, p.NeedLeaving, p.NeedBasis = n.Count, n.Leaving, n.Basis
}

// discreetly does the same to what a conflict tells of the changes since.
func discreetly(actor authz.Actor, err error) error {
	if e := errs.As(err); e != nil && !actor.Scope.Partner.IsZero() {
		e.Fields = slices.DeleteFunc(e.Fields, func(f errs.Field) bool { return strings.HasPrefix(f.Path, "need_") })
	}
	return err
}

func (n Need) forPartner(own bool) Need {
	switch {
	case own || n.Count == nil:
		return Need{}
	case *n.Count > 0 && *n.Count < fewest:
		return Need{Basis: n.Basis, On: n.On, Few: true}
	}
	if n.Leaving != nil && *n.Leaving > 0 && *n.Leaving < fewest {
		n.Leaving = nil
	}
	return n
}

// Evidence is what the registers say today, to be read before sending; a sent
// proposal keeps what they said then. Live figures are the host side's own.
func (s *Service) Evidence(ctx context.Context, actor authz.Actor, key id.Proposal) (Need, error) {
	if err := policy.Check(actor, "proposal.read"); err != nil {
		return Need{}, err
	}
	p, err := findProposal(ctx, s.db, actor, key)
	switch {
	case err != nil:
		return Need{}, err
	case p.Status != ProposalDraft && actor.Scope.Partner.IsZero():
		return p.frozen(), nil
	case p.Status != ProposalDraft:
		return p.frozen().forPartner(p.From == p.Partner), nil
	case !actor.Scope.Partner.IsZero():
		return Need{}, nil
	}
	return s.evidence(ctx, s.db, p.Proposal, actor.Scope.Has)
}

// EvidenceFor is the need behind a proposal that is still being written: what the
// registers of the actor's side of a cooperation say today of a form and topic.
// A partner has no register here and is told nothing. Errors: NotFound.
func (s *Service) EvidenceFor(ctx context.Context, actor authz.Actor, coop id.Cooperation, form, topic string) (Need, error) {
	if err := policy.Check(actor, "proposal.write"); err != nil {
		return Need{}, err
	}
	c, err := agreement.One[ends](ctx, s.db, agreement.Over(`SELECT x.id, x.host_id, x.partner_id FROM
		(SELECT id, id AS cooperation_id, host_id, partner_id FROM agreement_cooperation) x`, actor.Scope, "x").And("x.id = ?", coop))
	if err != nil || !actor.Scope.Partner.IsZero() {
		return Need{}, err
	}
	side, _, err := proposingSides(ctx, s.db, actor, agreement.Cooperation{ID: c.ID, Host: c.Host, Partner: c.Partner}, id.Organisation{})
	if err != nil {
		return Need{}, err
	}
	return s.ask(ctx, s.db, c.ID, side, NeedQuestion{Form: form, Topic: topic}, actor.Scope.Has)
}

// ends are the two sides of a cooperation by their keys.
type ends struct {
	ID      id.Cooperation  `db:"id" privacy:"internal"`
	Host    id.Organisation `db:"host_id" privacy:"internal"`
	Partner id.Organisation `db:"partner_id" privacy:"internal"`
}
