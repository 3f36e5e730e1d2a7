package programmeweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/assessment"
	"titian/internal/feature/programme"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var catalogueSpec = list.Spec{Filters: []string{"category"}, Sorts: []string{"name"}, Default: "name"}

type catalogueView struct {
	Query list.Query
	Page  page.Of[programme.Programme]
	Write bool
}

func catalogueFilter(q list.Query) programme.ProgrammeFilter {
	return programme.ProgrammeFilter{Text: q.Text, Category: programme.Category(q.Filter("category"))}
}

func (p *pages) catalogue(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, catalogueSpec)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	found, err := p.service.Programmes(r.Context(), actor, catalogueFilter(q), q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, cataloguePage(catalogueView{q, found, programme.May(actor, "programme.write")}))
}

func (p *pages) catalogueCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, catalogueSpec)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{l.T("programme.code"), l.T("programme.name"), l.T("programme.category"), l.T("programme.area"), l.T("programme.hours"), l.T("programme.capacity")}
	return list.Export(w, r, l.T("programme.file"), head, func(pr page.Request) (page.Of[programme.Programme], error) {
		return p.service.Programmes(ctx, authz.FromContext(ctx), catalogueFilter(q), pr)
	}, func(x programme.Programme) list.Cells {
		return list.Cells{x.Code, x.Name, categoryName(l, x.Category), l.T("programme.area." + x.Area), x.Hours, x.Capacity}
	})
}

func (p *pages) showProgramme(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Programme](r, "id")
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	x, units, err := p.service.Programme(r.Context(), actor, key)
	if err != nil {
		return err
	}
	return web.Page(w, r, programmePage(x, units, actor))
}

// spareUnits is how many empty rows the form offers for more units.
const spareUnits = 3

func (p *pages) newProgramme(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, programmeForm(form.Of("hours", 40, "capacity", 20, "active", true), id.Programme{}, spareUnits, nil))
}

func (p *pages) editProgramme(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Programme](r, "id")
	if err != nil {
		return err
	}
	x, units, err := p.service.Programme(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	f := form.Of("version", x.Version, "code", x.Code, "name", x.Name, "category", string(x.Category), "area", x.Area,
		"sector", x.Sector, "hours", x.Hours, "capacity", x.Capacity, "active", x.Active)
	for i, u := range units {
		f.Row("units", i).Set("code", u.Code).Set("title", u.Title)
	}
	return web.Page(w, r, programmeForm(f, key, len(units)+spareUnits, nil))
}

func readProgramme(f *form.Form) (programme.ProgrammeCommand, int) {
	cmd := programme.ProgrammeCommand{
		Version:  f.Version(),
		Code:     f.Text("code", form.Required, form.Max(30)),
		Name:     f.Text("name", form.Required, form.Max(200)),
		Category: form.Choice(f, "category", programme.Categories()),
		Area:     string(form.Choice(f, "area", assessment.Areas())),
		Sector:   f.Text("sector", form.Max(60)),
		Hours:    f.Int("hours", form.Between(1, 5000)),
		Capacity: f.Int("capacity", form.Between(1, 500)),
		Active:   f.Bool("active"),
	}
	rows := f.Rows("units")
	for _, row := range rows {
		cmd.Units = append(cmd.Units, programme.Unit{Code: row.Text("code", form.Required, form.Max(40)), Title: row.Text("title", form.Required, form.Max(200))})
	}
	return cmd, len(rows) + spareUnits
}

func (p *pages) addProgramme(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd, rows := readProgramme(f)
	if f.Valid() {
		x, err := p.service.AddProgramme(r.Context(), authz.FromContext(r.Context()), cmd)
		if err == nil {
			return web.Done(w, r, "/programmes/"+x.ID.String(), "programme.added")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, programmeForm(f, id.Programme{}, rows, nil))
}

func (p *pages) changeProgramme(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Programme](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd, rows := readProgramme(f)
	cmd.ID = key
	if f.Valid() {
		_, err := p.service.ChangeProgramme(r.Context(), authz.FromContext(r.Context()), cmd)
		if err == nil {
			return web.Done(w, r, "/programmes/"+key.String(), "programme.changed")
		}
		if e := errs.As(err); e != nil && e.Code == "stale" {
			return p.programmeConflict(w, r, f, key, rows, e)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, programmeForm(f, key, rows, nil))
}

func (p *pages) programmeConflict(w http.ResponseWriter, r *http.Request, f *form.Form, key id.Programme, rows int, e *errs.Error) error {
	now, _, err := p.service.Programme(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	c := conflictOf(i18n.From(r.Context()), f, e, "programme.", "/programmes/"+key.String())
	return web.Render(w, r, http.StatusConflict, programmeForm(f.Set("version", now.Version), key, rows, c))
}
