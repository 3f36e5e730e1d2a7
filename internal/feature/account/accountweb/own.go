package accountweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/account"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func (p *pages) own(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	actor := authz.FromContext(ctx)
	me, err := p.accounts.Me(ctx, actor)
	if err != nil {
		return err
	}
	places, err := p.accounts.Places(ctx, actor, actor.User)
	if err != nil {
		return err
	}
	return web.Page(w, r, ownPage(me, len(places) > 1))
}

func (p *pages) passwordForm(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, passwordPage(form.New()))
}

func (p *pages) changePassword(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	present, next, again := f.Secret("present", form.Required), f.Secret("password", form.Required), f.Secret("again", form.Required)
	if next != again && f.Error("again") == nil {
		f.Add("again", "password.differ")
	}
	if !f.Valid() {
		return web.FormPage(w, r, f, passwordPage(f))
	}
	ctx := r.Context()
	actor := authz.FromContext(ctx)
	_, place, err := p.sessions.Current(ctx)
	if err != nil {
		return err
	}
	err = p.accounts.ChangePassword(ctx, actor, present, next)
	if e := errs.As(err); e != nil && e.Kind == errs.Limited {
		f.Add("present", e.Code, "n", e.Args["n"])
		return web.Render(w, r, http.StatusTooManyRequests, passwordPage(f))
	}
	if err != nil {
		if !f.Merge(err) {
			return err
		}
		return web.FormPage(w, r, f, passwordPage(f))
	}
	// All sessions have ended; this browser gets a new one.
	if err := p.sessions.Begin(ctx, actor.User); err != nil {
		return err
	}
	p.sessions.Enter(ctx, place)
	return web.Done(w, r, "/account", "account.password_changed")
}

func (p *pages) setLanguage(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	language := f.Choice("language", account.Languages()...)
	if err := f.Err(); err != nil {
		return err
	}
	if err := p.accounts.SetLanguage(r.Context(), authz.FromContext(r.Context()), language); err != nil {
		return err
	}
	return web.Redirect(w, r, inLanguage("/account", language))
}

func (p *pages) tokens(w http.ResponseWriter, r *http.Request) error {
	list, err := p.accounts.ListTokens(r.Context(), authz.FromContext(r.Context()), id.User{})
	if err != nil {
		return err
	}
	return web.Page(w, r, tokensPage(list))
}

func (p *pages) newToken(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, newTokenPage(form.New()))
}

// createToken shows the secret in its own answer and never again: it stands in
// no address, no cookie and no log.
func (p *pages) createToken(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	command := account.CreateTokenCommand{Name: f.Text("name", form.Required, form.Max(100)), ExpiresOn: f.Date("expires_on")}
	if f.Valid() {
		row, secret, err := p.accounts.CreateToken(r.Context(), authz.FromContext(r.Context()), command)
		if err == nil {
			return web.Page(w, r, tokenPage(row, secret))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, newTokenPage(f))
}

func (p *pages) revokeToken(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Token](r, "id")
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	row, err := p.accounts.RevokeToken(r.Context(), actor, key)
	if err != nil {
		return err
	}
	to := "/tokens"
	if row.User != actor.User {
		to = "/users/" + row.User.String()
	}
	return web.Done(w, r, to, "token.revoked_done", "name", row.Name)
}
