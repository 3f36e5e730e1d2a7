package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Token lets a program work as one membership. The secret is shown once, when it
// is made; only its hash is kept.
type Token struct {
	ID         id.Token      `db:"id" privacy:"internal"`
	Membership id.Membership `db:"membership_id" privacy:"internal"`
	Name       string        `db:"name" privacy:"internal"` // what it is for
	Hash       []byte        `db:"hash" privacy:"secret"`
	CreatedAt  time.Time     `db:"created_at" privacy:"internal"`
	ExpiresAt  time.Time     `db:"expires_at" privacy:"internal"`
	RevokedAt  time.Time     `db:"revoked_at" privacy:"internal"`
	Version    int64         `db:"version" privacy:"internal"`
	Purpose    Purpose       `db:"purpose" privacy:"internal"`
}

// Purpose is what a token opens. A calendar's address is kept by telephones and
// by whoever runs the calendar, so its token reads the calendar and nothing else.
type Purpose string

// The purposes.
const (
	ForAPI      Purpose = "api"
	ForCalendar Purpose = "calendar"
)

// TokenRow is a token with whose it is.
type TokenRow struct {
	Token
	User    id.User         `db:"user_id" privacy:"internal"`
	Login   string          `db:"login" privacy:"restricted"`
	Role    authz.Role      `db:"role" privacy:"internal"`
	Org     id.Organisation `db:"organisation_id" privacy:"internal"`
	OrgName string          `db:"org_name" privacy:"internal"`
}

// State says in one word whether a token works at an instant: active, expired or
// revoked.
func (t Token) State(now time.Time) string {
	switch {
	case !t.RevokedAt.IsZero():
		return "revoked"
	case !t.ExpiresAt.After(now):
		return "expired"
	}
	return "active"
}

// The life of a token. None lives for ever: a forgotten one must end by itself.
const (
	DefaultTokenDays = 90
	maxTokenDays     = 366
	tokenPrefix      = "titian_" // recognisable, so that a leaked one can be searched for
	calendarPrefix   = "titian-calendar-"
)

// CreateTokenCommand makes a token. Membership is whose: the actor's own when
// none is named; only the operator names another's.
type CreateTokenCommand struct {
	ID         id.Token // optional, made by the client
	Membership id.Membership
	Name       string
	Purpose    Purpose    // ForAPI when none is named
	ExpiresOn  civil.Date // its last day; DefaultTokenDays from today when unknown
}

// CreateToken makes a token and gives its secret, which cannot be read again.
func (s *Service) CreateToken(ctx context.Context, a authz.Actor, c CreateTokenCommand) (TokenRow, string, error) {
	if err := policy.Check(a, CanOwn); err != nil {
		return TokenRow{}, "", err
	}
	if err := c.validate(civil.Today(s.db.Now())); err != nil {
		return TokenRow{}, "", err
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return TokenRow{}, "", fmt.Errorf("create token: %w", err)
	}
	secret := c.prefix() + base64.RawURLEncoding.EncodeToString(raw)
	t := Token{ID: c.ID, Name: c.Name, Hash: tokenHash(secret), Version: 1, Purpose: c.Purpose}
	if t.ID.IsZero() {
		t.ID = t.ID.Make()
	}
	// The last day counts whole, in Jakarta.
	t.ExpiresAt = c.ExpiresOn.AddDays(1).Time().Add(-7 * time.Hour)
	var row TokenRow
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		m, err := s.tokenFor(ctx, tx, a, c.Membership)
		if err != nil {
			return err
		}
		t.Membership, t.CreatedAt = m.ID, tx.Now()
		if err := db.Insert(ctx, tx, "account_token", t); err != nil {
			return err
		}
		if err := audit.Created(ctx, tx, a, audit.What{Org: m.Org, Action: "token.create", Kind: "token", Record: t.ID, Version: 1}, t); err != nil {
			return err
		}
		row, err = db.One[TokenRow](ctx, tx, tokenRows+` WHERE t.id = $1`, t.ID)
		return err
	})
	if err != nil {
		return TokenRow{}, "", fmt.Errorf("create token: %w", err)
	}
	return row, secret, nil
}

func (c *CreateTokenCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckText(&f, "name", &c.Name, maxTokenName, true)
	if c.Purpose == "" {
		c.Purpose = ForAPI
	}
	directory.CheckChoice(&f, "purpose", c.Purpose, []Purpose{ForAPI, ForCalendar})
	if c.ExpiresOn.IsZero() {
		c.ExpiresOn = today.AddDays(c.days())
	}
	if c.ExpiresOn.Before(today) {
		f.Add("expires_on", "date.too_early", "min", today)
	} else if last := today.AddDays(maxTokenDays); c.ExpiresOn.After(last) {
		f.Add("expires_on", "date.too_late", "max", last)
	}
	return f.Err()
}

// days is how long a token works when nobody says: nobody types a calendar's
// address into a telephone every three months.
func (c *CreateTokenCommand) days() int {
	if c.Purpose == ForCalendar {
		return maxTokenDays
	}
	return DefaultTokenDays
}

func (c *CreateTokenCommand) prefix() string {
	if c.Purpose == ForCalendar {
		return calendarPrefix
	}
	return tokenPrefix
}

// tokenFor finds the membership that a token is for.
func (s *Service) tokenFor(ctx context.Context, q db.Querier, a authz.Actor, named id.Membership) (Membership, error) {
	cols, today := db.Columns[Membership](""), civil.Today(s.db.Now())
	if a.Role == authz.Operator {
		m, found, err := db.Find[Membership](ctx, q, `SELECT `+cols+` FROM account_membership WHERE id = $1`, named)
		if err == nil && (!found || !m.In(today)) {
			err = fieldError("membership_id", "choice.invalid")
		}
		return m, err
	}
	mine, err := db.All[Membership](ctx, q, `SELECT `+cols+` FROM account_membership WHERE user_id = $1 AND organisation_id = $2 ORDER BY id`, a.User, a.Org)
	for _, m := range mine {
		if m.Role == a.Role && m.In(today) && (named.IsZero() || named == m.ID) {
			return m, nil
		}
	}
	return Membership{}, orElse(err, fieldError("membership_id", "choice.invalid"))
}

//nolint:gosec // a query about tokens, not one of them
const tokenRows = `SELECT t.id, t.membership_id, t.name, t.hash, t.created_at, t.expires_at, t.revoked_at, t.version, t.purpose, m.user_id, u.login, m.role, m.organisation_id, o.name
	FROM account_token t JOIN account_membership m ON m.id = t.membership_id JOIN account_user u ON u.id = m.user_id
	JOIN directory_organisation o ON o.id = m.organisation_id`

// ListTokens lists a user's tokens, the newest first: the actor's own, or those
// of a user whom an administrator sees.
func (s *Service) ListTokens(ctx context.Context, a authz.Actor, user id.User) ([]TokenRow, error) {
	if err := policy.Check(a, CanOwn); err != nil {
		return nil, err
	}
	if user.IsZero() {
		user = a.User
	}
	if user != a.User {
		if _, err := s.GetUser(ctx, a, user); err != nil {
			return nil, err
		}
	}
	out, err := db.All[TokenRow](ctx, s.db, tokenRows+` WHERE m.user_id = $1 ORDER BY t.created_at DESC, t.id DESC`, user)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return out, nil
}

// GetToken reads one token: the actor's own, or that of a user whom an
// administrator sees.
func (s *Service) GetToken(ctx context.Context, a authz.Actor, key id.Token) (TokenRow, error) {
	if err := policy.Check(a, CanOwn); err != nil {
		return TokenRow{}, err
	}
	t, err := s.findToken(ctx, s.db, a, key)
	if err != nil {
		return t, fmt.Errorf("read token %s: %w", key, err)
	}
	return t, nil
}

func (s *Service) findToken(ctx context.Context, q db.Querier, a authz.Actor, key id.Token) (TokenRow, error) {
	t, err := db.One[TokenRow](ctx, q, tokenRows+` WHERE t.id = $1`, key)
	if err != nil || t.User == a.User {
		return t, err
	}
	if policy.Check(a, CanManage) != nil {
		return TokenRow{}, errNotFound
	}
	_, err = findSeen(ctx, q, a, t.User)
	return t, err
}

// RevokeToken ends a token at once: the actor's own, or that of a user whom an
// administrator sees.
func (s *Service) RevokeToken(ctx context.Context, a authz.Actor, key id.Token) (TokenRow, error) {
	if err := policy.Check(a, CanOwn); err != nil {
		return TokenRow{}, err
	}
	var row TokenRow
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		var err error
		if row, err = s.findToken(ctx, tx, a, key); err != nil {
			return err
		}
		if !row.RevokedAt.IsZero() {
			return errs.New(errs.State, "token.revoked")
		}
		before := row.Token
		row.RevokedAt, row.Version = tx.Now(), row.Version+1
		if err := db.Update(ctx, tx, "account_token", row.Token, before.Version, "id"); err != nil {
			return err
		}
		s.changed(tx)
		return audit.Changed(ctx, tx, a, audit.What{Org: row.Org, Action: "token.revoke", Kind: "token", Record: row.ID, Version: row.Version}, before, row.Token)
	})
	if err != nil {
		return TokenRow{}, fmt.Errorf("revoke token %s: %w", key, err)
	}
	return row, nil
}

func tokenHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// bearer is the token that a request carries, if it looks like one of ours.
func bearer(header string) (string, bool) {
	secret, ok := strings.CutPrefix(header, "Bearer ")
	return secret, ok && strings.HasPrefix(secret, tokenPrefix)
}
