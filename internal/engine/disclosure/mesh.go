package disclosure

// mesh lays one block of two chains out as a network. A block is one period of
// the longest span: nothing adds up across blocks.
type mesh struct {
	net   *network
	nodes map[*layer]int32 // node of a layer's first cell
	asked []question
}

// question is an arc whose interval must stay safe.
type question struct {
	arc   int
	layer *layer
	cell  int
	rest  bool
	value Value
}

// attackMesh solves two chains block by block and reports what leaks.
func attackMesh(a, b tree, report reporter) {
	span := max(a.layers[0].Span, b.layers[0].Span)
	for i := range a.layers[0].blocks(span) {
		a, b := a.block(i, span), b.block(i, span)
		// Until the first table of one chain appears, the other is a tree.
		switch {
		case b.silent():
			a.attack(report)
		case a.silent():
			b.attack(report)
		default:
			newMesh(a, b).ask(report)
		}
	}
}

// newMesh draws both chains, coarse to fine, and joins their finest tables. The
// first chain runs away from the ground and the second towards it, so that every
// person walks down one and up the other.
func newMesh(a, b tree) *mesh {
	m := &mesh{newNetwork(), map[*layer]int32{}, nil}
	for side, t := range []tree{a, b} {
		for k, l := range t.layers {
			m.nodes[l] = m.net.more(len(l.state))
			if k == 0 {
				for i := range l.state {
					m.cell(l, i, ground, side)
				}
			} else {
				m.hang(l, t.layers[k-1], side)
			}
		}
	}
	m.join(a.layers[len(a.layers)-1], b.layers[len(b.layers)-1])
	return m
}

// node is where the parts of a cell meet.
func (m *mesh) node(l *layer, cell int) int32 { return m.nodes[l] + int32(cell) }

// hang draws the arc from every cell to its whole. Hidden parts that matter
// together get an arc in common.
func (m *mesh) hang(l, coarse *layer, side int) {
	rest := map[int]int32{}
	counted := l.parts(coarse) // before anything is solved; only counts matter
	l.each(coarse, func(cell, parent int) {
		whole := m.node(coarse, parent)
		if !l.state[cell].Shown() && counted[parent].matter(l.kind) {
			if rest[parent] == 0 {
				rest[parent] = m.net.more(1)
				e := m.arc(whole, rest[parent], interval{0, unbounded}, side)
				m.asked = append(m.asked, question{e, coarse, parent, true, absent})
			}
			whole = rest[parent]
		}
		m.cell(l, cell, whole, side)
	})
}

// cell draws one cell's arc. Shown cells are asked too: they are never judged,
// but when no world fits, one of them is the cell to name.
func (m *mesh) cell(l *layer, cell int, whole int32, side int) {
	e := m.arc(whole, m.node(l, cell), l.known[cell], side)
	m.asked = append(m.asked, question{e, l, cell, false, l.state[cell]})
}

// arc runs away from the ground in the first chain and towards it in the second.
func (m *mesh) arc(whole, part int32, x interval, side int) int {
	if side == 0 {
		return m.net.arc(whole, part, x, part)
	}
	return m.net.arc(part, whole, x, part)
}

// join draws a free arc for every smallest piece that both finest tables share.
func (m *mesh) join(a, b *layer) {
	span, level := min(a.Span, b.Span), max(a.Level, b.Level)
	upA, upB := a.places.up(level, a.Level), a.places.up(level, b.Level)
	for t := range a.blocks(span) {
		month := t * int(span)
		for p := range upA {
			for g := range a.groups {
				for h := range b.groups {
					if a.Group == b.Group && g != h {
						continue
					}
					x := (month/int(a.Span)*a.rows+upA[p])*a.groups + g
					y := (month/int(b.Span)*b.rows+upB[p])*b.groups + h
					m.net.arc(m.node(a, x), m.node(b, y), interval{0, unbounded}, m.node(a, x))
				}
			}
		}
	}
}

// ask finds one world, then pushes each hidden cell through all the others.
func (m *mesh) ask(report reporter) {
	if e := m.net.settle(); e >= 0 {
		for _, q := range m.asked {
			if q.arc == e {
				report(q.layer, q.cell, q.rest, interval{m.net.lo[e], m.net.flow[e]})
			}
		}
		return
	}
	for _, q := range m.asked {
		if q.value.Shown() {
			continue
		}
		enough := func(lo, hi int64) bool { return safe(q.value, q.layer.kind, lo, hi) }
		if x := m.net.span(q.arc, enough); !enough(x.lo, x.hi) {
			report(q.layer, q.cell, q.rest, x)
		}
	}
}
