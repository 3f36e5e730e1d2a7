package survival

import "math"

// coxData is a sample laid out for the likelihood: stratum after stratum, each
// with the latest exit first, so that a risk set only grows (and, with delayed
// entry, shrinks) while reading on. Covariates are centred and scaled, which
// changes no result and keeps the sums well behaved.
type coxData struct {
	terms []string
	p     int
	ties  Ties
	x     []float64 // n × p
	scale []float64 // by term

	row     []int32 // the caller's row
	exit    []float64
	entry   []float64 // nil without delayed entry
	event   []bool
	byEntry []int32 // positions, per stratum the latest entry first
	strata  []span

	moments []moment
	// since[i] and until[i] bound the moments at which position i was at risk:
	// [until, since), because moments too run from late to early.
	since, until []int32

	// What a sweep leaves for a given beta, one per event, in order of moments.
	eta, hazard []float64
	events      []coxEvent
	mean        []float64 // events × p: the mean of the risk set
	cumulative  []float64 // moments + 1: hazard from the latest moment on
	unseen      []float64 // moments: hazard that a moment's own events do not see
}

// span is [from, to).
type span struct{ from, to int }

// moment is one time of one stratum with events.
type moment struct {
	time    float64
	stratum int
	events  span // into coxData.events
	rows    span // those who leave at this time, events or not
}

// coxEvent is one event's share of a moment: under Efron's method the k-th of
// d tied events sees the k events before it only in part.
type coxEvent struct {
	fraction float64 // of the tied events' weight already taken out
	weight   float64 // 1 / what is left of the risk set
}

func newCoxData(s *Sample, cov Covariates, o CoxOptions) *coxData {
	n, p := s.N(), len(cov.Terms)
	d := &coxData{
		terms: cov.Terms, p: p, ties: o.Ties,
		x: make([]float64, n*p), scale: make([]float64, p),
		row: make([]int32, 0, n), exit: make([]float64, n), event: make([]bool, n),
		eta: make([]float64, n), hazard: make([]float64, n),
		since: make([]int32, n), until: make([]int32, n),
	}
	if d.ties == "" {
		d.ties = Efron
	}
	order := d.layOut(s, o.Strata)
	for i, at := range order {
		d.row = append(d.row, s.row[at])
		d.exit[i], d.event[i] = s.exit[at], s.event[at] != Censored
		copy(d.x[i*p:(i+1)*p], cov.X[int(s.row[at])*p:])
	}
	d.standardise()
	if s.entry != nil {
		d.enter(s, order)
	}
	d.findMoments()
	return d
}

// layOut orders the positions of s by stratum and descending exit.
func (d *coxData) layOut(s *Sample, strata *Factor) []int32 {
	n := s.N()
	order := make([]int32, n)
	if strata == nil {
		for i := range order {
			order[i] = int32(n - 1 - i) // NewSample bounds the rows
		}
		d.strata = []span{{0, n}}
		return order
	}
	from := 0
	next := make([]int, len(strata.Levels))
	for k, size := range s.sizes(*strata) {
		next[k] = from
		if size > 0 {
			d.strata = append(d.strata, span{from, from + size})
		}
		from += size
	}
	for i := n - 1; i >= 0; i-- {
		k := strata.Code[s.row[i]]
		order[next[k]] = int32(i) // NewSample bounds the rows
		next[k]++
	}
	return order
}

// standardise centres each column and divides it by its spread; a column
// without spread keeps its scale and is found collinear later.
func (d *coxData) standardise() {
	n := len(d.exit)
	for j := range d.p {
		mean := 0.0
		for i := j; i < len(d.x); i += d.p {
			mean += d.x[i]
		}
		mean /= float64(n)
		square := 0.0
		for i := j; i < len(d.x); i += d.p {
			d.x[i] -= mean
			square += d.x[i] * d.x[i]
		}
		d.scale[j] = math.Sqrt(square / float64(n))
		if d.scale[j] <= 1e-12*math.Abs(mean) {
			d.scale[j] = 1
			for i := j; i < len(d.x); i += d.p {
				d.x[i] = 0
			}
			continue
		}
		for i := j; i < len(d.x); i += d.p {
			d.x[i] /= d.scale[j]
		}
	}
}

// enter lays out delayed entries.
func (d *coxData) enter(s *Sample, order []int32) {
	d.entry = make([]float64, len(order))
	for i, at := range order {
		d.entry[i] = s.entry[at]
	}
	d.byEntry = make([]int32, 0, len(order))
	for _, b := range d.strata {
		up := ascending(d.entry[b.from:b.to])
		for i := len(up) - 1; i >= 0; i-- {
			d.byEntry = append(d.byEntry, up[i]+int32(b.from)) // a position
		}
	}
}

// findMoments lists the event times and where each row stands among them.
func (d *coxData) findMoments() {
	events := 0
	for k, b := range d.strata {
		for i := b.from; i < b.to; {
			m := moment{time: d.exit[i], stratum: k, events: span{events, events}, rows: span{i, i}}
			for ; i < b.to && d.exit[i] == m.time; i++ {
				if d.event[i] {
					m.events.to++
				}
			}
			m.rows.to = i
			if m.events.to > m.events.from {
				events = m.events.to
				d.moments = append(d.moments, m)
			}
		}
	}
	d.events = make([]coxEvent, events)
	d.mean = make([]float64, events*d.p)
	d.cumulative = make([]float64, len(d.moments)+1)
	d.unseen = make([]float64, len(d.moments))
	d.bound()
}

// bound fills since and until.
func (d *coxData) bound() {
	at := 0
	for k, b := range d.strata {
		first := at
		for i := b.from; i < b.to; i++ {
			for at < len(d.moments) && d.moments[at].stratum == k && d.moments[at].time > d.exit[i] {
				at++
			}
			d.until[i] = int32(at) // fewer moments than rows
		}
		for at < len(d.moments) && d.moments[at].stratum == k {
			at++
		}
		for i := b.from; i < b.to; i++ {
			d.since[i] = int32(at) // fewer moments than rows
		}
		if d.entry == nil {
			continue
		}
		m := first
		for _, i := range d.byEntry[b.from:b.to] {
			for m < at && d.moments[m].time > d.entry[i] {
				m++
			}
			d.since[i] = int32(m) // fewer moments than rows
		}
	}
}
