package personweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// giveConsent takes the form that stands on the person's page; with errors the
// page comes back with the form as it was.
func (p *pages) giveConsent(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	if !person.May(actor, person.CanConsent) {
		return errs.New(errs.Forbidden, "forbidden")
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
			return web.Done(w, r, path(x.ID, ""), "consent.given")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.page(w, r, x, f)
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
	return web.Done(w, r, path(key, ""), "consent.withdrawn")
}
