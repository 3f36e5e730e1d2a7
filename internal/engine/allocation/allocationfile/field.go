package allocationfile

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// split cuts a line into t.row.
func (t *table) split(line []byte) {
	t.row = t.row[:0]
	if bytes.IndexByte(line, '"') >= 0 {
		t.splitQuoted(line)
		return
	}
	for {
		n := bytes.IndexByte(line, ',')
		if n < 0 {
			t.row = append(t.row, line)
			return
		}
		t.row = append(t.row, line[:n])
		line = line[n+1:]
	}
}

// splitQuoted is split for lines in which some field is in quotation marks.
func (t *table) splitQuoted(line []byte) {
	for {
		if len(line) == 0 || line[0] != '"' {
			field, rest, more := bytes.Cut(line, []byte{','})
			t.row = append(t.row, field)
			if !more {
				return
			}
			line = rest
			continue
		}
		field, rest, ok := unquote(line)
		if !ok || len(rest) > 0 && rest[0] != ',' {
			t.err = &Error{File: t.name, Line: t.line, Text: "a quotation mark is opened and not closed on the same line"}
			return
		}
		t.row = append(t.row, field)
		if len(rest) == 0 {
			return
		}
		line = rest[1:]
	}
}

// unquote reads a field in quotation marks, in which two stand for one.
func unquote(line []byte) (field, rest []byte, ok bool) {
	for k := 1; k < len(line); k++ {
		if line[k] != '"' {
			field = append(field, line[k])
			continue
		}
		if k+1 == len(line) || line[k+1] != '"' {
			return field, line[k+1:], true
		}
		field = append(field, '"')
		k++
	}
	return nil, nil, false
}

// text is a wanted column's value as it stands in the file; good until the
// next call.
func (t *table) text(k int) []byte {
	if !t.plain {
		return t.row[t.at[k]]
	}
	t.scratch = strconv.AppendUint(t.scratch[:0], t.numbers[t.at[k]], 10)
	return t.scratch
}

// integer is a wanted column's value as a whole number within bounds.
func (t *table) integer(k int, low, high int64) int64 {
	if t.plain {
		if n := int64(t.numbers[t.at[k]]); low <= n && n <= high {
			return n
		}
	}
	return t.integerText(k, low, high)
}

// integerText is integer for what is not plainly right.
func (t *table) integerText(k int, low, high int64) int64 {
	f := t.text(k)
	n, ok := parseInteger(f)
	if !ok && isInteger(f) {
		t.fail(k, fmt.Sprintf("%q is beyond %d", clip(f), int64(math.MaxInt64)))
		return 0
	}
	if !ok {
		t.fail(k, fmt.Sprintf("%q is not a whole number", clip(f)))
		return 0
	}
	if n < low || n > high {
		t.fail(k, fmt.Sprintf("%s is not between %d and %d", clip(f), low, high))
		return 0
	}
	return n
}

// parseInteger reads an optional minus and digits, as far as an int64 goes.
func parseInteger(f []byte) (int64, bool) {
	if !isInteger(f) {
		return 0, false
	}
	if len(f) > maxDigits {
		n, err := strconv.ParseInt(string(f), 10, 64)
		return n, err == nil
	}
	digits := bytes.TrimPrefix(f, []byte("-"))
	var n int64
	for _, c := range digits {
		n = 10*n + int64(c-'0')
	}
	if len(digits) < len(f) {
		n = -n
	}
	return n, true
}

// isInteger reports whether a text is digits, perhaps after a minus.
func isInteger(f []byte) bool {
	digits := bytes.TrimPrefix(f, []byte("-"))
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(digits) > 0
}
