package partnership_test

import (
	"slices"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// after plans the meeting that follows another.
func after(t *testing.T, r room, before id.Meeting) partnership.Meeting {
	t.Helper()
	m, err := r.s.Record(t.Context(), r.officer, partnership.RecordCommand{
		Cooperation: r.c.ID, Follows: before, Status: partnership.MeetingHeld,
		MeetingCommand: partnership.MeetingCommand{Kind: partnership.Monitoring, Title: "Rapat lanjutan"},
	})
	ok(t, err)
	return m
}

func carried(t *testing.T, r room, key id.Meeting) []string {
	t.Helper()
	m, err := r.s.Meeting(t.Context(), r.officer, key)
	ok(t, err)
	var out []string
	for _, c := range m.Carried {
		out = append(out, c.Kind+": "+c.Text)
	}
	return out
}

func TestWhatAMeetingLeftOpenIsCarriedToThoseThatFollow(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		first := heldMeeting(t, r)
		decide := func(m id.Meeting, body string) id.Decision {
			d, err := r.s.Decide(ctx, r.officer, m, zeroDecision, body)
			ok(t, err)
			return d.ID
		}
		promised, settled, drafted := decide(first.ID, "Instruktur"), decide(first.ID, "Surat undangan"), decide(first.ID, "Naskah PKS")
		decide(first.ID, "Ruang praktik")
		second := after(t, r, first.ID)
		if want := []string{"decision: Instruktur", "decision: Naskah PKS", "decision: Ruang praktik", "decision: Surat undangan"}; !slices.Equal(sorted(carried(t, r, second.ID)), want) {
			t.Errorf("carried %v", carried(t, r, second.ID))
		}
		c, err := r.s.Promise(ctx, r.officer, partnership.PromiseCommand{Decision: promised, Promiser: r.LapasSelong, Receiver: r.PemkabLotim, CommitmentTerms: partnership.CommitmentTerms{
			Form: "instructors", Title: "Dua instruktur", Quantity: 2, Unit: "orang", DueOn: civil.Must("2026-12-31"),
		}})
		ok(t, err)
		ok(t, r.s.Settle(ctx, r.officer, settled, 0, "Surat sudah dikirim"))
		a, err := r.s.DraftAgreement(ctx, r.officer, drafted, agreement.DraftCommand{Terms: agreement.Terms{Kind: agreement.ImplementingAgreement, Label: "PKS", LegalTrack: agreement.UPTPartner, Title: "Pelatihan"}})
		ok(t, err)
		decide(second.ID, "Jadwal")
		third := after(t, r, second.ID)
		if want := []string{"commitment: Dua instruktur", "decision: Jadwal", "decision: Ruang praktik"}; !slices.Equal(sorted(carried(t, r, third.ID)), want) {
			t.Errorf("carried %v", carried(t, r, third.ID))
		}
		m, err := r.s.Meeting(ctx, r.partner, second.ID)
		ok(t, err)
		if m.Series != first.ID || m.Follows != first.ID || len(m.Around) != 2 || m.Around[0].ID != first.ID || m.Around[1].ID != third.ID {
			t.Errorf("the series is %+v", m.Around)
		}
		m, err = r.s.Meeting(ctx, r.officer, first.ID)
		ok(t, err)
		if i := slices.IndexFunc(m.Outcomes, func(o partnership.Outcome) bool { return o.Kind == "agreement" }); i < 0 || m.Outcomes[i].Ref != a.Ref || len(m.Carried) != 0 {
			t.Errorf("outcomes %+v, carried %v", m.Outcomes, m.Carried)
		}
		ok(t, r.s.CancelCommitment(ctx, r.partner, c.ID, 0, "Batal"))
		if got := carried(t, r, third.ID); len(got) != 2 {
			t.Errorf("a cancelled promise is carried: %v", got)
		}
	})
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func TestADecisionIsDraftedOrSettledOnceAndByItsOwnSide(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		m := heldMeeting(t, r)
		d, err := r.s.Decide(ctx, r.officer, m.ID, zeroDecision, "Naskah PKS")
		ok(t, err)
		terms := agreement.Terms{Kind: agreement.ImplementingAgreement, Label: "PKS", LegalTrack: agreement.UPTPartner, Title: "Pelatihan"}
		_, err = r.s.DraftAgreement(ctx, r.officer, d.ID, agreement.DraftCommand{})
		if got := paths(err); !slices.Contains(got, "title:required") || !slices.Contains(got, "kind:required") {
			t.Errorf("an empty draft: %v", got)
		}
		_, err = r.s.DraftAgreement(ctx, r.partner, d.ID, agreement.DraftCommand{Terms: terms})
		is(t, "the partner drafts", err, errs.Forbidden)
		_, err = r.s.DraftAgreement(ctx, r.Actor(authz.FacilityHead, r.LapasMaros), d.ID, agreement.DraftCommand{Terms: terms})
		is(t, "another facility drafts", err, errs.NotFound)
		_, err = r.s.DraftAgreement(ctx, r.Actor(authz.ProbationOfficer, r.LapasSelong), d.ID, agreement.DraftCommand{Terms: terms})
		is(t, "a role that writes no agreements drafts", err, errs.Forbidden)
		a, err := r.s.DraftAgreement(ctx, r.officer, d.ID, agreement.DraftCommand{Terms: terms})
		ok(t, err)
		if a.Cooperation != r.c.ID || a.Title != "Pelatihan" {
			t.Errorf("drafted %+v", a)
		}
		_, err = r.s.DraftAgreement(ctx, r.officer, d.ID, agreement.DraftCommand{Terms: terms})
		is(t, "drafted twice", err, errs.State)
		is(t, "a used decision is removed", r.s.RemoveDecision(ctx, r.officer, d.ID), errs.State)
		is(t, "an old page settles", r.s.Settle(ctx, r.officer, d.ID, 1, "x"), errs.Conflict)
		is(t, "settled without a word", r.s.Settle(ctx, r.officer, d.ID, 0, " "), errs.Invalid)
		is(t, "another facility settles", r.s.Settle(ctx, r.Actor(authz.FacilityHead, r.LapasMaros), d.ID, 0, "x"), errs.NotFound)
		ok(t, r.s.Settle(ctx, r.officer, d.ID, 0, "Selesai"))
		is(t, "settled twice", r.s.Settle(ctx, r.officer, d.ID, 0, "Selesai"), errs.State)
	})
}

func TestAMeetingFollowsOnlyOneOfItsOwnCooperation(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		other := agreementtest.Cooperation(t, r.d, r.LapasMaros, r.PemkabMaros)
		theirs, err := r.s.Record(t.Context(), r.Actor(authz.FacilityHead, r.LapasMaros), partnership.RecordCommand{Cooperation: other.ID, MeetingCommand: partnership.MeetingCommand{Kind: partnership.Audience, Title: "Audiensi"}})
		ok(t, err)
		for _, key := range []id.Meeting{theirs.ID, id.Meeting{}.Make()} {
			_, err := r.s.Record(t.Context(), r.officer, partnership.RecordCommand{Cooperation: r.c.ID, Follows: key, MeetingCommand: partnership.MeetingCommand{Kind: partnership.Audience, Title: "Audiensi"}})
			if got := paths(err); !slices.Equal(got, []string{"follows_id:choice.invalid"}) {
				t.Errorf("got %v", got)
			}
		}
	})
}

func TestTheHourIsAnHourAndTheAgendaAListInOrder(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		cmd := partnership.RecordCommand{Cooperation: r.c.ID, MeetingCommand: partnership.MeetingCommand{
			Kind: partnership.Coordination, Title: "Rapat", HeldOn: "2026-12-01", BeginsAt: "setengah 9", Agenda: "1. Pembukaan\r\n2) Laporan UPT\n\n- Kebutuhan pelatihan\n2026 dan seterusnya",
		}}
		_, err := r.s.Record(t.Context(), r.officer, cmd)
		if got := paths(err); !slices.Equal(got, []string{"begins_at:meeting.clock"}) {
			t.Errorf("got %v", got)
		}
		cmd.BeginsAt = "9.30" // as it is written here
		m, err := r.s.Record(t.Context(), r.officer, cmd)
		ok(t, err)
		if got, want := m.Items(), []string{"Pembukaan", "Laporan UPT", "Kebutuhan pelatihan", "2026 dan seterusnya"}; !slices.Equal(got, want) || m.BeginsAt != "09:30" {
			t.Errorf("%q at %s", got, m.BeginsAt)
		}
	})
}
