package db_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestALoadStaysInTheLogUntilItSettles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "titian.db")
	d, err := db.Open(t.Context(), "sqlite:"+path, db.Options{Now: func() time.Time { return dbtest.Now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	size := func() int64 {
		t.Helper()
		f, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return f.Size()
	}
	write := func(text string, args ...any) {
		t.Helper()
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(t.Context(), tx, text, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	const megabytes = 8 << 20 // twice what the log takes in ordinary work
	write(`CREATE TABLE much (b BLOB) STRICT`)
	load := d.Load()
	write(`INSERT INTO much (b) VALUES (zeroblob($1))`, megabytes)
	if got := size(); got > megabytes/2 {
		t.Errorf("whoever committed brought %d bytes into the file", got)
	}
	if err := load.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	settled := size()
	if settled < megabytes {
		t.Errorf("the file has %d bytes", settled)
	}
	load.End()
	write(`INSERT INTO much (b) VALUES (zeroblob($1))`, megabytes)
	if got := size(); got < settled+megabytes {
		t.Errorf("in ordinary work the file has %d bytes", got)
	}
}

func TestALongWriterSeesThatOthersWait(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		done := make(chan error, 1)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if tx.Awaited() {
				t.Error("somebody waits who is not there")
			}
			go func() { done <- d.InTx(t.Context(), func(*db.Tx) error { return nil }) }()
			for range 400 {
				if tx.Awaited() || d.Dialect == db.Postgres {
					return nil
				}
				time.Sleep(5 * time.Millisecond)
			}
			t.Error("whoever waits is not seen")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
}
