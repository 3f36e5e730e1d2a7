package allocation

import (
	"math/rand/v2"
	"testing"
)

// Every person of many small rounds tries every list that they could hand in:
// all orders of all subsets of their wishes.

func TestNobodyGainsByMisreporting(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 5))
	tried := 0
	for range 400 {
		g := randomGame(rng, shape{people: 7, offerings: 4, places: 2, points: 9, holders: true})
		for _, m := range []Method{Deferred, DeferredReserves} {
			truth := g.places(t, g.solve(t, m))
			for i := range g.people {
				tried += g.lies(i, func(lie game) {
					if got := lie.places(t, lie.solve(t, m))[i]; g.likes(i, got, truth[i]) {
						t.Fatalf("%s: person %d gains %d instead of %d by\n%+v\ninstead of\n%+v", m, i, got, truth[i], lie, g)
					}
				})
			}
		}
	}
	t.Logf("%d lists tried, nobody gains", tried)
}

// The optimum invites lies; that this test finds some shows that the one above
// would notice.
func TestTheOptimumRewardsMisreporting(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(6, 6))
	gains := 0
	for range 50 {
		g := randomGame(rng, shape{people: 7, offerings: 4, places: 2, points: 9})
		truth := g.places(t, g.solve(t, Optimum))
		for i := range g.people {
			g.lies(i, func(lie game) {
				if g.likes(i, lie.places(t, lie.solve(t, Optimum))[i], truth[i]) {
					gains++
				}
			})
		}
	}
	if gains == 0 {
		t.Error("no lie pays under the optimum, so the search for lies finds nothing")
	}
}

// lies calls try with the game in which person i hands in another list. A
// holder's own place stays on every list: holding it is no report.
func (g game) lies(i int, try func(game)) int {
	var mine, others []Pair
	for _, p := range g.pairs {
		if int(p.Person) == i {
			mine = append(mine, p)
		} else {
			others = append(others, p)
		}
	}
	tried := 0
	held := g.offering(g.people[i].Holds)
	var extend func(list, left []Pair)
	extend = func(list, left []Pair) {
		lie := game{g.people, g.offerings, append(append([]Pair{}, others...), list...)}
		if held < 0 || lie.pair(i, held) != nil {
			try(lie)
			tried++
		}
		for k, p := range left {
			p.Preference = int32(len(list)) + 1
			rest := append(append([]Pair{}, left[:k]...), left[k+1:]...)
			extend(append(list[:len(list):len(list)], p), rest)
		}
	}
	extend(nil, mine)
	return tried
}
