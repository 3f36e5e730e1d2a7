package partnershipweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/feature/partnership/partnershiptext"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

var today = civil.Must("2026-11-22")

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	i18ntest.Check(t, partnershipweb.Words, []string{"."}, ui.Words, agreementweb.Words, partnershiptext.Words)
}

// room is a cooperation of Lapas Selong with its regency, and its pages.
type room struct {
	*directorytest.World
	*webtest.Site
	d                *db.DB
	c                agreement.Cooperation
	officer, partner authz.Actor
	feeds            map[string]authz.Actor // calendars by their secret
	t                *testing.T
}

func enter(t *testing.T) *room {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	r := &room{
		World: w, d: d, t: t, c: agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim),
		officer: w.Actor(authz.ProgrammeOfficer, w.LapasSelong), partner: w.Actor(authz.Partner, w.PemkabLotim), feeds: map[string]authz.Actor{},
	}
	need := func(context.Context, db.Querier, partnership.NeedQuestion) (partnership.NeedFigures, error) {
		return partnership.NeedFigures{People: 47, Leaving: 18, Basis: "skill"}, nil
	}
	service, agreements := partnership.New(d, need), agreement.New(d)
	around := partnershipweb.Around{Today: func() civil.Date { return today }, Calendar: func(_ context.Context, secret string) (authz.Actor, error) {
		return r.feeds[secret], nil
	}}
	r.Site = webtest.New(t, r.officer, func(rt *web.Router) {
		partnershipweb.Register(rt, service, agreements, around)
		rt.HandleFunc("GET /part/cooperation", func(w http.ResponseWriter, q *http.Request) error {
			actor := authz.FromContext(q.Context())
			c, err := agreements.Cooperation(q.Context(), actor, r.c.ID)
			if err != nil {
				return err
			}
			part, err := partnershipweb.CooperationPart(service)(q.Context(), actor, c)
			if err != nil {
				return err
			}
			return web.Page(w, q, part)
		})
		rt.HandleFunc("GET /part/agreement/{id}", func(w http.ResponseWriter, q *http.Request) error {
			key, err := web.PathID[id.Agreement](q, "id")
			if err != nil {
				return err
			}
			a, err := agreements.Agreement(q.Context(), authz.FromContext(q.Context()), key)
			if err != nil {
				return err
			}
			part, err := partnershipweb.AgreementPart(service)(q.Context(), authz.FromContext(q.Context()), a.View)
			if err != nil {
				return err
			}
			return web.Page(w, q, part)
		})
	}, partnershipweb.Words, agreementweb.Words, partnershiptext.Words)
	return r
}

func (r *room) as(a authz.Actor) *room {
	r.Site.Actor = a
	return r
}

func (r *room) get(path string) *webtest.Answer {
	r.t.Helper()
	return r.status(r.Get(path), 200)
}

func (r *room) status(a *webtest.Answer, want int) *webtest.Answer {
	r.t.Helper()
	if a.Status != want {
		r.t.Fatalf("status %d, want %d: %s", a.Status, want, a.Text("main"))
	}
	return a
}

// fill opens the form at path, types the pairs into it and sends it.
func (r *room) fill(path string, want int, pairs ...string) *webtest.Answer {
	r.t.Helper()
	a := r.get(path)
	f := values(a)
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	action, _ := a.Find("main form.t-form").Attr("action")
	return r.status(r.Post(action, f), want)
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

func has(t *testing.T, a *webtest.Answer, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(a.Text("main"), want) {
			t.Errorf("%q is not on the page: %s", want, a.Text("main"))
		}
	}
}

func TestFromTheMeetingRoomToAConfirmedDelivery(t *testing.T) {
	r := enter(t)
	coop := "?cooperation=" + r.c.ID.String()
	meeting := r.fill("/meetings/new"+coop, 303, "kind", "coordination", "title", "Rapat koordinasi", "attendees[0].office", "Sekretaris Daerah").Location()
	page := r.get(meeting)
	has(t, page, "belum diketahui", "Sekretaris Daerah", "Sudah berlangsung", "Yang hadir")
	r.fill(meeting+"/decisions/new", 303, "body", "Minta lima instruktur las\nuntuk dua kelas")
	toProposal, _ := r.get(meeting).Find(`a[href^="/proposals/new?decision="]`).Attr("href")

	proposal := r.fill(toProposal, 303, "form", "instructors", "quantity", "5", "unit", "orang", "value_rp", "10.000.000", "wanted_by", "31-12-2026").Location()
	if got := r.get(proposal).Text("h1"); got != "Minta lima instruktur las" {
		t.Errorf("the decision did not become the title: %q", got)
	}
	r.status(r.as(r.partner).Get(proposal), 404)
	r.as(r.officer).fill(proposal+"/send", 303)
	done := r.get(meeting)
	has(t, done, "Menjadi usulan:")
	if done.Find(`.t-decision > .govuk-button-group a[href^="/proposals/new"]`).Length() != 0 || done.Find(`.t-decision details a[href^="/proposals/new"]`).Length() != 1 {
		t.Error("a decision that has become something still offers first what it has become")
	}

	r.as(r.partner)
	if got := r.get(proposal).Text(".t-title__action a"); got != "Jawab usulan" {
		t.Errorf("the partner's act is %q", got)
	}
	bad := r.fill(proposal+"/answer", 422, "answer", "changed", "quantity", "3")
	if bad.Find("#f-reason-error").Length() != 1 || bad.Find(`input[name=quantity]`).AttrOr("value", "") != "3" {
		t.Errorf("the missing reason is not told, or the number is lost: %s", bad.Text("main"))
	}
	r.fill(proposal+"/answer", 303, "answer", "changed", "quantity", "3", "value_rp", "6.000.000", "reason", "Anggaran terbatas")
	commitment, _ := r.get(proposal).Find(`main a[href^="/commitments/"]`).Attr("href")

	r.fill(commitment+"/deliveries/new", 303, "evidence", "Berita acara 12")
	page = r.as(r.officer).get(commitment)
	delivery, _ := page.Find(".t-title__action a").Attr("href")
	if !strings.HasSuffix(delivery, "/confirm") {
		t.Fatalf("the officer's act leads to %q", delivery)
	}
	r.fill(delivery, 422, "quantity", "2", "value_rp", "4.000.000")
	r.fill(delivery, 303, "quantity", "2", "value_rp", "4.000.000", "reason", "Satu belum hadir")
	page = r.get(commitment)
	has(t, page, "2 orang (Rp4.000.000)", "Satu belum hadir", "Berjalan")
	if got := page.Text(".t-bars tbody .govuk-table__cell--numeric"); got != "332" {
		t.Errorf("the bars say %q", got)
	}
	if csv := r.get("/commitments.csv"); !strings.Contains(csv.Body, ",orang,3,3,2,6000000,4000000") {
		t.Errorf("csv %q", csv.Body)
	}
}

func TestADisputeShowsBothVersionsToBothSides(t *testing.T) {
	r := enter(t)
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(-3))
	d := partnershiptest.Report(t, r.d, c, today, 10)
	at := "/deliveries/" + d.ID.String()
	r.fill(at+"/dispute", 422, "quantity", "3")
	r.fill(at+"/dispute", 303, "quantity", "3", "reason", "Hanya tiga yang datang")
	for _, actor := range []authz.Actor{r.officer, r.partner} {
		has(t, r.as(actor).get(at), "Menurut Pemerintah Kabupaten Lombok Timur", "10 orang (Rp10.000.000)", "Menurut Lapas Kelas IIB Selong", "Hanya tiga yang datang", "belum terhitung")
	}
	if got := r.get("/commitments?late=1").Text("#results tbody .govuk-tag"); got != "Terlambat 3 hari" {
		t.Errorf("overdue: %q", got)
	}
	r.Lang = i18n.English
	if got := r.get("/commitments").Text("#results tbody .govuk-tag"); got != "3 days overdue" {
		t.Errorf("overdue in English: %q", got)
	}
	r.fill(at+"/edit", 303, "quantity", "3", "evidence", "Daftar hadir")
	r.status(r.Get(at+"/confirm"), 200)
	r.status(r.Post(at+"/confirm", url.Values{"quantity": {"3"}, "version": {"3"}}), 403)
}

func TestTwoWhoAnswerTheSameProposalOneIsShownTheOther(t *testing.T) {
	r := enter(t)
	p := partnershiptest.Sent(t, r.d, r.c, today)
	at := "/proposals/" + p.ID.String()
	r.as(r.partner)
	mine := values(r.get(at + "/answer"))
	r.fill(at+"/answer", 303, "answer", "accepted")
	mine.Set("answer", "declined")
	mine.Set("reason", "Tidak ada anggaran")
	late := r.status(r.Post(at+"/answer", mine), 409)
	has(t, late, "Orang lain baru saja mengubah catatan ini", "Diterima")
	if typed := values(late); typed.Get("reason") != "Tidak ada anggaran" {
		t.Errorf("typed text is lost: %v", typed)
	}
	if again := r.Post(at+"/answer", values(late)); again.Status != 422 {
		t.Errorf("answered twice: %d", again.Status)
	}
}

func TestTwoWhoConfirmTheSameDeliveryOneIsShownTheOther(t *testing.T) {
	r := enter(t)
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
	at := "/deliveries/" + partnershiptest.Report(t, r.d, c, today, 10).ID.String()
	mine := values(r.get(at + "/confirm"))
	r.fill(at+"/confirm", 303)
	mine.Set("quantity", "7")
	mine.Set("reason", "Tiga rusak")
	late := r.status(r.Post(at+"/confirm", mine), 409)
	has(t, late, "Orang lain baru saja mengubah catatan ini", "Uji programme_officer", "Dikonfirmasi")
	if typed := values(late); typed.Get("quantity") != "7" || typed.Get("reason") != "Tiga rusak" {
		t.Errorf("what was typed is lost: %v", typed)
	}
	if again := r.Post(at+"/confirm", values(late)); again.Status != 422 {
		t.Errorf("confirmed twice: %d", again.Status)
	}
	has(t, r.get(at), "10 orang")
}

func TestThePageOfACooperationAddsUpWhatWasSaidAndPromised(t *testing.T) {
	r := enter(t)
	empty := r.get("/part/cooperation")
	for _, href := range []string{"/meetings/new", "/proposals/new", "/commitments/new"} {
		if empty.Find(`a[href="`+href+"?cooperation="+r.c.ID.String()+`"]`).Length() != 1 {
			t.Errorf("%s is not offered", href)
		}
	}
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
	partnershiptest.Confirmed(t, r.d, c, today, 4)
	full := r.get("/part/cooperation")
	if got := full.Text(".t-bars tbody .govuk-table__cell--numeric"); got != "1044" {
		t.Errorf("bars %q", got)
	}
	if !strings.Contains(full.Body, "Dijanjikan Rp10.000.000, diserahkan Rp4.000.000, dikonfirmasi Rp4.000.000.") {
		t.Error("the rupiah are not added up")
	}
	if n := r.as(r.partner).get("/part/cooperation").Find(`a[href^="/meetings/new"]`).Length(); n != 0 {
		t.Error("the partner is offered to write the host's minutes")
	}
}

func TestACeremonialAgreementIsSeenAsSuchUntilOneDeliveryIsConfirmed(t *testing.T) {
	r := enter(t)
	a := agreementtest.Signed(t, r.d, r.c, civil.Must("2026-02-01"), civil.Must("2029-01-31"))
	at := "/part/agreement/" + a.ID.String()
	before := r.get(at)
	if got := before.Text(".t-vitality .govuk-tag"); got != "Seremonial" {
		t.Errorf("verdict %q", got)
	}
	if got := before.Text(".t-lacks"); got != "Komitmen yang menyebut perjanjian iniRencana kegiatanRapat setelah penandatanganan" {
		t.Errorf("missing %q", got)
	}
	partnershiptest.Confirmed(t, r.d, partnershiptest.Promise(t, r.d, r.c, a.ID, 2, today.AddDays(30)), today, 1)
	if got := r.get(at).Text(".t-vitality .govuk-tag"); got != "Nyata" {
		t.Errorf("verdict after one delivery %q", got)
	}
}

func TestEveryPageOfAnotherPartnerIsNotFound(t *testing.T) {
	r := enter(t)
	m := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "kind", "audience", "title", "Audiensi").Location()
	p := partnershiptest.Sent(t, r.d, r.c, today)
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
	d := partnershiptest.Report(t, r.d, c, today, 1)
	r.as(r.World.Actor(authz.Partner, r.PemkabMaros))
	for _, path := range []string{
		m, "/proposals/" + p.ID.String(), "/proposals/" + p.ID.String() + "/answer", "/commitments/" + c.ID.String(), "/commitments/" + c.ID.String() + "/edit",
		"/deliveries/" + d.ID.String(), "/deliveries/" + d.ID.String() + "/confirm", "/proposals/new?cooperation=" + r.c.ID.String(), "/commitments/new?cooperation=" + r.c.ID.String(),
	} {
		r.status(r.Get(path), 404)
	}
	for _, list := range []string{"/meetings", "/proposals", "/commitments", "/deliveries"} {
		if n := r.get(list).Find("#results tbody tr").Length(); n != 0 {
			t.Errorf("%s shows %d rows", list, n)
		}
		if body := r.get(list + ".csv").Body; strings.Count(body, "\n") != 1 {
			t.Errorf("%s.csv: %q", list, body)
		}
	}
	r.status(r.Do(httptest.NewRequest(http.MethodGet, "/meetings/no-key", nil)), 404)
}

func TestPromisesAreAmendedAndReleasedOnTheirPages(t *testing.T) {
	r := enter(t)
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(10))
	at := "/commitments/" + c.ID.String()
	r.fill(at+"/edit", 422, "quantity", "8")
	r.fill(at+"/edit", 303, "quantity", "8", "reason", "Kesepakatan rapat")
	has(t, r.get(at), "Sebelumnya 10 orang (Rp10.000.000), tenggat 2 Des 2026", "Kesepakatan rapat")
	r.as(r.partner)
	if r.get(at).Find(`a[href="`+at+`/cancel"]`).Length() != 0 {
		t.Error("the promiser is offered to cancel")
	}
	r.status(r.Post(at, url.Values{"form": {"instructors"}, "title": {"x"}, "quantity": {"1"}, "unit": {"orang"}, "due_on": {"02-12-2026"}, "reason": {"x"}, "version": {"2"}}), 403)
	r.as(r.officer).fill(at+"/cancel", 303, "reason", "Program dihapus")
	has(t, r.get(at), "Dibatalkan", "Program dihapus")
}

func TestAMeetingIsPlannedHeldAndCorrectedOnItsPages(t *testing.T) {
	r := enter(t)
	at := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "planned", "kind", "monitoring", "title", "Monev", "held_on", "20-11-2026").Location()
	if r.get(at).Find(`a[href="`+at+`/decisions/new"]`).Length() != 0 {
		t.Error("a planned meeting takes decisions")
	}
	r.fill(at+"/hold", 422, "held_on", "12-2026")
	r.fill(at+"/hold", 303, "held_on", "11-2026")
	has(t, r.get(at), "Nov 2026")
	r.fill(at+"/edit", 303, "minutes", "<b>Hadir</b> semua")
	page := r.get(at)
	if strings.Contains(page.Body, "<b>Hadir") {
		t.Error("typed markup runs")
	}
	r.fill(at+"/decisions/new", 303, "body", "Lanjut")
	edit, _ := r.get(at).Find(`a[href$="/edit"][href^="/decisions/"]`).Attr("href")
	r.fill(edit, 303, "body", "Dilanjutkan")
	has(t, r.get(at), "Dilanjutkan")
	remove := strings.TrimSuffix(edit, "/edit") + "/remove"
	r.status(r.Post(remove, url.Values{}), 303)
	has(t, r.get(at), "Belum ada keputusan")
	if csv := r.get("/meetings.csv?kind=monitoring").Body; !strings.Contains(csv, "SELONG-M-26-1,Monev,Pemantauan dan evaluasi,2026-11") {
		t.Errorf("csv %q", csv)
	}
}
