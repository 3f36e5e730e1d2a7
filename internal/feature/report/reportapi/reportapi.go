// Package reportapi is the thread, today, a facility's figures and the path to a
// person as JSON. It owns the operations only: what report answers is what goes
// over the wire, and the command line prints the same.
package reportapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/report"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
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

type agreementQuery struct {
	Agreement id.Agreement `path:"agreement"`
}

// agreements are the answers about agreements that cross features.
func agreements(a *api.API, s *report.Service) {
	api.Read(a, api.Op{
		Path: "/agreements/{agreement}/stops", Tag: "Agreements", Summary: "What would lose its support if the agreement were ended",
		Detail: "Of the agreement and what stands under it: open promises, classes that have not ended, people counted.",
	}, func(ctx context.Context, actor authz.Actor, q agreementQuery) (report.Stops, error) {
		return s.StopsOf(ctx, actor, q.Agreement)
	})
	api.Read(a, api.Op{
		Path: "/agreements/{agreement}/progress", Tag: "Work plans", Summary: "What has come of each activity of a work plan",
		Detail: "Counted from sessions that were held and people who finished, never typed. Activities that nothing carries are absent.",
	}, func(ctx context.Context, actor authz.Actor, q agreementQuery) (api.Listed[report.Progress], error) {
		found, err := s.ProgressOf(ctx, actor, q.Agreement)
		return api.Listed[report.Progress]{Items: found}, err
	})
}

type timelineQuery struct {
	Person id.Person `path:"person"`
	Kind   string    `query:"kind" doc:"stay, sentence, need, note, plan, board, class, home or consent"`
}

type blockedQuery struct {
	Facility id.Organisation `path:"facility"`
	Right    string          `query:"right" enum:"parole,conditional_leave,prerelease_leave"`
	Kind     string          `query:"kind" doc:"Of what stands in the way"`
	Next     string          `query:"next"`
}

// people are the answers about people that cross features.
func people(a *api.API, s *report.Service) {
	api.List(a, api.Op{
		Path: "/people/{person}/timeline", Tag: "People", Summary: "Everything about a person in order, the latest first",
		Detail: "What the caller may not see is absent, and so are the words of notes on health and protection.",
	}, func(ctx context.Context, actor authz.Actor, q timelineQuery, p page.Request) (page.Of[report.Event], error) {
		return s.Timeline(ctx, actor, q.Person, report.TimelineFilter{Kind: q.Kind}, p)
	}, func(e report.Event) report.Event { return e })
	api.Read(a, api.Op{
		Path: "/people/{person}/way", Tag: "People", Summary: "What is next for a person on the way out, and what blocks it",
		Detail: "Computed at each read. A day is an estimate unless official says that SDP or a decree gave it.",
	}, func(ctx context.Context, actor authz.Actor, q personQuery) (report.Way, error) {
		return s.WayOf(ctx, actor, q.Person)
	})
	api.List(a, api.Op{Path: "/facilities/{facility}/blocked", Tag: "People", Summary: "Who at a facility is blocked by what, whose right begins first first"},
		func(ctx context.Context, actor authz.Actor, q blockedQuery, p page.Request) (page.Of[report.Way], error) {
			found, err := s.Blocked(ctx, actor, report.BlockFilter(q), p)
			return found.Of, err
		}, func(w report.Way) report.Way { return w })
}

// Register adds the operations. The app calls it.
func Register(a *api.API, s *report.Service) {
	people(a, s)
	agreements(a, s)
	api.Read(a, api.Op{
		Path: "/partner-home", Tag: "Today", Summary: "A partner's own figures: promised, waiting, and people as counts",
		Detail: "A count of fewer than ten people is null. For partners.",
	}, func(ctx context.Context, actor authz.Actor, _ api.None) (report.PartnerHome, error) {
		return s.HomeOfPartner(ctx, actor)
	})
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
		Path: "/introductions", Tag: "People", Summary: "The people whom a partner may know by name for work or aid",
		Detail: "Those who agreed to it, where the partner has promised work or help to individuals under an agreement in force. Nothing else of them is shown.",
	}, func(ctx context.Context, actor authz.Actor, _ api.None) (api.Listed[Introduction], error) {
		found, err := s.Introductions(ctx, actor)
		out := api.Listed[Introduction]{Items: []Introduction{}}
		for _, x := range found {
			out.Items = append(out.Items, Introduction{Name: x.Name, Purpose: x.Purpose, Promise: x.Promise, Office: x.Office, Until: x.Until, Certificates: x.Certificates})
		}
		return out, err
	})
	api.Read(a, api.Op{
		Path: "/figures", Tag: "Facilities", Summary: "The figures of every facility in one's scope",
		Detail: "People held, seats taken, and attendance of the last 30 days, from counts that are kept with every write.",
	}, func(ctx context.Context, actor authz.Actor, _ api.None) (api.Listed[report.Dashboard], error) {
		found, err := s.Figures(ctx, actor)
		return api.Listed[report.Dashboard]{Items: append([]report.Dashboard{}, found...)}, err
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
