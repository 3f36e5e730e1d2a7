// Package outcomeweb is the pages of follow-ups: whom an office has to ask next,
// what was found, the form that a probation officer fills on the telephone at the
// door, and the figures.
//
// It owns paths, forms and words. It refuses to decide: every rule, scope and
// mask is the service's. Start with Register; Section and Offer are this
// feature's part of a person's page.
package outcomeweb

import (
	"embed"

	"titian/internal/delivery/web"
	"titian/internal/feature/directory"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/id"
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
