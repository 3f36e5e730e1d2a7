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
func Near(word string) []string { return Within(word, slips(len(word))) }

// Within are the keys that are left when at most so many letters are deleted. One
// is enough for most slips, and leads to a fourth of the words.
func Within(word string, deleted int) []string {
	if word == "" {
		return nil
	}
	w := word[:min(len(word), prefix)]
	out := []string{w}
	from := 0
	for range deleted {
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

// Variants are a word as it folds, as it would fold in the middle of another, and
// letter by letter, each once: a slip may have moved a letter to the end of the
// word, or made a pair that folding takes for one sound or for a doubled letter. A letter that is written out, as
// M. is, may stand for another name, too.
func Variants(typed string) []string {
	out := []string{Fold(typed)}
	if _, known := short[typed]; known && len(typed) > 1 || strings.ContainsFunc(typed, func(r rune) bool { return r > unicode.MaxASCII }) {
		return out
	}
	for _, v := range []string{string(sounds(typed)), letters(strings.Map(plain, typed))} {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Whole is the key of a word without slips: the first of its Near.
func Whole(word string) string { return word[:min(len(word), prefix)] }

// Halves are the ways to read a word as two that were written as one, each half
// folded by itself: what folding does at the end of a word, or to two letters that
// met, is then as in the names themselves.
func Halves(typed string) [][2]string {
	var out [][2]string
	for i := range typed {
		if i < MinPart || len(typed)-i < MinPart {
			continue
		}
		if a, b := Fold(typed[:i]), Fold(typed[i:]); a != "" && b != "" {
			out = append(out, [2]string{a, b})
		}
	}
	return out
}

// vowels that clerks take for one another or leave out.
const vowels = "aeiou"

// Guesses are what a word of two or three letters may have been meant for, which
// Near does not vary: another vowel in the place of one (Tre, Tri), or one that
// was left out (Ek, Eko).
func Guesses(word string) []string {
	var out []string
	for i := range word {
		if !strings.ContainsRune(vowels, rune(word[i])) {
			continue
		}
		for _, v := range vowels {
			out = append(out, word[:i]+string(v)+word[i+1:])
		}
	}
	if len(word) == 2 {
		for i := range 3 {
			for _, v := range vowels {
				out = append(out, word[:i]+string(v)+word[i:])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Reach is how many slips Nearest forgives in words of so many letters.
type Reach func(letters int) int

// OneSlip is the reach of most slips.
func OneSlip(letters int) int { return min(1, slips(letters)) }

// Usual is the reach of Near.
func Usual(letters int) int { return slips(letters) }

// Loose forgives as many as leave three letters in five right: for when nothing
// nearer is there.
func Loose(letters int) int { return min(3, letters*2/5) }

// Nearest are those of the folded words that a word may have been meant for, at
// most n, the nearest first. The word comes in its variants: folded, and as it was
// typed, since a slip can make a pair of letters that folding takes for a sound.
func Nearest(variants, words []string, reach Reach, n int) []string {
	type near struct {
		word     string
		distance int
	}
	var found []near
	for _, w := range words {
		best := near{w, longest}
		for _, v := range variants {
			most := reach(max(len(v), len(w)))
			if gap := len(v) - len(w); gap > most || -gap > most {
				continue
			}
			if d := Distance(v, w); d <= most {
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
