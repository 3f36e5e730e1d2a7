package agreement_test

import (
	"context"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestAnActivityStandsAsItsDatesAndClassesSay(t *testing.T) {
	plan := agreement.Activity{Year: 2026, Quarter: 2, Status: agreement.Planned}
	off := plan
	off.Status = agreement.ActivityCancelled
	for _, tt := range []struct {
		name    string
		a       agreement.Activity
		on      string
		carried agreement.Carried
		want    agreement.ActivityState
	}{
		{"before its quarter", plan, "2026-03-31", agreement.Carried{}, agreement.ActivityPlanned},
		{"a class that is open and has not met", plan, "2026-04-01", agreement.Carried{Open: 1}, agreement.ActivityPlanned},
		{"the last day of its quarter", plan, "2026-06-30", agreement.Carried{}, agreement.ActivityPlanned},
		{"the day after, with nothing done", plan, "2026-07-01", agreement.Carried{}, agreement.ActivityBehind},
		{"a session was held", plan, "2026-05-01", agreement.Carried{Open: 1, Begun: 1}, agreement.ActivityRunning},
		{"a second class after the first", plan, "2026-05-01", agreement.Carried{Open: 1, Ended: 1, Begun: 9}, agreement.ActivityRunning},
		{"still going when its quarter is over", plan, "2026-07-01", agreement.Carried{Open: 1, Begun: 3}, agreement.ActivityBehind},
		{"ended early", plan, "2026-04-20", agreement.Carried{Ended: 1, Begun: 3}, agreement.ActivityDone},
		{"ended late", plan, "2026-09-01", agreement.Carried{Ended: 2, Begun: 3}, agreement.ActivityDone},
		{"taken off the plan", off, "2026-09-01", agreement.Carried{Open: 1, Begun: 3}, agreement.ActivityOff},
	} {
		if got := tt.a.StateOn(civil.Must(tt.on), tt.carried); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestEveryReadingOfAPlanDerivesTheState(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		today, actor := civil.Today(dbtest.Now), w.Actor(authz.ProgrammeOfficer, w.LapasSelong)
		c := agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim)
		a := agreementtest.Signed(t, d, c, today.AddDays(-400), today.AddDays(300))
		s := agreement.New(d)
		s.Carried = func(_ context.Context, _ db.Querier, of []agreement.Activity) (map[id.Activity]agreement.Carried, error) {
			out := map[id.Activity]agreement.Carried{}
			for _, x := range of {
				if x.Title == "Dijalankan" {
					out[x.ID] = agreement.Carried{Ended: 1, Begun: 2}
				}
			}
			return out, nil
		}
		want := map[string]agreement.ActivityState{"Dijalankan": agreement.ActivityDone, "Terlewat": agreement.ActivityBehind, "Nanti": agreement.ActivityPlanned}
		for title, year := range map[string]int{"Dijalankan": 2026, "Terlewat": 2025, "Nanti": 2027} {
			x, err := s.Plan(t.Context(), actor, a.ID, agreement.ActivityCommand{Title: title, Year: year, Quarter: 1, Target: 10, Unit: "orang", Responsible: "Kasi Binadik", BudgetSource: "APBD"})
			if err != nil {
				t.Fatal(err)
			}
			if v, err := s.Activity(t.Context(), actor, x.ID); err != nil || v.State != want[title] {
				t.Errorf("%s alone is %q, want %q: %v", title, v.State, want[title], err)
			}
		}
		list, err := s.Activities(t.Context(), actor, agreement.ActivityFilter{}, page.Request{})
		if err != nil || len(list.Items) != 3 {
			t.Fatalf("%d activities, %v", len(list.Items), err)
		}
		detail, err := s.Agreement(t.Context(), actor, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list.Items {
			if v.State != want[v.Title] || detail.States[v.ID] != want[v.Title] {
				t.Errorf("%s is %q on the list and %q under its agreement, want %q", v.Title, v.State, detail.States[v.ID], want[v.Title])
			}
		}
	})
}
