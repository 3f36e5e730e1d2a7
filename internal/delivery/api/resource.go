package api

import (
	"context"
	"encoding"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// Resource is one sort of record at one path. K is its key, R what the service
// gives, V what a client sees. One, Create, Update and Act register the usual
// operations on it.
type Resource[K fmt.Stringer, R, V any] struct {
	API     *API
	Path    string // "/meetings"; a record is at "/meetings/{id}"
	Tag     string // the group on the reading page: "Meetings"
	Name    string // for the summaries: "meeting"
	Get     func(ctx context.Context, actor authz.Actor, key K) (R, error)
	View    func(R) V
	Key     func(R) K
	Version func(R) int64 // for ETag; nil when the record is never changed
	Within  time.Duration // how long its operations may take, when longer than others: at most as long as a file travels
}

// keyed is the input of an operation on one record, for the document.
type keyed[K any] struct {
	ID K `path:"id" doc:"Key of the record"`
}

func (s Resource[K, R, V]) op(method, path, summary string) Op {
	return Op{Method: method, Path: path, Tag: s.Tag, Summary: summary}
}

func (s Resource[K, R, V]) one() string { return s.Path + "/{id}" }

// handle registers an operation that answers with a record.
func (s Resource[K, R, V]) handle(o Op, d operation, f func(x *exchange) error) {
	d.answer, d.etag = reflect.TypeFor[V](), s.Version != nil
	if d.inputs == nil {
		d.inputs = inputsOf(reflect.TypeFor[keyed[K]]())
	}
	s.API.describe(o, d)
	s.API.route(o.Method, Prefix+o.Path, s.API.serveWithin(o.Method+" "+Prefix+o.Path, max(s.Within, s.API.options.Timeout), func(x *exchange) error {
		if s.Within > 0 {
			x.patient()
		}
		return f(x)
	}))
}

// key reads the {id} of the path. Text that is no key is NotFound, like a key
// that nobody has.
func (s Resource[K, R, V]) key(text string) (K, error) {
	var k K
	if u, ok := any(&k).(encoding.TextUnmarshaler); !ok || text == "" || u.UnmarshalText([]byte(text)) != nil {
		return k, errs.New(errs.NotFound, "not_found")
	}
	return k, nil
}

// write answers with a record, or with 304 when the client has this version.
func (s Resource[K, R, V]) write(x *exchange, code int, record R) error {
	if s.Version != nil {
		tag := etag(s.Version(record))
		x.w.Header()["Etag"] = []string{tag}
		if x.r.Method == http.MethodGet && x.r.Header.Get("If-None-Match") == tag {
			x.status = http.StatusNotModified
			x.w.WriteHeader(x.status)
			return nil
		}
	}
	return x.write(code, s.View(record))
}

// One registers GET /meetings/{id}.
func One[K fmt.Stringer, R, V any](s Resource[K, R, V]) {
	s.handle(s.op(http.MethodGet, s.one(), "Read a "+s.Name), operation{status: http.StatusOK}, func(x *exchange) error {
		k, err := s.key(x.r.PathValue("id"))
		if err != nil {
			return err
		}
		record, err := s.Get(x.ctx, x.actor, k)
		if err != nil {
			return err
		}
		return s.write(x, http.StatusOK, record)
	})
}

// Create registers POST /meetings, which answers 201 with the record and its
// Location. The transaction's result must be the record's key; it is when the
// record is the first that the service audits.
func Create[K fmt.Stringer, R, V, B any](s Resource[K, R, V], f func(ctx context.Context, actor authz.Actor, body B) (R, error)) {
	CreateUnder(s, s.Path, func(ctx context.Context, actor authz.Actor, _ None, body B) (R, error) { return f(ctx, actor, body) })
}

// CreateUnder registers POST path below another record, such as
// "/agreements/{agreement}/activities"; In is
// struct{ Agreement id.Agreement `path:"agreement"` }.
func CreateUnder[K fmt.Stringer, R, V, In, B any](s Resource[K, R, V], path string, f func(ctx context.Context, actor authz.Actor, in In, body B) (R, error)) {
	in := inputsOf(reflect.TypeFor[In]())
	s.handle(s.op(http.MethodPost, path, "Create a "+s.Name), operation{inputs: in, body: reflect.TypeFor[B](), status: http.StatusCreated, once: true}, func(x *exchange) error {
		var input In
		if err := in.read(x.r, reflect.ValueOf(&input).Elem()); err != nil {
			return err
		}
		record, err := once(x, func(body B) (R, error) { return f(x.ctx, x.actor, input, body) }, func(result string) (R, error) {
			k, err := s.key(result)
			if err != nil {
				var none R
				return none, err
			}
			return s.Get(x.ctx, x.actor, k)
		})
		if err != nil {
			return err
		}
		x.w.Header().Set("Location", Prefix+s.Path+"/"+s.Key(record).String())
		return s.write(x, http.StatusCreated, record)
	})
}

// Update registers PATCH /meetings/{id}. If-Match is required (428 without it);
// a version that is no longer the newest is 412 with what changed since.
func Update[K fmt.Stringer, R, V, B any](s Resource[K, R, V], f func(ctx context.Context, actor authz.Actor, key K, version int64, body B) (R, error)) {
	s.handle(s.op(http.MethodPatch, s.one(), "Change a "+s.Name), operation{body: reflect.TypeFor[B](), status: http.StatusOK, match: matchRequired}, func(x *exchange) error {
		k, err := s.key(x.r.PathValue("id"))
		if err != nil {
			return err
		}
		version, err := x.ifMatch()
		if err == nil && version == 0 {
			err = errs.New(errs.Invalid, "api.no_if_match").Because(status(http.StatusPreconditionRequired))
		}
		if err != nil {
			return err
		}
		raw, err := x.readBody()
		if err != nil {
			return err
		}
		var body B
		if err := decode(raw, &body); err != nil {
			return err
		}
		record, err := f(x.ctx, x.actor, k, version, body)
		if err != nil {
			return precondition(err, version)
		}
		return s.write(x, http.StatusOK, record)
	})
}

// Act registers POST /meetings/{id}/<action> for a status move. version is what
// If-Match says, or zero without it. B is None when the action takes no input.
func Act[K fmt.Stringer, R, V, B any](s Resource[K, R, V], action, summary string, f func(ctx context.Context, actor authz.Actor, key K, version int64, body B) (R, error)) {
	s.handle(s.op(http.MethodPost, s.one()+"/"+action, summary), operation{body: reflect.TypeFor[B](), status: http.StatusOK, match: matchOptional, once: true}, func(x *exchange) error {
		k, err := s.key(x.r.PathValue("id"))
		if err != nil {
			return err
		}
		version, err := x.ifMatch()
		if err != nil {
			return err
		}
		record, err := once(x, func(body B) (R, error) { return f(x.ctx, x.actor, k, version, body) },
			func(string) (R, error) { return s.Get(x.ctx, x.actor, k) })
		if err != nil {
			return precondition(err, version)
		}
		return s.write(x, http.StatusOK, record)
	})
}
