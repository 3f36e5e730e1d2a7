// Package personapi is people as JSON: one person, a facility's list, search,
// registration, moves, transfers, corrections and consent.
//
// It owns paths and wire shapes; every rule, scope and mask is the service's.
// The identity number is never whole in an answer, and stands at a path of its
// own, so that reading a person does not open it. Start with Register.
package personapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

const tag = "People"

// Register adds the operations. The app calls it.
func Register(a *api.API, s *person.Service) {
	people := api.Resource[id.Person, person.Person, Person]{
		API: a, Path: "/people", Tag: tag, Name: "person",
		Get: s.Get, View: view,
		Key:     func(p person.Person) id.Person { return p.ID },
		Version: func(p person.Person) int64 { return p.Version },
	}
	api.One(people)
	api.History(a, api.Op{Path: "/people/{id}/history", Tag: tag, Summary: "Who changed a person's record, newest first"}, s.History)
	lists(a, s)
	finds(a, s)
	duplicates(a, s)
	api.Create(people, func(ctx context.Context, actor authz.Actor, b registerBody) (person.Person, error) {
		return s.Register(ctx, actor, b.command())
	})
	api.Update(people, func(ctx context.Context, actor authz.Actor, key id.Person, version int64, b changeBody) (person.Person, error) {
		before, err := s.Get(ctx, actor, key)
		if err != nil {
			return person.Person{}, err
		}
		return s.Change(ctx, actor, key, b.command(before, version))
	})
	moves(people, s)
	parts(a, s)
	consents(a, s)
	emergencies(a, s)
	bases(a, s)
	describe(a, s)
	transfers(a, s)
	corrections(a, people, s)
}

// moves are the steps of a stay.
func moves(people api.Resource[id.Person, person.Person, Person], s *person.Service) {
	api.Act(people, "release", "Release a person", func(ctx context.Context, actor authz.Actor, key id.Person, version int64, b releaseBody) (person.Person, error) {
		return s.Release(ctx, actor, key, person.ReleaseCommand{On: b.On, Kind: b.Kind, Version: version})
	})
	api.Act(people, "leave", "Record that a person left otherwise", func(ctx context.Context, actor authz.Actor, key id.Person, version int64, b leaveBody) (person.Person, error) {
		return s.Leave(ctx, actor, key, person.LeaveCommand{On: b.On, Kind: b.Kind, Version: version})
	})
	api.Act(people, "legal-status", "Change a person's legal status", func(ctx context.Context, actor authz.Actor, key id.Person, version int64, b legalBody) (person.Person, error) {
		return s.ChangeLegal(ctx, actor, key, person.LegalCommand{To: b.To, Reason: b.Reason, On: b.On, Note: b.Note, Version: version})
	})
	api.Act(people, "admit", "Admit a person", func(ctx context.Context, actor authz.Actor, key id.Person, version int64, b admitBody) (person.Person, error) {
		return s.Admit(ctx, actor, key, person.AdmitCommand{On: b.On, RegisterNo: b.RegisterNo, LegalStatus: b.LegalStatus, ReleaseDueOn: b.ReleaseDueOn, Version: version})
	})
}

// of is the path of what stands below a person.
type of struct {
	Person id.Person `path:"person"`
}

// parts are what is read beside a person.
func parts(a *api.API, s *person.Service) {
	api.Read(a, api.Op{Path: "/people/{person}/identity", Tag: tag, Summary: "Read a person's masked identity number"},
		func(ctx context.Context, actor authz.Actor, in of) (Identity, error) {
			p, err := s.Get(ctx, actor, in.Person)
			if err != nil {
				return Identity{}, err
			}
			n, err := s.Identity(ctx, actor, p)
			return Identity{Masked: n.Masked, Doubts: append([]string{}, n.Doubts...)}, err
		})
	api.Read(a, api.Op{Path: "/people/{person}/custody", Tag: tag, Summary: "List a person's stays, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Custody], error) {
			found, err := s.CustodyOf(ctx, actor, in.Person)
			out := api.Listed[Custody]{Items: make([]Custody, len(found))}
			for i, c := range found {
				out.Items[i] = viewCustody(c)
			}
			return out, err
		})
}
