package audit_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// record has a field of every class, and one that somebody forgot to classify.
type record struct {
	ID        id.Any        `db:"id" privacy:"internal"`
	Title     string        `db:"title" privacy:"internal"`
	Slogan    string        `db:"slogan" privacy:"public"`
	Value     money.Rupiah  `db:"value_rp" privacy:"internal"`
	Due       civil.Date    `db:"due_on" privacy:"internal"`
	Seats     *int64        `db:"seats" privacy:"internal"`
	Active    bool          `db:"active" privacy:"internal"`
	Met       civil.Partial `db:"met_on" privacy:"internal"`
	SentAt    time.Time     `db:"sent_at" privacy:"internal"`
	Name      string        `db:"name" privacy:"restricted"`
	Diagnosis string        `db:"diagnosis" privacy:"medical"`
	Mother    string        `db:"mother" privacy:"child"`
	Password  []byte        `db:"password" privacy:"secret"`
	Forgotten string        `db:"forgotten"`
	Version   int64         `db:"version" privacy:"internal"`
	UpdatedAt time.Time     `db:"updated_at" privacy:"internal"`
}

func officer() authz.Actor {
	return authz.Actor{User: id.User{}.Make(), Name: "Sari", Role: authz.ProgrammeOfficer, Origin: authz.Origin{Channel: "web", Address: "192.0.2.1", RequestID: "r-1"}}
}

func what(org id.Organisation, key id.Any, version int64) audit.What {
	return audit.What{Org: org, Action: "commitment.change", Kind: "commitment", Record: key, Version: version}
}

// did writes n entries for org, one a transaction.
func did(t *testing.T, d *db.DB, org id.Organisation, n int) {
	t.Helper()
	for range n {
		must(t, d, func(ctx context.Context, tx *db.Tx) error {
			return audit.Did(ctx, tx, officer(), what(org, id.Any{}.Make(), 1), audit.Change{Field: "seats", Old: "1", New: "2"})
		})
	}
}

func must(t *testing.T, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func history(t *testing.T, d *db.DB, org id.Organisation, key id.Any) []audit.Entry {
	t.Helper()
	h, err := audit.History(t.Context(), d, org, key)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAnEntryTellsWhoDidWhatWhenAndFromWhere(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		org, key, sari := id.Organisation{}.Make(), id.Any{}.Make(), officer()
		must(t, d, func(ctx context.Context, tx *db.Tx) error {
			return audit.Did(ctx, tx, sari, what(org, key, 3), audit.Change{Field: "seats", Old: "1", New: "2"})
		})
		e := history(t, d, org, key)[0]
		got := []any{e.Org, e.Seq, e.At, e.User, e.Actor, e.Role, e.Channel, e.Address, e.RequestID, e.Action, e.Kind, e.Record, e.Version}
		want := []any{org, int64(1), dbtest.Now, sari.User, "Sari", "programme_officer", "web", "192.0.2.1", "r-1", "commitment.change", "commitment", key, int64(3)}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		if got, want := e.Diff(), []audit.Change{{Field: "seats", Old: "1", New: "2"}}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestAChangeListsWhatDiffersAndNothingElse(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		org, key, seats := id.Organisation{}.Make(), id.Any{}.Make(), int64(20)
		before := record{ID: key, Title: "Tiga mesin jahit", Value: 9_000_000, Active: true, Version: 1, UpdatedAt: dbtest.Now}
		after := before
		after.Value, after.Due, after.Seats, after.Active, after.Met = 12_000_000, civil.Must("2026-12-01"), &seats, false, "2026-11"
		after.SentAt, after.Version, after.UpdatedAt = dbtest.Now, 2, dbtest.Now.Add(time.Hour)
		must(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := audit.Created(ctx, tx, officer(), what(org, key, 1), before); err != nil {
				return err
			}
			return audit.Changed(ctx, tx, officer(), what(org, key, 2), before, after)
		})
		h := history(t, d, org, key)
		want := []audit.Change{
			{Field: "value_rp", Old: "9000000", New: "12000000"},
			{Field: "due_on", New: "2026-12-01"},
			{Field: "seats", New: "20"},
			{Field: "active", Old: "true", New: "false"},
			{Field: "met_on", New: "2026-11"},
			{Field: "sent_at", New: "2026-11-22T02:00:00Z"},
		}
		if got := h[0].Diff(); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		want = []audit.Change{{Field: "title", New: "Tiga mesin jahit"}, {Field: "value_rp", New: "9000000"}, {Field: "active", New: "true"}}
		var set []audit.Change
		for _, c := range h[1].Diff() {
			if c.New != "0" { // zero counts are set too
				set = append(set, c)
			}
		}
		if !reflect.DeepEqual(set, want) {
			t.Errorf("created: got %v, want %v", set, want)
		}
	})
}

func TestPersonalValuesAreNeverStored(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		org, key := id.Organisation{}.Make(), id.Any{}.Make()
		first := record{ID: key, Name: "RAHASIA-nama", Diagnosis: "RAHASIA-sakit", Mother: "RAHASIA-ibu", Password: []byte("RAHASIA-sandi"), Forgotten: "RAHASIA-lupa"}
		second := record{ID: key, Name: "RAHASIA-2", Diagnosis: "RAHASIA-3", Mother: "RAHASIA-4", Password: []byte("RAHASIA-5"), Forgotten: "RAHASIA-6"}
		must(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := audit.Created(ctx, tx, officer(), what(org, key, 1), first); err != nil {
				return err
			}
			return audit.Changed(ctx, tx, officer(), what(org, key, 2), first, second)
		})
		classes := map[string]string{"name": "restricted", "diagnosis": "medical", "mother": "child", "password": "secret", "forgotten": "secret"}
		for _, e := range history(t, d, org, key) {
			if strings.Contains(e.Changes, "RAHASIA") {
				t.Errorf("version %d keeps %s", e.Version, e.Changes)
			}
			said := map[string]string{}
			for _, c := range e.Diff() {
				if c.Class != "" {
					said[c.Field] = c.Class
				}
			}
			if !reflect.DeepEqual(said, classes) {
				t.Errorf("version %d says %v changed, want %v", e.Version, said, classes)
			}
		}
	})
}

func TestWhatIsRolledBackLeavesNoEntry(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		org, key, boom := id.Organisation{}.Make(), id.Any{}.Make(), errors.New("boom")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := audit.Did(t.Context(), tx, officer(), what(org, key, 1)); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || len(history(t, d, org, key)) != 0 {
			t.Errorf("got %v and %d entries", err, len(history(t, d, org, key)))
		}
		did(t, d, org, 1)
		if r := verify(t, d, nil); r.Entries != 1 || len(r.Problems) != 0 {
			t.Errorf("got %+v", r)
		}
	})
}

func TestAnEntryNeedsAnOrganisationAndARecord(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for _, w := range []audit.What{{Action: "x", Record: id.Any{}.Make()}, {Action: "x", Org: id.Organisation{}.Make()}} {
			err := d.InTx(t.Context(), func(tx *db.Tx) error { return audit.Did(t.Context(), tx, officer(), w) })
			if err == nil || errs.As(err) != nil {
				t.Errorf("%+v: got %v, want an internal error", w, err)
			}
		}
	})
}

func TestTheLoserOfTwoUpdatesLearnsWhatChanged(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		org, key := id.Organisation{}.Make(), id.Any{}.Make()
		versions := []record{{ID: key, Title: "a"}, {ID: key, Title: "b", Name: "Budi"}, {ID: key, Title: "b", Name: "Wati", Value: 5}}
		must(t, d, func(ctx context.Context, tx *db.Tx) error {
			for i := 1; i < len(versions); i++ {
				if err := audit.Changed(ctx, tx, officer(), what(org, key, int64(i+1)), versions[i-1], versions[i]); err != nil {
					return err
				}
			}
			return audit.Changed(ctx, tx, officer(), what(org, id.Any{}.Make(), 9), record{}, record{Title: "another record"})
		})
		stale := errs.New(errs.Conflict, "stale")
		told := func(since int64) []string {
			e := errs.As(audit.Stale(t.Context(), d, stale, org, key, since))
			if e == nil || e.Kind != errs.Conflict || e.Code != "stale" {
				t.Fatalf("got %v", e)
			}
			var out []string
			for _, f := range e.Fields {
				out = append(out, f.Path+":"+f.Args["who"].(string)+":"+f.Args["old"].(string)+">"+f.Args["new"].(string))
			}
			return out
		}
		if got, want := told(1), []string{"title:Sari:a>b", "name:Sari:>", "value_rp:Sari:0>5", "name:Sari:>"}; !reflect.DeepEqual(got, want) {
			t.Errorf("since version 1: got %q, want %q", got, want)
		}
		if got, want := told(2), []string{"value_rp:Sari:0>5", "name:Sari:>"}; !reflect.DeepEqual(got, want) {
			t.Errorf("since version 2: got %q, want %q", got, want)
		}
		for _, err := range []error{nil, context.Canceled, errs.New(errs.NotFound, "not_found")} {
			if got := audit.Stale(t.Context(), d, err, org, key, 1); !errors.Is(got, err) {
				t.Errorf("%v became %v", err, got)
			}
		}
	})
}
