// Package fund keeps restricted money: what a partner gave for a purpose, what
// of it was set aside for which class, what was paid and to whom, and what went
// back, to the rupiah.
//
// It owns the fund_* tables. It refuses to edit or delete an entry: a mistake is
// reversed by a second entry. It refuses a negative balance, zakat to a person
// without asnaf, evidence and surveyor, and a second payment from one fund to
// one person. It holds no money: it says where money is.
//
// Start with Fund and Entry, then Service.Book.
package fund

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// Type says under whose rules the money stands.
type Type string

// The types: alms of three kinds, company money, and the two public budgets.
const (
	Zakat Type = "ZAKAT"
	Infak Type = "INFAK_SEDEKAH"
	DSKL  Type = "DSKL" // other religious social money
	CSR   Type = "CSR"
	APBD  Type = "APBD"
	APBN  Type = "APBN"
)

// Types lists them in the order of the forms.
func Types() []Type { return []Type{Zakat, Infak, DSKL, CSR, APBD, APBN} }

// Status is whether a fund still moves.
type Status string

// The statuses. A closed fund is balanced: all that was set aside was paid, the
// rest went back. It is opened again only to mend a mistake.
const (
	Open   Status = "open"
	Closed Status = "closed"
)

// Statuses lists them in order.
func Statuses() []Status { return []Status{Open, Closed} }

// Fund is money of one type for one purpose within a cooperation. The four sums
// repeat its entries, so that the database itself refuses to overdraw it.
type Fund struct {
	ID          id.Fund         `db:"id" privacy:"internal" json:"id"`
	Cooperation id.Cooperation  `db:"cooperation_id" privacy:"internal" json:"cooperation_id"`
	Host        id.Organisation `db:"host_id" privacy:"internal" json:"host_id"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal" json:"partner_id"`
	Commitment  id.Commitment   `db:"commitment_id" privacy:"internal" json:"commitment_id"`
	Ref         string          `db:"ref" privacy:"internal" json:"ref"`
	Type        Type            `db:"fund_type" privacy:"internal" json:"type"`
	Purpose     string          `db:"purpose" privacy:"internal" json:"purpose"`
	Status      Status          `db:"status" privacy:"internal" json:"status"`
	Received    money.Rupiah    `db:"received_rp" privacy:"internal" json:"received"`
	Allocated   money.Rupiah    `db:"allocated_rp" privacy:"internal" json:"allocated"`
	Disbursed   money.Rupiah    `db:"disbursed_rp" privacy:"internal" json:"disbursed"`
	Returned    money.Rupiah    `db:"returned_rp" privacy:"internal" json:"returned"`
	Version     int64           `db:"version" privacy:"internal" json:"version"`
	Created     time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
	Updated     time.Time       `db:"updated_at" privacy:"internal" json:"updated_at"`
}

// Free is what was received and neither set aside nor returned.
func (f Fund) Free() money.Rupiah { return f.Received - f.Allocated - f.Returned }

// Unpaid is what was set aside and not yet paid.
func (f Fund) Unpaid() money.Rupiah { return f.Allocated - f.Disbursed }

// Balanced reports whether nothing is left anywhere, so that it may be closed.
func (f Fund) Balanced() bool { return f.Free() == 0 && f.Unpaid() == 0 }

// apply adds an entry's amount to its sum, or takes it away again.
func (f *Fund) apply(e Entry) {
	amount := e.Amount
	if e.Reversal() {
		amount = -amount
	}
	switch e.Kind {
	case Receipt:
		f.Received += amount
	case Allocation:
		f.Allocated += amount
	case Disbursement:
		f.Disbursed += amount
	case Return:
		f.Returned += amount
	}
}

// solvent says with a clear code what the database would refuse.
func (f Fund) solvent() error {
	switch {
	case f.Free() < 0:
		return errs.New(errs.State, "fund.not_enough").With("missing", -f.Free())
	case f.Unpaid() < 0:
		return errs.New(errs.State, "fund.not_set_aside").With("missing", -f.Unpaid())
	}
	return nil
}

// OpenCommand begins a fund, for a commitment of the same cooperation or for
// the cooperation as a whole.
type OpenCommand struct {
	ID          id.Fund
	Cooperation id.Cooperation
	Commitment  id.Commitment
	Type        Type
	Purpose     string
}

const (
	maxPurpose = 200
	maxShort   = 500
)

func (c *OpenCommand) validate() error {
	var f errs.Fields
	if c.Cooperation.IsZero() {
		f.Add("cooperation_id", "required")
	}
	directory.CheckChoice(&f, "type", c.Type, Types())
	directory.CheckText(&f, "purpose", &c.Purpose, maxPurpose, true)
	return f.Err()
}
