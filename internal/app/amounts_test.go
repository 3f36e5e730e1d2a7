package app_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db/dbtest"
)

// TestEveryPageAndFileShowsTheSumOfItsRows plays random histories of one partner and
// reads what everybody is told of them, as text: pages, files and the API must say
// what the rows of the tables add up to. TestEveryAmountIsTheSumOfItsRows holds the
// use cases behind them to many more histories.
func TestEveryPageAndFileShowsTheSumOfItsRows(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			w := empty(t, dialect, func() time.Time { return dbtest.Now })
			a := amounts{world: w, today: civil.Today(dbtest.Now), host: w.host(t)}
			a.partner = w.organisation(t, directory.Organisation{Code: "MITRA", Kind: directory.Partner, PartnerKind: directory.ZakatBoard, Name: "Mitra Uji"})
			w.employ(t, "mitra", a.partner, authz.Partner)
			w.employ(t, "kepala", a.host, authz.FacilityHead)
			for i := range 6 {
				c := agreementtest.Cooperation(t, w.DB, a.host, a.partner)
				h := partnershiptest.History{
					Service: w.Partnership, Rnd: rand.New(rand.NewPCG(uint64(i), 77)), Cooperation: c, Today: a.today,
					Host:  authz.Actor{User: id.User{}.Make(), Name: "Uji", Role: authz.FacilityHead, Org: a.host, Scope: authz.Scope{Orgs: []id.Organisation{a.host}}},
					Giver: authz.Actor{User: id.User{}.Make(), Name: "Uji", Role: authz.Partner, Org: a.partner, Scope: authz.Scope{Partner: a.partner}},
				}
				if i%3 != 0 {
					h.Under = agreementtest.Signed(t, w.DB, c, a.today.AddDays(-100), a.today.AddDays(100)).ID
					a.agreements = append(a.agreements, h.Under)
				}
				h.Play(t)
			}
			a.rows = partnershiptest.RowsOf(t, w.DB, id.Cooperation{})
			for _, login := range []string{"mitra", "kepala"} {
				a.ledger(t, login)
				a.lists(t, login)
				a.records(t, login)
			}
			a.home(t)
		})
	}
}

// amounts are the rows, and those who read what is said of them.
type amounts struct {
	*world
	today         civil.Date
	host, partner id.Organisation
	agreements    []id.Agreement
	rows          partnershiptest.Rows
}

// page reads a page as a reader of Indonesian does.
func (a *amounts) page(t *testing.T, login, path string) *goquery.Document {
	t.Helper()
	got := a.open(t, login, path)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(got.text()))
	if err != nil || got.Code != http.StatusOK {
		t.Fatalf("%s reads %s: %d, %v", login, path, got.Code, err)
	}
	return doc
}

// rupiahs are a line's sums as the columns of the ledger have them.
func rupiahs(l partnership.LedgerLine) []money.Rupiah {
	return []money.Rupiah{l.PromisedRp, l.DueRp, l.DeliveredRp, l.ConfirmedRp, l.DisputedRp}
}

// told is a row of the ledger as text.
func told(l partnership.LedgerLine) []string {
	out := []string{strconv.Itoa(l.Promises)}
	for _, rp := range rupiahs(l) {
		out = append(out, rp.String())
	}
	return out
}

// ledger compares all forms of the ledger, by each axis.
func (a *amounts) ledger(t *testing.T, login string) {
	t.Helper()
	total := a.rows.Total(a.today)
	for _, by := range partnership.Axes() {
		path := "/ledger?by=" + string(by)
		var of struct {
			Items []struct {
				Key  id.Any `json:"key"`
				Name string `json:"name"`
			} `json:"items"`
		}
		if err := json.Unmarshal(a.ask(t, login, http.MethodGet, "/api/v1/ledger/accounts?by="+string(by), "").Body.Bytes(), &of); err != nil || len(of.Items) == 0 {
			t.Fatalf("no accounts by %s: %v", by, err)
		}
		table := a.page(t, login, path).Find("table").First().Find("tbody tr")
		if table.Length() != len(of.Items)+1 {
			t.Fatalf("%s shows %d rows for %d accounts and their sum", path, table.Length(), len(of.Items))
		}
		table.Each(func(i int, tr *goquery.Selection) {
			want, what := told(total), "the sum"
			if i < len(of.Items) {
				want, what = told(a.rows.Of(by, of.Items[i].Key).Total(a.today)), of.Items[i].Name
			}
			if got := tr.Find("td").Map(func(_ int, td *goquery.Selection) string { return strings.TrimSpace(td.Text()) }); !slices.Equal(got, want) {
				t.Errorf("%s tells %s of %s: %v, the rows %v", path, login, what, got, want)
			}
		})
		for _, ending := range []string{".csv", ".xlsx"} {
			got := a.sums(t, login, "/ledger"+ending+"?by="+string(by))
			for i, rp := range rupiahs(total) {
				if got[2+i] != int64(rp) {
					t.Errorf("column %d of ledger%s by %s adds up to %d, the rows to %d", 2+i, ending, by, got[2+i], rp)
				}
			}
		}
	}
	lines := a.page(t, login, "/ledger").Find("table").Last().Find("tbody tr")
	var units [5]int
	lines.Each(func(_ int, tr *goquery.Selection) {
		tr.Find("td").Slice(1, goquery.ToEnd).Each(func(i int, td *goquery.Selection) { units[i] += number(td.Text()) })
	})
	if want := a.rows.Quantities(a.today); units != want {
		t.Errorf("the lines by form and unit tell %s %v, the rows %v", login, units, want)
	}
	var l struct {
		Total struct {
			Promises   int          `json:"promises"`
			PromisedRp money.Rupiah `json:"promised_rp"`
			DueRp      money.Rupiah `json:"due_rp"`
			Sums       struct {
				DeliveredRp money.Rupiah `json:"delivered_rp"`
				ConfirmedRp money.Rupiah `json:"confirmed_rp"`
				DisputedRp  money.Rupiah `json:"disputed_rp"`
			} `json:"sums"`
		} `json:"total"`
	}
	if err := json.Unmarshal(a.ask(t, login, http.MethodGet, "/api/v1/ledger", "").Body.Bytes(), &l); err != nil {
		t.Fatal(err)
	}
	got := partnership.LedgerLine{Promises: l.Total.Promises, PromisedRp: l.Total.PromisedRp, DueRp: l.Total.DueRp, Sums: partnership.Sums{DeliveredRp: l.Total.Sums.DeliveredRp, ConfirmedRp: l.Total.Sums.ConfirmedRp, DisputedRp: l.Total.Sums.DisputedRp}}
	if !slices.Equal(told(got), told(total)) {
		t.Errorf("the API tells %s %v, the rows %v", login, told(got), told(total))
	}
}

// lists compares the list of promises, as files and in the API.
func (a *amounts) lists(t *testing.T, login string) {
	t.Helper()
	var quantity, delivered, confirmed, value, confirmedRp int64
	for _, r := range a.rows {
		one := partnershiptest.Rows{r}
		quantity, value = quantity+int64(r.Quantity), value+int64(r.Value)
		n := one.Quantities(a.today)
		delivered, confirmed, confirmedRp = delivered+int64(n[2]), confirmed+int64(n[3]), confirmedRp+int64(one.Total(a.today).ConfirmedRp)
	}
	for _, ending := range []string{".csv", ".xlsx"} {
		got := a.sums(t, login, "/commitments"+ending)
		if want := []int64{quantity, delivered, confirmed, value, confirmedRp}; !slices.Equal(got[9:14], want) {
			t.Errorf("the promises in commitments%s of %s add up to %v, the rows to %v", ending, login, got[9:14], want)
		}
	}
	var list struct {
		Items []struct {
			Value int64 `json:"value_rp"`
			Sums  struct {
				Delivered   int64 `json:"delivered"`
				ConfirmedRp int64 `json:"confirmed_rp"`
			} `json:"sums"`
		} `json:"items"`
	}
	if err := json.Unmarshal(a.ask(t, login, http.MethodGet, "/api/v1/commitments?size="+strconv.Itoa(page.MaxSize), "").Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, x := range list.Items {
		value, delivered, confirmedRp = value-x.Value, delivered-x.Sums.Delivered, confirmedRp-x.Sums.ConfirmedRp
	}
	if value != 0 || delivered != 0 || confirmedRp != 0 {
		t.Errorf("the list of the API and the rows differ by %d, %d, %d", value, delivered, confirmedRp)
	}
}

// records compares the page of each promise and of each agreement, and what ending
// one would stop.
func (a *amounts) records(t *testing.T, login string) {
	t.Helper()
	for _, r := range a.rows {
		l := partnershiptest.Rows{r}.Total(a.today)
		facts := a.page(t, login, "/commitments/"+r.ID.String()).Find("dl").Text()
		for _, rp := range []money.Rupiah{r.Value, l.DeliveredRp, l.ConfirmedRp} {
			if !strings.Contains(facts, rp.String()) {
				t.Errorf("the page of %s does not tell %s %s", r.Ref, login, rp)
			}
		}
	}
	for _, key := range a.agreements {
		rows := a.rows.Of(partnership.ByAgreement, id.Any(key))
		promised, kept := rows.Kept(a.today)
		doc := a.page(t, login, "/agreements/"+key.String())
		if want := rows.Total(a.today).ConfirmedRp.String() + " dari " + promised.String(); !strings.Contains(doc.Text(), want) {
			t.Errorf("the agreement's page does not tell %s %q", login, want)
		}
		if course := a.page(t, login, "/agreements/"+key.String()+"/vitality").Text(); promised > 0 && (!strings.Contains(course, kept.String()) || !strings.Contains(course, promised.String())) {
			t.Errorf("the agreement's course does not tell %s %s of %s", login, kept, promised)
		}
	}
}

// home compares what a partner sees first, and its vitality.
func (a *amounts) home(t *testing.T) {
	t.Helper()
	l := a.rows.Total(a.today)
	if want := l.ConfirmedRp.String() + " dari " + l.PromisedRp.String(); !strings.Contains(a.page(t, "mitra", "/").Text(), want) {
		t.Errorf("the partner's home does not tell %q", want)
	}
	var promised, kept money.Rupiah
	for _, key := range a.agreements {
		p, k := a.rows.Of(partnership.ByAgreement, id.Any(key)).Kept(a.today)
		promised, kept = promised+p, kept+k
	}
	if text := a.page(t, "mitra", "/organisations/"+a.partner.String()+"/vitality").Text(); !strings.Contains(text, promised.String()) || !strings.Contains(text, kept.String()) {
		t.Errorf("the partner's vitality does not tell %s of %s", kept, promised)
	}
}

// sums adds up the columns of a file; what is no number counts for nothing.
func (a *amounts) sums(t *testing.T, login, path string) []int64 {
	t.Helper()
	got := a.open(t, login, path)
	var lines [][]string
	var err error
	if strings.Contains(path, ".csv") {
		lines, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(got.text(), "\ufeff"))).ReadAll()
	} else {
		var f *excelize.File
		if f, err = excelize.OpenReader(bytes.NewReader(got.Body.Bytes())); err == nil {
			lines, err = f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
		}
	}
	if err != nil || got.Code != http.StatusOK || len(lines) < 2 {
		t.Fatalf("%s reads %s: %d, %d lines, %v", login, path, got.Code, len(lines), err)
	}
	out := make([]int64, len(lines[0]))
	for _, line := range lines[1:] {
		for i, cell := range line {
			if n, err := strconv.ParseInt(cell, 10, 64); err == nil {
				out[i] += n
			}
		}
	}
	return out
}

// number is a count as Indonesian writes it: "1.250".
func number(s string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(s), ".", "")) // what is none fails the comparison
	return n
}
