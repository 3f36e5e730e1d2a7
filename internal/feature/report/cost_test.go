package report_test

import (
	"regexp"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/seal"
)

// asked is one query that a service sent.
type asked struct {
	text string
	args []any
}

// traced runs f on both engines with every query written down.
func traced(t *testing.T, f func(t *testing.T, w world, queries *[]asked)) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			var queries []asked
			d, err := db.Open(t.Context(), dbtest.URL(t, dialect), db.Options{
				Now: nowIs, Sync: "OFF", Texts: seal.Key{1},
				Trace: func(q string, args []any) { queries = append(queries, asked{q, args}) },
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			f(t, world{directorytest.Seed(t, d), reporttest.Open(t, d), d, report.New(d)}, &queries)
		})
	}
}

func TestAThreadOfTwoHundredPeopleTakesFiveQueries(t *testing.T) {
	traced(t, func(t *testing.T, w world, queries *[]asked) {
		for ref, people := range map[string]int{"KS0": 0, "KS1": 1, "KS200": 200} {
			w.Whole(ref, w.LapasBungo, w.Baznas, people)
			*queries = nil
			if th := w.thread(t, w.officer(), ref); th.People.Enrolled != people || len(*queries) > 5 {
				t.Errorf("%d of %d people took %d queries", th.People.Enrolled, people, len(*queries))
			}
		}
	})
}

func TestNoQueryReadsATableFromEndToEnd(t *testing.T) {
	traced(t, func(t *testing.T, w world, queries *[]asked) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		*queries = nil
		for _, a := range []authz.Actor{w.officer(), w.Actor(authz.Partner, w.Baznas), w.Actor(authz.RegionalOffice, w.KanwilJambi)} {
			w.thread(t, a, "KS1")
			w.thread(t, a, y.Class.String())
		}
		for _, role := range authz.Roles() {
			if _, err := w.s.Today(t.Context(), w.Actor(role, w.LapasBungo)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.s.Today(t.Context(), w.Actor(authz.Partner, w.Baznas)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Dashboard(t.Context(), w.officer(), w.LapasBungo); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.ThreadsOfPerson(t.Context(), w.officer(), y.People[0]); err != nil {
			t.Fatal(err)
		}
		for _, q := range *queries {
			for _, line := range plan(t, w.d, q) {
				if scans(line) {
					t.Errorf("%s in %.200s", line, q.text)
				}
			}
		}
	})
}

// tables are those that grow; what a query makes itself (a union, a list of
// people) may be read to its end.
var tables = regexp.MustCompile(`(?:Seq Scan on|SCAN) (?:directory|agreement|partnership|fund|programme|person|sentence|assessment|casework|handover|outcome)_\w+( USING)?`)

// aliases are the tables by their short names in our queries, which is how
// SQLite calls them.
var aliases = regexp.MustCompile(`SCAN [acdeghiklnopsvx]\d?( USING)?$`)

// scans reports whether a line of a plan reads a whole table.
func scans(line string) bool {
	for _, found := range [][]string{tables.FindStringSubmatch(line), aliases.FindStringSubmatch(line)} {
		if found != nil && found[1] == "" {
			return true
		}
	}
	return false
}

func TestScansKnowsAScan(t *testing.T) {
	for line, want := range map[string]bool{
		"SCAN fund_fund": true, "SCAN o": true, "  ->  Seq Scan on person_person p": true, "SCAN t12": false, "SCAN people": false,
		"SEARCH o USING INDEX programme_offering_cooperation (cooperation_id=?)": false, "SCAN o USING COVERING INDEX x": false,
	} {
		if scans(line) != want {
			t.Errorf("%s: %v", line, !want)
		}
	}
}

// plan asks the engine how it would answer. PostgreSQL prefers to scan the few
// rows of a test and is told not to.
func plan(t *testing.T, d *db.DB, q asked) []string {
	t.Helper()
	var lines []string
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		if d.Dialect == db.Postgres {
			if _, err = db.Exec(t.Context(), tx, `SET LOCAL enable_seqscan = off`); err == nil {
				lines, err = db.All[string](t.Context(), tx, `EXPLAIN `+q.text, q.args...)
			}
			return err
		}
		type step struct {
			ID     int    `db:"id" privacy:"public"`
			Parent int    `db:"parent" privacy:"public"`
			Unused int    `db:"notused" privacy:"public"`
			Detail string `db:"detail" privacy:"public"`
		}
		steps, err := db.All[step](t.Context(), tx, `EXPLAIN QUERY PLAN `+q.text, q.args...)
		for _, s := range steps {
			lines = append(lines, s.Detail)
		}
		return err
	})
	if err != nil {
		t.Fatalf("plan of %s: %v", q.text, err)
	}
	return lines
}
