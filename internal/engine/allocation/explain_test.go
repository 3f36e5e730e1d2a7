package allocation

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/kernel/errs"
)

func points(n int) *int { return &n }

// workshop has three places at A, one of them reserved, and one at B.
func workshop() game {
	g := game{offerings: []Offering{{"A", 3, 1}, {"B", 1, 0}}}
	for i, p := range []struct {
		id        string
		protected bool
		points    int
	}{{"ani", false, 742}, {"budi", false, 742}, {"citra", true, 655}, {"dewi", false, 690}, {"eko", true, 600}} {
		g.people = append(g.people, Person{ID: p.id, Protected: p.protected})
		g.pairs = append(g.pairs, Pair{int32(i), 0, 1, int32(p.points), priority(p.points, 10-i)})
	}
	g.pairs = append(g.pairs, Pair{3, 1, 2, 500, priority(500, 7)})
	return g
}

func TestExplanationComparesWithTheLastAdmitted(t *testing.T) {
	res := workshop().solve(t, DeferredReserves)
	for _, tt := range []struct {
		person string
		want   *Explanation
	}{
		{"ani", &Explanation{Person: "ani", Offering: "A", Wish: 1}},
		{"dewi", &Explanation{
			Person: "dewi", Offering: "B", Wish: 2,
			Refusals:       []Refusal{{Offering: "A", Wish: 1, Reason: BelowLast, Points: 690, LastAdmitted: points(742), LastReserved: points(655)}},
			Counterfactual: &Counterfactual{"A", 743},
		}},
		{"eko", &Explanation{
			Person:         "eko",
			Refusals:       []Refusal{{Offering: "A", Wish: 1, Reason: BelowLast, Points: 600, LastAdmitted: points(742), LastReserved: points(655)}},
			Counterfactual: &Counterfactual{"A", 656},
		}},
	} {
		got, err := res.Explain(tt.person)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.person, diff)
		}
	}
}

func TestExplanationSaysWhenTheLotteryDecided(t *testing.T) {
	g := workshop()
	g.offerings[0].Places, g.offerings[0].Reserved = 1, 0
	e, err := g.solve(t, Deferred).Explain("budi")
	if err != nil {
		t.Fatal(err)
	}
	if f := e.Refusals[0]; !f.Lottery || *f.LastAdmitted != 742 || e.Counterfactual.Points != 743 {
		t.Errorf("got %+v, %+v", f, e.Counterfactual)
	}
}

func TestExplanationSaysWhenEveryPlaceIsHeld(t *testing.T) {
	g := workshop()
	for i := range 3 {
		g.people[i].Holds = "A"
	}
	got, err := g.solve(t, DeferredReserves).Explain("eko")
	if err != nil {
		t.Fatal(err)
	}
	want := &Explanation{Person: "eko", Refusals: []Refusal{{Offering: "A", Wish: 1, Reason: AllHeld, Points: 600}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestExplainRefusesStrangersAndTheOptimum(t *testing.T) {
	if _, err := workshop().solve(t, Deferred).Explain("nobody"); !errors.Is(err, errs.NotFound) {
		t.Errorf("stranger: %v", err)
	}
	if _, err := workshop().solve(t, Optimum).Explain("ani"); !errors.Is(err, errs.State) {
		t.Errorf("optimum: %v", err)
	}
}

// Every counterfactual is put to the test: with so many points the person is
// admitted there whatever the lottery, with one less and no luck not.
func TestCounterfactualsAreTrueAndSmallest(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	tested := 0
	for range 3000 {
		g := randomGame(rng, shape{people: 8, offerings: 3, places: 2, points: 6, holders: true})
		for _, m := range []Method{Deferred, DeferredReserves} {
			res := g.solve(t, m)
			before := g.places(t, res)
			for i, p := range g.people {
				e, err := res.Explain(p.ID)
				if err != nil {
					t.Fatal(err)
				}
				liked := 0
				for j := range g.offerings {
					if g.likes(i, j, before[i]) {
						liked++
					}
				}
				if len(e.Refusals) != liked {
					t.Fatalf("%d reasons for %d wishes liked more\n%+v", len(e.Refusals), liked, g)
				}
				c := e.Counterfactual
				if c == nil {
					continue
				}
				j := g.offering(c.Offering)
				if more := g.with(i, j, c.Points); more.places(t, more.solve(t, m))[i] != j {
					t.Fatalf("%s: person %d needs more than %d points at %d\n%+v", m, i, c.Points, j, g)
				}
				if less := g.with(i, j, c.Points-1); less.places(t, less.solve(t, m))[i] == j {
					t.Fatalf("%s: person %d needs fewer than %d points at %d\n%+v", m, i, c.Points, j, g)
				}
				tested++
			}
		}
	}
	t.Logf("%d counterfactuals tested", tested)
}

// with gives person i other points at an offering, and no luck in the lottery.
func (g game) with(i, j, points int) game {
	other := game{g.people, g.offerings, slices.Clone(g.pairs)}
	p := other.pair(i, j)
	p.Points, p.Priority = int32(points), priority(points, 0)
	return other
}
