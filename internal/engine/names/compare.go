package names

import "slices"

// Comparison measures names against one that was asked for. It remembers how like
// each word of theirs is to each that was asked, so that hundreds of candidates
// cost little; it is not safe for concurrent use.
type Comparison struct {
	asked   []string         // every word of the forms
	others  [][]string       // variants of asked, see Typed
	forms   [][]int          // the words as asked, then with two neighbours written as one
	weights []float64        // of asked
	seen    map[string]*word // words of names
	row     []*word          // of the name that is looked at
}

// word is one of a name's, with how like it is to each that was asked.
type word struct {
	weight float64
	like   []float64
}

// Compare begins a comparison with words, folded or plain: the candidates must
// be given in the same form.
func Compare(words []string) *Comparison {
	c := &Comparison{seen: map[string]*word{}}
	for _, form := range joined(words) {
		var f []int
		for _, w := range form {
			i := slices.Index(c.asked, w)
			if i < 0 {
				i = len(c.asked)
				c.asked, c.weights, c.others = append(c.asked, w), append(c.weights, Weight(w)), append(c.others, nil)
			}
			f = append(f, i)
		}
		c.forms = append(c.forms, f)
	}
	return c
}

// fathers is what a word that names the father weighs, beside one of the person's
// own: most registers leave it out.
const fathers = 0.25

// Father says that the last n words that were asked name the father. They are not
// read as one with the person's own.
func (c *Comparison) Father(n int) *Comparison {
	own := max(1, len(c.forms[0])-n)
	if n <= 0 || own >= len(c.forms[0]) {
		return c
	}
	for _, i := range c.forms[0][own:] {
		c.weights[i] *= fathers
	}
	c.forms = c.forms[:min(len(c.forms), own)]
	return c
}

// varied is what a variant of a word is worth beside the word itself.
const varied = 0.98

// Typed tells how the words that were asked were typed: where a slip made folding
// go astray, a name that is like another variant of the word answers, too.
func (c *Comparison) Typed(typed []string) *Comparison {
	for i, w := range typed[:min(len(typed), len(c.forms[0]))] {
		c.others[c.forms[0][i]] = Variants(w)[1:]
	}
	return c
}

// joined are the words, and the words with each pair of neighbours as one: Nur
// Aini is Nuraini, Abdul Rahman is Abdulrahman.
func joined(words []string) [][]string {
	out := [][]string{words}
	for i := 0; i+1 < len(words) && len(words) < 6; i++ {
		x := slices.Clone(words[:i])
		x = append(x, words[i]+words[i+1])
		out = append(out, append(x, words[i+2:]...))
	}
	return out
}

// Score is how well a name answers, from 0 to 1. Most of it is how much of what
// was asked is found in the name; what the name has besides costs little, since
// people leave names out more often than they invent them. Words may stand in
// another order, and two of either side be written as one on the other.
func (c *Comparison) Score(words []string) float64 {
	row := c.row[:0]
	for _, w := range words {
		row = append(row, c.word(w))
	}
	c.row = row
	best := c.match(c.forms[0], row)
	if len(words) < len(c.forms[0]) {
		for _, form := range c.forms[1:] {
			best = max(best, c.match(form, row))
		}
	}
	if len(words) > len(c.forms[0]) {
		for i := range len(words) - 1 {
			if !c.long(len(words[i]) + len(words[i+1])) {
				continue
			}
			one := append(slices.Clone(row[:i]), c.word(words[i]+words[i+1]))
			best = max(best, c.match(c.forms[0], append(one, row[i+2:]...)))
		}
	}
	return best
}

// long reports whether two words of so many letters may be one that was asked.
func (c *Comparison) long(letters int) bool {
	return slices.ContainsFunc(c.forms[0], func(i int) bool { n := len(c.asked[i]) - letters; return -2 <= n && n <= 2 })
}

// beside is the share of the score that what the name has besides can cost.
const beside = 0.15

func (c *Comparison) match(asked []int, row []*word) float64 {
	var used uint64
	var found, want, told, have float64
	for _, w := range row {
		have += w.weight
	}
	for _, a := range asked {
		at, best := -1, 0.0
		for i, w := range row[:min(len(row), 64)] {
			if s := w.like[a]; s > best && used&(1<<i) == 0 {
				at, best = i, s
			}
		}
		want += c.weights[a]
		if at >= 0 {
			used |= 1 << at
			found += c.weights[a] * best
			told += row[at].weight
		}
	}
	if want == 0 || have == 0 {
		return 0
	}
	return found / want * (1 - beside + beside*told/have)
}

func (c *Comparison) word(w string) *word {
	x, known := c.seen[w]
	if !known {
		x = &word{weight: Weight(w), like: make([]float64, len(c.asked))}
		for i, a := range c.asked {
			x.like[i] = pair(a, w)
			for _, v := range c.others[i] {
				x.like[i] = max(x.like[i], varied*pair(v, w))
			}
		}
		c.seen[w] = x
	}
	return x
}
