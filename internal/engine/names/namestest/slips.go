// Package namestest misspells names by stated rules, so that what a search finds
// again can be counted. It owns two sets of rules that share none: by Slip the
// search was made, by Other it is judged. It refuses to know the search.
package namestest

import (
	"math/rand/v2"
	"strings"
)

// Rule changes a name, or gives it back unchanged where it does not apply.
type Rule struct {
	Name string
	Do   func(r *rand.Rand, name string) string
}

// Slips are the rules of typing and of spelling by which the search was made: one
// slip of the finger (neighbours exchanged, a letter missed, doubled, or its
// neighbour on the keyboard hit), the spelling before 1972, Arabic written by ear.
func Slips() []Rule {
	return []Rule{
		{"exchanged", inWord(func(r *rand.Rand, w string) string {
			i := 1 + r.IntN(len(w)-2)
			return w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]
		})},
		{"missed", inWord(func(r *rand.Rand, w string) string {
			i := 1 + r.IntN(len(w)-1)
			return w[:i] + w[i+1:]
		})},
		{"doubled", inWord(func(r *rand.Rand, w string) string {
			i := r.IntN(len(w))
			return w[:i] + w[i:i+1] + w[i:]
		})},
		{"beside", inWord(func(r *rand.Rand, w string) string {
			i := 1 + r.IntN(len(w)-1)
			near := keyboard[w[i]]
			if near == "" {
				return w
			}
			return w[:i] + string(near[r.IntN(len(near))]) + w[i+1:]
		})},
		{"old spelling", func(_ *rand.Rand, s string) string {
			return strings.NewReplacer("ny", "nj", "sy", "sj", "c", "tj", "j", "dj", "y", "j", "u", "oe").Replace(s)
		}},
		{"by ear", func(r *rand.Rand, s string) string { return oneOf(r, s, ear) }},
	}
}

// Others are the rules by which the search is judged: vowels taken for one
// another, any letter for any other, two slips in one name, a word left out, the
// first word as its initial, two words written as one or one as two, the words in
// another order, the father's name added, the end cut off.
func Others() []Rule {
	return []Rule{
		{"vowel", func(r *rand.Rand, s string) string {
			return oneOf(r, s, [][2]string{{"a", "e"}, {"e", "i"}, {"u", "o"}, {"o", "u"}, {"i", "e"}, {"o", "a"}})
		}},
		{"any letter", inWord(func(r *rand.Rand, w string) string {
			i := r.IntN(len(w))
			return w[:i] + string(rune('a'+r.IntN(26))) + w[i+1:]
		})},
		{"two slips", func(r *rand.Rand, s string) string {
			a := inWord(func(r *rand.Rand, w string) string { i := r.IntN(len(w)); return w[:i] + w[i+1:] })
			b := inWord(func(r *rand.Rand, w string) string {
				i := r.IntN(len(w) + 1)
				return w[:i] + string(rune('a'+r.IntN(26))) + w[i:]
			})
			return b(r, a(r, s))
		}},
		{"left out", func(r *rand.Rand, s string) string {
			w := strings.Fields(s)
			if len(w) < 3 {
				return s
			}
			i := r.IntN(len(w))
			return strings.Join(append(w[:i:i], w[i+1:]...), " ")
		}},
		{"initial", func(_ *rand.Rand, s string) string {
			w := strings.Fields(s)
			if len(w) < 2 {
				return s
			}
			w[0] = w[0][:1]
			return strings.Join(w, " ")
		}},
		{"as one", func(_ *rand.Rand, s string) string { return strings.Replace(s, " ", "", 1) }},
		{"as two", inWord(func(r *rand.Rand, w string) string {
			i := 2 + r.IntN(len(w)-3)
			return w[:i] + " " + w[i:]
		})},
		{"order", func(_ *rand.Rand, s string) string {
			w := strings.Fields(s)
			return strings.Join(append(w[1:], w[0]), " ")
		}},
		{"father", func(r *rand.Rand, s string) string {
			fathers := strings.Fields("sulaiman kasim tarmizi djamaludin wiryo")
			return s + " bin " + fathers[r.IntN(len(fathers))]
		}},
		{"cut off", func(_ *rand.Rand, s string) string { return s[:len(s)-1] }},
	}
}

// Apply misspells a name by one of the rules that changes it, and names the rule.
func Apply(r *rand.Rand, rules []Rule, name string) (misspelt, rule string) {
	name = strings.ToLower(name)
	for range 100 {
		x := rules[r.IntN(len(rules))]
		if out := x.Do(r, name); out != name && out != "" {
			return out, x.Name
		}
	}
	return name, "none"
}

// inWord applies a slip to one word of at least four letters.
func inWord(f func(r *rand.Rand, w string) string) func(r *rand.Rand, s string) string {
	return func(r *rand.Rand, s string) string {
		words := strings.Fields(s)
		for range 20 {
			if i := r.IntN(len(words)); len(words[i]) >= 4 {
				words[i] = f(r, words[i])
				break
			}
		}
		return strings.Join(words, " ")
	}
}

// oneOf makes one of the replacements that apply, once.
func oneOf(r *rand.Rand, s string, pairs [][2]string) string {
	for _, i := range r.Perm(len(pairs)) {
		if strings.Contains(s, pairs[i][0]) {
			return strings.Replace(s, pairs[i][0], pairs[i][1], 1)
		}
	}
	return s
}

var ear = [][2]string{
	{"muhammad", "mohamad"},
	{"muhammad", "moch"},
	{"muhammad", "muhamad"},
	{"ahmad", "achmad"},
	{"abdul", "abd"},
	{"kh", "h"},
	{"f", "p"},
	{"z", "s"},
	{"sy", "s"},
	{"dh", "d"},
	{"th", "t"},
	{"i", "y"},
	{"v", "f"},
	{"q", "k"},
	{"ai", "ae"},
	{"ah", "a"},
	{"d", "dh"},
}

// keyboard are a letter's neighbours to the left and right.
var keyboard = map[byte]string{
	'q': "wa", 'w': "qe", 'e': "wr", 'r': "et", 't': "ry", 'y': "tu", 'u': "yi", 'i': "uo", 'o': "ip", 'p': "o",
	'a': "s", 's': "ad", 'd': "sf", 'f': "dg", 'g': "fh", 'h': "gj", 'j': "hk", 'k': "jl", 'l': "k",
	'z': "x", 'x': "zc", 'c': "xv", 'v': "cb", 'b': "vn", 'n': "bm", 'm': "n",
}
