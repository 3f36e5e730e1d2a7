// Package web is the kit on which every page of Titian stands: the server's
// limits, the middleware, the router whose handlers return errors, the error
// pages, redirects and messages. It owns how a request becomes a call with an
// actor, a language and a request id, and how an error becomes a page. It
// refuses to know any record of the work; features bring handlers and register
// them on a Router, and only the app knows all of them.
//
// Start with New, then Router and Handler; ui has the components, form and list
// read what people send.
package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/static"
	"titian/internal/delivery/web/ui"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Authenticator tells who asks. Nobody is the zero Actor and no error; an error
// means that it could not be found out. The web kit fills in Actor.Origin.
type Authenticator interface {
	Actor(r *http.Request) (authz.Actor, error)
}

// Config is what the app gives the kit. Words, Auth and Log are required.
type Config struct {
	Words *i18n.Bundle
	Auth  Authenticator
	Log   *slog.Logger
	Now   func() time.Time // the injected clock
	Nav   func(ctx context.Context, a authz.Actor) []ui.NavItem

	// Finds reports whether the actor may look for people: the box for it stands in
	// the head of their pages. Nil gives it to nobody.
	Finds func(a authz.Actor) bool

	// Unread counts what the actor was told and has not opened; it stands in the
	// head of every page. Below zero there is nothing for them to read. Nil is that.
	Unread func(ctx context.Context, a authz.Actor) (int, error)

	// Thread is the strip above the page of a record: what it is of, the route's
	// pattern and the record's key say. It gives nil where there is no thread,
	// or none that the actor may see.
	Thread func(ctx context.Context, a authz.Actor, pattern, id string) (*ui.Thread, error)

	// Keeper notes each list of people that leaves as a file; nil notes none.
	Keeper list.Keeper

	Demo    bool          // every page says that its people are made up
	TLS     bool          // the service is reached over TLS: HSTS, Secure cookies
	Timeout time.Duration // of one request; zero is 30 s
	MaxBody int64         // bytes of one body; zero is 1 MiB

	// TrustedProxy says that the peer is our own reverse proxy, so that the last
	// entry of X-Forwarded-For is the client. Otherwise the header is ignored,
	// because anybody can send it.
	TrustedProxy bool

	// Observe is told how each request went, for metrics; nil tells nobody.
	Observe Observer

	// NewID makes request ids; nil makes random ones.
	NewID func() string
}

// Defaults of Config.
const (
	defaultTimeout = 30 * time.Second
	defaultMaxBody = 1 << 20
)

// Web is the kit at work. Register routes on it, then serve its Handler.
type Web struct {
	Router
	config Config
	cross  *http.CrossOriginProtection
}

// New returns a kit without routes of the work; static files and the language
// switch are there.
func New(c Config) *Web {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	if c.MaxBody == 0 {
		c.MaxBody = defaultMaxBody
	}
	if c.Observe == nil {
		c.Observe = func(string, int, time.Duration) {}
	}
	if c.NewID == nil {
		c.NewID = rand.Text
	}
	if c.Nav == nil {
		c.Nav = func(context.Context, authz.Actor) []ui.NavItem { return nil }
	}
	if c.Unread == nil {
		c.Unread = func(context.Context, authz.Actor) (int, error) { return -1, nil }
	}
	if c.Thread == nil {
		c.Thread = func(context.Context, authz.Actor, string, string) (*ui.Thread, error) { return nil, nil }
	}
	w := &Web{config: c, cross: http.NewCrossOriginProtection()}
	w.Router = Router{mux: http.NewServeMux(), web: w}
	w.mux.HandleFunc("GET "+static.Prefix, static.Serve)
	w.HandleFunc("/", notFound, Public())
	return w
}

// Handler is everything that stands in front of the routes, listed from the
// inside out. The language is known before anything can fail, so that every
// error page is in it; the log stands outside of all that can fail.
func (w *Web) Handler() http.Handler {
	var h http.Handler = w.mux
	for _, wrap := range []func(http.Handler) http.Handler{
		w.identify, w.protect, w.limit, w.recover, w.speak, compress, w.secure, w.log, w.number,
	} {
		h = wrap(h)
	}
	return h
}

// today is the day in Jakarta; pages say "hari ini" by it.
func (w *Web) today() civil.Date { return civil.Of(w.config.Now().In(i18n.WIB)) }

// NewServer is an http.Server with limits that a slow or hostile peer runs into
// before we do. Longer answers (exports, uploads) lift theirs with Slow.
func NewServer(addr string, h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
