// Package reporttest stores whole threads for tests: from the meeting to how
// people fare, as rows, without the features' rules. It says what is in them, so
// that a test can count by hand.
package reporttest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"titian/internal/platform/db"
)

// Row is the columns of a row that matter to a test.
type Row map[string]any

// column is one that may not be NULL.
type column struct {
	Name string `db:"name" privacy:"public"`
	Kind string `db:"kind" privacy:"public"`
}

// Store inserts rows, each with something harmless in the columns that it does
// not name. One Store serves one test database.
type Store struct {
	t       testing.TB
	d       *db.DB
	columns map[string][]column
}

// Open begins to store.
func Open(t testing.TB, d *db.DB) *Store {
	return &Store{t: t, d: d, columns: map[string][]column{}}
}

// Do runs f in one transaction.
func (s *Store) Do(f func(tx *db.Tx)) {
	s.t.Helper()
	err := s.d.InTx(s.t.Context(), func(tx *db.Tx) error { f(tx); return nil })
	if err != nil {
		s.t.Fatal(err)
	}
}

// Add inserts one row.
func (s *Store) Add(tx *db.Tx, table string, row Row) {
	s.t.Helper()
	row = maps.Clone(row)
	for _, c := range s.required(tx, table) {
		if _, given := row[c.Name]; !given {
			row[c.Name] = c.harmless()
		}
	}
	names := slices.Sorted(maps.Keys(row))
	args := make([]any, len(names))
	for i, n := range names {
		args[i] = row[n]
	}
	if _, err := db.Exec(s.t.Context(), tx, `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) VALUES (`+db.In(len(names), 1)+`)`, args...); err != nil {
		s.t.Fatalf("store %s: %v", table, err)
	}
}

// Set changes one column of one row.
func (s *Store) Set(table, column string, value, key any) {
	s.t.Helper()
	s.Do(func(tx *db.Tx) {
		if n, err := db.Exec(s.t.Context(), tx, `UPDATE `+table+` SET `+column+` = $1 WHERE id = $2`, value, key); err != nil || n != 1 {
			s.t.Fatalf("set %s.%s: %d rows, %v", table, column, n, err)
		}
	})
}

func (s *Store) required(tx *db.Tx, table string) []column {
	if c, known := s.columns[table]; known {
		return c
	}
	text := `SELECT name, type AS kind FROM pragma_table_info($1) WHERE "notnull" = 1`
	if tx.Dialect() == db.Postgres {
		text = `SELECT column_name AS name, data_type AS kind FROM information_schema.columns WHERE table_name = $1 AND is_nullable = 'NO'`
	}
	c, err := db.All[column](s.t.Context(), tx, text, table)
	if err != nil || len(c) == 0 {
		s.t.Fatalf("columns of %s: %d, %v", table, len(c), err)
	}
	s.columns[table] = c
	return c
}

func (c column) harmless() any {
	switch c.Kind {
	case "INTEGER", "bigint":
		return 1
	case "boolean":
		return true
	case "date":
		return "2026-01-01"
	}
	if strings.HasSuffix(c.Name, "_on") {
		return "2026-01-01"
	}
	return ""
}
