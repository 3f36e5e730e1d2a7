package app_test

import (
	"log/slog"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"titian/internal/app"
	"titian/internal/app/generate"
	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestOnePartnersPagesCostTheSameBesideManyOthers measures the ledger, vitality and
// work plan of one partner: beside a tenth of the others and beside all of them,
// and against the query that reads the same rows. TITIAN_TEST_COMMITMENTS is how
// many promises there are in all; bench/promises.sh asks for a million. With few, as
// in every run of the tests, it only holds that pages and generator work.
func TestOnePartnersPagesCostTheSameBesideManyOthers(t *testing.T) {
	o := generate.PromiseOptions{Partners: 2, Agreements: 2, Commitments: 20, Activities: 4}
	total, err := strconv.Atoi(os.Getenv("TITIAN_TEST_COMMITMENTS"))
	if measured := err == nil; measured {
		o = generate.PromiseOptions{Partners: total / 2000 / 10, Agreements: 10, Commitments: 200, Activities: 8}
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		a := app.Construct(app.Config{Now: func() time.Time { return dbtest.Now }, Log: slog.New(slog.DiscardHandler)}, d)
		first := fill(t, d, o)
		few := costs(t, d, a, w, first)
		more := o
		more.First, more.Partners = o.Partners, 9*o.Partners
		fill(t, d, more)
		many := costs(t, d, a, w, first)
		for i, m := range many {
			t.Logf("%s, %d promises: %-10s page %s, its query %s: %.1f; beside a tenth of the others page %s: %.2f", d.Dialect, total, m.name, m.page, m.raw, ratio(m.page, m.raw), few[i].page, ratio(m.page, few[i].page))
			if err == nil && (ratio(m.page, m.raw) > 5 || ratio(m.page, few[i].page) > 2) {
				t.Errorf("%s costs too much", m.name)
			}
		}
	})
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// fill adds partners and has PostgreSQL look at them; the first is asked about.
func fill(t *testing.T, d *db.DB, o generate.PromiseOptions) id.Organisation {
	t.Helper()
	begun := time.Now()
	partners, err := generate.Promises(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	if d.Dialect == db.Postgres {
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := db.Exec(t.Context(), tx, `ANALYZE`); return err }); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s: %d partners in %s", d.Dialect, len(partners), time.Since(begun).Round(time.Second))
	return partners[0]
}

// cost is the median time of a page and of the query that reads its rows.
type cost struct {
	name      string
	page, raw time.Duration
}

func costs(t *testing.T, d *db.DB, a *app.App, w *directorytest.World, partner id.Organisation) []cost {
	t.Helper()
	actor := w.Actor(authz.Partner, partner)
	today := func() civil.Date { return civil.Today(dbtest.Now) }
	bundle, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.With(t, actor, web.Config{Words: bundle}, func(rt *web.Router) {
		agreementweb.Register(rt, a.Agreement, agreementweb.Around{Today: today})
		partnershipweb.Register(rt, a.Partnership, a.Agreement, partnershipweb.Around{Today: today})
		a.Courses(rt)
	})
	open := func(path string) func() {
		return func() {
			if got := site.Get(path); got.Status != 200 {
				t.Fatalf("%s: %d", path, got.Status)
			}
		}
	}
	ledger := func() {
		if _, err := a.Partnership.Ledger(t.Context(), actor, partnership.CommitmentFilter{Partner: partner}); err != nil {
			t.Fatal(err)
		}
	}
	return []cost{
		compare(d, "ledger", ledger, rows[sums](t, d, partner,
			`SELECT c.form AS a, COUNT(*) AS n FROM partnership_commitment c WHERE c.partner_id = $1 GROUP BY c.form`,
			`SELECT c.form AS a, COUNT(*) AS n FROM partnership_commitment c JOIN partnership_delivery d ON d.commitment_id = c.id WHERE c.partner_id = $1 GROUP BY c.form`)),
		compare(d, "vitality", open("/organisations/"+partner.String()+"/vitality"), func() {
			rows[partnership.Commitment](t, d, partner, `SELECT `+db.Columns[partnership.Commitment]("c")+` FROM partnership_commitment c WHERE c.partner_id = $1`)()
			rows[partnership.Delivery](t, d, partner, `SELECT `+db.Columns[partnership.Delivery]("c")+` FROM partnership_delivery c WHERE c.partner_id = $1`)()
		}),
		compare(d, "work plan", open("/activities"), rows[agreement.Activity](t, d, partner,
			`SELECT `+db.Columns[agreement.Activity]("x")+` FROM agreement_agreement a JOIN agreement_activity x ON x.agreement_id = a.id WHERE a.partner_id = $1 ORDER BY x.title, x.id LIMIT 51`)),
		compare(d, "promises", open("/commitments"), rows[partnership.Commitment](t, d, partner,
			`SELECT `+db.Columns[partnership.Commitment]("c")+` FROM partnership_commitment c WHERE c.partner_id = $1 ORDER BY c.due_on, c.id LIMIT 51`)),
	}
}

type sums struct {
	A string `db:"a" privacy:"internal"`
	N int64  `db:"n" privacy:"internal"`
}

// rows reads what queries about a partner give.
func rows[T any](t *testing.T, d *db.DB, partner id.Organisation, queries ...string) func() {
	return func() {
		for _, q := range queries {
			if _, err := db.All[T](t.Context(), d, q, partner); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// compare takes the medians of a page and of its query in turns, after one of each
// that warms up: what else the machine does then falls on both. SQLite works inside
// of this process, whose processor time other processes do not change.
func compare(d *db.DB, name string, page, query func()) cost {
	spent := func() time.Duration { return time.Duration(time.Now().UnixNano()) }
	if d.Dialect == db.SQLite {
		spent = func() time.Duration {
			var u syscall.Rusage
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
				panic(err)
			}
			return time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	var took [2][]time.Duration
	for i := range 25 {
		for k, f := range []func(){page, query} {
			begun := spent()
			f()
			if i > 0 {
				took[k] = append(took[k], spent()-begun)
			}
		}
	}
	middle := func(list []time.Duration) time.Duration { slices.Sort(list); return list[len(list)/2] }
	return cost{name, middle(took[0]), middle(took[1])}
}
