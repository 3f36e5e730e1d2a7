package partnership

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Happened is what the two sides are told of a record of theirs: what was done,
// in whose name, and for whom it now waits.
type Happened struct {
	Actor      authz.Actor
	Action     string // "proposal.send"
	Kind       string // "proposal"
	Record     id.Any
	Ref        string
	Status     string
	Version    int64
	Host       id.Organisation
	Partner    id.Organisation
	From, To   id.Organisation // who spoke, and to whom
	DueOn      civil.Date
	Commitment id.Commitment // of a delivery
}

// proposalHappened tells of an act on a proposal; before is what it was, because
// whose turn it was says who answered.
func (s *Service) proposalHappened(ctx context.Context, tx *db.Tx, actor authz.Actor, action string, before, p Proposal) error {
	from, to := p.From, p.To
	if answers := action == "proposal.answer" || action == "proposal.counter"; answers && before.Awaits() == p.To {
		from, to = p.To, p.From
	}
	return s.Happened.Tell(ctx, tx, Happened{
		Actor: actor, Action: action, Kind: "proposal", Record: id.Any(p.ID), Ref: p.Ref, Status: string(p.Status), Version: p.Version,
		Host: p.Host, Partner: p.Partner, From: from, To: to, DueOn: p.AnswerDueOn,
	})
}

func (s *Service) deliveryHappened(ctx context.Context, tx *db.Tx, actor authz.Actor, action string, d Delivery, c Commitment) error {
	from, to := c.Promiser, d.Receiver
	if action == "delivery.confirm" || action == "delivery.dispute" {
		from, to = to, from
	}
	return s.Happened.Tell(ctx, tx, Happened{
		Actor: actor, Action: action, Kind: "delivery", Record: id.Any(d.ID), Ref: c.Ref, Status: string(d.Status), Version: d.Version,
		Host: d.Host, Partner: d.Partner, From: from, To: to, Commitment: c.ID,
	})
}

// meetingHappened tells of a meeting that lies ahead. DueOn is its day, when it
// is known whole.
func (s *Service) meetingHappened(ctx context.Context, tx *db.Tx, actor authz.Actor, action string, m Meeting) error {
	day, _ := m.HeldOn.Date()
	return s.Happened.Tell(ctx, tx, Happened{
		Actor: actor, Action: action, Kind: "meeting", Record: id.Any(m.ID), Ref: m.Ref, Status: string(m.Status), Version: m.Version,
		Host: m.Host, Partner: m.Partner, From: m.Host, To: m.Partner, DueOn: day,
	})
}
