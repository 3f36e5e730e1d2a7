package agreementweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file ends agreements, changes signed ones by addendum, and prints them.

// endView is the form that ends an agreement, below what that would stop.
type endView struct {
	formView
	agreement.Detail
	Stops []templ.Component // what features above say would stop
	Steps []agreement.Step
}

// endings are the steps that end an agreement, as far as the actor may make them.
func endings(a authz.Actor, stage agreement.Stage) []agreement.Step {
	var out []agreement.Step
	for _, s := range agreement.StepsFrom(stage, a) {
		if s.Ends() {
			out = append(out, s)
		}
	}
	return out
}

func (p *pages) endForm(r *http.Request, f *form.Form, a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
	ctx, actor, l := r.Context(), authz.FromContext(r.Context()), i18n.From(r.Context())
	at := "/agreements/" + a.ID.String()
	v := endView{Detail: a, Steps: endings(actor, a.Stage), formView: formView{
		Form: f, Title: l.T("agreement.end"), Lead: l.T("agreement.end_lead"), Crumbs: agreementCrumbs(l, a.View), Conflict: conflict,
		Props: ui.FormProps{Action: at + "/end", Submit: l.T("agreement.end_do"), Cancel: at, Danger: true},
	}}
	for _, part := range p.around.Stops {
		c, err := part(ctx, actor, a.View)
		if err != nil {
			return nil, err
		}
		v.Stops = append(v.Stops, c)
	}
	return endPage(v), nil
}

func (p *pages) newEnd(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	f := form.Of("version", a.Version, "on", p.around.Today())
	if steps := endings(authz.FromContext(r.Context()), a.Stage); len(steps) == 1 {
		f.Set("to", string(steps[0].To))
	}
	c, err := p.endForm(r, f, a, nil)
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) end(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := agreement.MoveCommand{
		To: form.Choice(f, "to", []agreement.Stage{agreement.Ended, agreement.Cancelled}), On: f.Date("on"),
		Document: f.Text("document"), Reason: f.Text("reason"),
	}
	return p.alterAgreement(w, r, f, "agreement.was_ended", func(key id.Agreement) error {
		return p.service.Move(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, func(a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
		return p.endForm(r, f, a, conflict)
	})
}

func amendForm(l *i18n.Localizer, f *form.Form, a agreement.Detail) templ.Component {
	at := "/agreements/" + a.ID.String()
	return amendPage(formView{
		Form: f, Title: l.T("agreement.amend"), Lead: l.T("agreement.amend_lead"), Crumbs: agreementCrumbs(l, a.View),
		Props: ui.FormProps{Action: at + "/addenda", Submit: l.T("agreement.amend_do"), Cancel: at},
	})
}

func (p *pages) newAddendum(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	return web.Page(w, r, amendForm(l, form.Of("title", l.T("agreement.amend_title", "title", a.Title), "starts_on", p.around.Today()), a))
}

func (p *pages) amend(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	f, l := form.Parse(r), i18n.From(r.Context())
	cmd := agreement.AmendCommand{Title: f.Text("title", form.Required), Scope: f.Text("scope", form.Required), StartsOn: f.Date("starts_on")}
	var made agreement.Agreement
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.Amend(r.Context(), authz.FromContext(r.Context()), key, cmd)
			return err
		},
		To: func() string { return "/agreements/" + made.ID.String() }, Done: "agreement.amended",
		Page: func(*ui.Conflict) (templ.Component, error) {
			a, err := p.forAgreement(r)
			return amendForm(l, f, a), err
		},
	})
}

func (p *pages) print(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	if _, err := p.service.Print(r.Context(), authz.FromContext(r.Context()), key); err != nil {
		return err
	}
	return web.Done(w, r, "/agreements/"+key.String(), "agreement.printed")
}

// paper sends a document's file, under its code: a file name tells nobody whom
// it is about.
func (p *pages) paper(w http.ResponseWriter, r *http.Request) error {
	x, file, err := p.service.Paper(r.Context(), authz.FromContext(r.Context()), r.PathValue("code"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="`+strings.ToLower(x.Code)+`.pdf"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}
