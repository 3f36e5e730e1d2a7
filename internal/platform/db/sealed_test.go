package db_test

import (
	"strings"
	"testing"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/seal"
)

// closedRow is row with an address that is stored sealed.
type closedRow struct {
	ID      id.Organisation `db:"id" privacy:"internal"`
	Code    string          `db:"code" privacy:"internal"`
	Kind    string          `db:"kind" privacy:"internal"`
	Name    string          `db:"name" privacy:"internal"`
	FType   string          `db:"facility_type" privacy:"internal"`
	Class   string          `db:"class" privacy:"internal"`
	PKind   string          `db:"partner_kind" privacy:"internal"`
	Address string          `db:"address" privacy:"medical" seal:"id"`
	Active  bool            `db:"active" privacy:"internal"`
	Version int64           `db:"version" privacy:"internal"`
	Created int64           `db:"created_at" privacy:"internal"`
	Updated int64           `db:"updated_at" privacy:"internal"`
}

// within has the sealed column in an embedded struct, beside a key of its own.
type within struct {
	closedRow
	Parent id.Organisation `db:"parent_id" privacy:"internal"`
}

func secretive(code, address string) closedRow {
	return closedRow{ID: id.Organisation{}.Make(), Code: code, Kind: "facility", Name: code, Address: address, Active: true, Version: 1}
}

func TestASealedColumnIsPlainInTheProgramAndClosedInTheTable(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		one, two, none := secretive("A", "Jalan Mawar"), secretive("B", "Jalan Melati"), secretive("C", "")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := db.Insert(t.Context(), tx, "directory_organisation", one); err != nil {
				return err
			}
			if err := db.InsertMany(t.Context(), tx, "directory_organisation", []closedRow{two, none}); err != nil {
				return err
			}
			one.Address, one.Version = "Jalan Kenanga", 2
			return db.Update(t.Context(), tx, "directory_organisation", one, 1, "id")
		})
		if err != nil {
			t.Fatal(err)
		}
		const from = ` FROM directory_organisation ORDER BY code`
		got, err := db.All[closedRow](t.Context(), d, `SELECT `+db.Columns[closedRow]("")+from)
		if err != nil || len(got) != 3 || got[0] != one || got[1] != two || got[2] != none {
			t.Errorf("got %+v, %v", got, err)
		}
		in, err := db.One[within](t.Context(), d, `SELECT `+db.Columns[within]("")+` FROM directory_organisation WHERE id = $1`, two.ID)
		if err != nil || in.closedRow != two {
			t.Errorf("embedded: %+v, %v", in, err)
		}
		stored, err := db.All[string](t.Context(), d, `SELECT address`+from)
		if err != nil || len(stored) != 3 || !seal.Is(stored[0]) || !seal.Is(stored[1]) || stored[2] != "" || strings.Contains(strings.Join(stored, ""), "Jalan") {
			t.Errorf("stored: %q, %v", stored, err)
		}
	})
}

func TestASealedTextDoesNotOpenInAnotherRow(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		one, two := secretive("A", "Jalan Mawar"), secretive("B", "Jalan Melati")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := db.InsertMany(t.Context(), tx, "directory_organisation", []closedRow{one, two}); err != nil {
				return err
			}
			_, err := db.Exec(t.Context(), tx, `UPDATE directory_organisation SET address = (SELECT o.address FROM directory_organisation o WHERE o.id = $1) WHERE id = $2`, one.ID, two.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.One[closedRow](t.Context(), d, `SELECT `+db.Columns[closedRow]("")+` FROM directory_organisation WHERE id = $1`, two.ID)
		if err == nil {
			t.Errorf("the address of another opens: %q", got.Address)
		}
	})
}

// TestWithoutTheKeyNothingSealedIsWrittenPlain opens a database as a program would
// that forgot the key.
func TestWithoutTheKeyNothingSealedIsWrittenPlain(t *testing.T) {
	d, err := db.Open(t.Context(), dbtest.URL(t, db.SQLite), db.Options{Now: func() time.Time { return dbtest.Now }, Sync: "OFF"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		return db.Insert(t.Context(), tx, "directory_organisation", secretive("A", "Jalan Mawar"))
	})
	if err == nil {
		t.Error("it was stored")
	}
}
