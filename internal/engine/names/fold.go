package names

import "strings"

// Fold writes a word so that its usual spellings are one: Soetjipto and Sucipto,
// Tjahjo and Cahyo, Mochammad and Muhamad, Achmad and Ahmad, Rizky and Riski.
// The result is a key and not a spelling to be shown.
//
// The rules, in their order: short forms are written out; accents go; pairs of
// letters become the one that they sound like (pairs below); then single letters
// (singles); h after a vowel at the end goes, d at the end is t; doubled letters
// are one. Muhammad's vowels vary too freely for rules and are set at the end.
func Fold(word string) string {
	if full, known := short[word]; known {
		word = full
	}
	b := sounds(word)
	if n := len(b); n > 3 && b[n-1] == 'h' {
		b = b[:n-1]
	}
	if n := len(b); n > 3 && b[n-1] == 'd' {
		b[n-1] = 't'
	}
	switch s := string(b); s {
	case "mohamat", "muhamat", "mohamet", "mukamat", "mokamat":
		return "muhamat"
	default:
		return s
	}
}

// sounds is a word with one letter for each sound, wherever it stands.
func sounds(word string) []byte {
	w := letters(pairs.Replace(strings.Map(plain, word)))
	b := make([]byte, 0, len(w))
	for i := range len(w) {
		if len(b) == 0 || b[len(b)-1] != w[i] || w[i] >= '0' && w[i] <= '9' {
			b = append(b, w[i])
		}
	}
	return b
}

// letters is a word with one letter for those that are taken for one another.
func letters(word string) string { return singles.Replace(word) }

// pairs are letters that are one sound. The first four are the spelling before
// 1972; the rest are ways to write Arabic and Sanskrit. Longer ones come first.
var pairs = strings.NewReplacer(
	"oe", "u", "dj", "i", "tj", "c", "sj", "s",
	"chr", "kr", "kh", "h", "ch", "h", "sy", "s", "sh", "s", "dz", "s", "ts", "s", "th", "t", "dh", "d", "bh", "b", "gh", "g", "ph", "p",
	"ae", "ai", "ie", "i", "x", "ks",
)

// singles are letters that clerks take for one another. The old j is the new y,
// which between vowels is written or not; without marks of age in the word
// nobody can tell which is meant, so i, j and y are one.
var singles = strings.NewReplacer("j", "i", "y", "i", "f", "p", "v", "p", "z", "s", "q", "k")

// plain maps a letter with an accent to the one without, and drops what is no
// Latin letter or digit: a name in another script has no folded words, and is
// found as it is written only.
func plain(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return r
	case strings.ContainsRune("àáâãäå", r):
		return 'a'
	case strings.ContainsRune("èéêë", r):
		return 'e'
	case strings.ContainsRune("ìíîï", r):
		return 'i'
	case strings.ContainsRune("òóôõö", r):
		return 'o'
	case strings.ContainsRune("ùúûü", r):
		return 'u'
	case r == 'ñ':
		return 'n'
	case r == 'ç':
		return 'c'
	}
	return -1
}
