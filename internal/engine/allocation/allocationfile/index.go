package allocationfile

import (
	"bytes"
	"fmt"
	"iter"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// index finds the row of an id. Ids are mostly numbers of a register, and
// those are looked up where they stand in a list: with a map for all of them,
// its upkeep took most of the time of reading a national round.
type index struct {
	what, file string
	text       strings.Builder  // all ids, one after another
	ends       []int32          // by row: where its id ends in text
	byNumber   []int32          // by id, if it is a number below maxListed: row plus one
	byText     map[string]int32 // all other ids
}

// maxListed bounds the list to 16 MiB.
const maxListed = 4 << 20

func newIndex(what, file string) *index {
	return &index{what: what, file: file, byText: map[string]int32{}}
}

// expect makes room for about n ids that go by number from one, so that the
// lists need not be copied as they grow. A bad guess costs only that.
func (x *index) expect(n int) {
	x.text.Grow(n * len("275000"))
	x.ends = make([]int32, 0, n)
	x.byNumber = make([]int32, 0, min(n+1, maxListed))
}

// listed is the number that an id is, if it goes by number. "07" does not,
// because it is another id than "7".
func listed(id []byte) (uint64, bool) {
	n, ok := parseInteger(id)
	if !ok || id[0] == '-' || id[0] == '0' && len(id) > 1 {
		return 0, false
	}
	return uint64(n), n < maxListed
}

// find is the row of an id.
func (x *index) find(id []byte) (int32, bool) {
	if n, ok := listed(id); ok {
		return x.findNumber(n)
	}
	row, ok := x.byText[string(id)]
	return row, ok
}

// findNumber is the row of an id below maxListed.
func (x *index) findNumber(n uint64) (int32, bool) {
	if n >= uint64(len(x.byNumber)) || x.byNumber[n] == 0 {
		return 0, false
	}
	return x.byNumber[n] - 1, true
}

// add notes an id that find has not found.
func (x *index) add(id []byte) {
	row := x.append(id)
	if n, ok := listed(id); ok {
		x.list(n, row)
	} else {
		x.byText[string(id)] = row
	}
}

// append gives an id the next row.
func (x *index) append(id []byte) int32 {
	x.text.Write(id)
	x.ends = append(x.ends, int32(x.text.Len()))
	return int32(len(x.ends)) - 1
}

// list notes the row of an id below maxListed.
func (x *index) list(n uint64, row int32) {
	if missing := int(n) + 1 - len(x.byNumber); missing > 0 {
		x.byNumber = append(x.byNumber, make([]int32, missing)...)
	}
	x.byNumber[n] = row + 1
}

// strings are all ids by row.
func (x *index) strings() iter.Seq2[int, string] {
	text := x.text.String()
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

// newID notes a wanted column's value as an id that no earlier row has.
func (t *table) newID(k int, ids *index) {
	f := t.text(k)
	if t.plain && ids.text.Len() <= math.MaxInt32-maxID {
		n := t.numbers[t.at[k]]
		if _, ok := ids.findNumber(n); !ok && n < maxListed {
			ids.list(n, ids.append(f))
			return
		}
	}
	switch {
	case len(f) == 0:
		t.fail(k, "the id is empty")
	case len(f) > maxID:
		t.fail(k, fmt.Sprintf("the id is longer than %d bytes", maxID))
	case !plainText(f):
		t.fail(k, "the id is not plain text in UTF-8")
	case ids.text.Len() > math.MaxInt32-maxID:
		t.fail(k, "the file has more ids than can be read")
	}
	if t.err != nil {
		return
	}
	if row, ok := ids.find(f); ok {
		t.fail(k, fmt.Sprintf("%s %q is on line %d already", ids.what, clip(f), int(row)+firstRow))
		return
	}
	ids.add(f)
}

// plainText reports whether an id is text without control characters.
func plainText(id []byte) bool {
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

// knownID is the row of an id that another file declares.
func (t *table) knownID(k int, ids *index) int32 {
	if t.plain {
		if row, ok := ids.findNumber(t.numbers[t.at[k]]); ok {
			return row
		}
	}
	return t.knownText(k, ids)
}

// knownText is knownID for ids that are not in the list.
func (t *table) knownText(k int, ids *index) int32 {
	f := t.text(k)
	row, ok := ids.find(f)
	if !ok {
		t.fail(k, fmt.Sprintf("%s %q is not in %s", ids.what, clip(f), ids.file))
	}
	return row
}
