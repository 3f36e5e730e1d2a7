package disclosure

// amount is what is published of the sum in a cell: the sum rounded to step, or
// None where it would show what one partner gave.
//
// With two contributors each subtracts its own and learns the other's; with one
// above 80 percent everybody knows that one's amount nearly. A partner that
// agreed to be named may be shown.
func (r *rounder) amount(records []*Record, step int64) Value {
	total := int64(0)
	given := map[string]int64{}
	agreed := map[string]bool{}
	for _, rec := range records {
		total += int64(rec.Amount)
		before, known := agreed[rec.Contributor]
		agreed[rec.Contributor] = rec.Named && (before || !known)
		given[rec.Contributor] += int64(rec.Amount)
	}
	if !publishable(given, agreed, total) {
		return None
	}
	_, draw := r.draws(records)
	return Value(toMultiple(total, step, draw))
}

// publishable is the dominance rule. Whoever gave nothing does not count as a
// contributor: two givers and an empty row are two givers.
func publishable(given map[string]int64, agreed map[string]bool, total int64) bool {
	givers, silent, dominant := 0, 0, false
	for who, gave := range given {
		if gave == 0 {
			continue
		}
		givers++
		if !agreed[who] {
			silent++
			dominant = dominant || gave*100 > total*MaxShare // totals stay below 2^53
		}
	}
	if givers == 0 || dominant {
		return false
	}
	return givers >= MinContributors || silent == 0
}
