// Package accountweb is the pages of accounts: signing in and out, one's own
// account and tokens, and the users whom an administrator keeps. It owns the
// cookies' coming and going through account.Sessions; every rule is the account
// service's.
package accountweb

import (
	"embed"
	"net/url"

	"titian/internal/delivery/web"
	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/platform/authz"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

type pages struct {
	accounts *account.Service
	orgs     *directory.Service
	sessions *account.Sessions
	promises func(authz.Actor) bool
}

// Register adds the pages to the router. Promises says who may follow a post to its
// commitments, which a feature above lists. The app calls it, and wraps the kit's
// handler in sessions.Handler.
func Register(rt *web.Router, s *account.Service, orgs *directory.Service, sessions *account.Sessions, promises func(authz.Actor) bool) {
	p := &pages{s, orgs, sessions, promises}
	rt.HandleFunc("GET /sign-in", p.signInForm, web.Public())
	rt.HandleFunc("POST /sign-in", p.signIn, web.Public())
	rt.HandleFunc("GET /sign-in/place", p.placeForm, web.Public())
	rt.HandleFunc("POST /sign-in/place", p.choosePlace, web.Public())
	rt.HandleFunc("POST /sign-out", p.signOut, web.Public())

	rt.HandleFunc("GET /account", p.own)
	rt.HandleFunc("GET /account/password", p.passwordForm)
	rt.HandleFunc("POST /account/password", p.changePassword, web.Repeat("/account"))
	rt.HandleFunc("POST /account/language", p.setLanguage, web.Repeat("/account"))
	rt.HandleFunc("POST /account/sign-out-everywhere", p.signOutEverywhere, web.Repeat("/sign-in"))

	rt.HandleFunc("GET /tokens", p.tokens)
	rt.HandleFunc("GET /tokens/new", p.newToken)
	rt.HandleFunc("POST /tokens", p.createToken, web.Repeat("/tokens"))
	rt.HandleFunc("GET /calendar", p.calendar)
	rt.HandleFunc("POST /calendar", p.createCalendar, web.Repeat("/calendar"))
	rt.HandleFunc("POST /tokens/{id}/revoke", p.revokeToken, web.Repeat("/tokens"))

	rt.HandleFunc("GET /posts/{id}", p.post)
	rt.HandleFunc("POST /posts/{id}/holder", p.handOverPost, web.Repeat("/posts/{id}"))

	rt.HandleFunc("GET /users", p.users)
	rt.Export("/users", p.exportUsers)
	rt.HandleFunc("GET /users/new", p.newUser)
	rt.HandleFunc("POST /users", p.createUser, web.Repeat("/users/{result}"))
	rt.HandleFunc("GET /users/{id}", p.user)
	rt.HandleFunc("GET /users/{id}/edit", p.editUser)
	rt.HandleFunc("POST /users/{id}", p.changeUser, web.Repeat("/users/{id}"))
	rt.HandleFunc("POST /users/{id}/password", p.resetPassword, web.Repeat("/users/{id}"))
	rt.HandleFunc("POST /users/{id}/deactivate", p.deactivateUser, web.Repeat("/users/{id}"))
	rt.HandleFunc("POST /users/{id}/reactivate", p.reactivateUser, web.Repeat("/users/{id}"))
	rt.HandleFunc("GET /users/{id}/memberships/new", p.newMembership)
	rt.HandleFunc("POST /users/{id}/memberships", p.addMembership, web.Repeat("/users/{id}"))
	rt.HandleFunc("POST /users/{id}/memberships/{membership}/end", p.endMembership, web.Repeat("/users/{id}"))
}

// inLanguage is a local address that also sets the language of the pages.
func inLanguage(to, language string) string {
	u, err := url.Parse(web.LocalPath(to))
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Set("lang", language)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}
