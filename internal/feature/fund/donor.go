package fund

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// DonorStatement is what became of all that one partner gave, fund by fund,
// between two days. For each fund and in all, what it began with, what moved and
// what it ended with add up to the rupiah.
type DonorStatement struct {
	Partner id.Organisation
	Name    string
	From    civil.Date
	To      civil.Date
	Funds   []DonorFund
}

// DonorFund is one fund in a statement.
type DonorFund struct {
	Fund    View
	Opening Sums // up to the day before the first
	Moved   Sums // within the days
	Entries []EntryView
}

// Closing is what the fund ended with.
func (d DonorFund) Closing() Sums { return d.Opening.Plus(d.Moved) }

// Plus adds sums up.
func (s Sums) Plus(o Sums) Sums {
	return Sums{s.Received + o.Received, s.Allocated + o.Allocated, s.Disbursed + o.Disbursed, s.Returned + o.Returned}
}

// Total is all funds together.
func (d DonorStatement) Total() DonorFund {
	var t DonorFund
	for _, f := range d.Funds {
		t.Opening, t.Moved = t.Opening.Plus(f.Opening), t.Moved.Plus(f.Moved)
	}
	return t
}

// Donor accounts to a partner for the funds that the actor sees, between two
// days, both included. Funds without money in that time are left out. A partner
// may ask for itself alone, and reads no names. Permission: fund.read. Errors:
// Invalid (the days), NotFound.
func (s *Service) Donor(ctx context.Context, actor authz.Actor, partner id.Organisation, from, to civil.Date) (DonorStatement, error) {
	if err := policy.Check(actor, "fund.read"); err != nil {
		return DonorStatement{}, err
	}
	if err := checkDays(from, to); err != nil {
		return DonorStatement{}, err
	}
	st := DonorStatement{Partner: partner, From: from, To: to}
	funds, err := agreement.All[View](ctx, s.db, agreement.Over(selectView, actor.Scope, "f").And("f.partner_id = ?", partner).Then("ORDER BY f.ref"))
	if err != nil {
		return st, wrap("account to donor", err)
	}
	if len(funds) == 0 {
		return st, errs.New(errs.NotFound, "not_found")
	}
	st.Name = funds[0].PartnerName
	for _, v := range funds {
		d := DonorFund{Fund: v}
		if d.Opening, d.Moved, err = sumsBetween(ctx, s.db, v.ID, from, to); err != nil {
			return st, wrap("account to donor", err)
		}
		if d.Opening.Plus(d.Moved) == (Sums{}) && d.Moved == (Sums{}) {
			continue
		}
		if d.Entries, err = entriesBetween(ctx, s.db, v.ID, from, to); err != nil {
			return st, wrap("account to donor", err)
		}
		if d.Entries, err = s.dressed(ctx, actor, d.Entries); err != nil {
			return st, wrap("account to donor", err)
		}
		st.Funds = append(st.Funds, d)
	}
	return st, nil
}

func checkDays(from, to civil.Date) error {
	var f errs.Fields
	if from.IsZero() {
		f.Add("from", "required")
	}
	if to.IsZero() {
		f.Add("to", "required")
	}
	if to.Before(from) {
		f.Add("to", "fund.days_order")
	}
	return f.Err()
}

// Donors lists the partners whose funds the actor sees. Permission: fund.read.
func (s *Service) Donors(ctx context.Context, actor authz.Actor) ([]Donor, error) {
	if err := policy.Check(actor, "fund.read"); err != nil {
		return nil, err
	}
	list, err := agreement.All[Donor](ctx, s.db, agreement.Over(`SELECT DISTINCT f.partner_id, p.name FROM fund_fund f JOIN directory_organisation p ON p.id = f.partner_id`, actor.Scope, "f").Then("ORDER BY p.name, f.partner_id"))
	return list, wrap("list donors", err)
}

// Donor is a partner that gave.
type Donor struct {
	ID   id.Organisation `db:"partner_id" privacy:"internal"`
	Name string          `db:"name" privacy:"internal"`
}

// sumsBetween counts a fund's entries before the first day, and from it to the last.
func sumsBetween(ctx context.Context, q db.Querier, key id.Fund, from, to civil.Date) (opening, moved Sums, err error) {
	if opening, err = db.One[Sums](ctx, q, sumsText+` AND e.booked_on < $2`, key, from); err != nil {
		return opening, moved, err
	}
	moved, err = db.One[Sums](ctx, q, sumsText+` AND e.booked_on >= $2 AND e.booked_on <= $3`, key, from, to)
	return opening, moved, err
}

func entriesBetween(ctx context.Context, q db.Querier, key id.Fund, from, to civil.Date) ([]EntryView, error) {
	return db.All[EntryView](ctx, q, selectEntry+` WHERE e.fund_id = $1 AND e.booked_on >= $2 AND e.booked_on <= $3 ORDER BY e.booked_on, e.id`, key, from, to)
}
