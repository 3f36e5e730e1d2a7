// Package names compares Indonesian personal names as clerks write them: in old
// and new spelling, from Arabic by ear, shortened, with titles, and with slips of
// the pen.
//
// It owns the folding of spellings (Fold), the words by which a name is found
// (Words), the keys under which a word is found again although it was misspelt
// (Near) or typed in part (Parts), and the measure of how alike two names are
// (Comparison). It refuses to know people, storage or rights, and keeps no list
// of names: what is not a rule of spelling is distance.
//
// Folding decides only what is *looked at*; what was typed decides the order, so
// that a rule which joins two different names costs a look and never an answer.
// Start with Words, then Compare.
package names

import (
	"slices"
	"strings"
	"unicode"
)

// Split is a name as its words in small letters without signs, titles included.
func Split(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Words are the words of a name that tell who is meant, folded, in their order
// and each once: titles and the particles between names are dropped, unless
// nothing else is left, and short forms are written out.
func Words(name string) []string {
	var out []string
	for _, w := range telling(Split(name)) {
		if f := Fold(w); f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// telling drops titles and particles.
func telling(words []string) []string {
	var out []string
	for i, w := range words {
		switch {
		case particles[w], i == 0 && before[w], i > 0 && after[w]:
		case i > 0 && i < 3 && before[w] && len(out) == 0: // "Drs. H. Ahmad"
		default:
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return words
	}
	return out
}

// set makes a lookup of words.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// Titles stand before a name or after it; particles between a person's name and
// the father's, or before another name of the same person.
var (
	before    = set("h hj haji hajah hajjah drs dra dr ir prof kh ust ustadz ustad tgk tuan ny nyonya sdr sdri bapak ibu")
	after     = set("sh se st sag spd skom ssos sip amd amk skm mh mm msi mpd mag")
	particles = set("bin binti bt bte binte alias als")
)

// short are usual short forms, written out; "m" before another name is one in
// nearly every register.
var short = map[string]string{
	"m": "muhammad", "md": "muhammad", "mhd": "muhammad", "moh": "muhammad", "mohd": "muhammad", "moch": "muhammad", "muh": "muhammad",
	"much": "muhammad", "muhd": "muhammad", "mohamed": "muhammad", "muhamed": "muhammad", "mochamat": "muhammad",
	"ach": "ahmad", "akh": "ahmad", "ahmed": "ahmad", "abd": "abdul", "abdl": "abdul", "abdoel": "abdul", "st": "siti", "sitti": "siti", "wy": "wayan", "md.": "made",
}
