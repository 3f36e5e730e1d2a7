package intake

import (
	"errors"
	"io"
	"slices"
	"strings"

	"titian/internal/kernel/errs"
	"titian/internal/platform/tabular"
)

// headerWithin is how many rows may stand above the header: exports begin with
// the office's name and the day.
const headerWithin = 30

// shapeOf finds a table's header, the row among the first that names the most
// fields, and recognises its columns; remembered are the office's own names.
// Where no row names a person's name, the first row is the header and the
// officer says what its columns mean.
func shapeOf(t *tabular.Table, remembered map[string]Field) (Shape, error) {
	s := Shape{Format: t.Format, Encoding: t.Encoding, Sheet: t.Sheet, Others: t.Others}
	best := -1
	for range headerWithin {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, err
		}
		columns, score := columnsOf(row.Cells, remembered)
		if score > best {
			best, s.Line, s.Columns = score, row.Line, columns
		}
	}
	if best < 0 {
		return s, errs.New(errs.Invalid, "file.no_rows")
	}
	return s, nil
}

// columnsOf reads a row as a header and says how many fields it names.
func columnsOf(cells []tabular.Cell, remembered map[string]Field) ([]Column, int) {
	out := make([]Column, len(cells))
	score := 0
	for i, c := range cells {
		f, known := remembered[HeaderKey(c.Text)]
		if !known {
			f, _ = Recognised(c.Text)
		}
		out[i] = Column{Header: short(c.Text), Field: f}
		if f != "" {
			score++
		}
	}
	return out, score
}

// short bounds what is kept of a header: a row of data may be taken for one.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// check says what is missing before rows can be read: a field that two columns
// claim, or one without which nobody can be found.
func (s Shape) check(into bool) error {
	var f errs.Fields
	seen := map[Field]int{}
	for i, c := range s.Columns {
		if c.Field == "" {
			continue
		}
		path := "columns[" + tabular.ColumnName(i) + "]"
		if !slices.Contains(Fields(), c.Field) {
			f.Add(path, "choice.invalid")
		}
		if first, twice := seen[c.Field]; twice {
			f.Add(path, "intake.column_twice", "first", tabular.ColumnName(first), "header", c.Header)
		} else {
			seen[c.Field] = i
		}
	}
	if _, ok := seen[Name]; !ok {
		f.Add("columns", "intake.no_name")
	}
	if _, ok := seen[Facility]; !ok && !into {
		f.Add("columns", "intake.no_facility")
	}
	return f.Err()
}

// ColumnAt is the place of a column by its letter, as a spreadsheet names it; -1
// for what is none.
func ColumnAt(letter string) int {
	n := 0
	for _, r := range strings.ToUpper(letter) {
		if r < 'A' || r > 'Z' || n > 1000 {
			return -1
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}
