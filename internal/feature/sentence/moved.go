package sentence

import (
	engine "titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Moved is what higher features are told when a person's dates move: a remission
// re-plans everything, and says what moved.
type Moved struct {
	Actor    authz.Actor
	Person   id.Person
	Facility id.Organisation
	Cause    string // the action that moved them, "sentence.add"
	Topic    Topic  // what was written; empty for an import
	Moves    []Move // at least one
}

// Move is one date that is another now. A zero day is none.
type Move struct {
	Point    engine.Point
	From, To civil.Date
}

// movesOf is the difference of two timelines.
func movesOf(before, after Timeline) []Move {
	var out []Move
	for _, p := range engine.Points() {
		if from, to := before.On(p), after.On(p); from != to {
			out = append(out, Move{p, from, to})
		}
	}
	return out
}
