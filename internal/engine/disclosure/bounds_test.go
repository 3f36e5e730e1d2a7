package disclosure

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// small is a system small enough to try every world: two provinces with two and
// one regency, one quarter.
type small struct {
	layers []*layer
	a, b   tree
	months int
	world  []int64 // true number of each regency and month
}

var smallPlaces = NewPlaces(map[string][]string{"P": {"p1", "p2"}, "Q": {"q1"}})

// cut makes the layer of a table over the months.
func cut(t Table, months int) *layer {
	spec := &Spec{Places: smallPlaces}
	s := Series{Table: t, Places: len(smallPlaces.codes(t.Level)), Groups: 1}
	return newLayer(&Release{Spec: spec}, &s, 0, months)
}

// drawSmall draws tables, a true world, and what is published of it: intervals
// around the truth of random width, some of them unbounded, and sometimes one
// that is a lie.
func drawSmall(t *rapid.T, tables []Table, months int) *small {
	s := &small{months: months, world: make([]int64, 3*months)}
	for i := range s.world {
		s.world[i] = rapid.Int64Range(0, 1).Draw(t, "true")
	}
	for k, table := range tables {
		l := cut(table, months)
		for i, n := range s.sums(l, s.world) {
			down, up := rapid.Int64Range(0, 2).Draw(t, "down"), rapid.Int64Range(0, 1).Draw(t, "up")
			l.known[i] = interval{max(0, n-down), n + up}
			l.state[i] = rapid.SampledFrom([]Value{Small, 10}).Draw(t, "state")
			if k < len(tables)-1 && rapid.IntRange(0, 4).Draw(t, "open") == 0 {
				l.known[i], l.state[i] = interval{0, unbounded}, absent
			}
		}
		s.layers = append(s.layers, l)
	}
	if rapid.IntRange(0, 5).Draw(t, "lie") == 0 {
		l := s.layers[0]
		l.known[0] = interval{l.known[0].lo + 3, l.known[0].lo + 3}
	}
	return s
}

// sums adds a world up to the cells of a layer.
func (s *small) sums(l *layer, world []int64) []int64 {
	atoms := cut(Table{Level: Regency, Span: Monthly}, s.months)
	total := make([]int64, len(l.state))
	atoms.each(l, func(atom, cell int) { total[cell] += world[atom] })
	return total
}

// brute tries every world with atoms of 0 to 5 (the finest tables reach no
// further) and notes the least and greatest number of each cell, and of the
// hidden parts of each cell of a layer's coarser one.
func (s *small) brute(coarser map[*layer]*layer) (bounds [][]interval, rests map[*layer][]interval, possible bool) {
	none := func(n int) []interval { return slices.Repeat([]interval{{unbounded, -1}}, n) }
	rests = map[*layer][]interval{}
	for _, l := range s.layers {
		bounds = append(bounds, none(len(l.state)))
		if c := coarser[l]; c != nil {
			rests[l] = none(len(c.state))
		}
	}
	world := make([]int64, len(s.world))
	var try func(i int)
	try = func(i int) {
		// Numbers only grow, so a cell above its end already rules this out.
		full := i == len(world)
		for _, l := range s.layers {
			for c, n := range s.sums(l, world) {
				if n > l.known[c].hi || full && n < l.known[c].lo {
					return
				}
			}
		}
		if !full {
			for v := int64(0); v <= 5; v++ {
				world[i] = v
				try(i + 1)
			}
			world[i] = 0
			return
		}
		possible = true
		for k, l := range s.layers {
			now := s.sums(l, world)
			widen(bounds[k], now)
			if c := coarser[l]; c != nil {
				hidden := make([]int64, len(c.state))
				l.each(c, func(cell, parent int) {
					if !l.state[cell].Shown() {
						hidden[parent] += now[cell]
					}
				})
				widen(rests[l], hidden)
			}
		}
	}
	try(0)
	return bounds, rests, possible
}

func widen(x []interval, now []int64) {
	for i, n := range now {
		x[i] = interval{min(x[i].lo, n), max(x[i].hi, n)}
	}
}

// coarser says which layer each layer of a chain hangs on.
func coarser(chains ...tree) map[*layer]*layer {
	m := map[*layer]*layer{}
	for _, t := range chains {
		for k := 1; k < len(t.layers); k++ {
			m[t.layers[k]] = t.layers[k-1]
		}
	}
	return m
}

func TestTheIntervalsOfAChainAreThoseOfEveryPossibleWorld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t, []Table{{Level: Nation, Span: Quarterly}, {Level: Nation, Span: Monthly}, {Level: Province, Span: Monthly}, {Level: Regency, Span: Monthly}}, 3)
		chain := tree{s.layers}
		want, rests, possible := s.brute(coarser(chain))
		chain.solve()
		told := false
		chain.leaks(func(_ *layer, _ int, _ bool, x interval) { told = told || x.empty() })
		if told == possible {
			t.Fatalf("possible %v, reported impossible %v", possible, told)
		}
		if !possible {
			return
		}
		for k, l := range s.layers {
			for c, x := range l.known {
				if x != want[k][c] {
					t.Fatalf("layer %d cell %d: got %v, want %v", k, c, x, want[k][c])
				}
			}
			if k == 0 {
				continue
			}
			for c, p := range l.parts(s.layers[k-1]) {
				if got := p.rest(s.layers[k-1].known[c]); got != rests[l][c] {
					t.Fatalf("rest of layer %d cell %d: got %v, want %v", k-1, c, got, rests[l][c])
				}
			}
		}
	})
}

func TestTheIntervalsOfTwoChainsAreThoseOfEveryPossibleWorld(t *testing.T) {
	shapes := [][]Table{
		{{Level: Province, Span: Monthly}, {Level: Regency, Span: Quarterly}},
		{{Level: Nation, Span: Monthly}, {Level: Province, Span: Monthly}, {Level: Regency, Span: Quarterly}},
		{{Level: Nation, Span: Quarterly}, {Level: Nation, Span: Monthly}, {Level: Province, Span: Quarterly}, {Level: Regency, Span: Quarterly}},
	}
	for i, shape := range shapes {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkMesh(t, shape) })
		})
	}
}

// checkMesh compares one system of two chains.
func checkMesh(t *rapid.T, shape []Table) {
	s := drawSmall(t, shape, 3)
	first, second, ok := chains(shape)
	if !ok || len(second) == 0 {
		t.Fatalf("chains: %v %v %v", first, second, ok)
	}
	a, b := pick(s.layers, first), pick(s.layers, second)
	on := coarser(a, b)
	want, rests, possible := s.brute(on)
	m := newMesh(a, b)
	if impossible := m.net.settle() >= 0; impossible == possible {
		t.Fatalf("possible %v, settled %v", possible, !impossible)
	}
	if !possible {
		return
	}
	for _, q := range m.asked {
		got := m.net.span(q.arc, func(int64, int64) bool { return false })
		for k, l := range s.layers {
			if l == q.layer && !q.rest && got != want[k][q.cell] {
				t.Fatalf("layer %d cell %d: got %v, want %v", k, q.cell, got, want[k][q.cell])
			}
			if q.rest && on[l] == q.layer && got != rests[l][q.cell] {
				t.Fatalf("rest of layer %d cell %d: got %v, want %v", k, q.cell, got, rests[l][q.cell])
			}
		}
	}
}
