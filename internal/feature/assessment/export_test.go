package assessment

import (
	"testing"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// NeedListText is the first page's query, for tests that explain it.
func NeedListText(t *testing.T, a authz.Actor, f NeedFilter) (string, []any) {
	t.Helper()
	text, args, err := needList(a, f, page.Request{}, civil.Must("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	return text, args
}

// Crowd gives everybody in the register a need and lets the engine count.
func Crowd(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		people, err := db.All[person.Person](ctx, tx, `SELECT `+db.Columns[person.Person]("")+` FROM person_person`)
		if err != nil {
			return err
		}
		for i, p := range people {
			n := Need{Facility: p.Facility, ID: id.Need{}.Make(), Person: p.ID, Area: Areas()[i%8], Severity: 1 + i%3, AssessedOn: p.AdmittedOn, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
			if err := db.Insert(ctx, tx, needTable, n); err != nil {
				return err
			}
		}
		_, err = db.Exec(ctx, tx, `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// SheetQueries are the queries by which a person's sheets are found, for tests
// that explain them.
func SheetQueries(p id.Person) map[string][]any {
	return map[string][]any{
		selectSheet + `WHERE person_id = $1 AND class = $2 ORDER BY taken_on DESC, id DESC`: {p, "restricted"},
		selectSheet + `WHERE person_id = $1 AND code = $2 AND status = 'draft'`:             {p, "needs"},
		selectSheet + `WHERE id = $1`: {id.Sheet{}.Make()},
	}
}

// CrowdSheets gives everybody in the register a submitted sheet.
func CrowdSheets(t *testing.T, d *db.DB, form Questionnaire) {
	t.Helper()
	ctx := t.Context()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		people, err := db.All[person.Person](ctx, tx, `SELECT `+db.Columns[person.Person]("")+` FROM person_person`)
		if err != nil {
			return err
		}
		for _, p := range people {
			x := Sheet{Facility: p.Facility, ID: id.Sheet{}.Make(), Person: p.ID, Questionnaire: form.ID, Code: form.Code, Class: form.Privacy, Status: SheetSubmitted, TakenOn: p.AdmittedOn, Ordinary: "{}", Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
			if err := db.Insert(ctx, tx, sheetTable, x); err != nil {
				return err
			}
		}
		_, err = db.Exec(ctx, tx, `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
