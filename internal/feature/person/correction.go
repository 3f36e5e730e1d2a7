package person

import (
	"slices"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Fact is something on record that turns out to be wrong.
type Fact string

// The facts that can be corrected. Names, numbers and the like are changed in the
// register, where nothing else hangs on them.
const (
	FactBorn   Fact = "born"
	FactStart  Fact = "starts_on" // of a stay: the day of admission
	FactEnd    Fact = "ends_on"   // of a stay: the day of release, escape, death, transfer
	FactKind   Fact = "end_kind"  // of a stay: how it ended
	FactReopen Fact = "reopen"    // of the latest stay: it never ended
	FactVoid   Fact = "void"      // of a stay: it never was
	FactOwner  Fact = "owner"     // of a stay: it is somebody else's
	FactGuided Fact = "guided"    // of a client who was never held: since when
	FactDeath  Fact = "death"     // outside: it did not happen
)

// CorrectFacts lists the facts in the order of the page.
func CorrectFacts() []Fact {
	return []Fact{FactBorn, FactStart, FactEnd, FactKind, FactReopen, FactVoid, FactOwner, FactGuided, FactDeath}
}

// ofStay reports whether the fact is one of a stay.
func (f Fact) ofStay() bool {
	return slices.Contains([]Fact{FactStart, FactEnd, FactKind, FactReopen, FactVoid, FactOwner}, f)
}

// Correction is one correction. Was and Became are as the record had them; rows
// are only added, so that what was once believed can always be read.
type Correction struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Correction   `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Fact      Fact            `db:"fact" privacy:"internal" json:"fact"`
	Stay      id.Custody      `db:"stay_id" privacy:"internal" json:"stay_id,omitzero"`
	Was       string          `db:"was" privacy:"restricted" json:"was"`
	Became    string          `db:"became" privacy:"restricted" json:"became"`
	Reason    string          `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	By        string          `db:"corrected_by" privacy:"internal" json:"corrected_by"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
}

// CorrectCommand corrects one fact, with a reason. Which of the values is asked
// for depends on the fact.
type CorrectCommand struct {
	Fact    Fact
	Stay    id.Custody
	Date    civil.Date    // starts_on, ends_on, guided
	Born    civil.Partial // born
	Kind    EndKind       // end_kind
	Owner   id.Person     // owner
	Reason  string
	Version int64
}

func (c *CorrectCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "fact", c.Fact, CorrectFacts())
	directory.CheckText(&f, "reason", &c.Reason, MaxShort, true)
	if c.Fact.ofStay() && c.Stay.IsZero() {
		f.Add("stay_id", "required")
	}
	switch c.Fact {
	case FactStart, FactEnd, FactGuided:
		CheckPast(&f, "date", c.Date, today)
	case FactKind:
		directory.CheckChoice(&f, "kind", c.Kind, CorrectKinds())
	case FactBorn:
		if _, err := civil.ParsePartial(string(c.Born)); err != nil {
			f.Add("born", "date.invalid")
		} else if c.Born.Earliest().After(today) {
			f.Add("born", "date.too_late", "max", today)
		}
	case FactOwner:
		if c.Owner.IsZero() {
			f.Add("owner_id", "required")
		}
	}
	return f.Err()
}

// CorrectKinds are the ways in which a stay can be said to have ended after all. A
// transfer is not one of them: it has two sides, and its own way back.
func CorrectKinds() []EndKind { return append(ReleaseKinds(), LeaveKinds()...) }

// IsRelease reports whether a stay that ended so ended with a release.
func (k EndKind) IsRelease() bool { return slices.Contains(ReleaseKinds(), k) }
