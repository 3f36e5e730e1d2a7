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
// last 30 days, from kept counts, see figures.go. Permission: dashboard.read. Errors: NotFound out of scope.
func (s *Service) Dashboard(ctx context.Context, actor authz.Actor, facility id.Organisation) (Dashboard, error) {
	if err := policy.Check(actor, "dashboard.read"); err != nil {
		return Dashboard{}, err
	}
	if !actor.Scope.Has(facility) {
		return Dashboard{}, errs.New(errs.NotFound, "not_found")
	}
	since := civil.Today(s.db.Now()).AddDays(-dashboardDays)
	d, err := db.One[Dashboard](ctx, s.db, figureText, facility, since)
	d.Since = since
	d.rate()
	return d, wrap("read dashboard", err)
}
