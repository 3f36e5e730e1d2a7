package fundweb_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func TestAMonthIsClosedOnThePageOfTheBooks(t *testing.T) {
	for _, lang := range i18n.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.Lang = lang
			if status(t, d.Site.Get("/funds/books"), 200).Find(".t-empty").Length() != 1 {
				t.Error("without books the page says nothing")
			}
			c := fundtest.Entry(d.Fund(t, fund.CSR), fund.Receipt, 500)
			c.BookedOn = civil.Must("2026-10-05")
			d.Book(t, c)
			if status(t, d.Site.Get("/funds/books"), 200).Find("form[action='/funds/books']").Length() != 0 {
				t.Error("whoever keeps the books is offered to close them")
			}
			status(t, d.Site.Post("/funds/books", url.Values{"host_id": {d.LapasBungo.String()}, "through_on": {"31-10-2026"}}), 403)

			d.Actor = d.World.Actor(authz.FacilityHead, d.LapasBungo)
			form := status(t, d.Site.Get("/funds/books"), 200)
			if got := form.Find("input[name=through_on]").AttrOr("value", ""); got != "31-10-2026" {
				t.Errorf("the form offers %q", got)
			}
			v := url.Values{"_once": {once(form)}, "host_id": {d.LapasBungo.String()}, "through_on": {"30-10-2026"}}
			refused := status(t, d.Site.Post("/funds/books", v), 422)
			if refused.Find("form .govuk-error-message").Length() != 1 || refused.Find("input[name=through_on]").AttrOr("value", "") != "30-10-2026" {
				t.Errorf("what was typed: %s", refused.Text("main"))
			}
			v.Set("through_on", "31-10-2026")
			status(t, d.Site.Post("/funds/books", v), 303)
			if text := status(t, d.Site.Get("/funds/books"), 200).Text("table"); !strings.Contains(text, "31 O") || !strings.Contains(text, "Rp500") {
				t.Errorf("closed: %s", text)
			}
		})
	}
}

func TestADonorIsAccountedToOnAPageAndInACSVFile(t *testing.T) {
	for _, lang := range i18n.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			d := open(t)
			d.Lang = lang
			f := d.Fund(t, fund.Zakat)
			d.Book(t, fundtest.Entry(f, fund.Receipt, 900))
			d.Book(t, fundtest.Entry(f, fund.Allocation, 400))
			d.Book(t, fundtest.ToPerson(f, 150, d.person, id.Offering{}))
			page := status(t, d.Site.Get("/funds/statement"), 200)
			if text := page.Text("main"); !strings.Contains(text, "Rp750") || !strings.Contains(text, "Ahmad Penerima") {
				t.Errorf("the keeper reads %s", text)
			}
			question := url.Values{"partner_id": {d.Baznas.String()}, "from": {"2026-01-01"}, "to": {"2026-11-22"}}.Encode()
			csv := status(t, d.Site.Get("/funds/statement.csv?"+question), 200).Body
			if strings.Count(csv, "\n") != 6 || !strings.Contains(csv, ",150") || !strings.Contains(csv, ",750") {
				t.Errorf("as CSV: %s", csv)
			}
			book, err := excelize.OpenReader(strings.NewReader(status(t, d.Site.Get("/funds/statement.xlsx?"+question), 200).Body))
			if err != nil {
				t.Fatal(err)
			}
			if last, err := book.GetCellValue(book.GetSheetName(0), "J6"); last != "750" || err != nil {
				t.Errorf("as a workbook it ends with %q, %v", last, err)
			}
			if kind, err := book.GetCellType(book.GetSheetName(0), "J6"); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
				t.Errorf("an amount is a cell of type %v, %v", kind, err)
			}
			if pdf := status(t, d.Site.Get("/funds/statement.pdf?"+question), 200).Body; !strings.HasPrefix(pdf, "%PDF-") {
				t.Errorf("as PDF it begins %.20q", pdf)
			}
			wrong := status(t, d.Site.Get("/funds/statement?from=22-11-2026&to=01-01-2026"), 422)
			if wrong.Find("form .govuk-error-message").Length() != 1 || wrong.Find("input[name=from]").AttrOr("value", "") != "22-11-2026" {
				t.Errorf("days out of order: %s", wrong.Text("main"))
			}
			d.Actor = d.Donor
			if text := status(t, d.Site.Get("/funds/statement?"+question), 200).Text("main"); strings.Contains(text, "Ahmad") || !strings.Contains(text, "Rp750") {
				t.Errorf("the donor reads %s", text)
			}
			d.Actor = d.World.Actor(authz.Partner, d.PemkotJambi)
			status(t, d.Site.Get("/funds/statement.csv?"+question), 404)
		})
	}
}

func TestAReceiptProvesWhoGaveWhatToWhom(t *testing.T) {
	d := open(t)
	f := d.Fund(t, fund.CSR)
	given, set := d.Book(t, fundtest.Entry(f, fund.Receipt, 1_250_000)), d.Book(t, fundtest.Entry(f, fund.Allocation, 1000))
	at := func(e fund.Entry) string { return "/entries/" + e.ID.String() + "/receipt" }
	page := status(t, d.Site.Get(at(given)), 200)
	if text := page.Text("main"); !strings.Contains(text, "satu juta dua ratus lima puluh ribu rupiah") || !strings.Contains(text, "BAZNAS") || page.Find(".t-signatures__line").Length() != 2 {
		t.Errorf("receipt: %s", text)
	}
	if page.Find(".govuk-warning-text").Length() != 0 || status(t, d.Site.Get(at(set)), 200).Find(".govuk-warning-text").Length() != 1 {
		t.Error("money set aside is no proof, money received is")
	}
	if status(t, d.Site.Get("/funds/"+f.ID.String()), 200).Find("a[href='"+at(given)+"']").Length() != 1 {
		t.Error("the book does not lead to the receipt")
	}
	d.Actor = d.World.Actor(authz.Partner, d.PemkotJambi)
	status(t, d.Site.Get(at(given)), 404)
}
