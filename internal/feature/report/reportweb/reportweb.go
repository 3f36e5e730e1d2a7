// Package reportweb shows what crosses features: the thread as a picture, what
// is due today, a facility's figures, the menu by role and the page about Titian.
//
// It owns routes, templates, the navigation and their words. It refuses to show
// what a reader may not open: a record that is another feature's becomes a link
// only when that feature's policy lets the reader in, and people are counts.
// Start with Register, then column.go for the thread.
package reportweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Words are the messages of these pages, beside reporttext's; the app adds both.
//
//go:embed words
var Words embed.FS

type pages struct {
	reports *report.Service
	version string
}

// Register adds the pages to rt. The version stands on the page about Titian.
func Register(rt *web.Router, reports *report.Service, version string) {
	p := &pages{reports, version}
	rt.HandleFunc("GET /{$}", p.today)
	rt.HandleFunc("GET /today", p.today)
	rt.HandleFunc("GET /menu", p.menu)
	rt.HandleFunc("GET /about", p.about, web.Public())
	rt.HandleFunc("GET /threads", p.threads)
	rt.HandleFunc("GET /thread/{ref}", p.thread)
	rt.HandleFunc("GET /people/{id}/thread", p.person)
	rt.HandleFunc("GET /figures", p.figures)
	rt.Export("/figures", p.figuresCSV)
	rt.HandleFunc("GET /introductions", p.introductions)
	rt.HandleFunc("GET /facilities/{id}", p.facility)
	rt.HandleFunc("GET /facilities/{id}/needs", p.unmet)
	rt.Export("/facilities/{id}/needs", p.unmetCSV)
}

// threads is the list of cooperations, which agreement keeps.
func (p *pages) threads(w http.ResponseWriter, r *http.Request) error {
	return web.Redirect(w, r, "/cooperations")
}

func (p *pages) thread(w http.ResponseWriter, r *http.Request) error {
	t, err := p.reports.Thread(r.Context(), authz.FromContext(r.Context()), r.PathValue("ref"))
	if err != nil {
		return err
	}
	return web.Page(w, r, threadPage(t))
}

func (p *pages) person(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	found, err := p.reports.ThreadsOfPerson(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return web.Page(w, r, personPage(key, found))
}

func (p *pages) facility(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Organisation](r, "id")
	if err != nil {
		return err
	}
	d, err := p.reports.Dashboard(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return web.Page(w, r, facilityPage(d))
}

// introductions are the people whom a partner may know for work or aid.
func (p *pages) introductions(w http.ResponseWriter, r *http.Request) error {
	found, err := p.reports.Introductions(r.Context(), authz.FromContext(r.Context()))
	if err != nil {
		return err
	}
	return web.Page(w, r, introductionsPage(found))
}

func (p *pages) menu(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, menuPage(Menu(i18n.From(r.Context()), authz.FromContext(r.Context()))))
}

func (p *pages) about(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, aboutPage(p.version))
}

// PersonSection is the part of a person's page that tells who made each step
// possible. A reader who may not ask gets no section.
func PersonSection(reports *report.Service) func(context.Context, authz.Actor, person.Person) (templ.Component, error) {
	return func(ctx context.Context, actor authz.Actor, p person.Person) (templ.Component, error) {
		found, err := reports.ThreadsOfPerson(ctx, actor, p.ID)
		if k := errs.KindOf(err); err != nil && (k == errs.Forbidden || k == errs.NotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return personSection(p.ID, found), nil
	}
}

// Strip is the slim thread above the page of a record, for web.Config.Thread:
// the pattern tells which pages are of records that stand on a thread.
func Strip(reports *report.Service) func(ctx context.Context, a authz.Actor, pattern, key string) (*ui.Thread, error) {
	return func(ctx context.Context, a authz.Actor, pattern, key string) (*ui.Thread, error) {
		if !onThread[pattern] || !report.May(a, "thread.read") {
			return nil, nil
		}
		t, err := reports.Thread(ctx, a, key)
		if err != nil && errs.KindOf(err) == errs.NotFound {
			return nil, nil // a class of the facility's own, or a record that is gone
		}
		if err != nil {
			return nil, err
		}
		return strip(i18n.From(ctx), a, t), nil
	}
}
