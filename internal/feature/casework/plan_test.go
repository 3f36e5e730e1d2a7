package casework_test

import (
	"errors"
	"reflect"
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func run(t *testing.T, f func(t *testing.T, w *caseworktest.World)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) { f(t, caseworktest.Seed(t, d)) })
}

func TestAPlanIsWrittenVersionByVersionAndOldOnesStay(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, guardian := t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Rencana")
		first, err := w.Casework.WritePlan(ctx, guardian, p.ID, caseworktest.Plan())
		if err != nil {
			t.Fatal(err)
		}
		if first.Number != 1 || len(first.Goals) != 1 || len(first.Goals[0].Steps) != 2 || first.ReleaseOn != p.ReleaseDueOn {
			t.Fatalf("the first version: %+v", first)
		}
		if got, err := w.Casework.Plan(ctx, guardian, first.ID); err != nil || !reflect.DeepEqual(got, first) {
			t.Errorf("read back %+v, %v; want %+v", got, err, first)
		}
		done, err := w.Casework.SettleStep(ctx, guardian, first.Goals[0].Steps[0].ID, 1, casework.SettleCommand{Status: casework.StepDone, On: civil.Must("2026-11-20")})
		if err != nil || done.Version != 2 {
			t.Fatalf("done: %+v, %v", done, err)
		}
		again := caseworktest.Again(first)
		again.Reason, again.Goals[0].Steps[1].Task = "KTP hilang lagi", "Urus KTP di Dukcapil"
		again.Goals[0].Steps = append(again.Goals[0].Steps, casework.StepCommand{}, casework.StepCommand{Task: "Temui keluarga", Owner: "PK", DueOn: civil.Must("2027-01-10")})
		second, err := w.Casework.WritePlan(ctx, guardian, p.ID, again)
		if err != nil || second.Number != 2 {
			t.Fatalf("the second version: %+v, %v", second, err)
		}
		if s := second.Goals[0].Steps; len(s) != 3 || s[0].Status != casework.StepDone || s[0].SettledOn != civil.Must("2026-11-20") || s[1].Status != casework.StepOpen {
			t.Errorf("what was done is carried on: %+v", s)
		}
		old, err := w.Casework.Plan(ctx, guardian, first.ID)
		if err != nil || old.Newest || old.Goals[0].Steps[1].Task != "Urus KTP" {
			t.Errorf("the old version: %+v, %v", old, err)
		}
		if _, err := w.Casework.SettleStep(ctx, guardian, old.Goals[0].Steps[1].ID, 0, casework.SettleCommand{Status: casework.StepDone, On: civil.Must("2026-11-20")}); !errors.Is(err, errs.State) {
			t.Errorf("a step of an old version was settled: %v", err)
		}
		var kinds []casework.Differs
		for _, x := range casework.Difference(old.Goals, second.Goals) {
			kinds = append(kinds, x.Differs)
		}
		if want := []casework.Differs{casework.Same, casework.Same, casework.Changed, casework.Added}; !reflect.DeepEqual(kinds, want) {
			t.Errorf("the difference is %q, want %q", kinds, want)
		}
		if _, err := w.Casework.WritePlan(ctx, guardian, p.ID, again); !errors.Is(err, errs.Conflict) {
			t.Errorf("written on top of another version: %v", err)
		}
		if all, err := w.Casework.Plans(ctx, guardian, p.ID); err != nil || len(all) != 2 || !all[0].Newest || all[1].Newest {
			t.Errorf("the versions: %+v, %v", all, err)
		}
	})
}

func TestAPlanNamesEveryWrongField(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, guardian := t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo)
		p, other := persontest.Convict(t, w.DB, w.LapasBungo, "Satu"), persontest.Convict(t, w.DB, w.LapasBungo, "Dua")
		days := int64(83)
		bad := casework.PlanCommand{ReviewOn: civil.Must("2026-11-21"), Goals: []casework.GoalCommand{
			{Steps: []casework.StepCommand{{Task: "x", Owner: "y"}}},
			{Title: "y", Steps: []casework.StepCommand{{}, {Owner: "x", DaysBefore: &days, DueOn: civil.Must("2027-01-01")}, {Task: "a", DaysBefore: &days}}},
		}}
		_, err := w.Casework.WritePlan(ctx, guardian, p.ID, bad)
		want := []string{"review_on", "goals[0].title", "goals[0].steps[0].due_on", "goals[1].steps[1].task", "goals[1].steps[1].due_on", "goals[1].steps[2].owner", "goals[1].steps[2].days_before"}
		if got := caseworktest.Paths(err); !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := caseworktest.Paths(second(w.Casework.WritePlan(ctx, guardian, p.ID, casework.PlanCommand{}))); !reflect.DeepEqual(got, []string{"goals[0].title"}) {
			t.Errorf("an empty plan: %q", got)
		}
		need, err := assessment.New(w.DB).RecordNeed(ctx, guardian, other.ID, assessment.NeedCommand{Area: assessment.Work, Severity: 2, Evidence: "x", AssessedOn: civil.Must("2026-01-01")})
		if err != nil {
			t.Fatal(err)
		}
		wrong := caseworktest.Plan()
		wrong.Goals[0].Need = need.ID
		if got := caseworktest.Paths(second(w.Casework.WritePlan(ctx, guardian, p.ID, wrong))); !reflect.DeepEqual(got, []string{"goals[0].need_id"}) {
			t.Errorf("somebody else's need: %q", got)
		}
		post, err := directory.New(w.DB).CreatePost(ctx, authz.OperatorAs("test"), w.LapasSelong, directory.PostCommand{Title: "Kasi Binadik"})
		if err != nil {
			t.Fatal(err)
		}
		wrong = caseworktest.Plan()
		wrong.Goals[0].Steps[1].Post = post.ID
		if got := caseworktest.Paths(second(w.Casework.WritePlan(ctx, guardian, p.ID, wrong))); !reflect.DeepEqual(got, []string{"goals[0].steps[1].post_id"}) {
			t.Errorf("another office's post: %q", got)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestASkippedStepSaysWhyAndIsOpenedAgain(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, guardian := t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Langkah")
		v, err := w.Casework.WritePlan(ctx, guardian, p.ID, caseworktest.Plan())
		if err != nil {
			t.Fatal(err)
		}
		step := v.Goals[0].Steps[0].ID
		settle := func(status casework.StepStatus, on, why string) error {
			_, err := w.Casework.SettleStep(ctx, guardian, step, 0, casework.SettleCommand{Status: status, On: caseworktest.Day(on), Why: why})
			return err
		}
		if err := settle(casework.StepSkipped, "", ""); !errors.Is(err, errs.Invalid) {
			t.Errorf("skipped without a word: %v", err)
		}
		if err := settle(casework.StepDone, "2026-11-23", ""); !errors.Is(err, errs.Invalid) {
			t.Errorf("done tomorrow: %v", err)
		}
		if err := settle(casework.StepOpen, "", ""); !errors.Is(err, errs.State) {
			t.Errorf("opened while open: %v", err)
		}
		if err := settle(casework.StepSkipped, "", "Keluarga menolak"); err != nil {
			t.Error(err)
		}
		if s, err := w.Casework.Step(ctx, guardian, step); err != nil || s.SettledOn != civil.Must("2026-11-22") || s.SettledWhy != "Keluarga menolak" {
			t.Errorf("skipped: %+v, %v", s, err)
		}
		if err := settle(casework.StepOpen, "", ""); err != nil {
			t.Error(err)
		}
		if _, err := w.Casework.SettleStep(ctx, guardian, step, 1, casework.SettleCommand{Status: casework.StepSkipped, Why: "x"}); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale answer: %v", err)
		}
	})
}

func TestAMovedReleaseMovesTheStepsThatHangOnIt(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, guardian := t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Remisi")
		v, err := w.Casework.WritePlan(ctx, guardian, p.ID, caseworktest.Plan())
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Replanned()) != 0 || v.Goals[0].Steps[0].Due(v.Release) != civil.Must("2027-05-15").AddDays(-90) {
			t.Errorf("before: %+v", v)
		}
		w.MoveRelease(t, p.ID, "2027-04-15")
		w.MoveRelease(t, p.ID, "2027-03-15")
		v, _, err = w.Casework.NewestPlan(ctx, guardian, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		moved := v.Replanned()
		if len(moved) != 1 || moved[0].From != civil.Must("2027-02-14") || moved[0].To != civil.Must("2026-12-15") {
			t.Errorf("moved %+v", moved)
		}
		if len(v.Shifts) != 2 || v.Shifts[0].From != civil.Must("2027-05-15") || v.Shifts[1].To != civil.Must("2027-03-15") || v.Shifts[0].Cause != "person.change" {
			t.Errorf("why: %+v", v.Shifts)
		}
		w.MoveRelease(t, p.ID, "2027-05-15")
		if v, _, err = w.Casework.NewestPlan(ctx, guardian, p.ID); err != nil || len(v.Replanned()) != 0 || len(v.Shifts) != 3 {
			t.Errorf("moves that cancel each other: %+v, %v", v, err)
		}
		w.MoveRelease(t, p.ID, "")
		if v, _, err = w.Casework.NewestPlan(ctx, guardian, p.ID); err != nil || !v.Goals[0].Steps[0].Due(v.Release).IsZero() {
			t.Errorf("no release, no day: %+v, %v", v, err)
		}
	})
}

func TestOnlyTheOfficeThatWorksWithAPersonPlans(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx := t.Context()
		p := persontest.Released(t, w.DB, w.LapasBungo, "Klien", "2026-06-01", person.Parole)
		officer := w.Actor(authz.ProbationOfficer, w.BapasJambi)
		if err := w.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := person.GuideTx(ctx, tx, officer, p.ID, w.BapasJambi)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			actor authz.Actor
			want  error
		}{
			"the office that guides":       {officer, nil},
			"the facility that held":       {w.Actor(authz.CaseGuardian, w.LapasBungo), errs.Forbidden},
			"another facility":             {w.Actor(authz.CaseGuardian, w.LapasSelong), errs.NotFound},
			"the regional office":          {w.Actor(authz.RegionalOffice, w.KanwilJambi), errs.Forbidden},
			"a partner":                    {w.Actor(authz.Partner, w.Baznas), errs.Forbidden},
			"an observer":                  {w.Actor(authz.Observer, w.LapasBungo), errs.Forbidden},
			"an administrator of the same": {w.Actor(authz.Administrator, w.BapasJambi), errs.Forbidden},
		} {
			if _, err := w.Casework.WritePlan(ctx, c.actor, p.ID, caseworktest.Plan()); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		all, err := w.Casework.Plans(ctx, w.Actor(authz.RegionalOffice, w.KanwilJambi), p.ID)
		if err != nil || len(all) != 1 || all[0].Facility != w.BapasJambi {
			t.Errorf("the regional office reads %+v, %v", all, err)
		}
		if _, err := w.Casework.Plan(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), all[0].ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("another facility reads: %v", err)
		}
		if _, err := w.Casework.Plan(ctx, officer, id.Plan{}.Make()); !errors.Is(err, errs.NotFound) {
			t.Errorf("no such plan: %v", err)
		}
	})
}

func TestEveryMethodRefusesStrangers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) { persontest.RefusesStrangers(t, casework.New(d, nil)) })
}
