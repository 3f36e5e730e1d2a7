package fund

import (
	"context"
	"time"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Closing is a month that an office has closed: nothing is booked in it, or
// before it, ever again. It keeps the sums of all the office's books up to its
// last day, so that a changed entry shows.
type Closing struct {
	Host      id.Organisation `db:"host_id" privacy:"internal" json:"host_id"`
	Through   civil.Date      `db:"through_on" privacy:"internal" json:"through_on"`
	ID        id.Closing      `db:"id" privacy:"internal" json:"id"`
	Entries   int64           `db:"entries" privacy:"internal" json:"entries"`
	Received  money.Rupiah    `db:"received_rp" privacy:"internal" json:"received"`
	Allocated money.Rupiah    `db:"allocated_rp" privacy:"internal" json:"allocated"`
	Disbursed money.Rupiah    `db:"disbursed_rp" privacy:"internal" json:"disbursed"`
	Returned  money.Rupiah    `db:"returned_rp" privacy:"internal" json:"returned"`
	Created   time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
}

// Sums are the closing's sums.
func (c Closing) Sums() Sums { return Sums{c.Received, c.Allocated, c.Disbursed, c.Returned} }

// Books is what one office has closed, latest first, and which month may be
// closed next.
type Books struct {
	Host     id.Organisation
	Name     string
	Closings []Closing
	// Counted are the sums of the latest closing, counted again from the entries.
	Counted Closing
	// Next is the last day of the month that may be closed; zero when none is over.
	Next civil.Date
}

// Agrees reports whether the entries up to the latest closing still are what
// was closed.
func (b Books) Agrees() bool {
	return len(b.Closings) == 0 || b.Counted.Sums() == b.Closings[0].Sums() && b.Counted.Entries == b.Closings[0].Entries
}

// CloseMonth closes an office's books up to the last day of a month that is
// over. Months before it that are still open are closed with it. There is no way
// back: a mistake is reversed in an open month. Permission: fund.close_month, for
// one's own office. Errors: Invalid, NotFound; State "fund.month_closed".
func (s *Service) CloseMonth(ctx context.Context, actor authz.Actor, host id.Organisation, through civil.Date) (Closing, error) {
	if err := policy.Check(actor, "fund.close_month"); err != nil {
		return Closing{}, err
	}
	if !agreement.ActsFor(actor, host) {
		return Closing{}, errs.New(errs.NotFound, "not_found")
	}
	if err := checkMonth(through, civil.Today(s.db.Now())); err != nil {
		return Closing{}, err
	}
	var c Closing
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		last, err := officeLocked(ctx, tx, host)
		if err != nil {
			return err
		}
		if !through.After(last) && !last.IsZero() {
			return errs.New(errs.State, "fund.month_closed").With("through", last)
		}
		if c, err = countedThrough(ctx, tx, host, through); err != nil {
			return err
		}
		c.ID, c.Created = id.Closing{}.Make(), tx.Now()
		if err := storeClosing(ctx, tx, c); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, audit.What{Org: host, Action: "fund.close_month", Kind: "closing", Record: c.ID, Version: 1}, c)
	})
	return c, wrap("close month", err)
}

func checkMonth(through, today civil.Date) error {
	var f errs.Fields
	switch {
	case through.IsZero():
		f.Add("through_on", "required")
	case through != through.EndOfMonth():
		f.Add("through_on", "fund.not_month_end")
	case !through.Before(today):
		f.Add("through_on", "fund.month_runs")
	}
	return f.Err()
}

// Books tells what the offices in the actor's scope that keep books have closed.
// Permission: fund.closings.
func (s *Service) Books(ctx context.Context, actor authz.Actor) ([]Books, error) {
	if err := policy.Check(actor, "fund.closings"); err != nil {
		return nil, err
	}
	list, err := booksIn(ctx, s.db, actor.Scope, civil.Today(s.db.Now()))
	return list, wrap("list closings", err)
}

// nextMonth is the last day of the month before today's, when it is open still.
func nextMonth(last, today civil.Date) civil.Date {
	over := today.AddDays(-today.Day())
	if !last.IsZero() && !over.After(last) {
		return civil.Date{}
	}
	return over
}

// stillOpen refuses a day in a closed month, and locks the office's books.
func stillOpen(ctx context.Context, tx *db.Tx, host id.Organisation, on civil.Date) error {
	last, err := officeLocked(ctx, tx, host)
	if err != nil {
		return err
	}
	if !last.IsZero() && !on.After(last) {
		var f errs.Fields
		f.Add("booked_on", "fund.in_closed_month", "through", last)
		return f.Err()
	}
	return nil
}
