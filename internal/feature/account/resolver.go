package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Resolver turns a bearer token or a session into the actor whose it is. What it
// found it keeps for a moment; see kept.
type Resolver struct {
	db       *db.DB
	sessions *Sessions
	actors   *kept[authz.Actor]
}

// NewResolver returns a resolver that forgets when accounts or the tree change.
// clock measures those two seconds; the day that decides over memberships is
// the database's.
func NewResolver(d *db.DB, accounts *Service, orgs *directory.Service, sessions *Sessions, clock func() time.Time) *Resolver {
	r := &Resolver{db: d, sessions: sessions, actors: newKept[authz.Actor](clock)}
	accounts.OnChanged(r.actors.forget)
	accounts.OnChanged(sessions.store.known.forget)
	orgs.OnChanged(r.actors.forget)
	return r
}

// Browser is the resolver for pages: it reads the session that Sessions' handler
// put into the request.
func (r *Resolver) Browser() Browser { return Browser{r} }

// Bearer is the resolver for the API: it reads the Authorization header.
func (r *Resolver) Bearer() Bearer { return Bearer{r} }

// Browser tells who asks with a session.
type Browser struct{ resolver *Resolver }

// Actor is who is signed in, or nobody.
func (b Browser) Actor(req *http.Request) (authz.Actor, error) {
	user, place, err := b.resolver.sessions.Current(req.Context())
	if err != nil || place.IsZero() {
		return authz.Actor{}, err
	}
	key := sha256.Sum256(append(append([]byte("membership"), user[:]...), place[:]...))
	return b.resolver.resolve(req.Context(), key, byMembership, func(today civil.Date) []any { return []any{place, user, today, today} })
}

// Bearer tells who asks with a token.
type Bearer struct{ resolver *Resolver }

// Actor is whose token the request carries, or nobody.
func (b Bearer) Actor(req *http.Request) (authz.Actor, error) {
	secret, ok := bearer(req.Header.Get("Authorization"))
	if !ok {
		return authz.Actor{}, nil
	}
	key := sha256.Sum256([]byte(secret))
	return b.resolver.resolve(req.Context(), key, byToken, func(today civil.Date) []any {
		return []any{key[:], b.resolver.db.Now().UnixMicro(), today, today}
	})
}

// holder is who holds a membership.
type holder struct {
	User id.User         `db:"id" privacy:"internal"`
	Name string          `db:"name" privacy:"restricted"`
	Role authz.Role      `db:"role" privacy:"internal"`
	Org  id.Organisation `db:"organisation_id" privacy:"internal"`
}

const (
	byMembership = `SELECT u.id, u.name, m.role, m.organisation_id FROM account_membership m JOIN account_user u ON u.id = m.user_id
		WHERE m.id = $1 AND u.id = $2 AND u.active AND m.starts_on <= $3 AND (m.ends_on IS NULL OR m.ends_on >= $4)`
	//nolint:gosec // a query about tokens, not one of them
	byToken = `SELECT u.id, u.name, m.role, m.organisation_id FROM account_token t JOIN account_membership m ON m.id = t.membership_id JOIN account_user u ON u.id = m.user_id
		WHERE t.hash = $1 AND t.purpose = 'api' AND t.revoked_at IS NULL AND t.expires_at > $2 AND u.active AND m.starts_on <= $3 AND (m.ends_on IS NULL OR m.ends_on >= $4)`
	byCalendar = `SELECT u.id, u.name, m.role, m.organisation_id FROM account_token t JOIN account_membership m ON m.id = t.membership_id JOIN account_user u ON u.id = m.user_id
		WHERE t.hash = $1 AND t.purpose = 'calendar' AND t.revoked_at IS NULL AND t.expires_at > $2 AND u.active AND m.starts_on <= $3 AND (m.ends_on IS NULL OR m.ends_on >= $4)`
)

// Calendar tells whose calendar an address opens, or nobody. Whoever it is may
// read that calendar; the address gives no other right.
func (r *Resolver) Calendar(ctx context.Context, secret string) (authz.Actor, error) {
	if !strings.HasPrefix(secret, calendarPrefix) {
		return authz.Actor{}, nil
	}
	key := sha256.Sum256([]byte(secret))
	return r.resolve(ctx, key, byCalendar, func(today civil.Date) []any {
		return []any{key[:], r.db.Now().UnixMicro(), today, today}
	})
}

func (r *Resolver) resolve(ctx context.Context, key [32]byte, query string, args func(today civil.Date) []any) (authz.Actor, error) {
	known, found, changes := r.actors.get(key)
	if found {
		return known, nil
	}
	a, err := r.read(ctx, query, args(civil.Today(r.db.Now())))
	if err != nil || !a.Anyone() { // strangers are not kept: they would push out those who work
		return a, err
	}
	r.actors.put(key, a, changes)
	return a, nil
}

func (r *Resolver) read(ctx context.Context, query string, args []any) (authz.Actor, error) {
	h, found, err := db.Find[holder](ctx, r.db, query, args...)
	if err != nil || !found {
		return authz.Actor{}, wrapResolve(err)
	}
	scope, org, found, err := directory.ScopeOf(ctx, r.db, h.Org)
	if err != nil || !found {
		return authz.Actor{}, wrapResolve(err)
	}
	return authz.Actor{User: h.User, Name: h.Name, Role: h.Role, Org: h.Org, OrgName: org.Name, Scope: scope}, nil
}

func wrapResolve(err error) error {
	if err != nil {
		return fmt.Errorf("find out who asks: %w", err)
	}
	return nil
}
