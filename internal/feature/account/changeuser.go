package account

import (
	"context"
	"fmt"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

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
		return s.endSessions(ctx, tx, u.ID)
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
		return s.endSessions(ctx, tx, u.ID)
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
