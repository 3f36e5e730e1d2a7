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
		rank[i] = int32(r) //nolint:gosec // fewer ranks than rows
	}
	var higher, equal, pairs float64
	for k, b := range d.strata {
		t := make(ranks, len(distinct)+1)
		next, out, inside := b.from, b.from, 0
		for _, m := range d.momentsOf(k) {
			for ; next < m.rows.from; next++ {
				t.add(rank[next], 1)
				inside++
			}
			for i := m.rows.from; i < m.rows.to; i++ {
				if !d.event[i] { // censored now is known to have lasted longer
					t.add(rank[i], 1)
					inside++
				}
			}
			for d.entry != nil && out < b.to && d.entry[d.byEntry[out]] >= m.time {
				t.add(rank[d.byEntry[out]], -1)
				inside--
				out++
			}
			for i := m.rows.from; i < m.rows.to; i++ {
				if d.event[i] {
					below, same := t.below(rank[i]), t.below(rank[i]+1)
					higher += float64(below)
					equal += float64(same - below)
					pairs += float64(inside)
				}
			}
			for i := m.rows.from; i < m.rows.to; i++ {
				if d.event[i] {
					t.add(rank[i], 1)
					inside++
				}
			}
			next = m.rows.to
		}
	}
	if pairs == 0 {
		return 0.5
	}
	return (higher + equal/2) / pairs
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
