package names

import "slices"

// Comparison measures names against one that was asked for. It remembers the
// words that it has compared, so that hundreds of candidates cost little; it is
// not safe for concurrent use.
type Comparison struct {
	asked [][]string // the words as asked, then with two neighbours written as one
	seen  map[[2]string]float64
}

// Compare begins a comparison with words, folded or plain: the candidates must
// be given in the same form.
func Compare(words []string) *Comparison {
	return &Comparison{asked: joined(words), seen: map[[2]string]float64{}}
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
// another order.
func (c *Comparison) Score(words []string) float64 {
	best := c.match(c.asked[0], words)
	if len(words) == len(c.asked[0]) || best == 1 {
		return best
	}
	for _, asked := range c.asked[1:] {
		best = max(best, c.match(asked, words))
	}
	for _, w := range joined(words)[1:] {
		best = max(best, c.match(c.asked[0], w))
	}
	return best
}

// beside is the share of the score that what the name has besides can cost.
const beside = 0.15

func (c *Comparison) match(asked, words []string) float64 {
	var used uint64
	var found, want, told, have float64
	for _, w := range words {
		have += Weight(w)
	}
	for _, a := range asked {
		at, best := -1, 0.0
		for i, w := range words[:min(len(words), 64)] {
			if s := c.word(a, w); s > best && used&(1<<i) == 0 {
				at, best = i, s
			}
		}
		want += Weight(a)
		if at >= 0 {
			used |= 1 << at
			found += Weight(a) * best
			told += Weight(words[at])
		}
	}
	if want == 0 || have == 0 {
		return 0
	}
	return found / want * (1 - beside + beside*told/have)
}

func (c *Comparison) word(a, b string) float64 {
	if a == b {
		return 1
	}
	key := [2]string{a, b}
	s, known := c.seen[key]
	if !known {
		s = pair(a, b)
		c.seen[key] = s
	}
	return s
}
