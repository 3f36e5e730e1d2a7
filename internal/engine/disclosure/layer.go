package disclosure

// reporter is told of a cell, or of the rest of a cell after its shown parts.
type reporter func(l *layer, cell int, rest bool, x interval)

// layer is one table over the whole history: everything ever published of it,
// and what a reader knows of each cell.
type layer struct {
	Table
	places Places
	kind   Kind
	step   int64
	groups int
	rows   int // places
	first  int // number of the first period
	state  []Value
	known  []interval
}

// newLayer is a table of which nothing is published yet: anything is possible.
func newLayer(r *Release, s *Series, start Month, months int) *layer {
	l := &layer{
		Table: s.Table, places: r.Spec.Places, kind: s.Kind, step: Base,
		groups: s.Groups, rows: s.Places, first: s.Span.period(start),
	}
	if s.Kind == Money {
		l.step = int64(s.Step)
	}
	n := months / int(s.Span) * l.rows * l.groups
	l.state, l.known = make([]Value, n), make([]interval, n)
	for i := range l.state {
		l.state[i], l.known[i] = absent, interval{0, unbounded}
	}
	return l
}

// learn takes over what a release says. Changed cells go to the reporter; they
// are what freezing forbids unless the release corrects the table.
func (l *layer) learn(s *Series, changed func(cell int, was Value)) {
	offset := (s.First - l.first) * l.rows * l.groups
	for i, v := range s.Cells {
		if was := l.state[offset+i]; was != absent && was != v {
			changed(offset+i, was)
		}
		l.state[offset+i] = v
		l.known[offset+i] = v.known(l.kind, l.step)
	}
}

// learnRate adds what a rate says of its denominator: where one is shown the
// population is MinPopulation or more; where only the population can be the
// reason for none, it is less.
func (l *layer) learnRate(rate, of, per *Series) {
	offset := (per.First - l.first) * l.rows * l.groups
	for i, v := range rate.Cells {
		x := &l.known[offset+i]
		switch {
		case v.Shown():
			x.lo = max(x.lo, MinPopulation)
		case of.Cells[i].Shown() && per.Cells[i].Shown():
			x.hi = min(x.hi, MinPopulation-1)
		}
	}
}

// blocks is how many periods of a span the layer covers.
func (l *layer) blocks(span Span) int {
	return len(l.state) / (l.rows * l.groups) * int(l.Span) / int(span)
}

// block is the layer's part in one period of a longer span.
func (l *layer) block(i int, span Span) *layer {
	periods := int(span) / int(l.Span)
	n := periods * l.rows * l.groups
	part := *l
	part.first += i * periods
	part.state, part.known = l.state[i*n:(i+1)*n], l.known[i*n:(i+1)*n]
	return &part
}

// each visits the cells with the number of their cell in a coarser layer.
func (l *layer) each(coarse *layer, visit func(cell, parent int)) {
	up := l.places.up(l.Level, coarse.Level)
	step := 0 // from one group's parent to the next
	if coarse.groups > 1 {
		step = 1
	}
	cell := 0
	for t := 0; cell < len(l.state); t++ {
		period := t * int(l.Span) / int(coarse.Span) * coarse.rows
		for _, p := range up {
			parent := (period + p) * coarse.groups
			for range l.groups {
				visit(cell, parent)
				parent += step
				cell++
			}
		}
	}
}

// totals adds up the parts of each coarse cell.
func (l *layer) totals(coarse *layer) []sums {
	total := make([]sums, len(coarse.state))
	l.each(coarse, func(cell, parent int) { total[parent].add(l.known[cell]) })
	return total
}

// parts are a cell's parts by whether they are shown.
type parts struct{ shown, hidden sums }

// parts adds up the shown and the hidden parts of each coarse cell.
func (l *layer) parts(coarse *layer) []parts {
	all := make([]parts, len(coarse.state))
	l.each(coarse, func(cell, parent int) {
		if l.state[cell].Shown() {
			all[parent].shown.add(l.known[cell])
		} else {
			all[parent].hidden.add(l.known[cell])
		}
	})
	return all
}

// matter reports whether the hidden parts together say more than each of them
// and their whole. Two hidden amounts are a matter because each giver can
// subtract its own; three or more hide each other, as three givers do.
func (p *parts) matter(k Kind) bool {
	n := p.hidden.count
	return p.shown.count > 0 && (n == 2 || n > 2 && k == Count)
}

// rest is what the hidden parts add up to, in a solved tree.
func (p *parts) rest(whole interval) interval {
	return whole.less(p.shown.interval()).and(p.hidden.interval())
}
