package names

import "slices"

// longest is the longest word that Distance looks at; what follows counts as it is.
const longest = 32

// Distance counts the slips between two words: letters missed, added, changed,
// and neighbours exchanged (optimal string alignment).
func Distance(a, b string) int {
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] { // what both begin or end with changes nothing
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	var rows [3][longest + 1]int
	last, prev, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d := min(row[j]+1, prev[j+1]+1, prev[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, last[j-1]+1)
			}
			row[j+1] = d
		}
		last, prev, row = prev, row, last
	}
	return prev[len(b)]
}

// alike is one less the share of letters that slipped; what is more than a third
// wrong is another word.
func alike(a, b string) float64 {
	if a == b {
		return 1
	}
	n := max(len(a), len(b))
	if min(len(a), len(b))*10 < n*6 {
		return 0
	}
	s := 1 - float64(Distance(a, b))/float64(n)
	if s < 0.6 {
		return 0
	}
	return s
}

// initial is what a letter that stands for a word is worth.
const initial = 0.7

// pair compares two words that may be initials.
func pair(a, b string) float64 {
	if len(a) == 1 && len(b) > 1 && slices.Contains(Initials(a), b[:1]) || len(b) == 1 && len(a) > 1 && a[0] == b[0] {
		return initial
	}
	return alike(a, b)
}

// Initials are the letters with which a folded word may begin whose first letter
// as written is a folded initial: K. is Kasim and Khairul, which folds to hairul.
func Initials(letter string) []string {
	switch letter {
	case "k", "c": // Kh, Ch
		return []string{letter, "h"}
	case "d": // Dj, Dz
		return []string{letter, "i", "s"}
	case "t": // Tj, Ts
		return []string{letter, "c", "s"}
	case "o": // Oe
		return []string{letter, "u"}
	}
	return []string{letter}
}

// Weight of a folded word in a name: long words tell more. Words that every tenth name has tell
// little, however long.
func Weight(w string) float64 {
	if common[w] {
		return 2
	}
	return float64(min(len(w), 8))
}

// common are folded words at the head of many names.
var common = set("muhamat ahmat abdul siti nur i ni dewi wayan made ketut nioman putu sri andi")
