package allocationfile

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"iter"
	"math"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// index finds the row of an id. It is a hash table of row numbers beside the
// ids, which stand in one piece of memory: with a built-in map and a string
// for every id, their upkeep took most of the time of reading a national round.
type index struct {
	what, file string
	seed       maphash.Seed
	text       []byte   // all ids, one after another
	ends       []int32  // by row: where its id ends in text
	keys       []uint64 // by row: key of its id
	slots      []int32  // row plus one; a power of two, at most half full
	last       int32    // row found last
}

func newIndex(what, file string) *index {
	return &index{what: what, file: file, seed: maphash.MakeSeed(), slots: make([]int32, 1<<12)}
}

// long marks the key of an id that is too long to be its own key.
const long = 1 << 63

// key is the id itself when it has at most seven bytes, as the
// numbers of a register mostly have; otherwise it is a hash.
func (x *index) key(id []byte) uint64 {
	if len(id) > 7 {
		return maphash.Bytes(x.seed, id) | long
	}
	k := uint64(1) // keeps "a" and "\x00a" apart
	for _, c := range id {
		k = k<<8 | uint64(c)
	}
	return k
}

// is reports whether a row has this id.
func (x *index) is(row int32, key uint64, id []byte) bool {
	return x.keys[row] == key && (key < long || string(x.id(row)) == string(id))
}

// slot is where a key is looked for first. The upper bits of the product
// depend on all of the key.
func (x *index) slot(key uint64) uint64 {
	return key * 0x9E3779B97F4A7C15 >> (65 - bits.Len(uint(len(x.slots))))
}

// id is the text of a row.
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

// find is the row of an id, or the free slot where it would go.
func (x *index) find(key uint64, id []byte) (row int32, slot uint64, ok bool) {
	for slot = x.slot(key); x.slots[slot] != 0; slot = (slot + 1) & uint64(len(x.slots)-1) {
		if row = x.slots[slot] - 1; x.is(row, key, id) {
			return row, slot, true
		}
	}
	return 0, slot, false
}

// add puts a new id into the slot that find gave.
func (x *index) add(slot, key uint64, id []byte) {
	x.text = append(x.text, id...)
	x.ends = append(x.ends, int32(len(x.text)))
	x.keys = append(x.keys, key)
	x.slots[slot] = int32(len(x.ends))
	if 2*len(x.ends) < len(x.slots) {
		return
	}
	x.slots = make([]int32, 4*len(x.slots))
	for row, key := range x.keys {
		slot := x.slot(key)
		for x.slots[slot] != 0 {
			slot = (slot + 1) & uint64(len(x.slots)-1)
		}
		x.slots[slot] = int32(row) + 1
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
	case !plain(f):
		t.fail(k, "the id is not plain text in UTF-8")
	case len(ids.text) > math.MaxInt32-maxID:
		t.fail(k, "the file has more ids than can be read")
	}
	key := ids.key(f)
	row, slot, ok := ids.find(key, f)
	if ok {
		t.fail(k, fmt.Sprintf("%s %q is on line %d already", ids.what, clip(f), int(row)+firstRow))
	}
	if t.err == nil {
		ids.add(slot, key, f)
	}
}

// plain reports whether an id is text without control characters.
func plain(id []byte) bool {
	for _, c := range id {
		if c >= utf8.RuneSelf {
			return utf8.Valid(id) && !bytes.ContainsFunc(id, unicode.IsControl)
		}
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return true
}

// knownID is the row of an id that another file declares. Mostly it is the
// same as on the line before, or the next.
func (t *table) knownID(k int, ids *index) int32 {
	f := t.fields[k]
	key := ids.key(f)
	if ids.is(ids.last, key, f) {
		return ids.last
	}
	if next := ids.last + 1; int(next) < len(ids.keys) && ids.is(next, key, f) {
		ids.last = next
		return next
	}
	row, _, ok := ids.find(key, f)
	if !ok {
		t.fail(k, fmt.Sprintf("%s %q is not in %s", ids.what, clip(f), ids.file))
		return 0
	}
	ids.last = row
	return row
}
