// Package allocation decides who gets a scarce place, and says why.
//
// It owns the calculation: person-proposing deferred acceptance with soft
// reserves and holders (what a round is decided by), the exact optimum by
// points (the yardstick beside it, and the source of seat values), published
// rules of eligibility and points, the lottery, and the answer to "why not
// me?". It refuses everything else: no database, clock, network or chance of
// its own. The same Round gives the same Result, bit for bit, in any order of
// its input.
//
// Start with Round (what is to be decided), then Solve, then Result.Explain.
// Rulebook.Round builds a Round out of people, offerings and rules; New takes
// pairs whose points and priorities are already known.
package allocation

import (
	"iter"
	"slices"

	"titian/internal/kernel/errs"
)

// Method is a way to decide a round.
type Method string

// The methods. Only the deferred ones are fit to decide with: nobody gains by
// misreporting, and nobody can point at a place that went to somebody who
// stands below. Optimum is the largest sum of points that exists; it is
// published beside a decision as the yardstick and never replaces it.
const (
	Deferred         Method = "deferred"
	DeferredReserves Method = "deferred_reserves"
	Optimum          Method = "optimum"
)

// Placement is one person's place.
type Placement struct {
	Person   string `json:"person"`
	Offering string `json:"offering"`
}

// SeatValue is what the best possible sum of points gains with one more place
// at an offering: where the next partner's places would help most.
type SeatValue struct {
	Offering string `json:"offering"`
	Points   int    `json:"points"`
}

// Result is what a method made of a round, with what it takes to replay it:
// the rule version, the seed and the hash of the input.
type Result struct {
	Method      Method
	RuleVersion string
	Seed        string
	InputHash   string
	Placed      int
	Points      int64

	// Bound and SeatValues belong to Optimum. Bound is the value of the dual
	// solution: no allocation can have more points, so Bound == Points proves
	// that this one is best. Solve refuses to answer when they differ.
	Bound      int64
	SeatValues []SeatValue

	round  *Round
	chosen []int32 // by person: index into round.choices, or nowhere
}

// nowhere stands for the choice of somebody without a place.
const nowhere = -1

// Solve decides the round. Components of the round, which share no offering,
// are solved in parallel. The error is Invalid for an unknown method.
func Solve(r *Round, m Method) (*Result, error) {
	res := &Result{
		Method: m, RuleVersion: r.ruleVersion, Seed: r.seed, InputHash: r.Hash(),
		round: r, chosen: slices.Repeat([]int32{nowhere}, len(r.people)),
	}
	switch m {
	case Deferred, DeferredReserves:
		market := newMarket(r, m == DeferredReserves)
		r.eachComponent(func() func(component) {
			return func(c component) { market.clear(c, res.chosen) }
		})
	case Optimum:
		if err := solveOptimum(r, res); err != nil {
			return nil, err
		}
	default:
		return nil, errs.New(errs.Invalid, "allocation.method").With("method", string(m))
	}
	res.count()
	return res, nil
}

// count sums up what was chosen.
func (res *Result) count() {
	res.Placed, res.Points = 0, 0
	for _, at := range res.chosen {
		if at != nowhere {
			res.Placed++
			res.Points += int64(res.round.choices[at].points)
		}
	}
}

// Round is what was decided.
func (res *Result) Round() *Round { return res.round }

// Placements yields everybody who has a place, in the round's order of people.
func (res *Result) Placements() iter.Seq[Placement] {
	return func(yield func(Placement) bool) {
		for i, at := range res.chosen {
			if at == nowhere {
				continue
			}
			p := Placement{res.round.people[i].ID, res.round.offeringID(at)}
			if !yield(p) {
				return
			}
		}
	}
}

// Place is the offering that the person got, or "" for none. The error is
// NotFound for somebody who is not in the round.
func (res *Result) Place(person string) (string, error) {
	i, ok := res.round.findPerson(person)
	if !ok {
		return "", errs.New(errs.NotFound, "allocation.person").With("person", person)
	}
	if res.chosen[i] == nowhere {
		return "", nil
	}
	return res.round.offeringID(res.chosen[i]), nil
}

// Same reports whether two results put the same people in the same places: a
// replay is good when it is the Same as what was published.
func (res *Result) Same(other *Result) bool {
	if res.InputHash != other.InputHash || len(res.chosen) != len(other.chosen) {
		return false
	}
	for i, at := range res.chosen {
		if at != other.chosen[i] {
			return false
		}
	}
	return true
}
