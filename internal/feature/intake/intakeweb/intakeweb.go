// Package intakeweb is the import of files as pages: hand in, say what the
// columns mean, look at what would be done, confirm, take back.
//
// It owns routes, templates and words; what a file means and who may take it in
// is the service's. What is said of rows stands in intaketext. Start with show.go.
package intakeweb

import (
	"embed"
	"net/http"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/intake"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

type pages struct {
	files *intake.Service
	orgs  *directory.Service
	now   func() time.Time
}

// long is how much time a request gets that reads a whole file.
const long = 10 * time.Minute

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *intake.Service, orgs *directory.Service, now func() time.Time) {
	p := &pages{s, orgs, now}
	rt.HandleFunc("GET /imports", p.list)
	rt.Export("/imports", p.listFile)
	rt.HandleFunc("GET /imports/new", may(intake.CanImport, p.begin))
	rt.HandleFunc("POST /imports", p.receive, web.MaxBody(intake.MaxFile+1<<20), web.Slow(long), web.Repeat("/imports/{result}"))
	rt.HandleFunc("GET /imports/{id}", p.show)
	rt.Export("/imports/{id}/remarks", p.remarksFile, web.People("import_remarks"))
	rt.HandleFunc("GET /imports/{id}/columns", may(intake.CanImport, p.columns))
	rt.HandleFunc("POST /imports/{id}/columns", p.mapColumns, web.Slow(long), web.Repeat("/imports/{id}"))
	rt.HandleFunc("GET /imports/{id}/checked.xlsx", p.annotated, web.Slow(long))
	rt.HandleFunc("POST /imports/{id}/check", p.check, web.Slow(long), web.Repeat("/imports/{id}"))
	rt.HandleFunc("POST /imports/{id}/confirm", p.confirm, web.Repeat("/imports/{id}"))
	rt.HandleFunc("POST /imports/{id}/drop", p.drop, web.Repeat("/imports/{id}"))
	rt.HandleFunc("GET /imports/{id}/undo", may(intake.CanUndo, p.askUndo))
	rt.HandleFunc("POST /imports/{id}/undo", p.undo, web.Repeat("/imports/{id}"))
}

// may keeps a form from somebody who could not send it.
func may(action authz.Action, h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !intake.May(authz.FromContext(r.Context()), action) {
			return errs.New(errs.Forbidden, "forbidden")
		}
		return h(w, r)
	}
}

func path(key id.Import, rest string) string { return "/imports/" + key.String() + rest }

func (p *pages) load(r *http.Request) (intake.Import, error) {
	key, err := web.PathID[id.Import](r, "id")
	if err != nil {
		return intake.Import{}, err
	}
	return p.files.Get(r.Context(), authz.FromContext(r.Context()), key)
}

type listView struct {
	Query  list.Query
	Page   page.Of[intake.Import]
	Import bool
}

func (p *pages) list(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, list.Spec{})
	if err != nil {
		return err
	}
	a := authz.FromContext(r.Context())
	found, err := p.files.List(r.Context(), a, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, listPage(listView{q, found, intake.May(a, intake.CanImport)}))
}

// listFile writes the files received; their rows are not in it.
func (p *pages) listFile(w http.ResponseWriter, r *http.Request) error {
	l, a := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("intake.file"), l.T("intake.by"), l.T("intake.received"), l.T("intake.rows"), l.T("intake.status")}
	return list.Export(w, r, l.T("intake.list_file"), header, func(pr page.Request) (page.Of[intake.Import], error) {
		return p.files.List(r.Context(), a, pr)
	}, func(i intake.Import) list.Cells {
		return list.Cells{i.FileName, i.Actor, i.CreatedAt, i.Rows, tag(l, i).Text}
	})
}

type beginView struct {
	Form       *form.Form
	Facilities []ui.Option // to choose from; none where there is one
}

func (p *pages) begin(w http.ResponseWriter, r *http.Request) error {
	return p.beginForm(w, r, form.New())
}

func (p *pages) beginForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	a := authz.FromContext(r.Context())
	offices, err := ui.Options(p.orgs.Narrowing(r.Context(), a))
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, beginPage(beginView{Form: f, Facilities: offices}))
}
