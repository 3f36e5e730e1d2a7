package assessmentweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// needView is one need with whose it is, and its form if there is one.
type needView struct {
	assessment.Need
	Person   person.Person
	Form     *form.Form
	Conflict *ui.Conflict
	Write    bool
}

func readNeed(f *form.Form) assessment.NeedCommand {
	return assessment.NeedCommand{
		Area: form.Choice(f, "area", assessment.Areas()), Topic: f.Text("topic", form.Max(person.MaxTitle)),
		Severity: severity(f.Choice("severity", "1", "2", "3")), Evidence: f.Text("evidence", form.Required, form.Max(person.MaxShort)),
		AssessedOn: f.Date("assessed_on", form.Required),
	}
}

func (p *Pages) beginNeed(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r, assessment.CanWriteNeeds)
	if err != nil {
		return err
	}
	f := form.Of("assessed_on", p.today(), "area", r.URL.Query().Get("area"))
	return web.Page(w, r, needFormPage(needView{Person: x, Form: f}))
}

func (p *Pages) recordNeed(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := readNeed(f)
	if f.Valid() {
		_, err := p.service.RecordNeed(r.Context(), authz.FromContext(r.Context()), x.ID, cmd)
		if err == nil {
			return web.Done(w, r, below(x.ID, "/needs"), "need.recorded")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, needFormPage(needView{Person: x, Form: f}))
}

// need is the need whom the address names, with its person.
func (p *Pages) need(r *http.Request) (v needView, err error) {
	key, err := web.PathID[id.Need](r, "id")
	if err != nil {
		return v, err
	}
	actor := authz.FromContext(r.Context())
	if v.Need, err = p.service.Need(r.Context(), actor, key); err != nil {
		return v, err
	}
	v.Write = assessment.May(actor, assessment.CanWriteNeeds)
	v.Person, err = p.people.Get(r.Context(), actor, v.Need.Person)
	return v, err
}

func (p *Pages) showNeed(w http.ResponseWriter, r *http.Request) error {
	v, err := p.need(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, needPage(v))
}

// opens is need for a form.
func (p *Pages) opens(r *http.Request) (needView, error) {
	v, err := p.need(r)
	if err == nil && !v.Write {
		err = errs.New(errs.Forbidden, "forbidden")
	}
	return v, err
}

func (p *Pages) editNeed(w http.ResponseWriter, r *http.Request) error {
	v, err := p.opens(r)
	if err != nil {
		return err
	}
	v.Form = filledNeed(v.Need)
	return web.Page(w, r, needFormPage(v))
}

func filledNeed(n assessment.Need) *form.Form {
	return form.Of("area", n.Area, "topic", n.Topic, "severity", n.Severity, "evidence", n.Evidence, "assessed_on", n.AssessedOn, "version", n.Version)
}

func (p *Pages) changeNeed(w http.ResponseWriter, r *http.Request) error {
	v, err := p.opens(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := readNeed(f)
	v.Form = f
	if f.Valid() {
		_, err := p.service.ChangeNeed(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), cmd)
		if err == nil {
			return web.Done(w, r, needPath(v.ID, ""), "need.changed")
		}
		if stale(err) {
			v.Conflict = needConflict(i18n.From(r.Context()), v, err)
			f.Set("version", v.Version)
			return web.Render(w, r, http.StatusConflict, needFormPage(v))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, needFormPage(v))
}

func (p *Pages) beginClose(w http.ResponseWriter, r *http.Request) error {
	v, err := p.opens(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("on", p.today(), "version", v.Version)
	return web.Page(w, r, closePage(v))
}

func (p *Pages) closeNeed(w http.ResponseWriter, r *http.Request) error {
	v, err := p.opens(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := assessment.CloseCommand{On: f.Date("on", form.Required), Reason: form.Choice(f, "reason", assessment.CloseReasons())}
	if f.Valid() {
		_, err := p.service.CloseNeed(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), cmd)
		if err == nil {
			return web.Done(w, r, needPath(v.ID, ""), "need.closed")
		}
		if !again(f, err, v.Version) {
			return err
		}
	}
	v.Form = f
	return web.FormPage(w, r, f, closePage(v))
}

func (p *Pages) reopenNeed(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Need](r, "id")
	if err != nil {
		return err
	}
	if _, err := p.service.ReopenNeed(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, needPath(key, ""), "need.reopened")
}

// again takes over what is wrong with a short form. When somebody else was
// first the page shows the record as it is now, and sending again is a decision.
func again(f *form.Form, err error, latest int64) bool {
	if stale(err) {
		f.Set("version", latest)
		return f.Merge(errs.New(errs.Conflict, "assessment.stale"))
	}
	return f.Merge(err)
}
