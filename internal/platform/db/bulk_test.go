package db_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type bulkRow struct {
	ID   id.Any        `db:"id" privacy:"internal"`
	Name string        `db:"name" privacy:"internal"`
	On   civil.Date    `db:"held_on" privacy:"internal"`
	Born civil.Partial `db:"born" privacy:"internal"`
	N    int           `db:"n" privacy:"internal"`
	Yes  bool          `db:"yes" privacy:"internal"`
	Raw  []byte        `db:"raw" privacy:"internal"`
	At   time.Time     `db:"at" privacy:"internal"`
}

func TestManyRowsAreStoredAsInsertStoresOne(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		types := map[db.Dialect]string{
			db.SQLite:   `CREATE TABLE bulk (id BLOB PRIMARY KEY, name TEXT NOT NULL, held_on TEXT, born TEXT, n INTEGER, yes INTEGER, raw BLOB, at INTEGER) STRICT`,
			db.Postgres: `CREATE TABLE bulk (id uuid PRIMARY KEY, name text NOT NULL, held_on date, born text, n bigint, yes boolean, raw bytea, at bigint)`,
		}
		var rows []bulkRow
		for i := range 100 {
			r := bulkRow{ID: id.Any{}.Make(), Name: "N", N: i, Yes: i%2 == 0, At: dbtest.Now}
			if i%3 == 0 { // the rest are unknown
				r.On, r.Born, r.Raw = civil.Must("2026-01-29"), "1990", []byte{1, 2}
			}
			rows = append(rows, r)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := db.Exec(t.Context(), tx, types[d.Dialect]); err != nil {
				return err
			}
			return db.InsertMany(t.Context(), tx, "bulk", rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.All[bulkRow](t.Context(), d, `SELECT `+db.Columns[bulkRow]("")+` FROM bulk ORDER BY n`)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, got, cmp.AllowUnexported(civil.Date{})); diff != "" {
			t.Errorf("(-stored +read)\n%s", diff)
		}
		err = d.InTx(t.Context(), func(tx *db.Tx) error { return db.InsertMany(t.Context(), tx, "bulk", rows[:1]) })
		if !errors.Is(err, errs.Conflict) {
			t.Errorf("the same rows again: %v", err)
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return db.InsertMany(t.Context(), tx, "bulk", []bulkRow(nil)) }); err != nil {
			t.Errorf("no rows: %v", err)
		}
	})
}
