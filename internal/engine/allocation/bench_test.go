package allocation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// institution is a round of one place: people who all may go anywhere.
func institution() game {
	const people, offerings = 1000, 40
	rng := rand.New(rand.NewPCG(9, 9))
	var g game
	for j := range offerings {
		g.offerings = append(g.offerings, Offering{fmt.Sprint(j), people / 2 / offerings, people / 6 / offerings})
	}
	for i := range people {
		g.people = append(g.people, Person{ID: fmt.Sprint(i), Protected: i%7 == 0})
		for k, j := range rng.Perm(offerings)[:min(8, offerings)] {
			points := 1 + rng.IntN(1000)
			g.pairs = append(g.pairs, Pair{int32(i), int32(j), int32(k) + 1, int32(points), int64(points)<<32 | int64(i)})
		}
	}
	return g
}

func BenchmarkSolve(b *testing.B) {
	r := institution().round(b)
	for _, m := range []Method{Deferred, DeferredReserves, Optimum} {
		b.Run(string(m), func(b *testing.B) {
			for b.Loop() {
				if _, err := Solve(r, m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	g := institution()
	for b.Loop() {
		if _, err := New(Input{People: g.people, Offerings: g.offerings, Pairs: slices.Values(g.pairs)}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRerun(b *testing.B) {
	res := institution().solve(b, DeferredReserves)
	for b.Loop() {
		if _, err := res.Rerun(Change{Leave: []string{"1"}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	res := institution().solve(b, DeferredReserves)
	i := slices.Index(res.chosen, nowhere)
	for b.Loop() {
		if _, err := res.Explain(res.round.people[i].ID); err != nil {
			b.Fatal(err)
		}
	}
}
