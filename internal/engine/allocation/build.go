package allocation

import (
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

// builder turns pairs in any order into wishes by person. Wrong pairs are
// found without remembering where each came from; only when one is wrong are
// the pairs read again to name it.
type builder struct {
	round                *Round
	in                   Input
	personAt, offeringAt []int32 // new index by old; nil for unchanged
}

func (b *builder) build() error {
	if err := b.checkIDs(); err != nil {
		return err
	}
	if err := b.countPairs(); err != nil {
		return err
	}
	preferences := b.fill()
	if err := b.sortWishes(preferences); err != nil {
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

// countPairs checks each pair on its own and counts wishes and applicants.
func (b *builder) countPairs() error {
	r := b.round
	r.first = make([]int32, len(r.people)+1)
	r.applied = make([]int32, len(r.offerings))
	n := 0
	for p := range b.in.Pairs {
		if field := b.wrong(p); field != "" {
			var f errs.Fields
			f.Add(fmt.Sprintf("pairs[%d].%s", n, field), "out_of_range")
			return f.Err()
		}
		r.first[place(b.personAt, p.Person)+1]++
		r.applied[place(b.offeringAt, p.Offering)]++
		n++
	}
	if n >= math.MaxInt32 {
		return errs.New(errs.TooLarge, "allocation.too_large")
	}
	for i := range r.people {
		r.first[i+1] += r.first[i]
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

// fill lays the pairs out by person and returns their preferences in the same
// layout. Until it is done, first[i] is where person i's next pair goes.
func (b *builder) fill() []int32 {
	r := b.round
	n := r.first[len(r.people)]
	r.choices = make([]choice, n)
	preferences := make([]int32, n)
	next := slices.Clone(r.first)
	for p := range b.in.Pairs {
		i := place(b.personAt, p.Person)
		at := next[i]
		next[i]++
		r.choices[at] = choice{p.Priority, place(b.offeringAt, p.Offering), p.Points}
		preferences[at] = p.Preference
	}
	return preferences
}

// sortWishes orders each person's choices by preference and refuses a
// preference or an offering that one person names twice. Lists are short and
// mostly in order, so insertion is the fastest sort.
func (b *builder) sortWishes(preferences []int32) error {
	r := b.round
	namedBy := make([]int32, len(r.offerings)) // by offering: the last person to name it, plus one
	for i := range r.people {
		lo, hi := r.first[i], r.first[i+1]
		for k := lo; k < hi; k++ {
			c, pref := r.choices[k], preferences[k]
			if namedBy[c.offering] == int32(i)+1 {
				return b.duplicatePair("offering", func(p Pair) int64 { return int64(p.Offering) })
			}
			namedBy[c.offering] = int32(i) + 1
			j := k
			for ; j > lo && preferences[j-1] > pref; j-- {
				r.choices[j], preferences[j] = r.choices[j-1], preferences[j-1]
			}
			if j > lo && preferences[j-1] == pref {
				return b.duplicatePair("preference", func(p Pair) int64 { return int64(p.Preference) })
			}
			r.choices[j], preferences[j] = c, pref
		}
	}
	return nil
}

// duplicatePair names the first pair that repeats a value for its person.
func (b *builder) duplicatePair(field string, of func(Pair) int64) error {
	type key struct {
		person int32
		value  int64
	}
	return b.nameDuplicate(field, func(p Pair) any { return key{p.Person, of(p)} })
}

func (b *builder) nameDuplicate(field string, key func(Pair) any) error {
	var f errs.Fields
	seen := map[any]int{}
	n := 0
	for p := range b.in.Pairs {
		k := key(p)
		if before, ok := seen[k]; ok {
			f.Add(fmt.Sprintf("pairs[%d].%s", n, field), "duplicate", "before", before)
			break
		}
		seen[k] = n
		n++
	}
	return f.Err()
}

// checkPriorities refuses two people with one priority at an offering: who of
// them is admitted would otherwise depend on the order of the file.
func (b *builder) checkPriorities() error {
	r := b.round
	start := make([]int32, len(r.offerings)+1)
	for j, n := range r.applied {
		start[j+1] = start[j] + n
	}
	priorities := make([]int64, len(r.choices))
	next := slices.Clone(start)
	for _, c := range r.choices {
		priorities[next[c.offering]] = c.priority
		next[c.offering]++
	}
	var seen numbers
	for j := range r.offerings {
		if !seen.distinct(priorities[start[j]:start[j+1]]) {
			type key struct {
				offering int32
				priority int64
			}
			return b.nameDuplicate("priority", func(p Pair) any { return key{p.Offering, p.Priority} })
		}
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
