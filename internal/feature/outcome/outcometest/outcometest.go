// Package outcometest makes follow-ups for other packages' tests, through the
// service, so that they are as real as any.
package outcometest

import (
	"testing"

	"titian/internal/feature/outcome"
	"titian/internal/feature/person"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Reached is a whole follow-up of somebody who does well, on the day of the
// milestone.
func Reached(p person.Person, milestone int) outcome.RecordCommand {
	income := money.Rupiah(2_400_000)
	return outcome.RecordCommand{
		Person: p.ID, Milestone: milestone, DoneOn: outcome.DueOn(p.ReleasedOn, milestone), Reached: true,
		Livelihood: outcome.Employed, Income: &income, Housing: outcome.Settled, Family: outcome.InContact, Reoffended: outcome.No, Note: "Ditemui di rumah",
	}
}

// Unreached is a follow-up of somebody who could not be found.
func Unreached(p person.Person, milestone int) outcome.RecordCommand {
	return outcome.RecordCommand{Person: p.ID, Milestone: milestone, DoneOn: outcome.DueOn(p.ReleasedOn, milestone)}
}

// Record stores a follow-up; change may alter it first.
func Record(t testing.TB, d *db.DB, c outcome.RecordCommand, change ...func(*outcome.RecordCommand)) outcome.FollowUp {
	t.Helper()
	for _, f := range change {
		f(&c)
	}
	x, err := outcome.New(d).Record(t.Context(), authz.OperatorAs("test"), c)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
