package names

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

const (
	// prefix bounds how much of a word is varied: 37 keys at most. Two words at
	// distance two have prefixes that meet after two deletions each.
	prefix = 8
	// MinPart is the shortest part of a word that is worth a search.
	MinPart = 3
)

// slips is how many slips a word of that length is forgiven. Short words have
// too many neighbours: Adi and Edi are two people.
func slips(letters int) int {
	switch {
	case letters <= 3:
		return 0
	case letters <= 6:
		return 1
	}
	return 2
}

// Near are the keys under which a folded word is found although letters were
// missed, doubled, changed or exchanged: what remains of its beginning when as
// many letters are deleted as slips are forgiven. Two words that share a key are
// candidates for one another; Distance decides.
func Near(word string) []string {
	if word == "" {
		return nil
	}
	w := word[:min(len(word), prefix)]
	out := []string{w}
	from := 0
	for range slips(len(word)) {
		until := len(out)
		for _, s := range out[from:until] {
			for i := range len(s) {
				if k := s[:i] + s[i+1:]; len(k) > 1 {
					out = append(out, k)
				}
			}
		}
		from = until
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Parts are the ends of a word and of its folded form, down to MinPart letters:
// any part of the word is the beginning of one of them.
func Parts(word, folded string) []string {
	var out []string
	for _, w := range []string{word, folded} {
		for i := range w { // at the beginnings of letters
			if i == 0 || i+MinPart <= len(w) {
				out = append(out, w[i:])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Variants are a word as it folds and as it was typed.
func Variants(plain string) []string {
	folded := Fold(plain)
	if folded == plain || strings.ContainsFunc(plain, func(r rune) bool { return r > unicode.MaxASCII }) {
		return []string{folded}
	}
	return []string{folded, plain}
}

// Whole is the key of a word without slips: the first of its Near.
func Whole(word string) string { return word[:min(len(word), prefix)] }

// Nearest are those of the folded words that a word may have been meant for, at
// most n, the nearest first. The word comes in its variants: folded, and as it was
// typed, since a slip can make a pair of letters that folding takes for a sound.
func Nearest(variants, words []string, n int) []string {
	type near struct {
		word     string
		distance int
	}
	var found []near
	for _, w := range words {
		best := near{w, longest}
		for _, v := range variants {
			if d := Distance(v, w); d <= slips(max(len(v), len(w))) {
				best.distance = min(best.distance, d)
			}
		}
		if best.distance < longest {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
		return cmp.Or(a.distance-b.distance, strings.Compare(a.word, b.word))
	})
	out := make([]string, 0, min(n, len(found)))
	for _, f := range found[:min(n, len(found))] {
		out = append(out, f.word)
	}
	return out
}
