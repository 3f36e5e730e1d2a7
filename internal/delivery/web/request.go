package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// seen is what the middleware learns of a request on its way in, for the log.
type seen struct {
	web   *Web
	id    string
	route string // the pattern, never the address: an address may hold a search for a name
	user  string
	cause error // an internal error, logged with the request

	answer *recorder
}

type seenKey struct{}

func seenFrom(ctx context.Context) *seen {
	s, _ := ctx.Value(seenKey{}).(*seen)
	return s
}

// RequestID is the id of the request, as the log and the answer's X-Request-Id
// have it.
func RequestID(ctx context.Context) string {
	if s := seenFrom(ctx); s != nil {
		return s.id
	}
	return ""
}

// number gives every request an id of ours. A client's own id is not taken
// over: it would let a client write into our log.
func (w *Web) number(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		s := &seen{web: w, id: w.config.NewID()}
		rw.Header().Set("X-Request-Id", s.id)
		next.ServeHTTP(rw, r.WithContext(context.WithValue(r.Context(), seenKey{}, s)))
	})
}

// log writes one line a request: what was asked in terms of our routes, how it
// ended, who asked by id. No address, no query, no name, no client's IP.
func (w *Web) log(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		start := time.Now() // a duration, not the work's clock
		rec := &recorder{ResponseWriter: rw}
		s := seenFrom(r.Context())
		s.answer = rec
		defer func() {
			took := time.Since(start)
			w.config.Observe(s.route, rec.status(), took)
			level := slog.LevelInfo
			attrs := []slog.Attr{
				slog.String("request", s.id), slog.String("method", r.Method), slog.String("route", s.route),
				slog.Int("status", rec.status()), slog.Int64("bytes", rec.bytes),
				slog.Duration("took", took),
			}
			if s.user != "" {
				attrs = append(attrs, slog.String("user", s.user))
			}
			if s.cause != nil {
				level = slog.LevelError
				attrs = append(attrs, slog.String("error", s.cause.Error()))
			}
			w.config.Log.LogAttrs(r.Context(), level, "request", attrs...)
		}()
		next.ServeHTTP(rec, r)
	})
}

// recover turns a panic into the internal error page. http.ErrAbortHandler
// passes: it is how a half-sent export is cut off.
func (w *Web) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			w.config.Log.ErrorContext(r.Context(), "panic", "request", RequestID(r.Context()), "value", v, "stack", string(debug.Stack()))
			w.fail(rw, r, route{}, errs.New(errs.Internal, "internal"))
		}()
		next.ServeHTTP(rw, r)
	})
}

// identify asks who the reader is.
func (w *Web) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/static/") {
			next.ServeHTTP(rw, r)
			return
		}
		actor, err := w.config.Auth.Actor(r)
		if err != nil {
			w.fail(rw, r, route{}, err)
			return
		}
		s := seenFrom(r.Context())
		actor.Origin = authz.Origin{RequestID: s.id, Channel: "web", Address: w.clientIP(r)}
		if actor.Anyone() {
			s.user = actor.User.String()
		}
		next.ServeHTTP(rw, r.WithContext(authz.WithActor(r.Context(), actor)))
	})
}

// clientIP is the address of whoever asks, for audit and for slowing guessing.
func (w *Web) clientIP(r *http.Request) string {
	if w.config.TrustedProxy {
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if ip := net.ParseIP(strings.TrimSpace(hops[len(hops)-1])); ip != nil {
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
