package allocation

import (
	"errors"
	"slices"
	"testing"

	"titian/internal/kernel/errs"
)

func TestWrongInputIsNamed(t *testing.T) {
	for path, spoil := range map[string]func(*game){
		"people[1].id":          func(g *game) { g.people[1].ID = "" },
		"people[4].id":          func(g *game) { g.people[4].ID = "ani" },
		"offerings[1].id":       func(g *game) { g.offerings[1].ID = "A" },
		"offerings[0].places":   func(g *game) { g.offerings[0].Places = -1 },
		"offerings[1].reserved": func(g *game) { g.offerings[1].Reserved = 2 },
		"pairs[2].person":       func(g *game) { g.pairs[2].Person = 5 },
		"pairs[3].offering":     func(g *game) { g.pairs[3].Offering = -1 },
		"pairs[0].points":       func(g *game) { g.pairs[0].Points = -1 },
		"pairs[1].preference":   func(g *game) { g.pairs[1].Preference = 0 },
		"pairs[5].offering":     func(g *game) { g.pairs[5].Offering = 0 },
		"pairs[5].preference":   func(g *game) { g.pairs[5].Preference = 1 },
		"pairs[4].priority":     func(g *game) { g.pairs[4].Priority = g.pairs[0].Priority },
		"people[0].holds":       func(g *game) { g.people[0].Holds = "B" },
		"people[3].holds":       func(g *game) { g.people[3].Holds = "elsewhere" },
		"people[2].holds": func(g *game) {
			g.offerings[0] = Offering{"A", 2, 0}
			for i := range 3 {
				g.people[i].Holds = "A"
			}
		},
	} {
		g := workshop()
		spoil(&g)
		_, err := New(Input{People: g.people, Offerings: g.offerings, Pairs: slices.Values(g.pairs)})
		e := errs.As(err)
		if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Path != path {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestTheHashCoversEverythingThatDecides(t *testing.T) {
	base := workshop().round(t).Hash()
	for name, change := range map[string]func(*game){
		"protected":  func(g *game) { g.people[0].Protected = true },
		"id":         func(g *game) { g.people[0].ID = "ana" },
		"holder":     func(g *game) { g.people[0].Holds = "A" },
		"places":     func(g *game) { g.offerings[1].Places = 2 },
		"reserved":   func(g *game) { g.offerings[0].Reserved = 0 },
		"preference": func(g *game) { g.pairs[3].Preference = 3 },
		"points":     func(g *game) { g.pairs[5].Points++ },
		"priority":   func(g *game) { g.pairs[5].Priority++ },
		"pair":       func(g *game) { g.pairs = g.pairs[:5] },
	} {
		g := workshop()
		change(&g)
		if g.round(t).Hash() == base {
			t.Errorf("%s is not in the hash", name)
		}
	}
}

func TestARoundOfNobodyIsDecided(t *testing.T) {
	g := game{offerings: []Offering{{"A", 3, 1}}}
	for _, m := range []Method{Deferred, DeferredReserves, Optimum} {
		if res := g.solve(t, m); res.Placed != 0 || res.Points != 0 {
			t.Errorf("%s: %+v", m, res)
		}
	}
}

func TestAnUnknownMethodIsRefused(t *testing.T) {
	if _, err := Solve(workshop().round(t), "best"); !errors.Is(err, errs.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestPlaceKnowsOnlyTheRoundsPeople(t *testing.T) {
	if _, err := workshop().solve(t, Deferred).Place("nobody"); !errors.Is(err, errs.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestComponentsShareNothing(t *testing.T) {
	g := workshop()
	if n := g.round(t).Components(); n != 1 {
		t.Errorf("dewi ties A and B together, got %d components", n)
	}
	g.pairs = g.pairs[:5]
	if n := g.round(t).Components(); n != 2 {
		t.Errorf("got %d components, want 2", n)
	}
}
