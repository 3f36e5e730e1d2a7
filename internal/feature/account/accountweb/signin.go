package accountweb

import (
	"errors"
	"net/http"
	"net/url"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/account"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func (p *pages) signInForm(w http.ResponseWriter, r *http.Request) error {
	next := web.LocalPath(r.URL.Query().Get("next"))
	if authz.FromContext(r.Context()).Anyone() {
		return web.Redirect(w, r, next)
	}
	return web.Page(w, r, signInPage(form.Of("next", next)))
}

func (p *pages) signIn(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	command := account.SignInCommand{
		Login: f.Text("login", form.Required), Password: f.Secret("password", form.Required), Devices: p.sessions.Devices(r),
	}
	if !f.Valid() {
		return web.FormPage(w, r, f, signInPage(f))
	}
	ctx := r.Context()
	in, err := p.accounts.SignIn(ctx, authz.FromContext(ctx), command)
	if e := errs.As(err); e != nil && (e.Kind == errs.Unauthenticated || e.Kind == errs.Limited) {
		f.Merge(&errs.Error{Kind: errs.Invalid, Code: e.Code, Args: e.Args})
		return web.Render(w, r, web.StatusOf(e.Kind), signInPage(f))
	}
	if err != nil {
		return err
	}
	if err := p.sessions.Begin(ctx, in.User.ID); err != nil {
		return err
	}
	p.sessions.KeepDevices(w, in.Devices)
	next := inLanguage(f.Value("next"), in.User.Language)
	if len(in.Places) > 1 {
		return web.Redirect(w, r, "/sign-in/place?next="+url.QueryEscape(next))
	}
	return p.enter(w, r, in.User.ID, in.Places[0].ID, next)
}

// enter starts work in one place.
func (p *pages) enter(w http.ResponseWriter, r *http.Request, user id.User, place id.Membership, next string) error {
	ctx := r.Context()
	if _, err := p.accounts.Enter(ctx, authz.FromContext(ctx), user, place); err != nil {
		return err
	}
	p.sessions.Enter(ctx, place)
	return web.Redirect(w, r, next)
}

// placeForm asks somebody with several roles in which of them to work, after the
// password and whenever they want to change it.
func (p *pages) placeForm(w http.ResponseWriter, r *http.Request) error {
	_, current, places, err := p.places(r)
	if err != nil {
		return err
	}
	f := form.Of("next", web.LocalPath(r.URL.Query().Get("next")), "place", current.String())
	return web.Page(w, r, placePage(f, places))
}

func (p *pages) choosePlace(w http.ResponseWriter, r *http.Request) error {
	user, _, places, err := p.places(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	place := form.ID[id.Membership](f, "place", form.Required)
	if f.Valid() {
		err := p.enter(w, r, user, place, f.Value("next"))
		if !errors.Is(err, errs.NotFound) {
			return err
		}
		f.Add("place", "choice.invalid")
	}
	return web.FormPage(w, r, f, placePage(f, places))
}

// places reads whose session this is and where they may work.
func (p *pages) places(r *http.Request) (id.User, id.Membership, []account.Place, error) {
	user, place, err := p.sessions.Current(r.Context())
	if err != nil {
		return user, place, nil, err
	}
	places, err := p.accounts.Places(r.Context(), authz.FromContext(r.Context()), user)
	return user, place, places, err
}

func (p *pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.sessions.End(r.Context()); err != nil {
		return err
	}
	return web.Redirect(w, r, "/sign-in")
}

func (p *pages) signOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := p.accounts.SignOutEverywhere(ctx, authz.FromContext(ctx)); err != nil {
		return err
	}
	if err := p.sessions.End(ctx); err != nil {
		return err
	}
	return web.Done(w, r, "/sign-in", "account.signed_out_everywhere")
}
