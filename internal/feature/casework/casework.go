// Package casework is the daily work with one person: the plan towards release,
// the review board (TPP) that moves a person from stage to stage, case notes,
// and alerts.
//
// It owns the casework_* tables. It refuses to move anybody because a date has
// passed: a date makes a case due, and the board decides (PP 31/1999 ps 9–11).
// It refuses to store what is computed: a step that hangs on the expected
// release has no day of its own, so a remission re-plans every such step by
// itself. What was written about a person is never overwritten: a plan and a
// note have versions, a stage has its history.
//
// Start with Plan (plan.go), Sitting (sitting.go), Note (note.go); who may read
// which kind of note or alert is a table in policy.go. Sentences stand lower on
// the ladder but are asked through Dates, which app connects.
package casework

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Service is the use cases of casework. Every method answers Unauthenticated or
// Forbidden by role, and NotFound for what is about a person, or a board, out of
// the actor's scope.
type Service struct {
	db    *db.DB
	dates Dates
}

// New returns the service on a database. dates tells of sentences; without it no
// case is due by one.
func New(d *db.DB, dates Dates) *Service { return &Service{d, dates} }

// officeOf is the office that works with a person: the probation office of
// somebody who is out, otherwise the facility that holds or held them last.
func officeOf(p person.Person) id.Organisation {
	if p.Custody == person.Released && !p.Probation.IsZero() {
		return p.Probation
	}
	return p.Facility
}

// errOtherOffice: somebody else works with the person now, who may be read all
// the same.
var errOtherOffice = errs.New(errs.Forbidden, "casework.other_office")

// worksWith is the person, locked, when the actor's office works with them.
func worksWith(ctx context.Context, tx *db.Tx, a authz.Actor, key id.Person) (person.Person, error) {
	p, err := person.GetTx(ctx, tx, a, key)
	if err != nil {
		return p, err
	}
	if !a.Scope.Has(officeOf(p)) {
		return p, errOtherOffice
	}
	return p, nil
}

// MayWork reports whether a page should offer work with p to the actor.
func MayWork(a authz.Actor, p person.Person, action authz.Action) bool {
	return May(a, action) && a.Scope.Has(officeOf(p))
}

// orNewest is the version that a caller has seen; zero means the one just read.
func orNewest(version, newest int64) int64 {
	if version == 0 {
		return newest
	}
	return version
}

// today is the day of a transaction.
func today(tx *db.Tx) civil.Date { return civil.Today(tx.Now()) }
