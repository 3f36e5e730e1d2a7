package api

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// exchange is one request on its way to an answer.
type exchange struct {
	api   *API
	w     http.ResponseWriter
	r     *http.Request
	ctx   context.Context
	actor authz.Actor
	id    string
	route string
	cause error // an internal error, for the log

	status   int
	bytes    int
	replayed bool
}

// serve is everything that stands around an operation: the request id, the
// actor, the time limit, the log line, and the answer to an error or a panic.
func (a *API) serve(route string, f func(x *exchange) error) http.HandlerFunc {
	return a.serveWithin(route, a.options.Timeout, f)
}

func (a *API) serveWithin(route string, limit time.Duration, f func(x *exchange) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start := time.Now() // a duration, not the work's clock
		x := &exchange{api: a, w: w, r: r, id: a.options.NewID(), route: route}
		defer func() {
			if v := recover(); v != nil {
				a.options.Log.ErrorContext(r.Context(), "panic", "request", x.id, "value", v, "stack", string(debug.Stack()))
				x.fail(errs.New(errs.Internal, "internal"))
			}
			x.log(start)
		}()
		var cancel context.CancelFunc
		x.ctx, cancel = context.WithTimeout(r.Context(), limit)
		defer cancel()
		if err := x.identify(); err != nil {
			x.fail(err)
			return
		}
		if err := f(x); err != nil {
			x.fail(err)
		}
	}
}

func (x *exchange) identify() error {
	actor, err := x.api.options.Auth.Actor(x.r)
	if err != nil {
		return err
	}
	if !actor.Anyone() {
		return errs.New(errs.Unauthenticated, "api.unauthenticated")
	}
	actor.Origin = authz.Origin{RequestID: x.id, Channel: "api", Address: x.api.options.Address(x.r)}
	x.actor = actor
	x.ctx = authz.WithActor(x.ctx, actor)
	return nil
}

// log writes one line a request, in terms of our routes: no address, no query,
// no name, no client's IP.
func (x *exchange) log(start time.Time) {
	level := slog.LevelInfo
	attrs := make([]slog.Attr, 0, 8)
	attrs = append(attrs,
		slog.String("request", x.id), slog.String("method", x.r.Method), slog.String("route", x.route),
		slog.Int("status", x.status), slog.Int("bytes", x.bytes), slog.Duration("took", time.Since(start)))
	if x.actor.Anyone() {
		attrs = append(attrs, slog.String("user", x.actor.User.String()))
	}
	if x.cause != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", x.cause.Error()))
	}
	x.api.options.Log.LogAttrs(x.r.Context(), level, "request", attrs...)
}

// fail answers with the problem of err unless an answer has begun.
func (x *exchange) fail(err error) {
	if errs.KindOf(err) == errs.Internal {
		x.cause = err
	}
	if x.status != 0 {
		return
	}
	x.status = x.api.fail(x.w, x.r, x.id, err)
}

// Header values that never change, shared so that an answer does not allocate them.
var (
	typeJSON    = []string{"application/json"}
	typeProblem = []string{"application/problem+json"}
	noStore     = []string{"no-store"}
	noSniff     = []string{"nosniff"}
)

// buffers are reused between answers.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// write answers with v. The body is made whole before its first byte is sent,
// so that an error in the middle of it is still a problem and not half an answer.
func (x *exchange) write(status int, v any) error {
	b := buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // the pool holds nothing else
	defer buffers.Put(b)
	b.Reset()
	if err := encode(b, v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	x.status, x.bytes = status, b.Len()
	if x.replayed {
		x.w.Header().Set("Idempotency-Replayed", "true")
	}
	send(x.w, x.id, status, typeJSON, b.Bytes())
	return nil
}

// send writes headers and body. No cache keeps an answer: the next reader of a
// shared PC must not find it.
func send(w http.ResponseWriter, requestID string, status int, contentType []string, body []byte) {
	h := w.Header()
	h["Content-Type"] = contentType
	h["Cache-Control"] = noStore
	h["X-Content-Type-Options"] = noSniff
	h["X-Request-Id"] = []string{requestID}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a reader who has gone needs no answer
}

// etag is a record's version as RFC 9110 quotes it.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }
