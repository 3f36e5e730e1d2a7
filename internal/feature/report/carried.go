package report

import (
	"context"
	"slices"

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
	out := map[id.Activity]agreement.Carried{}
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
	for _, b := range list { // classes come first and decide alone
		if _, ok := out[b.Activity]; !ok {
			out[b.Activity] = agreement.Carried{Open: b.Open, Ended: b.Ended, Begun: b.Begun}
		}
	}
	return out, nil
}

// bearers counts both for the activities of a list of placeholders.
func bearers(in string) string {
	return `SELECT activity_id, class, open, ended, begun FROM (
	SELECT o.activity_id, 1 AS class, COUNT(CASE WHEN o.status <> 'completed' THEN 1 END) AS open, COUNT(CASE WHEN o.status = 'completed' THEN 1 END) AS ended,
	CAST(SUM((SELECT COUNT(*) FROM programme_session s WHERE s.facility_id = o.facility_id AND s.offering_id = o.id AND s.status = 'held')) AS BIGINT) AS begun
	FROM programme_offering o WHERE o.status <> 'cancelled' AND o.activity_id IN (` + in + `) GROUP BY o.activity_id
	UNION ALL SELECT c.activity_id, 0, COUNT(CASE WHEN c.status = 'open' THEN 1 END), COUNT(CASE WHEN c.status = 'fulfilled' THEN 1 END),
	CAST(SUM((SELECT COUNT(*) FROM partnership_delivery d WHERE d.commitment_id = c.id AND d.status = 'confirmed')) AS BIGINT)
	FROM partnership_commitment c WHERE c.status <> 'cancelled' AND c.activity_id IN (` + in + `) GROUP BY c.activity_id
	) b ORDER BY class DESC`
}

// activityStates gives the activities among a thread's nodes the states of a day.
func (s *Service) activityStates(ctx context.Context, coop id.Cooperation, day civil.Date, nodes []Node) error {
	if !slices.ContainsFunc(nodes, func(n Node) bool { return n.Kind == "activity" }) {
		return nil
	}
	plan, err := db.All[agreement.Activity](ctx, s.db, `SELECT `+db.Columns[agreement.Activity]("")+` FROM agreement_activity WHERE cooperation_id = $1`, coop)
	if err != nil {
		return err
	}
	carried, err := CarriedBy(ctx, s.db, plan)
	states := map[string]string{}
	for _, a := range plan {
		states[a.ID.String()] = string(a.StateOn(day, carried[a.ID]))
	}
	for i, n := range nodes {
		if n.Kind == "activity" {
			nodes[i].Status = states[n.ID]
		}
	}
	return err
}
