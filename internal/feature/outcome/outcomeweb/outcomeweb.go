// Package outcomeweb is the pages of follow-ups: whom an office has to ask next,
// what was found, the form that a probation officer fills on the telephone at the
// door, and the figures.
//
// It owns paths, forms and words. It refuses to decide: every rule, scope and
// mask is the service's. Start with Register; Section and Offer are this
// feature's part of a person's page.
package outcomeweb

import (
	"context"
	"embed"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

type pages struct {
	outcomes  *outcome.Service
	directory *directory.Service
}

// Register adds the pages to rt.
func Register(rt *web.Router, outcomes *outcome.Service, d *directory.Service) {
	p := &pages{outcomes, d}
	rt.HandleFunc("GET /follow-ups", p.due)
	rt.Export("/follow-ups", p.dueCSV, web.People("follow_ups_due"))
	rt.HandleFunc("GET /follow-ups/done", p.done)
	rt.Export("/follow-ups/done", p.doneCSV, web.People("follow_ups"))
	rt.HandleFunc("GET /follow-ups/figures", p.figures)

	rt.HandleFunc("GET /people/{id}/follow-ups/new", p.begin)
	rt.HandleFunc("POST /people/{id}/follow-ups", p.record, web.Repeat("/follow-ups/{result}"))
	rt.HandleFunc("GET /follow-ups/{id}", p.show)
	rt.HandleFunc("GET /follow-ups/{id}/edit", p.edit)
	rt.HandleFunc("POST /follow-ups/{id}", p.change, web.Repeat("/follow-ups/{id}"))
}

func path(key id.FollowUp) string { return "/follow-ups/" + key.String() }

func recordPath(p id.Person) string { return "/people/" + p.String() + "/follow-ups" }

// offices are the facilities that a reader of several may narrow to.
func (p *pages) offices(ctx context.Context, actor authz.Actor) ([]ui.Option, error) {
	if len(actor.Scope.Orgs) == 1 && !actor.Scope.All {
		return nil, nil
	}
	found, err := p.directory.Choices(ctx, actor, directory.Facility)
	var out []ui.Option
	for _, c := range found {
		if actor.Scope.Has(c.ID) {
			out = append(out, ui.Option{Value: c.ID.String(), Label: c.Name})
		}
	}
	return out, err
}
