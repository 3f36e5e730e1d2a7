package report

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// figuresText reads kept counts alone: a few rows a facility, however many people
// there are. People are counted by the register with every write
// (person.CheckKept), seats by their class, marks by their session.
const figuresText = `SELECT o.id AS facility_id, o.name, coalesce(p.n, 0) AS active, coalesce(e.n, 0) AS enrolled,
	coalesce(a.sessions, 0) AS sessions, coalesce(a.marked, 0) AS marked, coalesce(a.present, 0) AS present
	FROM directory_organisation o
	LEFT JOIN (SELECT facility_id, sum(people) AS n FROM person_count WHERE custody_status = 'active' GROUP BY facility_id) p ON p.facility_id = o.id
	LEFT JOIN (SELECT facility_id, sum(enrolled) AS n FROM programme_offering WHERE status IN ('open', 'running') GROUP BY facility_id) e ON e.facility_id = o.id
	LEFT JOIN (SELECT facility_id, count(*) AS sessions, sum(marked) AS marked, sum(present) AS present FROM programme_session
		WHERE held_on >= $1 AND status = 'held' GROUP BY facility_id) a ON a.facility_id = o.id
	WHERE o.kind = 'facility'`

// Figures counts every facility in the actor's scope: people held, seats taken in
// classes that are open or running, attendance of the last 30 days. Permission:
// dashboard.read.
func (s *Service) Figures(ctx context.Context, actor authz.Actor) ([]Dashboard, error) {
	if err := policy.Check(actor, "dashboard.read"); err != nil {
		return nil, err
	}
	since := civil.Today(s.db.Now()).AddDays(-dashboardDays)
	text, args := figuresText, []any{since}
	if !actor.Scope.All {
		text += ` AND o.id IN (` + db.In(len(actor.Scope.Orgs), 2) + `)`
		for _, o := range actor.Scope.Orgs {
			args = append(args, o)
		}
	}
	out, err := db.All[Dashboard](ctx, s.db, text+` ORDER BY o.name, o.id`, args...)
	for i := range out {
		out[i].Since = since
		if out[i].Marked > 0 {
			out[i].Rate = float64(out[i].Present) / float64(out[i].Marked)
		}
	}
	return out, wrap("read figures", err)
}
