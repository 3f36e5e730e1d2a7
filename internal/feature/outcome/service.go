package outcome

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

// Service is the use cases of follow-ups. Every method answers Unauthenticated
// or Forbidden by role, and NotFound for what is out of the actor's scope: a row
// is seen by the facility that let the person go and by who sees the person.
type Service struct{ db *db.DB }

// New returns the service on a database.
func New(d *db.DB) *Service { return &Service{d} }

// Get is one follow-up.
func (s *Service) Get(ctx context.Context, a authz.Actor, key id.FollowUp) (FollowUp, error) {
	row, err := s.Read(ctx, a, key)
	return row.FollowUp, err
}

// Read is one follow-up with whose it is.
func (s *Service) Read(ctx context.Context, a authz.Actor, key id.FollowUp) (Row, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Row{}, err
	}
	return rowIn(ctx, s.db, a, key)
}

// History is who wrote a follow-up, and when.
func (s *Service) History(ctx context.Context, a authz.Actor, key id.FollowUp) ([]audit.Entry, error) {
	row, err := s.Read(ctx, a, key)
	if err != nil {
		return nil, err
	}
	return audit.History(ctx, s.db, row.Facility, key)
}

// OfPerson lists a person's follow-ups of all releases, newest first.
func (s *Service) OfPerson(ctx context.Context, a authz.Actor, p id.Person) ([]FollowUp, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	return ofPerson(ctx, s.db, p)
}

// Record tells of a follow-up of the person's latest release. Conflict when that
// milestone has one, State when the person was not released, died or escaped,
// Forbidden when another office guides the person.
func (s *Service) Record(ctx context.Context, a authz.Actor, c RecordCommand) (FollowUp, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return FollowUp{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var x FollowUp
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := person.GetTx(ctx, tx, a, c.Person)
		if err != nil {
			return err
		}
		if err := mayFollow(a, &p); err != nil {
			return err
		}
		found := c.found()
		if err := c.validate(found, p.ReleasedOn, civil.Today(tx.Now())); err != nil {
			return err
		}
		x = FollowUp{
			Facility: p.Facility, ID: c.ID, Person: p.ID, Milestone: c.Milestone, ReleasedOn: p.ReleasedOn,
			Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		found.write(&x)
		if err := db.Insert(ctx, tx, table, x); err != nil {
			return named(err, c.Milestone)
		}
		return audit.Created(ctx, tx, a, what(x, "follow_up.record"), x)
	})
	if err != nil {
		return FollowUp{}, fmt.Errorf("record follow-up of %s: %w", c.Person, err)
	}
	return x, nil
}

func (c *RecordCommand) validate(found *ChangeCommand, released, today civil.Date) error {
	var f errs.Fields
	if !isMilestone(c.Milestone) {
		f.Add("milestone", "choice.invalid")
	}
	found.validate(&f, released, c.Milestone, today)
	return f.Err()
}

// Change corrects a follow-up. Conflict when somebody else did since version;
// version zero means the one just read.
func (s *Service) Change(ctx context.Context, a authz.Actor, key id.FollowUp, version int64, c ChangeCommand) (FollowUp, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return FollowUp{}, err
	}
	var before, after FollowUp
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		row, err := rowIn(ctx, tx, a, key)
		if err != nil {
			return err
		}
		if !row.GuidedIn(a.Scope) {
			return errOtherOffice
		}
		before = row.FollowUp
		var f errs.Fields
		found := c
		found.validate(&f, before.ReleasedOn, before.Milestone, civil.Today(tx.Now()))
		if err := f.Err(); err != nil {
			return err
		}
		since := version
		if since == 0 {
			since = before.Version
		}
		after = before
		found.write(&after)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, table, after, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, what(after, "follow_up.change"), before, after)
	})
	if err != nil {
		return FollowUp{}, fmt.Errorf("change follow-up %s: %w", key, audit.Stale(ctx, s.db, err, before.Facility, key, version))
	}
	return after, nil
}

var errOtherOffice = errs.New(errs.Forbidden, "follow_up.other_office")

// mayFollow refuses an actor of another office than the one that guides, and a
// person of whom nothing is due.
func mayFollow(a authz.Actor, p *person.Person) error {
	switch {
	case !p.GuidedIn(a.Scope):
		return errOtherOffice
	case p.ReleasedOn.IsZero():
		return errs.New(errs.State, "follow_up.not_released")
	case !followed(p):
		return errs.New(errs.State, "follow_up.ended")
	}
	return nil
}

// named says which milestone has a follow-up already.
func named(err error, milestone int) error {
	if db.IsUnique(err, "outcome_follow_up_once", "outcome_follow_up.person_id") {
		return errs.New(errs.Conflict, "follow_up.exists").With("milestone", milestone).Because(err)
	}
	return err
}

func what(x FollowUp, action string) audit.What {
	return audit.What{Org: x.Facility, Action: action, Kind: "follow_up", Record: x.ID, Version: x.Version}
}
