package app_test

import (
	"reflect"
	"strings"
	"testing"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// counted are figures of every report that is made of people's rows.
func (w *world) counted(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for name, q := range map[string]string{
		"people":     `SELECT facility_id || '/' || custody_status || '/' || legal_status || '/' || sex || '/' || schooling || '/' || coalesce(home_regency, '') || '/' || count(*) FROM person_person GROUP BY facility_id, custody_status, legal_status, sex, schooling, home_regency ORDER BY 1`,
		"kept":       `SELECT custody_status || '/' || legal_status || '/' || sex || '/' || sum(people) FROM person_count GROUP BY custody_status, legal_status, sex ORDER BY 1`,
		"needs":      `SELECT area || '/' || severity || '/' || count(*) FROM assessment_need GROUP BY area, severity ORDER BY 1`,
		"follow-ups": `SELECT milestone || '/' || livelihood || '/' || housing || '/' || reoffended || '/' || coalesce(sum(income_rp), 0) || '/' || count(*) FROM outcome_follow_up GROUP BY milestone, livelihood, housing, reoffended ORDER BY 1`,
		"classes":    `SELECT status || '/' || count(*) FROM programme_enrolment GROUP BY status ORDER BY 1`,
		"marks":      `SELECT mark || '/' || count(*) FROM programme_attendance GROUP BY mark ORDER BY 1`,
		"hand-overs": `SELECT status || '/' || count(*) FROM handover_handover GROUP BY status ORDER BY 1`,
		"money":      `SELECT kind || '/' || coalesce(sum(amount_rp), 0) FROM fund_entry GROUP BY kind ORDER BY 1`,
	} {
		rows, err := db.All[string](t.Context(), w.DB, q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = rows
	}
	return out
}

// TestWhoIsForgottenStillCounts makes everybody anonymous whose case is closed,
// as a far day would: no figure moves, no name of theirs is left in any table, and
// the audit holds.
func TestWhoIsForgottenStillCounts(t *testing.T) {
	w, op := load(t, db.SQLite), authz.OperatorAs("test")
	err := w.DB.InTx(t.Context(), func(tx *db.Tx) error { // guidance of everybody outside is over
		_, err := db.Exec(t.Context(), tx, `UPDATE person_person SET legal_status = 'free' WHERE custody_status = 'released'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.Person.RetentionPlan(t.Context(), op, person.DefaultRules(), civil.Must("2060-01-01"))
	if err != nil || len(plan) < 5 {
		t.Fatalf("%d records are due, %v", len(plan), err)
	}
	before, names := w.counted(t), []string{}
	for _, d := range plan {
		name, err := db.One[string](t.Context(), w.DB, `SELECT name FROM person_person WHERE id = $1`, d.Person)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
		if err := w.Person.Dispose(t.Context(), op, d); err != nil {
			t.Fatal(err)
		}
	}
	after := w.counted(t)
	for name := range before {
		if !reflect.DeepEqual(before[name], after[name]) {
			t.Errorf("%s: was %v, is %v", name, before[name], after[name])
		}
	}
	tables, err := db.All[string](t.Context(), w.DB, `SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT'
		AND m.name LIKE '%\_%' ESCAPE '\' AND m.name NOT LIKE 'account%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`)
	if err != nil || len(tables) < 60 {
		t.Fatalf("%d columns of text, %v", len(tables), err)
	}
	for _, column := range tables {
		table, name, _ := strings.Cut(column, ".")
		rows, err := db.All[string](t.Context(), w.DB, `SELECT coalesce(`+name+`, '') FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(rows, "\n")
		for _, n := range names {
			if strings.Contains(text, n) && !twice(t, w, n) {
				t.Errorf("%s still holds %q", column, n)
			}
		}
	}
	if r, err := w.VerifyAudit(t.Context()); err != nil || len(r.Problems) > 0 {
		t.Errorf("audit: %+v, %v", r, err)
	}
}

// twice reports whether somebody else, who is not forgotten, has the same name.
func twice(t *testing.T, w *world, name string) bool {
	t.Helper()
	n, err := db.One[int64](t.Context(), w.DB, `SELECT count(*) FROM person_person WHERE name = $1`, name)
	if err != nil {
		t.Fatal(err)
	}
	return n > 0
}
