package programme

import (
	"strings"
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestListsAreServedByTheirIndexes asks both engines how they would answer each
// list: through the index named, with no table read from end to end. PostgreSQL
// prefers to scan the small tables of a test and is told not to.
func TestListsAreServedByTheirIndexes(t *testing.T) {
	facility, partner := authz.Scope{Orgs: []id.Organisation{{1}}}, authz.Scope{Partner: id.Organisation{2}}
	next := page.Request{After: page.Encode(civil.Must("2026-11-22").String(), id.Offering{}.Make().String())}
	classes := func(s authz.Scope, f ClassFilter, r page.Request) query {
		text, args, err := offeringsQuery(s, f, r)
		return query{text, args, err}
	}
	programmes := func(f ProgrammeFilter, r page.Request) query {
		text, args, err := programmesQuery(f, r)
		return query{text, args, err}
	}
	one := func(s authz.Scope) query {
		where, args := seen(s, "o", 2)
		return query{`SELECT o.ref FROM programme_offering o WHERE o.id = $1 AND ` + where, append([]any{id.Offering{3}}, args...), nil}
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for name, c := range map[string]struct {
			q     query
			index string
		}{
			"classes":               {classes(facility, ClassFilter{}, page.Request{}), "programme_offering_start"},
			"classes, next page":    {classes(facility, ClassFilter{}, next), "programme_offering_start"},
			"classes, latest first": {classes(facility, ClassFilter{Desc: true}, next), "programme_offering_start"},
			"classes by status":     {classes(facility, ClassFilter{Status: Running}, page.Request{}), "programme_offering_"},
			"classes of a promise":  {classes(facility, ClassFilter{Commitment: id.Commitment{3}}, page.Request{}), "programme_offering_"},
			"classes of a partner":  {classes(partner, ClassFilter{}, page.Request{}), "programme_offering_partner"},
			"one class, by office":  {one(facility), "programme_offering_id"},
			"one class, nation":     {one(authz.Scope{All: true}), "programme_offering_id"},
			"catalogue":             {programmes(ProgrammeFilter{}, page.Request{}), "programme_programme_name"},
			"catalogue by category": {programmes(ProgrammeFilter{Category: Health}, page.Request{}), "programme_programme_list"},
		} {
			if c.q.err != nil {
				t.Fatal(c.q.err)
			}
			plan := planOf(t, d, c.q)
			if strings.Contains(name, "one class") && (strings.Contains(plan, "directory_organisation") || strings.Contains(plan, "facility_id=?")) {
				t.Errorf("%s is looked for office by office:\n%s", name, plan)
			}
			if !strings.Contains(plan, c.index) || strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "SCAN o\n") {
				t.Errorf("%s is not served by %s:\n%s", name, c.index, plan)
			}
		}
	})
}

type query struct {
	text string
	args []any
	err  error
}

func planOf(t *testing.T, d *db.DB, q query) string {
	t.Helper()
	var lines []string
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		if d.Dialect == db.Postgres {
			if _, err := db.Exec(t.Context(), tx, `SET LOCAL enable_seqscan = off`); err != nil {
				return err
			}
			lines, err = db.All[string](t.Context(), tx, "EXPLAIN "+q.text, q.args...)
			return err
		}
		type step struct {
			ID     int    `db:"id" privacy:"public"`
			Parent int    `db:"parent" privacy:"public"`
			Unused int    `db:"notused" privacy:"public"`
			Detail string `db:"detail" privacy:"public"`
		}
		steps, err := db.All[step](t.Context(), tx, "EXPLAIN QUERY PLAN "+q.text, q.args...)
		for _, s := range steps {
			lines = append(lines, s.Detail)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
