package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/privacy"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestARowsColumnsAreItsTaggedFields(t *testing.T) {
	type base struct {
		ID      id.Any `db:"id" privacy:"internal"`
		Version int64  `db:"version" privacy:"internal"`
	}
	type named struct {
		base
		Name    string `db:"name" privacy:"restricted"`
		Open    string `db:"open" privacy:"open to all"`
		Bare    string `db:"bare"`
		Skipped string `db:"-"`
		Notes   []string
	}
	if got, want := db.Columns[named](""), "id, version, name, open, bare"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := db.Columns[named]("p"), "p.id, p.version, p.name, p.open, p.bare"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	row := named{base: base{Version: 7}, Bare: "b"}
	classes := map[string]privacy.Class{}
	for _, c := range db.ColumnsOf[named]() {
		classes[c.Name] = c.Class
		if v := c.Of(reflect.ValueOf(row)); c.Name == "version" && v.Int() != 7 || c.Name == "bare" && v.String() != "b" {
			t.Errorf("%s is %v", c.Name, v)
		}
	}
	want := map[string]privacy.Class{"id": "internal", "version": "internal", "name": "restricted", "open": "secret", "bare": "secret"}
	if !reflect.DeepEqual(classes, want) {
		t.Errorf("got %v: what has no known class is secret", classes)
	}
}

func TestPlaceholdersOfIn(t *testing.T) {
	for _, tt := range []struct {
		n, from int
		want    string
	}{{3, 2, "$2, $3, $4"}, {1, 1, "$1"}, {0, 5, "NULL"}} {
		if got := db.In(tt.n, tt.from); got != tt.want {
			t.Errorf("In(%d, %d) = %q, want %q", tt.n, tt.from, got, tt.want)
		}
	}
}

func facts(t *testing.T, d *db.DB, names ...string) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) error {
		for _, n := range names {
			if err := put(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestInMatchesItsValuesAndNothingWhenEmpty(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		facts(t, d, "a", "b", "c")
		got, err := db.All[string](t.Context(), d, `SELECT name FROM platform_fact WHERE value = $1 AND name IN (`+db.In(2, 2)+`) ORDER BY name`, "0", "c", "a")
		if err != nil || !slices.Equal(got, []string{"a", "c"}) {
			t.Errorf("got %q, %v", got, err)
		}
		got, err = db.All[string](t.Context(), d, `SELECT name FROM platform_fact WHERE name IN (`+db.In(0, 1)+`)`)
		if err != nil || len(got) != 0 {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestEachStopsAtTheFirstErrorOfItsFunction(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		facts(t, d, "a", "b", "c")
		var seen []string
		enough := errors.New("enough")
		err := db.Each(t.Context(), d, `SELECT name FROM platform_fact ORDER BY name`, nil, func(s *string) error {
			if seen = append(seen, *s); *s == "b" {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) || !slices.Equal(seen, []string{"a", "b"}) {
			t.Errorf("got %q, %v", seen, err)
		}
		if err := d.Ping(t.Context()); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestFindTellsAbsenceFromFailure(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		facts(t, d, "a")
		find := `SELECT name FROM platform_fact WHERE name = $1`
		if s, found, err := db.Find[string](t.Context(), d, find, "a"); s != "a" || !found || err != nil {
			t.Errorf("got %q, %v, %v", s, found, err)
		}
		if s, found, err := db.Find[string](t.Context(), d, find, "b"); s != "" || found || err != nil {
			t.Errorf("got %q, %v, %v", s, found, err)
		}
		if _, found, err := db.Find[string](t.Context(), d, `SELECT name FROM no_such_table`); found || err == nil || errs.KindOf(err) != errs.Internal {
			t.Errorf("got %v, %v", found, err)
		}
		if _, err := db.One[string](t.Context(), d, find, "b"); !errors.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAbsentValuesAreZeroOnBothEngines(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		type all struct {
			Key     id.Any         `db:"k" privacy:"internal"`
			Day     civil.Date     `db:"d" privacy:"internal"`
			Part    civil.Partial  `db:"p" privacy:"internal"`
			At      time.Time      `db:"t" privacy:"internal"`
			Text    string         `db:"s" privacy:"internal"`
			Count   *int64         `db:"n" privacy:"internal"`
			Amount  *money.Rupiah  `db:"m" privacy:"internal"`
			Content []byte         `db:"b" privacy:"internal"`
			Present map[string]any // not a column
		}
		filled := int64(1)
		got := all{Key: id.Any{}.Make(), Day: civil.Must("2026-11-22"), Part: "2026", At: dbtest.Now, Text: "x", Count: &filled, Content: []byte{1}}
		err := db.Each(t.Context(), d, `SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL`, nil, func(v *all) error {
			got = *v
			return nil
		})
		if err != nil || !reflect.DeepEqual(got, all{}) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestEachRowStartsEmpty(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		type pair struct {
			A string `db:"a" privacy:"internal"`
			B *int64 `db:"b" privacy:"internal"`
		}
		got, err := db.All[pair](t.Context(), d, `SELECT a, b FROM (SELECT 'x' AS a, 1 AS b UNION ALL SELECT 'y', NULL) AS r ORDER BY a`)
		if err != nil || len(got) != 2 || got[0].B == nil || *got[0].B != 1 || got[1].A != "y" || got[1].B != nil {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestAnUpdateNamesItsKeysAndVersion(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		a, b := organisation("A", dbtest.Now), organisation("B", dbtest.Now)
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(db.Insert(ctx, tx, "directory_organisation", a), db.Insert(ctx, tx, "directory_organisation", b))
		})
		next := a
		next.Name, next.Version = "changed", 2
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			return db.Update(ctx, tx, "directory_organisation", next, 1, "id")
		})
		rows, err := db.All[row](t.Context(), d, `SELECT `+db.Columns[row]("")+` FROM directory_organisation ORDER BY code`)
		if err != nil || len(rows) != 2 || rows[0] != next || rows[1] != b {
			t.Errorf("got %+v, %v", rows, err)
		}
		gone := organisation("C", dbtest.Now)
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			return db.Update(t.Context(), tx, "directory_organisation", gone, 1, "id")
		})
		if !errors.Is(err, errs.Conflict) || errs.As(err).Code != "stale" {
			t.Errorf("a row that is gone: got %v", err)
		}
	})
}

func TestALongListOfTextsDoesNotGrowTheStatementCache(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	for i := range 2300 {
		if _, err := db.One[int64](t.Context(), d, `SELECT 1`+strings.Repeat(" ", i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAUniqueKeyIsKnownByNameOrColumn(t *testing.T) {
	broken := func(c string) error { return errs.New(errs.Conflict, "exists").With("constraint", c) }
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{broken("t_a_key"), true},
		{broken("t.a"), true},
		{broken("t.x, t.a"), true},
		{broken("t.a, t.x"), true},
		{broken("t.x, t.a_long"), false},
		{broken("t.a_long"), false},
		{broken("t_a_key_2"), false},
		{errs.New(errs.Conflict, "reference").With("constraint", "t_a_key"), false},
		{errors.New("t_a_key"), false},
		{nil, false},
	} {
		if got := db.IsUnique(tt.err, "t_a_key", "t.a"); got != tt.want {
			t.Errorf("%v %q: got %v", tt.err, db.Constraint(tt.err), got)
		}
	}
}

func TestOpenRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, url := range []string{"", "mysql://x", "titian.db", "sqlite"} {
		if d, err := db.Open(t.Context(), url, db.Options{Now: time.Now}); err == nil {
			t.Errorf("%q was opened: %v", url, d.Close())
		}
	}
	if _, err := db.Open(t.Context(), "sqlite:"+t.TempDir()+"/x.db", db.Options{}); err == nil {
		t.Error("opened without a clock")
	}
	missing := t.TempDir() + "/mistyped.db"
	if _, err := db.Open(t.Context(), "sqlite:"+missing, db.Options{Now: time.Now, Existing: true}); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a mistyped path became an empty database")
	}
	if _, err := db.Open(t.Context(), "sqlite:"+t.TempDir()+"/no/such/folder/x.db", db.Options{Now: time.Now}); err == nil {
		t.Error("opened in a folder that is not there")
	}
}

func TestArgumentsInOrderNeedNoNames(t *testing.T) {
	for q, want := range map[string]string{
		`SELECT 1`:                           `SELECT 1`,
		`SELECT $1, $2`:                      `SELECT ?, ?`,
		`a = $1 AND b = '$2' AND "c$9" = $2`: `a = ? AND b = '$2' AND "c$9" = ?`,
		`a = $2 AND b = $1`:                  `a = $2 AND b = $1`,
		`a = $1 OR b = $1`:                   `a = $1 OR b = $1`,
		`a = $10`:                            `a = $10`,
		`$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11`: `?,?,?,?,?,?,?,?,?,?,?`,
		`a = ? AND b = $1`:                   `a = ? AND b = $1`,
	} {
		if got := db.Positional(q); got != want {
			t.Errorf("%s: got %s, want %s", q, got, want)
		}
	}
}

// TestABriefLookupAnswersAndRefusesWhoHasGone since it is not cut short later.
func TestABriefLookupAnswersAndRefusesWhoHasGone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		if got, err := db.One[int64](db.Brief(ctx), d, `SELECT 7`); err != nil || got != 7 {
			t.Errorf("got %d, %v", got, err)
		}
		cancel()
		if _, err := db.One[int64](db.Brief(ctx), d, `SELECT 7`); !errors.Is(err, context.Canceled) {
			t.Errorf("gone: %v", err)
		}
		if got, err := db.One[int64](db.Brief(t.Context()), d, `SELECT 7`); err != nil || got != 7 {
			t.Errorf("afterwards: %d, %v", got, err)
		}
	})
}

// TestRowsOfOneTypeDoNotMix: places are kept for the next row, also while another of
// the same type is being read.
func TestRowsOfOneTypeDoNotMix(t *testing.T) {
	type pair struct {
		A string `db:"a" privacy:"internal"`
		B string `db:"b" privacy:"internal"`
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		var out []string
		err := db.Each(t.Context(), d, `SELECT 'one' AS a, 'x' AS b UNION ALL SELECT 'two', NULL ORDER BY a`, nil, func(v *pair) error {
			inner, err := db.One[pair](t.Context(), d, `SELECT 'inner' AS a, NULL AS b`)
			out = append(out, v.A+v.B, inner.A+inner.B)
			return err
		})
		if err != nil || strings.Join(out, " ") != "onex inner two inner" {
			t.Errorf("got %v, %v", out, err)
		}
	})
}

func TestANewDatabaseIsItsOwnersAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "titian.db")
	d, err := db.Open(t.Context(), "sqlite:"+file, db.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, "CREATE TABLE names (name TEXT)")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if rights := info.Mode().Perm(); rights&0o077 != 0 {
			t.Errorf("%s may be read by others: %o", filepath.Base(name), rights)
		}
	}
}
