// Package caseworkweb is the pages of plans, of the review board (TPP), of case
// notes and of alerts, and the banner of alerts on a person's page.
//
// It owns routes, forms, templates and words; who may see what is the service's.
// Notes on health and protection stand behind a door of their own, because
// opening it leaves an entry in the audit: whoever reads the other notes should
// neither see them nor be recorded as a reader. Start with Register.
package caseworkweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
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

// Around is what stands around a person's casework; the app connects it.
type Around struct {
	Today func() civil.Date                                     // the server's day
	Frame func(p person.Person, current string) templ.Component // the way to a person's other pages
}

// Pages are the pages and the parts of a person's page.
type Pages struct {
	service   *casework.Service
	people    *person.Service
	needs     *assessment.Service
	directory *directory.Service
	around    Around
}

// New returns the pages on their services.
func New(s *casework.Service, people *person.Service, needs *assessment.Service, d *directory.Service, around Around) *Pages {
	return &Pages{s, people, needs, d, around}
}

// Register adds the pages to rt.
func (p *Pages) Register(rt *web.Router) {
	rt.HandleFunc("GET /people/{id}/plan", p.plan)
	rt.HandleFunc("GET /people/{id}/plan/edit", p.editPlan)
	rt.HandleFunc("POST /people/{id}/plan", p.writePlan, web.Repeat("/people/{id}/plan"))
	rt.HandleFunc("GET /plans/{id}", p.version)
	rt.HandleFunc("GET /steps/{id}/settle", p.beginSettle)
	rt.HandleFunc("POST /steps/{id}/settle", p.settle, web.Repeat("/steps/{id}/settle"))

	rt.HandleFunc("GET /people/{id}/notes", p.notes)
	rt.Export("/people/{id}/notes", p.exportNotes, web.People("notes"))
	rt.HandleFunc("GET /people/{id}/notes/new", p.beginNote)
	rt.HandleFunc("POST /people/{id}/notes", p.writeNote, web.Repeat("/people/{id}/notes"))
	rt.HandleFunc("GET /notes/{id}", p.wordings)
	rt.HandleFunc("GET /notes/{id}/correct", p.beginCorrect)
	rt.HandleFunc("POST /notes/{id}/correct", p.correctNote, web.Repeat("/notes/{result}"))
	rt.HandleFunc("GET /notes/{id}/retract", p.beginRetract)
	rt.HandleFunc("POST /notes/{id}/retract", p.retractNote, web.Repeat("/notes/{id}"))

	rt.HandleFunc("GET /people/{id}/alerts", p.alerts)
	rt.HandleFunc("GET /people/{id}/alerts/new", p.beginAlert)
	rt.HandleFunc("POST /people/{id}/alerts", p.raiseAlert, web.Repeat("/people/{id}/alerts"))
	rt.HandleFunc("GET /alerts/{id}/edit", p.editAlert)
	rt.HandleFunc("POST /alerts/{id}", p.changeAlert, web.Repeat("/alerts/{id}/edit"))
	rt.HandleFunc("GET /alerts/{id}/end", p.beginEndAlert)
	rt.HandleFunc("POST /alerts/{id}/end", p.endAlert, web.Repeat("/alerts/{id}/edit"))

	p.registerReviews(rt)
}

// registerReviews adds the pages of the board.
func (p *Pages) registerReviews(rt *web.Router) {
	rt.HandleFunc("GET /reviews", p.sittings)
	rt.Export("/reviews", p.exportSittings)
	rt.HandleFunc("GET /reviews/due", p.dueCases)
	rt.Export("/reviews/due", p.exportDue, web.People("reviews_due"))
	rt.HandleFunc("GET /reviews/new", p.beginSitting)
	rt.HandleFunc("POST /reviews", p.convene, web.Repeat("/reviews/{result}"))
	rt.HandleFunc("GET /reviews/{id}", p.sitting)
	rt.HandleFunc("GET /reviews/{id}/minutes", p.minutes)
	rt.HandleFunc("GET /reviews/{id}/edit", p.editSitting)
	rt.HandleFunc("POST /reviews/{id}", p.changeSitting, web.Repeat("/reviews/{id}"))
	rt.HandleFunc("GET /reviews/{id}/agenda", p.beginAgenda)
	rt.HandleFunc("POST /reviews/{id}/agenda", p.bringDue, web.Repeat("/reviews/{id}"))
	rt.HandleFunc("GET /reviews/{id}/cases/new", p.beginRequest)
	rt.HandleFunc("POST /reviews/{id}/cases", p.request, web.Repeat("/reviews/{id}"))
	rt.HandleFunc("POST /reviews/{id}/conclude", p.conclude, web.Repeat("/reviews/{id}"))
	rt.HandleFunc("GET /reviews/{id}/cancel", p.beginCancel)
	rt.HandleFunc("POST /reviews/{id}/cancel", p.cancel, web.Repeat("/reviews/{id}"))
	rt.HandleFunc("GET /cases/{id}", p.beginDecision)
	rt.HandleFunc("POST /cases/{id}", p.decide, web.Repeat("/cases/{id}"))
	rt.HandleFunc("POST /cases/{id}/drop", p.dropCase, web.Repeat("/reviews"))
}

var errForbidden = errs.New(errs.Forbidden, "forbidden")

// load is the person whom the address names.
func (p *Pages) load(r *http.Request) (person.Person, error) {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return person.Person{}, err
	}
	return p.people.Get(r.Context(), authz.FromContext(r.Context()), key)
}

// writer is load for a form; whoever may not send it is told so before filling
// it in.
func (p *Pages) writer(r *http.Request, action authz.Action) (person.Person, error) {
	if !casework.May(authz.FromContext(r.Context()), action) {
		return person.Person{}, errForbidden
	}
	x, err := p.load(r)
	if err == nil && !casework.MayWork(authz.FromContext(r.Context()), x, action) {
		err = errs.New(errs.Forbidden, "casework.other_office")
	}
	return x, err
}

// about is the person of a record that the service has shown.
func (p *Pages) about(ctx context.Context, key id.Person) (person.Person, error) {
	return p.people.Get(ctx, authz.FromContext(ctx), key)
}

func (p *Pages) frame(x person.Person, current string) templ.Component {
	if p.around.Frame == nil {
		return templ.NopComponent
	}
	return p.around.Frame(x, current)
}

func below(p id.Person, rest string) string { return "/people/" + p.String() + rest }
