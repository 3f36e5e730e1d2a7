package accountweb

import (
	"context"
	"net/http"
	"strconv"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/account"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// move does one step with the user of the address; the button carries the
// version that the page showed.
func (p *pages) move(w http.ResponseWriter, r *http.Request, done string, step func(context.Context, authz.Actor, id.User, int64) (account.User, error)) error {
	key, err := web.PathID[id.User](r, "id")
	if err != nil {
		return err
	}
	if _, err := step(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/users/"+key.String(), done)
}

func (p *pages) newMembership(w http.ResponseWriter, r *http.Request) error {
	return p.membershipForm(w, r, form.New())
}

func (p *pages) membershipForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	orgs, err := p.choices(r)
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, membershipPage(f, u, orgs))
}

func (p *pages) addMembership(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.User](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	command := membershipFrom(f)
	if f.Valid() {
		_, err := p.accounts.AddMembership(r.Context(), authz.FromContext(r.Context()), key, command)
		if err == nil {
			return web.Done(w, r, "/users/"+key.String(), "membership.added")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.membershipForm(w, r, f)
}

func (p *pages) endMembership(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	key, err := web.PathID[id.Membership](r, "membership")
	if err != nil {
		return err
	}
	if _, err := p.accounts.EndMembership(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/users/"+u.ID.String(), "membership.ended_done")
}

func version(n int64) string { return strconv.FormatInt(n, 10) }
