package survival

// jackknife follows a cumulative incidence F and the influence of every person
// on it: how F would move if that person counted a little more. The variance is
// the sum of squared influences.
//
// Nobody's influence is stored. Let A sum d/(r(r−d)) and P sum A·dF − S·d₁/r²
// over the event times (d of r have any event, d₁ the cause asked for, S the
// overall survival before). A person still followed, who entered when A, P and
// F were a, p and f, has the influence P − a·F − (p − a·f). A person who left
// moves on a line u + v·F. So the squares are quadratic forms whose sums change
// only when somebody comes or goes, and a curve costs one pass.
type jackknife struct {
	s        *Sample
	survival float64
	cif      float64 // F
	a, p     float64 // A and P

	entries []int32  // positions in s by entry time; nil without delayed entry
	entered int      // how many of them have entered
	lines   []line   // of those who entered, beside s; nil without delayed entry
	staying quadrics // coefficients (a, p − a·f) of those at risk
	left    quadrics // coefficients (u, v) of those who left
}

// line is one person's pair of coefficients.
type line struct{ x, y float64 }

// quadrics are sums over people of the products of their coefficients.
type quadrics struct{ n, x, y, xx, xy, yy float64 }

// add counts a person in (sign 1) or out (−1).
func (q *quadrics) add(l line, sign float64) {
	q.n += sign
	q.x += sign * l.x
	q.y += sign * l.y
	q.xx += sign * l.x * l.x
	q.xy += sign * l.x * l.y
	q.yy += sign * l.y * l.y
}

func newJackknife(s *Sample) *jackknife {
	j := &jackknife{s: s, survival: 1}
	if s.entry == nil {
		j.staying.n = float64(s.N())
		return j
	}
	j.entries = ascending(s.entry)
	j.lines = make([]line, s.N())
	return j
}

// step moves to the next time and returns how many had the event of the cause.
func (j *jackknife) step(w step, cause int32) int {
	for ; j.entered < len(j.entries) && j.s.entered[j.entered] < w.time; j.entered++ {
		l := line{j.a, j.p - j.a*j.cif}
		j.lines[j.entries[j.entered]] = l
		j.staying.add(l, 1)
	}
	of := 0
	for _, e := range j.s.event[w.from:w.to] {
		if e == cause {
			of++
		}
	}
	r, d := float64(w.risk), float64(w.events)
	before := j.survival
	if w.events > 0 {
		increment := before * float64(of) / r
		j.p += j.a*increment - increment/r
		j.cif += increment
		j.survival *= (r - d) / r
		if w.events < w.risk {
			j.a += d / (r * (r - d))
		}
	}
	for i := w.from; i < w.to; i++ {
		j.leave(i, j.s.event[i], cause, before/r, r-d)
	}
	return of
}

// leave takes row i out of the risk set. own is what one event adds to F, and
// remain is how many stay after this time.
func (j *jackknife) leave(i int, event, cause int32, own, remain float64) {
	var l line
	if j.lines != nil {
		l = j.lines[i]
	}
	j.staying.add(l, -1)
	influence := j.p - l.x*j.cif - l.y
	slope := j.a - l.x
	if event != Censored && remain > 0 {
		slope -= 1 / remain
	}
	if event == cause {
		influence += own
	}
	if remain == 0 {
		slope = 0 // F can rise no more
	}
	j.left.add(line{influence - slope*j.cif, slope}, 1)
}

// variance sums the squares.
func (j *jackknife) variance() float64 {
	q, l, f := j.staying, j.left, j.cif
	at := q.n*j.p*j.p + q.xx*f*f + q.yy - 2*j.p*f*q.x - 2*j.p*q.y + 2*f*q.xy
	return at + l.xx + 2*f*l.xy + f*f*l.yy
}
