package agreement_test

import (
	"strings"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestAPartnersAndAFacilitysRowsAreFoundByIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		for name, tt := range map[string]struct {
			actor authz.Actor
			index string
		}{
			"partner":  {w.Actor(authz.Partner, w.Baznas), "agreement_agreement_partner"},
			"facility": {w.Actor(authz.FacilityHead, w.LapasBungo), "agreement_agreement_cooperation"},
		} {
			plan := explain(t, d, agreement.Over(`SELECT a.id FROM agreement_agreement a`, tt.actor.Scope, "a"))
			if !strings.Contains(plan, tt.index) || strings.Contains(plan, "Seq Scan on agreement_agreement") || strings.Contains(plan, "SCAN a\n") {
				t.Errorf("%s on %s:\n%s", name, d.Dialect, plan)
			}
		}
	})
}

func TestAPartnersWorkPlansAreFoundThroughItsAgreements(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		q := agreement.Over(`SELECT x.id FROM agreement_agreement a CROSS JOIN agreement_activity x`, w.Actor(authz.Partner, w.Baznas).Scope, "a").And("x.agreement_id = a.id")
		plan := explain(t, d, q.Then("ORDER BY x.title, x.id LIMIT 50"))
		if !strings.Contains(plan, "agreement_agreement_partner") || !strings.Contains(plan, "agreement_activity_agreement") {
			t.Errorf("on %s:\n%s", d.Dialect, plan)
		}
	})
}

// explain asks the engine for its plan. PostgreSQL prefers a scan on an empty
// table, so scans are made dear.
func explain(t *testing.T, d *db.DB, q *agreement.Query) string {
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
		if _, err := db.Exec(t.Context(), tx, "SET LOCAL enable_seqscan = off"); err != nil {
			return err
		}
		lines, err = db.All[string](t.Context(), tx, "EXPLAIN "+q.String(), q.Args()...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n") + "\n"
}

type sqliteStep struct {
	ID     int    `db:"id" privacy:"internal"`
	Parent int    `db:"parent" privacy:"internal"`
	Unused int    `db:"notused" privacy:"internal"`
	Detail string `db:"detail" privacy:"internal"`
}
