package ui

import (
	"strings"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
)

// Conflict says who was first and what differs.
type Conflict struct {
	By          string
	When        string
	Differences []Difference
	Latest      string // address of the record as it is now
}

// Difference is one field that was typed and that somebody else changed.
type Difference struct{ Label, Yours, Theirs string }

// MarksProps is a class to be ticked.
type MarksProps struct {
	Legend  string
	Rows    []MarkRow
	Options []MarkOption // the usual mark first
}

// MarkRow is one person; Name is the field's name, such as "marks[3].mark".
type MarkRow struct{ Name, Label, Note string }

// MarkOption is one mark and the letter that ticks it.
type MarkOption struct{ Value, Label, Key string }

// keys lists the letters: "H Hadir, I Izin".
func (p MarksProps) keys() string {
	var out []string
	for _, o := range p.Options {
		out = append(out, strings.ToUpper(o.Key)+" = "+o.Label)
	}
	return strings.Join(out, ", ")
}

func markDescribed(f *form.Form, r MarkRow) templ.Attributes {
	if f.Error(r.Name) == nil {
		return nil
	}
	return templ.Attributes{"aria-describedby": fieldID(f, r.Name) + "-error", "aria-invalid": "true"}
}
