package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/platform/authz"
)

// Calendar is what stands in an actor's calendar: meetings that it sees, and the
// days by which its own side has promised or has to answer. It names offices and
// records of the cooperation, never a prisoner.
type Calendar struct {
	Meetings []MeetingView
	Promises []CommitmentView
	Answers  []ProposalView
}

// calendarPast is how many days a meeting stays in the calendar after it was held.
const calendarPast = 90

// calendarLimit keeps a national office's calendar readable for a telephone.
const calendarLimit = "LIMIT 300"

// Calendar collects what the actor has before it. What is only read, such as the
// promises of a facility below, is left out: it is not the reader's deadline.
func (s *Service) Calendar(ctx context.Context, actor authz.Actor) (Calendar, error) {
	var c Calendar
	if err := policy.Check(actor, "meeting.read"); err != nil {
		return c, err
	}
	from := s.today().AddDays(-calendarPast).String()
	var err error
	c.Meetings, err = agreement.All[MeetingView](ctx, s.db, agreement.Over(selectMeeting(), actor.Scope, "m").
		And("m.held_on >= ?", from).Then("ORDER BY m.held_on DESC, m.id DESC "+calendarLimit))
	if err != nil {
		return c, err
	}
	promises, err := agreement.All[CommitmentView](ctx, s.db, agreement.Over(selectCommitment(), actor.Scope, "x").
		And("x.status = 'open'").Then("ORDER BY x.due_on, x.id "+calendarLimit))
	if err != nil {
		return c, err
	}
	c.Promises = keep(promises, func(x CommitmentView) bool { return agreement.ActsFor(actor, x.Promiser) })
	answers, err := agreement.All[ProposalView](ctx, s.db, overProposals(actor.Scope).And("x.status = 'sent'").Then("ORDER BY x.answer_due_on, x.id "+calendarLimit))
	c.Answers = keep(answers, func(x ProposalView) bool { return agreement.ActsFor(actor, x.Awaits()) })
	return c, err
}
