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

// duplicateID names the second item with an id.
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
// them is admitted would otherwise depend on the order of the file. It compares
// marks first, in memory that is at hand, and priorities only where two marks
// are alike: by chance that is rare.
func (b *builder) checkPriorities() error {
	r := b.round
	next := make([]int32, len(r.offerings))
	for j := 1; j < len(next); j++ {
		next[j] = next[j-1] + r.applied[j-1]
	}
	marks := b.preferences // wishes are sorted: nobody asks for them any more
	b.preferences = nil
	for _, c := range r.choices {
		marks[next[c.offering]] = mark(c.priority)
		next[c.offering]++
	}
	var seen markSet
	for j, n := range r.applied {
		if seen.distinct(marks[next[j]-n : next[j]]) {
			continue
		}
		if err := b.samePriority(int32(j)); err != nil {
			return err
		}
	}
	return nil
}

// mark is a number that stands for a priority, above 0. Few priorities share
// one.
func mark(priority int64) int32 {
	return int32(uint64(priority)*0x9E3779B97F4A7C15>>33) | 1
}

// samePriority names two people with one priority, if there are any.
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

// markSet is a hash set that is used again and again: half the time of sorting
// each list, and a third of a built-in map.
type markSet struct{ slots []int32 } // 0 is free

// distinct reports whether no mark is twice in the list.
func (s *markSet) distinct(list []int32) bool {
	size := 1 << bits.Len(uint(2*len(list)))
	if len(s.slots) < size {
		s.slots = make([]int32, size)
	}
	slots := s.slots[:size]
	clear(slots)
	shift := max(0, 31-bits.Len(uint(size-1))) // the upper bits of a mark are its place
	for _, n := range list {
		at := int(n) >> shift
		for slots[at] != 0 {
			if slots[at] == n {
				return false
			}
			at = (at + 1) & (size - 1)
		}
		slots[at] = n
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
