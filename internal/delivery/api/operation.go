package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Op names an operation that is not one of a Resource's usual ones.
type Op struct {
	Method  string // Read: GET when empty
	Path    string // below Prefix: "/thread/{ref}"
	Tag     string // the group on the reading page: "Threads"
	Summary string // one line: "The whole thread of a reference"
	Detail  string // more, when a line is not enough
}

// Read registers an operation that changes nothing. In is a struct whose fields
// are tagged `path:"ref"` or `query:"status"`.
func Read[In, Out any](a *API, o Op, f func(ctx context.Context, actor authz.Actor, in In) (Out, error)) {
	if o.Method == "" {
		o.Method = http.MethodGet
	}
	in := inputsOf(reflect.TypeFor[In]())
	a.describe(o, operation{inputs: in, answer: reflect.TypeFor[Out](), status: http.StatusOK})
	a.route(o.Method, Prefix+o.Path, a.serve(o.Method+" "+Prefix+o.Path, func(x *exchange) error {
		var input In
		if err := in.read(x.r, reflect.ValueOf(&input).Elem()); err != nil {
			return err
		}
		out, err := f(x.ctx, x.actor, input)
		if err != nil {
			return err
		}
		return x.write(http.StatusOK, out)
	}))
}

// Post registers an operation that does something, for which a Resource has no
// place. In holds path and query; B is the body. A request that is repeated with
// its Idempotency-Key gets what replay reads by the key of what the first made.
func Post[In, B, Out any](a *API, o Op, f func(ctx context.Context, actor authz.Actor, in In, body B) (Out, error),
	replay func(ctx context.Context, actor authz.Actor, in In, result string) (Out, error),
) {
	o.Method = http.MethodPost
	in := inputsOf(reflect.TypeFor[In]())
	a.describe(o, operation{inputs: in, body: reflect.TypeFor[B](), answer: reflect.TypeFor[Out](), status: http.StatusOK, once: true})
	a.route(o.Method, Prefix+o.Path, a.serve(o.Method+" "+Prefix+o.Path, func(x *exchange) error {
		var input In
		if err := in.read(x.r, reflect.ValueOf(&input).Elem()); err != nil {
			return err
		}
		out, err := once(x, func(body B) (Out, error) { return f(x.ctx, x.actor, input, body) },
			func(result string) (Out, error) { return replay(x.ctx, x.actor, input, result) })
		if err != nil {
			return err
		}
		return x.write(http.StatusOK, out)
	}))
}

// once decodes the body, does the work under the request's idempotency key and
// reads again what an earlier request with that key did.
func once[B, Out any](x *exchange, do func(B) (Out, error), replay func(result string) (Out, error)) (Out, error) {
	var none Out
	raw, err := x.readBody()
	if err != nil {
		return none, err
	}
	var body B
	if err := decode(raw, &body); err != nil {
		return none, err
	}
	plain := x.ctx
	if err := x.withOnce(raw); err != nil {
		return none, err
	}
	out, err := do(body)
	if result, repeated := db.ReplayedAs(err); repeated {
		x.ctx, x.replayed = plain, true
		return replay(result)
	}
	return out, err
}

const maxKey = 128

// keyed reports whether the request has an Idempotency-Key.
func (x *exchange) keyed() (bool, error) {
	key := x.r.Header.Get("Idempotency-Key")
	if len(key) > maxKey || strings.ContainsFunc(key, func(c rune) bool { return c < '!' || c > '~' }) {
		return false, errs.New(errs.Invalid, "api.key")
	}
	return key != "", nil
}

// withOnce gives the request's transaction its Idempotency-Key. The hash tells
// the same key with another request apart.
func (x *exchange) withOnce(body []byte) error {
	if keyed, err := x.keyed(); !keyed {
		return err
	}
	h := sha256.New()
	h.Write([]byte(x.r.Method + " " + x.r.URL.Path + "\n"))
	h.Write(body)
	x.once(db.Once{Hash: hex.EncodeToString(h.Sum(nil))})
	return nil
}

func (x *exchange) once(o db.Once) {
	o.Actor, o.Key = x.actor.User.String(), x.r.Header.Get("Idempotency-Key")
	x.ctx = db.WithOnce(x.ctx, o)
}

// ifMatch reads the version that the client has seen: If-Match: "7". Absent is
// zero.
func (x *exchange) ifMatch() (int64, error) {
	h := x.r.Header.Get("If-Match")
	if h == "" {
		return 0, nil
	}
	text, quoted := strings.CutPrefix(h, `"`)
	text, closed := strings.CutSuffix(text, `"`)
	n, err := strconv.ParseInt(text, 10, 64)
	if !quoted || !closed || err != nil || n < 1 {
		return 0, errs.New(errs.Invalid, "api.if_match").Because(err)
	}
	return n, nil
}

// precondition makes a lost race against If-Match 412.
func precondition(err error, version int64) error {
	if e := errs.As(err); e != nil && e.Code == "stale" && version != 0 {
		return e.Because(status(http.StatusPreconditionFailed))
	}
	return err
}
