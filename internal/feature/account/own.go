package account

import (
	"context"
	"fmt"
	"slices"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// ChangePassword gives the actor another password after the present one, and
// ends their other sessions: whoever changes a password may have a reason. The
// present one is guessed as slowly as at the sign-in.
func (s *Service) ChangePassword(ctx context.Context, a authz.Actor, present, next string) error {
	if err := policy.Check(a, CanOwn); err != nil {
		return err
	}
	u, err := findUser(ctx, s.db, a.User)
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	var f errs.Fields
	if present == "" {
		f.Add("present", "required")
	}
	if checkPassword(&f, "password", next, u.Login); next != "" && next == present {
		f.Add("password", "password.same")
	}
	if err := f.Err(); err != nil {
		return err
	}
	guess := guess{subjects: []subject{{name: "change:" + u.ID.String(), rule: byLogin}}}
	if err := s.try(ctx, guess); err != nil {
		return err
	}
	if ok, _, err := s.hasher.check(ctx, present, u.Password); err != nil || !ok {
		return orElse(err, fieldError("present", "password.wrong"))
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	return s.updateOwn(ctx, a, "account.change_password", func(ctx context.Context, tx *db.Tx, u *User) error {
		u.Password = hash
		if err := forget(ctx, tx, guess.subjects[0].name); err != nil {
			return err
		}
		return s.endSessions(ctx, tx, u.ID)
	})
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// SetLanguage notes what the actor reads, for the next sign-in.
func (s *Service) SetLanguage(ctx context.Context, a authz.Actor, language string) error {
	if err := policy.Check(a, CanOwn); err != nil {
		return err
	}
	if !slices.Contains(Languages(), language) {
		return fieldError("language", "choice.invalid")
	}
	return s.updateOwn(ctx, a, "account.set_language", func(_ context.Context, _ *db.Tx, u *User) error {
		u.Language = language
		return nil
	})
}

// SignOutEverywhere ends all of the actor's sessions, this one too.
func (s *Service) SignOutEverywhere(ctx context.Context, a authz.Actor) error {
	if err := policy.Check(a, CanOwn); err != nil {
		return err
	}
	return s.updateOwn(ctx, a, "account.sign_out_everywhere", func(ctx context.Context, tx *db.Tx, u *User) error {
		return s.endSessions(ctx, tx, u.ID)
	})
}

func (s *Service) updateOwn(ctx context.Context, a authz.Actor, action string, f func(ctx context.Context, tx *db.Tx, u *User) error) error {
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := findUser(ctx, tx, a.User)
		if err != nil {
			return err
		}
		places, err := placesOf(ctx, tx, a.User)
		if err != nil {
			return err
		}
		after := before
		if err := f(ctx, tx, &after); err != nil {
			return err
		}
		return s.store(ctx, tx, a, home(places), 0, action, before, &after)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}
