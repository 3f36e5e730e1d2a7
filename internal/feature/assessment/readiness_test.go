package assessment_test

import (
	"errors"
	"reflect"
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// look answers the checklist: these things are needed, health does not apply,
// the rest is done.
func look(phase assessment.Phase, on string, needed ...string) assessment.ReadinessCommand {
	c := assessment.ReadinessCommand{Phase: phase, TakenOn: civil.Must(on), Confidence: 3}
	for _, thing := range assessment.Things() {
		a := assessment.ItemAnswer{Item: thing, Answer: assessment.Done}
		if thing == "health" {
			a.Answer = assessment.NotApplicable
		}
		for _, n := range needed {
			if n == thing {
				a.Answer, a.Owner, a.DueOn = assessment.Needed, "Wali", civil.Must(on).AddDays(30)
			}
		}
		c.Items = append(c.Items, a)
	}
	return c
}

func TestReadinessScoresWhatAppliesAndComparesBeforeWithAfter(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Siap")
		if _, err := s.TakeReadiness(ctx, guardian, p.ID, look(assessment.Before, "2026-03-01", "papers", "housing", "livelihood")); err != nil {
			t.Fatal(err)
		}
		alone, err := s.Checks(ctx, guardian, p.ID)
		if err != nil || len(alone) != 1 {
			t.Fatal(alone, err)
		}
		if _, both := assessment.Compare(alone); both {
			t.Error("a change was seen in a single look")
		}
		if got, want := alone[0].Score(), (assessment.Score{Done: 3, Applicable: 6, Missing: []string{"papers", "housing", "livelihood"}}); !reflect.DeepEqual(got, want) {
			t.Errorf("score %+v, want %+v", got, want)
		}
		if _, err := s.TakeReadiness(ctx, guardian, p.ID, look(assessment.After, "2026-10-01", "housing", "debts")); err != nil {
			t.Fatal(err)
		}
		checks, err := s.Checks(ctx, guardian, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		change, both := assessment.Compare(checks)
		if !both || !reflect.DeepEqual(change.Gained, []string{"papers", "livelihood"}) || !reflect.DeepEqual(change.Lost, []string{"debts"}) {
			t.Errorf("change %+v, %v", change, both)
		}
	})
}

func TestReadinessIsTakenWholeOrNotAtAll(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Utuh")
		partial := look(assessment.Before, "2026-03-01")
		partial.Items = partial.Items[:5]
		twice := look(assessment.Before, "2026-03-01")
		twice.Items[1].Item = "papers"
		ownerless := look(assessment.Before, "2026-03-01", "debts")
		ownerless.Items[5].Owner, ownerless.Items[5].DueOn = "", civil.Must("2026-02-01")
		confident := look("later", "2027-01-01")
		confident.Confidence = 6
		for name, c := range map[string]struct {
			command assessment.ReadinessCommand
			paths   []string
		}{
			"partial":   {partial, []string{"items"}},
			"twice":     {twice, []string{"items[1].item"}},
			"ownerless": {ownerless, []string{"items[5].owner", "items[5].due_on"}},
			"head":      {confident, []string{"phase", "taken_on", "confidence"}},
		} {
			_, err := s.TakeReadiness(ctx, guardian, p.ID, c.command)
			var paths []string
			if e := errs.As(err); e != nil {
				for _, f := range e.Fields {
					paths = append(paths, f.Path)
				}
			}
			if !reflect.DeepEqual(paths, c.paths) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if checks, err := s.Checks(ctx, guardian, p.ID); err != nil || len(checks) != 0 {
			t.Errorf("kept %v, %v", checks, err)
		}
	})
}

func TestTickingWhatWasDoneSinceNamesTheAnswerAndNotItsContent(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Centang")
		c, err := s.TakeReadiness(ctx, guardian, p.ID, look(assessment.AtRelease, "2026-03-01", "papers"))
		if err != nil {
			t.Fatal(err)
		}
		if c, err = s.ChangeReadiness(ctx, guardian, c.ID, c.Version, look(assessment.AtRelease, "2026-03-01")); err != nil || len(c.Score().Missing) != 0 {
			t.Fatalf("changed %+v, %v", c, err)
		}
		if got, err := s.Check(ctx, guardian, c.ID); err != nil || !reflect.DeepEqual(got, c) {
			t.Errorf("read back %+v, %v; want %+v", got, err, c)
		}
		entries, err := audit.History(ctx, d, w.LapasBungo, c.ID)
		if err != nil || len(entries) != 2 || !reflect.DeepEqual(entries[0].Diff(), []audit.Change{{Field: "papers", Class: "restricted"}}) {
			t.Errorf("audit %+v, %v", entries, err)
		}
		_, err = s.ChangeReadiness(ctx, guardian, c.ID, 1, look(assessment.AtRelease, "2026-03-01"))
		if e := errs.As(err); !errors.Is(err, errs.Conflict) || len(e.Fields) == 0 {
			t.Errorf("a stale change: %v", err)
		}
	})
}
