package notice

import (
	"strings"
	"testing"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestNoticesAndLinksAreFoundByIndex asks both engines how they would answer.
// PostgreSQL prefers to scan the small tables of a test and is told not to.
func TestNoticesAndLinksAreFoundByIndex(t *testing.T) {
	office := id.Organisation{1}
	reader := authz.Actor{User: id.User{2}, Org: office, Role: authz.ProgrammeOfficer, Scope: authz.Scope{Orgs: []id.Organisation{office}}}
	above := reader
	above.Scope.Orgs = append(above.Scope.Orgs, id.Organisation{3})
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for name, c := range map[string]struct {
			index string
			ask   func() (string, []any)
		}{
			"one's notices":          {"notice_notice_list", func() (string, []any) { return noticeQuery(reader, Filter{}, id.Any{}, 51) }},
			"the next page of them":  {"notice_notice_list", func() (string, []any) { return noticeQuery(reader, Filter{}, id.Any{9}, 51) }},
			"what one has not read":  {"notice_notice_", func() (string, []any) { return noticeQuery(reader, Filter{Unread: true}, id.Any{}, 51) }},
			"an office's links":      {"notice_link_org", func() (string, []any) { return linkQuery(reader, LinkFilter{}, id.Any{9}, 51) }},
			"links of those below":   {"notice_link_org", func() (string, []any) { return linkQuery(above, LinkFilter{}, id.Any{}, 51) }},
			"links about one record": {"notice_link_record", func() (string, []any) { return linkQuery(reader, LinkFilter{Record: id.Any{4}}, id.Any{}, 51) }},
		} {
			text, args := c.ask()
			plan := planOf(t, d, text, args)
			if !strings.Contains(plan, c.index) || strings.Contains(plan, "Seq Scan on notice_") || strings.Contains(plan, "SCAN l\n") {
				t.Errorf("%s:\n%s", name, plan)
			}
		}
	})
}

func planOf(t *testing.T, d *db.DB, text string, args []any) string {
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
