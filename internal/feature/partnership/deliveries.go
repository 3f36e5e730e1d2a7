package partnership

import (
	"context"
	"slices"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Report says, for the promiser's side, that a part of an open promise was
// given. It counts nothing until the receiver confirms it. Errors: Invalid,
// Forbidden, State.
func (s *Service) Report(ctx context.Context, actor authz.Actor, commitment id.Commitment, cmd ReportCommand) (Delivery, error) {
	var d Delivery
	if err := policy.Check(actor, "delivery.report"); err != nil {
		return d, err
	}
	if err := cmd.validate(s.today()); err != nil {
		return d, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		c, err := findCommitment(ctx, tx, actor, commitment)
		if err != nil {
			return err
		}
		if !agreement.ActsFor(actor, c.Promiser) {
			return errOtherSide("delivery.report_by_promiser")
		}
		if c.Status != CommitmentOpen {
			return errs.New(errs.State, "commitment."+string(c.Status))
		}
		d = cmd.apply(Delivery{
			ID: cmd.ID, Commitment: c.ID, Cooperation: c.Cooperation, Host: c.Host, Partner: c.Partner, Receiver: c.Receiver,
			Status: DeliveryReported, Words: 1, ConfirmDueOn: civil.Today(tx.Now()).AddDays(ConfirmDays), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		})
		if d.ID.IsZero() {
			d.ID = d.ID.Make()
		}
		if err := db.Insert(ctx, tx, "partnership_delivery", d); err != nil {
			return err
		}
		if err := keepWord(ctx, tx, actor, d, reported(d, c.Promiser)); err != nil {
			return err
		}
		if err := audit.Created(ctx, tx, actor, what(d.Host, "delivery.report", "delivery", d.ID, 1), d); err != nil {
			return err
		}
		return s.deliveryHappened(ctx, tx, actor, "delivery.report", d, c.Commitment)
	})
	return d, wrap(err, "report delivery")
}

// ReportAgain corrects a report that is not confirmed; a dispute is thereby
// answered and the receiver is asked once more.
func (s *Service) ReportAgain(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, cmd ReportCommand) error {
	if err := policy.Check(actor, "delivery.report"); err != nil {
		return err
	}
	if err := cmd.validate(s.today()); err != nil {
		return err
	}
	return s.alterDelivery(ctx, actor, key, version, "delivery.report_again", func(tx *db.Tx, d *Delivery, c *Commitment) (Word, error) {
		if !agreement.ActsFor(actor, c.Promiser) {
			return Word{}, errOtherSide("delivery.report_by_promiser")
		}
		if c.Status == CommitmentCancelled {
			return Word{}, errs.New(errs.State, "commitment.cancelled")
		}
		*d = cmd.apply(*d)
		d.ConfirmedQuantity, d.ConfirmedValue, d.AnsweredOn, d.AnswerReason = nil, nil, civil.Date{}, ""
		d.ConfirmDueOn = civil.Today(tx.Now()).AddDays(ConfirmDays)
		return reported(*d, c.Promiser), d.move(DeliveryReported)
	})
}

// WithdrawDelivery takes back a report that is not confirmed.
func (s *Service) WithdrawDelivery(ctx context.Context, actor authz.Actor, key id.Delivery, version int64) error {
	if err := policy.Check(actor, "delivery.report"); err != nil {
		return err
	}
	return s.alterDelivery(ctx, actor, key, version, "delivery.withdraw", func(tx *db.Tx, d *Delivery, c *Commitment) (Word, error) {
		if !agreement.ActsFor(actor, c.Promiser) {
			return Word{}, errOtherSide("delivery.report_by_promiser")
		}
		return Word{Act: WordWithdrawn, By: c.Promiser, SaidOn: civil.Today(tx.Now())}, d.move(DeliveryWithdrawn)
	})
}

// Confirm is the receiver's yes, to the whole or to a part. When the confirmed
// quantities reach the promise, the promise is fulfilled. Errors: Invalid,
// Forbidden for everybody but the receiver, State, Conflict.
func (s *Service) Confirm(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, cmd ConfirmCommand) error {
	if err := policy.Check(actor, "delivery.confirm"); err != nil {
		return err
	}
	return s.alterDelivery(ctx, actor, key, version, "delivery.confirm", func(tx *db.Tx, d *Delivery, c *Commitment) (Word, error) {
		if err := received(actor, *d, *c); err != nil {
			return Word{}, err
		}
		if err := d.move(DeliveryConfirmed); err != nil {
			return Word{}, err
		}
		answer := cmd
		if err := answer.validate(*d, civil.Today(tx.Now())); err != nil {
			return Word{}, err
		}
		d.answer(answer)
		return answered(*d, WordConfirmed), nil
	})
}

// Dispute is the receiver's no: its own count and reason stand beside the
// report, and nothing is counted.
func (s *Service) Dispute(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, cmd DisputeCommand) error {
	if err := policy.Check(actor, "delivery.confirm"); err != nil {
		return err
	}
	return s.alterDelivery(ctx, actor, key, version, "delivery.dispute", func(tx *db.Tx, d *Delivery, c *Commitment) (Word, error) {
		if err := received(actor, *d, *c); err != nil {
			return Word{}, err
		}
		if err := d.move(DeliveryDisputed); err != nil {
			return Word{}, err
		}
		answer := cmd
		if err := answer.validate(*d, civil.Today(tx.Now())); err != nil {
			return Word{}, err
		}
		d.answer(ConfirmCommand(answer))
		return answered(*d, WordDisputed), nil
	})
}

// Concede settles a dispute in the receiver's favour: the giver takes the
// receiver's count as its own, and what both now say is confirmed. Where the
// receiver counted nothing, the report is withdrawn instead. Errors: Forbidden
// for everybody but the promiser, State unless disputed, Conflict.
func (s *Service) Concede(ctx context.Context, actor authz.Actor, key id.Delivery, version int64) error {
	if err := policy.Check(actor, "delivery.report"); err != nil {
		return err
	}
	return s.alterDelivery(ctx, actor, key, version, "delivery.concede", func(tx *db.Tx, d *Delivery, c *Commitment) (Word, error) {
		switch {
		case !agreement.ActsFor(actor, c.Promiser):
			return Word{}, errOtherSide("delivery.report_by_promiser")
		case d.Status != DeliveryDisputed:
			return Word{}, errs.New(errs.State, "delivery."+string(d.Status))
		case c.Status == CommitmentCancelled:
			return Word{}, errs.New(errs.State, "commitment.cancelled")
		}
		today := civil.Today(tx.Now())
		word := Word{Act: WordConceded, By: c.Promiser, Quantity: int(*d.ConfirmedQuantity), Value: *d.ConfirmedValue, SaidOn: today}
		if word.Quantity == 0 {
			return word, d.move(DeliveryWithdrawn)
		}
		d.Quantity, d.Value, d.AnsweredOn = word.Quantity, word.Value, today
		return word, d.move(DeliveryConfirmed)
	})
}

// received asks that the actor stands on the receiving side of a live promise.
func received(actor authz.Actor, d Delivery, c Commitment) error {
	if !agreement.ActsFor(actor, d.Receiver) {
		return errOtherSide("delivery.confirm_by_receiver")
	}
	if c.Status == CommitmentCancelled {
		return errs.New(errs.State, "commitment.cancelled")
	}
	return nil
}

// answer writes the receiver's count.
func (d *Delivery) answer(c ConfirmCommand) {
	n, v := int64(c.Quantity), c.Value
	d.ConfirmedQuantity, d.ConfirmedValue, d.AnsweredOn, d.AnswerReason = &n, &v, c.On, c.Reason
}

func (d *Delivery) move(to DeliveryStatus) error {
	if !slices.Contains(deliveryMoves[d.Status], to) {
		return errs.New(errs.State, "delivery."+string(d.Status))
	}
	d.Status = to
	return nil
}

// alterDelivery changes a delivery under the lock of its commitment, so that two
// confirmations at once cannot both miss that the promise is fulfilled.
func (s *Service) alterDelivery(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, action string, f func(*db.Tx, *Delivery, *Commitment) (Word, error)) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findDelivery(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		c, err := lockCommitment(ctx, tx, v.Commitment)
		if err != nil {
			return err
		}
		if v, err = findDelivery(ctx, tx, actor, key); err != nil { // as it is under the lock
			return err
		}
		host, version = v.Host, present(version, v.Version)
		if v.Version != version {
			return errs.New(errs.Conflict, "stale")
		}
		d, promise := v.Delivery, c
		word, err := f(tx, &d, &promise)
		if err != nil {
			return err
		}
		d.Words++
		d.Version, d.UpdatedAt = version+1, tx.Now()
		if err := db.Update(ctx, tx, "partnership_delivery", d, version, "id"); err != nil {
			return err
		}
		if err := keepWord(ctx, tx, actor, d, word); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, actor, what(host, action, "delivery", key, d.Version), v.Delivery, d); err != nil {
			return err
		}
		if err := s.deliveryHappened(ctx, tx, actor, action, d, c); err != nil {
			return err
		}
		if err := fulfil(ctx, tx, &promise); err != nil || promise.Status == c.Status {
			return err
		}
		return storeCommitment(ctx, tx, actor, "commitment.fulfil", c, promise)
	})
	return wrap(audit.Stale(ctx, s.db, err, host, key, version), action)
}

// Delivery gives one delivery.
func (s *Service) Delivery(ctx context.Context, actor authz.Actor, key id.Delivery) (DeliveryView, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return DeliveryView{}, err
	}
	return findDelivery(ctx, s.db, actor, key)
}

// DeliveryFilter narrows the list of deliveries.
type DeliveryFilter struct {
	Text        string
	Cooperation id.Cooperation
	Commitment  id.Commitment
	Status      DeliveryStatus
	Desc        bool
}

// Deliveries lists what the actor may see by the day of delivery.
func (s *Service) Deliveries(ctx context.Context, actor authz.Actor, f DeliveryFilter, r page.Request) (page.Of[DeliveryView], error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return page.Of[DeliveryView]{}, err
	}
	q := agreement.Over(selectDelivery(), actor.Scope, "x").Search(f.Text, "k.title", "k.ref", "x.evidence", "f.name", "t.name")
	agreement.If(q, "x.cooperation_id = ?", f.Cooperation)
	agreement.If(q, "x.commitment_id = ?", f.Commitment)
	agreement.If(q, "x.status = ?", f.Status)
	return agreement.Page(ctx, s.db, q, agreement.Order[DeliveryView]{
		By: "x.delivered_on", ID: "x.id", Desc: f.Desc,
		Value: func(v DeliveryView) string { return v.DeliveredOn.String() },
		Key:   func(v DeliveryView) string { return v.ID.String() },
	}, r)
}
