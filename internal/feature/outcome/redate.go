package outcome

import (
	"context"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/platform/audit"
	"titian/internal/platform/db"
)

// RedateTx keeps follow-ups with the release that they count from when its day is
// corrected. Of a release that never was nothing follows: its follow-ups are
// taken out, and the audit keeps that they were there. The app subscribes it to
// person's hook.
func RedateTx(ctx context.Context, tx *db.Tx, r person.Redated) error {
	all, err := ofPerson(ctx, tx, r.Person)
	if err != nil {
		return fmt.Errorf("redate follow-ups of %s: %w", r.Person, err)
	}
	for _, before := range all {
		if before.ReleasedOn != r.Was {
			continue
		}
		if err := redate(ctx, tx, r, before); err != nil {
			return fmt.Errorf("redate follow-up %s: %w", before.ID, err)
		}
	}
	return nil
}

func redate(ctx context.Context, tx *db.Tx, r person.Redated, before FollowUp) error {
	if r.Now.IsZero() {
		if _, err := db.Exec(ctx, tx, `DELETE FROM outcome_follow_up WHERE facility_id = $1 AND id = $2`, before.Facility, before.ID); err != nil {
			return err
		}
		return audit.Did(ctx, tx, r.Actor, what(before, "follow_up.void"))
	}
	after := before
	after.ReleasedOn, after.Version, after.UpdatedAt = r.Now, before.Version+1, tx.Now()
	if err := db.Update(ctx, tx, table, after, before.Version, "facility_id", "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, r.Actor, what(after, "follow_up.redate"), before, after)
}
