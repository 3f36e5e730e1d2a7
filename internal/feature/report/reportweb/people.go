package reportweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// PeoplePages are the pages about people that cross features: the timeline of
// one person, and who at a facility is blocked by what.
type PeoplePages struct {
	reports   *report.Service
	people    *person.Service
	directory *directory.Service
	frame     func(p person.Person, current string) templ.Component
}

// NewPeoplePages returns the pages. frame is the way to a person's other pages.
func NewPeoplePages(r *report.Service, people *person.Service, d *directory.Service, frame func(p person.Person, current string) templ.Component) *PeoplePages {
	return &PeoplePages{r, people, d, frame}
}

// Register adds the pages to rt.
func (p *PeoplePages) Register(rt *web.Router) {
	rt.HandleFunc("GET /people/{id}/timeline", p.timeline)
	rt.Export("/people/{id}/timeline", p.exportTimeline, web.People("timeline"))
	rt.HandleFunc("GET /blocked", p.blocked)
	rt.Export("/blocked", p.exportBlocked, web.People("blocked"))
}

// Next is the part of a person's first page that says what is next and what
// blocks it, for somebody who serves a sentence.
func (p *PeoplePages) Next(ctx context.Context, actor authz.Actor, x person.Person) (templ.Component, error) {
	if !report.May(actor, "blocked.read") || x.Custody != person.Active || x.LegalStatus != person.Convict && x.LegalStatus != person.Juvenile {
		return nil, nil
	}
	w, err := p.reports.WayOf(ctx, actor, x.ID)
	return nextPart(w), err
}

func peopleCrumbs(l *i18n.Localizer, x person.Person) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("nav.people"), Href: "/people"}, {Label: x.Name, Href: "/people/" + x.ID.String()}}
}

// coded is a constant in the reader's language, by the words of the feature that
// owns it; one that nobody has words for yet stands as it is.
func coded(l *i18n.Localizer, family, code string) string {
	if code == "" || !l.Has(family+code) {
		return code
	}
	return l.T(family + code)
}
