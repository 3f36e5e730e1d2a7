package personweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// deed is a form about a person that one service method takes: a page with what
// is asked, and the tab to go back to. Titles and the like are messages.
type deed struct {
	at     string // address below the person; the form stands at at + "/new"
	back   string // the tab where it shows, and where it leads
	title  string
	lead   string // may be empty
	submit string
	done   string
	danger bool
	may    func(a authz.Actor, x person.Person) bool
	begin  func(r *http.Request, x person.Person) *form.Form // nil: empty
	offer  func(ctx context.Context, v *deedView) error      // choices, may be nil
	fields func(v deedView) templ.Component
	take   func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error
}

// deedView is the page of a deed.
type deedView struct {
	person.Person
	Deed    deed
	Actor   authz.Actor
	Form    *form.Form
	Options []ui.Option
}

// describes reports whether the actor may add to the description of a person.
func describes(a authz.Actor, _ person.Person) bool { return person.May(a, person.CanDescribe) }

// serve adds the two routes of a deed.
func (p *pages) serve(rt *web.Router, d deed, repeat string) {
	rt.HandleFunc("GET /people/{id}/"+d.at+"/new", func(w http.ResponseWriter, r *http.Request) error {
		x, err := p.doer(r, d)
		if err != nil {
			return err
		}
		f := form.New()
		if d.begin != nil {
			f = d.begin(r, x)
		}
		page, err := p.deedPage(r, d, x, f)
		if err != nil {
			return err
		}
		return web.FormPage(w, r, f, page)
	})
	rt.HandleFunc("POST /people/{id}/"+d.at, func(w http.ResponseWriter, r *http.Request) error {
		return p.act(w, r, d)
	}, web.Repeat(repeat))
}

// doer is the person, if the reader may do the deed to them.
func (p *pages) doer(r *http.Request, d deed) (person.Person, error) {
	x, err := p.load(r)
	if err == nil && !d.may(authz.FromContext(r.Context()), x) {
		err = errForbidden
	}
	return x, err
}

// act takes the form of a deed.
func (p *pages) act(w http.ResponseWriter, r *http.Request, d deed) error {
	x, err := p.doer(r, d)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	do := d.take(r.Context(), authz.FromContext(r.Context()), x, f) // reads the form, and does nothing yet
	return web.Save(w, r, f, web.Saving{
		Do: do, Done: d.done, Words: "person.",
		To: func() string { return p.reachable(r, x.ID, d.back) },
		Version: func() (int64, error) {
			now, err := p.load(r)
			return now.Version, err
		},
		Page: func(*ui.Conflict) (templ.Component, error) { return p.deedPage(r, d, x, f) },
	})
}

// reachable is the address below a person, or the list when the deed has taken
// the person out of the reader's sight.
func (p *pages) reachable(r *http.Request, x id.Person, to string) string {
	if _, err := p.people.Get(db.WithoutOnce(r.Context()), authz.FromContext(r.Context()), x); err != nil {
		return "/people"
	}
	return below(x, to)
}

// below is the address of a tab; empty is the first page.
func below(x id.Person, tab string) string {
	if tab == "" {
		return path(x, "")
	}
	return path(x, "/"+tab)
}

func (p *pages) deedPage(r *http.Request, d deed, x person.Person, f *form.Form) (templ.Component, error) {
	v := deedView{Person: x, Deed: d, Actor: authz.FromContext(r.Context()), Form: f}
	if d.offer != nil {
		if err := d.offer(r.Context(), &v); err != nil {
			return nil, err
		}
	}
	return deedPage(v), nil
}
