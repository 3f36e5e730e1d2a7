package personweb

import (
	"context"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// editView is the form of the register, for a new person or a known one.
type editView struct {
	Form      *form.Form
	Key       id.Person // zero for a new one
	Name      string    // as stored: the field may hold another
	Masked    string    // the identity number that is stored
	Offices   []ui.Option
	Regencies []ui.Option
	Outside   bool // the office guides people outside: no custody
	Conflict  *ui.Conflict
}

// crumbs lead back to the list, and from a correction to the person, too.
func (v editView) crumbs(l *i18n.Localizer) []ui.Crumb {
	if v.Key.IsZero() {
		return crumbs(l)
	}
	return crumbs(l, ui.Crumb{Label: v.Name, Href: path(v.Key, "")})
}

// statuses are those that the form offers: an office outside registers clients,
// a facility whom it holds, and a correction may need any.
func (v editView) statuses() []person.LegalStatus {
	switch {
	case !v.Key.IsZero():
		return person.LegalStatuses()
	case v.Outside:
		return []person.LegalStatus{person.Client}
	}
	return person.Held()
}

// details reads what registering and correcting have in common.
func details(f *form.Form) person.Details {
	return person.Details{
		Name:         f.Text("name", form.Required, form.Max(person.MaxTitle)), // in the order of the page: errors are summed up in it
		RegisterNo:   f.Text("register_no", form.Required, form.Max(100)),
		LegalStatus:  form.Choice(f, "legal_status", person.LegalStatuses()),
		ReleaseDueOn: f.Date("release_due_on"),
		Sex:          form.Choice(f, "sex", person.Sexes()),
		Born:         f.Partial("born"),
		BirthPlace:   f.Text("birth_place", form.Max(person.MaxBirthPlace)),
		HomeRegency:  directory.RegencyCode(f.Text("home_regency", form.Max(5))),
		Religion:     form.Choice(f, "religion", person.Religions()),
		Schooling:    form.Choice(f, "schooling", person.Schoolings()),
		Risk:         form.Choice(f, "risk_level", person.Risks()),
	}
}

func (p *pages) begin(w http.ResponseWriter, r *http.Request) error {
	if !person.May(authz.FromContext(r.Context()), person.CanRegister) {
		return errForbidden
	}
	return p.form(w, r, editView{Form: form.Of("admitted_on", p.around.Today())})
}

func (p *pages) register(w http.ResponseWriter, r *http.Request) error {
	f, actor := form.Parse(r), authz.FromContext(r.Context())
	cmd := person.RegisterCommand{
		Facility: form.ID[id.Organisation](f, "facility_id"), AdmittedOn: f.Date("admitted_on"), ReleasedOn: f.Date("released_on"),
		NIK: f.Text("nik"), Details: details(f),
	}
	if cmd.Facility.IsZero() {
		cmd.Facility = actor.Org
	}
	if f.Valid() {
		x, err := p.people.Register(r.Context(), actor, cmd)
		if err == nil {
			return web.Done(w, r, path(x.ID, ""), "person.registered", "name", x.Name)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.form(w, r, editView{Form: f})
}

func (p *pages) edit(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	if actor := authz.FromContext(r.Context()); !person.May(actor, person.CanChange) || !x.In(actor.Scope) { // an emergency lets one read
		return errForbidden
	}
	return p.form(w, r, editView{Form: filled(x), Key: x.ID})
}

func filled(x person.Person) *form.Form {
	return form.Of("register_no", x.RegisterNo, "name", x.Name, "sex", x.Sex, "born", x.Born, "birth_place", x.BirthPlace, "religion", x.Religion, "home_regency", x.HomeRegency,
		"schooling", x.Schooling, "legal_status", x.LegalStatus, "risk_level", x.Risk, "release_due_on", x.ReleaseDueOn, "version", x.Version)
}

func (p *pages) change(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := person.ChangeCommand{Version: f.Version(), Details: details(f)}
	// An empty field leaves the number as it is: the page never shows it whole.
	if nik := f.Text("nik"); nik != "" || f.Bool("nik_remove") {
		cmd.NIK = &nik
	}
	v := editView{Form: f, Key: key}
	if f.Valid() {
		_, err := p.people.Change(r.Context(), authz.FromContext(r.Context()), key, cmd)
		if err == nil {
			return web.Done(w, r, path(key, ""), "person.changed")
		}
		if e := errs.As(err); e != nil && e.Code == "stale" {
			return p.conflict(w, r, v, e)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.form(w, r, v)
}

// conflict shows what somebody else saved meanwhile beside what was typed;
// saving again is then a decision, so the form carries the new version.
func (p *pages) conflict(w http.ResponseWriter, r *http.Request, v editView, e *errs.Error) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	x, err := p.people.Get(ctx, actor, v.Key)
	if err != nil {
		return err
	}
	latest := filled(x)
	v.Form.Set("version", x.Version)
	v.Conflict = &ui.Conflict{Latest: path(v.Key, "")}
	l := i18n.From(ctx)
	for _, f := range e.Fields {
		v.Conflict.By, v.Conflict.When = whoWhen(l, f)
		if label := fieldLabel(l, f.Path); label != "" && f.Path != "nik" {
			v.Conflict.Differences = append(v.Conflict.Differences, ui.Difference{
				Label: label,
				Yours: shown(l, f.Path, v.Form.Value(f.Path)), Theirs: shown(l, f.Path, latest.Value(f.Path)),
			})
		}
	}
	if err := p.choices(ctx, actor, &v); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusConflict, editPage(v))
}

func (p *pages) form(w http.ResponseWriter, r *http.Request, v editView) error {
	if err := p.choices(r.Context(), authz.FromContext(r.Context()), &v); err != nil {
		return err
	}
	return web.FormPage(w, r, v.Form, editPage(v))
}

// choices fills what the form offers to choose from.
func (p *pages) choices(ctx context.Context, actor authz.Actor, v *editView) error {
	regencies, err := p.directory.Regencies(ctx, actor, "")
	if err != nil {
		return err
	}
	for _, x := range regencies {
		v.Regencies = append(v.Regencies, ui.Option{Value: string(x.Code), Label: x.Name})
	}
	if !v.Key.IsZero() {
		x, err := p.people.Get(ctx, actor, v.Key)
		if err != nil {
			return err
		}
		n, err := p.people.Identity(ctx, actor, x)
		v.Name, v.Masked = x.Name, n.Masked
		return err
	}
	if v.Offices, err = ui.Options(p.directory.Offices(ctx, actor)); err != nil {
		return err
	}
	var f person.Filter
	_, err = p.at(ctx, actor, actor.Org, &f)
	v.Outside = !f.Probation.IsZero()
	return err
}
