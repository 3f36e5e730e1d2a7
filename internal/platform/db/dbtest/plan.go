package dbtest

import (
	"strings"
	"testing"

	"titian/internal/platform/db"
)

// Plan is how the engine would answer a query, a step a line. PostgreSQL prefers
// to scan the small tables of a test and is told not to.
func Plan(t *testing.T, d *db.DB, text string, args []any) string {
	t.Helper()
	type step struct {
		ID     int    `db:"id" privacy:"public"`
		Parent int    `db:"parent" privacy:"public"`
		Unused int    `db:"notused" privacy:"public"`
		Detail string `db:"detail" privacy:"public"`
	}
	var plan strings.Builder
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		plan.Reset()
		if d.Dialect == db.Postgres {
			if _, err := db.Exec(t.Context(), tx, `SET LOCAL enable_seqscan = off`); err != nil {
				return err
			}
			lines, err := db.All[string](t.Context(), tx, "EXPLAIN "+text, args...)
			plan.WriteString(strings.Join(lines, "\n"))
			return err
		}
		return db.Each(t.Context(), tx, "EXPLAIN QUERY PLAN "+text, args, func(s *step) error {
			plan.WriteString(s.Detail + "\n")
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
