package report

import (
	"context"
	"fmt"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// bearing is what the classes of one activity, or the promises that feed it, add
// up to.
type bearing struct {
	Activity id.Activity `db:"activity_id" privacy:"internal"`
	Class    int         `db:"class" privacy:"internal"`
	Open     int         `db:"open" privacy:"internal"`
	Ended    int         `db:"ended" privacy:"internal"`
	Begun    int         `db:"begun" privacy:"internal"`
}

// CarriedBy is the agreement.CarriedCounter: what carries some activities out. It
// is asked for activities that the reader sees, and asks once for all of them.
func CarriedBy(ctx context.Context, q db.Querier, of []agreement.Activity) (map[id.Activity]agreement.Carried, error) {
	out := carrying{}
	if len(of) == 0 {
		return out, nil
	}
	keys := make([]any, len(of))
	for i, a := range of {
		keys[i] = a.ID
	}
	list, err := db.All[bearing](ctx, q, bearers(db.In(len(keys), 1)), keys...)
	if err != nil {
		return nil, wrap("count what carries activities", err)
	}
	for _, b := range list {
		out.add(b)
	}
	return out, nil
}

// bearers counts both for the activities whose keys in lists.
func bearers(in string) string {
	return `SELECT o.activity_id, 1 AS class, COUNT(CASE WHEN o.status <> 'completed' THEN 1 END) AS open, COUNT(CASE WHEN o.status = 'completed' THEN 1 END) AS ended,
	CAST(SUM((SELECT COUNT(*) FROM programme_session s WHERE s.facility_id = o.facility_id AND s.offering_id = o.id AND s.status = 'held')) AS BIGINT) AS begun
	FROM programme_offering o WHERE o.status <> 'cancelled' AND o.activity_id IN (` + in + `) GROUP BY o.activity_id
	UNION ALL SELECT c.activity_id, 0, COUNT(CASE WHEN c.status = 'open' THEN 1 END), COUNT(CASE WHEN c.status = 'fulfilled' THEN 1 END),
	CAST(SUM((SELECT COUNT(*) FROM partnership_delivery d WHERE d.commitment_id = c.id AND d.status = 'confirmed')) AS BIGINT)
	FROM partnership_commitment c WHERE c.status <> 'cancelled' AND c.activity_id IN (` + in + `) GROUP BY c.activity_id`
}

// carrying is what the rows of bearers add up to for each activity.
type carrying map[id.Activity]agreement.Carried

func (c carrying) add(b bearing) {
	if _, has := c[b.Activity]; !has || b.Class == 1 { // classes decide alone
		c[b.Activity] = agreement.Carried{Open: b.Open, Ended: b.Ended, Begun: b.Begun}
	}
}

// stateOn is the state of an activity among a thread's records, whose day is its
// quarter.
func (c carrying) stateOn(today civil.Date, r record) string {
	a := agreement.Activity{Status: agreement.ActivityStatus(r.Status)}
	if _, err := fmt.Sscanf(r.Day, "%d-Q%d", &a.Year, &a.Quarter); err != nil {
		return r.Status // the query wrote another day
	}
	return string(a.StateOn(today, c[id.Activity(r.ID)]))
}
