package main

import (
	"math/rand/v2"
	"strings"
)

// nameList holds invented names: enough surnames that a search for a part of
// one finds few people.
type nameList struct{ first, last []string }

// newNames makes 300 given names and 6,000 surnames out of syllables.
func newNames(r *rand.Rand) *nameList {
	on := strings.Fields("b br c ch d dr f g gr h j k kl l m n p pr r s sh st t tr v w z")
	nu := strings.Fields("a e i o u ai ea ou io")
	co := []string{"", "", "n", "r", "s", "l", "m", "t", "nd", "rk"}
	mk := func(n, count int) []string {
		seen := map[string]bool{}
		var l []string
		for len(l) < count {
			var b strings.Builder
			for range n {
				b.WriteString(on[r.IntN(len(on))] + nu[r.IntN(len(nu))] + co[r.IntN(len(co))])
			}
			s := strings.ToUpper(b.String()[:1]) + b.String()[1:]
			if !seen[s] {
				seen[s] = true
				l = append(l, s)
			}
		}
		return l
	}
	return &nameList{mk(2, 300), mk(3, 6000)}
}

// typo swaps two neighbouring letters of the surname.
func typo(r *rand.Rand, s string) string {
	b := []byte(strings.ToLower(s))
	i := strings.IndexByte(s, ' ') + 2 + r.IntN(2)
	b[i], b[i+1] = b[i+1], b[i]
	return string(b)
}
