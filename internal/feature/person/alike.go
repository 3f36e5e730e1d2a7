package person

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"titian/internal/engine/names"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

const (
	manyWords  = 10   // words that are tried for one word that was asked
	leastAlike = 0.45 // what is less alike is no answer
)

// alike is one search for names that are like the one asked for: words near each
// of its words, then the names that hold such words, compared as a whole. It
// looks near by first, and further only while nothing satisfies.
type alike struct {
	*finder
	asked    names.Asked
	compared *names.Comparison
	pool     []string          // stored words that share a key with what was asked
	hinted   map[string]bool   // keys that were asked for
	clued    map[string]bool   // clues that were
	found    map[string]*named // by folded name
	top      float64
	seen     int // how many bear a name that is like it
}

// named is a name that was found, with those who bear it.
type named struct {
	name   string
	score  float64
	people []id.Person
}

// alike finds people whose name is like the text.
func (f *finder) alike(ctx context.Context, _ []string) error {
	a, err := f.look(ctx)
	if err != nil {
		return err
	}
	rows, err := f.byID(ctx, a.likest())
	f.add(MatchAlike, rows)
	return err
}

// look finds the names that are like the text.
func (f *finder) look(ctx context.Context) (*alike, error) {
	a := &alike{finder: f, asked: names.Ask(f.text), hinted: map[string]bool{}, clued: map[string]bool{}, found: map[string]*named{}}
	a.compared = names.Compare(a.asked.Words).Typed(a.asked.Typed).Father(a.asked.Father)
	for i, look := range []func(context.Context) error{a.nearby, a.further, a.wherever} {
		if err := look(ctx); err != nil {
			return nil, err
		}
		if i == 0 && a.enough() || i > 0 && a.top > fair {
			break
		}
	}
	return a, nil
}

// enough reports whether the nearest names answer. One word tells little: as many
// as an answer holds are to be like it.
func (a *alike) enough() bool {
	return a.top > nearly && !a.wide && (len(a.asked.Words) > 1 || a.seen >= MaxFound)
}

// nearby allows each word one slip.
func (a *alike) nearby(ctx context.Context) error {
	var hints []string
	for _, g := range a.variants() {
		for _, w := range g {
			hints = append(hints, names.Within(w, names.OneSlip(len(w)))...)
		}
	}
	if err := a.learn(ctx, hints); err != nil {
		return err
	}
	m := a.meant(names.OneSlip)
	for i, w := range m.asked { // what is a name as it stands was most likely meant
		if len(m.asked) > 1 && len(m.words[i]) > 1 && m.words[i][0] == w {
			m.words[i] = m.words[i][:1]
		}
	}
	if len(m.asked) > 1 && a.asked.Father == 0 {
		return a.follow(ctx, m.together())
	}
	return a.follow(ctx, slices.Concat(m.together(), m.single()))
}

// further allows what Near promises, and words that are written as one or as two,
// shortened to a letter, or alone.
func (a *alike) further(ctx context.Context) error {
	var hints []string
	for _, g := range a.variants() {
		for _, w := range g {
			hints = append(hints, names.Near(w)...)
		}
	}
	asked := a.asked.Words
	for i := range max(0, len(asked)-1) {
		hints = append(hints, names.Within(asked[i]+asked[i+1], 1)...)
	}
	for _, w := range a.asked.Typed {
		for _, h := range names.Halves(w) {
			hints = append(hints, names.Whole(h[0]), names.Whole(h[1]))
		}
	}
	if err := a.learn(ctx, hints); err != nil {
		return err
	}
	m := a.meant(names.Usual)
	for i := range max(0, len(asked)-1) {
		m.joined = append(m.joined, names.Nearest([]string{asked[i] + asked[i+1]}, a.pool, names.Usual, manyWords))
	}
	for i, w := range a.asked.Typed {
		for _, h := range names.Halves(w) {
			if slices.Contains(a.pool, h[0]) && slices.Contains(a.pool, h[1]) {
				m.halves = append(m.halves, halves{i, h[0], h[1]})
			}
		}
	}
	if err := a.follow(ctx, slices.Concat(m.together(), m.initials(), m.reshaped())); err != nil || a.enough() {
		return err
	}
	return a.follow(ctx, m.single())
}

// wherever takes whatever is just alike.
func (a *alike) wherever(ctx context.Context) error {
	var hints []string
	for _, w := range a.asked.Words {
		if len(w) == 2 || len(w) == 3 {
			hints = append(hints, names.Guesses(w)...)
		}
		hints = append(hints, names.Within(w, min(2, names.Loose(len(w))))...)
	}
	if err := a.learn(ctx, hints); err != nil {
		return err
	}
	m := a.meant(names.Loose)
	if err := a.follow(ctx, m.together()); err != nil || a.top > fair {
		return err
	}
	return a.follow(ctx, m.single())
}

// variants are the words that were asked, each also as it was typed.
func (a *alike) variants() [][]string {
	out := make([][]string, len(a.asked.Words))
	for i, w := range a.asked.Typed {
		out[i] = names.Variants(w)
	}
	return out
}

// learn adds the stored words under keys that were not asked for before.
func (a *alike) learn(ctx context.Context, hints []string) error {
	fresh := hints[:0]
	for _, h := range hints {
		if !a.hinted[h] {
			a.hinted[h] = true
			fresh = append(fresh, h)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	q := &query{}
	q.text.WriteString(`SELECT DISTINCT word FROM person_name_word WHERE kind = '` + hintNear + `' AND hint IN ` + q.oneOf(fresh) + ` LIMIT 3000`)
	words, err := db.All[string](ctx, a.db, q.text.String(), q.args...)
	if len(a.pool) > 0 {
		words = append(words, a.pool...)
		slices.Sort(words)
		words = slices.Compact(words)
	}
	a.pool = words
	return err
}

func (a *alike) meant(reach names.Reach) *meant {
	m := &meant{asked: a.asked.Words, typed: a.asked.Typed}
	for _, g := range a.variants() {
		m.words = append(m.words, names.Nearest(g, a.pool, reach, manyWords))
	}
	return m
}

// follow compares the names that clues lead to, which none led to before.
func (a *alike) follow(ctx context.Context, clues []clue) error {
	q, n := &query{}, 0
	for _, whole := range clues {
		for _, c := range whole.apart() {
			k := c.key()
			if a.clued[k] {
				continue
			}
			a.clued[k] = true
			if n > 0 {
				q.text.WriteString(" UNION ALL ")
			}
			q.text.WriteString("SELECT * FROM (")
			a.write(q, c)
			q.text.WriteString(") c" + strconv.Itoa(n))
			n++
		}
	}
	if n == 0 {
		return nil
	}
	type candidate struct {
		Name   string    `db:"name" privacy:"restricted"`
		Person id.Person `db:"person_id" privacy:"internal"`
	}
	return db.Each(ctx, a.db, q.text.String(), q.args, func(x *candidate) error {
		g, known := a.found[x.Name] // many people share a name, and clues lead to the same ones
		if !known {
			g = &named{name: x.Name, score: a.compared.Score(strings.Fields(x.Name))}
			a.found[x.Name] = g
			a.top = max(a.top, g.score)
		}
		if g.score >= leastAlike {
			a.seen++
			g.people = append(g.people, x.Person)
		}
		return nil
	})
}

const (
	manyListed = 500  // people that a list takes for their names alone
	besides    = 0.12 // how much less alike than the likest they may be: what further words cost
)

// listed are those whose names answer in a list that has an order of its own: the
// likest, and what is hardly less alike.
func (a *alike) listed() []id.Person {
	bar := max(fair, a.top-besides)
	var out []id.Person
	for _, g := range a.found {
		if g.score >= bar {
			out = append(out, g.people...)
		}
	}
	slices.SortFunc(out, func(x, y id.Person) int { return slices.Compare(x[:], y[:]) })
	out = slices.Compact(out)
	return out[:min(len(out), manyListed)]
}

// likest are the people whose names are the likest. Of names that are equally
// like, each has a turn before another's namesakes, the commonest first: nobody
// can tell which is meant, and one name is not to hide the rest.
func (a *alike) likest() []id.Person {
	var all []*named
	for _, g := range a.found {
		if len(g.people) > 0 {
			slices.SortFunc(g.people, func(x, y id.Person) int { return slices.Compare(x[:], y[:]) })
			g.people = slices.Compact(g.people)
			all = append(all, g)
		}
	}
	slices.SortFunc(all, func(x, y *named) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(len(y.people), len(x.people)), strings.Compare(x.name, y.name))
	})
	a.other, a.namesakes = map[id.Person]float64{}, map[id.Person]int{}
	var people []id.Person
	for len(all) > 0 && len(people) < a.most() {
		tie := 1
		for tie < len(all) && all[tie].score == all[0].score {
			tie++
		}
		for turn, more := 0, true; more && len(people) < 2*MaxFound; turn++ { // spelling decides between those who sound the same
			more = false
			for _, g := range all[:tie] {
				if turn >= len(g.people) || len(people) >= 2*MaxFound {
					continue
				}
				p := g.people[turn]
				if _, twice := a.other[p]; !twice {
					a.other[p], a.namesakes[p] = g.score, len(g.people)
					people = append(people, p)
				}
				more = true
			}
		}
		all = all[tie:]
	}
	return people
}
