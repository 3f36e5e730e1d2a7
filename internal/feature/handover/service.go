package handover

import (
	"context"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Service is the use cases of hand-overs. Every method answers Unauthenticated
// or Forbidden by role, and NotFound for a file of which the actor's
// organisations are on neither side.
type Service struct{ db *db.DB }

// New returns the service on a database.
func New(d *db.DB) *Service { return &Service{d} }

// Get is one file.
func (s *Service) Get(ctx context.Context, a authz.Actor, handover id.HandOver) (File, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return File{}, err
	}
	return fileIn(ctx, s.db, a, handover)
}

// OfPerson lists a person's hand-overs, newest first.
func (s *Service) OfPerson(ctx context.Context, a authz.Actor, p id.Person) ([]HandOver, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	return ofPerson(ctx, s.db, p)
}

// Draft begins a file for a person whom the actor's facility holds, or has let
// go. State while another file of theirs is under way.
func (s *Service) Draft(ctx context.Context, a authz.Actor, p id.Person, c Command) (File, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return File{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var made File
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		about, err := person.GetTx(ctx, tx, a, p)
		if err != nil {
			return err
		}
		if !a.Scope.Has(about.Facility) {
			return errNotFound
		}
		if err := s.check(ctx, tx, &c); err != nil {
			return err
		}
		if err := mayBegin(ctx, tx, about); err != nil {
			return err
		}
		h := HandOver{Facility: about.Facility, ID: c.ID, Person: p, Status: Draft, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
		c.write(&h)
		if h.Ref, err = directory.NextNumberTx(ctx, tx, h.Facility, series, civil.Today(tx.Now()).Year()); err != nil {
			return err
		}
		made = File{h, about.Name, about.RegisterNo, c.rows(h)}
		if err := db.Insert(ctx, tx, table, h); err != nil {
			return err
		}
		if err := insertItems(ctx, tx, made.Items); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, what(h, "handover.draft"), h)
	})
	if err != nil {
		return File{}, fmt.Errorf("draft hand-over of %s: %w", p, err)
	}
	return made, nil
}

// check validates, and makes sure that a probation office receives the file.
func (s *Service) check(ctx context.Context, tx *db.Tx, c *Command) error {
	if err := c.validate(); err != nil {
		return err
	}
	office, err := person.OfficeType(ctx, tx, c.To)
	if err != nil {
		return err
	}
	var f errs.Fields
	if office != directory.Bapas {
		f.Add("to_id", "choice.invalid")
	}
	return f.Err()
}

// mayBegin refuses a second file; the person's row is locked, so that two
// clerks cannot begin one each.
func mayBegin(ctx context.Context, tx *db.Tx, p person.Person) error {
	if p.Custody == person.Died {
		return errs.New(errs.State, "person.custody_died")
	}
	earlier, err := ofPerson(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	for _, h := range earlier {
		if h.Status.Open() {
			return errs.New(errs.State, "handover.exists").With("ref", h.Ref)
		}
	}
	return nil
}

// Change edits a file that is on the sender's desk. State otherwise.
func (s *Service) Change(ctx context.Context, a authz.Actor, handover id.HandOver, version int64, c Command) (File, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return File{}, err
	}
	return s.update(ctx, a, handover, version, "handover.change", func(ctx context.Context, tx *db.Tx, f *File) error {
		switch {
		case !a.Scope.Has(f.Facility):
			return errNotFound
		case !f.Status.editable():
			return errs.New(errs.State, "handover."+string(f.Status))
		}
		if err := s.check(ctx, tx, &c); err != nil {
			return err
		}
		c.write(&f.HandOver)
		f.Items = c.rows(f.HandOver)
		return replaceItems(ctx, tx, *f)
	})
}

// Send gives the file to the probation office. State with every gap named while
// a question is open.
func (s *Service) Send(ctx context.Context, a authz.Actor, handover id.HandOver, version int64) (File, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return File{}, err
	}
	return s.update(ctx, a, handover, version, "handover.send", func(_ context.Context, tx *db.Tx, f *File) error {
		if err := step(a.Scope.Has(f.Facility), &f.HandOver, Sent); err != nil {
			return err
		}
		f.SentOn, f.AnsweredOn, f.AnswerReason = civil.Today(tx.Now()), civil.Date{}, ""
		return f.complete()
	})
}

// Cancel takes a file back for good, with the reason. State once it is accepted.
func (s *Service) Cancel(ctx context.Context, a authz.Actor, handover id.HandOver, version int64, reason string) (File, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return File{}, err
	}
	return s.update(ctx, a, handover, version, "handover.cancel", func(_ context.Context, tx *db.Tx, f *File) error {
		if err := step(a.Scope.Has(f.Facility), &f.HandOver, Cancelled); err != nil {
			return err
		}
		return answer(tx, f, reason)
	})
}

// step moves the status when the actor is on the side that may and the moves
// know it.
func step(side bool, h *HandOver, next Status) error {
	if !side {
		return errNotFound
	}
	if !h.Status.may(next) {
		return errs.New(errs.State, "handover."+string(h.Status))
	}
	h.Status = next
	return nil
}

// answer notes why and when a file was answered.
func answer(tx *db.Tx, f *File, reason string) error {
	var e errs.Fields
	directory.CheckText(&e, "reason", &reason, person.MaxShort, true)
	f.AnswerReason, f.AnsweredOn = reason, civil.Today(tx.Now())
	return e.Err()
}

// update runs one change of a file. The row is locked from reading to writing,
// so of an acceptance and a cancellation at once the second meets the other's
// status and is told so.
func (s *Service) update(ctx context.Context, a authz.Actor, handover id.HandOver, version int64, action string,
	change func(ctx context.Context, tx *db.Tx, f *File) error,
) (File, error) {
	var before HandOver
	var after File
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if after, err = fileIn(ctx, tx, a, handover); err != nil {
			return err
		}
		before = after.HandOver
		if err := change(ctx, tx, &after); err != nil {
			return err
		}
		since := version
		if since == 0 {
			since = before.Version
		}
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, table, after.HandOver, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, what(after.HandOver, action), before, after.HandOver)
	})
	if err != nil {
		return File{}, fmt.Errorf("%s %s: %w", action, handover, audit.Stale(ctx, s.db, err, before.Facility, handover, version))
	}
	return after, nil
}

func what(h HandOver, action string) audit.What {
	return audit.What{Org: h.Facility, Action: action, Kind: "handover", Record: h.ID, Version: h.Version}
}
