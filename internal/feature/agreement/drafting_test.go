package agreement_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestAMemorandumOfTheRegionalOfficeServesTheFacilityBelow(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		c := agreementtest.Cooperation(t, d, w.KanwilJambi, w.PemkotSungaiPenuh)
		kanwil := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		a, err := s.Draft(ctx, kanwil, agreement.DraftCommand{Cooperation: c.ID, Terms: agreementtest.Terms(civil.Must("2025-10-19"), civil.Must("2028-10-18"))})
		ok(t, err)
		if a.Stage != agreement.Exploring || a.Ref != "JAMBI-PJ-26-1" {
			t.Errorf("drafted %+v", a)
		}
		parties := []agreement.Party{{Organisation: w.KanwilJambi, Signatory: "Kepala Kantor Wilayah"}, {Organisation: w.PemkotSungaiPenuh}}
		err = s.SetParties(ctx, kanwil, a.ID, 1, agreement.PartiesCommand{Parties: parties, Served: []id.Organisation{w.LapasSelong}})
		if got := paths(err); !slices.Equal(got, []string{"served:agreement.served_elsewhere"}) {
			t.Errorf("serving another region's facility: %v", err)
		}
		witnesses := []string{"Kabag TUM", "Kabid Pembinaan", "Kepala Rutan"}
		ok(t, s.SetParties(ctx, kanwil, a.ID, 1, agreement.PartiesCommand{Parties: parties, Witnesses: witnesses, Served: []id.Organisation{w.RutanSungaiPenuh}}))
		head := w.Actor(authz.FacilityHead, w.RutanSungaiPenuh)
		got, err := s.Agreement(ctx, head, a.ID)
		ok(t, err)
		if !slices.Equal(got.Witnesses, witnesses) || len(got.Served) != 1 || got.Served[0].Name != "Rutan Sungai Penuh" || got.Parties[0].Signatory != "Kepala Kantor Wilayah" {
			t.Errorf("stored %+v", got)
		}
		is(t, "the served facility rewrites it", s.Change(ctx, head, a.ID, 2, a.Terms()), errs.Forbidden)
		_, err = s.Agreement(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), a.ID)
		is(t, "a facility that is not served", err, errs.NotFound)
	})
}

func TestSigningNamesEverythingThatIsMissing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		c := agreementtest.Cooperation(t, d, w.LapasMaros, w.PemkabMaros)
		head := w.Actor(authz.FacilityHead, w.LapasMaros)
		a, err := s.Draft(ctx, head, agreement.DraftCommand{Cooperation: c.ID, Stage: agreement.Drafting, On: civil.Must("2025-08-04"), Terms: agreementtest.Terms(civil.Date{}, civil.Date{})})
		ok(t, err)
		agreementtest.Move(t, d, &a, agreement.Review, civil.Must("2025-09-01"))
		err = s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Agreed, Document: "Berita acara"})
		if got := paths(err); !slices.Equal(got, []string{"texts:agreement.sign_text"}) {
			t.Errorf("agreed on nothing: %v", got)
		}
		_, err = s.AddText(ctx, head, a.ID, a.Version, "Pasal 1 Maksud")
		ok(t, err)
		a.Version++
		agreementtest.Approve(t, d, &a, civil.Must("2025-09-10"))
		agreementtest.Move(t, d, &a, agreement.Agreed, civil.Must("2025-09-10"))
		err = s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Signed})
		want := []string{
			"starts_on:required", "ends_on:required", "parties[0].number:agreement.sign_number",
			"parties[0].signatory:agreement.sign_signatory", "parties[1].number:agreement.sign_number", "parties[1].signatory:agreement.sign_signatory",
		}
		if got := paths(err); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		ok(t, s.Change(ctx, head, a.ID, a.Version, agreementtest.Terms(civil.Must("2025-10-01"), civil.Must("2028-09-30"))))
		a.Version++
		agreementtest.Complete(t, d, &a)
		agreementtest.Approve(t, d, &a, civil.Must("2025-09-10"))
		err = s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Signed, On: civil.Must("2025-09-09")})
		if got := paths(err); !slices.Equal(got, []string{"on:date.too_early"}) {
			t.Errorf("signed before it was agreed: %v", err)
		}
		is(t, "signed tomorrow", s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Signed, On: today.AddDays(1)}), errs.Invalid)
		officer := w.Actor(authz.ProgrammeOfficer, w.LapasMaros)
		is(t, "signed by an officer", s.Move(ctx, officer, a.ID, a.Version, agreement.MoveCommand{To: agreement.Signed}), errs.Forbidden)
		ok(t, s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Signed, On: civil.Must("2025-10-01")}))
		got, err := s.Agreement(ctx, officer, a.ID)
		ok(t, err)
		if got.SignedOn != civil.Must("2025-10-01") || len(got.Moves) != 4 || got.Moves[0].To != agreement.Signed || !got.Texts[0].Intact() {
			t.Errorf("signed %+v", got)
		}
	})
}

func TestWhatIsSignedStandsFixed(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		c := agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas)
		a := agreementtest.Signed(t, d, c, civil.Must("2026-02-01"), civil.Must("2029-01-31"))
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		_, err := s.AddText(ctx, head, a.ID, a.Version, "Pasal 1. Lain.")
		is(t, "another text", err, errs.State)
		is(t, "other terms", s.Change(ctx, head, a.ID, a.Version, a.Terms()), errs.State)
		is(t, "other parties", s.SetParties(ctx, head, a.ID, a.Version, agreement.PartiesCommand{}), errs.State)
		is(t, "a step back", s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Drafting}), errs.State)
		is(t, "renewed by hand", s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Renewed}), errs.State)
		err = s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Cancelled})
		if got := paths(err); !slices.Equal(got, []string{"document:required", "reason:required"}) {
			t.Errorf("cancelled without a word: %v", got)
		}
		ok(t, s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Running}))
		is(t, "an old page", s.Move(ctx, head, a.ID, a.Version, agreement.MoveCommand{To: agreement.Running}), errs.Conflict)
	})
}

func TestATextThatWasAlteredInTheDatabaseIsNoticed(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		a := agreementtest.Signed(t, d, agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas), civil.Must("2026-02-01"), civil.Must("2029-01-31"))
		ok(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE agreement_text SET body = 'Pasal 1. Lain.' WHERE agreement_id = $1`, a.ID)
			return err
		}))
		got, err := s.Agreement(ctx, authz.OperatorAs("uji"), a.ID)
		ok(t, err)
		if got.Texts[0].Intact() {
			t.Error("the altered text passes as intact")
		}
	})
}

func TestOneOfTwoPeopleWhoWriteATextAtOnceIsTold(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		c := agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas)
		a := agreementtest.Draft(t, d, c, today, agreementtest.Terms(today, today.AddMonths(36)))
		var wait sync.WaitGroup
		got := make([]error, 2)
		for i := range got {
			wait.Go(func() {
				_, got[i] = s.AddText(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), a.ID, a.Version, "Pasal 2.")
			})
		}
		wait.Wait()
		won, lost := got[0], got[1]
		if won != nil {
			won, lost = lost, won
		}
		if won != nil || !errors.Is(lost, errs.Conflict) {
			t.Errorf("got %v and %v", got[0], got[1])
		}
	})
}

func TestRenewalDraftsASuccessorThatEndsTheOldOneWhenSigned(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		c := agreementtest.Cooperation(t, d, w.KanwilJambi, w.PemkotSungaiPenuh)
		old := agreementtest.Signed(t, d, c, civil.Must("2024-01-01"), civil.Must("2026-12-31"), w.RutanSungaiPenuh)
		kanwil := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		_, err := s.Renew(ctx, kanwil, old.ID, agreement.RenewCommand{StartsOn: civil.Must("2027-01-01"), EndsOn: civil.Must("2026-01-01")})
		is(t, "a period that runs backwards", err, errs.Invalid)
		next, err := s.Renew(ctx, kanwil, old.ID, agreement.RenewCommand{StartsOn: civil.Must("2027-01-01"), EndsOn: civil.Must("2029-12-31")})
		ok(t, err)
		_, err = s.Renew(ctx, kanwil, old.ID, agreement.RenewCommand{StartsOn: civil.Must("2027-01-01"), EndsOn: civil.Must("2029-12-31")})
		is(t, "a second renewal", err, errs.State)
		_, err = s.Renew(ctx, kanwil, next.ID, agreement.RenewCommand{StartsOn: civil.Must("2030-01-01"), EndsOn: civil.Must("2031-12-31")})
		is(t, "renewing a draft", err, errs.State)
		view, err := s.Agreement(ctx, kanwil, next.ID)
		ok(t, err)
		if len(view.Texts) != 1 || view.Texts[0].Body != agreementtest.Body {
			t.Errorf("the wording was not carried over: %v", view.Texts)
		}
		if view.Renews != old.ID || view.Stage != agreement.Drafting || len(view.Served) != 1 || view.Parties[0].Number != "" || view.Parties[0].Signatory == "" {
			t.Errorf("renewal %+v", view)
		}
		before, _ := s.Agreement(ctx, kanwil, old.ID)
		if before.Stage != agreement.Signed || before.Renewal != next.ID {
			t.Errorf("before signing the old one is %s", before.Stage)
		}
		agreementtest.Complete(t, d, &next, w.RutanSungaiPenuh)
		agreementtest.Sign(t, d, &next, today)
		after, err := s.Agreement(ctx, kanwil, old.ID)
		ok(t, err)
		if after.Stage != agreement.Renewed || after.Moves[0].Document != next.Ref || !after.InForce(civil.Must("2026-12-31")) || after.InForce(civil.Must("2027-01-01")) {
			t.Errorf("the old one %+v", after.Agreement)
		}
	})
}

func TestAnAgreementStandsUnderAMemorandumAndNeverUnderItself(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		c := agreementtest.Cooperation(t, d, w.BapasJambi, w.PemkotJambi)
		head := w.Actor(authz.FacilityHead, w.BapasJambi)
		draft := func(parent agreement.Agreement) (agreement.Agreement, error) {
			terms := agreementtest.Terms(today, today.AddMonths(12))
			terms.Kind, terms.Parent = agreement.ImplementingAgreement, parent.ID
			return s.Draft(ctx, head, agreement.DraftCommand{Cooperation: c.ID, Terms: terms})
		}
		top, err := draft(agreement.Agreement{})
		ok(t, err)
		below, err := draft(top)
		ok(t, err)
		terms := top.Terms()
		terms.Parent = below.ID
		if got := paths(s.Change(ctx, head, top.ID, 1, terms)); !slices.Equal(got, []string{"parent_id:agreement.parent_circle"}) {
			t.Errorf("a circle of parents: %v", got)
		}
		foreign := agreementtest.Signed(t, d, agreementtest.Cooperation(t, d, w.LapasMaros, w.PemkabMaros), today, today.AddDays(9))
		_, err = draft(foreign)
		is(t, "a parent out of sight", err, errs.Invalid)
		got, err := s.Agreement(ctx, head, top.ID)
		ok(t, err)
		if len(got.Below) != 1 || got.Below[0].ID != below.ID {
			t.Errorf("below it stands %v", got.Below)
		}
	})
}

func TestTheWorkPlanIsPlannedChangedAndCancelled(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		a := agreementtest.Signed(t, d, agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim), civil.Must("2026-02-01"), civil.Must("2029-01-31"))
		officer := w.Actor(authz.ProgrammeOfficer, w.LapasSelong)
		_, err := s.Plan(ctx, officer, a.ID, agreement.ActivityCommand{Quarter: 5})
		want := []string{"title:required", "year:number.too_small", "quarter:number.too_big", "target:number.too_small", "unit:required", "responsible:required", "budget_source:required"}
		if got := paths(err); !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		cmd := agreement.ActivityCommand{Title: "Pelatihan las", Year: 2026, Quarter: 2, Target: 20, Unit: "orang", Responsible: "Kasi Giatja", BudgetSource: "APBD"}
		x, err := s.Plan(ctx, officer, a.ID, cmd)
		ok(t, err)
		cmd.Target = 25
		ok(t, s.ChangeActivity(ctx, officer, x.ID, 1, cmd))
		is(t, "stale plan", s.ChangeActivity(ctx, officer, x.ID, 1, cmd), errs.Conflict)
		is(t, "the partner plans", s.CancelActivity(ctx, w.Actor(authz.Partner, w.PemkabLotim), x.ID, 2), errs.Forbidden)
		is(t, "another facility plans", s.CancelActivity(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), x.ID, 2), errs.NotFound)
		ok(t, s.CancelActivity(ctx, officer, x.ID, 2))
		is(t, "changed when cancelled", s.ChangeActivity(ctx, officer, x.ID, 3, cmd), errs.State)
		seen, err := s.Activities(ctx, w.Actor(authz.Partner, w.PemkabLotim), agreement.ActivityFilter{Year: 2026, Quarter: 2, Text: "LAS"}, page.Request{})
		ok(t, err)
		if len(seen.Items) != 1 || seen.Items[0].Target != 25 || seen.Items[0].Status != agreement.ActivityCancelled {
			t.Errorf("the partner sees %+v", seen.Items)
		}
	})
}

func TestRemindersNameTheNearestMarkAndLeaveOutWhatIsRenewed(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		c := agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas)
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		var last agreement.Agreement
		for _, days := range []int{181, 180, 90, 31, 30, 0} {
			last = agreementtest.Signed(t, d, c, civil.Must("2026-02-01"), today.AddDays(days))
		}
		got, err := s.EndingSoon(ctx, head)
		ok(t, err)
		var marks []int
		for _, e := range got {
			marks = append(marks, e.Days, e.Reminder)
		}
		if want := []int{0, 30, 30, 30, 31, 90, 90, 90, 180, 180}; !slices.Equal(marks, want) {
			t.Errorf("got %v, want %v", marks, want)
		}
		_, err = s.Renew(ctx, head, last.ID, agreement.RenewCommand{StartsOn: today.AddDays(1), EndsOn: today.AddDays(900)})
		ok(t, err)
		got, err = s.EndingSoon(ctx, head)
		ok(t, err)
		if len(got) != 4 {
			t.Errorf("after a renewal %d remind", len(got))
		}
		for standing, want := range map[agreement.Standing]int{agreement.InForce: 6, agreement.EndingSoon: 5, agreement.PastItsEnd: 0, agreement.Preparing: 1} {
			listed, err := s.Agreements(ctx, head, agreement.Filter{Standing: standing, Sort: "ends_on"}, page.Request{})
			ok(t, err)
			if len(listed.Items) != want {
				t.Errorf("%s: got %d, want %d", standing, len(listed.Items), want)
			}
		}
	})
}
