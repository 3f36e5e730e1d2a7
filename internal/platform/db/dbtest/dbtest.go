// Package dbtest gives each test a database of its own, already migrated, on
// both engines, so that tests run in parallel and need no cleaning.
//
// SQLite tests get a copy of a file; PostgreSQL tests a copy of a template
// database in a cluster that the first test of the process starts from Debian's
// binaries and that stops when the process ends, however it ends.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"titian/internal/platform/db"
	"titian/internal/platform/seal"
)

// Now is the instant at which tests happen: 22 November 2026, 09:00 in Jakarta.
var Now = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

// Run runs f as a parallel subtest on SQLite and on PostgreSQL, each with a
// database of its own and the clock standing at Now. PostgreSQL is left out
// only when TITIAN_TEST_POSTGRES=off says so.
func Run(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, dialect := range Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			f(t, Open(t, dialect))
		})
	}
}

// Dialects lists the engines under test.
func Dialects() []db.Dialect {
	if os.Getenv("TITIAN_TEST_POSTGRES") == "off" {
		return []db.Dialect{db.SQLite}
	}
	return []db.Dialect{db.SQLite, db.Postgres}
}

// Open gives the test a new migrated database whose clock stands at Now.
func Open(t *testing.T, dialect db.Dialect) *db.DB {
	t.Helper()
	return OpenAt(t, URL(t, dialect), func() time.Time { return Now })
}

// OpenAt opens the database at url with a clock and closes it after the test.
func OpenAt(t *testing.T, url string, now func() time.Time) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{Now: now, Sync: "OFF", Conns: 4, Texts: seal.Key{1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// URL makes a new migrated database and gives its address.
func URL(t *testing.T, dialect db.Dialect) string {
	t.Helper()
	if dialect == db.Postgres {
		return postgresCopy(t)
	}
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "titian.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// Bare gives the address of a database in which nothing is: an empty one on
// PostgreSQL, no file yet on SQLite.
func Bare(t *testing.T, dialect db.Dialect) string {
	t.Helper()
	if dialect == db.Postgres {
		return postgresBare(t)
	}
	return "sqlite:" + filepath.Join(t.TempDir(), "titian.db")
}

var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "titian-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrate(url string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url, db.Options{Now: func() time.Time { return Now }, Sync: "OFF"})
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return fmt.Errorf("migrate template: %w", err)
	}
	// Closing the last connection folds the write-ahead log into the file.
	return d.Close()
}

var copies atomic.Int64
