package person

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Left is what higher features are told when a stay ends: seats in classes are
// given up, drafts of hand-overs dropped.
type Left struct {
	Actor    authz.Actor
	Person   id.Person
	Facility id.Organisation // that the person left
	Kind     EndKind
	On       civil.Date
}

// ReleaseMoved is what higher features are told when the expected release moved:
// what hangs on that day moves with it.
type ReleaseMoved struct {
	Actor    authz.Actor
	Person   id.Person
	From, To civil.Date
	Action   string // that moved it: "person.change"
}

// Placed is what higher features are told when a person's record passes to
// another facility.
type Placed struct {
	Actor         authz.Actor
	Before, After Person
}

// Joined is what higher features are told when two records became one, or two
// again: what they computed from the rows of either is to be computed anew. One
// who was merged has no rows but those that stayed.
type Joined struct {
	Actor    authz.Actor
	Loser    id.Person
	Survivor id.Person
}

// Hook tells its subscribers of something in the transaction in which it
// happens: an error of one of them undoes it all. The app subscribes at start-up.
type Hook[T any] struct {
	subscribers []func(ctx context.Context, tx *db.Tx, what T) error
}

// Subscribe adds f. It is not safe once requests are served.
func (h *Hook[T]) Subscribe(f func(ctx context.Context, tx *db.Tx, what T) error) {
	h.subscribers = append(h.subscribers, f)
}

// Tell is for a feature that publishes a hook of its own.
func (h *Hook[T]) Tell(ctx context.Context, tx *db.Tx, what T) error { return h.tell(ctx, tx, what) }

func (h *Hook[T]) tell(ctx context.Context, tx *db.Tx, what T) error {
	for _, f := range h.subscribers {
		if err := f(ctx, tx, what); err != nil {
			return err
		}
	}
	return nil
}
