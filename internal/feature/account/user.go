package account

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Profile is a user with every membership, the newest first.
type Profile struct {
	User
	Places []Place
}

// UserFilter narrows a list of users. Text is a part of a name or a login.
type UserFilter struct {
	Org      id.Organisation
	Role     authz.Role
	Inactive bool // also those who may no longer sign in
	Text     string
	Desc     bool // by login from Z to A
}

// ListUsers is one page of the users whom the administrator sees, by login.
func (s *Service) ListUsers(ctx context.Context, a authz.Actor, f UserFilter, r page.Request) (page.Of[Profile], error) {
	none := page.Of[Profile]{}
	if err := policy.Check(a, CanManage); err != nil {
		return none, err
	}
	after, err := page.Decode(r.After, 1)
	if err != nil {
		return none, err
	}
	q, args := userQuery(a, f, after, r)
	users, err := db.All[User](ctx, s.db, q, args...)
	if err != nil {
		return none, fmt.Errorf("list users: %w", err)
	}
	found := page.Cut(users, r, func(u User) []string { return []string{u.Login} })
	profiles, err := s.withPlaces(ctx, found.Items)
	if err != nil {
		return none, fmt.Errorf("list users: %w", err)
	}
	return page.Of[Profile]{Items: profiles, Next: found.Next}, nil
}

func userQuery(a authz.Actor, f UserFilter, after []string, r page.Request) (string, []any) {
	where, args := seen(a, "u", 1)
	and := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where += " AND " + condition
	}
	if !f.Org.IsZero() {
		and("EXISTS (SELECT 1 FROM account_membership x WHERE x.user_id = u.id AND x.organisation_id = ?)", f.Org)
	}
	if f.Role != "" {
		and("EXISTS (SELECT 1 FROM account_membership x WHERE x.user_id = u.id AND x.role = ?)", string(f.Role))
	}
	if !f.Inactive {
		and("u.active")
	}
	if t := strings.TrimSpace(f.Text); t != "" {
		and(`(LOWER(u.name) LIKE ? ESCAPE '\' OR u.login LIKE ? ESCAPE '\')`, contains(t), contains(t))
	}
	order, beyond := "u.login", "u.login > ?"
	if f.Desc {
		order, beyond = "u.login DESC", "u.login < ?"
	}
	if after != nil {
		and(beyond, after[0])
	}
	args = append(args, r.Limit()+1)
	return `SELECT ` + db.Columns[User]("u") + ` FROM account_user u WHERE ` + where + ` ORDER BY ` + order + ` LIMIT $` + strconv.Itoa(len(args)), args
}

func (s *Service) withPlaces(ctx context.Context, users []User) ([]Profile, error) {
	if len(users) == 0 {
		return nil, nil
	}
	keys := make([]id.User, len(users))
	at := map[id.User]int{}
	out := make([]Profile, len(users))
	for i, u := range users {
		keys[i], at[u.ID], out[i].User = u.ID, i, u
	}
	places, err := placesOf(ctx, s.db, keys...)
	for _, p := range places {
		out[at[p.User]].Places = append(out[at[p.User]].Places, p)
	}
	return out, err
}

// GetUser reads a user whom the administrator sees.
func (s *Service) GetUser(ctx context.Context, a authz.Actor, key id.User) (Profile, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Profile{}, err
	}
	u, err := findSeen(ctx, s.db, a, key)
	if err != nil {
		return Profile{}, fmt.Errorf("read user %s: %w", key, err)
	}
	return s.profile(ctx, u)
}

// FindUser reads a user by login.
func (s *Service) FindUser(ctx context.Context, a authz.Actor, login string) (Profile, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Profile{}, err
	}
	u, found, err := findLogin(ctx, s.db, Login(login))
	if err != nil {
		return Profile{}, fmt.Errorf("find user: %w", err)
	}
	if !found {
		return Profile{}, errNotFound
	}
	return s.GetUser(ctx, a, u.ID)
}

// Me is the actor's own account. The operator has none.
func (s *Service) Me(ctx context.Context, a authz.Actor) (Profile, error) {
	if err := policy.Check(a, CanOwn); err != nil {
		return Profile{}, err
	}
	u, err := findUser(ctx, s.db, a.User)
	if err != nil {
		return Profile{}, fmt.Errorf("read own account: %w", err)
	}
	return s.profile(ctx, u)
}

func (s *Service) profile(ctx context.Context, u User) (Profile, error) {
	places, err := placesOf(ctx, s.db, u.ID)
	if err != nil {
		return Profile{}, fmt.Errorf("read memberships: %w", err)
	}
	return Profile{u, places}, nil
}

// ProfileCommand changes what a user is called and reads.
type ProfileCommand struct {
	Name     string
	Language string
	Version  int64
}

// ChangeUser corrects another user's name and language.
func (s *Service) ChangeUser(ctx context.Context, a authz.Actor, key id.User, c ProfileCommand) (User, error) {
	return s.updateUser(ctx, a, key, c.Version, "user.change", func(_ context.Context, _ *db.Tx, u *User) error {
		var f errs.Fields
		checkProfile(&f, &c.Name, &c.Language)
		u.Name, u.Language = c.Name, c.Language
		return f.Err()
	})
}

// SetPassword gives a user another password and ends all their sessions.
func (s *Service) SetPassword(ctx context.Context, a authz.Actor, key id.User, password string) (User, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return User{}, err
	}
	u, err := findSeen(ctx, s.db, a, key)
	if err != nil {
		return User{}, fmt.Errorf("set password: %w", err)
	}
	var f errs.Fields
	if checkPassword(&f, "password", password, u.Login); f.Err() != nil {
		return User{}, f.Err()
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	return s.updateUser(ctx, a, key, 0, "user.reset_password", func(ctx context.Context, tx *db.Tx, u *User) error {
		u.Password = hash
		if err := forget(ctx, tx, loginSubject(u.Login)); err != nil {
			return err
		}
		return endSessions(ctx, tx, u.ID)
	})
}

// DeactivateUser lets a user sign in no more and ends their sessions; their
// tokens stop working. Nobody deactivates themselves.
func (s *Service) DeactivateUser(ctx context.Context, a authz.Actor, key id.User, version int64) (User, error) {
	return s.updateUser(ctx, a, key, version, "user.deactivate", func(ctx context.Context, tx *db.Tx, u *User) error {
		switch {
		case !u.Active:
			return errs.New(errs.State, "user.inactive")
		case u.ID == a.User:
			return errs.New(errs.State, "user.own")
		}
		u.Active = false
		return endSessions(ctx, tx, u.ID)
	})
}

// ReactivateUser takes DeactivateUser back.
func (s *Service) ReactivateUser(ctx context.Context, a authz.Actor, key id.User, version int64) (User, error) {
	return s.updateUser(ctx, a, key, version, "user.reactivate", func(_ context.Context, _ *db.Tx, u *User) error {
		if u.Active {
			return errs.New(errs.State, "user.active")
		}
		u.Active = true
		return nil
	})
}

// updateUser loads a user whom the actor sees and governs, lets f change it and
// stores it. A version of zero takes the newest.
func (s *Service) updateUser(ctx context.Context, a authz.Actor, key id.User, version int64, action string, f func(ctx context.Context, tx *db.Tx, u *User) error) (User, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return User{}, err
	}
	var after User
	var org id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := findSeen(ctx, tx, a, key)
		if err != nil {
			return err
		}
		places, err := placesOf(ctx, tx, key)
		if err != nil {
			return err
		}
		if err := governs(ctx, tx, a, current(places, civil.Today(tx.Now()))); err != nil {
			return err
		}
		org = home(places)
		after = before
		if err := f(ctx, tx, &after); err != nil {
			return err
		}
		return s.store(ctx, tx, a, org, version, action, before, &after)
	})
	if err != nil {
		return User{}, fmt.Errorf("%s %s: %w", action, key, audit.Stale(ctx, s.db, err, org, key, version))
	}
	return after, nil
}

// store writes a user's next version and audits it.
func (s *Service) store(ctx context.Context, tx *db.Tx, a authz.Actor, org id.Organisation, version int64, action string, before User, after *User) error {
	if version == 0 {
		version = before.Version
	}
	after.Version, after.UpdatedAt = version+1, tx.Now()
	if err := db.Update(ctx, tx, "account_user", *after, version, "id"); err != nil {
		return err
	}
	s.changed(tx)
	return audit.Changed(ctx, tx, a, audit.What{Org: org, Action: action, Kind: "user", Record: after.ID, Version: after.Version}, before, *after)
}

// home is whose audit chain a user's entries stand in: the organisation of the
// first membership, which never changes, so that all of them stand in one.
func home(places []Place) id.Organisation {
	var first Place
	for i, p := range places {
		if i == 0 || p.CreatedAt.Before(first.CreatedAt) || p.CreatedAt.Equal(first.CreatedAt) && p.ID.String() < first.ID.String() {
			first = p
		}
	}
	return first.Org
}
