package survival

import (
	"cmp"
	"math"
	"slices"
)

// keyed is a time as sortable bits, with the row it came from.
type keyed struct {
	bits uint64
	row  int32
}

// radixFrom is the size from which sorting by digits beats comparing.
const radixFrom = 512

// ascending gives the rows in order of time; equal times keep their order.
// Times are never negative, so their bits sort as they do, and a million rows
// are sorted in a few passes whose cost is linear.
func ascending(times []float64) []int32 {
	keys := make([]keyed, len(times))
	for i, t := range times {
		keys[i] = keyed{math.Float64bits(t + 0), int32(i)} // NewSample bounds the rows
	}
	if len(keys) < radixFrom {
		slices.SortFunc(keys, func(a, b keyed) int {
			return cmp.Or(cmp.Compare(a.bits, b.bits), cmp.Compare(a.row, b.row))
		})
	} else {
		keys = radix(keys)
	}
	order := make([]int32, len(keys))
	for i, k := range keys {
		order[i] = k.row
	}
	return order
}

// radix sorts by one byte at a time from the lowest, and skips a byte that all
// keys share: whole days leave most of a float's low bytes zero.
func radix(keys []keyed) []keyed {
	var count [8][256]int
	for _, k := range keys {
		for d := range count {
			count[d][byte(k.bits>>(8*d))]++
		}
	}
	spare := make([]keyed, len(keys))
	for d := range count {
		if count[d][byte(keys[0].bits>>(8*d))] == len(keys) {
			continue
		}
		var start [256]int
		for b := 1; b < 256; b++ {
			start[b] = start[b-1] + count[d][b-1]
		}
		for _, k := range keys {
			b := byte(k.bits >> (8 * d))
			spare[start[b]] = k
			start[b]++
		}
		keys, spare = spare, keys
	}
	return keys
}

// sorted returns the times in ascending order and leaves its argument alone.
func sorted(times []float64) []float64 {
	out := make([]float64, len(times))
	for i, r := range ascending(times) {
		out[i] = times[r]
	}
	return out
}

// lowerBound counts the times before t.
func lowerBound(ascending []float64, t float64) int {
	i, _ := slices.BinarySearch(ascending, t)
	return i
}

// tie is how close two times may be and still be the same moment: the square
// root of a double's precision, as in R.
const tie = 1.4901161193847656e-08

// fuse gives times that differ by rounding alone one value. It returns the
// first row whose interval vanished by that, or -1.
func (s *Sample) fuse() int {
	distinct := s.distinctTimes()
	sum := 0.0
	for _, t := range distinct {
		sum += t
	}
	near := tie * max(1, sum/float64(len(distinct)))
	first := distinct[:1:1]
	for i := 1; i < len(distinct); i++ {
		if distinct[i]-distinct[i-1] > near {
			first = append(first, distinct[i])
		}
	}
	if len(first) == len(distinct) {
		return -1
	}
	snap(s.exit, first)
	if s.entry == nil {
		return -1
	}
	snap(s.entered, first)
	for i, t := range s.entry {
		at, found := slices.BinarySearch(first, t)
		if !found {
			at--
		}
		s.entry[i] = first[at]
		if s.entry[i] >= s.exit[i] {
			return i
		}
	}
	return -1
}

// distinctTimes merges exits and entries.
func (s *Sample) distinctTimes() []float64 {
	if s.entered == nil {
		return slices.Compact(slices.Clone(s.exit))
	}
	all := make([]float64, 0, 2*s.N())
	i := 0
	for _, t := range s.exit {
		for ; i < len(s.entered) && s.entered[i] <= t; i++ {
			all = append(all, s.entered[i])
		}
		all = append(all, t)
	}
	return slices.Compact(all)
}

// snap moves each of the ascending times down to the nearest value kept.
func snap(ascending, kept []float64) {
	at := 0
	for i, t := range ascending {
		for at+1 < len(kept) && kept[at+1] <= t {
			at++
		}
		ascending[i] = kept[at]
	}
}
