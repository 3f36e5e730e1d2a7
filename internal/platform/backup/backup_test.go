package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/backup"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

var ours = backup.Key{1, 2, 3}

func now() time.Time { return dbtest.Now }

// house is a database with something in every kind of column.
type house struct {
	*db.DB
	url  string
	blob id.Blob
}

// build fills a database: an office, a chain of audit entries, a stored file.
func build(t *testing.T, dialect db.Dialect) house {
	t.Helper()
	h := house{url: dbtest.URL(t, dialect)}
	h.DB = dbtest.OpenAt(t, h.url, now)
	for n := range 30 {
		h.office(t, fmt.Sprintf("KANTOR%d", n))
	}
	if _, err := audit.Seal(t.Context(), h.DB, ours[:]); err != nil {
		t.Fatal(err)
	}
	b, err := blob.New(h.DB, ours).Put(t.Context(), strings.NewReader(strings.Repeat("berkas ", 100_000)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	h.blob = b.ID
	return h
}

// office stores an organisation and its audit entry in one transaction.
func (h house) office(t *testing.T, code string) {
	t.Helper()
	key := id.Organisation{}.Make()
	err := h.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `INSERT INTO directory_organisation (id, code, kind, name, facility_type, class, partner_kind, address, active, version, created_at, updated_at)
			VALUES ($1, $2, 'facility', $3, '', '', '', '', $4, 1, $5, $6)`, key, code, code, true, tx.Now().UnixMicro(), tx.Now().UnixMicro())
		if err != nil {
			return err
		}
		return audit.Did(t.Context(), tx, authz.OperatorAs("test"), audit.What{Org: key, Action: "organisation.create", Kind: "organisation", Record: key, Version: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// back writes a backup of the house.
func (h house) back(t *testing.T, recipients ...string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "titian.backup")
	r, err := backup.Write(t.Context(), h.DB, backup.Options{To: to, Address: h.url, Key: ours, Recipients: recipients, Program: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Size() != r.Size || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v, reported %d bytes", info, err, r.Size)
	}
	return to
}

// restore brings a backup into an address and looks at it as app does.
func restore(t *testing.T, file, address string, change func(*backup.RestoreOptions)) (backup.Report, error) {
	t.Helper()
	o := backup.RestoreOptions{From: file, Address: address, Key: &ours, Now: now, Check: func(ctx context.Context, address string, _ backup.Report) error {
		d, err := db.Open(ctx, address, db.Options{Now: now, Existing: true})
		if err != nil {
			return err
		}
		r, err := audit.Verify(ctx, d, ours[:])
		if len(r.Problems) > 0 || err == nil && r.Entries < 30 {
			t.Errorf("the restored audit: %+v", r)
		}
		return errors.Join(err, d.Close())
	}}
	if change != nil {
		change(&o)
	}
	return backup.Restore(t.Context(), o)
}

// contents is every table with the number of its rows and a sum over all of them.
func contents(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	tables := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if d.Dialect == db.Postgres {
		tables = `SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'`
	}
	names, err := db.All[string](t.Context(), d, tables)
	if err != nil || len(names) < 40 {
		t.Fatalf("%d tables, %v", len(names), err)
	}
	out := map[string]string{}
	for _, name := range names {
		query := `SELECT t::text FROM ` + name + ` t`
		if d.Dialect == db.SQLite {
			columns, err := db.All[string](t.Context(), d, `SELECT 'quote("' || name || '")' FROM pragma_table_info($1)`, name)
			if err != nil {
				t.Fatal(err)
			}
			query = `SELECT ` + strings.Join(columns, ` || ',' || `) + ` FROM ` + name
		}
		rows, err := db.All[string](t.Context(), d, query)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(rows)
		out[name] = fmt.Sprintf("%d rows, %x", len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))
	}
	return out
}

func TestWhatComesBackIsWhatWasThere(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		h := build(t, d.Dialect)
		file, address := h.back(t), dbtest.Bare(t, d.Dialect)
		r, err := restore(t, file, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Engine != d.Dialect || r.Secret != ours.Fingerprint() || !r.TakenAt.Equal(dbtest.Now) || r.Program != "test" || r.Bytes < 100_000 {
			t.Errorf("report: %+v", r)
		}
		again := dbtest.OpenAt(t, address, now)
		if diff := cmp.Diff(contents(t, h.DB), contents(t, again)); diff != "" {
			t.Errorf("tables differ:\n%s", diff)
		}
		f, err := blob.New(again, ours).Open(t.Context(), h.blob)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, f.Size)
		if _, err := f.ReadAt(got, 0); err != nil || string(got) != strings.Repeat("berkas ", 100_000) {
			t.Errorf("the stored file: %d bytes, %v", len(got), err)
		}
		if n, err := again.Pending(t.Context()); n != 0 || err != nil {
			t.Errorf("%d pending migrations, %v", n, err)
		}
	})
}

// TestABackupIsOneMomentWhileOthersWrite stores pairs in one transaction each: a
// backup holds both of a pair or none, and all that was stored before it began.
func TestABackupIsOneMomentWhileOthersWrite(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		h := build(t, d.Dialect)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		pair := func(n int) error {
			return h.InTx(ctx, func(tx *db.Tx) error {
				for _, side := range []string{"left", "right"} {
					if _, err := db.Exec(ctx, tx, `INSERT INTO platform_fact (name, value) VALUES ($1, $2)`, fmt.Sprintf("%s %d", side, n), side); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := pair(0); err != nil {
			t.Fatal(err)
		}
		wrote := make(chan bool)
		go func() {
			for n := 1; ; n++ {
				if err := pair(n); err != nil {
					if ctx.Err() != nil {
						err = nil // stopped, wherever it was
					}
					done <- err
					return
				}
				if n == 5 {
					close(wrote)
				}
			}
		}()
		<-wrote
		file := h.back(t)
		stop()
		if err := <-done; err != nil {
			t.Errorf("the writer: %v", err)
		}
		address := dbtest.Bare(t, d.Dialect)
		if _, err := restore(t, file, address, nil); err != nil {
			t.Fatal(err)
		}
		again := dbtest.OpenAt(t, address, now)
		counts := map[string]int64{}
		for _, side := range []string{"left", "right"} {
			n, err := db.One[int64](t.Context(), again, `SELECT count(*) FROM platform_fact WHERE value = $1`, side)
			if err != nil {
				t.Fatal(err)
			}
			counts[side] = n
		}
		if counts["left"] != counts["right"] || counts["left"] < 6 {
			t.Errorf("the backup holds %v", counts)
		}
	})
}

// TestNothingOfTheDatabaseStandsInTheFile reads the file as who has no key.
func TestNothingOfTheDatabaseStandsInTheFile(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		h := build(t, d.Dialect)
		raw, err := os.ReadFile(h.back(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"KANTOR", "organisation", "SQLite format", "PGDMP", "manifest.json", "berkas"} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("the file holds %q", word)
			}
		}
	})
}

func TestABackupOverwritesNothing(t *testing.T) {
	h := build(t, db.SQLite)
	file := h.back(t)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = backup.Write(t.Context(), h.DB, backup.Options{To: file, Address: h.url, Key: ours})
	if after, rerr := os.ReadFile(file); !errors.Is(err, errs.Conflict) || rerr != nil || !bytes.Equal(before, after) {
		t.Errorf("got %v, %v", err, rerr)
	}
}

func TestADatabaseOfNobodyIsNotBackedUp(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		address := dbtest.Bare(t, d.Dialect)
		to := filepath.Join(t.TempDir(), "x")
		_, err := backup.Write(t.Context(), dbtest.OpenAt(t, address, now), backup.Options{To: to, Address: address, Key: ours})
		if !errors.Is(err, errs.State) {
			t.Errorf("got %v", err)
		}
		nothing(t, filepath.Dir(to))
	})
}

// nothing fails when a folder holds anything.
func nothing(t *testing.T, folder string) {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestProgressEndsAtTheDatabasesSize reads what a bar would show.
func TestProgressEndsAtTheDatabasesSize(t *testing.T) {
	h := build(t, db.SQLite)
	seen := map[int64]bool{}
	o := backup.Options{To: filepath.Join(t.TempDir(), "x"), Address: h.url, Key: ours, Progress: func(n int64) { seen[n] = true }}
	r, err := backup.Write(t.Context(), h.DB, o)
	if last := slices.Max(slices.Collect(maps.Keys(seen))); err != nil || last != r.Bytes {
		t.Errorf("the bar ends at %d of %d, %v", last, r.Bytes, err)
	}
}
