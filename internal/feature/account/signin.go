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

// SignInCommand is what somebody shows at the door. Where they come from stands
// in the actor's Origin.
type SignInCommand struct {
	Login    string
	Password string
	Devices  Devices // of the browser's cookie
}

// SignedIn is somebody whose password was right. Places are the memberships to
// work in today; with none there is nothing to do here.
type SignedIn struct {
	User    User
	Places  []Place
	Devices Devices // the browser's cookie from now on
}

// errWrong is the one answer to every wrong sign-in: it does not tell whether
// the login exists, has ended, or has no place to work in.
var errWrong = errs.New(errs.Unauthenticated, "sign_in.wrong")

// SignIn checks a password. It is for nobody yet, so it asks no policy; what is
// not a right password is Unauthenticated, too many tries are Limited.
func (s *Service) SignIn(ctx context.Context, a authz.Actor, c SignInCommand) (SignedIn, error) {
	login := Login(c.Login)
	if login == "" || c.Password == "" || len(c.Password) > maxPassword {
		return SignedIn{}, errWrong
	}
	u, found, err := findLogin(ctx, s.db, login)
	if err != nil {
		return SignedIn{}, fmt.Errorf("sign in: %w", err)
	}
	g := s.guessAt(a, login, u, c.Devices)
	if err := s.try(ctx, g); err != nil {
		return SignedIn{}, err
	}
	stored := u.Password
	if !found || !u.Active {
		stored = ""
	}
	ok, stale, err := s.hasher.check(ctx, c.Password, stored)
	if err != nil || !ok {
		return SignedIn{}, orElse(err, errWrong)
	}
	if stale {
		if u.Password, err = s.hasher.hash(ctx, c.Password); err != nil {
			return SignedIn{}, err
		}
	}
	return s.enter(ctx, u, stale, g, c.Devices)
}

// guessAt lists what a try is counted under. A browser that the user has signed
// in with before answers for itself only.
func (s *Service) guessAt(a authz.Actor, login string, u User, d Devices) guess {
	if !u.ID.IsZero() {
		if x, known := s.known(d, u.ID); known {
			return guess{[]subject{x}}
		}
	}
	g := guess{[]subject{{loginSubject(login), byLogin}}}
	if a.Origin.Address != "" {
		g.subjects = append(g.subjects, subject{addressSubject(a.Origin.Address), byAddress})
	}
	return g
}

func (s *Service) enter(ctx context.Context, u User, rehashed bool, g guess, d Devices) (SignedIn, error) {
	out := SignedIn{User: u}
	ctx = inner{ctx}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if rehashed { // the same password: no new version, nothing to audit
			if _, err := db.Exec(ctx, tx, `UPDATE account_user SET password = $1 WHERE id = $2`, u.Password, u.ID); err != nil {
				return err
			}
		}
		return succeed(ctx, tx, g)
	})
	if err == nil {
		out.Places, err = openPlaces(ctx, s.db, u.ID, civil.Today(s.db.Now()))
	}
	if err == nil && len(out.Places) == 0 {
		return SignedIn{}, errWrong
	}
	if err == nil {
		out.Devices, err = s.stamped(d, u.ID)
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("sign in: %w", err)
	}
	return out, nil
}

// Enter notes that a user, whose session says that the password was right, works
// in one of their places from now on, and gives that place.
func (s *Service) Enter(ctx context.Context, a authz.Actor, user id.User, place id.Membership) (Place, error) {
	if user.IsZero() {
		return Place{}, errs.New(errs.Unauthenticated, "unauthenticated")
	}
	var found Place
	ctx = inner{ctx}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		u, err := findUser(ctx, tx, user)
		if err != nil {
			return err
		}
		places, err := openPlaces(ctx, tx, user, civil.Today(tx.Now()))
		if err != nil {
			return err
		}
		for _, p := range places {
			if p.ID == place && u.Active {
				found = p
				who := authz.Actor{User: u.ID, Name: u.Name, Role: p.Role, Org: p.Org, Origin: a.Origin}
				return audit.Did(ctx, tx, who, audit.What{Org: p.Org, Action: "account.sign_in", Kind: "user", Record: u.ID, Version: u.Version})
			}
		}
		return errNotFound
	})
	if err != nil {
		return Place{}, fmt.Errorf("enter: %w", err)
	}
	return found, nil
}

// Places lists where a user, whose session says that the password was right, may
// work today.
func (s *Service) Places(ctx context.Context, _ authz.Actor, user id.User) ([]Place, error) {
	if user.IsZero() {
		return nil, errs.New(errs.Unauthenticated, "unauthenticated")
	}
	out, err := openPlaces(ctx, s.db, user, civil.Today(s.db.Now()))
	if err != nil {
		return nil, fmt.Errorf("list places: %w", err)
	}
	return out, nil
}
