// Package handoverapi is hand-overs as JSON: one file, the lists of both sides,
// drafting, sending and answering.
//
// It owns paths and wire shapes; who may read, send or answer a file is the
// service's. Start with Register.
package handoverapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/handover"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

const tag = "Hand-overs"

// of is the person whom a new file is for.
type of struct {
	Person id.Person `path:"person"`
}

// Register adds the operations. The app calls it.
func Register(a *api.API, s *handover.Service) {
	files := api.Resource[id.HandOver, handover.File, HandOver]{
		API: a, Path: "/hand-overs", Tag: tag, Name: "hand-over",
		Get: s.Get, View: view,
		Key:     func(f handover.File) id.HandOver { return f.ID },
		Version: func(f handover.File) int64 { return f.Version },
	}
	api.One(files)
	api.List(a, api.Op{Path: "/hand-overs", Tag: tag, Summary: "List hand-overs", Detail: "In order of release: what goes out, or what comes in."},
		func(ctx context.Context, actor authz.Actor, q listQuery, p page.Request) (page.Of[handover.Row], error) {
			return s.List(ctx, actor, q.filter(), p)
		}, row)
	api.CreateUnder(files, "/people/{person}/hand-overs", func(ctx context.Context, actor authz.Actor, in of, b draftBody) (handover.File, error) {
		return s.Draft(ctx, actor, in.Person, b.command())
	})
	api.Update(files, func(ctx context.Context, actor authz.Actor, key id.HandOver, version int64, b changeBody) (handover.File, error) {
		now, err := s.Get(ctx, actor, key)
		if err != nil {
			return handover.File{}, err
		}
		return s.Change(ctx, actor, key, version, b.command(now))
	})
	moves(files, s)
}

// moves carry a file on.
func moves(files api.Resource[id.HandOver, handover.File, HandOver], s *handover.Service) {
	api.Act(files, "send", "Send a hand-over to the probation office", func(ctx context.Context, actor authz.Actor, key id.HandOver, version int64, _ api.None) (handover.File, error) {
		return s.Send(ctx, actor, key, version)
	})
	api.Act(files, "accept", "Accept the person as a client", func(ctx context.Context, actor authz.Actor, key id.HandOver, version int64, b acceptBody) (handover.File, error) {
		return s.Accept(ctx, actor, key, version, b.FirstContactOn)
	})
	api.Act(files, "return", "Return a hand-over with a reason", func(ctx context.Context, actor authz.Actor, key id.HandOver, version int64, b reasonBody) (handover.File, error) {
		return s.Return(ctx, actor, key, version, b.Reason)
	})
	api.Act(files, "contact", "Note the first meeting with the client", func(ctx context.Context, actor authz.Actor, key id.HandOver, version int64, b contactBody) (handover.File, error) {
		return s.RecordContact(ctx, actor, key, version, b.FirstContactOn)
	})
	api.Act(files, "cancel", "Cancel a hand-over with a reason", func(ctx context.Context, actor authz.Actor, key id.HandOver, version int64, b reasonBody) (handover.File, error) {
		return s.Cancel(ctx, actor, key, version, b.Reason)
	})
}
