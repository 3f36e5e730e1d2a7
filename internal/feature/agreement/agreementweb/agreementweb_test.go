package agreementweb_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	i18ntest.Check(t, agreementweb.Words, []string{"."}, ui.Words)
}

type world struct {
	*directorytest.World
	d *db.DB
}

func seed(t *testing.T) world {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	return world{directorytest.Seed(t, d), d}
}

// site serves the pages with one part of a feature above.
func (w world) site(t *testing.T, actor authz.Actor) *webtest.Site {
	t.Helper()
	around := agreementweb.Around{Today: func() civil.Date { return civil.Today(w.d.Now()) }, Cooperation: []func(context.Context, authz.Actor, agreement.CooperationView) (templ.Component, error){
		func(context.Context, authz.Actor, agreement.CooperationView) (templ.Component, error) {
			return templ.Raw(`<p id="part">part</p>`), nil
		},
	}}
	return webtest.New(t, actor, func(rt *web.Router) { agreementweb.Register(rt, agreement.New(w.d), around) }, agreementweb.Words)
}

func status(t *testing.T, a *webtest.Answer, want int) *webtest.Answer {
	t.Helper()
	if a.Status != want {
		t.Fatalf("status %d, want %d: %s", a.Status, want, a.Text("main"))
	}
	return a
}

// values are the fields of a page's form, as a browser would send them.
func values(a *webtest.Answer) url.Values {
	v := url.Values{}
	a.Find("main form.t-form").Find("input, textarea, select").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		value, _ := s.Attr("value")
		kind, _ := s.Attr("type")
		_, checked := s.Attr("checked")
		switch {
		case name == "", (kind == "radio" || kind == "checkbox") && !checked:
			return
		case goquery.NodeName(s) == "textarea":
			value = s.Text()
		case goquery.NodeName(s) == "select":
			value, _ = s.Find("option[selected]").Attr("value")
		}
		v.Add(name, value)
	})
	return v
}

func TestAnOfficerOpensAFileAndDoublesAreHarmless(t *testing.T) {
	w := seed(t)
	s := w.site(t, w.Actor(authz.ProgrammeOfficer, w.LapasBungo))
	empty := status(t, s.Get("/cooperations"), 200)
	if empty.Find(`a[href="/cooperations/new"]`).Length() == 0 {
		t.Error("the empty list does not say how to begin")
	}
	f := values(status(t, s.Get("/cooperations/new"), 200))
	if f.Get("host_id") != w.LapasBungo.String() {
		t.Error("the only possible host is not filled in")
	}
	f.Set("title", `<script>alert(1)</script>`)
	bad := status(t, s.Post("/cooperations", f), 422)
	if bad.Find("#f-partner_id-error").Length() != 1 || bad.Find("#f-title").AttrOr("value", "") != `<script>alert(1)</script>` || strings.Contains(bad.Body, "<script>alert") {
		t.Errorf("what was typed is lost or runs: %s", bad.Text("main"))
	}
	f.Set("partner_id", w.Baznas.String())
	first := status(t, s.Post("/cooperations", f), 303).Location()
	if again := s.Post("/cooperations", f).Location(); again != first {
		t.Errorf("sent twice: %q and %q", first, again)
	}
	page := status(t, s.Get(first), 200)
	if page.Text(".govuk-caption-l") != "BUNGO-KS-26-1" || page.Text("#part") != "part" {
		t.Errorf("page: %s", page.Text("main"))
	}
	s.Lang = i18n.English
	if got := s.Get("/cooperations").Text("h1"); got != "Cooperations" {
		t.Errorf("in English: %q", got)
	}
}

func TestTwoPeopleWhoChangeAFileAtOnceSeeOneAnother(t *testing.T) {
	w := seed(t)
	c := agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas)
	at := "/cooperations/" + c.ID.String()
	s := w.site(t, w.Actor(authz.ProgrammeOfficer, w.LapasBungo))
	mine, theirs := values(s.Get(at+"/edit")), values(s.Get(at+"/edit"))
	theirs.Set("title", "Judul rekan")
	status(t, s.Post(at, theirs), 303)
	mine.Set("title", "Judul saya")
	conflict := status(t, s.Post(at, mine), 409)
	if got := conflict.Text(".t-conflict tbody"); got != "JudulJudul sayaJudul rekan" {
		t.Errorf("the panel says %q", got)
	}
	again := values(conflict)
	if again.Get("title") != "Judul saya" || again.Get("version") != "2" {
		t.Errorf("typed text or version is lost: %v", again)
	}
	status(t, s.Post(at, again), 303)
	if got := s.Get(at).Text("h1"); got != "Judul saya" {
		t.Errorf("saved %q", got)
	}
}

func TestAFileIsClosedWithAReasonAndOpenedAgain(t *testing.T) {
	w := seed(t)
	at := "/cooperations/" + agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas).ID.String()
	s := w.site(t, w.Actor(authz.FacilityHead, w.LapasBungo))
	f := values(status(t, s.Get(at+"/close"), 200))
	status(t, s.Post(at+"/close", f), 422)
	f.Set("reason", "Program selesai")
	status(t, s.Post(at+"/close", f), 303)
	page := s.Get(at)
	if !strings.Contains(page.Text("main"), "Program selesai") {
		t.Error("the reason is not shown")
	}
	version, _ := page.Find(`form[action$="/reopen"] input[name=version]`).Attr("value")
	status(t, s.Post(at+"/reopen", url.Values{"version": {version}}), 303)
	if got := s.Get(at).Text(".t-title .govuk-tag"); got != "Berjalan" {
		t.Errorf("tag %q", got)
	}
}

func TestAnAgreementGoesFromDraftToSignatureThroughItsPages(t *testing.T) {
	w := seed(t)
	c := agreementtest.Cooperation(t, w.d, w.KanwilJambi, w.PemkotSungaiPenuh)
	s := w.site(t, w.Actor(authz.RegionalOffice, w.KanwilJambi))
	f := values(status(t, s.Get("/agreements/new?cooperation="+c.ID.String()), 200))
	for name, value := range map[string]string{"stage": "DRAF", "on": "01-10-2025", "kind": "memorandum", "label": "MoU", "title": "Pembinaan", "starts_on": "19-10-2025", "ends_on": "18-10-2028"} {
		f.Set(name, value)
	}
	at := status(t, s.Post("/agreements", f), 303).Location()

	f = values(status(t, s.Get(at+"/parties"), 200))
	for i, number := range []string{"W.5-HH.05", "100.3.7/MOU"} {
		row := "parties[" + string(rune('0'+i)) + "]."
		f.Set(row+"number", number)
		f.Set(row+"signatory", "Kepala")
	}
	f.Set("witnesses", "Kabag TUM\nKabid Pembinaan\n\nKepala Rutan")
	f.Set("served", w.RutanSungaiPenuh.String())
	status(t, s.Post(at+"/parties", f), 303)

	step := func(to string, want int) *webtest.Answer {
		f := values(status(t, s.Get(at+"/move"), 200))
		f.Set("to", to)
		f.Set("on", "19-10-2025")
		f.Set("document", "Nota dinas")
		return status(t, s.Post(at+"/move", f), want)
	}
	step("TELAAH_HUKUM", 303)
	next := func(want string) {
		t.Helper()
		if href, _ := status(t, s.Get(at), 200).Find(".t-title__action a").Attr("href"); href != at+want {
			t.Errorf("the page's act leads to %q, want %s", href, want)
		}
	}
	if bad := step("DISEPAKATI", 422); !strings.Contains(bad.Text(".govuk-error-summary"), "Naskah belum ada") {
		t.Errorf("missing: %s", bad.Text(".govuk-error-summary"))
	}
	f = values(status(t, s.Get(at+"/texts/new"), 200))
	if !strings.Contains(f.Get("body"), "disebut PIHAK KESATU") {
		t.Errorf("the first version does not begin with the office's sections: %q", f.Get("body"))
	}
	status(t, s.Post(at+"/texts", f), 303)
	next("/text") // both sides read it before it moves on
	for _, side := range []string{"host", "partner"} {
		f = values(status(t, s.Get(at+"/approve"), 200))
		f.Set("side", side)
		if side == "partner" {
			status(t, s.Post(at+"/approve", f), 422)
			f.Set("document", "Surat Wali Kota 5/2025")
		}
		f.Set("on", "18-10-2025")
		status(t, s.Post(at+"/approve", f), 303)
	}
	next("/move")
	step("DISEPAKATI", 303)
	mine := values(status(t, s.Get(at+"/move"), 200))
	step("DITANDATANGANI", 303)
	for name, value := range map[string]string{"to": "DITANDATANGANI", "on": "20-10-2025", "document": "Berita acara saya"} {
		mine.Set(name, value)
	}
	late := status(t, s.Post(at+"/move", mine), 409) // somebody else signed first
	if said := late.Text(".t-conflict"); !strings.Contains(said, "Ditandatangani") || !strings.Contains(said, "Uji regional_office") || values(late).Get("document") != "Berita acara saya" {
		t.Errorf("who signs second is told %q and keeps %v", said, values(late))
	}

	page := status(t, s.Get(at), 200)
	for _, want := range []string{"Kabid Pembinaan", "Rutan Sungai Penuh", "W.5-HH.05", "Versi 1 adalah naskah yang ditandatangani pada 19 Okt 2025"} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if page.Find(`a[href="`+at+`/edit"]`).Length() != 0 || page.Find(`a[href="`+at+`/renew"]`).Length() != 1 {
		t.Error("a signed agreement offers the wrong acts")
	}
	s.Actor = w.Actor(authz.FacilityHead, w.RutanSungaiPenuh)
	served := status(t, s.Get(at), 200)
	if served.Find(`main a[href="`+at+`/move"]`).Length() != 0 {
		t.Error("the served facility is offered a step")
	}
	s.Actor = w.Actor(authz.FacilityHead, w.LapasSelong)
	status(t, s.Get(at), 404)
}

func TestTheOneActOfAnAgreementThatEndsSoonIsToRenewIt(t *testing.T) {
	w := seed(t)
	c := agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas)
	s := w.site(t, w.Actor(authz.FacilityHead, w.LapasBungo))
	for name, x := range map[string]struct {
		ends string
		act  string
	}{
		"ends in a year":    {"2027-11-21", "/move"},
		"ends in ten weeks": {"2027-02-01", "/renew"},
		"ended in June":     {"2026-06-30", "/renew"},
	} {
		t.Run(name, func(t *testing.T) {
			a := agreementtest.Signed(t, w.d, c, civil.Must("2026-01-05"), civil.Must(x.ends))
			at := "/agreements/" + a.ID.String()
			page := status(t, s.Get(at), 200)
			if href, _ := page.Find(".t-title__action a").Attr("href"); href != at+x.act {
				t.Errorf("the page's act leads to %q, want %q", href, at+x.act)
			}
			for _, act := range []string{"/move", "/renew"} {
				if n := page.Find(`main a[href="` + at + act + `"]`).Length(); n != 1 {
					t.Errorf("%s stands %d times on the page, want once", act, n)
				}
			}
		})
	}
}

func TestAStepWithoutAnAlternativeIsChosenAlready(t *testing.T) {
	w := seed(t)
	c := agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas)
	s := w.site(t, w.Actor(authz.FacilityHead, w.LapasBungo))
	a := agreementtest.Signed(t, w.d, c, civil.Must("2026-01-05"), civil.Must("2027-12-31"))
	steps := status(t, s.Get("/agreements/"+a.ID.String()+"/move"), 200).Find("input[name=to]")
	if steps.Length() != 1 || steps.Filter("[checked]").Length() != 1 {
		t.Errorf("%d steps, %d chosen; want the one step chosen", steps.Length(), steps.Filter("[checked]").Length())
	}
}

func TestTheWorkPlanIsWrittenOnThePages(t *testing.T) {
	w := seed(t)
	c := agreementtest.Cooperation(t, w.d, w.LapasSelong, w.PemkabLotim)
	a := agreementtest.Signed(t, w.d, c, civil.Must("2026-02-01"), civil.Must("2027-01-10"))
	at := "/agreements/" + a.ID.String()
	s := w.site(t, w.Actor(authz.ProgrammeOfficer, w.LapasSelong))
	f := values(status(t, s.Get(at+"/activities/new"), 200))
	if f.Get("year") != "2026" || f.Get("quarter") != "4" {
		t.Errorf("the present quarter is not filled in: %v", f)
	}
	for name, value := range map[string]string{"title": "Las", "target": "20", "unit": "orang", "responsible": "Kasi Giatja", "budget_source": "APBD"} {
		f.Set(name, value)
	}
	status(t, s.Post(at+"/activities", f), 303)
	list := status(t, s.Get("/activities?quarter=4"), 200)
	href, _ := list.Find("#results tbody th a").Attr("href")
	edit := values(status(t, s.Get(href+"/edit"), 200))
	edit.Set("target", "0")
	status(t, s.Post(href, edit), 422)
	edit.Set("target", "25")
	status(t, s.Post(href, edit), 303)
	page := s.Get(href)
	if !strings.Contains(page.Text("main"), "25 orang") {
		t.Errorf("page %s", page.Text("main"))
	}
	version, _ := page.Find(`form[action$="/cancel"] input[name=version]`).Attr("value")
	status(t, s.Post(href+"/cancel", url.Values{"version": {version}}), 303)
	if csv := status(t, s.Get("/activities.csv"), 200); !strings.Contains(csv.Body, "Las,SELONG-PJ-26-1,2026,4,25,orang") || !strings.Contains(csv.Body, "Dibatalkan") {
		t.Errorf("csv %q", csv.Body)
	}
	if got := s.Get("/agreements?standing=ending").Text("#results tbody .govuk-tag"); got != "Berakhir 49 hari lagi" {
		t.Errorf("ending soon: %q", got)
	}
	renewal := values(status(t, s.Get(at+"/renew"), 200))
	if renewal.Get("starts_on") != "11-01-2027" {
		t.Errorf("the renewal starts on %q", renewal.Get("starts_on"))
	}
	next := status(t, s.Post(at+"/renew", renewal), 303).Location()
	if got := s.Get(next).Find(`a[href="` + at + `"]`).Length(); got == 0 {
		t.Error("the renewal does not link to what it renews")
	}
}

func TestAPartnerReadsItsOwnAndWritesNothing(t *testing.T) {
	w := seed(t)
	own := agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas)
	other := agreementtest.Cooperation(t, w.d, w.LapasMaros, w.PemkabMaros)
	s := w.site(t, w.Actor(authz.Partner, w.Baznas))
	list := status(t, s.Get("/cooperations"), 200)
	if list.Find("#results tbody tr").Length() != 1 || list.Find(`a[href="/cooperations/new"]`).Length() != 0 {
		t.Errorf("list %s", list.Text("#results"))
	}
	page := status(t, s.Get("/cooperations/"+own.ID.String()), 200)
	if page.Find("main .govuk-button").Length() != 0 {
		t.Errorf("offered: %s", page.Text("main .govuk-button"))
	}
	status(t, s.Get("/cooperations/"+other.ID.String()), 404)
	status(t, s.Get("/cooperations/new"), 403)
	status(t, s.Post("/cooperations/"+own.ID.String(), url.Values{"title": {"x"}, "version": {"1"}}), 403)
	status(t, s.Get("/agreements/new?cooperation="+other.ID.String()), 403)
}

func TestAnObserversListLeadsToThreads(t *testing.T) {
	w := seed(t)
	c := agreementtest.Cooperation(t, w.d, w.LapasBungo, w.Baznas)
	s := w.site(t, w.Actor(authz.Observer, w.LapasBungo))
	p := status(t, s.Get("/cooperations"), 200)
	if p.Find("tbody a[href='/thread/"+c.ID.String()+"']").Length() != 1 || p.Find("a[href^='/cooperations/']").Length() != 0 {
		t.Errorf("the list: %s", p.Body)
	}
	for _, path := range []string{"/cooperations/" + c.ID.String(), "/cooperations/new", "/agreements"} {
		status(t, s.Get(path), 403)
	}
}
