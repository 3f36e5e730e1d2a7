// Package api is the kit on which Titian's REST API stands: how a request
// becomes a typed call with an actor, and how an answer or an error becomes
// JSON. It owns the address space /api/v1, bearer sign-in, the reading of paths,
// queries and bodies, problem+json, ETag and If-Match, idempotency keys, paging
// links, and the OpenAPI document with its reading page. It refuses to know any
// record of the work; features bring a Resource and functions that call their
// services.
//
// Huma supplies the OpenAPI model and makes schemas from Go types. The request
// path is ours: huma would check bodies against the schema in English before the
// service checks them again in the reader's language, and it walks every input
// and output by reflection, which costs a lookup by key more than the lookup.
//
// Start with New, then Resource, One, List, Create, Update and Act.
package api

import (
	"crypto/rand"
	"embed"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Words are the kit's own messages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Prefix is where the API lives. A change that breaks a client gets another one.
const Prefix = "/api/v1"

// Authenticator tells who asks, from the bearer token. Nobody is the zero Actor
// and no error; an error means that it could not be found out. The kit fills in
// Actor.Origin.
type Authenticator interface {
	Actor(r *http.Request) (authz.Actor, error)
}

// Options of New. Words, Auth and Log are required.
type Options struct {
	Words   *i18n.Bundle
	Auth    Authenticator
	Log     *slog.Logger
	Version string                       // of the program, for the document
	Address func(r *http.Request) string // the client's IP; nil takes the peer's
	NewID   func() string                // makes request ids; nil makes random ones
	Timeout time.Duration                // of one request; zero is 30 s
}

const (
	defaultTimeout = 30 * time.Second
	maxBody        = 1 << 20
)

// API is the kit at work. It brings its own request ids, log and limits, so its
// mux stands beside the pages' middleware, not behind it.
type API struct {
	options   Options
	mux       *http.ServeMux
	document  *huma.OpenAPI // without what described adds to it
	described []func()
	schemas   *schemas
	speakers  map[i18n.Lang]*i18n.Localizer
	methods   map[string][]string // by path, for 405
}

// New returns an API that registers its operations on mux, all below Prefix.
func New(mux *http.ServeMux, o Options) *API {
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Address == nil {
		o.Address = peer
	}
	a := &API{options: o, mux: mux, schemas: newSchemas(), speakers: map[i18n.Lang]*i18n.Localizer{}, methods: map[string][]string{}}
	a.document = newDocument(o.Version, a.schemas)
	for _, lang := range i18n.Langs() {
		a.speakers[lang] = o.Words.Localizer(lang)
	}
	mux.HandleFunc(Prefix+"/", func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, o.NewID(), errs.New(errs.NotFound, "api.address"))
	})
	a.serveDocument()
	return a
}

// Patterns lists the operations as "GET /api/v1/people/{id}", sorted; tests walk
// them.
func (a *API) Patterns() []string {
	var out []string
	for path, methods := range a.methods {
		for _, m := range methods {
			out = append(out, m+" "+path)
		}
	}
	slices.Sort(out)
	return out
}

// route registers one operation's handler. Another method on the same path is
// told which methods there are.
func (a *API) route(method, path string, h http.HandlerFunc) {
	if _, known := a.methods[path]; !known {
		a.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", strings.Join(a.methods[path], ", "))
			a.answerProblem(w, r, a.options.NewID(), http.StatusMethodNotAllowed, errs.New(errs.Invalid, "api.method"))
		})
	}
	a.methods[path] = append(a.methods[path], method)
	a.mux.HandleFunc(method+" "+path, h)
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
