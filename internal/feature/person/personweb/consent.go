package personweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// consentView is what a person has agreed to, with the form to record more.
type consentView struct {
	person.Person
	Frame    templ.Component
	May      bool
	Consents []person.Consent
	Names    map[id.Organisation]string
	Form     *form.Form
	Partners []ui.Option
}

func (p *pages) consents(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	return p.consentPage(w, r, x, form.Of("given_on", p.around.Today()))
}

// consentPage shows the consents with a form, which may hold errors.
func (p *pages) consentPage(w http.ResponseWriter, r *http.Request, x person.Person, f *form.Form) (err error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := consentView{Person: x, Frame: p.frame(x, consentTab.Path), May: person.May(actor, person.CanConsent), Names: map[id.Organisation]string{}, Form: f}
	if v.Consents, err = p.people.Consents(ctx, actor, x.ID); err != nil {
		return err
	}
	for _, c := range v.Consents {
		if err := p.name(ctx, actor, v.Names, c.Partner); err != nil {
			return err
		}
	}
	if v.May {
		found, err := p.directory.Choices(ctx, actor, directory.Partner)
		if err != nil {
			return err
		}
		for _, c := range found {
			v.Partners = append(v.Partners, ui.Option{Value: c.ID.String(), Label: c.Name})
		}
	}
	return web.FormPage(w, r, f, consentsPage(v))
}

// giveConsent takes the form that stands on the page of consents; with errors the
// page comes back with the form as it was.
func (p *pages) giveConsent(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	if !person.May(actor, person.CanConsent) {
		return errForbidden
	}
	cmd := person.ConsentCommand{
		Partner:  form.ID[id.Organisation](f, "partner_id", form.Required),
		Purpose:  form.Choice(f, "purpose", person.Purposes()),
		GivenOn:  f.Date("given_on", form.Required),
		Evidence: f.Text("evidence", form.Required, form.Max(person.MaxShort)),
	}
	if f.Valid() {
		_, err := p.people.GiveConsent(r.Context(), actor, x.ID, cmd)
		if err == nil {
			return web.Done(w, r, path(x.ID, "/consents"), "consent.given")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.consentPage(w, r, x, f)
}

func (p *pages) withdrawConsent(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	consent, err := web.PathID[id.Consent](r, "consent")
	if err != nil {
		return err
	}
	if _, err := p.people.WithdrawConsent(r.Context(), authz.FromContext(r.Context()), key, consent); err != nil {
		return err
	}
	return web.Done(w, r, path(key, "/consents"), "consent.withdrawn")
}
