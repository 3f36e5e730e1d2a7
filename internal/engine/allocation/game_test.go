package allocation

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// game is a small round in the plainest form, for textbook implementations to
// work on: everything by index, lists unsorted.
type game struct {
	people    []Person
	offerings []Offering
	pairs     []Pair
}

// shape bounds a random game. Points are few, so that ties are many.
type shape struct {
	people, offerings, places, points int
	holders                           bool
}

func randomGame(rng *rand.Rand, s shape) game {
	var g game
	for j := range 1 + rng.IntN(s.offerings) {
		places := rng.IntN(s.places + 1)
		g.offerings = append(g.offerings, Offering{string(rune('A' + j)), places, rng.IntN(places + 1)})
	}
	n := 1 + rng.IntN(s.people)
	lottery := rng.Perm(n)
	held := make([]int, len(g.offerings))
	for i := range n {
		p := Person{ID: string(rune('a' + i)), Protected: rng.IntN(3) == 0}
		wishes := rng.Perm(len(g.offerings))[:rng.IntN(len(g.offerings)+1)]
		for k, j := range wishes {
			points := 1 + rng.IntN(s.points)
			g.pairs = append(g.pairs, Pair{int32(i), int32(j), int32(k) + 1, int32(points), priority(points, 1+lottery[i])})
		}
		if s.holders && len(wishes) > 0 && rng.IntN(4) == 0 {
			if j := wishes[rng.IntN(len(wishes))]; held[j] < g.offerings[j].Places {
				held[j]++
				p.Holds = g.offerings[j].ID
			}
		}
		g.people = append(g.people, p)
	}
	return g
}

// priority may be negative, as any whole number may.
func priority(points, lottery int) int64 { return int64(points-3)<<8 + int64(lottery) }

func (g game) round(t testing.TB) *Round {
	t.Helper()
	r, err := New(Input{People: slices.Clone(g.people), Offerings: slices.Clone(g.offerings), Pairs: slices.Values(g.pairs)})
	if err != nil {
		t.Fatalf("a valid game is refused: %v\n%+v", err, g)
	}
	return r
}

func (g game) solve(t testing.TB, m Method) *Result {
	t.Helper()
	res, err := Solve(g.round(t), m)
	if err != nil {
		t.Fatalf("%v\n%+v", err, g)
	}
	return res
}

// places is each person's offering in a result, by index, or -1.
func (g game) places(t testing.TB, res *Result) []int {
	t.Helper()
	list := make([]int, len(g.people))
	for i, p := range g.people {
		id, err := res.Place(p.ID)
		if err != nil {
			t.Fatal(err)
		}
		list[i] = g.offering(id)
	}
	return list
}

func (g game) offering(id string) int {
	return slices.IndexFunc(g.offerings, func(o Offering) bool { return o.ID == id })
}

// wishes are a person's pairs, the most liked first.
func (g game) wishes(i int) []Pair {
	var list []Pair
	for _, p := range g.pairs {
		if int(p.Person) == i {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b Pair) int { return int(a.Preference - b.Preference) })
	return list
}

func (g game) pair(i, j int) *Pair {
	for k := range g.pairs {
		if p := &g.pairs[k]; int(p.Person) == i && int(p.Offering) == j {
			return p
		}
	}
	return nil
}

func (g game) holds(i, j int) bool { return g.people[i].Holds == g.offerings[j].ID }

// likes reports whether person i prefers offering a to b; -1 is no place.
func (g game) likes(i, a, b int) bool {
	pa := g.pair(i, a)
	if pa == nil {
		return false
	}
	pb := g.pair(i, b)
	return pb == nil || pa.Preference < pb.Preference
}

// choose is the rule of a place in so many words: holders, then the reserve,
// then the rest.
func (g game) choose(j int, applicants []int, reserves bool) []int {
	slices.SortFunc(applicants, func(a, b int) int { return int(g.pair(b, j).Priority - g.pair(a, j).Priority) })
	o := g.offerings[j]
	var in []int
	reserved := 0
	take := func(rule func(i int) bool) {
		for _, i := range applicants {
			if len(in) < o.Places && !slices.Contains(in, i) && rule(i) {
				in = append(in, i)
				if g.people[i].Protected {
					reserved++
				}
			}
		}
	}
	take(func(i int) bool { return g.holds(i, j) })
	if reserves {
		take(func(i int) bool { return g.people[i].Protected && reserved < o.Reserved })
	}
	take(func(int) bool { return true })
	return in
}

// textbook is deferred acceptance as it is taught: in every round all who are
// free propose, and every offering chooses anew among all who ever asked.
func (g game) textbook(reserves bool) []int {
	asked := make([][]int, len(g.offerings))
	next := make([]int, len(g.people))
	at := make([]int, len(g.people))
	for i := range at {
		at[i] = -1
	}
	for {
		proposed := false
		for i := range g.people {
			if w := g.wishes(i); at[i] == -1 && next[i] < len(w) {
				asked[w[next[i]].Offering] = append(asked[w[next[i]].Offering], i)
				next[i]++
				proposed = true
			}
		}
		if !proposed {
			return at
		}
		for i := range at {
			at[i] = -1
		}
		for j := range g.offerings {
			for _, i := range g.choose(j, slices.Clone(asked[j]), reserves) {
				at[i] = j
			}
		}
	}
}

// best is the largest sum of points, by trying everything.
func (g game) best() int {
	left := make([]int, len(g.offerings))
	for j, o := range g.offerings {
		left[j] = o.Places
	}
	wishes := make([][]Pair, len(g.people))
	for i := range g.people {
		wishes[i] = g.wishes(i)
	}
	var try func(i int) int
	try = func(i int) int {
		if i == len(g.people) {
			return 0
		}
		most := try(i + 1)
		for _, p := range wishes[i] {
			if left[p.Offering] > 0 {
				left[p.Offering]--
				most = max(most, int(p.Points)+try(i+1))
				left[p.Offering]++
			}
		}
		return most
	}
	return try(0)
}
