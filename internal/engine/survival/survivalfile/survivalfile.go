// Package survivalfile reads a comma-separated table into the columns that the
// statistics of survival and balance ask for, in one pass and with nothing but
// those columns in memory.
//
// It owns what a cell may hold and how a mistake is told: every refusal is an
// Invalid error with code "input" whose argument "text" is a whole sentence
// naming the file, the line and the column. It refuses to guess: a text in a
// column of numbers is an error, not a missing value. Start at Read.
package survivalfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"unicode"

	"titian/internal/kernel/errs"
)

// Kind is what the cells of a column hold.
type Kind int

// The kinds. A cell that is empty or NA is missing. Without its time, outcome
// or arm a row says nothing and is an error; a row without a label or a
// covariate is left out and counted.
const (
	Time      Kind = iota // a number from 0
	Cause                 // a whole number from 0: 0 is censored
	Flag                  // 0 or 1
	Number                // any number
	Label                 // any text
	Covariate             // numbers, or text if its first cell is text
)

// Column asks for a column by its name in the header.
type Column struct {
	Name string
	Kind Kind
}

// Table holds the columns asked for, all of the same length.
type Table struct {
	File string
	// LeftOut counts rows dropped because a label or covariate was missing.
	LeftOut int

	rows    int
	last    int // line of the row read last
	runs    []run
	columns []*column
}

// run says that from row on every row is one line further than the last.
// Nearly always there is one run, where a line number for each row would cost
// as much memory as a column.
type run struct{ row, line int }

// Rows counts the rows that were kept.
func (t *Table) Rows() int { return t.rows }

// keep counts a row that stands in a line.
func (t *Table) keep(line int) {
	if len(t.runs) == 0 || t.lineOf(t.rows) != line {
		t.runs = append(t.runs, run{t.rows, line})
	}
	t.rows++
}

// lineOf is the line of a row, or of the next row if nothing comes between.
func (t *Table) lineOf(row int) int {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].row > row })
	last := t.runs[i-1]
	return last.line + row - last.row
}

// Read reads the columns from r. name is what messages call the file.
func Read(r io.Reader, name string, columns []Column) (*Table, error) {
	t := &Table{File: name}
	tail := &lastByte{r: r}
	buffered := bufio.NewReaderSize(tail, 1<<16)
	if bom, _ := buffered.Peek(3); bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3)
	}
	in := csv.NewReader(buffered)
	in.ReuseRecord = true
	header, err := in.Read()
	header = slices.Clone(header) // the reader writes the next row over it
	if errors.Is(err, io.EOF) {
		return nil, input("%s, line 1: the file is empty and has no header", name)
	}
	if err != nil {
		return nil, t.broken(err)
	}
	if err := t.find(header, columns); err != nil {
		return nil, err
	}
	if err := t.fill(in, header); err != nil {
		return nil, err
	}
	if t.last > 0 && tail.b != '\n' {
		return nil, t.at(t.last, header[len(header)-1], cutOff)
	}
	if t.Rows() == 0 {
		return nil, t.nothing()
	}
	for _, c := range t.columns {
		c.finish()
	}
	return t, nil
}

// cutOff refuses a last line that does not end. It may have lost digits of its
// last number, and nobody would ever notice.
const cutOff = "the file breaks off here, without a line end; if it is complete, end its last line"

// find locates the columns in the header.
func (t *Table) find(header []string, columns []Column) error {
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	for _, want := range columns {
		at := slices.Index(header, want.Name)
		if at < 0 {
			return input("%s, line 1: there is no column %q; the header names %s", t.File, want.Name, brief(header))
		}
		if slices.Contains(header[at+1:], want.Name) {
			return input("%s, line 1: two columns are named %q", t.File, want.Name)
		}
		t.columns = append(t.columns, newColumn(want, at))
	}
	return nil
}

// brief lists a header, which may be a whole binary file read as one line: no
// byte of it may reach a terminal that would obey it.
func brief(header []string) string {
	const most = 30
	names := header[:min(len(header), most)]
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, strings.Join(names, ", "))
	if len(header) > most || len(text) > 500 {
		text = fmt.Sprintf("%.500s …", text)
	}
	return text
}

// fill reads the rows.
func (t *Table) fill(in *csv.Reader, header []string) error {
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, csv.ErrFieldCount) {
			return t.uneven(err, record, header)
		}
		if err != nil {
			return t.broken(err)
		}
		line, _ := in.FieldPos(0)
		t.last = line
		kept := true
		for _, c := range t.columns {
			present, problem := c.add(record[c.at])
			if problem != "" {
				return t.at(line, c.Name, problem)
			}
			kept = kept && present
		}
		if !kept {
			t.LeftOut++
			for _, c := range t.columns {
				c.truncate(t.rows)
			}
			continue
		}
		t.keep(line)
	}
}

func (t *Table) nothing() error {
	if t.LeftOut > 0 {
		return input("%s has no complete row: in all %d a group or covariate is missing", t.File, t.LeftOut)
	}
	return input("%s, line 2: there are no rows after the header", t.File)
}

// broken explains what the csv reader refused.
func (t *Table) broken(err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return input("%s cannot be read: %v", t.File, err)
	}
	return input("%s, line %d, character %d: %v", t.File, parse.Line, parse.Column, parse.Err)
}

// uneven names the first column that a short line lacks, or the last that a long
// one still has.
func (t *Table) uneven(err error, record, header []string) error {
	line := 0
	if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
		line = parse.Line
	}
	if len(record) < len(header) {
		return t.at(line, header[len(record)], "the line ends before this column; the file may be cut off there")
	}
	return t.at(line, header[len(header)-1], fmt.Sprintf("the line goes on after this column: %d cells, and the header has %d", len(record), len(header)))
}

// At is an error about one row of the table, for rules that look at several
// columns at once.
func (t *Table) At(row int, column, problem string) error {
	return t.at(t.lineOf(row), column, problem)
}

func (t *Table) at(line int, column, problem string) error {
	return input("%s, line %d, column %q: %s", t.File, line, column, problem)
}

// input makes the one error of this package.
func input(format string, args ...any) error {
	return errs.New(errs.Invalid, "input").With("text", fmt.Sprintf(format, args...))
}

// lastByte remembers the last byte read.
type lastByte struct {
	r io.Reader
	b byte
}

func (l *lastByte) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if n > 0 {
		l.b = p[n-1]
	}
	return n, err
}
