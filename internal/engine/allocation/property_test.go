package allocation

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawGame lets rapid pick and shrink the seed and the shape.
func drawGame(t *rapid.T) (game, *rand.Rand) {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
	s := shape{
		people:    rapid.IntRange(1, 40).Draw(t, "people"),
		offerings: rapid.IntRange(1, 8).Draw(t, "offerings"),
		places:    rapid.IntRange(1, 8).Draw(t, "places"),
		points:    rapid.IntRange(1, 200).Draw(t, "points"),
		holders:   rapid.Bool().Draw(t, "holders"),
	}
	return randomGame(rng, s), rng
}

// forAll runs a property over random games; tb solves on its behalf.
func forAll(t *testing.T, property func(t *rapid.T, tb testing.TB, g game, rng *rand.Rand)) {
	t.Helper()
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		g, rng := drawGame(rt)
		property(rt, t, g, rng)
	})
}

// admitted are the people at an offering.
func admitted(places []int, j int) []int {
	var in []int
	for i, at := range places {
		if at == j {
			in = append(in, i)
		}
	}
	return in
}

func TestNobodyHasJustifiedEnvyAndNoPlaceIsWasted(t *testing.T) {
	forAll(t, func(t *rapid.T, tb testing.TB, g game, _ *rand.Rand) {
		for method, reserves := range map[Method]bool{Deferred: false, DeferredReserves: true} {
			places := g.places(tb, g.solve(tb, method))
			for i := range g.people {
				for j := range g.offerings {
					if !g.likes(i, j, places[i]) {
						continue
					}
					in := admitted(places, j)
					if len(in) < g.offerings[j].Places {
						t.Fatalf("%s: person %d wants the free place at %d", method, i, j)
					}
					if q := g.envied(i, j, in, reserves); q >= 0 {
						t.Fatalf("%s: person %d envies %d at %d", method, i, q, j)
					}
				}
			}
		}
	})
}

// envied is somebody at an offering whose place person i should have had, or
// -1. Holders are not envied. Of the others, somebody of lower priority is,
// unless they stand on a place that is reserved for protected people and i is
// not protected; and a protected person has a claim on every unprotected one
// while fewer protected people are in than places are reserved.
func (g game) envied(i, j int, in []int, reserves bool) int {
	quota, protected := 0, 0
	if reserves {
		quota = g.offerings[j].Reserved
	}
	for _, q := range in {
		if g.people[q].Protected {
			protected++
		}
	}
	for _, q := range in {
		if g.holds(q, j) {
			continue
		}
		lower := g.pair(q, j).Priority < g.pair(i, j).Priority
		onReserve := g.people[q].Protected && protected <= quota
		claim := g.people[i].Protected && !g.people[q].Protected && protected < quota
		if claim || lower && (!onReserve || g.people[i].Protected) {
			return q
		}
	}
	return -1
}

func TestHoldersNeverLoseTheirPlace(t *testing.T) {
	forAll(t, func(t *rapid.T, tb testing.TB, g game, _ *rand.Rand) {
		for _, method := range []Method{Deferred, DeferredReserves} {
			for i, j := range g.places(tb, g.solve(tb, method)) {
				held := g.offering(g.people[i].Holds)
				if held >= 0 && j != held && !g.likes(i, j, held) {
					t.Fatalf("%s: person %d held %d and got %d", method, i, held, j)
				}
			}
		}
	})
}

func TestTheOrderOfInputChangesNothing(t *testing.T) {
	forAll(t, func(t *rapid.T, tb testing.TB, g game, rng *rand.Rand) {
		s, newPerson, newOffering := g.shuffled(rng)
		for _, method := range []Method{Deferred, DeferredReserves, Optimum} {
			a, b := g.solve(tb, method), s.solve(tb, method)
			if !a.Same(b) {
				t.Fatalf("%s: hashes %s and %s", method, a.InputHash, b.InputHash)
			}
			before, after := g.places(tb, a), s.places(tb, b)
			for i, j := range before {
				if j >= 0 {
					j = newOffering[j]
				}
				if after[newPerson[i]] != j {
					t.Fatalf("%s: person %d is elsewhere after shuffling", method, i)
				}
			}
			if !slices.Equal(a.SeatValues, b.SeatValues) {
				t.Fatalf("seat values %v and %v", a.SeatValues, b.SeatValues)
			}
		}
	})
}

// shuffled is the same game with every list in another order.
func (g game) shuffled(rng *rand.Rand) (s game, person, offering []int) {
	person, offering = rng.Perm(len(g.people)), rng.Perm(len(g.offerings))
	s.people, s.offerings = make([]Person, len(person)), make([]Offering, len(offering))
	for i, p := range g.people {
		s.people[person[i]] = p
	}
	for j, o := range g.offerings {
		s.offerings[offering[j]] = o
	}
	for _, p := range g.pairs {
		p.Person, p.Offering = int32(person[p.Person]), int32(offering[p.Offering])
		s.pairs = append(s.pairs, p)
	}
	rng.Shuffle(len(s.pairs), func(a, b int) { s.pairs[a], s.pairs[b] = s.pairs[b], s.pairs[a] })
	return s, person, offering
}

func TestSplittingAnOfferingKeepsTheLargestSum(t *testing.T) {
	forAll(t, func(t *rapid.T, tb testing.TB, g game, rng *rand.Rand) {
		before := g.solve(tb, Optimum).Points
		j := rng.IntN(len(g.offerings))
		o := &g.offerings[j]
		twin := Offering{ID: "twin", Places: rng.IntN(o.Places + 1)}
		o.Places -= twin.Places
		o.Reserved = min(o.Reserved, o.Places)
		for i := range g.people {
			g.people[i].Holds = ""
			if p := g.pair(i, j); p != nil {
				same := *p
				same.Offering, same.Preference = int32(len(g.offerings)), 100
				g.pairs = append(g.pairs, same)
			}
		}
		g.offerings = append(g.offerings, twin)
		if after := g.solve(tb, Optimum).Points; after != before {
			t.Fatalf("%d points before, %d after", before, after)
		}
	})
}

func TestTwoCountriesAreDecidedAsEachAlone(t *testing.T) {
	forAll(t, func(t *rapid.T, tb testing.TB, g game, rng *rand.Rand) {
		other := randomGame(rng, shape{people: 9, offerings: 3, places: 3, points: 9})
		both := game{slices.Clone(g.people), slices.Clone(g.offerings), slices.Clone(g.pairs)}
		for _, p := range other.people {
			p.ID = "other " + p.ID
			both.people = append(both.people, p)
		}
		for _, o := range other.offerings {
			o.ID = "other " + o.ID
			both.offerings = append(both.offerings, o)
		}
		for _, p := range other.pairs {
			p.Person, p.Offering = p.Person+int32(len(g.people)), p.Offering+int32(len(g.offerings))
			both.pairs = append(both.pairs, p)
		}
		for _, m := range []Method{Deferred, DeferredReserves, Optimum} {
			if got, want := both.solve(tb, m).Points, g.solve(tb, m).Points+other.solve(tb, m).Points; got != want {
				t.Fatalf("%s: %d points together, %d apart", m, got, want)
			}
		}
	})
}

func TestNoMethodBeatsTheOptimum(t *testing.T) {
	forAll(t, func(t *rapid.T, tb testing.TB, g game, _ *rand.Rand) {
		best := g.solve(tb, Optimum)
		for _, m := range []Method{Deferred, DeferredReserves} {
			if res := g.solve(tb, m); res.Points > best.Points {
				t.Fatalf("%s has %d points, the optimum %d", m, res.Points, best.Points)
			}
		}
	})
}
