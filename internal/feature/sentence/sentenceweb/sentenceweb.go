// Package sentenceweb shows a person's sentence as pages: the timeline as a
// picture and as a list, every step in words, what it was computed from, the
// forms that add, correct and withdraw an entry, and the list of what comes due.
//
// It owns routes, forms, templates and words; what a date means is said by
// sentencetext, and every decision is the service's. Start with Register.
package sentenceweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Around is what stands around these pages. The app connects it.
type Around struct {
	Today func() civil.Date
	Frame func(p person.Person, current string) templ.Component // the way to a person's other pages
}

// Pages are the pages and the part that a person's first page shows.
type Pages struct {
	service *sentence.Service
	people  *person.Service
	around  Around
}

// New makes the pages.
func New(s *sentence.Service, people *person.Service, around Around) *Pages {
	return &Pages{s, people, around}
}

// Register adds the pages to rt.
func (p *Pages) Register(rt *web.Router) {
	rt.HandleFunc("GET /people/{id}/sentence", p.show)
	rt.HandleFunc("GET /people/{id}/sentence/new", p.begin)
	rt.HandleFunc("POST /people/{id}/sentence", p.add, web.Repeat("/people/{id}/sentence"))
	rt.HandleFunc("GET /sentence-entries/{id}", p.entry)
	rt.HandleFunc("GET /sentence-entries/{id}/edit", p.edit)
	rt.HandleFunc("POST /sentence-entries/{id}", p.correct, web.Repeat("/sentence-entries/{id}"))
	rt.HandleFunc("GET /sentence-entries/{id}/withdraw", p.beginWithdraw)
	rt.HandleFunc("POST /sentence-entries/{id}/withdraw", p.withdraw, web.Repeat("/sentence-entries/{id}"))
	rt.HandleFunc("GET /sentences/due", p.due)
	rt.Export("/sentences/due", p.exportDue, web.People("sentences"))
}

func pathOf(p id.Person, rest string) string { return "/people/" + p.String() + "/sentence" + rest }

func entryPath(e sentence.EntryID, rest string) string {
	return "/sentence-entries/" + e.String() + rest
}

// sheetView is the page of one sentence.
type sheetView struct {
	sentence.View
	Frame templ.Component
	Today civil.Date
	Write bool
}

func (p *Pages) view(ctx context.Context, key id.Person) (sheetView, error) {
	actor := authz.FromContext(ctx)
	found, err := p.service.Of(ctx, actor, key)
	if err != nil {
		return sheetView{}, err
	}
	v := sheetView{View: found, Today: p.around.Today(), Write: sentence.MayWrite(actor, found.Person), Frame: templ.NopComponent}
	if p.around.Frame != nil {
		v.Frame = p.around.Frame(found.Person, "sentence")
	}
	return v, nil
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	v, err := p.view(r.Context(), key)
	if err != nil {
		return err
	}
	return web.Page(w, r, sheetPage(v))
}

// Next is the part of a person's first page: the next date and the way here.
func (p *Pages) Next(ctx context.Context, actor authz.Actor, x person.Person) (templ.Component, error) {
	if !sentence.May(actor, sentence.CanRead) || x.Custody != person.Active {
		return nil, nil
	}
	v, err := p.service.Of(ctx, actor, x.ID)
	if err != nil || v.Timeline.Number == 0 {
		return nil, err
	}
	return nextPart(sheetView{View: v, Today: p.around.Today()}), nil
}

// crumbs lead back to the person.
func crumbs(x person.Person, label, sheet string) []ui.Crumb {
	return []ui.Crumb{{Label: label, Href: "/people"}, {Label: x.Name, Href: "/people/" + x.ID.String()}, {Label: sheet, Href: pathOf(x.ID, "")}}
}
