// Package handoverweb shows hand-overs as pages and takes their forms, for the
// side that sends and the side that answers.
//
// It owns routes, templates and words; who may see or do what is the service's.
// Section and Offer give the person's page its part about hand-overs. Start with file.go.
package handoverweb

import (
	"context"
	"embed"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/feature/directory"
	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

type pages struct {
	files  *handover.Service
	people *person.Service
	orgs   *directory.Service
}

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *handover.Service, people *person.Service, orgs *directory.Service) {
	p := &pages{s, people, orgs}
	rt.HandleFunc("GET /hand-overs", p.list)
	rt.Export("/hand-overs", p.export, web.People("hand_overs"))
	rt.HandleFunc("GET /people/{person}/hand-overs/new", may(handover.CanWrite, p.begin))
	rt.HandleFunc("POST /people/{person}/hand-overs", p.draft, web.Repeat("/hand-overs/{result}"))
	rt.HandleFunc("GET /hand-overs/{id}", p.show)
	rt.HandleFunc("GET /hand-overs/{id}/edit", may(handover.CanWrite, p.edit))
	rt.HandleFunc("POST /hand-overs/{id}", p.change, web.Repeat("/hand-overs/{id}"))
	rt.HandleFunc("POST /hand-overs/{id}/send", p.send, web.Repeat("/hand-overs/{id}"))
	for _, a := range answers() {
		rt.HandleFunc("GET /hand-overs/{id}/"+a.path, may(a.action, p.ask(a)))
		rt.HandleFunc("POST /hand-overs/{id}/"+a.path, p.answer(a), web.Repeat("/hand-overs/{id}"))
	}
}

// may keeps a form from somebody who could not send it. What the form does is
// decided again by the service.
func may(action authz.Action, h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !handover.May(authz.FromContext(r.Context()), action) {
			return errs.New(errs.Forbidden, "forbidden")
		}
		return h(w, r)
	}
}

// load reads the file that the address names.
func (p *pages) load(r *http.Request) (handover.File, error) {
	key, err := web.PathID[id.HandOver](r, "id")
	if err != nil {
		return handover.File{}, err
	}
	return p.files.Get(r.Context(), authz.FromContext(r.Context()), key)
}

// names are the organisations on a page by their names.
type names map[id.Organisation]string

// named reads the names of the organisations once each; a list has few.
func (p *pages) named(ctx context.Context, orgs ...id.Organisation) (names, error) {
	n := names{}
	for _, o := range orgs {
		if _, known := n[o]; known || o.IsZero() {
			continue
		}
		org, err := p.orgs.Get(ctx, authz.FromContext(ctx), o)
		if err != nil {
			return nil, err
		}
		n[o] = org.Name
	}
	return n, nil
}

func path(key id.HandOver, rest string) string { return "/hand-overs/" + key.String() + rest }
