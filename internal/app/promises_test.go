package app_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"titian/internal/app/demo"
	"titian/internal/app/generate"
	"titian/internal/feature/account"
	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestOnePartnersPagesCostTheSameBesideManyOthers measures the ledger, vitality,
// work plan and list of promises of one partner as the program answers them: with
// session, rights, log, the frame of the page and its notices. It does so beside a
// tenth of the others and beside all of them, and against the queries that read what
// the page shows. TITIAN_TEST_COMMITMENTS is how many promises there are in all;
// bench/promises.sh asks for a million. With few, as in every run of the tests, it
// only holds that pages and generator work.
func TestOnePartnersPagesCostTheSameBesideManyOthers(t *testing.T) {
	o := generate.PromiseOptions{Partners: 2, Agreements: 2, Commitments: 20, Activities: 4}
	total, err := strconv.Atoi(os.Getenv("TITIAN_TEST_COMMITMENTS"))
	measured := err == nil
	if measured {
		o = generate.PromiseOptions{Partners: total / 2000 / 10, Agreements: 10, Commitments: 200, Activities: 8}
	}
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			w := empty(t, dialect, func() time.Time { return dbtest.Now })
			w.host(t)
			first := fill(t, w.DB, o)
			w.employ(t, measuring, first, authz.Partner)
			few := w.costs(t, first)
			more := o
			more.First, more.Partners = o.Partners, 9*o.Partners
			fill(t, w.DB, more)
			for i, m := range w.costs(t, first) {
				t.Logf("%s, %d promises: %-10s page %s, its query %s: %.1f; beside a tenth of the others page %s: %.2f", dialect, total, m.name, m.page, m.raw, ratio(m.page, m.raw), few[i].page, ratio(m.page, few[i].page))
				if measured && (ratio(m.page, m.raw) > 5 || ratio(m.page, few[i].page) > 2) {
					t.Errorf("%s costs too much", m.name)
				}
			}
		})
	}
}

// organisation adds one that the test makes up.
func (w *world) organisation(t *testing.T, o directory.Organisation) id.Organisation {
	t.Helper()
	err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		o.ID, o.Active, o.Version, o.CreatedAt, o.UpdatedAt = o.ID.Make(), true, 1, tx.Now(), tx.Now()
		return db.Insert(t.Context(), tx, "directory_organisation", o)
	})
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// host is a facility, with which all the partners work.
func (w *world) host(t *testing.T) id.Organisation {
	t.Helper()
	return w.organisation(t, directory.Organisation{Code: "UJI", Kind: directory.Facility, FacilityType: directory.Lapas, Name: "Lapas Uji"})
}

// employ lets somebody of an organisation in.
func (w *world) employ(t *testing.T, login string, org id.Organisation, role authz.Role) {
	t.Helper()
	_, err := w.Account.CreateUser(t.Context(), authz.OperatorAs("test"), account.CreateUserCommand{
		Login: login, Name: "Uji", Password: demo.Password, Language: "id", MembershipCommand: account.MembershipCommand{Org: org, Role: role},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.admit(t, login)
}

// measuring signs in where pages are measured.
const measuring = "mitra.uji"

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

// cost is the median time of a page and of the query that reads what it shows.
type cost struct {
	name      string
	page, raw time.Duration
}

// costs compares each page with queries that read the rows and the names which
// stand on it, and nothing else of the program.
func (w *world) costs(t *testing.T, partner id.Organisation) []cost {
	t.Helper()
	open := func(path string) func() {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		for _, c := range w.cookies[measuring] {
			r.AddCookie(c)
		}
		return func() {
			if got := w.do(r); got.Code != http.StatusOK {
				t.Fatalf("%s: %d", path, got.Code)
			}
		}
	}
	return []cost{
		compare(w.DB, "ledger", open("/ledger"), func() {
			rows[sums](t, w.DB, partner,
				`SELECT x.agreement_id, x.form, x.unit, x.promiser_id = x.partner_id, COUNT(*), CAST(SUM(x.quantity) AS BIGINT), CAST(SUM(x.value_rp) AS BIGINT) FROM partnership_commitment x WHERE x.partner_id = $1 GROUP BY 1, 2, 3, 4`,
				`SELECT x.agreement_id, x.form, x.unit, x.promiser_id = x.partner_id, COUNT(*), CAST(SUM(d.quantity) AS BIGINT), CAST(SUM(d.value_rp) AS BIGINT)
					FROM partnership_commitment x JOIN partnership_delivery d ON d.commitment_id = x.id WHERE x.partner_id = $1 GROUP BY 1, 2, 3, 4`)()
		}),
		compare(w.DB, "vitality", open("/organisations/"+partner.String()+"/vitality"), func() {
			rows[partnership.Commitment](t, w.DB, partner, `SELECT `+db.Columns[partnership.Commitment]("c")+` FROM partnership_commitment c WHERE c.partner_id = $1`)()
			rows[partnership.Delivery](t, w.DB, partner, `SELECT `+db.Columns[partnership.Delivery]("c")+` FROM partnership_delivery c WHERE c.partner_id = $1`)()
		}),
		compare(w.DB, "work plan", open("/activities"), rows[planned](t, w.DB, partner,
			`SELECT `+db.Columns[agreement.Activity]("x")+`, a.ref, a.title, (SELECT COUNT(*) FROM partnership_commitment c WHERE c.activity_id = x.id) + (SELECT COUNT(*) FROM programme_offering o WHERE o.activity_id = x.id)
				FROM agreement_agreement a JOIN agreement_activity x ON x.agreement_id = a.id WHERE a.partner_id = $1 ORDER BY x.title, x.id LIMIT 51`)),
		compare(w.DB, "promises", open("/commitments"), rows[promised](t, w.DB, partner,
			`SELECT `+db.Columns[partnership.Commitment]("c")+`, f.name, t.name, (SELECT CAST(COALESCE(SUM(d.confirmed_quantity), 0) AS BIGINT) FROM partnership_delivery d WHERE d.commitment_id = c.id)
				FROM partnership_commitment c JOIN directory_organisation f ON f.id = c.promiser_id JOIN directory_organisation t ON t.id = c.receiver_id WHERE c.partner_id = $1 ORDER BY c.due_on, c.id LIMIT 51`)),
	}
}

type sums struct {
	Agreement id.Agreement `db:"agreement_id" privacy:"internal"`
	Form      string       `db:"form" privacy:"internal"`
	Unit      string       `db:"unit" privacy:"internal"`
	ByPartner bool         `db:"by_partner" privacy:"internal"`
	N         int          `db:"n" privacy:"internal"`
	Quantity  int          `db:"quantity" privacy:"internal"`
	Value     money.Rupiah `db:"value_rp" privacy:"internal"`
}

type planned struct {
	agreement.Activity
	Ref   string `db:"ref" privacy:"internal"`
	Title string `db:"title" privacy:"internal"`
	Bears int    `db:"bears" privacy:"internal"`
}

type promised struct {
	partnership.Commitment
	From      string `db:"from" privacy:"internal"`
	To        string `db:"to" privacy:"internal"`
	Confirmed int    `db:"confirmed" privacy:"internal"`
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
