// Package tabular reads the tables that offices send, CSV and XLSX, as one
// stream of rows, and writes them again.
//
// It owns what a file is (its true type, encoding, separator, sheet) and what a
// cell is (a text, a number, a day, a formula that was never computed). It
// refuses to know what a column means, holds one row at a time, and reads
// nothing without a limit: a file comes from outside, and a small one can
// unpack to a large one.
//
// Start with Open. Its errors are Invalid or TooLarge, with codes that begin
// with "file.".
package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"titian/internal/kernel/errs"
)

// Kind is how a cell was stored, as far as that matters to its reader.
type Kind uint8

// The kinds of cells. CSV knows texts and formulas only.
const (
	Text    Kind = iota
	Number       // Cell.Text is the number as stored: "45881", "1.50801E+15"
	Day          // a number shown as a date: Cell.Text is "2025-08-12"
	Logical      // "TRUE", "FALSE"
	Broken       // an error that the spreadsheet shows: Cell.Text is "#REF!"
	Formula      // a formula whose value the file does not hold
	Merged       // covered by a merged area that began elsewhere
)

// Cell is one cell; Text has no space around it.
type Cell struct {
	Text string
	Kind Kind
}

// Row is one row that is not empty. Cells are valid until the next Next.
type Row struct {
	Line  int // as the spreadsheet, or an editor, numbers it
	Cells []Cell
	// Unclosed says that a quotation was opened which swallowed the lines after it.
	Unclosed bool
}

// Format is a file's true type.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Limits bound what is read. The zero value of each means the default.
type Limits struct {
	Columns  int   // that hold something; default 200
	Rows     int   // default 1,000,000
	Unpacked int64 // bytes of a workbook's parts; default 1 GiB
}

func (l Limits) filled() Limits {
	if l.Columns == 0 {
		l.Columns = 200
	}
	if l.Rows == 0 {
		l.Rows = 1_000_000
	}
	if l.Unpacked == 0 {
		l.Unpacked = 1 << 30
	}
	return l
}

// Table is one file being read.
type Table struct {
	Format   Format
	Encoding string   // CSV: "UTF-8", "UTF-16", "Windows-1252"
	Comma    rune     // CSV
	Sheet    string   // XLSX: the sheet that is read
	Others   []string // XLSX: visible sheets that are not

	limits Limits
	rows   int
	source source
}

// source gives the rows of one format; io.EOF ends them.
type source interface {
	next() (Row, error)
	close() error
}

// Open finds out what a file is and prepares to read it. What it is is told by
// its content: a name can say anything.
func Open(r io.ReaderAt, size int64, l Limits) (*Table, error) {
	t := &Table{limits: l.filled()}
	if size == 0 {
		return nil, errs.New(errs.Invalid, "file.empty")
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	archive := bytes.HasPrefix(head, []byte("PK\x03\x04"))
	if found := sniff(head); found != "" && !archive {
		return nil, errs.New(errs.Invalid, "file.type").With("found", found)
	}
	var err error
	if archive {
		t.Format = XLSX
		err = t.openXLSX(r, size)
	} else {
		t.Format = CSV
		err = t.openCSV(r, size)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// sniff names a file that is certainly no table of ours; empty for all others.
func sniff(head []byte) string {
	for _, known := range []struct{ start, name string }{
		{"MZ", "program"},
		{"\x7fELF", "program"},
		{"#!", "program"},
		{"%PDF", "PDF"},
		{"\xd0\xcf\x11\xe0", "XLS"}, // also a workbook under a password
		{"\x89PNG", "PNG"},
		{"\xff\xd8\xff", "JPEG"},
		{"GIF8", "GIF"},
		{"Rar!", "RAR"},
		{"7z\xbc\xaf", "7z"},
		{"\x1f\x8b", "GZIP"},
		{"SQLite format 3", "SQLite"},
		{"{\\rtf", "RTF"},
		{"<!DOCTYPE", "HTML"},
		{"<html", "HTML"},
		{"<?xml", "XML"},
	} {
		if bytes.HasPrefix(head, []byte(known.start)) {
			return known.name
		}
	}
	if utf16Of(head) == 0 && bytes.IndexByte(head, 0) >= 0 {
		return "binary"
	}
	return ""
}

// Next gives the next row that holds something; io.EOF ends the table.
func (t *Table) Next() (Row, error) {
	for {
		row, err := t.source.next()
		if err != nil {
			return Row{}, err
		}
		row.Cells = trim(row.Cells)
		if len(row.Cells) == 0 {
			continue
		}
		if len(row.Cells) > t.limits.Columns {
			return Row{}, errs.New(errs.TooLarge, "file.columns").With("columns", len(row.Cells)).With("max", t.limits.Columns).With("line", row.Line)
		}
		if t.rows++; t.rows > t.limits.Rows {
			return Row{}, errs.New(errs.TooLarge, "file.rows").With("max", t.limits.Rows)
		}
		return row, nil
	}
}

// Close frees what reading needed.
func (t *Table) Close() error { return t.source.close() }

// trim takes the space off every cell, and the cells off the end that hold
// nothing: spreadsheets keep formatted columns far to the right.
func trim(cells []Cell) []Cell {
	last, covered := 0, 0
	for i := range cells {
		c := &cells[i]
		if c.Text != "" {
			c.Text = tidy(c.Text)
		}
		switch {
		case c.Text != "" || c.Kind == Formula:
			last = i + 1
		case c.Kind == Merged:
			covered = i + 1
		}
	}
	if last == 0 { // a row that other rows' cells cover holds nothing itself
		return nil
	}
	return cells[:max(last, covered)]
}

// tidy is a text without space around it, and without the marks that turn
// reading round, join nothing or stand for a byte order: nobody sees them, and
// with them the same name is another text.
func tidy(s string) string {
	if plainASCII(s) {
		return strings.TrimSpace(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0xad:
			return -1
		case r == 0xa0 || r == 0x202f || r == 0x2007:
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// ColumnName is a column as a spreadsheet names it: 0 is "A", 27 "AB".
func ColumnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
