package caseworkweb

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// sittingView is one sitting, with the form that stands on its page if there is
// one.
type sittingView struct {
	casework.Agenda
	Office   string
	Offices  []ui.Option // to convene, when the writer has several
	Today    civil.Date
	Write    bool
	Form     *form.Form
	Conflict *ui.Conflict
	Due      []casework.DueCase
	People   []person.Row // found for a request
}

// open reports whether the agenda can still change.
func (v sittingView) open() bool { return v.Write && v.Status == casework.Planned }

// came reports whether the day of the sitting has come.
func (v sittingView) came() bool { return !v.HeldOn.After(v.Today) }

// decidable reports whether the board's word on a case can be written down now.
func (v sittingView) decidable(c casework.CaseRow) bool { return v.open() && v.came() && !c.Decided() }

// loadSitting is the sitting whom the address names.
func (p *Pages) loadSitting(r *http.Request) (v sittingView, err error) {
	key, err := web.PathID[id.Sitting](r, "id")
	if err != nil {
		return v, err
	}
	actor := authz.FromContext(r.Context())
	if v.Agenda, err = p.service.Agenda(r.Context(), actor, key); err != nil {
		return v, err
	}
	v.Today, v.Write = p.around.Today(), casework.May(actor, casework.CanWriteReview)
	office, err := p.directory.Get(r.Context(), actor, v.Facility)
	v.Office = office.Name
	return v, err
}

// chair is loadSitting for a form.
func (p *Pages) chair(r *http.Request) (sittingView, error) {
	if !casework.May(authz.FromContext(r.Context()), casework.CanWriteReview) {
		return sittingView{}, errForbidden
	}
	return p.loadSitting(r)
}

func (p *Pages) sitting(w http.ResponseWriter, r *http.Request) error {
	v, err := p.loadSitting(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, sittingPage(v))
}

func (p *Pages) minutes(w http.ResponseWriter, r *http.Request) error {
	v, err := p.loadSitting(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, minutesPage(v))
}

func readSitting(f *form.Form) casework.SittingCommand {
	c := casework.SittingCommand{
		Facility: form.ID[id.Organisation](f, "facility_id"), HeldOn: f.Date("held_on", form.Required), Place: f.Text("place", form.Max(person.MaxTitle)),
		Chair: f.Text("chair", form.Max(person.MaxTitle)), Minutes: f.Text("minutes", form.Max(person.MaxLong)),
	}
	for i := range memberRows(f) {
		m := f.Row("members", i)
		c.Members = append(c.Members, casework.Member{Name: m.Text("name", form.Max(person.MaxTitle)), Post: m.Text("post", form.Max(person.MaxTitle)), Present: m.Bool("present")})
	}
	return c
}

// memberRows is how many members the form shows: those who are named, and three
// spare rows.
func memberRows(f *form.Form) int {
	last := 0
	for i := range casework.MaxMembers {
		if row := f.Row("members", i); row.Value("name") != "" || row.Value("post") != "" {
			last = i + 1
		}
	}
	return min(last+3, casework.MaxMembers)
}

func (p *Pages) beginSitting(w http.ResponseWriter, r *http.Request) error {
	actor := authz.FromContext(r.Context())
	if !casework.May(actor, casework.CanWriteReview) {
		return errForbidden
	}
	v := sittingView{Form: form.Of("held_on", p.around.Today())}
	var err error
	if v.Offices, err = ui.Options(p.directory.Narrowing(r.Context(), actor)); err != nil {
		return err
	}
	return web.Page(w, r, sittingFormPage(v))
}

func (p *Pages) convene(w http.ResponseWriter, r *http.Request) error {
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	v := sittingView{Form: f}
	cmd := readSitting(f)
	var made casework.Agenda
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.Convene(r.Context(), actor, cmd)
			return err
		},
		To: func() string { return reviewPath(made.ID, "") }, Done: "review.convened",
		Page: func(*ui.Conflict) (templ.Component, error) {
			var err error
			v.Offices, err = ui.Options(p.directory.Narrowing(r.Context(), actor))
			return sittingFormPage(v), err
		},
	})
}

func (p *Pages) editSitting(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("held_on", v.HeldOn, "place", v.Place, "chair", v.Chair, "minutes", v.Minutes, "version", v.Version)
	for i, m := range v.Members {
		v.Form.Row("members", i).Set("name", m.Name).Set("post", m.Post).Set("present", m.Present)
	}
	return web.Page(w, r, sittingFormPage(v))
}

func (p *Pages) changeSitting(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	cmd := readSitting(f)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.ChangeSitting(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), cmd)
			return err
		},
		To: func() string { return reviewPath(v.ID, "") }, Done: "review.changed", Words: "review.",
		Version: func() (int64, error) { return v.Version, nil },
		Page: func(c *ui.Conflict) (templ.Component, error) {
			v.Conflict = c
			return sittingFormPage(v), nil
		},
	})
}

func (p *Pages) beginAgenda(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	if v.Due, err = p.service.DueCases(r.Context(), authz.FromContext(r.Context()), v.Facility, v.HeldOn.AddDays(horizon)); err != nil {
		return err
	}
	v.Form = form.New()
	return web.Page(w, r, agendaPage(v))
}

// bringDue puts the chosen cases on the agenda. Why each is due is computed
// again, so that what the page says cannot be written in from outside.
func (p *Pages) bringDue(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	if v.Due, err = p.service.DueCases(r.Context(), actor, v.Facility, v.HeldOn.AddDays(horizon)); err != nil {
		return err
	}
	chosen := form.IDs[id.Person](f, "person_id")
	var cases []casework.CaseCommand
	for _, d := range v.Due {
		if slices.Contains(chosen, d.Person) {
			cases = append(cases, casework.CaseCommand{Person: d.Person, Reasons: d.Reasons, DueOn: d.DueOn})
		}
	}
	if f.Valid() && len(cases) == 0 {
		f.Add("person_id", "required")
	}
	v.Form = f
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.BringCases(r.Context(), actor, v.ID, cases)
			return err
		},
		To: func() string { return reviewPath(v.ID, "") }, Done: "review.brought",
		Page: func(*ui.Conflict) (templ.Component, error) { return agendaPage(v), nil },
	})
}

// beginRequest looks for the person about whom somebody asks.
func (p *Pages) beginRequest(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("q", r.URL.Query().Get("q"))
	if err := p.find(r, &v); err != nil {
		return err
	}
	return web.Page(w, r, requestPage(v))
}

// find lists people of the board's office by a part of their name.
func (p *Pages) find(r *http.Request, v *sittingView) error {
	text := v.Form.Value("q")
	if text == "" {
		return nil
	}
	actor := authz.FromContext(r.Context())
	filter := person.Filter{Facility: v.Facility, Text: text, Custody: person.Active}
	kind, err := p.directory.Get(r.Context(), actor, v.Facility)
	if err != nil {
		return err
	}
	if kind.FacilityType == "BAPAS" {
		filter = person.Filter{Probation: v.Facility, Text: text}
	}
	found, err := p.people.List(r.Context(), actor, filter, page.Request{Size: 20})
	v.People = found.Items
	return err
}

func (p *Pages) request(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	cmd := casework.CaseCommand{Person: form.ID[id.Person](f, "person_id", form.Required), Reasons: []casework.Reason{casework.RequestedReason}, Request: f.Text("request", form.Required, form.Max(person.MaxShort))}
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.BringCases(r.Context(), authz.FromContext(r.Context()), v.ID, []casework.CaseCommand{cmd})
			return err
		},
		To: func() string { return reviewPath(v.ID, "") }, Done: "review.brought",
		Page: func(*ui.Conflict) (templ.Component, error) {
			err := p.find(r, &v)
			return requestPage(v), err
		},
	})
}

func (p *Pages) conclude(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Sitting](r, "id")
	if err != nil {
		return err
	}
	if _, err := p.service.Conclude(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, reviewPath(key, ""), "review.concluded")
}

func (p *Pages) beginCancel(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("version", v.Version)
	return web.Page(w, r, cancelPage(v))
}

func (p *Pages) cancel(w http.ResponseWriter, r *http.Request) error {
	v, err := p.chair(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	reason := f.Text("reason", form.Required, form.Max(person.MaxShort))
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.CancelSitting(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), reason)
			return err
		},
		To: func() string { return reviewPath(v.ID, "") }, Done: "review.called_off",
		Page: func(*ui.Conflict) (templ.Component, error) { return cancelPage(v), nil },
	})
}
