package survival

import (
	"iter"
	"math"

	"titian/internal/engine/survival/symmetric"
)

// sweep computes, for beta, every event's risk-set mean and weight, and
// returns the log partial likelihood. It reads the rows once.
func (d *coxData) sweep(beta []float64) float64 {
	logLik := 0.0
	for i := range d.eta {
		eta := dot(beta, d.x[i*d.p:(i+1)*d.p])
		d.eta[i], d.hazard[i] = eta, math.Exp(eta)
		if d.event[i] {
			logLik += eta
		}
	}
	sums := riskSums{first: make([]float64, d.p)}
	tied := riskSums{first: make([]float64, d.p)}
	stratum, next, out := -1, 0, 0
	for _, m := range d.moments {
		if m.stratum != stratum {
			stratum = m.stratum
			sums.clear()
			next, out = d.strata[stratum].from, d.strata[stratum].from
		}
		for ; next < m.rows.to; next++ {
			sums.add(d.hazard[next], d.x[next*d.p:(next+1)*d.p])
		}
		if d.entry != nil {
			for ; out < d.strata[stratum].to && d.entry[d.byEntry[out]] >= m.time; out++ {
				i := int(d.byEntry[out])
				sums.add(-d.hazard[i], d.x[i*d.p:(i+1)*d.p])
			}
			if sums.zero < lostDigits*sums.peak {
				d.gather(m, next, &sums)
			}
		}
		d.tied(m, &tied)
		logLik -= d.share(m, sums, tied)
	}
	d.accumulate()
	return logLik
}

// riskSums are Σ e^η and Σ e^η·x over a risk set. peak is the largest that zero
// has been: what was added and taken away again leaves its rounding behind.
type riskSums struct {
	zero  float64
	peak  float64
	first []float64
}

// lostDigits is how far sums may fall below their peak before they are summed
// anew.
const lostDigits = 1e-4

func (r *riskSums) clear() {
	r.zero, r.peak = 0, 0
	clear(r.first)
}

// gather sums a risk set from nothing: the rows before next that had entered.
func (d *coxData) gather(m moment, next int, sums *riskSums) {
	sums.clear()
	for i := d.strata[m.stratum].from; i < next; i++ {
		if d.entry[i] < m.time {
			sums.add(d.hazard[i], d.x[i*d.p:(i+1)*d.p])
		}
	}
}

func (r *riskSums) add(w float64, x []float64) {
	r.zero += w
	r.peak = max(r.peak, r.zero)
	for j, v := range x {
		r.first[j] += w * v
	}
}

// tied sums over the events of a moment; one event alone needs no sum.
func (d *coxData) tied(m moment, t *riskSums) {
	t.clear()
	if m.events.to-m.events.from == 1 || d.ties == Breslow {
		return
	}
	for i := m.rows.from; i < m.rows.to; i++ {
		if d.event[i] {
			t.add(d.hazard[i], d.x[i*d.p:(i+1)*d.p])
		}
	}
}

// share fills the events of a moment and returns the sum of their log risks.
func (d *coxData) share(m moment, sums, tied riskSums) float64 {
	log, count := 0.0, float64(m.events.to-m.events.from)
	for k := m.events.from; k < m.events.to; k++ {
		e := coxEvent{}
		if d.ties == Efron {
			e.fraction = float64(k-m.events.from) / count
		}
		risk := sums.zero - e.fraction*tied.zero
		e.weight = 1 / risk
		log += math.Log(risk)
		mean := d.mean[k*d.p : (k+1)*d.p]
		for j := range mean {
			mean[j] = (sums.first[j] - e.fraction*tied.first[j]) * e.weight
		}
		d.events[k] = e
	}
	return log
}

// accumulate sums the baseline hazard over the moments. Under Efron's method
// tied events count themselves only in part; unseen is the rest.
func (d *coxData) accumulate() {
	for i, m := range d.moments {
		h, unseen := 0.0, 0.0
		for _, e := range d.events[m.events.from:m.events.to] {
			h += e.weight
			unseen += e.fraction * e.weight
		}
		d.cumulative[i+1] = d.cumulative[i] + h
		d.unseen[i] = unseen
	}
}

// score is the derivative of the log likelihood, each moment weighed by
// weight (nil: 1).
func (d *coxData) score(weight []float64, u []float64) {
	clear(u)
	for k, m := range d.moments {
		w := 1.0
		if weight != nil {
			w = weight[k]
		}
		for i := m.rows.from; i < m.rows.to; i++ {
			if d.event[i] {
				for j, x := range d.x[i*d.p : (i+1)*d.p] {
					u[j] += w * x
				}
			}
		}
		for _, mean := range d.means(m) {
			for j, v := range mean {
				u[j] -= w * v
			}
		}
	}
}

// means yields the risk-set mean of each event of a moment.
func (d *coxData) means(m moment) iter.Seq2[int, []float64] {
	return func(yield func(int, []float64) bool) {
		for k := m.events.from; k < m.events.to; k++ {
			if !yield(k, d.mean[k*d.p:(k+1)*d.p]) {
				return
			}
		}
	}
}

// information is minus the second derivative, each moment weighed. Instead of
// keeping a matrix for every risk set it gathers each row's own share of the
// hazard, Σ over its moments of e^η/risk, and takes x·xᵀ once a row. It returns
// what rounding may have left on the diagonal, being a difference of two sums.
func (d *coxData) information(weight []float64, into symmetric.Matrix) (floor []float64) {
	into.Zero()
	cumulative := d.cumulative
	if weight != nil {
		cumulative = make([]float64, len(d.cumulative))
		for k := range d.moments {
			cumulative[k+1] = cumulative[k] + weight[k]*(d.cumulative[k+1]-d.cumulative[k])
		}
	}
	for i := range d.exit {
		h := cumulative[d.since[i]] - cumulative[d.until[i]]
		if d.event[i] {
			k := int(d.until[i])
			w := 1.0
			if weight != nil {
				w = weight[k]
			}
			h -= w * d.unseen[k]
		}
		if h != 0 {
			into.Outer(h*d.hazard[i], d.x[i*d.p:(i+1)*d.p])
		}
	}
	floor = make([]float64, d.p)
	for j := range floor {
		floor[j] = 1e-13 * math.Abs(into.At(j, j))
	}
	for k, m := range d.moments {
		w := 1.0
		if weight != nil {
			w = weight[k]
		}
		for _, mean := range d.means(m) {
			into.Outer(-w, mean)
		}
	}
	into.Mirror()
	return floor
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}
