package sentence

import (
	"context"
	"fmt"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// KeyDate is a date of a timeline as lists find it.
type KeyDate struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	Person   id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Point    string          `db:"point" privacy:"restricted" json:"point"`
	FallsOn  civil.Date      `db:"falls_on" privacy:"restricted" json:"falls_on"`
	Source   Source          `db:"source" privacy:"internal" json:"source"`
}

// KeyPoints lists the dates that make a case due.
func KeyPoints() []engine.Point {
	return []engine.Point{
		engine.OneThird, engine.OneHalf, engine.TwoThirds, engine.Assimilation, engine.Parole, engine.ConditionalLeave,
		engine.PrereleaseLeave, engine.SupervisionEnd, engine.Release,
	}
}

// keyDates are those of a timeline that have a day.
func keyDates(facility id.Organisation, t Timeline) []KeyDate {
	var out []KeyDate
	for _, d := range t.Dates {
		for _, p := range KeyPoints() {
			if d.Point == p && !d.On.IsZero() {
				out = append(out, KeyDate{facility, t.Person, p.String(), d.On, d.Source})
			}
		}
	}
	return out
}

// Follow takes the key dates along when a person's record passes to another
// facility. The app subscribes it to person.Placed.
func Follow(ctx context.Context, tx *db.Tx, c person.Placed) error {
	t, err := TimelineOf(ctx, tx, c.After.ID)
	if err != nil {
		return err
	}
	return replaceKeyDates(ctx, tx, c.After.ID, keyDates(c.After.Facility, t))
}

// DatesOf are the key dates of the people whom a facility holds, on or before a
// day, for a feature that has asked its own policy.
func DatesOf(ctx context.Context, q db.Querier, facility id.Organisation, until civil.Date) ([]KeyDate, error) {
	list, err := db.All[KeyDate](ctx, q, selectKeyDate+`WHERE facility_id = $1 AND falls_on <= $2 ORDER BY falls_on, person_id, point`, facility, until)
	if err != nil {
		return nil, fmt.Errorf("key dates of %s: %w", facility, err)
	}
	return list, nil
}
