package handoverweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
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
		return section(p, all, mayDraft(a, p, all)), nil
	}
}
