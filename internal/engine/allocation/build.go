package allocation

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"titian/internal/kernel/errs"
)

// builder turns pairs in any order into wishes by person. It reads the pairs
// once and remembers the row of each only when it has to move one.
type builder struct {
	round                *Round
	in                   Input
	personAt, offeringAt []int32 // new index by old; nil for unchanged

	runs        []run
	preferences []int32 // in the layout of round.choices
	rows        []int32 // row of each choice; nil while it is its position
}

// run is a person's pairs that stand together, from start to the next run.
type run struct{ person, start int32 }

// build fills the round, step by step: each step relies on what the one before
// has refused.
func (b *builder) build() error {
	if err := b.checkIDs(); err != nil {
		return err
	}
	if err := b.collect(); err != nil {
		return err
	}
	b.layOut()
	if err := b.sortWishes(); err != nil {
		return err
	}
	if err := b.checkPriorities(); err != nil {
		return err
	}
	return b.resolveHolders()
}

// place is the new index of old index i.
func place(at []int32, i int32) int32 {
	if at == nil {
		return i
	}
	return at[i]
}

// row is where choice k stood in the input.
func (b *builder) row(k int32) int32 {
	if b.rows == nil {
		return k
	}
	return b.rows[k]
}

// collect reads the pairs, each checked on its own.
func (b *builder) collect() error {
	r := b.round
	r.applied = make([]int32, len(r.offerings))
	r.choices, b.preferences = make([]choice, 0, b.in.Expect), make([]int32, 0, b.in.Expect)
	b.runs = make([]run, 0, min(len(r.people), b.in.Expect))
	last := int32(nobody)
	for p := range b.in.Pairs {
		n := len(r.choices)
		if field := b.wrong(&p); field != "" {
			var f errs.Fields
			f.Add(fmt.Sprintf("pairs[%d].%s", n, field), "out_of_range")
			return f.Err()
		}
		if n == math.MaxInt32 {
			return errs.New(errs.TooLarge, "allocation.too_large")
		}
		if i := place(b.personAt, p.Person); i != last {
			b.runs = append(b.runs, run{i, int32(n)})
			last = i
		}
		j := place(b.offeringAt, p.Offering)
		r.applied[j]++
		r.choices = append(r.choices, choice{p.Priority, j, p.Points})
		b.preferences = append(b.preferences, p.Preference)
	}
	return nil
}

// wrong is the field of a pair that is out of range, or "".
func (b *builder) wrong(p *Pair) string {
	switch {
	case uint32(p.Person) >= uint32(len(b.in.People)):
		return "person"
	case uint32(p.Offering) >= uint32(len(b.in.Offerings)):
		return "offering"
	case p.Preference < 1:
		return "preference"
	case p.Points < 0 || p.Points > MaxPoints:
		return "points"
	}
	return ""
}

// layOut puts the choices of each person together, in the order of people.
func (b *builder) layOut() {
	r := b.round
	r.first = make([]int32, len(r.people)+1)
	ends := append(b.runs[:len(b.runs):len(b.runs)], run{start: int32(len(r.choices))})
	for k, run := range b.runs {
		r.first[run.person+1] += ends[k+1].start - run.start
	}
	for i := range r.people {
		r.first[i+1] += r.first[i]
	}
	if !slices.IsSortedFunc(b.runs, func(x, y run) int { return int(x.person) - int(y.person) }) {
		b.gather(ends)
	}
	b.runs = nil
}

// gather brings together what stands in several runs or in another order.
func (b *builder) gather(runs []run) {
	r := b.round
	next := slices.Clone(r.first)
	choices, preferences := make([]choice, len(r.choices)), make([]int32, len(r.choices))
	b.rows = make([]int32, len(r.choices))
	for k, run := range runs[:len(runs)-1] {
		for row := run.start; row < runs[k+1].start; row++ {
			at := next[run.person]
			next[run.person]++
			choices[at], preferences[at], b.rows[at] = r.choices[row], b.preferences[row], row
		}
	}
	r.choices, b.preferences = choices, preferences
}

// sortWishes orders each person's choices by preference, as they mostly are,
// and refuses an offering or a preference that one person names twice.
func (b *builder) sortWishes() error {
	r := b.round
	named := make([]int32, len(r.offerings)) // by offering: the last choice of it, plus one
	for i := range r.people {
		lo, hi := r.first[i], r.first[i+1]
		inOrder := true
		for k := lo; k < hi; k++ {
			j := r.choices[k].offering
			if named[j] > lo {
				return b.duplicate("offering", named[j]-1, k)
			}
			named[j] = k + 1
			inOrder = inOrder && (k == lo || b.preferences[k-1] < b.preferences[k])
		}
		if !inOrder {
			if err := b.sortPerson(lo, hi); err != nil {
				return err
			}
		}
	}
	return nil
}

// sortPerson sorts the choices from lo to hi.
func (b *builder) sortPerson(lo, hi int32) error {
	r := b.round
	if b.rows == nil {
		b.rows = make([]int32, len(r.choices))
		for k := range b.rows {
			b.rows[k] = int32(k)
		}
	}
	type entry struct {
		choice          choice
		preference, row int32
	}
	list := make([]entry, 0, hi-lo)
	for k := lo; k < hi; k++ {
		list = append(list, entry{r.choices[k], b.preferences[k], b.rows[k]})
	}
	slices.SortStableFunc(list, func(x, y entry) int { return cmp.Compare(x.preference, y.preference) })
	for k, e := range list {
		at := lo + int32(k)
		r.choices[at], b.preferences[at], b.rows[at] = e.choice, e.preference, e.row
		if k > 0 && list[k-1].preference == e.preference {
			return b.duplicate("preference", at-1, at)
		}
	}
	return nil
}
