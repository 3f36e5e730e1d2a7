package allocationfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

const (
	bufferSize = 256 << 10
	maxLine    = 64 << 10 // longer than any line of ids and numbers
	maxID      = 200
	firstRow   = 2 // line 1 is the header, and no row spans lines
)

// table reads one CSV file row by row. Its first error sticks: after it, next
// is false and done reports it, so that callers read fields without checking
// each.
type table struct {
	name string
	in   io.Reader
	buf  []byte
	pos  int // buf[pos:] is read but not used
	eof  bool
	line int

	columns []string // wanted
	at      []int    // where each is in a row
	width   int      // fields in the header
	plain   bool     // the row is in numbers, not in row
	numbers []uint64
	row     [][]byte
	scratch []byte
	err     error
}

// open reads the header, which has to name all wanted columns.
func open(src Source, columns ...string) (*table, error) {
	t := &table{name: src.Name, in: src.Reader, buf: make([]byte, 0, bufferSize), columns: columns}
	line, ok := t.readLine()
	if t.err != nil {
		return nil, t.err
	}
	if !ok {
		return nil, t.whole(fmt.Sprintf("the file is empty; it needs a header line with %s", strings.Join(columns, ", ")))
	}
	t.split(bytes.TrimPrefix(line, []byte("\ufeff")))
	if t.err != nil {
		return nil, t.err
	}
	t.width = len(t.row)
	t.numbers, t.at = make([]uint64, t.width), make([]int, len(columns))
	for k, name := range columns {
		t.at[k] = -1
		for i, h := range t.row {
			if string(bytes.TrimSpace(h)) != name {
				continue
			}
			if t.at[k] >= 0 {
				return nil, &Error{t.name, 1, name, "the header names this column twice"}
			}
			t.at[k] = i
		}
		if t.at[k] < 0 {
			return nil, &Error{t.name, 1, name, fmt.Sprintf("the column is missing; the header is %q", clip(line))}
		}
	}
	return t, nil
}

// next reads a row. Lines are not skipped, not even empty ones, so that a
// line number is always right.
func (t *table) next() bool {
	if t.err != nil {
		return false
	}
	if t.plain = t.scanNumbers(); t.plain {
		return true
	}
	if !t.scan() {
		return false
	}
	if len(t.row) != t.width {
		t.wrongWidth()
		return false
	}
	return true
}

// scan reads a line into t.row. A line that is whole in the buffer and has
// neither quotation marks nor control characters, as nearly all are, is read
// in one pass; digits and letters stand above the comma.
func (t *table) scan() bool {
	row, start := t.row[:0], t.pos
	for k := t.pos; k < len(t.buf); k++ {
		c := t.buf[k]
		if c > ',' {
			continue
		}
		if c == ',' {
			row = append(row, t.buf[start:k])
			start = k + 1
		} else if c == '\n' {
			t.row = append(row, t.buf[start:k])
			t.pos = k + 1
			t.line++
			return true
		} else if c == '"' || c == '\r' {
			break
		}
	}
	line, ok := t.readLine()
	if ok {
		t.split(line)
	}
	return ok && t.err == nil
}

// expect is about how many rows the file has, by the length of those that are
// in the buffer; 0 when the source does not tell its size, as files do.
func (t *table) expect() int {
	file, ok := t.in.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return 0
	}
	info, err := file.Stat()
	lines := bytes.Count(t.buf, []byte{'\n'})
	if err != nil || !info.Mode().IsRegular() || lines == 0 {
		return 0
	}
	const slack = 1.05 // rows get longer as numbers grow, rarely shorter
	return int(slack * float64(info.Size()) * float64(lines) / float64(len(t.buf)))
}

// done is the first error, or that the file has no row at all.
func (t *table) done() error {
	if t.err == nil && t.line < firstRow {
		return t.whole("the file has a header but no rows")
	}
	return t.err
}

// wrongWidth names the first column that a short row lacks.
func (t *table) wrongWidth() {
	e := &Error{File: t.name, Line: t.line, Text: fmt.Sprintf("the line has %d fields, the header has %d", len(t.row), t.width)}
	if len(t.row) == 1 && len(t.row[0]) == 0 {
		e.Text = "the line is empty"
	}
	for k, i := range t.at {
		if i >= len(t.row) {
			e.Field = t.columns[k]
			break
		}
	}
	t.err = e
}

// readLine returns the next line without its end; the bytes are good until the
// next call. The last line has to end too: one that breaks off may have lost
// digits of its last number, and nobody would ever notice.
func (t *table) readLine() ([]byte, bool) {
	for {
		if n := bytes.IndexByte(t.buf[t.pos:], '\n'); n >= 0 {
			line := t.buf[t.pos : t.pos+n]
			t.pos += n + 1
			t.line++
			if n > 0 && line[n-1] == '\r' {
				line = line[:n-1]
			}
			return line, true
		}
		if len(t.buf)-t.pos > maxLine {
			t.err = &Error{t.name, t.line + 1, "", fmt.Sprintf("the line is longer than %d bytes", maxLine)}
			return nil, false
		}
		if t.eof {
			if len(t.buf) > t.pos {
				t.cutOff()
			}
			return nil, false
		}
		t.fill()
		if t.err != nil {
			return nil, false
		}
	}
}

// fill reads more behind what is not used yet.
func (t *table) fill() {
	t.buf = t.buf[:copy(t.buf[:cap(t.buf)], t.buf[t.pos:])]
	t.pos = 0
	n, err := t.in.Read(t.buf[len(t.buf):cap(t.buf)])
	t.buf = t.buf[:len(t.buf)+n]
	if errors.Is(err, io.EOF) {
		t.eof = true
	} else if err != nil {
		t.err = fmt.Errorf("read %s: %w", t.name, err)
	}
}

// cutOff names the field in which the file breaks off.
func (t *table) cutOff() {
	t.line++
	t.split(t.buf[t.pos:])
	e := &Error{File: t.name, Line: t.line, Text: "the file breaks off here, without a line end; if it is complete, end its last line"}
	for k, i := range t.at {
		if i == len(t.row)-1 {
			e.Field = t.columns[k]
		}
	}
	t.err = e
}

// fail notes the first error, at a wanted column of this line.
func (t *table) fail(k int, text string) {
	if t.err == nil {
		t.err = &Error{t.name, t.line, t.columns[k], text}
	}
}

// whole is an error of the file as such.
func (t *table) whole(text string) error { return &Error{File: t.name, Text: text} }

// clip keeps a wrong value short enough to print.
func clip(f []byte) []byte {
	if len(f) > 40 {
		return append(bytes.ToValidUTF8(f[:40], nil), "…"...)
	}
	return f
}
