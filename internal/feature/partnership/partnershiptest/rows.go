package partnershiptest

import (
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/db"
)

// Row is a promise with its parts and deliveries as they stand in the tables.
type Row struct {
	partnership.Commitment
	Parts      []partnership.Milestone
	Deliveries []partnership.Delivery
}

// Rows are added up one after another; nothing of the package's own adding up is
// used on them.
type Rows []Row

type partRow struct {
	Commitment id.Commitment `db:"commitment_id" privacy:"internal"`
	Plan       int           `db:"plan" privacy:"internal"`
	partnership.Milestone
}

// RowsOf reads the rows of a cooperation, or all.
func RowsOf(t testing.TB, d *db.DB, coop id.Cooperation) Rows {
	t.Helper()
	ctx := t.Context()
	where, args := " WHERE c.cooperation_id = $1", []any{coop}
	if coop.IsZero() {
		where, args = "", nil
	}
	promises, err := db.All[partnership.Commitment](ctx, d, `SELECT `+db.Columns[partnership.Commitment]("c")+` FROM partnership_commitment c`+where, args...)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := db.All[partRow](ctx, d, `SELECT `+db.Columns[partRow]("m")+` FROM partnership_milestone m JOIN partnership_commitment c ON c.id = m.commitment_id`+where, args...)
	if err != nil {
		t.Fatal(err)
	}
	deliveries, err := db.All[partnership.Delivery](ctx, d, `SELECT `+db.Columns[partnership.Delivery]("x")+` FROM partnership_delivery x JOIN partnership_commitment c ON c.id = x.commitment_id`+where, args...)
	if err != nil {
		t.Fatal(err)
	}
	at, out := map[id.Commitment]int{}, make(Rows, len(promises))
	for i, c := range promises {
		at[c.ID], out[i].Commitment = i, c
	}
	for _, p := range parts {
		if c := &out[at[p.Commitment]]; c.Plan == p.Plan {
			c.Parts = append(c.Parts, p.Milestone)
		}
	}
	for _, x := range deliveries {
		out[at[x.Commitment]].Deliveries = append(out[at[x.Commitment]].Deliveries, x)
	}
	return out
}

// Keep are the rows that are wanted.
func (r Rows) Keep(wanted func(Row) bool) Rows {
	var out Rows
	for _, p := range r {
		if wanted(p) {
			out = append(out, p)
		}
	}
	return out
}

// Promise is the row of one promise.
func (r Rows) Promise(key id.Commitment) Rows {
	return r.Keep(func(p Row) bool { return p.ID == key })
}

// Like are the rows that a line of the ledger adds up.
func (r Rows) Like(l partnership.LedgerLine) Rows {
	return r.Keep(func(p Row) bool {
		return p.Form == l.Form && p.Unit == l.Unit && (p.Promiser == p.Partner) == l.ByPartner
	})
}

// Of are the rows of one account.
func (r Rows) Of(by partnership.Axis, key id.Any) Rows {
	return r.Keep(func(p Row) bool {
		switch by {
		case partnership.ByPartner:
			return id.Any(p.Partner) == key
		case partnership.ByAgreement:
			return id.Any(p.Agreement) == key
		}
		return p.Promiser == p.Partner && id.Any(p.Receiver) == key || p.Promiser != p.Partner && id.Any(p.Promiser) == key
	})
}

// Total adds the rupiah of the rows.
func (r Rows) Total(today civil.Date) partnership.LedgerLine {
	var l partnership.LedgerLine
	for _, p := range r {
		if p.Status != partnership.CommitmentCancelled {
			l.Promises++
			l.PromisedRp += p.Value
			if p.DueOn.Compare(today) <= 0 {
				l.DueRp += p.Value
			} else {
				for _, m := range p.Parts {
					if m.DueOn.Compare(today) <= 0 {
						l.DueRp += m.Value
					}
				}
			}
		}
		for _, d := range p.Deliveries {
			switch d.Status {
			case partnership.DeliveryWithdrawn:
				continue
			case partnership.DeliveryConfirmed:
				l.ConfirmedRp += *d.ConfirmedValue
			case partnership.DeliveryDisputed:
				l.DisputedRp += d.Value
			}
			l.DeliveredRp += d.Value
		}
	}
	return l
}

// Quantities are promised, due, delivered, confirmed and disputed in units.
func (r Rows) Quantities(today civil.Date) [5]int {
	var n [5]int
	for _, p := range r {
		if p.Status != partnership.CommitmentCancelled {
			n[0] += p.Quantity
			if p.DueOn.Compare(today) <= 0 {
				n[1] += p.Quantity
			} else {
				for _, m := range p.Parts {
					if m.DueOn.Compare(today) <= 0 {
						n[1] += m.Quantity
					}
				}
			}
		}
		for _, d := range p.Deliveries {
			switch d.Status {
			case partnership.DeliveryWithdrawn:
				continue
			case partnership.DeliveryConfirmed:
				n[3] += int(*d.ConfirmedQuantity)
			case partnership.DeliveryDisputed:
				n[4] += d.Quantity
			}
			n[2] += d.Quantity
		}
	}
	return n
}

// Kept is the value of what is due or fulfilled, and how much of it was confirmed,
// each promise at most whole: what the evidence of an agreement says.
func (r Rows) Kept(today civil.Date) (promised, confirmed money.Rupiah) {
	for _, p := range r {
		if p.Status == partnership.CommitmentCancelled || p.Status == partnership.CommitmentOpen && p.DueOn.Compare(today) > 0 {
			continue
		}
		var given money.Rupiah
		for _, d := range p.Deliveries {
			if d.Status == partnership.DeliveryConfirmed {
				given += *d.ConfirmedValue
			}
		}
		promised, confirmed = promised+p.Value, confirmed+min(given, p.Value)
	}
	return promised, confirmed
}
