package casework

import (
	"context"
	"time"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Shift is one move of a person's expected release: from when to when and why.
type Shift struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	ID        ShiftID         `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"-"`
	From      civil.Date      `db:"from_on" privacy:"restricted" json:"from_on"`
	To        civil.Date      `db:"to_on" privacy:"restricted" json:"to_on"`
	Cause     string          `db:"cause" privacy:"restricted" json:"cause"`
	Author    string          `db:"author" privacy:"internal" json:"author"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"at"`
}

// ShiftID is the key of a shift.
type ShiftID = id.ID[Shift]

// Moved is what a lower feature tells when the expected release moved.
type Moved struct {
	Actor    authz.Actor
	Person   id.Person
	From, To civil.Date
	Cause    string // a code with its words in caseworkweb: "corrected", "remission", "import" …
}

// ReleaseMovedTx writes a shift down for the plan to tell of. The steps need
// nothing done to them: they hang on the day itself. A move of nobody's plan is
// kept too, because the plan may come later in the same week.
func ReleaseMovedTx(ctx context.Context, tx *db.Tx, m Moved) error {
	if m.From == m.To {
		return nil
	}
	p, err := db.One[person.Person](ctx, tx, `SELECT `+db.Columns[person.Person]("")+` FROM person_person WHERE id = $1`, m.Person)
	if err != nil {
		return err
	}
	return db.Insert(ctx, tx, "casework_shift", Shift{
		Facility: officeOf(p), ID: ShiftID{}.Make(), Person: m.Person, From: m.From, To: m.To, Cause: m.Cause, Author: m.Actor.Name, CreatedAt: tx.Now(),
	})
}

// Replanned is a step whose day has moved since the plan was made.
type Replanned struct {
	Step     Step
	From, To civil.Date
}

// Replanned lists the open steps that the moves of the release have moved, in
// the order of the plan. It depends on where the release stood and stands, and
// on nothing in between: moves that cancel each other move nothing.
func (v PlanView) Replanned() []Replanned {
	var out []Replanned
	for _, g := range v.Goals {
		for _, s := range g.Steps {
			if was, is := s.Due(v.ReleaseOn), s.Due(v.Release); s.Status == StepOpen && was != is {
				out = append(out, Replanned{s, was, is})
			}
		}
	}
	return out
}
