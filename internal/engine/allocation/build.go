package allocation

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"titian/internal/kernel/errs"
)

// checkNodes checks people and offerings each on its own.
func checkNodes(in Input) error {
	var f errs.Fields
	for i, o := range in.Offerings {
		switch {
		case o.ID == "":
			f.Add(fmt.Sprintf("offerings[%d].id", i), "required")
		case o.Places < 0 || o.Places > MaxPlaces:
			f.Add(fmt.Sprintf("offerings[%d].places", i), "out_of_range", "min", 0, "max", MaxPlaces)
		case o.Reserved < 0 || o.Reserved > o.Places:
			f.Add(fmt.Sprintf("offerings[%d].reserved", i), "out_of_range", "min", 0, "max", o.Places)
		default:
			continue
		}
		return f.Err()
	}
	for i, p := range in.People {
		if p.ID == "" {
			f.Add(fmt.Sprintf("people[%d].id", i), "required")
			return f.Err()
		}
	}
	if len(in.People) >= math.MaxInt32 || len(in.Offerings) >= math.MaxInt32 {
		return errs.New(errs.TooLarge, "allocation.too_large")
	}
	return nil
}

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

// checkIDs finds ids given twice: in order, they are neighbours.
func (b *builder) checkIDs() error {
	r := b.round
	for i := 1; i < len(r.people); i++ {
		if r.people[i].ID == r.people[i-1].ID {
			return duplicateID("people", b.in.People, func(p Person) string { return p.ID })
		}
	}
	for i := 1; i < len(r.offerings); i++ {
		if r.offerings[i].ID == r.offerings[i-1].ID {
			return duplicateID("offerings", b.in.Offerings, func(o Offering) string { return o.ID })
		}
	}
	return nil
}

func duplicateID[T any](list string, items []T, id func(T) string) error {
	var f errs.Fields
	seen := make(map[string]bool, len(items))
	for i, item := range items {
		if seen[id(item)] {
			f.Add(fmt.Sprintf("%s[%d].id", list, i), "duplicate", "value", id(item))
			break
		}
		seen[id(item)] = true
	}
	return f.Err()
}

// collect reads the pairs, each checked on its own.
func (b *builder) collect() error {
	r := b.round
	r.applied = make([]int32, len(r.offerings))
	r.choices, b.preferences = make([]choice, 0, b.in.Expect), make([]int32, 0, b.in.Expect)
	last := int32(nobody)
	for p := range b.in.Pairs {
		n := len(r.choices)
		if field := b.wrong(p); field != "" {
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

func (b *builder) wrong(p Pair) string {
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

// duplicate names the later of two choices that share what they may not.
func (b *builder) duplicate(field string, k, other int32) error {
	before, row := b.row(k), b.row(other)
	if before > row {
		before, row = row, before
	}
	var f errs.Fields
	f.Add(fmt.Sprintf("pairs[%d].%s", row, field), "duplicate", "before", int(before))
	return f.Err()
}

// checkPriorities refuses two people with one priority at an offering: who of
// them is admitted would otherwise depend on the order of the file.
func (b *builder) checkPriorities() error {
	r := b.round
	next := make([]int32, len(r.offerings))
	for j := 1; j < len(next); j++ {
		next[j] = next[j-1] + r.applied[j-1]
	}
	priorities := make([]int64, len(r.choices))
	for _, c := range r.choices {
		priorities[next[c.offering]] = c.priority
		next[c.offering]++
	}
	var seen numbers
	for j, n := range r.applied {
		if !seen.distinct(priorities[next[j]-n : next[j]]) {
			return b.samePriority(int32(j))
		}
	}
	return nil
}

// samePriority names two people with one priority.
func (b *builder) samePriority(j int32) error {
	seen := map[int64]int32{}
	for k, c := range b.round.choices {
		if c.offering != j {
			continue
		}
		if before, ok := seen[c.priority]; ok {
			return b.duplicate("priority", before, int32(k))
		}
		seen[c.priority] = int32(k)
	}
	return nil
}

// numbers is a hash set that is used again and again: half the time of sorting
// each list, and a third of a built-in map.
type numbers struct{ slots []int32 } // position in the list plus one

// distinct reports whether no number is twice in the list.
func (s *numbers) distinct(list []int64) bool {
	size := 1 << bits.Len(uint(2*len(list)))
	if len(s.slots) < size {
		s.slots = make([]int32, size)
	}
	slots := s.slots[:size]
	clear(slots)
	shift := 64 - bits.Len(uint(size-1))
	for k, n := range list {
		at := uint64(n) * 0x9E3779B97F4A7C15 >> shift
		for slots[at] != 0 {
			if list[slots[at]-1] == n {
				return false
			}
			at = (at + 1) & uint64(size-1)
		}
		slots[at] = int32(k) + 1
	}
	return true
}

// resolveHolders finds the choice that each holder holds. A held place that
// is not among the holder's pairs, or of which there are too many, is Invalid:
// a holder's place has to be worth points and has to exist.
func (b *builder) resolveHolders() error {
	r := b.round
	var held []int
	for old, p := range b.in.People {
		if p.Holds == "" {
			continue
		}
		if r.holds == nil {
			r.holds, held = slices.Repeat([]int32{nowhere}, len(r.people)), make([]int, len(r.offerings))
		}
		i := place(b.personAt, int32(old))
		j, ok := r.findOffering(p.Holds)
		code := "unknown"
		if ok {
			code = "not_a_pair"
			for at := r.first[i]; at < r.first[i+1]; at++ {
				if r.choices[at].offering == int32(j) {
					r.holds[i], code = at, ""
				}
			}
		}
		if code == "" {
			if held[j]++; held[j] > r.offerings[j].Places {
				code = "too_many_holders"
			}
		}
		if code != "" {
			var f errs.Fields
			f.Add(fmt.Sprintf("people[%d].holds", old), code, "value", p.Holds)
			return f.Err()
		}
	}
	return nil
}
