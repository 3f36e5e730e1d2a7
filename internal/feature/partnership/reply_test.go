package partnership_test

import (
	"errors"
	"testing"

	"titian/internal/feature/notice"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// holder is whoever has a link with what was asked.
func holder(a notice.Ask) authz.Actor {
	return authz.Actor{Name: "link", Role: authz.Partner, Org: a.Partner, Scope: authz.Scope{Partner: a.Partner, Rows: a.Rows}, Acts: a.Acts}
}

func TestWhoHoldsALinkDoesOneThingToOneProposal(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		p, other := partnershiptest.Sent(t, r.d, r.c, today), partnershiptest.Sent(t, r.d, r.c, today)
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 3, today.AddDays(30))
		ask, err := partnership.AskAnswer(ctx, r.d, r.officer, id.Any(p.ID))
		ok(t, err)
		who := holder(ask)
		list, err := r.s.Proposals(ctx, who, partnership.ProposalFilter{}, page.Request{})
		if err != nil || len(list.Items) != 1 || list.Items[0].ID != p.ID {
			t.Errorf("the holder lists %d proposals, %v", len(list.Items), err)
		}
		yes := partnership.AnswerCommand{Answer: partnership.ProposalAccepted}
		for what, tt := range map[string]struct {
			do   func() error
			want error
		}{
			"another proposal": {func() error { _, err := r.s.Proposal(ctx, who, other.ID); return err }, errs.NotFound},
			"answer another":   {func() error { _, err := r.s.Answer(ctx, who, other.ID, 0, yes); return err }, errs.NotFound},
			"withdraw it":      {func() error { return r.s.Withdraw(ctx, who, p.ID, 0) }, errs.Forbidden},
			"propose":          {func() error { _, err := r.s.Propose(ctx, who, partnership.ProposeCommand{}); return err }, errs.Forbidden},
			"read a promise":   {func() error { _, err := r.s.Commitment(ctx, who, c.ID); return err }, errs.Forbidden},
			"see what waits":   {func() error { _, err := r.s.Waiting(ctx, who); return err }, errs.Forbidden},
			"read meetings": {func() error {
				_, err := r.s.Meetings(ctx, who, partnership.MeetingFilter{}, page.Request{})
				return err
			}, errs.Forbidden},
			"report what was given": {func() error { _, err := r.s.Report(ctx, who, c.ID, partnership.ReportCommand{}); return err }, errs.Forbidden},
		} {
			if err := tt.do(); !errors.Is(err, tt.want) {
				t.Errorf("%s: got %v, want %v", what, err, tt.want)
			}
		}
		if _, err := r.s.Answer(ctx, who, p.ID, 0, yes); err != nil {
			t.Fatal(err)
		}
		if _, err := r.s.Answer(ctx, who, p.ID, 0, yes); !errors.Is(err, errs.State) {
			t.Errorf("a second answer: %v", err)
		}
	})
}

func TestALinkIsForThePartnersTurnOnly(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		p := partnershiptest.Sent(t, r.d, r.c, today)
		stranger := r.Actor(authz.ProgrammeOfficer, r.LapasMaros)
		_, err := partnership.AskAnswer(ctx, r.d, stranger, id.Any(p.ID))
		is(t, "another facility", err, errs.NotFound)
		_, err = partnership.AskAnswer(ctx, r.d, r.partner, id.Any(p.ID))
		is(t, "the partner itself", err, errs.Forbidden)
		ok(t, r.s.Counter(ctx, r.partner, p.ID, 0, partnership.CounterCommand{Quantity: 1, Reason: "Satu dulu"}))
		_, err = partnership.AskAnswer(ctx, r.d, r.officer, id.Any(p.ID))
		is(t, "when the answer is ours to give", err, errs.Forbidden)
		ok(t, r.s.Withdraw(ctx, r.officer, p.ID, 0))
		_, err = partnership.AskAnswer(ctx, r.d, r.officer, id.Any(p.ID))
		is(t, "after it was withdrawn", err, errs.State)
	})
}

func TestADeliveryIsAskedOfWhoReceivedItAndEvidenceOfEitherSide(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 3, today.AddDays(30))
		d := partnershiptest.Report(t, r.d, c, today, 2)
		_, err := partnership.AskConfirm(ctx, r.d, r.officer, id.Any(d.ID))
		is(t, "the officer's own confirmation", err, errs.Forbidden)
		ask, err := partnership.AskEvidence(ctx, r.d, r.officer, id.Any(d.ID))
		ok(t, err)
		who := holder(ask)
		access, err := partnership.DeliveryGate(ctx, r.d, who, id.Any(d.ID))
		if err != nil || access.Add != nil {
			t.Errorf("the holder may not add: %v, %v", err, access.Add)
		}
		_, err = partnership.DeliveryGate(ctx, r.d, who, id.Any(partnershiptest.Report(t, r.d, c, today, 1).ID))
		is(t, "evidence of another delivery", err, errs.NotFound)
		is(t, "withdraw it", r.s.WithdrawDelivery(ctx, holder(notice.Ask{Partner: ask.Partner, Rows: ask.Rows, Acts: []authz.Action{"delivery.confirm"}}), d.ID, 0), errs.Forbidden)
	})
}
