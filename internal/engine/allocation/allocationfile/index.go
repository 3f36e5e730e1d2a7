package allocationfile

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"iter"
	"math"
	"unicode"
	"unicode/utf8"
)

// index finds the row of an id. It is a hash table of row numbers beside the
// ids, which stand in one piece of memory: with a built-in map and a string
// for every id, their upkeep took most of the time of reading a national round.
type index struct {
	what, file string
	seed       maphash.Seed
	text       []byte  // all ids, one after another
	ends       []int32 // by row: where its id ends in text
	slots      []int32 // row plus one; a power of two, at most half full
	last       int32   // row found last
}

func newIndex(what, file string) *index {
	return &index{what: what, file: file, seed: maphash.MakeSeed(), slots: make([]int32, 1<<12)}
}

func (x *index) id(row int32) []byte {
	if row == 0 {
		return x.text[:x.ends[0]]
	}
	return x.text[x.ends[row-1]:x.ends[row]]
}

// strings are all ids by row.
func (x *index) strings() iter.Seq2[int, string] {
	text := string(x.text)
	return func(yield func(int, string) bool) {
		start := int32(0)
		for row, end := range x.ends {
			if !yield(row, text[start:end]) {
				return
			}
			start = end
		}
	}
}

// find is the slot of an id, and its row when it is there.
func (x *index) find(id []byte) (slot uint64, row int32, ok bool) {
	mask := uint64(len(x.slots) - 1)
	slot = maphash.Bytes(x.seed, id) & mask
	for x.slots[slot] != 0 {
		if row = x.slots[slot] - 1; string(x.id(row)) == string(id) {
			return slot, row, true
		}
		slot = (slot + 1) & mask
	}
	return slot, 0, false
}

// add puts a new id into the slot that find gave.
func (x *index) add(slot uint64, id []byte) {
	x.text = append(x.text, id...)
	x.ends = append(x.ends, int32(len(x.text)))
	x.slots[slot] = int32(len(x.ends))
	if 2*len(x.ends) < len(x.slots) {
		return
	}
	x.slots = make([]int32, 4*len(x.slots))
	mask := uint64(len(x.slots) - 1)
	for row := range int32(len(x.ends)) {
		slot := maphash.Bytes(x.seed, x.id(row)) & mask
		for x.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		x.slots[slot] = row + 1
	}
}

// newID notes a wanted column's value as an id that no earlier row has.
func (t *table) newID(k int, ids *index) {
	f := t.fields[k]
	switch {
	case len(f) == 0:
		t.fail(k, "the id is empty")
	case len(f) > maxID:
		t.fail(k, fmt.Sprintf("the id is longer than %d bytes", maxID))
	case !utf8.Valid(f) || bytes.ContainsFunc(f, unicode.IsControl):
		t.fail(k, "the id is not plain text in UTF-8")
	case len(ids.text) > math.MaxInt32-maxID:
		t.fail(k, "the file has more ids than can be read")
	}
	slot, row, ok := ids.find(f)
	if ok {
		t.fail(k, fmt.Sprintf("%s %q is on line %d already", ids.what, clip(f), int(row)+firstRow))
	}
	if t.err == nil {
		ids.add(slot, f)
	}
}

// knownID is the row of an id that another file declares. Mostly it is the
// same as on the line before, or the next.
func (t *table) knownID(k int, ids *index) int32 {
	f := t.fields[k]
	if string(ids.id(ids.last)) == string(f) {
		return ids.last
	}
	if next := ids.last + 1; int(next) < len(ids.ends) && string(ids.id(next)) == string(f) {
		ids.last = next
		return next
	}
	_, row, ok := ids.find(f)
	if !ok {
		t.fail(k, fmt.Sprintf("%s %q is not in %s", ids.what, clip(f), ids.file))
		return 0
	}
	ids.last = row
	return row
}
