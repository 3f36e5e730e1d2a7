package personweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Tab is one page of a person. A page has one job, so that it can be read on a
// phone: what is next stands on the first, everything else on a tab.
type Tab struct {
	Path  string                                    // below the person's address: "sentence"
	Label string                                    // a message
	May   func(a authz.Actor, p person.Person) bool // nil: whoever may read the person
}

// own are the tabs of the register itself: the first stands before those of the
// rooms above, the others behind them.
var (
	overviewTab = Tab{Path: "", Label: "person.tab.overview"}
	registerTab = Tab{Path: "register", Label: "person.tab.register"}
	consentTab  = Tab{Path: "consents", Label: "person.tab.consents"}
	historyTab  = Tab{Path: "history", Label: "person.tab.history"}
	readersTab  = Tab{Path: "readers", Label: "person.tab.readers", May: mayTrace}
)

// Frame is what stands at the head of each page of a person: the links to the
// others. The room that serves a tab by itself puts it first in its page.
type Frame func(p person.Person, current string) templ.Component

// NewFrame makes the frame of a site. Tabs are those of the rooms above, in
// their order; the register's own are added.
func NewFrame(tabs ...Tab) Frame {
	all := append([]Tab{overviewTab, registerTab}, tabs...)
	all = append(all, consentTab, historyTab, readersTab)
	return func(p person.Person, current string) templ.Component {
		return tabsOf(all, p, current)
	}
}

// links are the tabs that this reader may open.
func links(ctx context.Context, all []Tab, p person.Person, current string) []ui.Tab {
	l, actor := i18n.From(ctx), authz.FromContext(ctx)
	var out []ui.Tab
	for _, t := range all {
		if t.May == nil || t.May(actor, p) {
			out = append(out, ui.Tab{Label: l.T(t.Label), Href: below(p.ID, t.Path), Current: t.Path == current})
		}
	}
	return out
}

// tabView is a page made of other rooms' parts.
type tabView struct {
	person.Person
	Tab      Tab
	Frame    templ.Component
	Actions  []ui.Action
	Sections []templ.Component
}

// tab serves a page that consists of the parts which rooms above hand over.
func (p *pages) tab(t Tab, parts []Section) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		x, err := p.load(r)
		if err != nil {
			return err
		}
		actor := authz.FromContext(r.Context())
		if t.May != nil && !t.May(actor, x) {
			return errForbidden
		}
		v := tabView{Person: x, Tab: t, Frame: p.frame(x, t.Path)}
		v.Actions = p.offers(r.Context(), actor, x, p.around.Acts[t.Path])
		if v.Sections, err = sections(r.Context(), actor, x, parts); err != nil {
			return err
		}
		return web.Page(w, r, tabPage(v))
	}
}

// offers are what can be done by this reader, the most likely first. An emergency
// lets one read and do nothing.
func (p *pages) offers(ctx context.Context, a authz.Actor, x person.Person, all []Offer) []ui.Action {
	if !x.In(a.Scope) {
		return nil
	}
	var out []ui.Action
	for _, offer := range all {
		out = append(out, offer(ctx, a, x)...)
	}
	return ordered(out)
}

// ordered leaves one action to stand out.
func ordered(all []ui.Action) []ui.Action {
	for i := range all {
		all[i].Quiet = i > 0
	}
	return all
}

// sections asks each part for what this reader may see of it.
func sections(ctx context.Context, a authz.Actor, x person.Person, parts []Section) ([]templ.Component, error) {
	var out []templ.Component
	for _, part := range parts {
		c, err := part(ctx, a, x)
		if err != nil {
			return nil, err
		}
		if c != nil {
			out = append(out, c)
		}
	}
	return out, nil
}
