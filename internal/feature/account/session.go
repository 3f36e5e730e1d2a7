package account

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
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
	Clock func() time.Time // the wall clock: a session ends in real time, whatever day the work has
	Log   *slog.Logger
}

// NewSessions returns the sessions kept in d.
func NewSessions(d *db.DB, o SessionOptions) *Sessions {
	m := scs.New()
	m.Lifetime = sessionLife
	m.Store = &sessionStore{db: d, clock: o.Clock}
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
	return &Sessions{manager: m, clock: o.Clock}
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

// sessionStore keeps sessions in account_session.
type sessionStore struct {
	db    *db.DB
	clock func() time.Time
}

func sessionHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// FindCtx reads a session that has not ended.
func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	data, found, err := db.Find[[]byte](ctx, s.db, `SELECT data FROM account_session WHERE token_hash = $1 AND expires_at > $2`, sessionHash(token), s.clock().UnixMicro())
	if err != nil {
		return nil, false, fmt.Errorf("read session: %w", err)
	}
	return data, found, nil
}

// CommitCtx stores a session. Only a fresh one makes a row: a request that was
// under way while its session was ended elsewhere must not bring it back. A
// fresh one also sweeps out those that have ended.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	var v sessionData
	if err := json.Unmarshal(data, &v); err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	var user id.User
	if err := user.UnmarshalText([]byte(v.Values[keyUser])); err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	ctx = inner{ctx}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if v.Values[keyFresh] == "" {
			_, err := db.Exec(ctx, tx, `UPDATE account_session SET data = $1 WHERE token_hash = $2`, data, sessionHash(token))
			return err
		}
		if _, err := db.Exec(ctx, tx, `INSERT INTO account_session (token_hash, user_id, data, expires_at) VALUES ($1, $2, $3, $4)`,
			sessionHash(token), user, data, expiry.UnixMicro()); err != nil {
			return err
		}
		_, err := db.Exec(ctx, tx, `DELETE FROM account_session WHERE expires_at < $1`, s.clock().UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	ctx = inner{ctx}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `DELETE FROM account_session WHERE token_hash = $1`, sessionHash(token))
		return err
	})
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// errNoContext answers the forms of scs.Store that carry no context; scs prefers
// the others where they exist.
var errNoContext = errors.New("session store needs a context")

// Find is never called.
func (*sessionStore) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit is never called.
func (*sessionStore) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete is never called.
func (*sessionStore) Delete(string) error { return errNoContext }

// sessionCodec writes sessions as JSON: the store reads the user from it, and
// gob would start up a decoder for each page.
type sessionCodec struct{}

type sessionData struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// Encode writes a session; all our values are texts.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	d := sessionData{deadline, make(map[string]string, len(values))}
	for k, v := range values {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("encode session: %s is no text", k)
		}
		d.Values[k] = text
	}
	return json.Marshal(d)
}

// Decode reads a session; what comes from a row is not fresh.
func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var d sessionData
	if err := json.Unmarshal(b, &d); err != nil {
		return time.Time{}, nil, fmt.Errorf("decode session: %w", err)
	}
	values := make(map[string]any, len(d.Values))
	for k, v := range d.Values {
		values[k] = v
	}
	delete(values, keyFresh)
	return d.Deadline, values, nil
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
	http.SetCookie(w, &http.Cookie{Name: s.deviceCookie(), Value: string(d), Path: "/", MaxAge: int(deviceLife.Seconds()),
		HttpOnly: true, Secure: s.manager.Cookie.Secure, SameSite: http.SameSiteLaxMode})
}
