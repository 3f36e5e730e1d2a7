package personweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// personView is what a page of a person shows to one reader. The first page and
// the register fill what they need of it.
type personView struct {
	person.Person
	Actor    authz.Actor
	Today    civil.Date
	Frame    templ.Component
	Home     string // regency
	Names    map[id.Organisation]string
	Kept     kept
	Actions  []ui.Action
	Transfer *person.Transfer // asked, and not answered yet
	Next     []templ.Component
	Sections []templ.Component
}

func (p *pages) view(r *http.Request, x person.Person, t Tab) personView {
	return personView{
		Person: x, Actor: authz.FromContext(r.Context()), Today: p.around.Today(), Frame: p.frame(x, t.Path), Names: map[id.Organisation]string{},
	}
}

// show is the first page: who this is, what is next, what can be done.
func (p *pages) show(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return p.moved(w, r, err)
	}
	v := p.view(r, x, overviewTab)
	for _, step := range []func(ctx context.Context, v *personView) error{p.underway, p.parts, p.places} {
		if err := step(r.Context(), &v); err != nil {
			return err
		}
	}
	return web.Page(w, r, showPage(v))
}

// record is the page of what the register keeps.
func (p *pages) record(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	v := p.view(r, x, registerTab)
	for _, step := range []func(ctx context.Context, v *personView) error{p.keeps, p.places} {
		if err := step(r.Context(), &v); err != nil {
			return err
		}
	}
	return web.Page(w, r, registerPage(v))
}

// places names the organisations and the regency that the page mentions.
func (p *pages) places(ctx context.Context, v *personView) error {
	orgs := []id.Organisation{v.Facility, v.Probation}
	for _, x := range v.Kept.Placements {
		orgs = append(orgs, x.Facility)
	}
	if v.Transfer != nil {
		orgs = append(orgs, v.Transfer.To)
	}
	for _, c := range v.Kept.Stays {
		orgs = append(orgs, c.Facility)
	}
	if err := p.name(ctx, v.Actor, v.Names, orgs...); err != nil {
		return err
	}
	if v.HomeRegency == "" {
		return nil
	}
	home, err := p.directory.Regency(ctx, v.Actor, v.HomeRegency)
	v.Home = home.Name
	return err
}

// name adds the names of organisations that a page mentions.
func (p *pages) name(ctx context.Context, actor authz.Actor, names map[id.Organisation]string, orgs ...id.Organisation) error {
	for _, o := range orgs {
		if _, done := names[o]; done || o.IsZero() {
			continue
		}
		found, err := p.offices.get(ctx, actor, o)
		if err != nil {
			return err
		}
		names[o] = found.Name
	}
	return nil
}

// underway reads whether a transfer awaits its answer.
func (p *pages) underway(ctx context.Context, v *personView) error {
	t, open, err := p.people.TransferOf(ctx, v.Actor, v.ID)
	if open {
		v.Transfer = &t
	}
	return err
}

// parts asks the features above for theirs.
func (p *pages) parts(ctx context.Context, v *personView) (err error) {
	if v.In(v.Actor.Scope) { // an emergency lets one read and do nothing
		v.Actions = append(p.offers(ctx, v.Actor, v.Person, p.around.Offers), ownActions(i18n.From(ctx), v.Actor, v.Person, v.Transfer != nil)...)
	}
	v.Actions = ordered(v.Actions)
	if v.Next, err = sections(ctx, v.Actor, v.Person, p.around.Next); err != nil {
		return err
	}
	v.Sections, err = sections(ctx, v.Actor, v.Person, p.around.Sections)
	return err
}

// ownActions are what the register lets this reader do; moving says that a
// transfer awaits its answer.
func ownActions(l *i18n.Localizer, actor authz.Actor, x person.Person, moving bool) []ui.Action {
	var out []ui.Action
	if mayMove(actor, x) {
		switch x.Custody {
		case person.Active:
			out = append(out, ui.Action{Label: l.T("person.release"), Href: path(x.ID, "/release")})
			if !moving {
				out = append(out, ui.Action{Label: l.T("transfer.new"), Href: path(x.ID, "/transfers/new")})
			}
			out = append(out, ui.Action{Label: l.T("person.leave"), Href: path(x.ID, "/leave")})
		case person.Escaped, person.Released:
			out = append(out, ui.Action{Label: l.T("person.admit"), Href: path(x.ID, "/admit")})
		}
	}
	return out
}

// historyView is who changed a person's record.
type historyView struct {
	person.Person
	Frame   templ.Component
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
	return web.Page(w, r, historyPage(historyView{x, p.frame(x, historyTab.Path), entries}))
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
