package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// fill stores one large organisation.
func fill(t *testing.T, d *db.DB, code string) error {
	t.Helper()
	return d.InTx(t.Context(), func(tx *db.Tx) error {
		o := organisation(code, tx.Now())
		o.Address = strings.Repeat("x", 20_000)
		return db.Insert(t.Context(), tx, "directory_organisation", o)
	})
}

func TestAFullDiskLosesNothingThatWasStored(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	pages := func(n int) {
		t.Helper()
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(t.Context(), tx, fmt.Sprintf("PRAGMA max_page_count = %d", n))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	size, err := db.One[int64](t.Context(), d, `SELECT page_count FROM pragma_page_count`)
	if err != nil {
		t.Fatal(err)
	}
	pages(int(size) + 60) // SQLite refuses to grow beyond, as on a disk that is full
	stored := int64(0)
	for err == nil {
		if err = fill(t, d, fmt.Sprintf("A%d", stored)); err == nil {
			stored++
		}
	}
	if !errors.Is(err, errs.Unavailable) {
		t.Errorf("full: got %v, want unavailable", err)
	}
	if n := count(t, d); n != stored || n == 0 {
		t.Errorf("full: %d rows, want the %d that were stored", n, stored)
	}
	pages(int(size) + 10_000)
	if err := fill(t, d, "again"); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestADroppedConnectionIsUnavailableOnceAndThenWorks(t *testing.T) {
	if len(dbtest.Dialects()) == 1 {
		return // only SQLite is under test, and it has no connection to drop
	}
	t.Parallel()
	d := dbtest.Open(t, db.Postgres)
	drop := func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()`)
		return err
	}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		if err := db.Insert(t.Context(), tx, "directory_organisation", organisation("A", tx.Now())); err != nil {
			return err
		}
		return drop(tx)
	})
	if !errors.Is(err, errs.Unavailable) {
		t.Errorf("dropped: got %v, want unavailable", err)
	}
	if n := count(t, d); n != 0 {
		t.Errorf("%d rows of the transaction that was cut off", n)
	}
	if err := fill(t, d, "B"); err != nil {
		t.Errorf("after it: %v", err)
	}
}
