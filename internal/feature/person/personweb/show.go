package personweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// personView is all that a person's page shows to one reader.
type personView struct {
	person.Person
	Actor    authz.Actor
	Today    civil.Date
	Identity person.Identity
	Home     string // regency
	Names    map[id.Organisation]string
	Stays    []person.Custody
	Consents []person.Consent
	Actions  []ui.Action
	Sections []templ.Component
	Form     *form.Form // to give consent
	Partners []ui.Option
}

func (v personView) mayConsent() bool { return person.May(v.Actor, person.CanConsent) }

func (p *pages) show(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	return p.page(w, r, x, form.Of("given_on", p.around.Today()))
}

// page shows a person with a form for consent, which may hold errors.
func (p *pages) page(w http.ResponseWriter, r *http.Request, x person.Person, f *form.Form) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := personView{Person: x, Actor: actor, Today: p.around.Today(), Names: map[id.Organisation]string{}, Form: f}
	steps := []func(ctx context.Context, v *personView) error{p.record, p.places, p.parts}
	if v.mayConsent() {
		steps = append(steps, p.partners)
	}
	for _, step := range steps {
		if err := step(ctx, &v); err != nil {
			return err
		}
	}
	return web.FormPage(w, r, f, showPage(v))
}

// record reads what the register keeps beside the person's row.
func (p *pages) record(ctx context.Context, v *personView) (err error) {
	if v.Identity, err = p.people.Identity(ctx, v.Actor, v.Person); err != nil {
		return err
	}
	if v.Stays, err = p.people.CustodyOf(ctx, v.Actor, v.ID); err != nil {
		return err
	}
	v.Consents, err = p.people.Consents(ctx, v.Actor, v.ID)
	return err
}

// places names the organisations and the regency that the page mentions.
func (p *pages) places(ctx context.Context, v *personView) error {
	orgs := []id.Organisation{v.Facility, v.Probation}
	for _, c := range v.Stays {
		orgs = append(orgs, c.Facility)
	}
	for _, c := range v.Consents {
		orgs = append(orgs, c.Partner)
	}
	for _, o := range orgs {
		if _, done := v.Names[o]; done || o.IsZero() {
			continue
		}
		found, err := p.offices.get(ctx, v.Actor, o)
		if err != nil {
			return err
		}
		v.Names[o] = found.Name
	}
	if v.HomeRegency == "" {
		return nil
	}
	home, err := p.directory.Regency(ctx, v.Actor, v.HomeRegency)
	v.Home = home.Name
	return err
}

// parts asks the features above for theirs.
func (p *pages) parts(ctx context.Context, v *personView) error {
	for _, offer := range p.around.Offers {
		v.Actions = append(v.Actions, offer(ctx, v.Actor, v.Person)...)
	}
	v.Actions = append(v.Actions, ownActions(i18n.From(ctx), v.Actor, v.Person)...)
	for i := range v.Actions {
		v.Actions[i].Quiet = i > 0 // one of them is the most likely
	}
	for _, section := range p.around.Sections {
		c, err := section(ctx, v.Actor, v.Person)
		if err != nil {
			return err
		}
		if c != nil {
			v.Sections = append(v.Sections, c)
		}
	}
	return nil
}

func ownActions(l *i18n.Localizer, actor authz.Actor, x person.Person) []ui.Action {
	var out []ui.Action
	if mayMove(actor, x) {
		switch x.Custody {
		case person.Active:
			out = append(out, ui.Action{Label: l.T("person.release"), Href: path(x.ID, "/release")}, ui.Action{Label: l.T("person.leave"), Href: path(x.ID, "/leave")})
		case person.Transferred, person.Escaped, person.Released:
			out = append(out, ui.Action{Label: l.T("person.admit"), Href: path(x.ID, "/admit")})
		}
	}
	if person.May(actor, person.CanChange) {
		out = append(out, ui.Action{Label: l.T("person.edit"), Href: path(x.ID, "/edit")})
	}
	return out
}

// partners are those to whom consent can be given.
func (p *pages) partners(ctx context.Context, v *personView) error {
	found, err := p.directory.Choices(ctx, v.Actor, directory.Partner)
	for _, c := range found {
		v.Partners = append(v.Partners, ui.Option{Value: c.ID.String(), Label: c.Name})
	}
	return err
}

// historyView is who changed a person's record.
type historyView struct {
	person.Person
	Entries []audit.Entry
}

func (p *pages) history(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	entries, err := p.people.History(r.Context(), authz.FromContext(r.Context()), x.ID)
	if err != nil {
		return err
	}
	return web.Page(w, r, historyPage(historyView{x, entries}))
}

// events tells each entry with the names of the fields that changed; what they
// were stands in the audit for those who inspect it.
func events(l *i18n.Localizer, entries []audit.Entry) []ui.Event {
	out := make([]ui.Event, 0, len(entries))
	for _, e := range entries {
		var fields []string
		for _, c := range e.Diff() {
			if label := fieldLabel(l, c.Field); label != "" && !slices.Contains(fields, label) {
				fields = append(fields, label)
			}
		}
		out = append(out, ui.Event{Title: l.T("person.did." + e.Action), By: e.Actor, When: l.Time(e.At), Text: joined(l, fields)})
	}
	return out
}
