package casework

import "titian/internal/kernel/id"

// Differs says how a goal or step of a plan differs from the version before.
type Differs string

// The differences.
const (
	Same    Differs = ""
	Added   Differs = "added"
	Changed Differs = "changed"
	Dropped Differs = "dropped"
)

// Line is one goal (Step is zero) or step of two versions laid side by side.
type Line struct {
	Differs Differs
	Goal    Goal // without its steps
	Step    Step
	WasGoal Goal
	Was     Step // of the version before, when it Changed or was Dropped
}

// IsGoal reports whether the line is a goal.
func (x Line) IsGoal() bool { return x.Step.ID.IsZero() && x.Was.ID.IsZero() }

// Difference lays a version beside the one before, in the order of the newer,
// with what was dropped at the end.
func Difference(before, after []Goal) []Line {
	var out []Line
	goals, steps := map[id.Any]Goal{}, map[id.Any]Step{}
	for _, g := range before {
		goals[g.Origin] = g
		for _, s := range g.Steps {
			steps[s.Origin] = s
		}
	}
	for _, g := range after {
		was, had := goals[g.Origin]
		delete(goals, g.Origin)
		line := Line{Goal: g, WasGoal: was, Differs: differs(had, was.Title == g.Title && was.Need == g.Need)}
		out = append(out, line)
		for _, s := range g.Steps {
			w, had := steps[s.Origin]
			delete(steps, s.Origin)
			out = append(out, Line{Goal: g, Step: s, Was: w, Differs: differs(had, sameStep(w, s))})
		}
	}
	for _, g := range before {
		if _, left := goals[g.Origin]; left {
			out = append(out, Line{WasGoal: g, Goal: g, Differs: Dropped})
		}
		for _, s := range g.Steps {
			if _, left := steps[s.Origin]; left {
				out = append(out, Line{Goal: g, Was: s, Differs: Dropped})
			}
		}
	}
	return out
}

func differs(had, same bool) Differs {
	switch {
	case !had:
		return Added
	case !same:
		return Changed
	}
	return Same
}

// sameStep compares what was planned, not what became of it.
func sameStep(a, b Step) bool {
	hang := a.DaysBefore == nil && b.DaysBefore == nil || a.DaysBefore != nil && b.DaysBefore != nil && *a.DaysBefore == *b.DaysBefore
	return a.Task == b.Task && a.Post == b.Post && a.Owner == b.Owner && a.DueOn == b.DueOn && hang
}
