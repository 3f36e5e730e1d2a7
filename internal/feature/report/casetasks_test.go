package report_test

import (
	"testing"

	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func TestDatesOfSentencesBringPeopleBeforeTheBoardUntilItHasDecided(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		work, ctx := casework.New(w.d, nil), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		people := []id.Person{persontest.Convict(t, w.d, w.LapasBungo, "Satu").ID, persontest.Convict(t, w.d, w.LapasBungo, "Dua").ID}
		w.Do(func(tx *db.Tx) {
			for _, p := range people {
				for point, day := range map[string]string{"one_third": "2026-08-01", "one_half": "2026-11-30", "two_thirds": "2027-06-01"} {
					w.Add(tx, "sentence_key_date", reporttest.Row{"facility_id": w.LapasBungo, "person_id": p, "point": point, "falls_on": civil.Must(day), "source": "computed"})
				}
			}
		})
		tasks := w.today(t, head)
		expect(t, "the head", tasks, "board_due 2026-08-01 overdue")
		if k := tasks[0]; k.People != 2 || k.N != 0 || k.Path != "/reviews/due?facility="+w.LapasBungo.String() {
			t.Errorf("the task: %+v", k)
		}
		decide := func(p id.Person, to casework.Stage) {
			t.Helper()
			g, err := work.Convene(ctx, head, casework.SittingCommand{Facility: w.LapasBungo, HeldOn: civil.Must("2026-11-20")})
			if err != nil {
				t.Fatal(err)
			}
			if g, err = work.BringCases(ctx, head, g.ID, []casework.CaseCommand{{Person: p, Request: "uji"}}); err != nil {
				t.Fatal(err)
			}
			if _, err := work.Decide(ctx, head, g.Cases[0].ID, 0, casework.DecisionCommand{Kind: casework.MoveStage, ToStage: to}); err != nil {
				t.Fatal(err)
			}
			if _, err := work.Conclude(ctx, head, g.ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		decide(people[0], casework.Mid2)
		if tasks = w.today(t, head); len(tasks) != 1 || tasks[0].People != 1 {
			t.Errorf("one stands where the dates say: %+v", tasks)
		}
		decide(people[1], casework.Mid1)
		expect(t, "the next date", w.today(t, head), "board_due 2026-11-30")
		expect(t, "another facility", w.today(t, w.Actor(authz.FacilityHead, w.LapasSelong)))
	})
}

func TestTodayLeadsThroughThePlanToTheBoard(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		work, ctx := casework.New(w.d, nil), t.Context()
		head, guardian := w.Actor(authz.FacilityHead, w.LapasBungo), w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, w.d, w.LapasBungo, "Berencana")
		plan := caseworktest.Plan() // 90 days before 15 May 2027, and 1 December 2026
		plan.ReviewOn = civil.Must("2026-12-06")
		v, err := work.WritePlan(ctx, guardian, p.ID, plan)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "the guardian", w.today(t, guardian), "step 2026-12-01", "board_case 2026-12-06")
		w.Set("person_person", "release_due_on", civil.Must("2027-02-10"), p.ID)
		tasks := w.today(t, guardian)
		expect(t, "the guardian after a remission", tasks, "step 2026-11-12 overdue", "step 2026-12-01", "board_case 2026-12-06")
		if k := tasks[0]; k.Path != "/people/"+p.ID.String()+"/plan" || k.Title != "Berencana" || k.Ref != "Daftarkan ke pelatihan las" || k.N != 0 {
			t.Errorf("the step: %+v", k)
		}
		for _, s := range v.Goals[0].Steps {
			if _, err := work.SettleStep(ctx, guardian, s.ID, 0, casework.SettleCommand{Status: casework.StepSkipped, Why: "uji"}); err != nil {
				t.Fatal(err)
			}
		}
		g, err := work.Convene(ctx, head, casework.SittingCommand{Facility: w.LapasBungo, HeldOn: civil.Must("2026-11-20")})
		if err != nil {
			t.Fatal(err)
		}
		if g, err = work.BringCases(ctx, head, g.ID, []casework.CaseCommand{{Person: p.ID, Request: "uji"}}); err != nil {
			t.Fatal(err)
		}
		expect(t, "the head", w.today(t, head), "sitting 2026-11-20 overdue")
		if _, err := work.Decide(ctx, head, g.Cases[0].ID, 0, casework.DecisionCommand{Kind: casework.Defer, Grounds: "uji", ReviewOn: civil.Must("2026-12-01")}); err != nil {
			t.Fatal(err)
		}
		if _, err := work.Conclude(ctx, head, g.ID, 0); err != nil {
			t.Fatal(err)
		}
		expect(t, "the head after the sitting", w.today(t, head), "board_case 2026-12-01")
		expect(t, "another facility", w.today(t, w.Actor(authz.FacilityHead, w.LapasSelong)))
		w.Set("person_person", "facility_id", w.LapasSelong, p.ID)
		expect(t, "the head after a transfer", w.today(t, head))
	})
}
