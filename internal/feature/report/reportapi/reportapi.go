// Package reportapi is the thread, today, a facility's figures and the path to a
// person as JSON. It owns the operations only: what report answers is what goes
// over the wire, and the command line prints the same.
package reportapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/report"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

type threadQuery struct {
	Ref string `path:"ref" doc:"Reference number or key of anything on the thread" example:"BUNGO-KS-26-1"`
}

type facilityQuery struct {
	Facility id.Organisation `path:"facility"`
}

type personQuery struct {
	Person id.Person `path:"person"`
}

// Register adds the operations. The app calls it.
func Register(a *api.API, s *report.Service) {
	api.Read(a, api.Op{
		Path: "/threads/{ref}", Tag: "Threads", Summary: "The whole thread of a reference",
		Detail: "From the meeting to how people fare, of the cooperation that the record belongs to. People are counted, never named.",
	}, func(ctx context.Context, actor authz.Actor, q threadQuery) (report.Thread, error) {
		return s.Thread(ctx, actor, q.Ref)
	})
	api.Read(a, api.Op{
		Path: "/people/{person}/threads", Tag: "Threads", Summary: "The cooperations that have reached a person",
		Detail: "Each with the records that made it possible, from the meeting to the class.",
	}, func(ctx context.Context, actor authz.Actor, q personQuery) (api.Listed[report.Reach], error) {
		found, err := s.ThreadsOfPerson(ctx, actor, q.Person)
		return api.Listed[report.Reach]{Items: found}, err
	})
	api.Read(a, api.Op{
		Path: "/people/{person}/access", Tag: "People", Summary: "Who may see a person, and why",
		Detail: "The offices that answer for them, a decision with its reason for each partner, and emergency access.",
	}, func(ctx context.Context, actor authz.Actor, q personQuery) (PersonAccess, error) {
		found, err := s.AccessTo(ctx, actor, q.Person)
		return viewAccess(found), err
	})
	api.Read(a, api.Op{
		Path: "/people/{person}/extract", Tag: "People", Summary: "Everything that is held about a person",
		Detail: "For the person themselves, health included. That it was taken out is audited. The masked identity number is at /people/{person}/identity.",
	}, func(ctx context.Context, actor authz.Actor, q personQuery) (PersonExtract, error) {
		found, err := s.Extract(ctx, actor, q.Person, "")
		return PersonExtract{MadeAt: found.MadeAt, MadeBy: found.MadeBy, Shared: viewAccess(found.Shared), Parts: viewParts(found.Parts)}, err
	})
	api.Read(a, api.Op{
		Path: "/today", Tag: "Today", Summary: "What is due for the caller, most urgent first",
	}, func(ctx context.Context, actor authz.Actor, _ api.None) (report.Today, error) {
		return s.Today(ctx, actor)
	})
	api.Read(a, api.Op{
		Path: "/facilities/{facility}/dashboard", Tag: "Facilities", Summary: "A facility's figures",
		Detail: "People held, seats taken, and attendance of the last 30 days.",
	}, func(ctx context.Context, actor authz.Actor, q facilityQuery) (report.Dashboard, error) {
		return s.Dashboard(ctx, actor, q.Facility)
	})
	api.Read(a, api.Op{
		Path: "/facilities/{facility}/needs", Tag: "Facilities", Summary: "Needs at a facility beside the partners that answer them",
		Detail: "Needs that no partner serves come first. Counts, and nobody's name.",
	}, func(ctx context.Context, actor authz.Actor, q facilityQuery) (api.Listed[report.Unmet], error) {
		found, err := s.Needs(ctx, actor, q.Facility)
		return api.Listed[report.Unmet]{Items: found}, err
	})
}
