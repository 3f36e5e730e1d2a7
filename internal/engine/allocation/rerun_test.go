package allocation

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/kernel/errs"
)

func TestAFreedPlaceGoesToTheFirstInLine(t *testing.T) {
	re, err := workshop().solve(t, DeferredReserves).Rerun(Change{Leave: []string{"ani"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Move{{Person: "dewi", Offering: "A", From: "B"}}
	if diff := cmp.Diff(want, re.Moves); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(re.Parts) != 1 || re.Parts[0].Round().People() != 4 {
		t.Errorf("the part has to be a round of its own without the one who left: %+v", re.Parts)
	}
}

func TestAnotherPlaceGoesToTheFirstInLine(t *testing.T) {
	re, err := workshop().solve(t, Deferred).Rerun(Change{Places: map[string]int{"B": 2, "A": 4}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Move{{Person: "citra", Offering: "A"}}; !slices.Equal(re.Moves, want) {
		t.Errorf("got %v, want %v", re.Moves, want)
	}
}

func TestRerunRefusesWhatItCannotDo(t *testing.T) {
	res := workshop().solve(t, Deferred)
	for name, tt := range map[string]struct {
		res    *Result
		change Change
		want   error
	}{
		"unknown person":     {res, Change{Leave: []string{"x"}}, errs.NotFound},
		"unknown offering":   {res, Change{Places: map[string]int{"x": 1}}, errs.NotFound},
		"fewer than holders": {res, Change{Places: map[string]int{"A": 1}}, errs.Invalid},
		"after the optimum":  {workshop().solve(t, Optimum), Change{}, errs.State},
	} {
		if _, err := tt.res.Rerun(tt.change); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

// In the touched components a re-run gives what deciding the whole round again
// gives when everybody holds their place. Elsewhere that might let two holders
// trade; a re-run leaves them alone. Nobody is worse off.
func TestRerunEqualsDecidingEverythingAgain(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 8))
	moved := 0
	for range 3000 {
		g := randomGame(rng, shape{people: 12, offerings: 6, places: 2, points: 9})
		for _, m := range []Method{Deferred, DeferredReserves} {
			res := g.solve(t, m)
			before := g.places(t, res)
			leaver := rng.IntN(len(g.people))
			re, err := res.Rerun(Change{Leave: []string{g.people[leaver].ID}})
			if err != nil {
				t.Fatal(err)
			}
			got := slices.Clone(before)
			got[leaver] = -1
			for _, move := range re.Moves {
				i := slices.IndexFunc(g.people, func(p Person) bool { return p.ID == move.Person })
				got[i] = g.offering(move.Offering)
				moved++
			}
			again := g.without(leaver, before)
			want := again.places(t, again.solve(t, m))
			for i, p := range g.people {
				touched := slices.ContainsFunc(re.Parts, func(part *Result) bool {
					_, in := part.Round().findPerson(p.ID)
					return in
				})
				if touched && got[i] != want[i] {
					t.Fatalf("%s: got %v, deciding again gives %v\n%+v", m, got, want, g)
				}
			}
			for i := range got {
				if i != leaver && got[i] != before[i] && !g.likes(i, got[i], before[i]) {
					t.Fatalf("%s: person %d is worse off", m, i)
				}
			}
		}
	}
	if moved == 0 {
		t.Error("nobody ever moved")
	}
}

// without is the game after one person left, everybody holding their place.
func (g game) without(leaver int, places []int) game {
	next := game{people: slices.Clone(g.people), offerings: g.offerings}
	for i, j := range places {
		if j >= 0 && i != leaver {
			next.people[i].Holds = g.offerings[j].ID
		}
	}
	for _, p := range g.pairs {
		if int(p.Person) != leaver {
			next.pairs = append(next.pairs, p)
		}
	}
	return next
}
