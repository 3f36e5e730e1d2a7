package personweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// moveView is the form of one step of a stay.
type moveView struct {
	person.Person
	Form *form.Form
}

// begins shows the empty form of a step. Whoever may not move the person is told
// so before the form is filled in.
func (p *pages) begins(w http.ResponseWriter, r *http.Request, f *form.Form, page func(moveView) templ.Component) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	if !mayMove(actor, x) {
		return errForbidden
	}
	if f == nil {
		f = form.Of("on", p.around.Today(), "version", x.Version, "register_no", x.RegisterNo)
		if x.Custody == person.Escaped { // outside nothing of the sentence changed
			f.Set("legal_status", x.LegalStatus).Set("release_due_on", x.ReleaseDueOn)
		}
	} else if f.Version() != 0 {
		f.Set("version", x.Version)
	}
	return web.FormPage(w, r, f, page(moveView{x, f}))
}

// step is a form of a move that one service method takes.
type step struct {
	done string // message
	page func(moveView) templ.Component
	do   func(ctx context.Context, actor authz.Actor, key id.Person, f *form.Form) (person.Person, error)
}

// takes runs a step. The person is read again only when the form must be shown
// again.
func (p *pages) takes(w http.ResponseWriter, r *http.Request, s step) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	after, err := s.do(r.Context(), actor, key, f)
	if err == nil {
		who := []any{"name", after.Name}
		return web.Done(w, r, path(key, ""), s.done, who...)
	}
	if e := errs.As(err); f.Valid() && e != nil && e.Code == "stale" {
		err = errs.New(errs.Conflict, "person.stale")
	}
	if f.Valid() && !f.Merge(err) {
		return err
	}
	return p.begins(w, r, f, s.page)
}

func (p *pages) beginRelease(w http.ResponseWriter, r *http.Request) error {
	return p.begins(w, r, nil, releasePage)
}

func (p *pages) release(w http.ResponseWriter, r *http.Request) error {
	return p.takes(w, r, step{"person.released", releasePage, func(ctx context.Context, actor authz.Actor, key id.Person, f *form.Form) (person.Person, error) {
		c := person.ReleaseCommand{On: f.Date("on", form.Required), Kind: form.Choice(f, "kind", person.ReleaseKinds()), Version: f.Version()}
		if !f.Valid() {
			return person.Person{}, f.Err()
		}
		return p.people.Release(ctx, actor, key, c)
	}})
}

func (p *pages) beginLeave(w http.ResponseWriter, r *http.Request) error {
	return p.begins(w, r, nil, leavePage)
}

func (p *pages) leave(w http.ResponseWriter, r *http.Request) error {
	return p.takes(w, r, step{"person.left", leavePage, func(ctx context.Context, actor authz.Actor, key id.Person, f *form.Form) (person.Person, error) {
		c := person.LeaveCommand{On: f.Date("on", form.Required), Kind: form.Choice(f, "kind", person.LeaveKinds()), Version: f.Version()}
		if !f.Valid() {
			return person.Person{}, f.Err()
		}
		return p.people.Leave(ctx, actor, key, c)
	}})
}

func (p *pages) beginAdmit(w http.ResponseWriter, r *http.Request) error {
	return p.begins(w, r, nil, admitPage)
}

func (p *pages) admit(w http.ResponseWriter, r *http.Request) error {
	return p.takes(w, r, step{"person.admitted", admitPage, func(ctx context.Context, actor authz.Actor, key id.Person, f *form.Form) (person.Person, error) {
		c := person.AdmitCommand{
			On: f.Date("on", form.Required), RegisterNo: f.Text("register_no", form.Required, form.Max(100)),
			LegalStatus: form.Choice(f, "legal_status", person.Held()), ReleaseDueOn: f.Date("release_due_on"), Version: f.Version(),
		}
		if !f.Valid() {
			return person.Person{}, f.Err()
		}
		return p.people.Admit(ctx, actor, key, c)
	}})
}
