package reportweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/feature/agreement"
	"titian/internal/feature/report"
	"titian/internal/platform/authz"
)

// Stops is the part of the page that ends an agreement: what would lose its
// support. Who may not read it is shown nothing.
func Stops(reports *report.Service) func(context.Context, authz.Actor, agreement.View) (templ.Component, error) {
	return func(ctx context.Context, actor authz.Actor, a agreement.View) (templ.Component, error) {
		if !report.May(actor, "stops.read") {
			return templ.NopComponent, nil
		}
		found, err := reports.StopsOf(ctx, actor, a.ID)
		if err != nil {
			return nil, err
		}
		return stopsPart(found), nil
	}
}
