package disclosure

import "slices"

// chains splits tables of one measure into at most two chains in which every
// table refines the one before, coarse to fine. It returns false where three
// tables cut across each other: then sums overlap in ways that no exact and
// fast attack covers, and the tables are refused ("no overlapping cuts").
//
// Two tables may share a chain when one refines the other, so the chains are a
// two-colouring of the pairs that do not.
func chains(tables []Table) (a, b []int, ok bool) {
	colour := make([]int, len(tables))
	var paint func(i, c int) bool
	paint = func(i, c int) bool {
		if colour[i] != 0 {
			return colour[i] == c
		}
		colour[i] = c
		for j := range tables {
			if i != j && !tables[i].refines(tables[j]) && !tables[j].refines(tables[i]) && !paint(j, 3-c) {
				return false
			}
		}
		return true
	}
	for i := range tables {
		if colour[i] == 0 && !paint(i, 1) {
			return nil, nil, false
		}
	}
	for i, c := range colour {
		if c == 1 {
			a = append(a, i)
		} else {
			b = append(b, i)
		}
	}
	coarseFirst := func(i, j int) int {
		if tables[j].refines(tables[i]) {
			return -1
		}
		return 1
	}
	slices.SortFunc(a, coarseFirst)
	slices.SortFunc(b, coarseFirst)
	return a, b, true
}
