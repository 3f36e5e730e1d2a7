package ui

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"titian/internal/delivery/web/form"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

// FormProps describes a form around its fields.
type FormProps struct {
	Action string
	Submit string
	Cancel string // where "cancel" leads; empty shows none
	Upload bool   // has file fields
	Danger bool   // the button ends or removes something
}

// Field is one input. Name is the form's name for it and the path in the
// service's field errors; Label and Hint are text.
type Field struct {
	Name     string
	Label    string
	Hint     string // an example is worth more than a rule
	Optional bool   // told in the label; a field is required otherwise
	Seen     string // restricted: who will see the answer
	Width    int    // letters of room: 2, 3, 4, 5, 10, 20; zero is the whole column
	Rows     int    // of a textarea; zero is 5
	Max      int    // letters left are counted when set
	Type     string // text, email, tel, password; empty is text
	Auto     string // autocomplete token
	Prefix   string
	Suffix   string
	Heading  bool // the label is the page's question
}

// Option is one choice.
type Option struct {
	Value string
	Label string
	Hint  string
}

// Offered is what can be an option of a select.
type Offered interface{ Option() (value, label string) }

// Options makes what a service listed into the options of a select.
func Options[T Offered](found []T, err error) ([]Option, error) {
	out := make([]Option, len(found))
	for i, x := range found {
		out[i].Value, out[i].Label = x.Option()
	}
	return out, err
}

// fieldID is a field's id in the page: brackets and dots of rows become dashes.
func fieldID(f *form.Form, name string) string {
	return "f-" + strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(f.Path(name))
}

// describedBy lists the ids of hint and error.
func describedBy(f *form.Form, in Field) string {
	id := fieldID(f, in.Name)
	var ids []string
	if in.Hint != "" {
		ids = append(ids, id+"-hint")
	}
	if in.Seen != "" {
		ids = append(ids, id+"-seen")
	}
	if f.Error(in.Name) != nil {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

func described(f *form.Form, in Field) templ.Attributes {
	a := templ.Attributes{}
	if ids := describedBy(f, in); ids != "" {
		a["aria-describedby"] = ids
	}
	if f.Error(in.Name) != nil {
		a["aria-invalid"] = "true"
	}
	if in.Auto != "" {
		a["autocomplete"] = in.Auto
	}
	return a
}

func inputClass(f *form.Form, in Field) string {
	c := "govuk-input"
	if in.Width > 0 {
		c += " govuk-input--width-" + strconv.Itoa(in.Width)
	}
	if f.Error(in.Name) != nil {
		c += " govuk-input--error"
	}
	return c
}

func withError(f *form.Form, name, class string) string {
	if f.Error(name) != nil {
		return class + " " + class + "--error"
	}
	return class
}

func groupClass(f *form.Form, name string) string { return withError(f, name, "govuk-form-group") }

func rows(n int) string {
	if n == 0 {
		n = 5
	}
	return strconv.Itoa(n)
}

func inputType(in Field) string {
	if in.Type == "" {
		return "text"
	}
	return in.Type
}

// newOnce is a fresh key for a form, so that sending it twice counts once.
func newOnce() string { return uuid.Must(uuid.NewV7()).String() }

// summaryLine is one error of the summary on top.
type summaryLine struct{ Href, Text string }

// summaryLines writes the errors with the names of their fields; fields renders
// first, because only then are the names known.
func summaryLines(ctx context.Context, f *form.Form) []summaryLine {
	l := i18n.From(ctx)
	var out []summaryLine
	for _, e := range f.Errors() {
		out = append(out, line(l, f, e))
	}
	return out
}

func line(l *i18n.Localizer, f *form.Form, e errs.Field) summaryLine {
	text := l.Field(e)
	id, label, known := f.Labelled(e.Path)
	switch {
	case known:
		return summaryLine{"#" + id, label + ": " + text}
	case e.Path == "":
		return summaryLine{"", l.Error(&errs.Error{Kind: errs.Invalid, Code: e.Code, Args: e.Args})}
	}
	return summaryLine{"", text}
}

// fieldsFirst renders the fields before the summary that stands above them.
func fieldsFirst(f *form.Form, summary func([]summaryLine) templ.Component, fields templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if f.Valid() {
			return fields.Render(ctx, w)
		}
		var b bytes.Buffer
		if err := fields.Render(ctx, &b); err != nil {
			return err
		}
		if err := summary(summaryLines(ctx, f)).Render(ctx, w); err != nil {
			return err
		}
		_, err := w.Write(b.Bytes())
		return err
	})
}

// named tells the form what a field is called on the page.
func named(f *form.Form, in Field) string {
	f.Label(in.Name, fieldID(f, in.Name), in.Label)
	return in.Label
}
