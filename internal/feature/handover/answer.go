package handover

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

// Accept makes the person the office's client. FirstContact may be unknown yet;
// RecordContact notes it later. State unless the file is sent.
func (s *Service) Accept(ctx context.Context, a authz.Actor, handover id.HandOver, version int64, firstContact civil.Date) (File, error) {
	if err := policy.Check(a, CanAnswer); err != nil {
		return File{}, err
	}
	return s.update(ctx, a, handover, version, "handover.accept", func(ctx context.Context, tx *db.Tx, f *File) error {
		if err := step(a.Scope.Has(f.To), &f.HandOver, Accepted); err != nil {
			return err
		}
		f.AnsweredOn = civil.Today(tx.Now())
		if !firstContact.IsZero() {
			if err := contact(tx, f, firstContact); err != nil {
				return err
			}
		}
		tx.ResultIfNone(f.ID.String()) // the hand-over is what was made, not the person's new version
		_, err := person.GuideTx(ctx, tx, a, f.Person, f.To)
		return err
	})
}

// Return sends the file back to be mended, with the reason. State unless it is sent.
func (s *Service) Return(ctx context.Context, a authz.Actor, handover id.HandOver, version int64, reason string) (File, error) {
	if err := policy.Check(a, CanAnswer); err != nil {
		return File{}, err
	}
	return s.update(ctx, a, handover, version, "handover.return", func(_ context.Context, tx *db.Tx, f *File) error {
		if err := step(a.Scope.Has(f.To), &f.HandOver, Returned); err != nil {
			return err
		}
		return answer(tx, f, reason)
	})
}

// RecordContact notes when the office first met its client. State before the
// file is accepted.
func (s *Service) RecordContact(ctx context.Context, a authz.Actor, handover id.HandOver, version int64, on civil.Date) (File, error) {
	if err := policy.Check(a, CanAnswer); err != nil {
		return File{}, err
	}
	return s.update(ctx, a, handover, version, "handover.contact", func(_ context.Context, tx *db.Tx, f *File) error {
		switch {
		case !a.Scope.Has(f.To):
			return errNotFound
		case f.Status != Accepted:
			return errs.New(errs.State, "handover.not_accepted")
		}
		return contact(tx, f, on)
	})
}

func contact(tx *db.Tx, f *File, on civil.Date) error {
	var e errs.Fields
	person.CheckPast(&e, "first_contact_on", on, civil.Today(tx.Now()))
	f.FirstContactOn = on
	return e.Err()
}

// DropTx cancels what is under way for a person who left otherwise than by
// release: there is nobody to hand over. The app subscribes it to person's hook.
func DropTx(ctx context.Context, tx *db.Tx, left person.Left) error {
	switch left.Kind {
	case person.EndDeath, person.EndEscape, person.EndTransfer:
	default:
		return nil
	}
	all, err := ofPerson(ctx, tx, left.Person)
	if err != nil {
		return fmt.Errorf("drop hand-overs of %s: %w", left.Person, err)
	}
	for _, before := range all {
		if !before.Status.Open() {
			continue
		}
		after := before
		after.Status, after.AnsweredOn, after.AnswerReason = Cancelled, civil.Today(tx.Now()), string(left.Kind)
		after.Version, after.UpdatedAt = before.Version+1, tx.Now()
		if err := db.Update(ctx, tx, table, after, before.Version, "facility_id", "id"); err != nil {
			return fmt.Errorf("drop hand-over %s: %w", before.ID, err)
		}
		if err := audit.Changed(ctx, tx, left.Actor, what(after, "handover.drop"), before, after); err != nil {
			return err
		}
	}
	return nil
}
