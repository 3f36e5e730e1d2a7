package handoverweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Section is the part of a person's page about their hand-overs, for the app to
// hand to personweb. It is nil for a reader who may not see any.
func Section(s *handover.Service) func(ctx context.Context, a authz.Actor, p person.Person) (templ.Component, error) {
	return func(ctx context.Context, a authz.Actor, p person.Person) (templ.Component, error) {
		if !handover.May(a, handover.CanRead) {
			return nil, nil
		}
		all, err := s.OfPerson(ctx, a, p.ID)
		if err != nil {
			return nil, err
		}
		return section(p, all, p.Custody != person.Active && mayDraft(a, p, all)), nil
	}
}

// Offer is what this feature lets a reader do about a person: begin the file of
// somebody who is held and has none. For who has left, the section offers it.
func Offer(s *handover.Service) func(ctx context.Context, a authz.Actor, p person.Person) []ui.Action {
	return func(ctx context.Context, a authz.Actor, p person.Person) []ui.Action {
		if p.Custody != person.Active || !mayDraft(a, p, nil) {
			return nil
		}
		all, err := s.OfPerson(ctx, a, p.ID)
		if err != nil || !mayDraft(a, p, all) {
			return nil
		}
		return []ui.Action{beginning(i18n.From(ctx), p)}
	}
}

// beginning leads to the form of a new file.
func beginning(l *i18n.Localizer, p person.Person) ui.Action {
	return ui.Action{Label: l.T("handover.new"), Href: "/people/" + p.ID.String() + "/hand-overs/new", Quiet: true}
}
