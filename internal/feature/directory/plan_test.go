package directory

import (
	"strings"
	"testing"

	"titian/internal/kernel/page"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestListsAreServedByTheirIndexes(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		explain := "EXPLAIN QUERY PLAN "
		if d.Dialect == db.Postgres {
			explain = "EXPLAIN "
			// On an empty table a scan and a sort are cheapest; the question is
			// whether the index can serve.
			if _, err := db.All[string](t.Context(), d, "SELECT set_config(name, 'off', false) FROM pg_settings WHERE name IN ('enable_seqscan', 'enable_bitmapscan', 'enable_sort')"); err != nil {
				t.Fatal(err)
			}
		}
		for name, f := range map[string]Filter{
			"directory_organisation_by_name": {}, "directory_organisation_name": {Kind: Partner},
		} {
			for _, after := range []string{"", page.Encode("A", "0192f0c1-2d3e-7f40-8a5b-6c7d8e9f0a1b")} {
				f.Desc = !f.Desc
				q, args, err := listQuery(f, page.Request{After: after})
				if err != nil {
					t.Fatal(err)
				}
				plan, err := planOf(t, d, explain+q, args)
				if err != nil || !strings.Contains(plan, name) || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Sort") {
					t.Errorf("%+v after %q: not served by %s: %v\n%s", f, after, name, err, plan)
				}
			}
		}
	})
}

// planLine is one line of an engine's plan; SQLite's has three numbers in front.
type planLine struct {
	ID     int64  `db:"id" privacy:"public"`
	Parent int64  `db:"parent" privacy:"public"`
	Unused int64  `db:"unused" privacy:"public"`
	Detail string `db:"detail" privacy:"public"`
}

func planOf(t *testing.T, d *db.DB, q string, args []any) (string, error) {
	t.Helper()
	if d.Dialect == db.Postgres {
		lines, err := db.All[string](t.Context(), d, q, args...)
		return strings.Join(lines, "\n"), err
	}
	lines, err := db.All[planLine](t.Context(), d, q, args...)
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Detail + "\n")
	}
	return b.String(), err
}
