package report

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Dashboard is a facility's figures: counts only, so that an observer may read it.
type Dashboard struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	Name     string          `db:"name" privacy:"public" json:"name"`
	Active   int64           `db:"active" privacy:"internal" json:"active"`
	Enrolled int64           `db:"enrolled" privacy:"internal" json:"enrolled"`
	Sessions int64           `db:"sessions" privacy:"internal" json:"sessions"` // held in the window
	Marked   int64           `db:"marked" privacy:"internal" json:"marked"`
	Present  int64           `db:"present" privacy:"internal" json:"present"`
	Since    civil.Date      `json:"since"`
	Rate     float64         `json:"rate"` // present of marked; 0 when nothing was marked
}

// dashboardDays is the window of the attendance rate.
const dashboardDays = 30

// Dashboard counts one facility: people held, seats taken and attendance of the
// last 30 days. Permission: dashboard.read. Errors: NotFound out of scope.
func (s *Service) Dashboard(ctx context.Context, actor authz.Actor, facility id.Organisation) (Dashboard, error) {
	if err := policy.Check(actor, "dashboard.read"); err != nil {
		return Dashboard{}, err
	}
	if !actor.Scope.Has(facility) {
		return Dashboard{}, errs.New(errs.NotFound, "not_found")
	}
	since := civil.Today(s.db.Now()).AddDays(-dashboardDays)
	d, err := db.One[Dashboard](ctx, s.db, `SELECT o.id AS facility_id, o.name,
		(SELECT count(*) FROM person_person WHERE facility_id = o.id AND custody_status = 'active') AS active,
		(SELECT count(*) FROM programme_enrolment WHERE facility_id = o.id AND status = 'active') AS enrolled,
		(SELECT count(*) FROM programme_session WHERE facility_id = o.id AND held_on >= $2 AND status = 'held') AS sessions,
		(SELECT coalesce(sum(marked), 0) FROM programme_session WHERE facility_id = o.id AND held_on >= $2 AND status = 'held') AS marked,
		(SELECT coalesce(sum(present), 0) FROM programme_session WHERE facility_id = o.id AND held_on >= $2 AND status = 'held') AS present
		FROM directory_organisation o WHERE o.id = $1 AND o.kind = 'facility'`, facility, since)
	d.Since = since
	if d.Marked > 0 {
		d.Rate = float64(d.Present) / float64(d.Marked)
	}
	return d, wrap("read dashboard", err)
}
