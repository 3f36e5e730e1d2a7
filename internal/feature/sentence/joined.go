package sentence

import (
	"context"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// JoinedTx computes the key dates of two records anew after they became one, or
// two again. Whoever was merged has none. The app subscribes it to person.Joined.
func JoinedTx(ctx context.Context, tx *db.Tx, j person.Joined) error {
	people, err := person.ByIDs(ctx, tx, []id.Person{j.Loser, j.Survivor})
	if err != nil {
		return fmt.Errorf("read who was joined: %w", err)
	}
	for _, p := range people {
		var dates []KeyDate
		if p.Custody != person.Merged {
			t, err := TimelineOf(ctx, tx, p.ID)
			if err != nil {
				return err
			}
			dates = keyDates(p.Facility, t)
		}
		if err := replaceKeyDates(ctx, tx, p.ID, dates); err != nil {
			return err
		}
	}
	return nil
}
