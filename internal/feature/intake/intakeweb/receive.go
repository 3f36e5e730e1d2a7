package intakeweb

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
	"titian/internal/platform/tabular"
)

// receive takes a file and, where its columns are clear, compares its rows at once.
func (p *pages) receive(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	into := form.ID[id.Organisation](f, "facility_id")
	header := f.File("file", form.Required)
	if f.Valid() {
		file, err := header.Open()
		if err != nil {
			return fmt.Errorf("read upload: %w", err)
		}
		defer file.Close()
		a := authz.FromContext(r.Context())
		i, err := p.files.Receive(r.Context(), a, intake.ReceiveCommand{Into: into, FileName: header.Filename, File: file})
		if err == nil {
			return p.compare(w, r.WithContext(db.WithoutOnce(r.Context())), i) // the key was for receiving it
		}
		if !atFile(f, err) && !f.Merge(err) {
			return err
		}
	}
	return p.beginForm(w, r, f)
}

// atFile notes what is wrong with a file as a whole beside the field.
func atFile(f *form.Form, err error) bool {
	e := errs.As(err)
	if e == nil || len(e.Fields) > 0 || e.Kind != errs.Invalid && e.Kind != errs.TooLarge {
		return false
	}
	var pairs []any
	for name, v := range e.Args {
		pairs = append(pairs, name, v)
	}
	f.Add("file", e.Code, pairs...)
	return true
}

// compare checks the rows; columns that are not clear are asked for first.
func (p *pages) compare(w http.ResponseWriter, r *http.Request, i intake.Import) error {
	_, err := p.files.Check(r.Context(), authz.FromContext(r.Context()), i.ID, nil)
	if e := errs.As(err); e != nil && e.Kind == errs.Invalid && len(e.Fields) > 0 {
		return web.Redirect(w, r, path(i.ID, "/columns"))
	}
	if e := errs.As(err); e != nil && (e.Kind == errs.Invalid || e.Kind == errs.TooLarge) {
		f := form.New()
		atFile(f, err)
		if _, err := p.files.Drop(db.WithoutOnce(r.Context()), authz.FromContext(r.Context()), i.ID, 0); err != nil {
			return err
		}
		return p.beginForm(w, r, f)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, path(i.ID, ""))
}

// check compares again, when the register has changed or the program was stopped.
func (p *pages) check(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	return p.compare(w, r, i)
}

type columnsView struct {
	Import intake.Import
	Form   *form.Form
	Rows   []columnRow
	Fields []ui.Option
}

// columnRow is one column of the file with what its first cells hold.
type columnRow struct {
	Letter, Header string
	Samples        []string
}

func fieldName(c int) string { return "columns[" + tabular.ColumnName(c) + "]" }

func (p *pages) columns(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Of("version", i.Version)
	for c, column := range i.Shape.Columns {
		f.Set(fieldName(c), cmp.Or(string(column.Field), "none"))
	}
	return p.columnsForm(w, r, i, f)
}

func (p *pages) columnsForm(w http.ResponseWriter, r *http.Request, i intake.Import, f *form.Form) error {
	samples, err := p.files.Sample(r.Context(), authz.FromContext(r.Context()), i.ID)
	if err != nil {
		return err
	}
	v := columnsView{Import: i, Form: f, Fields: fieldOptions(r.Context())}
	for c, column := range i.Shape.Columns {
		row := columnRow{Letter: tabular.ColumnName(c), Header: column.Header}
		for _, s := range samples {
			if s[c] != "" {
				row.Samples = append(row.Samples, s[c])
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return web.FormPage(w, r, f, columnsPage(v))
}

func fieldOptions(ctx context.Context) []ui.Option {
	l := i18n.From(ctx)
	out := []ui.Option{{Value: "none", Label: intaketext.Field(l, "")}}
	for _, f := range intake.Fields() {
		out = append(out, ui.Option{Value: string(f), Label: intaketext.Field(l, f)})
	}
	return out
}

// mapColumns stores what the columns mean and compares the rows.
func (p *pages) mapColumns(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	fields := make([]intake.Field, len(i.Shape.Columns))
	for c := range fields {
		if v := f.Value(fieldName(c)); v != "none" {
			fields[c] = intake.Field(v)
		}
	}
	if f.Valid() {
		i, err := p.files.Map(r.Context(), authz.FromContext(r.Context()), i.ID, f.Version(), fields)
		if err == nil {
			return p.compare(w, r, i)
		}
		if !f.Merge(err) {
			return err
		}
		f.Set(form.VersionField, fmt.Sprint(i.Version))
	}
	return p.columnsForm(w, r, i, f)
}
