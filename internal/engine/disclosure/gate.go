package disclosure

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"titian/internal/kernel/money"
)

// Rule says why the gate refuses.
type Rule string

// The rules of the gate.
const (
	RuleNarrow     Rule = "narrow"     // a hidden number is known too well
	RuleRest       Rule = "rest"       // what remains of a cell after its shown parts is
	RuleImpossible Rule = "impossible" // the numbers cannot all be true
	RuleFrozen     Rule = "frozen"     // a published cell would change
	RuleCorrection Rule = "correction" // a second correction in a year, or of half a table
	RuleFixed      Rule = "fixed"      // tables, groups, geography or key differ from before
	RuleOverlap    Rule = "overlap"    // three tables cut across each other
)

// Finding is one reason to refuse, with the cell that would leak.
type Finding struct {
	Rule Rule `json:"rule"`
	Ref
	Low  int64  `json:"low"` // what a reader could work out, inclusive
	High int64  `json:"high"`
	Text string `json:"text"`
}

// Gate attacks the candidate together with every earlier release, knowing only
// what a reader knows: published cells, their rounding rules, and which cells
// add up. An empty answer means that the candidate may be published.
//
// Corrected tables replace their earlier cells: the reader knows that those
// were wrong. Gate is linear in cells and releases for tables in one chain.
func Gate(history []*Release, candidate *Release) []Finding {
	g := &gate{candidate: candidate, earlier: slices.Clone(history)}
	slices.SortStableFunc(g.earlier, func(a, b *Release) int {
		return cmp.Or(a.Spec.Released.Compare(b.Spec.Released), strings.Compare(a.Spec.Release, b.Spec.Release))
	})
	g.all = append(g.earlier, candidate)
	if g.fixed(); len(g.findings) > 0 {
		return g.findings
	}
	g.corrections()
	g.attackAll()
	g.curves()
	return g.findings
}

// attackAll attacks every system side by side, since nothing adds up from one
// to another; findings keep the order of the tables.
func (g *gate) attackAll() {
	systems := g.systems()
	parts := make([]gate, len(systems))
	var running sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, tables := range systems {
		parts[i] = gate{candidate: g.candidate, earlier: g.earlier, all: g.all}
		turn <- struct{}{}
		running.Go(func() {
			parts[i].attack(tables)
			<-turn
		})
	}
	running.Wait()
	for i := range parts {
		g.findings = append(g.findings, parts[i].findings...)
	}
}

// gate is one examination of a candidate; all is earlier and the candidate last.
type gate struct {
	candidate *Release
	earlier   []*Release
	all       []*Release
	findings  []Finding
}

// refuse notes a finding; the release is judged whole, so nothing stops at the
// first one and the statistician sees all of them at once.
func (g *gate) refuse(rule Rule, ref Ref, x interval, format string, args ...any) {
	g.findings = append(g.findings, Finding{rule, ref, x.lo, x.hi, fmt.Sprintf(format, args...)})
}

// systems groups all tables ever published that can be added up: the counts of
// a measure, and its amounts.
func (g *gate) systems() [][]Table {
	type system struct {
		measure string
		kind    Kind
	}
	var order []system
	tables := map[system][]Table{}
	for _, r := range g.all {
		for _, t := range r.Spec.Tables {
			s := system{t.Measure, t.Kind}
			if t.Kind != Count && t.Kind != Money || slices.ContainsFunc(tables[s], func(u Table) bool { return u.ID == t.ID }) {
				continue
			}
			if tables[s] == nil {
				order = append(order, s)
			}
			tables[s] = append(tables[s], t)
		}
	}
	list := make([][]Table, len(order))
	for i, s := range order {
		list[i] = tables[s]
	}
	return list
}

// attack works out one system.
func (g *gate) attack(tables []Table) {
	first, second, ok := chains(tables)
	if !ok {
		ids := make([]string, len(tables))
		for i, t := range tables {
			ids[i] = t.ID
		}
		g.refuse(RuleOverlap, Ref{Table: tables[len(tables)-1].ID}, interval{},
			"the tables %s cut %s in three ways that overlap; drop one", strings.Join(ids, ", "), tables[0].Measure)
		return
	}
	layers := g.layers(tables)
	a, b := pick(layers, first), pick(layers, second)
	if len(b.layers) == 0 {
		a.attack(g.report)
	} else {
		attackMesh(a, b, g.report)
	}
}

// pick makes a chain of some of the layers.
func pick(layers []*layer, of []int) tree {
	var t tree
	for _, i := range of {
		t.layers = append(t.layers, layers[i])
	}
	return t
}

// layers lays everything published of the tables over one stretch of months.
func (g *gate) layers(tables []Table) []*layer {
	start, months := g.window(tables)
	layers := make([]*layer, len(tables))
	for i, t := range tables {
		for _, r := range g.all {
			s := r.series(t.ID)
			if s == nil {
				continue
			}
			if layers[i] == nil {
				layers[i] = newLayer(r, s, start, months)
			}
			g.learn(layers[i], r, s)
		}
	}
	return layers
}

// learn adds one release's table, and what its rates say of it.
func (g *gate) learn(l *layer, r *Release, s *Series) {
	corrected := slices.Contains(r.Spec.Corrects, s.ID)
	l.learn(s, func(cell int, was Value) {
		if !corrected {
			g.refuse(RuleFrozen, l.ref(r, cell), interval{},
				"was published as %v and stays so; corrections come once a year and replace the whole table", was)
		}
	})
	for i := range r.Series {
		if rate := &r.Series[i]; rate.Kind == Rate && rate.Per == s.ID {
			l.learnRate(rate, r.series(rate.Of), s)
		}
	}
}

// ref names a cell of the layer, which may start earlier than any release.
func (l *layer) ref(r *Release, cell int) Ref {
	return r.Ref(&Series{Table: l.Table, First: l.first, Places: l.rows, Groups: l.groups}, cell)
}

// window is the stretch of months that holds every period of the tables, in
// whole periods of the longest span.
func (g *gate) window(tables []Table) (start Month, months int) {
	span := Monthly
	for _, t := range tables {
		span = max(span, t.Span)
	}
	from, to := g.candidate.Spec.From, g.candidate.Spec.To
	for _, r := range g.all {
		from, to = min(from, r.Spec.From), max(to, r.Spec.To)
	}
	first, last := span.period(from), span.period(to)
	return Month(first * int(span)), (last - first + 1) * int(span)
}

// report turns what the attack found into a sentence.
func (g *gate) report(l *layer, cell int, rest bool, x interval) {
	ref, unit := l.ref(g.candidate, cell), func(n int64) string { return fmt.Sprint(n) }
	if l.kind == Money {
		unit = func(n int64) string { return money.Rupiah(n).String() }
	}
	switch {
	case x.empty():
		g.refuse(RuleImpossible, ref, x, "does not fit what else is published; correct the tables of %s together", l.Measure)
	case rest:
		g.refuse(RuleRest, ref, x, "after its shown parts, the hidden ones together would be known to be %s to %s", unit(x.lo), unit(x.hi))
	default:
		g.refuse(RuleNarrow, ref, x, "hidden, but would be known to be %s to %s", unit(x.lo), unit(x.hi))
	}
}
