package programme

import (
	"context"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/platform/audit"
	"titian/internal/platform/db"
)

// FreeSeatsTx ends a person's enrolments at the facility that they leave, each
// with the reason that is counted, and gives their seats to others. The app
// subscribes it to person's hook.
func FreeSeatsTx(ctx context.Context, tx *db.Tx, left person.Left) error {
	seats, err := db.All[Enrolment](ctx, tx, `SELECT `+db.Columns[Enrolment]("")+` FROM programme_enrolment
		WHERE person_id = $1 AND facility_id = $2 AND status = 'active'`+tx.ForUpdate(), left.Person, left.Facility)
	if err != nil {
		return fmt.Errorf("free seats of %s: %w", left.Person, err)
	}
	for _, before := range seats {
		after := before
		after.Status, after.Reason, after.Ended = Left, leftBy(left.Kind), left.On
		if after.Ended.Before(before.Enrolled) {
			after.Ended = before.Enrolled // written down late: the class learnt of it first
		}
		after.Version, after.Updated = before.Version+1, tx.Now()
		if err := endSeat(ctx, tx, after, before.Version); err != nil {
			return fmt.Errorf("free seat %s: %w", before.ID, err)
		}
		w := audit.What{Org: after.Facility, Action: "enrolment.leave", Kind: "enrolment", Record: after.ID, Version: after.Version}
		if err := audit.Changed(ctx, tx, left.Actor, w, before, after); err != nil {
			return err
		}
	}
	return nil
}

// leftBy is the reason for leaving a class that goes with the end of a stay.
func leftBy(k person.EndKind) string {
	switch k {
	case person.EndTransfer:
		return "transferred"
	case person.EndEscape, person.EndDeath:
		return "other"
	}
	return "released"
}

// endSeat stores the end of an enrolment and frees its seat.
func endSeat(ctx context.Context, tx *db.Tx, e Enrolment, since int64) error {
	if err := db.Update(ctx, tx, "programme_enrolment", e, since, "facility_id", "id"); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, `UPDATE programme_offering SET enrolled = enrolled - 1 WHERE facility_id = $1 AND id = $2`, e.Facility, e.Offering)
	return err
}
