package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// row is a table of the schema whose columns have every type there is.
type row struct {
	ID      id.Organisation `db:"id" privacy:"internal"`
	Code    string          `db:"code" privacy:"internal"`
	Kind    string          `db:"kind" privacy:"internal"`
	Parent  id.Organisation `db:"parent_id" privacy:"internal"`
	Name    string          `db:"name" privacy:"internal"`
	FType   string          `db:"facility_type" privacy:"internal"`
	Class   string          `db:"class" privacy:"internal"`
	PKind   string          `db:"partner_kind" privacy:"internal"`
	Address string          `db:"address" privacy:"internal"`
	Active  bool            `db:"active" privacy:"internal"`
	Version int64           `db:"version" privacy:"internal"`
	Created time.Time       `db:"created_at" privacy:"internal"`
	Updated time.Time       `db:"updated_at" privacy:"internal"`
}

func organisation(code string, now time.Time) row {
	return row{ID: id.Organisation{}.Make(), Code: code, Kind: "facility", Name: code, Active: true, Version: 1, Created: now, Updated: now}
}

func TestARowComesBackAsItWasStored(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		var want row
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			want = organisation("A", tx.Now())
			return db.Insert(t.Context(), tx, "directory_organisation", want)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.One[row](t.Context(), d, `SELECT `+db.Columns[row]("")+` FROM directory_organisation WHERE id = $1`, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := db.Insert(t.Context(), tx, "directory_organisation", organisation("A", tx.Now())); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		if n := count(t, d); n != 0 {
			t.Errorf("got %d rows, want none", n)
		}
	})
}

func TestTheSameKeyWritesOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := db.WithOnce(t.Context(), db.Once{Actor: "u", Key: "k", Hash: "h"})
		write := func(ctx context.Context, code string) error {
			return d.InTx(ctx, func(tx *db.Tx) error {
				o := organisation(code, tx.Now())
				tx.Result(o.Code)
				return db.Insert(ctx, tx, "directory_organisation", o)
			})
		}
		if err := write(ctx, "A"); err != nil {
			t.Fatal(err)
		}
		// The repeat fails on the unique code; a repeat that would succeed fails on the key.
		for _, code := range []string{"A", "B"} {
			if result, ok := db.ReplayedAs(write(ctx, code)); !ok || result != "A" {
				t.Errorf("repeat with %s: got %q, %v", code, result, ok)
			}
		}
		other := db.WithOnce(t.Context(), db.Once{Actor: "u", Key: "k", Hash: "another request"})
		if err := write(other, "C"); !errors.Is(err, errs.Invalid) {
			t.Errorf("key reused for another request: got %v, want invalid", err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("got %d rows, want 1", n)
		}
	})
}

func TestConstraintsBecomeConflictsThatNameTheKey(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		write := func(o row) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error { return db.Insert(t.Context(), tx, "directory_organisation", o) })
		}
		if err := write(organisation("A", dbtest.Now)); err != nil {
			t.Fatal(err)
		}
		err := write(organisation("A", dbtest.Now))
		if !errors.Is(err, errs.Conflict) || !db.IsUnique(err, "directory_organisation_code_key", "directory_organisation.code") {
			t.Errorf("same code: got %v", err)
		}
		orphan := organisation("B", dbtest.Now)
		orphan.Parent = id.Organisation{}.Make()
		if err := write(orphan); !errors.Is(err, errs.Conflict) || errs.As(err).Code != "reference" {
			t.Errorf("unknown parent: got %v", err)
		}
		odd := organisation("C", dbtest.Now)
		odd.Kind = "castle"
		if err := write(odd); !errors.Is(err, errs.Invalid) {
			t.Errorf("unknown kind: got %v", err)
		}
	})
}

func TestTheLaterOfTwoUpdatesLoses(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		o := organisation("A", dbtest.Now)
		update := func(name string) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error {
				next := o
				next.Name, next.Version = name, 2
				return db.Update(t.Context(), tx, "directory_organisation", next, 1, "id")
			})
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return db.Insert(t.Context(), tx, "directory_organisation", o) }); err != nil {
			t.Fatal(err)
		}
		if err := update("first"); err != nil {
			t.Fatal(err)
		}
		if err := update("second"); !errors.Is(err, errs.Conflict) {
			t.Errorf("got %v, want conflict", err)
		}
	})
}

func TestAMissingRowIsNotFound(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		_, err := db.One[row](t.Context(), d, `SELECT `+db.Columns[row]("")+` FROM directory_organisation WHERE id = $1`, id.Organisation{}.Make())
		if !errors.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDatesAndUnknownDatesComeBack(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		type seal struct {
			Day    civil.Date `db:"day" privacy:"internal"`
			At     time.Time  `db:"at" privacy:"internal"`
			Chains int64      `db:"chains" privacy:"internal"`
			Heads  string     `db:"heads" privacy:"internal"`
			Prev   []byte     `db:"prev" privacy:"internal"`
			Hash   []byte     `db:"hash" privacy:"internal"`
		}
		want := seal{Day: civil.Must("2026-02-28"), At: dbtest.Now, Prev: []byte{}, Hash: []byte{1}}
		err := d.InTx(t.Context(), func(tx *db.Tx) error { return db.Insert(t.Context(), tx, "audit_seal", want) })
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.One[seal](t.Context(), d, `SELECT `+db.Columns[seal]("")+` FROM audit_seal`)
		if err != nil {
			t.Fatal(err)
		}
		if got.Day != want.Day || !got.At.Equal(want.At) || len(got.Hash) != 1 {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func count(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM directory_organisation`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
