package blob_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// killedAt tells the child of the next test which database it dies over.
const killedAt = "TITIAN_TEST_KILLED_AT"

// TestMain is the child's work, too: it stores a file and is killed before any
// record names it.
func TestMain(m *testing.M) {
	if url := os.Getenv(killedAt); url != "" {
		die(url)
	}
	os.Exit(m.Run())
}

func die(url string) {
	ctx := context.Background()
	d, err := db.Open(ctx, url, db.Options{Now: func() time.Time { return dbtest.Now }})
	if err == nil {
		_, err = blob.New(d, [32]byte{1}).Put(ctx, bytes.NewReader(content(300_000)), 1<<20)
	}
	if err == nil {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	os.Exit(1)
}

// shelved are the files that this test's table names.
func shelved(ctx context.Context, q db.Querier) ([]id.Blob, error) {
	return db.All[id.Blob](ctx, q, `SELECT file FROM shelf WHERE file IS NOT NULL`)
}

func TestWhatAKillLeftWithoutARecordIsSweptAfterADay(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t, dialect)
			child := exec.CommandContext(t.Context(), os.Args[0])
			child.Env = append(os.Environ(), killedAt+"="+url)
			var died *exec.ExitError
			if err := child.Run(); !errors.As(err, &died) || died.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL { //nolint:forcetypeassert // Unix
				t.Fatalf("the child was not killed: %v", err)
			}
			later := dbtest.Now.Add(25 * time.Hour)
			d := dbtest.OpenAt(t, url, func() time.Time { return later })
			s := blob.New(d, [32]byte{1})
			orphan, err := db.One[id.Blob](t.Context(), d, `SELECT id FROM blob_blob`)
			if err != nil {
				t.Fatal(err)
			}
			shelve(t, d)
			named, fresh := put(t, s), put(t, s)
			if err := d.InTx(t.Context(), func(tx *db.Tx) error {
				if _, err := db.Exec(t.Context(), tx, `INSERT INTO shelf (file) VALUES ($1), (NULL)`, named); err != nil {
					return err
				}
				_, err := db.Exec(t.Context(), tx, `UPDATE blob_blob SET created_at = $1 WHERE id = $2`, dbtest.Now.UnixMicro(), named)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			for round, want := range []int{1, 0} {
				if n, err := s.SweepOrphans(t.Context(), later.Add(-24*time.Hour), shelved); err != nil || n != want {
					t.Errorf("round %d swept %d, %v, want %d", round, n, err, want)
				}
			}
			if _, err := s.Open(t.Context(), orphan); errs.KindOf(err) != errs.NotFound {
				t.Errorf("what nobody names is still there: %v", err)
			}
			for what, key := range map[string]id.Blob{"a named file": named, "a file of today": fresh} {
				if _, err := s.Open(t.Context(), key); err != nil {
					t.Errorf("%s is gone: %v", what, err)
				}
			}
		})
	}
}

func shelve(t *testing.T, d *db.DB) {
	t.Helper()
	kind := map[db.Dialect]string{db.SQLite: "BLOB", db.Postgres: "uuid"}[d.Dialect]
	if err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `CREATE TABLE shelf (file `+kind+`)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, s *blob.Store) id.Blob {
	t.Helper()
	b, err := s.Put(t.Context(), bytes.NewReader(content(1000)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}

func TestASweepThatAsksNobodyIsRefused(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	if _, err := blob.New(d, [32]byte{1}).SweepOrphans(t.Context(), dbtest.Now); err == nil {
		t.Error("everything would have been swept")
	}
}
