// Package sentencetest writes sentences down for tests, through the service, so
// that they are as real as any.
package sentencetest

import (
	"context"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// World is the organisations with the services, connected as app connects them.
type World struct {
	*directorytest.World
	DB       *db.DB
	People   *person.Service
	Sentence *sentence.Service
	Moved    []sentence.Moved // everything that was told, committed or not
}

// Seed makes the world on d.
func Seed(t *testing.T, d *db.DB) *World {
	t.Helper()
	w := &World{World: directorytest.Seed(t, d), DB: d, People: persontest.Service(d)}
	w.Sentence = sentence.New(d, w.People)
	w.People.Placed.Subscribe(sentence.Follow)
	w.Sentence.Moved.Subscribe(func(_ context.Context, _ *db.Tx, m sentence.Moved) error {
		w.Moved = append(w.Moved, m)
		return nil
	})
	return w
}

// Serving writes down that somebody has been held since a day and serves so many
// years and months.
func Serving(t testing.TB, s *sentence.Service, p id.Person, since string, years, months int) {
	t.Helper()
	Add(t, s, p, StartOn(since))
	Add(t, s, p, sentence.Command{Topic: sentence.Verdict, Years: years, Months: months, DocNo: "12/Pid.B/2025/PN"})
}

// StartOn is the beginning of an adult's detention.
func StartOn(day string) sentence.Command {
	return sentence.Command{Topic: sentence.Start, Code: "adult", DatedOn: civil.Must(day)}
}

// Grant is a remission.
func Grant(day, kind string, months, days int) sentence.Command {
	return sentence.Command{Topic: sentence.Remission, Code: kind, DatedOn: civil.Must(day), Months: months, Days: days, DocNo: "PAS-1.PK.05.04"}
}

// Add writes one entry down as the operator.
func Add(t testing.TB, s *sentence.Service, p id.Person, c sentence.Command) sentence.Entry {
	t.Helper()
	e, err := s.Add(t.Context(), authz.OperatorAs("test"), p, c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
