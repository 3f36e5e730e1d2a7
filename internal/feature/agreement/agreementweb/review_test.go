package agreementweb_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/i18n"
)

var today = civil.Must("2026-11-22")

// underReview is a draft of Lapas Bungo and BAZNAS with its page.
func (w world) underReview(t *testing.T) (agreement.Agreement, string) {
	t.Helper()
	a := agreementtest.Draft(t, w.d, agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas), today, agreementtest.Terms(today, today.AddMonths(12)))
	agreementtest.Move(t, w.d, &a, agreement.Review, today)
	return a, "/agreements/" + a.ID.String()
}

func TestBothSidesTalkAboutAClauseAndSettleIt(t *testing.T) {
	w := seed(t)
	_, at := w.underReview(t)
	s := w.site(t, w.Actor(authz.Partner, w.Baznas))
	page := status(t, s.Get(at+"/text"), 200)
	link, _ := page.Find(`#clause-2 a[href*="/comments/new"]`).Attr("href")
	f := values(status(t, s.Get(link), 200))
	bad := status(t, s.Post(at+"/comments", f), 422)
	if !strings.Contains(bad.Text("main"), "Dibebankan kepada PARA PIHAK") {
		t.Errorf("the clause is lost: %s", bad.Text("main"))
	}
	f.Set("body", "Tulis persentasenya <b>")
	status(t, s.Post(at+"/comments", f), 303)

	s.Actor = w.Actor(authz.FacilityHead, w.LapasBungo)
	page = status(t, s.Get(at+"/text"), 200)
	if got := page.Text("#clause-2 .govuk-inset-text"); !strings.Contains(got, "Tulis persentasenya <b>") || !strings.Contains(got, "BAZNAS Kabupaten Bungo") || !strings.Contains(got, "Belum selesai") {
		t.Errorf("the comment reads %q", got)
	}
	link, _ = page.Find(`#clause-2 a[href^="/comments/"]`).Attr("href")
	f = values(status(t, s.Get(link), 200))
	f.Set("resolution", "Masuk versi 2")
	status(t, s.Post(link, f), 303)
	if got := s.Get(at + "/text").Text("#clause-2 .govuk-inset-text"); !strings.Contains(got, "Masuk versi 2") {
		t.Errorf("settled, it reads %q", got)
	}
	if again := s.Post(link, f).Location(); again != at+"/text" {
		t.Errorf("the same form sent twice leads to %q", again)
	}
	s.Actor = w.Actor(authz.Partner, w.PemkabMaros)
	status(t, s.Get(at+"/text"), 404)
	status(t, s.Get(link), 404)
}

func TestTheDifferenceIsMarkedByMoreThanColour(t *testing.T) {
	w := seed(t)
	a, at := w.underReview(t)
	changed := strings.Replace(agreementtest.Body, "Dibebankan kepada PARA PIHAK.", "Dibebankan kepada PIHAK KEDUA.", 1) + "\n\nPasal 3 Penutup"
	if _, err := agreement.New(w.d).AddText(t.Context(), authz.OperatorAs("uji"), a.ID, a.Version, changed); err != nil {
		t.Fatal(err)
	}
	s := w.site(t, w.Actor(authz.Partner, w.Baznas))
	page := status(t, s.Get(at+"/difference"), 200)
	if got := page.Text(".t-diff del") + "|" + page.Text(".t-diff ins"); !strings.HasPrefix(got, "dihapus: PARA") || !strings.Contains(got, "ditambah: Pasal 3 Penutup") {
		t.Errorf("marked %q", got)
	}
	if signs := page.Text(".t-diff__sign"); !strings.Contains(signs, "±") || !strings.Contains(signs, "+") {
		t.Errorf("signs %q", signs)
	}
	s.Lang = i18n.English
	if got := s.Get(at + "/difference?from=2&to=2").Text(".t-title"); !strings.Contains(got, "Version 2 and 2 compared") || !strings.Contains(got, "0 lines differ") {
		t.Errorf("in English %q", got)
	}
	status(t, s.Get(at+"/difference?from=7"), 404)
	status(t, s.Get(at+"/text?version=x"), 404)
	if old := status(t, s.Get(at+"/text?version=1"), 200); old.Find(`a[href*="/comments/new"]`).Length() != 0 {
		t.Error("an older version takes comments")
	}
}

func TestWhatStopsIsShownBeforeAnAgreementIsEnded(t *testing.T) {
	w := seed(t)
	c := agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas)
	a := agreementtest.Signed(t, w.d, c, civil.Must("2026-02-01"), civil.Must("2028-01-31"))
	at := "/agreements/" + a.ID.String()
	s := w.site(t, w.Actor(authz.FacilityHead, w.LapasBungo))
	f := values(status(t, s.Get(at+"/addenda/new"), 200))
	f.Set("scope", "Peserta menjadi 40 orang")
	below := status(t, s.Post(at+"/addenda", f), 303).Location()
	if got := s.Get(at).Find(`main a[href="` + below + `"]`).Length(); got == 0 {
		t.Error("the tree does not show the addendum")
	}
	page := status(t, s.Get(at+"/end"), 200)
	if page.Find(`main a[href="`+below+`"]`).Length() == 0 {
		t.Error("what stands below is not told")
	}
	f = values(page)
	f.Set("document", "Berita acara 9")
	if bad := status(t, s.Post(at+"/end", f), 422); bad.Find("#f-reason-error").Length() != 1 || bad.Find("#f-document").AttrOr("value", "") != "Berita acara 9" {
		t.Errorf("without a reason: %s", bad.Text("main"))
	}
	f.Set("reason", "Mitra bubar")
	status(t, s.Post(at+"/end", f), 303)
	if got := s.Get(at).Text("main"); !strings.Contains(got, "Alasan: Mitra bubar") {
		t.Errorf("the reason is not kept: %s", got)
	}
	s.Actor = w.Actor(authz.Partner, w.Baznas)
	status(t, s.Get(at+"/end"), 403)
}

func TestAnOfficeReplacesAndTakesBackASection(t *testing.T) {
	w := seed(t)
	s := w.site(t, w.Actor(authz.FacilityHead, w.LapasBungo))
	page := status(t, s.Get("/sections"), 200)
	link, _ := page.Find(`a[href*="name=disputes"]`).Attr("href")
	f := values(status(t, s.Get(link), 200))
	f.Set("body", "{nomor}")
	if bad := status(t, s.Post("/sections", f), 422); !strings.Contains(bad.Text("#f-body-error"), "{nomor} tidak dikenal") {
		t.Errorf("an unknown name: %s", bad.Text("main"))
	}
	f.Set("body", "Musyawarah di Lapas.")
	to := status(t, s.Post("/sections", f), 303).Location()
	page = status(t, s.Get(to), 200)
	if !strings.Contains(page.Text("main"), "Kantor ini") {
		t.Error("nothing says whose wording it is")
	}
	reset := page.Find(`form[action="/sections/reset"]`)
	v := url.Values{}
	for _, name := range []string{"org_id", "legal_track", "name"} {
		v.Set(name, reset.Find("[name="+name+"]").AttrOr("value", ""))
	}
	status(t, s.Post("/sections/reset", v), 303)
	if strings.Contains(s.Get(to).Text("main"), "Kantor ini") {
		t.Error("the office's wording is still there")
	}
	status(t, s.Get(strings.Replace(link, "disputes", "nobody", 1)), 404)
	s.Actor = w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
	if status(t, s.Get("/sections"), 200).Find(`a[href^="/sections/edit"]`).Length() != 0 {
		t.Error("an officer is offered to change a section")
	}
	status(t, s.Get(link), 403)
}

func TestTheDocumentIsMadeAndDownloaded(t *testing.T) {
	w := seed(t)
	a, at := w.underReview(t)
	service := agreement.New(w.d)
	service.Press.Blobs = blob.New(w.d, [32]byte{})
	s := webtest.New(t, w.Actor(authz.FacilityHead, w.LapasBungo), func(rt *web.Router) {
		agreementweb.Register(rt, service, agreementweb.Around{Today: func() civil.Date { return today }})
	}, agreementweb.Words)
	if s.Get(at).Find(`form[action="`+at+`/print"]`).Length() != 0 {
		t.Error("a document is offered before the text is agreed")
	}
	status(t, s.Post(at+"/print", url.Values{}), 409)
	agreementtest.Approve(t, w.d, &a, today)
	agreementtest.Move(t, w.d, &a, agreement.Agreed, today)
	status(t, s.Post(at+"/print", url.Values{}), 303)
	link, _ := s.Get(at).Find(`main a[href^="/papers/"]`).Attr("href")
	file := status(t, s.Get(link), 200)
	if !strings.HasPrefix(file.Body, "%PDF-") || file.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", file.Header)
	}
	s.Actor = w.Actor(authz.Partner, w.PemkabMaros)
	status(t, s.Get(link), 404)

	told, err := agreementweb.Verdict(service)(t.Context(), authz.Public(authz.Origin{}), strings.TrimPrefix(link, "/papers/"))
	if err != nil {
		t.Fatal(err)
	}
	html, err := templ.ToGoHTML(t.Context(), told)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Baznas", "BAZNAS", "Lapas", a.Ref, a.Title} {
		if strings.Contains(string(html), secret) {
			t.Errorf("the public reads %q", secret)
		}
	}
}
