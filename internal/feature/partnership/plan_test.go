package partnership_test

import (
	"strings"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// The lists of this package are agreement.Over plus an order; these are their
// texts without the columns.
func TestListsAreServedByAnIndexForEveryScopeAndOrder(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		partner, facility := w.Actor(authz.Partner, w.Baznas).Scope, w.Actor(authz.FacilityHead, w.LapasBungo).Scope
		for _, table := range []struct{ name, by string }{
			{"meeting", "held_on"}, {"proposal", "COALESCE(x.answer_due_on, '9999-12-31')"}, {"commitment", "due_on"}, {"delivery", "delivered_on"},
		} {
			from := `SELECT x.id FROM partnership_` + table.name + ` x`
			lookUp(t, d, agreement.Over(from, partner, "x"), table.name+"_partner")
			lookUp(t, d, agreement.Over(from, facility, "x"), table.name+"_cooperation")
			by := table.by
			if !strings.Contains(by, "(") {
				by = "x." + by
			}
			index := map[string]string{"meeting": "meeting_day", "proposal": "proposal_due", "commitment": "commitment_due", "delivery": "delivery_day"}[table.name]
			lookUp(t, d, agreement.Over(from, authz.Scope{All: true}, "x").Then("ORDER BY "+by+", x.id LIMIT 50"), index)
		}
		// What a partner reads costs the same however much others promise.
		for name, q := range map[string]*agreement.Query{
			"commitment_partner_due": agreement.Over(`SELECT x.id FROM partnership_commitment x`, partner, "x").Then("ORDER BY x.due_on, x.id LIMIT 50"),
			"delivery_partner":       agreement.Over(`SELECT x.id FROM partnership_delivery x`, partner, "x").Then("ORDER BY x.delivered_on, x.id LIMIT 50"),
		} {
			lookUp(t, d, q, name)
		}
		for _, tail := range []string{`SELECT f.root, c.id FROM family f CROSS JOIN partnership_commitment c WHERE c.agreement_id = f.id`} {
			lookUp(t, d, partnership.Whose{Partner: w.Baznas}.Families(partner).Then(tail), "commitment_agreement")
		}
	})
}

// lookUp fails t unless the engine's plan names the index. PostgreSQL prefers a
// scan on an empty table, so scans and sorts are made dear.
func lookUp(t *testing.T, d *db.DB, q *agreement.Query, index string) {
	t.Helper()
	var lines []string
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		if d.Dialect == db.SQLite {
			rows, err := db.All[sqliteStep](t.Context(), tx, "EXPLAIN QUERY PLAN "+q.String(), q.Args()...)
			for _, r := range rows {
				lines = append(lines, r.Detail)
			}
			return err
		}
		for _, off := range []string{"enable_seqscan", "enable_sort"} {
			if _, err := db.Exec(t.Context(), tx, "SET LOCAL "+off+" = off"); err != nil {
				return err
			}
		}
		lines, err = db.All[string](t.Context(), tx, "EXPLAIN "+q.String(), q.Args()...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if plan := strings.Join(lines, "\n"); !strings.Contains(plan, "partnership_"+index) {
		t.Errorf("%s does not use %s:\n%s\n%s", d.Dialect, index, q.String(), plan)
	}
}

type sqliteStep struct {
	ID     int    `db:"id" privacy:"internal"`
	Parent int    `db:"parent" privacy:"internal"`
	Unused int    `db:"notused" privacy:"internal"`
	Detail string `db:"detail" privacy:"internal"`
}
