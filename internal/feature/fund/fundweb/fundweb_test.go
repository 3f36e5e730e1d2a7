package fundweb_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/feature/fund/fundweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	i18ntest.Check(t, fundweb.Words, []string{"."}, ui.Words)
}

type desk struct {
	*fundtest.World
	*webtest.Site
	class  id.Offering
	person id.Person
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{World: fundtest.Seed(t, dbtest.Open(t, db.SQLite))}
	d.class, d.person = d.Class("las"), d.Person(t, d.LapasBungo, "Ahmad Penerima")
	around := fundweb.Around{
		Today: func() civil.Date { return civil.Today(d.DB.Now()) },
		Cooperations: func(context.Context, authz.Actor) ([]ui.Option, error) {
			return []ui.Option{{Value: d.Cooperation.ID.String(), Label: d.Cooperation.Title}}, nil
		},
		Classes: func(context.Context, authz.Actor, id.Cooperation) ([]ui.Option, error) {
			return []ui.Option{{Value: d.class.String(), Label: "Las"}}, nil
		},
		People: func(context.Context, authz.Actor, string) ([]ui.Option, error) {
			return []ui.Option{{Value: d.person.String(), Label: "Ahmad Penerima"}}, nil
		},
	}
	d.Site = webtest.New(t, d.Officer, func(rt *web.Router) { fundweb.Register(rt, d.World.Service, around) }, fundweb.Words)
	return d
}

func status(t *testing.T, a *webtest.Answer, want int) *webtest.Answer {
	t.Helper()
	if a.Status != want {
		t.Fatalf("status %d, want %d: %s", a.Status, want, a.Text("main"))
	}
	return a
}

// once is a form's key, so that a test sends what a browser would.
func once(a *webtest.Answer) string {
	return a.Find("form[method=post] input[name=_once]").First().AttrOr("value", "")
}

func (d *desk) enter(t *testing.T, at, kind string, want int, pairs ...string) *webtest.Answer {
	t.Helper()
	page := status(t, d.Site.Get(at+"/entries/new?kind="+kind), 200)
	v := url.Values{"_once": {once(page)}, "kind": {kind}, "booked_on": {"20-11-2026"}, "receipt_no": {"KW-1"}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return status(t, d.Site.Post(at+"/entries", v), want)
}

func TestAFundIsKeptFromItsOpeningToItsClosing(t *testing.T) {
	for _, lang := range i18n.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.Lang = lang
			form := status(t, d.Site.Get("/funds/new?cooperation="+d.Cooperation.ID.String()), 200)
			if form.Find("option[selected][value='"+d.Cooperation.ID.String()+"']").Length() != 1 {
				t.Error("the cooperation of the address is not chosen")
			}
			v := url.Values{"_once": {once(form)}, "cooperation_id": {d.Cooperation.ID.String()}, "type": {"ZAKAT"}, "purpose": {"Las <b>dan</b> modal"}}
			at := status(t, d.Site.Post("/funds", v), 303).Location()
			if again := d.Site.Post("/funds", v).Location(); again != at {
				t.Errorf("sent twice it leads to %s, not %s", again, at)
			}
			d.enter(t, at, "receipt", 303, "amount", "Rp10.000.000")
			d.enter(t, at, "allocation", 303, "amount", "6.000.000", "class_id", d.class.String())
			d.enter(t, at, "disbursement", 422, "amount", "1.000.000")
			d.enter(t, at, "disbursement", 422, "amount", "1.000.000", "person_id", d.person.String(), "class_id", d.class.String())
			found := status(t, d.Site.Get(at+"/entries/new?kind=disbursement&q=ahmad"), 200)
			if found.Find("input[type=radio][value='"+d.person.String()+"']").Length() != 1 {
				t.Error("the recipient is not offered")
			}
			zakat := []string{"amount", "6.000.000", "person_id", d.person.String(), "class_id", d.class.String(), "asnaf", "miskin", "asnaf_evidence", "SKTM", "surveyor", "Petugas"}
			d.enter(t, at, "disbursement", 303, zakat...)
			if text := d.enter(t, at, "disbursement", 422, zakat...).Text(".govuk-error-summary"); !strings.Contains(text, map[i18n.Lang]string{i18n.Indonesian: "sudah menerima", i18n.English: "was paid"}[lang]) && !strings.Contains(text, "6.000.000") {
				t.Errorf("paying twice says %s", text)
			}
			status(t, d.Site.Post(at+"/close", url.Values{"version": {"1"}}), 422)
			d.enter(t, at, "return", 303, "amount", "4.000.000")

			page := status(t, d.Site.Get(at), 200)
			if text := page.Text("main"); !strings.Contains(text, "Ahmad Penerima") || !strings.Contains(text, "Rp10.000.000") {
				t.Errorf("the account: %s", text)
			}
			if strings.Contains(page.Body, "<b>dan</b>") {
				t.Error("markup got through")
			}
			if page.Find("a[href$='/close']").Length() != 1 {
				t.Error("a balanced fund is not offered to be closed")
			}
			status(t, d.Site.Get(at+"/close"), 200)
			status(t, d.Site.Post(at+"/close", url.Values{"version": {"1"}}), 303)
			status(t, d.Site.Post(at+"/reopen", url.Values{"version": {"2"}}), 303)
		})
	}
}

func TestAnEntryIsReversedOnItsPage(t *testing.T) {
	d := open(t)
	f := d.Fund(t, fund.CSR)
	e := d.Book(t, fundtest.Entry(f, fund.Receipt, 500))
	at := "/entries/" + e.ID.String() + "/reverse"
	status(t, d.Site.Get(at), 200)
	status(t, d.Site.Post(at, url.Values{}), 422)
	status(t, d.Site.Post(at, url.Values{"reason": {"salah ketik"}}), 303)
	status(t, d.Site.Post(at, url.Values{"reason": {"lagi"}}), 422)
	page := status(t, d.Site.Get("/funds/"+f.ID.String()), 200)
	if text := page.Text("main"); !strings.Contains(text, "-Rp500") || !strings.Contains(text, "salah ketik") {
		t.Errorf("the account: %s", text)
	}
	if page.Find("a[href$='/reverse']").Length() != 0 {
		t.Error("a reversed entry is offered to be reversed")
	}
	csv := status(t, d.Site.Get("/funds/"+f.ID.String()+"/book.csv"), 200).Body
	if !strings.Contains(csv, "2026-11-20,Penerimaan,500,") || !strings.Contains(csv, "2026-11-22,Penerimaan,") || !strings.Contains(csv, "-500,") {
		t.Errorf("the book as CSV: %s", csv)
	}
}

func TestADonorReadsItsFundsWithoutNamesOrButtons(t *testing.T) {
	d := open(t)
	f := d.Fund(t, fund.Zakat)
	d.Book(t, fundtest.Entry(f, fund.Receipt, 100))
	d.Book(t, fundtest.Entry(f, fund.Allocation, 50))
	d.Book(t, fundtest.ToPerson(f, 50, d.person, id.Offering{}))
	d.Site.Actor = d.Donor
	at := "/funds/" + f.ID.String()
	page := status(t, d.Site.Get(at), 200)
	if text := page.Text("main"); strings.Contains(page.Body, "Ahmad") || !strings.Contains(text, "satu orang") || !strings.Contains(text, "Menjangkau 1 orang") {
		t.Errorf("the donor reads %s", text)
	}
	if csv := d.Site.Get(at + "/book.csv").Body; strings.Contains(csv, "Ahmad") || strings.Contains(csv, "SKTM") {
		t.Errorf("the donor's CSV: %s", csv)
	}
	if page.Find("a[href*='/entries/new'], a[href$='/reverse'], a[href$='/edit']").Length() != 0 {
		t.Error("the donor is offered what it may not do")
	}
	status(t, d.Site.Get(at+"/entries/new"), 403)
	status(t, d.Site.Get("/funds/new"), 403)
	if n := status(t, d.Site.Get("/funds?type=ZAKAT&q=las"), 200).Find("tbody tr").Length(); n != 1 {
		t.Errorf("the donor's list has %d rows", n)
	}
	d.Site.Actor = d.World.Actor(authz.Partner, d.PemkabLotim)
	status(t, d.Site.Get(at), 404)
}

func TestThePurposeIsChangedAndTheListSaved(t *testing.T) {
	d := open(t)
	f := d.Fund(t, fund.APBD)
	at := "/funds/" + f.ID.String()
	status(t, d.Site.Get(at+"/edit"), 200)
	status(t, d.Site.Post(at, url.Values{"version": {"1"}, "purpose": {""}}), 422)
	status(t, d.Site.Post(at, url.Values{"version": {"1"}, "purpose": {"=1+1"}}), 303)
	status(t, d.Site.Post(at, url.Values{"version": {"1"}, "purpose": {"Kalah"}}), 409)
	if csv := status(t, d.Site.Get("/funds.csv?status=open"), 200).Body; !strings.Contains(csv, "'=1+1") {
		t.Errorf("CSV: %s", csv)
	}
	status(t, d.Site.Get("/funds?cooperation=x"), 422)
	status(t, d.Site.Post("/funds", url.Values{}), 422)
}
