package fund

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// Kind is what an entry does with the money.
type Kind string

// The kinds, in the order in which money passes through them.
const (
	Receipt      Kind = "receipt"      // the partner gave it
	Allocation   Kind = "allocation"   // set aside for a class, or for aid to individuals
	Disbursement Kind = "disbursement" // paid, to a person or for a class
	Return       Kind = "return"       // went back to the partner
)

// Kinds lists them in order.
func Kinds() []Kind { return []Kind{Receipt, Allocation, Disbursement, Return} }

// Asnaf is one of the eight groups that zakat may reach (Qur'an 9:60).
type Asnaf string

// Asnafs lists the eight in their usual order.
func Asnafs() []Asnaf {
	return []Asnaf{"fakir", "miskin", "amil", "muallaf", "riqab", "gharim", "fisabilillah", "ibnu_sabil"}
}

// Entry is one line of a fund's book. It is never changed: one with Reverses
// takes back the entry that it names.
type Entry struct {
	ID       id.Entry        `db:"id" privacy:"internal" json:"id"`
	Fund     id.Fund         `db:"fund_id" privacy:"internal" json:"fund_id"`
	Kind     Kind            `db:"kind" privacy:"internal" json:"kind"`
	Amount   money.Rupiah    `db:"amount_rp" privacy:"internal" json:"amount"`
	BookedOn civil.Date      `db:"booked_on" privacy:"internal" json:"booked_on"`
	Facility id.Organisation `db:"offering_facility_id" privacy:"internal" json:"facility_id"`
	Class    id.Offering     `db:"offering_id" privacy:"internal" json:"class_id"`
	Person   id.Person       `db:"person_id" privacy:"restricted" json:"person_id"`
	Asnaf    Asnaf           `db:"asnaf" privacy:"restricted" json:"asnaf"`
	Evidence string          `db:"asnaf_evidence" privacy:"restricted" seal:"id" json:"asnaf_evidence"`
	Surveyor string          `db:"surveyor" privacy:"restricted" json:"surveyor"`
	Paper    string          `db:"receipt_no" privacy:"internal" json:"receipt_no"`
	Note     string          `db:"note" privacy:"restricted" seal:"id" json:"note"`
	Reverses id.Entry        `db:"reverses_id" privacy:"internal" json:"reverses_id"`
	Created  time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
}

// Reversal reports whether the entry takes another one back.
func (e Entry) Reversal() bool { return !e.Reverses.IsZero() }

// BookCommand adds an entry to a fund. Money that arrives, is paid or goes back
// has a paper with a number; setting aside needs none. A disbursement names a
// person, a class or both, and draws on what was set aside for that class, or
// without a class on what was set aside for aid.
type BookCommand struct {
	ID       id.Entry
	Fund     id.Fund
	Kind     Kind
	Amount   money.Rupiah
	BookedOn civil.Date
	Class    id.Offering
	Person   id.Person
	Asnaf    Asnaf
	Evidence string
	Surveyor string
	Paper    string
	Note     string
}

func (c *BookCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, Kinds())
	if c.Amount <= 0 || c.Amount > money.Max {
		f.Add("amount", "money.positive")
	}
	switch {
	case c.BookedOn.IsZero():
		f.Add("booked_on", "required")
	case c.BookedOn.After(today):
		f.Add("booked_on", "date.future")
	}
	directory.CheckText(&f, "receipt_no", &c.Paper, maxPurpose, c.Kind != Allocation)
	directory.CheckText(&f, "asnaf_evidence", &c.Evidence, maxShort, false)
	directory.CheckText(&f, "surveyor", &c.Surveyor, maxPurpose, false)
	directory.CheckText(&f, "note", &c.Note, maxShort, false)
	c.checkPurpose(&f)
	return f.Err()
}

// checkPurpose checks whom the money is for.
func (c *BookCommand) checkPurpose(f *errs.Fields) {
	switch {
	case c.Kind == Disbursement && c.Class.IsZero() && c.Person.IsZero():
		f.Add("person_id", "fund.for_whom")
	case c.Kind != Disbursement && !c.Person.IsZero():
		f.Add("person_id", "choice.invalid")
	case (c.Kind == Receipt || c.Kind == Return) && !c.Class.IsZero():
		f.Add("class_id", "choice.invalid")
	}
}

// checkAsnaf holds the rule of zakat: to a person only with the group that the
// person belongs to, what shows it and who looked. Other money has no asnaf.
func (c *BookCommand) checkAsnaf(t Type) error {
	var f errs.Fields
	switch {
	case t != Zakat && c.Asnaf != "":
		f.Add("asnaf", "fund.not_zakat")
	case t == Zakat && !c.Person.IsZero():
		directory.CheckChoice(&f, "asnaf", c.Asnaf, Asnafs())
		directory.CheckText(&f, "asnaf_evidence", &c.Evidence, maxShort, true)
		directory.CheckText(&f, "surveyor", &c.Surveyor, maxPurpose, true)
	case c.Asnaf != "":
		directory.CheckChoice(&f, "asnaf", c.Asnaf, Asnafs())
	}
	return f.Err()
}

// reachedByZakat reports whether zakat may go to a person of a religion as
// registered: to Muslims, and to converts, whom the register may not know yet.
// Where the register knows nothing, the survey decides. Everybody else is reached
// from the other types of fund (see Service.Access).
func reachedByZakat(religion string, a Asnaf) bool {
	return religion == "" || religion == "islam" || a == "muallaf"
}
