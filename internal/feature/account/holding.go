package account

import (
	"context"
	"fmt"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Holding says that a user holds a post from one day to another, both included;
// without a last day they hold it now. What is promised belongs to the post and
// stays when its holder goes; a holding is never deleted.
type Holding struct {
	ID        id.Holding      `db:"id" privacy:"internal"`
	Post      id.Post         `db:"post_id" privacy:"internal"`
	Org       id.Organisation `db:"organisation_id" privacy:"internal"`
	User      id.User         `db:"user_id" privacy:"internal"`
	StartsOn  civil.Date      `db:"starts_on" privacy:"internal"`
	EndsOn    civil.Date      `db:"ends_on" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal"`
}

// Holder is a holding with the user's name.
type Holder struct {
	Holding
	Name string `db:"name" privacy:"restricted"`
}

// Held is told when somebody is given a post.
type Held struct {
	Actor   authz.Actor
	Post    directory.Post
	Holding Holding
}

// OnHeld subscribes f to posts that are given to somebody, in the transaction in
// which it happens. The app calls it at start-up.
func (s *Service) OnHeld(f func(ctx context.Context, tx *db.Tx, h Held) error) {
	s.onHeld = append(s.onHeld, f)
}

// HandOverCommand gives a post to a user who works at its organisation; without a
// user it stands vacant. On is the first day, today when unknown and never ahead:
// what is to come is entered when it has come.
type HandOverCommand struct {
	ID   id.Holding // optional, made by the client
	User id.User
	On   civil.Date
}

// HandOverPost ends the present holding on the day before and begins the next.
// Permission: account.hand_over, for posts that the actor keeps. Errors: Invalid,
// NotFound, State when the post has ended, Conflict when somebody else just did.
func (s *Service) HandOverPost(ctx context.Context, a authz.Actor, post id.Post, c HandOverCommand) ([]Holder, error) {
	if err := policy.Check(a, CanHandOver); err != nil {
		return nil, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := s.kept(ctx, tx, a, post)
		if err != nil {
			return err
		}
		if !p.Active {
			return errs.New(errs.State, "post.ended")
		}
		now, held, err := db.Find[Holding](ctx, tx, `SELECT `+db.Columns[Holding]("")+` FROM account_holding WHERE post_id = $1 AND ends_on IS NULL`, post)
		if err != nil {
			return err
		}
		next := c
		if err := next.validate(ctx, tx, p, now, held); err != nil {
			return err
		}
		if held {
			if err := s.leaves(ctx, tx, a, now, next.On.AddDays(-1)); err != nil {
				return err
			}
		}
		if next.User.IsZero() {
			return nil
		}
		return s.takes(ctx, tx, a, p, next)
	})
	if db.IsUnique(err, "account_holding_now", "account_holding.post_id") {
		err = errs.New(errs.Conflict, "stale")
	}
	if err != nil {
		return nil, fmt.Errorf("hand over post %s: %w", post, err)
	}
	return s.Holders(ctx, a, post)
}

func (c *HandOverCommand) validate(ctx context.Context, tx *db.Tx, p directory.Post, now Holding, held bool) error {
	var f errs.Fields
	today := civil.Today(tx.Now())
	if c.On.IsZero() {
		c.On = today
	}
	if c.On.After(today) {
		f.Add("on", "date.too_late", "max", today)
	}
	if first := now.StartsOn.AddDays(1); held && c.On.Before(first) {
		f.Add("on", "date.too_early", "min", first)
	}
	switch {
	case c.User.IsZero() && !held:
		f.Add("user_id", "required")
	case held && c.User == now.User:
		f.Add("user_id", "holding.same")
	case !c.User.IsZero():
		list, err := colleagues(ctx, tx, p.Org, c.On)
		if err != nil {
			return err
		}
		known := false
		for _, x := range list {
			known = known || x.User == c.User
		}
		if !known {
			f.Add("user_id", "choice.invalid")
		}
	}
	return f.Err()
}

// leaves ends a holding; who held it stays on record.
func (s *Service) leaves(ctx context.Context, tx *db.Tx, a authz.Actor, before Holding, last civil.Date) error {
	after := before
	after.EndsOn, after.Version, after.UpdatedAt = last, before.Version+1, tx.Now()
	if err := db.Update(ctx, tx, "account_holding", after, before.Version, "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, a, whatHolding(after, "post.leave"), before, after)
}

// takes begins a holding and tells of it.
func (s *Service) takes(ctx context.Context, tx *db.Tx, a authz.Actor, p directory.Post, c HandOverCommand) error {
	h := Holding{ID: c.ID, Post: p.ID, Org: p.Org, User: c.User, StartsOn: c.On, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	if h.ID.IsZero() {
		h.ID = h.ID.Make()
	}
	if err := db.Insert(ctx, tx, "account_holding", h); err != nil {
		return err
	}
	if err := audit.Created(ctx, tx, a, whatHolding(h, "post.take"), h); err != nil {
		return err
	}
	for _, f := range s.onHeld {
		if err := f(ctx, tx, Held{a, p, h}); err != nil {
			return err
		}
	}
	return nil
}

// kept loads a post whose organisation's posts the actor keeps.
func (s *Service) kept(ctx context.Context, q db.Querier, a authz.Actor, post id.Post) (directory.Post, error) {
	p, o, err := directory.PostIn(ctx, q, post)
	if err == nil && !directory.KeepsPosts(a, o) {
		err = errNotFound
	}
	return p, err
}

// Holders lists who holds and who held a post, the present holder first. Permission:
// account.read_holders, for posts of organisations in the actor's scope: another
// side meets the post, not the name. Errors: NotFound.
func (s *Service) Holders(ctx context.Context, a authz.Actor, post id.Post) ([]Holder, error) {
	if err := policy.Check(a, CanReadHolders); err != nil {
		return nil, err
	}
	p, o, err := directory.PostIn(ctx, s.db, post)
	if err == nil && !a.Scope.Has(p.Org) && a.Scope.Partner != p.Org && !directory.KeepsPosts(a, o) {
		err = errNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("list holders of post %s: %w", post, err)
	}
	list, err := db.All[Holder](ctx, s.db, `SELECT `+db.Columns[Holding]("h")+`, u.name FROM account_holding h JOIN account_user u ON u.id = h.user_id
		WHERE h.post_id = $1 ORDER BY h.starts_on DESC, h.id DESC LIMIT 100`, post)
	if err != nil {
		return nil, fmt.Errorf("list holders of post %s: %w", post, err)
	}
	return list, nil
}

// Colleague is somebody who may be given a post.
type Colleague struct {
	User id.User `db:"user_id" privacy:"internal"`
	Name string  `db:"name" privacy:"restricted"`
}

// Colleagues lists who works where a post is, by name. Permission:
// account.hand_over, for posts that the actor keeps. Errors: NotFound.
func (s *Service) Colleagues(ctx context.Context, a authz.Actor, post id.Post) ([]Colleague, error) {
	if err := policy.Check(a, CanHandOver); err != nil {
		return nil, err
	}
	p, err := s.kept(ctx, s.db, a, post)
	if err != nil {
		return nil, fmt.Errorf("list colleagues at post %s: %w", post, err)
	}
	return colleagues(ctx, s.db, p.Org, civil.Today(s.db.Now()))
}

func colleagues(ctx context.Context, q db.Querier, org id.Organisation, day civil.Date) ([]Colleague, error) {
	return db.All[Colleague](ctx, q, `SELECT DISTINCT m.user_id, u.name FROM account_membership m JOIN account_user u ON u.id = m.user_id
		WHERE m.organisation_id = $1 AND u.active AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $3) ORDER BY u.name, m.user_id`, org, day, day)
}

func whatHolding(h Holding, action string) audit.What {
	return audit.What{Org: h.Org, Action: action, Kind: "holding", Record: h.ID, Version: h.Version}
}
