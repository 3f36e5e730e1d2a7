package report_test

import (
	"testing"

	"titian/internal/feature/report"
	"titian/internal/platform/authz"
)

// A partner may count the lines of its class's list, so that count is exact. What
// became of few people is told to nobody outside, by the thread or by a class, and
// of many it is told.
func TestAThreadTellsNobodyOutsideWhatBecameOfFew(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Whole("KS1", w.LapasBungo, w.Baznas, 4)
		w.Whole("KS2", w.LapasSelong, w.Baznas, 40)
		inside := w.thread(t, w.officer(), "KS1")
		if inside.People.Released == 0 || inside.Fare.Due == 0 || len(inside.Withheld) > 0 {
			t.Fatalf("the office itself reads %+v, %+v, withheld %q", inside.People, inside.Fare, inside.Withheld)
		}
		partner := w.Actor(authz.Partner, w.Baznas)
		few := w.thread(t, partner, "KS1")
		if p := few.People; p.Enrolled != 4 || p.Attended != inside.People.Attended || p.Completed != inside.People.Completed || few.Attended != inside.Attended {
			t.Errorf("the partner cannot count its own class: %+v", p)
		}
		if p := few.People; p.Released+p.HandedOver+p.Reached+p.Competent+p.Before != 0 || few.Fare != (report.Fare{}) || few.Told("released") || few.Told("fare") {
			t.Errorf("the partner is told what became of few: %+v, %+v, withheld %q", p, few.Fare, few.Withheld)
		}
		for _, s := range few.Steps {
			if s.Key == report.StepHandOver && (s.Count != 0 || !s.Few || !s.Done) {
				t.Errorf("the step says %+v", s)
			}
			for _, n := range s.Nodes {
				if n.People != nil && (n.People.Enrolled != 4 || n.People.Competent != 0 || n.People.Released != 0) {
					t.Errorf("of the class the partner is told %+v", *n.People)
				}
			}
		}
		many := w.thread(t, partner, "KS2")
		if whole := w.thread(t, w.Actor(authz.ProgrammeOfficer, w.LapasSelong), "KS2"); many.People.Released != whole.People.Released || many.People.Released < report.Few || !many.Told("released") {
			t.Errorf("of many the partner is told %+v, want %+v", many.People, whole.People)
		}
		observer := w.Actor(authz.Observer, w.LapasBungo)
		if seen := w.thread(t, observer, "KS1"); seen.People.Enrolled != 0 || seen.Told("enrolled") || seen.Attended != (report.Attended{}) {
			t.Errorf("an observer is told %+v, %+v", seen.People, seen.Attended)
		}
	})
}
