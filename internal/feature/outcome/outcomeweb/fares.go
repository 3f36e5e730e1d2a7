package outcomeweb

import (
	"context"

	"titian/internal/feature/outcome"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Fares tells in a line how often somebody was followed up whom the reader's
// facility once held, for the app to hand to personweb; empty for a reader who
// may not know.
func Fares(s *outcome.Service) func(ctx context.Context, actor authz.Actor, p id.Person) (string, error) {
	return func(ctx context.Context, actor authz.Actor, p id.Person) (string, error) {
		if !outcome.May(actor, outcome.CanRead) {
			return "", nil
		}
		past, err := s.PastOf(ctx, actor, p)
		l := i18n.From(ctx)
		if err != nil || past.Done == 0 {
			return l.T("follow_up.fares_none"), err
		}
		return l.T("follow_up.fares", "n", past.Done, "month", past.Latest, "reached", past.Reached), nil
	}
}
