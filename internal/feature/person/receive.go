package person

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// AcceptTransfer takes a person in: the stay at the sender ends and one at the
// receiver begins on the same day, so that nobody is ever nowhere. From now on
// the sender sees the transfer and no longer the record. Permission: person.move,
// at the receiver. Errors: Invalid, NotFound, State, Conflict.
func (s *Service) AcceptTransfer(ctx context.Context, a authz.Actor, key id.Transfer, c AcceptCommand) (Transfer, error) {
	if err := policy.Check(a, CanMove); err != nil {
		return Transfer{}, err
	}
	return s.answer(ctx, a, key, c.Version, "accept", (*Transfer).Receiver, func(ctx context.Context, tx *db.Tx, t *Transfer) error {
		if err := t.may(Accepted); err != nil {
			return err
		}
		if err := s.move(ctx, tx, a, *t, c); err != nil {
			return err
		}
		t.Status, t.MovedOn, t.AnsweredOn = Accepted, c.On, civil.Today(tx.Now())
		return nil
	})
}

// move carries the person over. The receiver does not have them in scope yet, so
// the row is read by key: that they are asked to take this person is what makes
// it theirs to read.
func (s *Service) move(ctx context.Context, tx *db.Tx, a authz.Actor, t Transfer, c AcceptCommand) error {
	before, err := db.One[Person](ctx, tx, byID+tx.ForUpdate(), t.Person)
	if err != nil {
		return err
	}
	if before.Custody != Active || before.Facility != t.Facility {
		return errs.New(errs.State, "person.custody_"+string(before.Custody))
	}
	if before.IsChild(civil.Today(tx.Now())) && !policy.May(a, CanReadChild) {
		return errNotFound
	}
	if err := c.validate(before, civil.Today(tx.Now())); err != nil {
		return err
	}
	if err := s.leave(ctx, tx, a, before, EndTransfer, c.On); err != nil {
		return err
	}
	after := before
	after.Facility, after.AdmittedOn = t.To, c.On
	if c.RegisterNo != "" {
		if err := renumber(ctx, tx, &after, c.RegisterNo, c.On, true); err != nil {
			return err
		}
	}
	if err := openCustody(ctx, tx, after); err != nil {
		return err
	}
	return s.place(ctx, tx, a, "person.transfer", before, &after, 0)
}

// ReturnTransfer says no, with a reason; the sender keeps the person. Permission:
// person.move, at the receiver. State when it was answered.
func (s *Service) ReturnTransfer(ctx context.Context, a authz.Actor, key id.Transfer, c AnswerCommand) (Transfer, error) {
	if err := policy.Check(a, CanMove); err != nil {
		return Transfer{}, err
	}
	return s.answer(ctx, a, key, c.Version, "return", (*Transfer).Receiver, func(_ context.Context, tx *db.Tx, t *Transfer) error {
		return t.end(tx, Returned, &c)
	})
}
