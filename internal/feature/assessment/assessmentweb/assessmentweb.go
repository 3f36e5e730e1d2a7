// Package assessmentweb is the pages of needs, readiness, health and
// rehabilitation, and their parts of a person's page.
//
// It owns routes, forms, templates and words; who may see what is the service's.
// Health has a page of its own, because opening it leaves an entry in the audit:
// whoever only passes by on a person's page should neither see it nor be
// recorded as a reader. Start with Register; the app hands Needs, Readiness,
// Health and Offer to the person's page.
package assessmentweb

import (
	"embed"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/feature/assessment"
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

// Pages are the pages and the parts of a person's page.
type Pages struct {
	service   *assessment.Service
	people    *person.Service
	directory *directory.Service
	today     func() civil.Date // the server's day
}

// New returns the pages on their services.
func New(s *assessment.Service, people *person.Service, d *directory.Service, today func() civil.Date) *Pages {
	return &Pages{s, people, d, today}
}

// Register adds the pages to rt.
func (p *Pages) Register(rt *web.Router) {
	rt.HandleFunc("GET /needs", p.needs)
	rt.Export("/needs", p.exportNeeds, web.People("needs"))
	rt.HandleFunc("GET /people/{id}/needs/new", p.beginNeed)
	rt.HandleFunc("POST /people/{id}/needs", p.recordNeed, web.Repeat("/people/{id}/needs"))
	rt.HandleFunc("GET /needs/{id}", p.showNeed)
	rt.HandleFunc("GET /needs/{id}/edit", p.editNeed)
	rt.HandleFunc("POST /needs/{id}", p.changeNeed, web.Repeat("/needs/{id}"))
	rt.HandleFunc("GET /needs/{id}/close", p.beginClose)
	rt.HandleFunc("POST /needs/{id}/close", p.closeNeed, web.Repeat("/needs/{id}"))
	rt.HandleFunc("POST /needs/{id}/reopen", p.reopenNeed, web.Repeat("/needs/{id}"))

	rt.HandleFunc("GET /people/{id}/readiness/new", p.beginReadiness)
	rt.HandleFunc("POST /people/{id}/readiness", p.takeReadiness, web.Repeat("/readiness/{result}"))
	rt.HandleFunc("GET /readiness/{id}", p.showReadiness)
	rt.HandleFunc("GET /readiness/{id}/edit", p.editReadiness)
	rt.HandleFunc("POST /readiness/{id}", p.changeReadiness, web.Repeat("/readiness/{id}"))

	rt.HandleFunc("GET /people/{id}/health", p.health)
	rt.HandleFunc("GET /people/{id}/screenings/new", p.beginScreening)
	rt.HandleFunc("POST /people/{id}/screenings", p.recordScreening, web.Repeat("/people/{id}/health"))
	rt.HandleFunc("GET /people/{id}/screenings/{screening}/edit", p.editScreening)
	rt.HandleFunc("POST /people/{id}/screenings/{screening}", p.changeScreening, web.Repeat("/people/{id}/health"))
	rt.HandleFunc("GET /people/{id}/rehabilitation/new", p.beginStage)
	rt.HandleFunc("POST /people/{id}/rehabilitation", p.moveStage, web.Repeat("/people/{id}/health"))

	p.registerSheets(rt)
	p.registerForms(rt)
}

// registerSheets adds the pages on which questionnaires are filled in.
func (p *Pages) registerSheets(rt *web.Router) {
	rt.HandleFunc("GET /people/{id}/assessments/new", p.beginSheet)
	rt.HandleFunc("POST /people/{id}/assessments", p.startSheet, web.Repeat("/assessments/{result}/fill"))
	rt.HandleFunc("GET /assessments/{id}", p.showSheet)
	rt.HandleFunc("GET /assessments/{id}/fill", p.fillSheet)
	rt.HandleFunc("POST /assessments/{id}/fill", p.saveSheet, web.Repeat("/assessments/{id}/review"))
	rt.HandleFunc("GET /assessments/{id}/review", p.reviewSheet)
	rt.HandleFunc("POST /assessments/{id}/submit", p.submitSheet, web.Repeat("/assessments/{id}"))
	rt.HandleFunc("POST /assessments/{id}/discard", p.discardSheet, web.Repeat("/people"))
	rt.HandleFunc("POST /assessments/{id}/needs", p.confirmNeeds, web.Repeat("/assessments/{id}"))
	rt.HandleFunc("GET /assessments/{id}/correct", p.beginCorrection)
	rt.HandleFunc("POST /assessments/{id}/correct", p.correctSheet, web.Repeat("/assessments/{result}/review"))
}

// registerForms adds the pages on which questionnaires are written.
func (p *Pages) registerForms(rt *web.Router) {
	rt.HandleFunc("GET /questionnaires", p.forms)
	rt.HandleFunc("GET /questionnaires/new", p.beginForm)
	rt.HandleFunc("POST /questionnaires", p.startForm, web.Repeat("/questionnaires/{result}/edit"))
	rt.HandleFunc("POST /questionnaires/import", p.importForm, web.Repeat("/questionnaires/{result}"))
	rt.HandleFunc("GET /questionnaires/{id}", p.showForm)
	rt.HandleFunc("GET /questionnaires/{id}/document.json", p.downloadForm)
	rt.HandleFunc("GET /questionnaires/{id}/try", p.tryForm)
	rt.HandleFunc("POST /questionnaires/{id}/try", p.tryForm)
	rt.HandleFunc("POST /questionnaires/{id}/publish", p.act("questionnaire.is_published", p.publish), web.Repeat("/questionnaires/{id}"))
	rt.HandleFunc("POST /questionnaires/{id}/retire", p.act("questionnaire.is_retired", p.retire), web.Repeat("/questionnaires/{id}"))
	rt.HandleFunc("POST /questionnaires/{id}/renew", p.act("questionnaire.is_renewed", p.renew), web.Repeat("/questionnaires/{result}"))

	edit := func(path string, h web.Handler) {
		rt.HandleFunc("GET /questionnaires/{id}"+path, h)
		rt.HandleFunc("POST /questionnaires/{id}"+path, h, web.Repeat("/questionnaires/{id}/edit"))
	}
	press := func(path string, h web.Handler) {
		rt.HandleFunc("POST /questionnaires/{id}"+path, h, web.Repeat("/questionnaires/{id}/edit"))
	}
	rt.HandleFunc("GET /questionnaires/{id}/edit", p.editForm)
	edit("/head", p.editHead)
	edit("/document", p.editDocument)
	edit("/sections/{section}", p.editSection)
	press("/sections/{section}/move", p.rearrange(moveSection))
	press("/sections/{section}/remove", p.rearrange(removeSection))
	rt.HandleFunc("GET /questionnaires/{id}/sections/{section}/items/new", p.newItem)
	press("/sections/{section}/items", p.newItem)
	edit("/items/{item}", p.editItem)
	press("/items/{item}/move", p.rearrange(moveItem))
	press("/items/{item}/remove", p.rearrange(removeItem))
	edit("/scores/{score}", p.editScore)
	press("/scores/{score}/remove", p.rearrange(removeScore))
}

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
	if !assessment.May(authz.FromContext(r.Context()), action) {
		return person.Person{}, errs.New(errs.Forbidden, "forbidden")
	}
	return p.load(r)
}

func below(p id.Person, rest string) string        { return "/people/" + p.String() + rest }
func needPath(n id.Need, rest string) string       { return "/needs/" + n.String() + rest }
func readyPath(c id.Readiness, rest string) string { return "/readiness/" + c.String() + rest }

// stale reports that somebody else was first.
func stale(err error) bool {
	e := errs.As(err)
	return e != nil && e.Code == "stale"
}
