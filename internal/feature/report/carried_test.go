package report_test

import (
	"strings"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// Where an activity has no class, the promises that feed it carry it. What classes
// do for it stands on the thread.
func TestAPromiseCarriesAnActivityWithoutAClass(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		today, ctx := civil.Today(dbtest.Now), t.Context()
		c := agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim)
		a := agreementtest.Signed(t, d, c, today.AddDays(-60), today.AddDays(300))
		s, operator := agreement.New(d), authz.OperatorAs("uji")
		x, err := s.Plan(ctx, operator, a.ID, agreement.ActivityCommand{Title: "Instruktur las", Year: 2026, Quarter: 4, Target: 10, Unit: "orang", Responsible: "Kasi Binadik", BudgetSource: "APBD"})
		if err != nil {
			t.Fatal(err)
		}
		is := func(when string, want agreement.Carried) {
			t.Helper()
			got, err := report.CarriedBy(ctx, d, []agreement.Activity{x})
			if err != nil || got[x.ID] != want {
				t.Errorf("%s: %+v, want %+v: %v", when, got[x.ID], want, err)
			}
		}
		is("planned alone", agreement.Carried{})
		p := partnershiptest.Promise(t, d, c, a.ID, 10, today.AddDays(10))
		terms := p.Terms()
		terms.Activity = x.ID
		if err := partnership.New(d, nil).Amend(ctx, operator, p.ID, p.Version, partnership.AmendCommand{CommitmentTerms: terms, Reason: "Masuk rencana"}); err != nil {
			t.Fatal(err)
		}
		is("a promise feeds it", agreement.Carried{Open: 1})
		partnershiptest.Confirmed(t, d, p, today.AddDays(-1), 4)
		is("some of it was given", agreement.Carried{Open: 1, Begun: 1})
		partnershiptest.Confirmed(t, d, p, today.AddDays(-1), 6)
		is("all of it was given", agreement.Carried{Ended: 1, Begun: 2})
	})
}

// Fifty activities on a page are asked about once, by their own index: not by all
// that was ever promised in their cooperations.
func TestWhatCarriesAPlanIsReadByTheActivities(t *testing.T) {
	traced(t, func(t *testing.T, w world, queries *[]asked) {
		var plan []agreement.Activity
		for range 50 {
			plan = append(plan, agreement.Activity{ID: id.Activity{}.Make(), Cooperation: id.Cooperation{}.Make()})
		}
		*queries = nil
		if _, err := report.CarriedBy(t.Context(), w.d, plan); err != nil || len(*queries) != 1 {
			t.Fatalf("%d queries, %v", len(*queries), err)
		}
		if w.d.Dialect != db.SQLite { // PostgreSQL chooses by figures that an empty table does not have
			return
		}
		q := (*queries)[0]
		steps, err := db.All[planned](t.Context(), w.d, `EXPLAIN QUERY PLAN `+q.text, q.args...)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, s := range steps {
			text.WriteString(s.Detail + "\n")
		}
		for _, index := range []string{"partnership_commitment_activity", "programme_offering_activity"} {
			if !strings.Contains(text.String(), index) {
				t.Errorf("%s is not used:\n%s", index, text.String())
			}
		}
	})
}

// planned is one step of a plan.
type planned struct {
	ID     int    `db:"id" privacy:"internal"`
	Parent int    `db:"parent" privacy:"internal"`
	Unused int    `db:"notused" privacy:"internal"`
	Detail string `db:"detail" privacy:"internal"`
}
