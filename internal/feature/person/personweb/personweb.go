// Package personweb shows people as pages and takes their forms: the lists, the
// register, a person's own page with stays and consent.
//
// It owns routes, templates and words. It refuses to know what other features
// know about a person: their parts come in as Tabs, Sections and Offers that the
// app hands over, in its order. Every decision, scope and mask is the service's.
// Start with Register, then frame.go and show.go.
package personweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Section is another feature's part of a page of a person. No component means
// that there is nothing for this reader; the section asks its own policy.
type Section func(ctx context.Context, actor authz.Actor, p person.Person) (templ.Component, error)

// Offer is what another feature lets this reader do about a person.
type Offer func(ctx context.Context, actor authz.Actor, p person.Person) []ui.Action

// Around is what stands around a person in higher features, each in the order of
// the page. The app connects it.
type Around struct {
	Today    func() civil.Date    // the server's day
	Next     []Section            // what is due, before all else
	Offers   []Offer              // what can be done, as buttons
	Sections []Section            // the rest of the first page: keep it short
	Tabs     []Tab                // the other pages
	Parts    map[string][]Section // of the tabs that this package serves, by their path
	Acts     map[string][]Offer   // what can be done on those tabs, by their path

	// Fares says in a line how somebody fares after release, to a facility that
	// once held them and has no other sight of them any more.
	Fares func(ctx context.Context, actor authz.Actor, p id.Person) (string, error)
}

type pages struct {
	people    *person.Service
	directory *directory.Service
	offices   *offices
	around    Around
	frame     Frame
}

var errForbidden = errs.New(errs.Forbidden, "forbidden")

// Register adds the pages to rt.
func Register(rt *web.Router, people *person.Service, d *directory.Service, around Around) {
	p := &pages{people, d, newOffices(d), around, NewFrame(around.Tabs...)}
	rt.HandleFunc("GET /find", p.beginFind)
	rt.HandleFunc("POST /find", p.find)
	rt.HandleFunc("GET /people", p.list)
	rt.Export("/people", p.export, web.People("people"))
	rt.HandleFunc("GET /facilities/{id}/people", p.facility)
	rt.Export("/facilities/{id}/people", p.exportFacility, web.People("people"))

	rt.HandleFunc("GET /people/new", p.begin)
	rt.HandleFunc("POST /people", p.register, web.Repeat("/people/{result}"))
	rt.HandleFunc("GET /people/{id}", p.show)
	rt.HandleFunc("GET /people/{id}/edit", p.edit)
	rt.HandleFunc("POST /people/{id}", p.change, web.Repeat("/people/{id}"))
	rt.HandleFunc("GET /people/{id}/register", p.record)
	rt.HandleFunc("GET /people/{id}/history", p.history)
	rt.HandleFunc("GET /people/duplicates", p.pairs)
	rt.HandleFunc("GET /people/{id}/duplicates", p.doubles)
	rt.HandleFunc("GET /people/{id}/compare/{other}", p.compare)
	rt.HandleFunc("POST /people/{id}/compare/{other}", p.decide, web.Repeat("/people/{id}/duplicates"))
	rt.HandleFunc("POST /people/{id}/merges/{merge}/undo", p.unmerge, web.Repeat("/people/{id}/duplicates"))
	for _, t := range around.Tabs {
		if parts := around.Parts[t.Path]; parts != nil {
			rt.HandleFunc("GET /people/{id}/"+t.Path, p.tab(t, parts))
		}
	}

	rt.HandleFunc("GET /people/{id}/release", p.beginRelease)
	rt.HandleFunc("POST /people/{id}/release", p.release, web.Repeat("/people/{id}"))
	rt.HandleFunc("GET /people/{id}/leave", p.beginLeave)
	rt.HandleFunc("POST /people/{id}/leave", p.leave, web.Repeat("/people/{id}"))
	rt.HandleFunc("GET /people/{id}/admit", p.beginAdmit)
	rt.HandleFunc("POST /people/{id}/admit", p.admit, web.Repeat("/people/{id}"))

	rt.HandleFunc("GET /people/{id}/readers", p.readers)
	rt.Export("/people/{id}/readers", p.readersFile, web.People("readers"))
	rt.HandleFunc("GET /retention", p.retention)
	p.legalBases(rt)
	rt.HandleFunc("GET /emergencies", p.emergencies)
	rt.Export("/emergencies", p.emergencyFile, web.People("emergencies"))
	rt.HandleFunc("GET /emergencies/new", p.beginEmergency)
	rt.HandleFunc("POST /emergencies", p.breakGlass, web.Repeat("/emergencies"))
	rt.HandleFunc("GET /emergencies/{id}", p.emergency)
	rt.HandleFunc("POST /emergencies/{id}/review", p.review, web.Repeat("/emergencies/{id}"))
	p.description(rt)
	p.transfers(rt)
	p.corrections(rt)

	rt.HandleFunc("GET /people/{id}/consents", p.consents)
	rt.HandleFunc("POST /people/{id}/consents", p.giveConsent, web.Repeat("/people/{id}/consents/{result}"))
	rt.HandleFunc("GET /people/{id}/consents/{consent}", p.receipt)
	rt.HandleFunc("GET /people/{id}/consents/{consent}/receipt.pdf", p.receiptFile)
	rt.HandleFunc("POST /people/{id}/consents/{consent}/withdraw", p.withdrawConsent, web.Repeat("/people/{id}/consents"))
}

// load is the person whom the address names.
func (p *pages) load(r *http.Request) (person.Person, error) {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return person.Person{}, err
	}
	return p.people.Get(r.Context(), authz.FromContext(r.Context()), key)
}

// path is an address below a person.
func path(p id.Person, rest string) string { return "/people/" + p.String() + rest }
