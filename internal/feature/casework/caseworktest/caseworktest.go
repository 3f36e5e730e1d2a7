// Package caseworktest makes plans, sittings and notes for tests, through the
// services, so that they are as real as any.
package caseworktest

import (
	"context"
	"testing"

	"titian/internal/feature/casework"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// World is the organisations with the services that the tests need, connected
// as app connects them.
type World struct {
	*directorytest.World
	DB         *db.DB
	People     *person.Service
	Casework   *casework.Service
	Milestones []casework.Milestone // what the sentences say
}

// Seed makes the world on d.
func Seed(t *testing.T, d *db.DB) *World {
	t.Helper()
	w := &World{World: directorytest.Seed(t, d), DB: d, People: persontest.Service(d)}
	w.Casework = casework.New(d, w.dates)
	w.People.ReleaseMoved.Subscribe(func(ctx context.Context, tx *db.Tx, m person.ReleaseMoved) error {
		return casework.ReleaseMovedTx(ctx, tx, casework.Moved{Actor: m.Actor, Person: m.Person, From: m.From, To: m.To, Cause: m.Action})
	})
	return w
}

func (w *World) dates(_ context.Context, _ db.Querier, _ id.Organisation, until civil.Date) ([]casework.Milestone, error) {
	var out []casework.Milestone
	for _, m := range w.Milestones {
		if !m.On.After(until) {
			out = append(out, m)
		}
	}
	return out, nil
}

// Day reads a day; empty is unknown.
func Day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.Must(s)
}

// Plan is a valid first plan: one goal, a step 90 days before release and one on
// a fixed day.
func Plan() casework.PlanCommand {
	days := int64(90)
	return casework.PlanCommand{ReviewOn: civil.Must("2027-01-15"), Goals: []casework.GoalCommand{{
		Title: "Punya pekerjaan saat bebas", Steps: []casework.StepCommand{
			{Task: "Daftarkan ke pelatihan las", Owner: "Wali", DaysBefore: &days},
			{Task: "Urus KTP", Owner: "Subsi Registrasi", DueOn: civil.Must("2026-12-01")},
		},
	}}}
}

// Again is the command that would write a plan as it stands once more.
func Again(v casework.PlanView) casework.PlanCommand {
	c := casework.PlanCommand{Seen: v.Number, Reason: "Ditinjau", ReviewOn: v.ReviewOn}
	for _, g := range v.Goals {
		goal := casework.GoalCommand{Origin: g.Origin, Need: g.Need, Title: g.Title}
		for _, s := range g.Steps {
			goal.Steps = append(goal.Steps, casework.StepCommand{Origin: s.Origin, Task: s.Task, Post: s.Post, Owner: s.Owner, DueOn: s.DueOn, DaysBefore: s.DaysBefore})
		}
		c.Goals = append(c.Goals, goal)
	}
	return c
}

// Paths are the fields that an error names.
func Paths(err error) []string {
	var out []string
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			out = append(out, f.Path)
		}
	}
	return out
}

// MoveRelease corrects a person's expected release; empty makes it unknown.
func (w *World) MoveRelease(t testing.TB, key id.Person, day string) {
	t.Helper()
	actor := authz.OperatorAs("test")
	p, err := w.People.Get(t.Context(), actor, key)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.People.Change(t.Context(), actor, key, person.ChangeCommand{Version: p.Version, Details: person.Details{
		RegisterNo: p.RegisterNo, Name: p.Name, Sex: p.Sex, Born: p.Born, BirthPlace: p.BirthPlace, Religion: p.Religion, HomeRegency: p.HomeRegency,
		Schooling: p.Schooling, LegalStatus: p.LegalStatus, Risk: p.Risk, ReleaseDueOn: Day(day),
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// Sitting convenes a board at an office on a day.
func (w *World) Sitting(t testing.TB, office id.Organisation, day string) casework.Agenda {
	t.Helper()
	g, err := w.Casework.Convene(t.Context(), w.Actor(authz.FacilityHead, office), casework.SittingCommand{
		Facility: office, HeldOn: civil.Must(day), Place: "Aula", Chair: "Kasi Binadik",
		Members: []casework.Member{{Name: "Uji Ketua", Post: "Kasi Binadik", Present: true}, {}, {Name: "Uji Anggota", Post: "Wali"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Before brings somebody before a sitting and gives their case.
func (w *World) Before(t testing.TB, g casework.Agenda, p id.Person, reasons ...casework.Reason) casework.CaseRow {
	t.Helper()
	g, err := w.Casework.BringCases(t.Context(), w.Actor(authz.FacilityHead, g.Facility), g.ID, []casework.CaseCommand{{Person: p, Reasons: reasons, Request: "Diminta wali"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range g.Cases {
		if c.Person == p {
			return c
		}
	}
	t.Fatal("the case is not on the agenda")
	return casework.CaseRow{}
}
