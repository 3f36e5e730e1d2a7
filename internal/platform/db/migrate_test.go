package db_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestMigrationsRunOnceAndAreCounted(t *testing.T) {
	d, err := db.Open(t.Context(), "sqlite:"+t.TempDir()+"/new.db", db.Options{Now: time.Now, Sync: "OFF"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tree, err := db.Schema(db.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(tree, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	pending := func() int {
		n, err := d.Pending(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := pending(); got != len(files) {
		t.Errorf("before: %d pending, want %d", got, len(files))
	}
	for _, want := range []int{len(files), 0} {
		names, err := d.Migrate(t.Context())
		if err != nil || len(names) != want {
			t.Errorf("got %q, %v; want %d migrations", names, err, want)
		}
		if got := pending(); got != 0 {
			t.Errorf("after: %d pending", got)
		}
	}
}

func TestAMigratedDatabaseMigratesToItself(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		if names, err := d.Migrate(t.Context()); err != nil || len(names) != 0 {
			t.Errorf("got %q, %v", names, err)
		}
		if n, err := d.Pending(t.Context()); err != nil || n != 0 {
			t.Errorf("got %d, %v", n, err)
		}
	})
}

func TestASchemaFromTheFutureIsRefused(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		add := `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`
		err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := db.Exec(t.Context(), tx, add); return err })
		if err != nil {
			t.Fatal(err)
		}
		if n, err := d.Pending(t.Context()); err == nil {
			t.Errorf("got %d pending", n)
		}
	})
}

// family is what a column's type is called on each engine.
var family = map[string]string{
	"uuid": "BLOB", "date": "TEXT", "bigint": "INTEGER", "boolean": "INTEGER", "text": "TEXT", "bytea": "BLOB", "double precision": "REAL",
}

type column struct {
	Table    string `db:"t" privacy:"public"`
	Name     string `db:"c" privacy:"public"`
	Type     string `db:"ty" privacy:"public"`
	Required bool   `db:"nn" privacy:"public"`
}

// shape lists a schema as lines "table.column TYPE required" and "index name".
func shape(t *testing.T, d *db.DB) map[string]bool {
	t.Helper()
	columns, indexes := `SELECT m.name, p.name, p.type, p."notnull" FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`,
		`SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`
	if d.Dialect == db.Postgres {
		columns = `SELECT table_name, column_name, data_type, is_nullable = 'NO' FROM information_schema.columns WHERE table_schema = 'public'`
		indexes = `SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
			WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)`
	}
	cs, err := db.All[column](t.Context(), d, columns)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, c := range cs {
		if strings.HasPrefix(c.Table, "goose_") {
			continue
		}
		if d.Dialect == db.Postgres {
			c.Type = family[c.Type]
		}
		out[fmt.Sprintf("%s.%s %s required=%v", c.Table, c.Name, c.Type, c.Required)] = true
	}
	names, err := db.All[string](t.Context(), d, indexes)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		out["index "+n] = true
	}
	return out
}

func TestTheTwoSchemasAreOne(t *testing.T) {
	lite := shape(t, dbtest.Open(t, db.SQLite))
	if len(lite) < 200 {
		t.Fatalf("only %d lines of schema were found", len(lite))
	}
	for _, dialect := range dbtest.Dialects() {
		other := shape(t, dbtest.Open(t, dialect))
		for _, line := range slices.Sorted(maps.Keys(lite)) {
			if !other[line] {
				t.Errorf("only SQLite has %s", line)
			}
		}
		for _, line := range slices.Sorted(maps.Keys(other)) {
			if !lite[line] {
				t.Errorf("only %s has %s", dialect, line)
			}
		}
	}
}
