package person

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Merge is one record found to be the second one of a person whose other record
// survives. The loser's row stays: with what it was before, for the day on which
// the merge proves wrong.
type Merge struct {
	ID           id.Merge        `db:"id" privacy:"internal" json:"id"`
	Loser        id.Person       `db:"loser_id" privacy:"internal" json:"loser_id"`
	Survivor     id.Person       `db:"survivor_id" privacy:"internal" json:"survivor_id"`
	Reason       string          `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	WasCustody   CustodyStatus   `db:"was_custody" privacy:"restricted" json:"-"`
	WasLegal     LegalStatus     `db:"was_legal" privacy:"restricted" json:"-"`
	WasProbation id.Organisation `db:"was_probation_id" privacy:"internal" json:"-"`
	WasDueOn     civil.Date      `db:"was_due_on" privacy:"restricted" json:"-"`
	WasReleased  civil.Date      `db:"was_released_on" privacy:"restricted" json:"-"`
	NIKMoved     bool            `db:"nik_moved" privacy:"internal" json:"-"`
	MergedAt     time.Time       `db:"merged_at" privacy:"internal" json:"merged_at"`
	UndoneAt     time.Time       `db:"undone_at" privacy:"internal" json:"undone_at,omitzero"`
	UndoReason   string          `db:"undo_reason" privacy:"restricted" seal:"id" json:"undo_reason"`
	Version      int64           `db:"version" privacy:"internal" json:"version"`
}

// MergeRow is one row that followed a merge, or stayed with the loser because the
// survivor has its like already.
type MergeRow struct {
	Merge  id.Merge `db:"merge_id" privacy:"internal" json:"-"`
	Link   string   `db:"link" privacy:"internal" json:"link"`
	Home   id.Any   `db:"home_id" privacy:"internal" json:"-"` // its facility, or zero
	Row    id.Any   `db:"row_id" privacy:"internal" json:"-"`
	Stayed bool     `db:"stayed" privacy:"internal" json:"stayed"`
}

// Distinct is somebody's word that two records are two people. First is the
// lower key.
type Distinct struct {
	First     id.Person `db:"first_id" privacy:"internal" json:"first_id"`
	Second    id.Person `db:"second_id" privacy:"internal" json:"second_id"`
	Reason    string    `db:"reason" privacy:"restricted" json:"reason"`
	User      id.User   `db:"user_id" privacy:"internal" json:"-"`
	CreatedAt time.Time `db:"created_at" privacy:"internal" json:"-"`
}

// MergeCommand says that Loser is a second record of Survivor, and why.
type MergeCommand struct {
	Survivor id.Person
	Loser    id.Person
	Reason   string
}

// Undone reports whether the merge was taken back.
func (m Merge) Undone() bool { return !m.UndoneAt.IsZero() }

func (c *MergeCommand) validate() error {
	var f errs.Fields
	if c.Survivor.IsZero() || c.Survivor == c.Loser {
		f.Add("survivor_id", "choice.invalid")
	}
	directory.CheckText(&f, "reason", &c.Reason, MaxShort, true)
	return f.Err()
}

// mayMerge refuses to lose what is true today: whoever is held, on the way, at
// large or dead by one record alone is so by the record that stays.
func mayMerge(loser, survivor Person) error {
	if loser.Custody != Released && survivor.Custody != loser.Custody && survivor.Custody != Active {
		return errs.New(errs.State, "person.merge_other_way")
	}
	if (loser.Custody == Died) != (survivor.Custody == Died) && loser.Custody != Released {
		return errs.New(errs.State, "person.merge_other_way")
	}
	if loser.Kept != Whole || survivor.Kept != Whole {
		return errs.New(errs.State, "person.merge_kept")
	}
	return nil
}
