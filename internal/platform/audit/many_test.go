package audit_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestManyEntriesAreChainedAsOneByOne(t *testing.T) {
	type row struct {
		ID   id.Any          `db:"id" privacy:"internal"`
		Org  id.Organisation `db:"facility_id" privacy:"internal"`
		Name string          `db:"name" privacy:"restricted"`
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		orgs := []id.Organisation{id.Organisation{}.Make(), id.Organisation{}.Make()}
		var rows []row
		for i := range 70 {
			rows = append(rows, row{id.Any{}.Make(), orgs[i%2], "Budi"})
		}
		of := func(r *row) audit.What {
			return audit.What{Org: r.Org, Action: "person.import", Kind: "person", Record: r.ID, Version: 1}
		}
		a := authz.OperatorAs("uji")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := audit.Created(t.Context(), tx, a, of(&rows[0]), rows[0]); err != nil {
				return err
			}
			if err := audit.CreatedMany(t.Context(), tx, a, rows[1:], of); err != nil {
				return err
			}
			return audit.DidMany(t.Context(), tx, a, []audit.What{of(&rows[5])})
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := audit.Verify(t.Context(), d, nil)
		if err != nil || r.Entries != 71 || r.Chains != 2 || len(r.Problems) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
		for _, x := range []row{rows[0], rows[1]} {
			h, err := audit.History(t.Context(), d, x.Org, x.ID)
			if err != nil || len(h) != 1 || len(h[0].Diff()) != 2 || h[0].Diff()[1].New != "" {
				t.Errorf("got %+v, %v", h, err)
			}
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return audit.DidMany(t.Context(), tx, a, []audit.What{{}}) }); err == nil {
			t.Error("an entry about nothing is taken")
		}
	})
}

func TestChangesAreStoredAsJSONIsWritten(t *testing.T) {
	for _, list := range [][]audit.Change{
		{{Field: "a"}},
		{{Field: "a", Old: "1", New: "2"}, {Field: "b", Class: "secret"}},
		{{Field: "a", New: `"`}},
		{{Field: "a", Old: "José"}},
		{{Field: "a", New: "<b>&"}},
		{{Field: "a", New: "\x00\n\\"}},
		{{Field: "a", New: "\xff"}},
		{{Field: "a", New: "1"}, {Field: "b", Class: "secret"}, {Field: "c", Class: "secret"}, {Field: "d", Class: "secret"}, {Field: "e", Class: "restricted"}, {Field: "f"}},
		{{Field: "a", Class: "secret"}, {Field: "b", Class: "secret"}, {Field: "c", New: `"`}},
	} {
		want, err := json.Marshal(audit.Gather(list))
		got, gerr := audit.ChangesText(list)
		if err != nil || gerr != nil || got != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
		if diff := cmp.Diff(list, audit.Entry{Changes: got}.Diff()); diff != "" && utf8.ValidString(list[0].New) {
			t.Errorf("read again: %s", diff)
		}
	}
	if got, err := audit.ChangesText(nil); got != "[]" || err != nil {
		t.Errorf("nothing is %s", got)
	}
}
