package partnership_test

import (
	"regexp"
	"testing"
	"time"

	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/seal"
)

// asked is one query that the service sent.
type asked struct {
	text string
	args []any
}

// scan is a line of a plan that reads a growing table of ours from end to end.
var scan = regexp.MustCompile(`^(?:SCAN (?:x|d|m|p|k)$|\s*(?:->  )?Seq Scan on partnership_)`)

// TestNoSumReadsTheRowsOfOthers asks the engines how they would add up the ledger
// of a partner and of a facility: never by reading a table of promises,
// milestones or deliveries from end to end.
func TestNoSumReadsTheRowsOfOthers(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			var queries []asked
			d, err := db.Open(t.Context(), dbtest.URL(t, dialect), db.Options{
				Now: func() time.Time { return dbtest.Now }, Sync: "OFF", Texts: seal.Key{1},
				Trace: func(q string, args []any) { queries = append(queries, asked{q, args}) },
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			w := directorytest.Seed(t, d)
			partnershiptest.Promise(t, d, agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim), id.Agreement{}, 5, today)
			s := partnership.New(d, nil)
			queries = nil
			for _, reader := range []authz.Actor{w.Actor(authz.Partner, w.PemkabLotim), w.Actor(authz.FacilityHead, w.LapasSelong)} {
				_, err := s.Ledger(t.Context(), reader, partnership.CommitmentFilter{})
				ok(t, err)
				for _, by := range partnership.Axes() {
					_, err := s.Accounts(t.Context(), reader, partnership.CommitmentFilter{}, by)
					ok(t, err)
				}
			}
			if len(queries) != 2*4*3 {
				t.Errorf("%d queries for eight sums", len(queries))
			}
			for _, q := range queries {
				for _, line := range planOf(t, d, q) {
					if scan.MatchString(line) {
						t.Errorf("%s in %.300s", line, q.text)
					}
				}
			}
		})
	}
}

// planOf asks the engine how it would answer. PostgreSQL prefers to scan the few
// rows of a test and is told not to.
func planOf(t *testing.T, d *db.DB, q asked) []string {
	t.Helper()
	var lines []string
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		if d.Dialect == db.Postgres {
			if _, err = db.Exec(t.Context(), tx, `SET LOCAL enable_seqscan = off`); err == nil {
				lines, err = db.All[string](t.Context(), tx, `EXPLAIN `+q.text, q.args...)
			}
			return err
		}
		steps, err := db.All[sqliteStep](t.Context(), tx, `EXPLAIN QUERY PLAN `+q.text, q.args...)
		for _, s := range steps {
			lines = append(lines, s.Detail)
		}
		return err
	})
	ok(t, err)
	return lines
}
