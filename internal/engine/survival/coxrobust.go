package survival

import "titian/internal/engine/survival/symmetric"

// robust is the diagonal of the sandwich variance (Lin and Wei): it stays
// right when one person has several rows or the hazards are not quite
// proportional. Each cluster's influence on beta is summed before squaring.
func (d *coxData) robust(inverse symmetric.Matrix, cluster []int32) []float64 {
	residual := d.scoreResiduals()
	sums := map[int32][]float64{}
	for i, r := range d.row {
		c := cluster[r]
		if sums[c] == nil {
			sums[c] = make([]float64, d.p)
		}
		for j := range d.p {
			sums[c][j] += residual[i*d.p+j]
		}
	}
	// Summing over a map would round differently at each run.
	variance := make([]float64, d.p)
	for _, r := range d.row {
		u, ok := sums[cluster[r]]
		if !ok {
			continue
		}
		delete(sums, cluster[r])
		for j := range d.p {
			influence := dot(inverse.A[j*d.p:(j+1)*d.p], u)
			variance[j] += influence * influence
		}
	}
	return variance
}

// scoreResiduals has each row's share in the score: what its own event adds,
// less what its time at risk would have led to expect.
func (d *coxData) scoreResiduals() []float64 {
	// weighted[k] sums weight × mean over the moments before k in order.
	weighted := make([]float64, (len(d.moments)+1)*d.p)
	for k, m := range d.moments {
		at := weighted[(k+1)*d.p : (k+2)*d.p]
		copy(at, weighted[k*d.p:(k+1)*d.p])
		for e, mean := range d.means(m) {
			for j, v := range mean {
				at[j] += d.events[e].weight * v
			}
		}
	}
	out := make([]float64, len(d.x))
	for i := range d.exit {
		since, until := int(d.since[i]), int(d.until[i])
		h := d.cumulative[since] - d.cumulative[until]
		x, r := d.x[i*d.p:(i+1)*d.p], out[i*d.p:(i+1)*d.p]
		for j := range r {
			r[j] = -d.hazard[i] * (h*x[j] - weighted[since*d.p+j] + weighted[until*d.p+j])
		}
	}
	for k, m := range d.moments {
		d.ownEvents(m, d.unseen[k], out)
	}
	return out
}

// ownEvents adds to the residuals what each row's own event brings: the row
// less the mean of its risk sets, and back what the tied events did not see of
// each other.
func (d *coxData) ownEvents(m moment, unseen float64, out []float64) {
	mean, part := make([]float64, d.p), make([]float64, d.p)
	for e, at := range d.means(m) {
		for j, v := range at {
			mean[j] += v / float64(m.events.to-m.events.from)
			part[j] += v * d.events[e].fraction * d.events[e].weight
		}
	}
	for i := m.rows.from; i < m.rows.to; i++ {
		if !d.event[i] {
			continue
		}
		for j, x := range d.x[i*d.p : (i+1)*d.p] {
			out[i*d.p+j] += x - mean[j] + d.hazard[i]*(x*unseen-part[j])
		}
	}
}
