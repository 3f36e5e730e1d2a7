package allocation

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
)

// rounds is how many random rounds are compared; make reference asks for a
// million.
var rounds = flag.Int("rounds", 20_000, "random small rounds to compare with textbook implementations")

func TestRandomRoundsEqualTheTextbook(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	placed := 0
	for range *rounds {
		g := randomGame(rng, shape{people: 6, offerings: 3, places: 3, points: 9, holders: true})
		r := g.round(t)
		for method, reserves := range map[Method]bool{Deferred: false, DeferredReserves: true} {
			res, err := Solve(r, method)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := g.places(t, res), g.textbook(reserves); !slices.Equal(got, want) {
				t.Fatalf("%s: got %v, the textbook says %v\n%+v", method, got, want, g)
			}
			placed += res.Placed
		}
	}
	t.Logf("%d rounds, %d placements, no difference", *rounds, placed)
}

func TestRandomRoundsHaveTheLargestSumAndExactSeatValues(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2, 2))
	worth := 0
	for range *rounds {
		g := randomGame(rng, shape{people: 6, offerings: 3, places: 3, points: 9})
		res := g.solve(t, Optimum)
		best := g.best()
		if res.Points != int64(best) || res.Bound != int64(best) {
			t.Fatalf("got %d points, bound %d, trying everything gives %d\n%+v", res.Points, res.Bound, best, g)
		}
		checkFeasible(t, g, res)
		for _, v := range res.SeatValues {
			more := game{g.people, slices.Clone(g.offerings), g.pairs}
			more.offerings[g.offering(v.Offering)].Places++
			if gain := more.best() - best; gain != v.Points {
				t.Fatalf("one more place at %s is worth %d, not %d\n%+v", v.Offering, gain, v.Points, g)
			}
			if v.Points > 0 {
				worth++
			}
		}
	}
	t.Logf("%d rounds, %d places of worth, no difference", *rounds, worth)
}

// checkFeasible counts places and points independently of the result's sums.
func checkFeasible(t *testing.T, g game, res *Result) {
	t.Helper()
	used := make([]int, len(g.offerings))
	points := int64(0)
	for i, j := range g.places(t, res) {
		if j >= 0 {
			used[j]++
			points += int64(g.pair(i, j).Points)
		}
	}
	for j, o := range g.offerings {
		if used[j] > o.Places {
			t.Fatalf("%d people on %d places of %s", used[j], o.Places, o.ID)
		}
	}
	if points != res.Points {
		t.Fatalf("the placements have %d points, the result says %d", points, res.Points)
	}
}

func TestLargerRoundsHaveSeatValuesEqualToSolvingAgain(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 3))
	for k := range 60 {
		points := []int{3, 30, 1000}[k%3] // few points make many equal choices
		g := randomGame(rng, shape{people: 150, offerings: 12, places: 12, points: points})
		res := g.solve(t, Optimum)
		for _, v := range res.SeatValues {
			more := game{g.people, slices.Clone(g.offerings), g.pairs}
			more.offerings[g.offering(v.Offering)].Places++
			if gain := more.solve(t, Optimum).Points - res.Points; gain != int64(v.Points) {
				t.Fatalf("one more place at %s is worth %d, not %d", v.Offering, gain, v.Points)
			}
		}
	}
}
