package survival

import "slices"

// concordance compares, at each event, those who had it with those still at
// risk after it: in the share of pairs counted, the model's linear predictor
// was higher for the one with the event (equal predictors count one half).
// A tree of counts by rank answers each comparison in log n.
func (d *coxData) concordance() float64 {
	distinct := slices.Clone(d.eta)
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)
	rank := make([]int32, len(d.eta))
	for i, eta := range d.eta {
		r, _ := slices.BinarySearch(distinct, eta)
		rank[i] = int32(r) // fewer ranks than rows
	}
	var sum pairs
	later := make(ranks, len(distinct)+1)
	for k := range d.strata {
		d.comparePairs(k, rank, later, &sum)
	}
	if sum.all == 0 {
		return 0.5
	}
	return (sum.higher + sum.equal/2) / sum.all
}

// pairs counts what was compared.
type pairs struct{ higher, equal, all float64 }

// comparePairs adds the pairs of stratum k; later holds those known to have
// lasted longer than the moment looked at, and is left empty for the next.
func (d *coxData) comparePairs(k int, rank []int32, later ranks, sum *pairs) {
	next, out, inside := d.strata[k].from, d.strata[k].from, 0
	move := func(i int, by int32) {
		later.add(rank[i], by)
		inside += int(by)
	}
	for _, m := range d.momentsOf(k) {
		for ; next < m.rows.from; next++ {
			move(next, 1)
		}
		for i := m.rows.from; i < m.rows.to; i++ {
			if !d.event[i] { // censored now is known to have lasted longer
				move(i, 1)
			}
		}
		for d.entry != nil && out < d.strata[k].to && d.entry[d.byEntry[out]] >= m.time {
			move(int(d.byEntry[out]), -1)
			out++
		}
		for i := m.rows.from; i < m.rows.to; i++ {
			if d.event[i] {
				below, same := later.below(rank[i]), later.below(rank[i]+1)
				sum.higher += float64(below)
				sum.equal += float64(same - below)
				sum.all += float64(inside)
			}
		}
		for i := m.rows.from; i < m.rows.to; i++ {
			if d.event[i] {
				move(i, 1)
			}
		}
		next = m.rows.to
	}
	for i := d.strata[k].from; i < next; i++ {
		move(i, -1)
	}
	for ; out > d.strata[k].from; out-- {
		move(int(d.byEntry[out-1]), 1)
	}
}

// momentsOf is the run of moments of stratum k.
func (d *coxData) momentsOf(k int) []moment {
	from, _ := slices.BinarySearchFunc(d.moments, k, func(m moment, k int) int { return m.stratum - k })
	to, _ := slices.BinarySearchFunc(d.moments, k+1, func(m moment, k int) int { return m.stratum - k })
	return d.moments[from:to]
}

// ranks is a Fenwick tree of counts.
type ranks []int32

func (t ranks) add(rank, by int32) {
	for i := int(rank) + 1; i < len(t); i += i & -i {
		t[i] += by
	}
}

// below counts the entries of smaller rank.
func (t ranks) below(rank int32) int {
	n := 0
	for i := int(rank); i > 0; i -= i & -i {
		n += int(t[i])
	}
	return n
}
