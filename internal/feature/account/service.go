package account

import (
	"context"
	"fmt"
	"slices"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Options of New.
type Options struct {
	Key  []byte // signs device stamps; 32 secret bytes that survive a restart
	Cost Cost   // of passwords; zero is DefaultCost
}

// Service is the use cases of accounts.
type Service struct {
	db        *db.DB
	hasher    *hasher
	key       []byte
	onChanged []func()
	onHeld    []func(context.Context, *db.Tx, Held) error
}

// New returns the accounts over d.
func New(d *db.DB, o Options) *Service {
	return &Service{db: d, hasher: newHasher(o.Cost), key: o.Key}
}

// OnChanged subscribes f to everything that takes or gives a right, after it is
// durable. The Resolver forgets then what it knew.
func (s *Service) OnChanged(f func()) { s.onChanged = append(s.onChanged, f) }

func (s *Service) changed(tx *db.Tx) {
	for _, f := range s.onChanged {
		tx.AfterCommit(f)
	}
}

// CreateUserCommand makes a user with a first membership: an account without one
// can do nothing and is nobody's to keep.
type CreateUserCommand struct {
	ID       id.User // optional, made by the client
	Login    string
	Name     string
	Password string
	Language string
	MembershipCommand
}

// MembershipCommand gives a user a role at an organisation.
type MembershipCommand struct {
	ID       id.Membership // optional, made by the client
	Org      id.Organisation
	Role     authz.Role
	StartsOn civil.Date // today when unknown
	EndsOn   civil.Date
}

// CreateUser makes a user. Administrators of the organisation.
func (s *Service) CreateUser(ctx context.Context, a authz.Actor, c CreateUserCommand) (User, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return User{}, err
	}
	var f errs.Fields
	checkLogin(&f, &c.Login)
	checkProfile(&f, &c.Name, &c.Language)
	checkPassword(&f, "password", c.Password, c.Login)
	c.validate(&f, civil.Today(s.db.Now()))
	if err := f.Err(); err != nil {
		return User{}, err
	}
	hash, err := s.hasher.hash(ctx, c.Password)
	if err != nil {
		return User{}, err
	}
	u := User{ID: c.ID, Login: c.Login, Name: c.Name, Password: hash, Language: c.Language, Active: true, Version: 1}
	if u.ID.IsZero() {
		u.ID = u.ID.Make()
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		u.CreatedAt, u.UpdatedAt = tx.Now(), tx.Now()
		if err := db.Insert(ctx, tx, "account_user", u); err != nil {
			if db.IsUnique(err, "account_user_login_key", "account_user.login") {
				return fieldError("login", "user.login_taken")
			}
			return err
		}
		if err := audit.Created(ctx, tx, a, audit.What{Org: c.Org, Action: "user.create", Kind: "user", Record: u.ID, Version: 1}, u); err != nil {
			return err
		}
		_, err := s.join(ctx, tx, a, u.ID, c.MembershipCommand)
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("create user: %w", err)
	}
	return u, nil
}

func fieldError(path, code string) error {
	var f errs.Fields
	f.Add(path, code)
	return f.Err()
}

func (c *MembershipCommand) validate(f *errs.Fields, today civil.Date) {
	if c.Org.IsZero() {
		f.Add("organisation_id", "required")
	}
	directory.CheckChoice(f, "role", c.Role, authz.Roles())
	if c.StartsOn.IsZero() {
		c.StartsOn = today
	}
	if c.EndsOn.Before(c.StartsOn) {
		f.Add("ends_on", "date.too_early", "min", c.StartsOn)
	}
}

// join stores a membership at an organisation that the actor administers.
func (s *Service) join(ctx context.Context, tx *db.Tx, a authz.Actor, user id.User, c MembershipCommand) (Membership, error) {
	_, o, found, err := directory.ScopeOf(ctx, tx, c.Org)
	if err != nil {
		return Membership{}, err
	}
	if !found || !directory.Manages(a, o) {
		return Membership{}, fieldError("organisation_id", "choice.invalid")
	}
	if !slices.Contains(RolesAt(o), c.Role) {
		return Membership{}, fieldError("role", "membership.role")
	}
	m := Membership{ID: c.ID, User: user, Org: c.Org, Role: c.Role, StartsOn: c.StartsOn, EndsOn: c.EndsOn, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	if m.ID.IsZero() {
		m.ID = m.ID.Make()
	}
	if err := db.Insert(ctx, tx, "account_membership", m); err != nil {
		return Membership{}, err
	}
	s.changed(tx)
	return m, audit.Created(ctx, tx, a, whatMembership(m, "membership.create"), m)
}

// AddMembership gives a user whom the administrator sees another role. A role
// that the user already has there at that time is an error of the field.
func (s *Service) AddMembership(ctx context.Context, a authz.Actor, user id.User, c MembershipCommand) (Membership, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Membership{}, err
	}
	var f errs.Fields
	c.validate(&f, civil.Today(s.db.Now()))
	if err := f.Err(); err != nil {
		return Membership{}, err
	}
	var m Membership
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := findSeen(ctx, tx, a, user); err != nil {
			return err
		}
		places, err := placesOf(ctx, tx, user)
		if err != nil {
			return err
		}
		for _, p := range places {
			if p.Org == c.Org && p.Role == c.Role && !p.EndsOn.Before(c.StartsOn) && (c.EndsOn.IsZero() || !p.StartsOn.After(c.EndsOn)) {
				return fieldError("role", "membership.twice")
			}
		}
		m, err = s.join(ctx, tx, a, user, c)
		return err
	})
	if err != nil {
		return Membership{}, fmt.Errorf("add membership: %w", err)
	}
	return m, nil
}

// EndMembership takes a role away at once: yesterday was its last day. One that
// has not begun is ended before it begins. Its tokens stop with it.
func (s *Service) EndMembership(ctx context.Context, a authz.Actor, key id.Membership, version int64) (Membership, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Membership{}, err
	}
	var after Membership
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := db.One[Membership](ctx, tx, `SELECT `+db.Columns[Membership]("")+` FROM account_membership WHERE id = $1`, key)
		if err != nil {
			return err
		}
		_, o, found, err := directory.ScopeOf(ctx, tx, before.Org)
		switch {
		case err != nil:
			return err
		case found && !directory.Manages(a, o), !found && !a.Scope.All:
			return errNotFound
		}
		yesterday := civil.Today(tx.Now()).AddDays(-1)
		if !before.EndsOn.IsZero() && !before.EndsOn.After(yesterday) {
			return errs.New(errs.State, "membership.ended")
		}
		if before.User == a.User && before.Org == a.Org && before.Role == a.Role {
			return errs.New(errs.State, "membership.own")
		}
		after = before
		seen := version
		if seen == 0 {
			seen = before.Version
		}
		after.EndsOn, after.Version, after.UpdatedAt = yesterday, seen+1, tx.Now()
		if err := db.Update(ctx, tx, "account_membership", after, seen, "id"); err != nil {
			return err
		}
		s.changed(tx)
		return audit.Changed(ctx, tx, a, whatMembership(after, "membership.end"), before, after)
	})
	if err != nil {
		return Membership{}, fmt.Errorf("end membership %s: %w", key, audit.Stale(ctx, s.db, err, after.Org, key, version))
	}
	return after, nil
}

func whatMembership(m Membership, action string) audit.What {
	return audit.What{Org: m.Org, Action: action, Kind: "membership", Record: m.ID, Version: m.Version}
}
