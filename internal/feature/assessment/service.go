package assessment

import (
	"context"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Service is the use cases of needs, readiness and health. Every method answers
// Unauthenticated or Forbidden by role, and NotFound for a row about a person
// who is out of the actor's scope.
type Service struct {
	db    *db.DB
	forms *library
}

// New returns the service on a database.
func New(d *db.DB) *Service { return &Service{d, newLibrary()} }

// Needs lists a person's needs: open ones first, the most severe on top.
func (s *Service) Needs(ctx context.Context, a authz.Actor, p id.Person) ([]Need, error) {
	if err := policy.Check(a, CanReadNeeds); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	return needsOf(ctx, s.db, p)
}

// Need is one need.
func (s *Service) Need(ctx context.Context, a authz.Actor, need id.Need) (Need, error) {
	if err := policy.Check(a, CanReadNeeds); err != nil {
		return Need{}, err
	}
	return needIn(ctx, s.db, a, need)
}

// RecordNeed writes a need down.
func (s *Service) RecordNeed(ctx context.Context, a authz.Actor, p id.Person, c NeedCommand) (Need, error) {
	if err := policy.Check(a, CanWriteNeeds); err != nil {
		return Need{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var n Need
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		about, err := person.GetTx(ctx, tx, a, p)
		if err != nil {
			return err
		}
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return err
		}
		n = Need{Facility: about.Facility, ID: c.ID, Person: p, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
		c.write(&n)
		if err := db.Insert(ctx, tx, needTable, n); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatNeed(n, "need.record"), n)
	})
	if err != nil {
		return Need{}, fmt.Errorf("record need of %s: %w", p, err)
	}
	return n, nil
}

// ChangeNeed corrects an open need. State when it is closed.
func (s *Service) ChangeNeed(ctx context.Context, a authz.Actor, need id.Need, version int64, c NeedCommand) (Need, error) {
	if err := policy.Check(a, CanWriteNeeds); err != nil {
		return Need{}, err
	}
	return s.updateNeed(ctx, a, need, version, "need.change", func(tx *db.Tx, n *Need) error {
		if !n.Open() {
			return errs.New(errs.State, "need.closed")
		}
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return err
		}
		c.write(n)
		return nil
	})
}

// CloseNeed says that a need no longer stands, and why. State when it is closed.
func (s *Service) CloseNeed(ctx context.Context, a authz.Actor, need id.Need, version int64, c CloseCommand) (Need, error) {
	if err := policy.Check(a, CanWriteNeeds); err != nil {
		return Need{}, err
	}
	return s.updateNeed(ctx, a, need, version, "need.close", func(tx *db.Tx, n *Need) error {
		if !n.Open() {
			return errs.New(errs.State, "need.closed")
		}
		if err := c.validate(*n, civil.Today(tx.Now())); err != nil {
			return err
		}
		n.ClosedOn, n.CloseReason = c.On, c.Reason
		return nil
	})
}

// ReopenNeed takes a closing back. State when the need is open.
func (s *Service) ReopenNeed(ctx context.Context, a authz.Actor, need id.Need, version int64) (Need, error) {
	if err := policy.Check(a, CanWriteNeeds); err != nil {
		return Need{}, err
	}
	return s.updateNeed(ctx, a, need, version, "need.reopen", func(_ *db.Tx, n *Need) error {
		if n.Open() {
			return errs.New(errs.State, "need.open")
		}
		n.ClosedOn, n.CloseReason = civil.Date{}, ""
		return nil
	})
}

func (s *Service) updateNeed(ctx context.Context, a authz.Actor, need id.Need, version int64, action string, change func(tx *db.Tx, n *Need) error) (Need, error) {
	var before, after Need
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = needIn(ctx, tx, a, need); err != nil {
			return err
		}
		after = before
		if err := change(tx, &after); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, needTable, after, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatNeed(after, action), before, after)
	})
	if err != nil {
		return Need{}, fmt.Errorf("%s %s: %w", action, need, audit.Stale(ctx, s.db, err, before.Facility, need, version))
	}
	return after, nil
}

func whatNeed(n Need, action string) audit.What {
	return audit.What{Org: n.Facility, Action: action, Kind: "need", Record: n.ID, Version: n.Version}
}

// orNewest is the version that a caller has seen; zero means that it leaves the
// matter to the status move.
func orNewest(version, newest int64) int64 {
	if version == 0 {
		return newest
	}
	return version
}
