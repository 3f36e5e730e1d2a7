package form

import (
	"strconv"
	"strings"
)

// maxRows bounds a repeated group; a class is 30 to 60 people, a pasted list a
// few hundred. More than that is an import.
const maxRows = 500

// Rows are the rows of a repeated group, whose fields are named
// "members[0].name", "members[1].name" and so on. Rows in which nothing was
// typed are left out, and the numbers of the others stay, so that an error
// finds its row again. More rows than a form is for is the error "too_many".
func (f *Form) Rows(group string) []*Form {
	filled := map[int]bool{}
	last := -1
	for name, values := range f.values {
		i, ok := f.rowOf(group, name)
		if !ok || strings.TrimSpace(strings.Join(values, "")) == "" {
			continue
		}
		if i >= maxRows {
			f.Add(group, "too_many", "max", maxRows)
			return nil
		}
		filled[i] = true
		last = max(last, i)
	}
	var rows []*Form
	for i := range last + 1 {
		if filled[i] {
			rows = append(rows, f.Row(group, i))
		}
	}
	return rows
}

// Row is row i of a group, filled or not; pages use it to show spare rows.
// It shares its values and errors with f.
func (f *Form) Row(group string, i int) *Form {
	r := *f
	r.prefix = f.prefix + group + "[" + strconv.Itoa(i) + "]."
	return &r
}

// rowOf reads the row number out of a field's name.
func (f *Form) rowOf(group, name string) (int, bool) {
	rest, ok := strings.CutPrefix(name, f.prefix+group+"[")
	if !ok {
		return 0, false
	}
	number, _, ok := strings.Cut(rest, "].")
	if !ok || len(number) > 6 {
		return 0, false
	}
	i, err := strconv.Atoi(number)
	return i, err == nil && i >= 0
}
