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
			plan := dbtest.Plan(t, d, text, args)
			if !strings.Contains(plan, c.index) || strings.Contains(plan, "Seq Scan on notice_") || strings.Contains(plan, "SCAN l\n") {
				t.Errorf("%s:\n%s", name, plan)
			}
		}
	})
}
