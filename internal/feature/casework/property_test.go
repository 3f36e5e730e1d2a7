package casework_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// life plays random days of one person and counts what may not get lost.
type life struct {
	w              *caseworktest.World
	actor          authz.Actor
	p              person.Person
	plans, entries int
	stage          casework.Stage
	notes          []casework.Note // present wordings
	wordings       int
	cases          []casework.CaseRow
	sitting        casework.Agenda
}

// TestHistoryStaysWholeInAnyOrder: plans, decisions, corrections and notes in
// any order leave every version where it was, and an audit that verifies.
func TestHistoryStaysWholeInAnyOrder(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		rapid.Check(t, func(rt *rapid.T) {
			l := &life{w: w, actor: w.Actor(authz.FacilityHead, w.LapasBungo), p: persontest.Convict(t, w.DB, w.LapasBungo, "Hidup")}
			rt.Repeat(map[string]func(*rapid.T){
				"plan":    l.plan,
				"release": func(rt *rapid.T) { w.MoveRelease(t, l.p.ID, release(rt)) },
				"decide":  func(rt *rapid.T) { l.decide(t, rt) },
				"correct": l.correct,
				"note":    l.note,
				"reword":  l.reword,
				"":        l.check,
			})
		})
		report, err := audit.Verify(t.Context(), w.DB, make([]byte, 32))
		if err != nil || len(report.Problems) > 0 {
			t.Errorf("the audit: %+v, %v", report.Problems, err)
		}
	})
}

func release(rt *rapid.T) string {
	return civil.Must("2026-12-01").AddDays(rapid.IntRange(0, 900).Draw(rt, "release")).String()
}

// foreseen fails unless err is nil or a refusal that the rules know.
func foreseen(rt *rapid.T, err error) bool {
	switch errs.KindOf(err) {
	case errs.State, errs.Conflict, errs.Invalid:
		return false
	}
	if err != nil {
		rt.Fatal(err)
	}
	return true
}

func (l *life) plan(rt *rapid.T) {
	c := caseworktest.Plan()
	if v, found, err := l.w.Casework.NewestPlan(rt.Context(), l.actor, l.p.ID); err != nil {
		rt.Fatal(err)
	} else if found {
		c = caseworktest.Again(v)
		if rapid.Bool().Draw(rt, "drop") && len(c.Goals[0].Steps) > 1 {
			c.Goals[0].Steps = c.Goals[0].Steps[1:]
		}
	}
	c.Seen -= rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(rt, "stale")
	if _, err := l.w.Casework.WritePlan(rt.Context(), l.actor, l.p.ID, c); foreseen(rt, err) {
		l.plans++
	}
}

func (l *life) decide(t *testing.T, rt *rapid.T) {
	l.sitting = l.w.Sitting(t, l.w.LapasBungo, "2026-11-20")
	c := l.w.Before(t, l.sitting, l.p.ID)
	c, err := l.w.Casework.Decide(rt.Context(), l.actor, c.ID, c.Version, decision(rt))
	if foreseen(rt, err) {
		l.decided(c)
		l.cases = append(l.cases, c)
	}
}

func decision(rt *rapid.T) casework.DecisionCommand {
	return casework.DecisionCommand{
		Kind:    rapid.SampledFrom([]casework.DecisionKind{casework.MoveStage, casework.MoveStage, casework.OtherDecision, casework.ProposeParole}).Draw(rt, "kind"),
		ToStage: rapid.SampledFrom(casework.Stages()).Draw(rt, "stage"), Grounds: "uji", Correction: "koreksi",
	}
}

// decided counts an entry when the stage is another one than before.
func (l *life) decided(c casework.CaseRow) {
	if c.Stage != l.stage {
		l.entries++
	}
	l.stage = c.Stage
}

func (l *life) correct(rt *rapid.T) {
	if len(l.cases) == 0 {
		return
	}
	c := rapid.SampledFrom(l.cases).Draw(rt, "case")
	if c, err := l.w.Casework.Decide(rt.Context(), l.actor, c.ID, 0, decision(rt)); foreseen(rt, err) {
		l.decided(c)
	}
}

func (l *life) note(rt *rapid.T) {
	n, err := l.w.Casework.WriteNote(rt.Context(), l.actor, l.p.ID, words(casework.Observation, "uji"))
	if foreseen(rt, err) {
		l.notes, l.wordings = append(l.notes, n), l.wordings+1
	}
}

func (l *life) reword(rt *rapid.T) {
	if len(l.notes) == 0 {
		return
	}
	i := rapid.IntRange(0, len(l.notes)-1).Draw(rt, "note")
	if rapid.Bool().Draw(rt, "retract") {
		_, err := l.w.Casework.RetractNote(rt.Context(), l.actor, l.notes[i].ID, 0, "uji")
		foreseen(rt, err)
		return
	}
	c := words("", "lain")
	c.Reason = "uji"
	if n, err := l.w.Casework.CorrectNote(rt.Context(), l.actor, l.notes[i].ID, 0, c); foreseen(rt, err) {
		l.notes[i] = n
		l.wordings++
	}
}

func (l *life) check(rt *rapid.T) {
	plans, err := l.w.Casework.Plans(rt.Context(), l.actor, l.p.ID)
	if err != nil || len(plans) != l.plans {
		rt.Fatalf("%d versions, want %d: %v", len(plans), l.plans, err)
	}
	for i, p := range plans {
		if p.Number != len(plans)-i || p.Newest != (i == 0) {
			rt.Fatalf("version %d stands at %d, newest %v", p.Number, i, p.Newest)
		}
	}
	stages, err := l.w.Casework.StagesOf(rt.Context(), l.actor, l.p.ID)
	if err != nil || len(stages) != l.entries {
		rt.Fatalf("%d entries of stages, want %d: %v", len(stages), l.entries, err)
	}
	for i, s := range stages {
		if s.Newest != (i == 0) || i == 0 && s.Stage != l.stage {
			rt.Fatalf("entry %d is %+v; the stage is %s", i, s, l.stage)
		}
	}
	n, err := db.One[int64](rt.Context(), l.w.DB, `SELECT count(*) FROM casework_note WHERE person_id = $1`, l.p.ID)
	if err != nil || int(n) != l.wordings {
		rt.Fatalf("%d wordings, want %d: %v", n, l.wordings, err)
	}
	shown, err := l.w.Casework.Notes(rt.Context(), l.actor, l.p.ID, casework.NoteFilter{Retracted: true}, page.Request{Size: page.MaxSize})
	if err != nil || len(shown.Items) != min(len(l.notes), page.MaxSize) {
		rt.Fatalf("%d notes, want %d: %v", len(shown.Items), len(l.notes), err)
	}
}

// TestReplanningDependsOnWhereTheReleaseStandsAndOnNothingElse gives two people
// one plan and moves their releases through the same days in two orders.
func TestReplanningDependsOnWhereTheReleaseStandsAndOnNothingElse(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		actor := w.Actor(authz.FacilityHead, w.LapasBungo)
		rapid.Check(t, func(rt *rapid.T) {
			days := rapid.SliceOfN(rapid.Custom(release), 1, 5).Draw(rt, "days")
			last := release(rt)
			var told [2][]string
			for i, order := range [][]string{append(days, last), append(rapid.Permutation(days).Draw(rt, "order"), last, last)} {
				p := persontest.Convict(t, w.DB, w.LapasBungo, "Kembar")
				if _, err := w.Casework.WritePlan(rt.Context(), actor, p.ID, caseworktest.Plan()); err != nil {
					rt.Fatal(err)
				}
				for _, d := range order {
					w.MoveRelease(t, p.ID, d)
				}
				told[i] = replanned(rt, w, actor, p.ID)
			}
			if !reflect.DeepEqual(told[0], told[1]) {
				rt.Fatalf("in one order %q, in the other %q", told[0], told[1])
			}
		})
	})
}

func replanned(rt *rapid.T, w *caseworktest.World, actor authz.Actor, p id.Person) []string {
	v, _, err := w.Casework.NewestPlan(rt.Context(), actor, p)
	if err != nil {
		rt.Fatal(err)
	}
	out := []string{}
	for _, r := range v.Replanned() {
		out = append(out, fmt.Sprintln(r.Step.Task, r.From, r.To))
	}
	return out
}
