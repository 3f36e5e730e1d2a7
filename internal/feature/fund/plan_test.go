package fund

import (
	"strings"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestFundsAndBooksAreFoundByIndex asks both engines how they would answer.
// PostgreSQL prefers to scan the small tables of a test and is told not to.
func TestFundsAndBooksAreFoundByIndex(t *testing.T) {
	facility, partner := authz.Scope{Orgs: []id.Organisation{{1}}}, authz.Scope{Partner: id.Organisation{2}}
	text := func(q *agreement.Query) (string, []any) { return q.String(), q.Args() }
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for name, ask := range map[string]func() (string, []any){
			"funds of a facility": func() (string, []any) { return text(listQuery(facility, Filter{}, id.Fund{}, 51)) },
			"funds of a partner":  func() (string, []any) { return text(listQuery(partner, Filter{Status: Open}, id.Fund{3}, 51)) },
			"funds of a cooperation": func() (string, []any) {
				return text(listQuery(facility, Filter{Cooperation: id.Cooperation{4}}, id.Fund{}, 51))
			},
			"a fund's book": func() (string, []any) {
				return selectEntry + ` WHERE e.fund_id = $1 ORDER BY e.booked_on, e.id LIMIT 51`, []any{id.Fund{1}}
			},
			"a fund's sums":          func() (string, []any) { return sumsText, []any{id.Fund{1}} },
			"a fund's sums by class": func() (string, []any) { return classSumsText, []any{id.Fund{1}} },
		} {
			q, args := ask()
			plan := dbtest.Plan(t, d, q, args)
			if !strings.Contains(plan, "fund_") || strings.Contains(plan, "Seq Scan on fund_") || strings.Contains(plan, "SCAN f\n") || strings.Contains(plan, "SCAN e\n") {
				t.Errorf("%s:\n%s", name, plan)
			}
		}
	})
}
