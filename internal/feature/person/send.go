package person

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// RequestTransfer asks another facility to take a person. Permission:
// person.move, at the facility that holds them. Errors: Invalid, NotFound, State
// for somebody who is not held or is already asked about elsewhere.
func (s *Service) RequestTransfer(ctx context.Context, a authz.Actor, person id.Person, c TransferCommand) (Transfer, error) {
	if err := policy.Check(a, CanMove); err != nil {
		return Transfer{}, err
	}
	var t Transfer
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := visible(ctx, tx, a, person) // and locked: one request at a time
		if err != nil {
			return err
		}
		if err := c.check(ctx, tx, a, p); err != nil {
			return err
		}
		t = Transfer{
			Facility: p.Facility, ID: id.Transfer{}.Make(), Person: p.ID, To: c.To, Purpose: c.Purpose, Letter: c.Letter, Note: c.Note,
			PlannedOn: c.PlannedOn, Status: Requested, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if err := db.Insert(ctx, tx, "person_transfer", t); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatTransfer(t, "request"), t)
	})
	if err != nil {
		return Transfer{}, wrap("request transfer of", person, err)
	}
	return t, nil
}

func (c *TransferCommand) check(ctx context.Context, tx *db.Tx, a authz.Actor, p Person) error {
	if !a.Scope.Has(p.Facility) {
		return errNotFound
	}
	if p.Custody != Active {
		return errs.New(errs.State, "person.custody_"+string(p.Custody))
	}
	if _, open, err := openTransfer(ctx, tx, p.ID); err != nil || open {
		return or(err, errs.New(errs.State, "transfer.requested"))
	}
	var f errs.Fields
	c.validate(&f, p, civil.Today(tx.Now()))
	if !f.Has("to_id") {
		if err := holds(ctx, tx, &f, c.To); err != nil {
			return err
		}
	}
	return f.Err()
}

// CancelTransfer takes a request back. Permission: person.move, at the sender.
// State when it was answered.
func (s *Service) CancelTransfer(ctx context.Context, a authz.Actor, key id.Transfer, c AnswerCommand) (Transfer, error) {
	if err := policy.Check(a, CanMove); err != nil {
		return Transfer{}, err
	}
	return s.answer(ctx, a, key, c.Version, "cancel", (*Transfer).Sender, func(_ context.Context, tx *db.Tx, t *Transfer) error {
		return t.end(tx, Cancelled, &c)
	})
}

// dropTransfer cancels what is under way for a person who left otherwise.
func dropTransfer(ctx context.Context, tx *db.Tx, a authz.Actor, person id.Person, why EndKind) error {
	before, open, err := openTransfer(ctx, tx, person)
	if err != nil || !open {
		return err
	}
	after := before
	after.Status, after.AnsweredOn, after.Reason = Cancelled, civil.Today(tx.Now()), string(why)
	return storeTransfer(ctx, tx, a, "drop", before, &after, 0)
}

// end closes a transfer without a move.
func (t *Transfer) end(tx *db.Tx, status TransferStatus, c *AnswerCommand) error {
	if err := t.may(status); err != nil {
		return err
	}
	if err := c.validate(); err != nil {
		return err
	}
	t.Status, t.AnsweredOn, t.Reason = status, civil.Today(tx.Now()), c.Reason
	return nil
}

// answer runs one change of a transfer by one of its sides: load, change, store,
// audit.
func (s *Service) answer(ctx context.Context, a authz.Actor, key id.Transfer, version int64, action string, side func(*Transfer, authz.Actor) bool,
	change func(ctx context.Context, tx *db.Tx, t *Transfer) error,
) (Transfer, error) {
	var before, after Transfer
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = transferByID(ctx, tx, key); err != nil {
			return err
		}
		if after = before; !side(&after, a) {
			return errNotFound
		}
		if err := change(ctx, tx, &after); err != nil {
			return err
		}
		return storeTransfer(ctx, tx, a, action, before, &after, version)
	})
	if err != nil {
		return Transfer{}, wrap(action+" transfer of", before.Person, audit.Stale(ctx, s.db, err, before.Facility, key, version))
	}
	return after, nil
}

func storeTransfer(ctx context.Context, tx *db.Tx, a authz.Actor, action string, before Transfer, after *Transfer, version int64) error {
	if version == 0 {
		version = before.Version
	}
	after.Version, after.UpdatedAt = version+1, tx.Now()
	if err := db.Update(ctx, tx, "person_transfer", *after, version, "facility_id", "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, a, whatTransfer(*after, action), before, *after)
}

func whatTransfer(t Transfer, action string) audit.What {
	return audit.What{Org: t.Facility, Action: "transfer." + action, Kind: "transfer", Record: t.ID, Version: t.Version}
}

// or is the first error that is one.
func or(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
