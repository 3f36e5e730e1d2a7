package account

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Sessions are the server-side sessions of browsers. The cookie holds a random
// token, the database its hash.
type Sessions struct {
	manager *scs.SessionManager
	store   *sessionStore
	clock   func() time.Time
}

// How long a session lives: a working day, and a good lunch without a touch. The
// cookie ends with the browser, because PCs are shared.
const (
	sessionLife = 12 * time.Hour
	sessionIdle = 2 * time.Hour
	touchEvery  = 5 * time.Minute // a page is not worth a write; one in five minutes is
)

// What a session holds.
const (
	keyUser  = "user"
	keyPlace = "place"
	keySeen  = "seen"
	keyFresh = "fresh" // begun by this very request, so there is no row yet
)

// SessionOptions of NewSessions.
type SessionOptions struct {
	TLS   bool             // cookies over TLS only
	Clock func() time.Time // by which sessions begin and end
	Wall  func() time.Time // measures how long one is kept in memory; nil keeps none
	Log   *slog.Logger     // nil takes the program's own
}

// NewSessions returns the sessions kept in d.
func NewSessions(d *db.DB, o SessionOptions) *Sessions {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	m := scs.New()
	m.Lifetime = sessionLife // see CommitCtx for the one that counts
	store := &sessionStore{db: d, clock: o.Clock, known: newKept[[]byte](o.Wall)}
	m.Store = store
	m.Codec = sessionCodec{}
	m.Cookie.Name = "titian"
	if o.TLS {
		m.Cookie.Name = "__Host-titian" // browsers take it from nobody but this host over TLS
	}
	m.Cookie.Secure = o.TLS
	m.Cookie.Persist = false
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		o.Log.ErrorContext(r.Context(), "session", "error", err)
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
	}
	return &Sessions{manager: m, store: store, clock: o.Clock}
}

// Handler gives every request its session. It stands outside of the pages' own
// middleware, which asks the Resolver who is signed in.
func (s *Sessions) Handler(next http.Handler) http.Handler { return s.manager.LoadAndSave(next) }

// Begin starts a session for a user whose password was right, under a new token,
// so that a token planted before is worth nothing.
func (s *Sessions) Begin(ctx context.Context, user id.User) error {
	if err := s.manager.Clear(ctx); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	s.manager.Put(ctx, keyUser, user.String())
	s.manager.Put(ctx, keyFresh, "1")
	s.touch(ctx)
	return nil
}

// Enter notes in which place the user works from now on.
func (s *Sessions) Enter(ctx context.Context, place id.Membership) {
	s.manager.Put(ctx, keyPlace, place.String())
}

// End ends the request's session.
func (s *Sessions) End(ctx context.Context) error {
	if err := s.manager.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// Current is whose session the request has and where they work, or nobody. A
// session that was idle for too long is ended.
func (s *Sessions) Current(ctx context.Context) (user id.User, place id.Membership, err error) {
	text := s.manager.GetString(ctx, keyUser)
	if text == "" {
		return user, place, nil
	}
	seen, _ := time.Parse(time.RFC3339, s.manager.GetString(ctx, keySeen)) // nonsense is long ago
	idle := s.clock().Sub(seen)
	if idle > sessionIdle {
		return user, place, s.End(ctx)
	}
	if idle > touchEvery {
		s.touch(ctx)
	}
	if err := user.UnmarshalText([]byte(text)); err != nil {
		return user, place, s.End(ctx)
	}
	if err := place.UnmarshalText([]byte(s.manager.GetString(ctx, keyPlace))); err != nil {
		return user, place, s.End(ctx)
	}
	return user, place, nil
}

func (s *Sessions) touch(ctx context.Context) {
	s.manager.Put(ctx, keySeen, s.clock().UTC().Format(time.RFC3339))
}

// deviceLife is how long a browser is remembered as no stranger.
const deviceLife = 365 * 24 * time.Hour

func (s *Sessions) deviceCookie() string {
	if s.manager.Cookie.Secure {
		return "__Host-device"
	}
	return "device"
}

// Devices reads the stamps that the browser carries.
func (s *Sessions) Devices(r *http.Request) Devices {
	c, err := r.Cookie(s.deviceCookie())
	if err != nil {
		return ""
	}
	return Devices(c.Value)
}

// KeepDevices gives the browser its stamps.
func (s *Sessions) KeepDevices(w http.ResponseWriter, d Devices) {
	//nolint:gosec // Secure follows the service: a demo on loopback has no TLS
	http.SetCookie(w, &http.Cookie{
		Name: s.deviceCookie(), Value: string(d), Path: "/", MaxAge: int(deviceLife.Seconds()),
		HttpOnly: true, Secure: s.manager.Cookie.Secure, SameSite: http.SameSiteLaxMode,
	})
}
