package report

import (
	"context"
	"slices"
	"sync"
	"time"

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

// figureText is the same of one facility, in a few rows of three indexes.
const figureText = `SELECT o.id AS facility_id, o.name,
	(SELECT coalesce(sum(people), 0) FROM person_count WHERE facility_id = o.id AND custody_status = 'active') AS active,
	(SELECT coalesce(sum(enrolled), 0) FROM programme_offering WHERE facility_id = o.id AND status IN ('open', 'running')) AS enrolled,
	(SELECT count(*) FROM programme_session WHERE facility_id = o.id AND held_on >= $2 AND status = 'held') AS sessions,
	(SELECT coalesce(sum(marked), 0) FROM programme_session WHERE facility_id = o.id AND held_on >= $2 AND status = 'held') AS marked,
	(SELECT coalesce(sum(present), 0) FROM programme_session WHERE facility_id = o.id AND held_on >= $2 AND status = 'held') AS present
	FROM directory_organisation o WHERE o.id = $1 AND o.kind = 'facility'`

// Figures counts every facility in the actor's scope: people held, seats taken in
// classes that are open or running, attendance of the last 30 days; those of the
// whole country are at most a minute old. Permission: dashboard.read.
func (s *Service) Figures(ctx context.Context, actor authz.Actor) ([]Dashboard, error) {
	if err := policy.Check(actor, "dashboard.read"); err != nil {
		return nil, err
	}
	if actor.Scope.All {
		return s.nation.figures(s.db.Now(), func() ([]Dashboard, error) { return s.figures(ctx, actor.Scope) })
	}
	return s.figures(ctx, actor.Scope)
}

func (s *Service) figures(ctx context.Context, scope authz.Scope) ([]Dashboard, error) {
	since := civil.Today(s.db.Now()).AddDays(-dashboardDays)
	text, args := figuresText, []any{since}
	if !scope.All {
		text += ` AND o.id IN (` + db.In(len(scope.Orgs), 2) + `)`
		for _, o := range scope.Orgs {
			args = append(args, o)
		}
	}
	out, err := db.All[Dashboard](ctx, s.db, text+` ORDER BY o.name, o.id`, args...)
	for i := range out {
		out[i].Since = since
		out[i].rate()
	}
	return out, wrap("read figures", err)
}

// nationFor is how long the nation's figures stand once they are read: all those
// who look at the whole country at once ask one question of the database.
const nationFor = time.Minute

// nation is the country's figures as they were last read.
type nation struct {
	mu   sync.Mutex
	at   time.Time
	list []Dashboard
}

// figures gives what was read within nationFor, or reads.
func (n *nation) figures(now time.Time, read func() ([]Dashboard, error)) ([]Dashboard, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if age := now.Sub(n.at); n.list == nil || age < 0 || age >= nationFor {
		list, err := read()
		if err != nil {
			return nil, err
		}
		n.at, n.list = now, list
	}
	return slices.Clone(n.list), nil
}

// rate is the share of marks that are present.
func (d *Dashboard) rate() {
	if d.Marked > 0 {
		d.Rate = float64(d.Present) / float64(d.Marked)
	}
}

// Total adds the figures of facilities.
func Total(list []Dashboard) Dashboard {
	var t Dashboard
	for _, d := range list {
		t.Active, t.Enrolled, t.Sessions, t.Marked, t.Present, t.Since = t.Active+d.Active, t.Enrolled+d.Enrolled, t.Sessions+d.Sessions, t.Marked+d.Marked, t.Present+d.Present, d.Since
	}
	t.rate()
	return t
}
