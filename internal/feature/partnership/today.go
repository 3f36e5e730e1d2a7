package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/platform/authz"
)

// Waiting is what waits for the actor's own side, for the page Today. All of it
// is derived from days and statuses when it is read.
type Waiting struct {
	Answers    []ProposalView   // proposals that the other side sent
	Deliveries []DeliveryView   // reports to confirm or dispute
	Promises   []CommitmentView // own promises that are overdue or due within DueSoonDays
	Disputed   []DeliveryView   // own reports that the other side disputes
	Silent     []ProposalView   // own proposals or counter-offers whose answer is past its clock
	Held       []MeetingView    // planned meetings whose day has passed
}

// DueSoonDays is how early a promise shows on Today.
const DueSoonDays = 14

const todayLimit = "LIMIT 100"

// Waiting lists what the actor's side has to do, the most pressing first. What
// an office only reads is left out: it cannot clear it.
func (s *Service) Waiting(ctx context.Context, actor authz.Actor) (Waiting, error) {
	var w Waiting
	if err := policy.Check(actor, "partnership.today"); err != nil {
		return w, err
	}
	today := s.today()
	proposals := func(cond, order string, args ...any) ([]ProposalView, error) {
		return agreement.All[ProposalView](ctx, s.db, overProposals(actor.Scope).And(cond, args...).Then(order))
	}
	deliveries := func(status DeliveryStatus) ([]DeliveryView, error) {
		return agreement.All[DeliveryView](ctx, s.db, agreement.Over(selectDelivery(), actor.Scope, "x").And("x.status = ?", status).Then("ORDER BY x.delivered_on, x.id "+todayLimit))
	}
	sent, err := proposals("x.status = 'sent'", "ORDER BY x.answer_due_on, x.id "+todayLimit)
	if err != nil {
		return w, err
	}
	for _, p := range sent {
		if agreement.ActsFor(actor, p.Awaits()) {
			w.Answers = append(w.Answers, p)
		}
		if p.Silent(today) && agreement.ActsFor(actor, p.otherThan(p.Awaits())) {
			w.Silent = append(w.Silent, p)
		}
	}
	reported, err := deliveries(DeliveryReported)
	if err != nil {
		return w, err
	}
	w.Deliveries = keep(reported, func(d DeliveryView) bool { return agreement.ActsFor(actor, d.Receiver) })
	disputed, err := deliveries(DeliveryDisputed)
	if err != nil {
		return w, err
	}
	w.Disputed = keep(disputed, func(d DeliveryView) bool { return agreement.ActsFor(actor, d.Promiser) })
	open, err := agreement.All[CommitmentView](ctx, s.db, agreement.Over(selectCommitment(), actor.Scope, "x").
		And("x.status = 'open' AND x.due_on <= ?", today.AddDays(DueSoonDays)).Then("ORDER BY x.due_on, x.id "+todayLimit))
	if err != nil {
		return w, err
	}
	w.Promises = keep(open, func(c CommitmentView) bool { return agreement.ActsFor(actor, c.Promiser) })
	planned, err := agreement.All[MeetingView](ctx, s.db, agreement.Over(selectMeeting(), actor.Scope, "m").
		And("m.status = 'planned' AND m.held_on <> '' AND m.held_on < ?", today.String()).Then("ORDER BY m.held_on, m.id "+todayLimit))
	w.Held = keep(planned, func(m MeetingView) bool { return agreement.ActsFor(actor, m.Host) })
	return w, err
}

// keep filters a list.
func keep[T any](list []T, wanted func(T) bool) []T {
	var out []T
	for _, v := range list {
		if wanted(v) {
			out = append(out, v)
		}
	}
	return out
}
