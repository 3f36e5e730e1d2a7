package person

import (
	"slices"
	"strconv"
	"strings"

	"titian/internal/engine/names"
)

// clue is a question for names: that hold one of the words, and after it one of
// others, or one that begins with a letter, or none.
type clue struct {
	words, next []string
	initial     string
	alone       bool
	longer      bool // names of three words and more, of which shorter ones are asked for elsewhere
	many        int  // names that are compared for it
}

// key tells clues apart.
func (c *clue) key() string {
	return strings.Join(c.words, " ") + "|" + strings.Join(c.next, " ") + "|" + c.initial + strconv.FormatBool(c.alone)
}

// apart is the clue word by word: what thousands have is not to hide what a few
// have, and many is how many names the words share.
func (c clue) apart() []clue {
	out := make([]clue, len(c.words))
	for i, w := range c.words {
		out[i] = c
		out[i].words = []string{w}
		out[i].many = max(fewNames, manyNames/len(c.words))
		if c.initial != "" {
			out[i].many = manyInitials
		}
	}
	return out
}

// meant are, for each word that was asked, the stored words that it may have been
// meant for, the nearest first; then the same for two neighbours as one, and the
// halves of words that may be two.
type meant struct {
	asked  []string
	typed  []string
	words  [][]string
	joined [][]string // of asked[i] and asked[i+1]
	halves []halves
}

// halves is a word that may be two, the one before the other.
type halves struct {
	of   int
	a, b string
}

// together are the clues of two words that stand beside each other, as they stand
// and, since names stand in a round, with the first after the last.
func (m *meant) together() []clue {
	var out []clue
	n := len(m.asked)
	for i := range n {
		j := (i + 1) % n
		if i == j || n == 2 && i > j {
			continue
		}
		out = append(out, ordered2(m.words[i], m.words[j])...)
		if n == 2 {
			for _, c := range ordered2(m.words[j], m.words[i]) {
				c.longer = true // a name of two words has both in either order
				out = append(out, c)
			}
		} else {
			out = append(out, ordered2(m.words[j], m.words[i])...)
		}
	}
	return out
}

func ordered2(first, second []string) []clue {
	if len(first) == 0 || len(second) == 0 {
		return nil
	}
	return []clue{{words: first, next: second}}
}

// initials are the clues of letters that stand for words, beside each neighbour.
func (m *meant) initials() []clue {
	var out []clue
	for i, letter := range m.typed {
		if len(letter) != 1 {
			continue
		}
		for j := range m.asked {
			if j == i || j != i+1 && j != i-1 && len(m.asked) > 2 || len(m.words[j]) == 0 {
				continue
			}
			for _, l := range names.Initials(names.Fold(letter)[:1]) {
				out = append(out, clue{words: m.words[j], initial: l})
			}
		}
	}
	return out
}

// reshaped are the clues of words that were written as one or as two.
func (m *meant) reshaped() []clue {
	var out []clue
	for i, one := range m.joined { // with each of the others; or it is all that was asked
		for j := range m.asked {
			if j != i && j != i+1 {
				out = append(out, ordered2(one, m.words[j])...)
				out = append(out, ordered2(m.words[j], one)...)
			}
		}
	}
	for _, h := range m.halves {
		a, b := []string{h.a}, []string{h.b}
		switch {
		case len(m.asked) == 1:
			out = append(out, ordered2(a, b)...)
		case h.of+1 < len(m.asked): // the half beside the next word leads to fewer than the two
			out = append(out, ordered2(b, m.words[h.of+1])...)
		default:
			out = append(out, ordered2(m.words[h.of-1], a)...)
		}
	}
	return out
}

// single are the clues of one word: a name of that word alone, and any name that
// holds it, unless so many do that it tells nothing beside the others.
func (m *meant) single() []clue {
	var out []clue
	for i, words := range slices.Concat(m.words, m.joined) {
		if len(words) == 0 {
			continue
		}
		out = append(out, clue{words: words, alone: true})
		if len(m.asked) == 1 || i >= len(m.asked) || names.Weight(m.asked[i]) > 2 {
			out = append(out, clue{words: words})
		}
	}
	return out
}

const (
	manyNames    = 200  // names that are compared for one clue
	fewNames     = 40   // and for one of its words
	manyInitials = 1500 // for a letter and a word: nothing else tells them apart
)

// write asks for a clue of one word.
func (f *finder) write(q *query, c clue) {
	f.keysIn(q, "name, person_id")
	q.text.WriteString("word = " + q.arg(c.words[0]))
	switch {
	case c.alone:
		q.and("next = ''")
	case len(c.next) > 0:
		q.and("next IN " + q.oneOf(c.next))
	case c.initial != "":
		q.and(q.between("next", c.initial))
	}
	if c.longer {
		q.and("name LIKE '% % %'")
	}
	q.text.WriteString(" LIMIT " + strconv.Itoa(c.many))
}
