package outcomeweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Section is the follow-ups on a person's page: what was found and what is next.
// Nothing for somebody who was never released, or for who may not read it.
func Section(s *outcome.Service) func(ctx context.Context, actor authz.Actor, p person.Person) (templ.Component, error) {
	return func(ctx context.Context, actor authz.Actor, p person.Person) (templ.Component, error) {
		if !outcome.May(actor, outcome.CanRead) || p.ReleasedOn.IsZero() {
			return nil, nil
		}
		t, err := s.Timeline(ctx, actor, p.ID)
		if err != nil {
			return nil, err
		}
		return timelineSection(t), nil
	}
}

// Offer is what this feature lets a reader do about a person: record the
// follow-up whose time has come.
func Offer(s *outcome.Service) func(ctx context.Context, actor authz.Actor, p person.Person) []ui.Action {
	return func(ctx context.Context, actor authz.Actor, p person.Person) []ui.Action {
		if !outcome.May(actor, outcome.CanWrite) || p.ReleasedOn.IsZero() {
			return nil
		}
		t, err := s.Timeline(ctx, actor, p.ID)
		if err != nil || !t.Writable || t.Next() == 0 {
			return nil
		}
		return []ui.Action{{Label: i18n.From(ctx).T("follow_up.offer"), Href: newPath(t, t.Next())}}
	}
}

func newPath(t outcome.Timeline, milestone int) string {
	return recordPath(t.Person.ID) + "/new?milestone=" + strconv.Itoa(milestone)
}
