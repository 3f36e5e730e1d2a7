package partnership_test

import (
	"slices"
	"testing"

	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

func heldMeeting(t *testing.T, r room) partnership.Meeting {
	t.Helper()
	m, err := r.s.Record(t.Context(), r.officer, partnership.RecordCommand{
		Cooperation: r.c.ID, Status: partnership.MeetingHeld,
		MeetingCommand: partnership.MeetingCommand{
			Kind: partnership.Coordination, Title: "Rapat koordinasi", Place: "Kantor Bupati",
			Attendees: []partnership.Attendee{{Organisation: "Pemkab", Office: "Sekretaris Daerah"}, {Organisation: "Lapas", Office: "Kepala Lapas"}},
		},
	})
	ok(t, err)
	return m
}

func TestAMeetingMayBeHeldOnAnUnknownDayAndNeverOnAFutureOne(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		m := heldMeeting(t, r)
		got, err := r.s.Meeting(ctx, r.partner, m.ID)
		ok(t, err)
		if got.HeldOn != "" || got.Ref != "SELONG-M-26-1" || len(got.Attendees) != 2 || got.Attendees[0].Office != "Sekretaris Daerah" {
			t.Errorf("got %+v", got)
		}
		cmd := partnership.MeetingCommand{Kind: partnership.Coordination, Title: "Rapat", HeldOn: "2026-12"}
		is(t, "held next month", r.s.ChangeMeeting(ctx, r.officer, m.ID, 1, cmd), errs.Invalid)
		cmd.HeldOn = "2026-11"
		ok(t, r.s.ChangeMeeting(ctx, r.officer, m.ID, 1, cmd))
		is(t, "an old page", r.s.ChangeMeeting(ctx, r.officer, m.ID, 1, cmd), errs.Conflict)
		is(t, "the partner writes the minutes", r.s.ChangeMeeting(ctx, r.partner, m.ID, 2, cmd), errs.Forbidden)
		is(t, "held twice", r.s.Hold(ctx, r.officer, m.ID, 2, ""), errs.State)
		is(t, "cancelled when held", r.s.CancelMeeting(ctx, r.officer, m.ID, 2), errs.State)
	})
}

func TestAMeetingCollectsEveryFieldsError(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		_, err := r.s.Record(t.Context(), r.officer, partnership.RecordCommand{Cooperation: r.c.ID, MeetingCommand: partnership.MeetingCommand{
			HeldOn: "31-12", Attendees: []partnership.Attendee{{Organisation: "Pemkab"}},
		}})
		if got, want := paths(err), []string{"kind:required", "title:required", "held_on:date.invalid", "attendees[0].office:required"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestAPlannedMeetingIsHeldOrCancelledAndDecidesOnlyThen(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		plan := func() partnership.Meeting {
			m, err := r.s.Record(ctx, r.officer, partnership.RecordCommand{Cooperation: r.c.ID, MeetingCommand: partnership.MeetingCommand{Kind: partnership.Monitoring, Title: "Monev", HeldOn: "2026-11-20"}})
			ok(t, err)
			return m
		}
		m, off := plan(), plan()
		_, err := r.s.Decide(ctx, r.officer, m.ID, zeroDecision, "Lanjut")
		is(t, "decided before it was held", err, errs.State)
		waiting, err := r.s.Waiting(ctx, r.officer)
		ok(t, err)
		if len(waiting.Held) != 2 {
			t.Errorf("%d planned meetings have passed", len(waiting.Held))
		}
		ok(t, r.s.CancelMeeting(ctx, r.officer, off.ID, 1))
		is(t, "held when cancelled", r.s.Hold(ctx, r.officer, off.ID, 2, ""), errs.State)
		ok(t, r.s.Hold(ctx, r.officer, m.ID, 1, ""))
		for _, body := range []string{"Instruktur", "Peralatan"} {
			_, err = r.s.Decide(ctx, r.officer, m.ID, zeroDecision, body)
			ok(t, err)
		}
		got, err := r.s.Meeting(ctx, r.officer, m.ID)
		ok(t, err)
		if got.Status != partnership.MeetingHeld || got.HeldOn != "2026-11-20" || len(got.Decisions) != 2 || got.Decisions[1].Ordinal != 2 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestADecisionBecomesAProposalOrACommitmentAndKeepsTheLink(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		m := heldMeeting(t, r)
		first, err := r.s.Decide(ctx, r.officer, m.ID, zeroDecision, "Minta instruktur")
		ok(t, err)
		second, err := r.s.Decide(ctx, r.officer, m.ID, zeroDecision, "Bagian hukum menyusun naskah")
		ok(t, err)
		third, err := r.s.Decide(ctx, r.officer, m.ID, zeroDecision, "Keliru")
		ok(t, err)
		p, err := r.s.Propose(ctx, r.officer, partnership.ProposeCommand{Decision: first.ID, ProposalText: ask(3)})
		ok(t, err)
		ok(t, r.s.Send(ctx, r.officer, p.ID, 1, partnership.SendCommand{}))
		head := post(t, r.d, r.PemkabLotim, "Kepala Bagian Hukum")
		order, err := r.s.Promise(ctx, r.officer, partnership.PromiseCommand{
			Decision: second.ID, Promiser: r.PemkabLotim, Receiver: r.LapasSelong,
			CommitmentTerms: partnership.CommitmentTerms{Form: "draft_agreement", Title: "Naskah PKS", Quantity: 1, Unit: "naskah", DueOn: civil.Must("2026-12-31"), OwnerPost: head},
		})
		ok(t, err)
		if p.Meeting != m.ID || p.Cooperation != r.c.ID || order.Meeting != m.ID || order.Decision != second.ID {
			t.Errorf("links are lost: %+v, %+v", p, order)
		}
		got, err := r.s.Meeting(ctx, r.partner, m.ID)
		ok(t, err)
		if len(got.Outcomes) != 2 || got.Outcomes[0].Kind != "commitment" || got.Outcomes[1].Kind != "proposal" || got.Outcomes[1].Status != "sent" {
			t.Errorf("outcomes %+v", got.Outcomes)
		}
		is(t, "a used decision is removed", r.s.RemoveDecision(ctx, r.officer, first.ID), errs.State)
		ok(t, r.s.RemoveDecision(ctx, r.officer, third.ID))
		is(t, "a removed one changes", r.s.ChangeDecision(ctx, r.officer, third.ID, 1, "x"), errs.NotFound)
		ok(t, r.s.ChangeDecision(ctx, r.officer, second.ID, 1, "Bagian Hukum menyusun naskah PKS"))
		is(t, "an old page", r.s.ChangeDecision(ctx, r.officer, second.ID, 1, "x"), errs.Conflict)
	})
}

func TestMeetingsAreListedByDayWithUnknownOnesFirst(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		for _, on := range []civil.Partial{"2026-02", "", "2025-08-04", "2026-02-14"} {
			_, err := r.s.Record(ctx, r.officer, partnership.RecordCommand{
				Cooperation: r.c.ID, Status: partnership.MeetingHeld,
				MeetingCommand: partnership.MeetingCommand{Kind: partnership.Audience, Title: "Audiensi", HeldOn: on},
			})
			ok(t, err)
		}
		other := agreementtest.Cooperation(t, r.d, r.LapasMaros, r.PemkabMaros)
		_, err := r.s.Record(ctx, r.Actor(authz.FacilityHead, r.LapasMaros), partnership.RecordCommand{
			Cooperation:    other.ID,
			MeetingCommand: partnership.MeetingCommand{Kind: partnership.Audience, Title: "Audiensi"},
		})
		ok(t, err)
		var days []string
		req := page.Request{Size: 1}
		for {
			p, err := r.s.Meetings(ctx, r.partner, partnership.MeetingFilter{Desc: true, Text: "AUDIENSI"}, req)
			ok(t, err)
			for _, v := range p.Items {
				days = append(days, string(v.HeldOn))
			}
			if req.After = p.Next; p.Next == "" {
				break
			}
		}
		if want := []string{"2026-02-14", "2026-02", "2025-08-04", ""}; !slices.Equal(days, want) {
			t.Errorf("got %q, want %q", days, want)
		}
	})
}
