package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"titian/internal/delivery/web/list"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// Handler answers a request or returns an error, which the kit turns into the
// page for its kind. A handler that has begun to answer returns nil.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Router registers handlers on patterns of http.ServeMux, such as
// "GET /meetings/{id}". Unless a route is Public, nobody gets in without
// signing in.
type Router struct {
	mux      *http.ServeMux
	web      *Web
	patterns []string
}

// route is what the options of one route decide.
type route struct {
	public  bool
	maxBody int64
	timeout time.Duration
	repeat  string
	people  string // the list of people that the route takes out
	limit   *limit
}

// Option changes one route.
type Option func(*route)

// Public lets in whoever asks.
func Public() Option { return func(r *route) { r.public = true } }

// MaxBody is the route's own limit of the body, for uploads.
func MaxBody(bytes int64) Option { return func(r *route) { r.maxBody = bytes } }

// Slow gives the route more time than the server's usual, for exports and uploads.
func Slow(d time.Duration) Option { return func(r *route) { r.timeout = d } }

// PerAddress lets one address ask for the route so many times a minute; what is
// more is Limited. For pages that the public may read and a program may hammer.
func PerAddress(n int) Option { return func(r *route) { r.limit = newLimit(n) } }

// Repeat says where a form leads that was sent twice: the first sending did the
// work, so the second leads to what it made. "{result}" stands for the key that
// the work returned, "{name}" for a path value: Repeat("/meetings/{result}").
func Repeat(to string) Option { return func(r *route) { r.repeat = to } }

// People says that a file names people, and what their list is called in the
// audit: whoever takes it out is noted, see Config.Keeper.
func People(list string) Option { return func(r *route) { r.people = list } }

// Export registers a list's files: its path with ".csv" and with ".xlsx". The
// handler is the same, it ends in list.Export; exports take their time.
func (rt *Router) Export(path string, h Handler, options ...Option) {
	options = append([]Option{Slow(5 * time.Minute)}, options...)
	rt.HandleFunc("GET "+path+".csv", h, options...)
	rt.HandleFunc("GET "+path+".xlsx", h, options...)
}

// HandleFunc registers a handler. A pattern that is registered twice panics, as
// in net/http: it is a mistake of the programmer at start-up.
func (rt *Router) HandleFunc(pattern string, h Handler, options ...Option) {
	r := route{maxBody: rt.web.config.MaxBody, timeout: rt.web.config.Timeout}
	for _, o := range options {
		o(&r)
	}
	rt.patterns = append(rt.patterns, pattern)
	rt.mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) {
		rt.web.serve(w, req, r, h)
	})
}

// Handle registers a plain http.Handler that looks after itself, such as the API.
func (rt *Router) Handle(pattern string, h http.Handler) {
	rt.patterns = append(rt.patterns, pattern)
	rt.mux.Handle(pattern, h)
}

// Patterns lists what is registered, sorted; tests walk every route with it.
func (rt *Router) Patterns() []string { return slices.Sorted(slices.Values(rt.patterns)) }

// serve runs one handler within its route's limits.
func (w *Web) serve(rw http.ResponseWriter, r *http.Request, rt route, h Handler) {
	if seen := seenFrom(r.Context()); seen != nil {
		seen.route = r.Pattern
	}
	if err := w.run(rw, r, rt, h); err != nil {
		w.fail(rw, r, rt, err)
	}
}

func (w *Web) run(rw http.ResponseWriter, r *http.Request, rt route, h Handler) error {
	if !rt.public && !authz.FromContext(r.Context()).Anyone() {
		return errs.New(errs.Unauthenticated, "unauthenticated")
	}
	if rt.limit != nil && !rt.limit.allow(w.clientIP(r), w.config.Now()) {
		return errs.New(errs.Limited, "limited")
	}
	r.Body = http.MaxBytesReader(rw, r.Body, rt.maxBody)
	if rt.timeout > w.config.Timeout {
		deadline := time.Now().Add(rt.timeout) // of the wire, which knows no other clock: the work's may stand on another day
		control := http.NewResponseController(rw)
		_ = control.SetReadDeadline(deadline)  // not every transport has one
		_ = control.SetWriteDeadline(deadline) // and then the server's stands
	}
	ctx, cancel := context.WithTimeout(r.Context(), rt.timeout)
	defer cancel()
	r = r.WithContext(ctx)
	r, err := withOnce(r)
	if err != nil {
		return err
	}
	if rt.people != "" && w.config.Keeper != nil {
		r = list.Watch(r, rt.people, w.config.Keeper)
	}
	if err = h(rw, r); err != nil && ctx.Err() != nil && errs.As(err) == nil {
		// Too slow, or the reader has gone: drivers name this in many ways.
		return errs.New(errs.Unavailable, "unavailable").Because(err)
	}
	return err
}

// notFound answers every address that no route has.
func notFound(http.ResponseWriter, *http.Request) error { return errs.New(errs.NotFound, "page") }

// repeatTo fills in where a repeated form leads.
func (rt route) repeatTo(r *http.Request, result string) string {
	if rt.repeat == "" {
		return "/"
	}
	parts := strings.Split(rt.repeat, "{")
	for i, p := range parts[1:] {
		name, rest, _ := strings.Cut(p, "}")
		value := result
		if name != "result" {
			value = r.PathValue(name)
		}
		parts[i+1] = value + rest
	}
	return strings.Join(parts, "")
}
