package partnership_test

import (
	"slices"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

func TestTheRuleOfVitality(t *testing.T) {
	signed := today.AddDays(-91)
	for name, tt := range map[string]struct {
		e    partnership.Evidence
		want partnership.Verdict
	}{
		"not signed":                                {partnership.Evidence{Confirmed: 3}, partnership.NotSigned},
		"90 days without a delivery":                {partnership.Evidence{SignedOn: today.AddDays(-90)}, partnership.Young},
		"91 days without a delivery":                {partnership.Evidence{SignedOn: signed}, partnership.Ceremonial},
		"reports that nobody confirmed":             {partnership.Evidence{SignedOn: signed, Reported: 9, Awaiting: 9}, partnership.Ceremonial},
		"one confirmed delivery":                    {partnership.Evidence{SignedOn: signed, Confirmed: 1, LastConfirmed: today, Open: 2}, partnership.Concrete},
		"one confirmed and a promise overdue":       {partnership.Evidence{SignedOn: signed, Confirmed: 1, LastConfirmed: today, Open: 1, Overdue: 1}, partnership.Slow},
		"silent for 91 days with a promise open":    {partnership.Evidence{SignedOn: signed, Confirmed: 1, LastConfirmed: signed, Open: 1}, partnership.Slow},
		"silent since, with every promise kept":     {partnership.Evidence{SignedOn: signed, Confirmed: 1, LastConfirmed: signed}, partnership.Concrete},
		"confirmed early and signed this very week": {partnership.Evidence{SignedOn: today, Confirmed: 1, LastConfirmed: today}, partnership.Concrete},
	} {
		tt.e.Today = today
		if got := tt.e.Verdict(); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}

func codes(lacks []partnership.Lack) []string {
	var out []string
	for _, l := range lacks {
		out = append(out, l.Code)
	}
	return out
}

func TestACeremonialAgreementNamesWhatIsMissingAndOneConfirmedDeliveryChangesIt(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		a := agreementtest.Signed(t, r.d, r.c, civil.Must("2026-02-01"), civil.Must("2029-01-31"))
		judge := func() partnership.Evidence {
			e, err := r.s.Vitality(ctx, r.partner, a.ID)
			ok(t, err)
			return e
		}
		expect := func(verdict partnership.Verdict, missing ...string) {
			t.Helper()
			e := judge()
			if got := codes(e.Missing()); e.Verdict() != verdict || !slices.Equal(got, missing) {
				t.Errorf("got %s %v, want %s %v", e.Verdict(), got, verdict, missing)
			}
		}
		expect(partnership.Ceremonial, "no_commitment", "no_work_plan", "no_meeting")
		c := partnershiptest.Promise(t, r.d, r.c, a.ID, 3, today.AddDays(30))
		expect(partnership.Ceremonial, "nothing_reported", "no_work_plan", "no_meeting")
		d := partnershiptest.Report(t, r.d, c, today, 2)
		heldMeeting(t, r)
		expect(partnership.Ceremonial, "nothing_confirmed", "awaiting_confirmation", "no_work_plan")
		ok(t, r.s.Dispute(ctx, r.officer, d.ID, 1, partnership.DisputeCommand{Reason: "Belum datang"}))
		expect(partnership.Ceremonial, "nothing_confirmed", "disputed", "no_work_plan")
		ok(t, r.s.Confirm(ctx, r.officer, d.ID, 2, partnership.ConfirmCommand{}))
		expect(partnership.Concrete, "no_work_plan")
		if days, known := judge().DaysToFirst(); !known || days != today.Sub(a.SignedOn) {
			t.Errorf("first delivery after %d days", days)
		}
		_, err := r.s.Vitality(ctx, r.other, a.ID)
		is(t, "another partner", err, errs.NotFound)
	})
}

func TestAMemorandumLivesThroughTheAgreementsUnderIt(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		top := agreementtest.Signed(t, r.d, r.c, civil.Must("2026-02-01"), civil.Must("2029-01-31"))
		terms := agreementtest.Terms(civil.Must("2026-03-01"), civil.Must("2027-02-28"))
		terms.Kind, terms.Parent = agreement.ImplementingAgreement, top.ID
		below := agreementtest.Draft(t, r.d, r.c, civil.Must("2026-02-15"), terms)
		agreementtest.Sign(t, r.d, &below, civil.Must("2026-03-01"))
		partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 9, today) // under no agreement: counts for none
		kept := partnershiptest.Promise(t, r.d, r.c, below.ID, 2, today.AddDays(-1))
		late := partnershiptest.Promise(t, r.d, r.c, below.ID, 2, today.AddDays(-10))
		partnershiptest.Confirmed(t, r.d, kept, today.AddDays(-3), 2)
		partnershiptest.Confirmed(t, r.d, late, today.AddDays(-9), 2)
		got, err := r.s.Vitalities(ctx, r.officer, r.c.ID)
		ok(t, err)
		if len(got) != 2 {
			t.Fatalf("got %d", len(got))
		}
		for _, e := range got {
			if e.Verdict() != partnership.Concrete || e.Commitments != 2 || e.Due != 2 || e.KeptOnTime != 1 || e.ConfirmedRp != 4_000_000 || e.PromisedRp != 4_000_000 {
				t.Errorf("evidence %+v", e)
			}
		}
	})
}
