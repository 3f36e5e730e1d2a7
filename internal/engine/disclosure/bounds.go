package disclosure

// unbounded stands for "as much as you like".
const unbounded = int64(1) << 56

// interval is what a reader knows of a true number: lo and hi included.
type interval struct{ lo, hi int64 }

// known turns a published value into what it says. Step is the rounding base.
// A shown count also says that it is not below Threshold.
func (v Value) known(kind Kind, step int64) interval {
	switch {
	case v == Small:
		return interval{0, Threshold - 1}
	case !v.Shown():
		return interval{0, unbounded}
	case kind == Money:
		return interval{max(0, int64(v)-step+1), int64(v) + step - 1}
	}
	return interval{max(Threshold, int64(v)-step+1), int64(v) + step - 1}
}

// safe reports whether knowing a hidden number to lie in [lo, hi] gives nothing
// away. It can only become true as an interval widens, which lets the network
// stop as soon as it has seen enough.
//
//   - A small count must keep Margin on both sides.
//   - A count that nobody published is a matter only when it must be small.
//   - An amount must be uncertain by at least 20 percent of the middle on both
//     sides (hi − lo ≥ 0.2 (hi + lo)), the mirror of the 80 percent of MaxShare.
func safe(v Value, kind Kind, lo, hi int64) bool {
	if kind == Money {
		return 3*lo <= 2*hi
	}
	return hi-lo >= 2*Margin || v != Small && hi >= Threshold
}

// tree is one chain of tables, coarse to fine, each cell whole inside one cell
// of the table before. In a tree two passes give every exact interval: up, what
// the parts say of the whole; down, what the whole and the other parts say of a
// part. Cost is linear in cells.
type tree struct {
	layers []*layer
}

// attack solves the tree and reports what leaks.
func (t tree) attack(report reporter) {
	t.solve()
	t.leaks(report)
}

// block is the tree's part in one period of a longer span.
func (t tree) block(i int, span Span) tree {
	var part tree
	for _, l := range t.layers {
		part.layers = append(part.layers, l.block(i, span))
	}
	return part
}

// silent reports that nothing of the tree was ever published.
func (t tree) silent() bool {
	for _, l := range t.layers {
		for _, v := range l.state {
			if v != absent {
				return false
			}
		}
	}
	return true
}

// sums are totals of intervals where infinite ends are counted, not added.
type sums struct {
	lo, hi          int64
	count, infinite int32
}

// add counts an infinite end instead of adding it: infinity cannot be taken out
// of a total again, a count can.
func (s *sums) add(x interval) {
	s.lo += x.lo
	s.count++
	if x.hi >= unbounded {
		s.infinite++
	} else {
		s.hi += x.hi
	}
}

// without is the sum after taking x out again.
func (s sums) without(x interval) interval {
	s.lo -= x.lo
	if x.hi >= unbounded {
		s.infinite--
	} else {
		s.hi -= x.hi
	}
	return s.interval()
}

// interval is the total as an interval; one open part leaves it open.
func (s sums) interval() interval {
	if s.infinite > 0 {
		return interval{s.lo, unbounded}
	}
	return interval{s.lo, s.hi}
}

// less is a − b, as a number of people or rupiah.
func (a interval) less(b interval) interval {
	hi := unbounded
	if a.hi < unbounded {
		hi = a.hi - b.lo
	}
	return interval{max(0, a.lo-b.hi), hi}
}

// and is what both say; it is empty where they contradict.
func (a interval) and(b interval) interval { return interval{max(a.lo, b.lo), min(a.hi, b.hi)} }

func (a interval) empty() bool { return a.lo > a.hi }

// solve tightens every interval as far as the published numbers allow.
func (t tree) solve() {
	total := make([][]sums, len(t.layers))
	for k := len(t.layers) - 1; k > 0; k-- {
		fine, coarse := t.layers[k], t.layers[k-1]
		total[k] = fine.totals(coarse)
		for i := range coarse.known {
			coarse.known[i] = coarse.known[i].and(total[k][i].interval())
		}
	}
	for k := 1; k < len(t.layers); k++ {
		fine, coarse := t.layers[k], t.layers[k-1]
		fine.each(coarse, func(i, parent int) {
			rest := total[k][parent].without(fine.known[i])
			fine.known[i] = fine.known[i].and(coarse.known[parent].less(rest))
		})
	}
}

// leaks reports every interval that gives something away: of a cell, and of
// what remains of a cell after its shown parts. It needs solve first. Numbers
// that cannot all be true are reported once: what follows from them is noise.
func (t tree) leaks(report reporter) {
	for _, l := range t.layers {
		for i, x := range l.known {
			if x.empty() {
				report(l, i, false, x)
				return
			}
		}
	}
	for k, l := range t.layers {
		for i, x := range l.known {
			if !l.state[i].Shown() && !safe(l.state[i], l.kind, x.lo, x.hi) {
				report(l, i, false, x)
			}
		}
		if k > 0 {
			l.rests(t.layers[k-1], report)
		}
	}
}

// rests looks at what remains of each coarse cell after its shown parts.
func (l *layer) rests(coarse *layer, report reporter) {
	for i, p := range l.parts(coarse) {
		if !p.matter(l.kind) {
			continue
		}
		x := p.rest(coarse.known[i])
		if !safe(absent, l.kind, x.lo, x.hi) {
			report(coarse, i, true, x)
		}
	}
}
