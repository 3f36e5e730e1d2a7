package agreementweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file is the forms that carry an agreement on: parties, text, steps,
// renewal.

// spareParties is how many empty rows the form of the parties shows.
const spareParties = 2

// partiesView is the form of parties, witnesses and served facilities.
type partiesView struct {
	formView
	Rows     int
	Signers  []agreement.Named
	Servable []agreement.Named
}

func (p *pages) partiesForm(r *http.Request, f *form.Form, a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
	ctx, actor, l := r.Context(), authz.FromContext(r.Context()), i18n.From(r.Context())
	signers, err := p.service.Signers(ctx, actor, a.Host, a.Partner)
	if err != nil {
		return nil, err
	}
	servable, err := p.service.Servable(ctx, actor, a.Host)
	at := "/agreements/" + a.ID.String()
	return partiesPage(partiesView{Rows: max(len(f.Rows("parties")), len(a.Parties)) + spareParties, Signers: signers, Servable: servable, formView: formView{
		Form: f, Title: l.T("agreement.parties_edit"), Lead: l.T("agreement.parties_lead"), Crumbs: agreementCrumbs(l, a.View), Conflict: conflict,
		Props: ui.FormProps{Action: at + "/parties", Submit: l.T("agreement.parties_save"), Cancel: at},
	}}), err
}

func (p *pages) editParties(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	f := form.Of("version", a.Version)
	for i, x := range a.Parties {
		f.Row("parties", i).Set("organisation_id", x.Organisation).Set("number", x.Number).Set("signatory", x.Signatory).Set("authority", x.Authority)
	}
	witnesses := ""
	for _, office := range a.Witnesses {
		witnesses += office + "\n"
	}
	served := []string{}
	for _, x := range a.Served {
		served = append(served, x.Facility.String())
	}
	c, err := p.partiesForm(r, f.Set("witnesses", witnesses).Set("served", served), a, nil)
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) setParties(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := agreement.PartiesCommand{Witnesses: lines(f.Text("witnesses")), Served: form.IDs[id.Organisation](f, "served")}
	for _, row := range f.Rows("parties") {
		cmd.Parties = append(cmd.Parties, agreement.Party{
			Organisation: form.ID[id.Organisation](row, "organisation_id", form.Required),
			Number:       row.Text("number"), Signatory: row.Text("signatory"), Authority: row.Text("authority"),
		})
	}
	return p.alterAgreement(w, r, f, "agreement.parties_saved", func(key id.Agreement) error {
		return p.service.SetParties(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, func(a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
		return p.partiesForm(r, f, a, conflict)
	})
}

// textFormView is the form of a version; Sections begins it anew from the
// office's own.
type textFormView struct {
	formView
	Sections string
}

func textForm(l *i18n.Localizer, f *form.Form, a agreement.Detail, conflict *ui.Conflict) templ.Component {
	at := "/agreements/" + a.ID.String()
	return textPage(textFormView{Sections: at + "/texts/new?from=sections", formView: formView{
		Form: f, Title: l.T("agreement.text_new"), Lead: l.T("agreement.text_lead"), Crumbs: agreementCrumbs(l, a.View), Conflict: conflict,
		Props: ui.FormProps{Action: at + "/texts", Submit: l.T("agreement.text_save"), Cancel: at},
	}})
}

func (p *pages) newText(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	f := form.Of("version", a.Version)
	if len(a.Texts) > 0 {
		f.Set("body", a.Texts[0].Body)
	}
	if len(a.Texts) == 0 || r.URL.Query().Get("from") == "sections" {
		body, err := p.service.Compose(r.Context(), authz.FromContext(r.Context()), a.ID)
		if err != nil {
			return err
		}
		f.Set("body", body)
	}
	return web.Page(w, r, textForm(i18n.From(r.Context()), f, a, nil))
}

func (p *pages) addText(w http.ResponseWriter, r *http.Request) error {
	f, l := form.Parse(r), i18n.From(r.Context())
	body := f.Text("body", form.Required)
	return p.alterAgreement(w, r, f, "agreement.text_saved", func(key id.Agreement) error {
		_, err := p.service.AddText(r.Context(), authz.FromContext(r.Context()), key, f.Version(), body)
		return err
	}, func(a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
		return textForm(l, f, a, conflict), nil
	})
}

// moveView is the form of the next step.
type moveView struct {
	formView
	Steps []agreement.Step
}

// needsDocument says that every step that can be chosen asks for a document.
func (v moveView) needsDocument() bool {
	for _, s := range v.Steps {
		if !s.Document {
			return false
		}
	}
	return true
}

func moveForm(r *http.Request, f *form.Form, a agreement.Detail, conflict *ui.Conflict) templ.Component {
	l := i18n.From(r.Context())
	at := "/agreements/" + a.ID.String()
	return movePage(moveView{Steps: onward(authz.FromContext(r.Context()), a.Stage), formView: formView{
		Form: f, Title: l.T("agreement.move"), Lead: l.T("agreement.move_lead", "stage", stageName(l, a.Stage)), Crumbs: agreementCrumbs(l, a.View), Conflict: conflict,
		Props: ui.FormProps{Action: at + "/move", Submit: l.T("agreement.move_do"), Cancel: at},
	}})
}

func (p *pages) chooseMove(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	to := r.URL.Query().Get("to")
	if steps := onward(authz.FromContext(r.Context()), a.Stage); to == "" && len(steps) == 1 {
		to = string(steps[0].To) // nothing to choose between
	}
	f := form.Of("version", a.Version, "on", p.around.Today(), "to", to)
	return web.Page(w, r, moveForm(r, f, a, nil))
}

func (p *pages) move(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := agreement.MoveCommand{To: form.Choice(f, "to", agreement.Stages()), On: f.Date("on"), Document: f.Text("document")}
	return p.alterAgreement(w, r, f, "agreement.moved", func(key id.Agreement) error {
		return p.service.Move(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, func(a agreement.Detail, conflict *ui.Conflict) (templ.Component, error) {
		return moveForm(r, f, a, conflict), nil
	})
}

func renewForm(l *i18n.Localizer, f *form.Form, a agreement.Detail) templ.Component {
	at := "/agreements/" + a.ID.String()
	return renewPage(formView{
		Form: f, Title: l.T("agreement.renew"), Lead: l.T("agreement.renew_lead"), Crumbs: agreementCrumbs(l, a.View),
		Props: ui.FormProps{Action: at + "/renew", Submit: l.T("agreement.renew_do"), Cancel: at},
	})
}

func (p *pages) newRenewal(w http.ResponseWriter, r *http.Request) error {
	a, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	from := a.EndsOn.AddDays(1)
	f := form.Of("starts_on", from, "ends_on", from.AddDays(a.EndsOn.Sub(a.StartsOn)))
	return web.Page(w, r, renewForm(i18n.From(r.Context()), f, a))
}

func (p *pages) renew(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	f, l := form.Parse(r), i18n.From(r.Context())
	cmd := agreement.RenewCommand{StartsOn: f.Date("starts_on", form.Required), EndsOn: f.Date("ends_on", form.Required)}
	var made agreement.Agreement
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.Renew(r.Context(), authz.FromContext(r.Context()), key, cmd)
			return err
		},
		To: func() string { return "/agreements/" + made.ID.String() }, Done: "agreement.renewal_drafted",
		Page: func(*ui.Conflict) (templ.Component, error) {
			a, err := p.forAgreement(r)
			return renewForm(l, f, a), err
		},
	})
}
