package programmeweb_test

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/feature/programme/programmeweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	i18ntest.Check(t, programmeweb.Words, []string{"."}, ui.Words)
}

// site serves the pages to an actor over the test world.
func site(t *testing.T, w *programmetest.World, actor authz.Actor) *webtest.Site {
	t.Helper()
	promise := programmeweb.Promise{ID: w.Commitment, Ref: "BUNGO-J-26-1", Title: "Pelatihan las", Partner: "BAZNAS", Quantity: 12, Unit: "orang"}
	around := programmeweb.Around{
		Today: func() civil.Date { return civil.Today(w.DB.Now()) },
		Promise: func(_ context.Context, _ authz.Actor, key id.Commitment) (programmeweb.Promise, error) {
			return promise, nil
		},
		Promises: func(context.Context, authz.Actor) ([]programmeweb.Promise, error) {
			return []programmeweb.Promise{promise}, nil
		},
	}
	return webtest.New(t, actor, func(rt *web.Router) { programmeweb.Register(rt, w.Service, around) }, programmeweb.Words)
}

func world(t *testing.T) *programmetest.World {
	t.Helper()
	return programmetest.Seed(t, dbtest.Open(t, db.SQLite))
}

func status(t *testing.T, a *webtest.Answer, want int) *webtest.Answer {
	t.Helper()
	if a.Status != want {
		t.Fatalf("status %d, want %d: %s", a.Status, want, a.Text("main"))
	}
	return a
}

// values are the fields of a page's form, as a browser would send them.
func values(a *webtest.Answer, action string) url.Values {
	v := url.Values{}
	form := a.Find("form[action='" + action + "']")
	for _, n := range form.Find("input").Nodes {
		get := func(name string) (string, bool) {
			for _, x := range n.Attr {
				if x.Key == name {
					return x.Val, true
				}
			}
			return "", false
		}
		name, _ := get("name")
		kind, _ := get("type")
		value, _ := get("value")
		_, checked := get("checked")
		if name != "" && (kind != "radio" && kind != "checkbox" || checked) {
			v.Add(name, value)
		}
	}
	for _, n := range form.Find("select option[selected]").Nodes {
		for _, x := range n.Parent.Attr {
			if x.Key == "name" {
				for _, y := range n.Attr {
					if y.Key == "value" {
						v.Add(x.Val, y.Val)
					}
				}
			}
		}
	}
	return v
}

func TestAnOfficerOpensAClassFromAPromiseAndTicksIt(t *testing.T) {
	for _, lang := range i18n.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			w := world(t)
			s := site(t, w, w.Officer)
			s.Lang = lang
			people := w.People(t, w.LapasBungo, 3)
			for i, p := range people[:2] {
				w.Need(t, w.LapasBungo, p, "work", 3-i)
			}

			page := status(t, s.Get("/classes/new?commitment="+w.Commitment.String()), 200)
			v := values(page, "/classes")
			if v.Get("title") != "Pelatihan las" || v.Get("capacity") != "12" || v.Get("commitment_id") != w.Commitment.String() || v.Get("starts_on") != "22-11-2026" {
				t.Fatalf("the form is filled with %v", v)
			}
			v.Set("programme_id", w.Programme.ID.String())
			v.Set("starts_on", "01-11-2026")
			class := status(t, s.Post("/classes", v), 303).Location()
			if again := s.Post("/classes", v).Location(); again != class {
				t.Errorf("sending the form twice leads to %s, not %s", again, class)
			}

			enrol := status(t, s.Get(class+"/enrol?q=003"), 200)
			if names := enrol.Text(".govuk-checkboxes__label"); names != "Orang 003 Orang 001 Orang 002" && names != "Orang 003Orang 001Orang 002" {
				t.Errorf("offered: %s", names)
			}
			v = values(enrol, class+"/enrol")
			for _, x := range enrol.Find("input[type=checkbox]").Nodes {
				for _, a := range x.Attr {
					if a.Key == "value" {
						v.Add("people", a.Val)
					}
				}
			}
			status(t, s.Post(class+"/enrol", v), 303)

			grid := status(t, s.Get(class+"/attendance"), 200)
			v = values(grid, class+"/attendance")
			if v.Get("marks[2].mark") != "present" || v.Get("held_on") != "22-11-2026" {
				t.Fatalf("the grid starts with %v", v)
			}
			v.Set("marks[1].mark", "absent")
			v.Set("marks[1].note", "=1+1 <b>sakit</b>")
			status(t, s.Post(class+"/attendance", v), 303)

			shown := status(t, s.Get(class), 200)
			want := map[i18n.Lang]string{i18n.Indonesian: "Daftar hadir 22 Nov 2026 tersimpan: 2 dari 3 hadir.", i18n.English: "Attendance of 22 Nov 2026 is saved: 2 of 3 present."}[lang]
			if !strings.Contains(shown.Text("body"), want) {
				t.Errorf("the class page does not say %q: %s", want, shown.Text("main"))
			}
			again := status(t, s.Get(class+"/attendance?on=2026-11-22"), 200)
			action, _ := again.Find("form.t-form, form[method=post]").Last().Attr("action")
			if got := values(again, action); got.Get("marks[1].mark") != "absent" || got.Get("marks[1].note") != "=1+1 <b>sakit</b>" {
				t.Errorf("the marks of the day come back as %v from %s", got, action)
			}
		})
	}
}

func TestFormsKeepWhatWasTypedAndSayWhatIsWrong(t *testing.T) {
	w := world(t)
	s := site(t, w, w.Officer)
	a := status(t, s.Post("/classes", url.Values{"title": {"<i>Las</i>"}, "starts_on": {"31-02-2026"}, "capacity": {"x"}}), 422)
	if v := values(a, "/classes"); v.Get("title") != "<i>Las</i>" || v.Get("starts_on") != "31-02-2026" {
		t.Errorf("kept %v", v)
	}
	if n := a.Find(".govuk-error-message").Length(); n != 4 {
		t.Errorf("%d errors: %s", n, a.Text(".govuk-error-summary"))
	}
	o := w.Class(t, 1)
	at := "/classes/" + o.ID.String()
	a = status(t, s.Post(at+"/cancel", url.Values{"version": {"1"}}), 422)
	if a.Find(".govuk-error-message").Length() != 1 {
		t.Error("no error beside the reason")
	}
	status(t, s.Post(at+"/enrol", url.Values{}), 422)
	two := w.People(t, w.LapasBungo, 2)
	a = status(t, s.Post(at+"/enrol", url.Values{"others": {two[0].String(), two[1].String()}}), 422)
	if !strings.Contains(a.Text(".govuk-error-summary"), "Kursi tidak cukup") {
		t.Errorf("summary: %s", a.Text(".govuk-error-summary"))
	}
	status(t, s.Post(at+"/enrol", url.Values{"people": {"nonsense"}}), 422)
}

func TestALoserOfARaceSeesWhatChanged(t *testing.T) {
	w := world(t)
	s := site(t, w, w.Officer)
	o := w.Class(t, 5)
	at := "/classes/" + o.ID.String()
	first := values(status(t, s.Get(at+"/edit"), 200), at)
	second := values(status(t, s.Get(at+"/edit"), 200), at)
	first.Set("capacity", "7")
	status(t, s.Post(at, first), 303)
	second.Set("capacity", "9")
	a := status(t, s.Post(at, second), 409)
	if text := a.Text(".t-conflict"); !strings.Contains(text, "9") || !strings.Contains(text, "7") {
		t.Errorf("the conflict says %q", text)
	}
	decided := values(a, at)
	status(t, s.Post(at, decided), 303)
	if got := values(s.Get(at+"/edit"), at).Get("capacity"); got != "9" {
		t.Errorf("seats after the decision: %s", got)
	}
}

func TestAPartnerTicksThoseItMayKnowAndSeesNoMore(t *testing.T) {
	w := world(t)
	o := w.Class(t, 5)
	yes, no := w.Person(t, w.LapasBungo, "Setuju Sekali", "convict"), w.Person(t, w.LapasBungo, "Rahasia Benar", "convict")
	w.Consent(t, w.LapasBungo, yes, w.Baznas)
	w.Seat(t, o.ID, yes)
	w.Seat(t, o.ID, no)
	s := site(t, w, w.Donor)
	at := "/classes/" + o.ID.String()
	page := status(t, s.Get(at), 200)
	if text := page.Text("main"); !strings.Contains(text, "Setuju Sekali") || strings.Contains(text, "Rahasia") || strings.Contains(page.Body, "B.I-") {
		t.Errorf("the partner reads %s", text)
	}
	if page.Find("a[href$='/edit'], a[href$='/enrol'], a[href$='/leave']").Length() != 0 {
		t.Error("the partner is offered what it may not do")
	}
	grid := status(t, s.Get(at+"/attendance"), 200)
	if n := grid.Find(".t-marks__row").Length(); n != 1 {
		t.Errorf("the partner's grid has %d rows", n)
	}
	status(t, s.Post(at+"/attendance", values(grid, at+"/attendance")), 303)
	status(t, s.Get(at+"/enrol"), 403)
	status(t, s.Get(at+"/edit"), 403)
	s.Actor = w.Actor(authz.Partner, w.PemkabLotim)
	status(t, s.Get(at), 404)
}

func TestTheCatalogueIsKept(t *testing.T) {
	w := world(t)
	s := site(t, w, w.Officer)
	v := values(status(t, s.Get("/programmes/new"), 200), "/programmes")
	for k, x := range map[string]string{"name": "Menjahit", "code": "jahit-1", "category": "SELF_RELIANCE", "area": "work", "units[1].code": "J1", "units[1].title": "Pola"} {
		v.Set(k, x)
	}
	at := status(t, s.Post("/programmes", v), 303).Location()
	if text := status(t, s.Get(at), 200).Text("main"); !strings.Contains(text, "JAHIT-1") || !strings.Contains(text, "Pola") {
		t.Errorf("the programme's page: %s", text)
	}
	edit := values(status(t, s.Get(at+"/edit"), 200), at)
	edit.Set("hours", "60")
	status(t, s.Post(at, edit), 303)
	edit.Del("_once")
	edit.Set("hours", "70")
	if text := status(t, s.Post(at, edit), 409).Text(".t-conflict"); !strings.Contains(text, "60") || !strings.Contains(text, "70") {
		t.Errorf("the conflict of a programme says %q", text)
	}
	v.Del("_once")
	if a := status(t, s.Post("/programmes", v), 422); a.Find(".govuk-error-message").Length() != 1 {
		t.Errorf("a code in use: %s", a.Text(".govuk-error-summary"))
	}
	list := status(t, s.Get("/programmes?q=jahit&category=SELF_RELIANCE"), 200)
	if n := list.Find("tbody tr").Length(); n != 1 {
		t.Errorf("found %d programmes", n)
	}
	if csv := status(t, s.Get("/programmes.csv"), 200).Body; !strings.Contains(csv, "JAHIT-1,Menjahit,Pembinaan kemandirian") {
		t.Errorf("CSV: %s", csv)
	}
}

func TestFromResultsToAVerifiedCertificate(t *testing.T) {
	w := world(t)
	s := site(t, w, w.Officer)
	o := w.Class(t, 5)
	e := w.Seat(t, o.ID, w.Person(t, w.LapasBungo, "Juru Las", "convict"))
	class, seat := "/classes/"+o.ID.String(), "/enrolments/"+e.ID.String()
	status(t, s.Post(class+"/attendance", values(s.Get(class+"/attendance"), class+"/attendance")), 303)

	results := values(status(t, s.Get(seat+"/results"), 200), seat+"/results")
	results.Set("assessor", "Instruktur BLK")
	results.Set("results[0].before", "30")
	results.Set("results[0].after", "101")
	status(t, s.Post(seat+"/results", results), 422)
	results.Set("results[0].after", "90")
	results.Set("results[0].competent", "1")
	results.Set("results[1].competent", "1")
	results.Del("_once")
	status(t, s.Post(seat+"/results", results), 303)

	done := values(status(t, s.Get(class+"/complete"), 200), class+"/complete")
	status(t, s.Post(class+"/complete", done), 303)
	status(t, s.Post(seat+"/certificate", url.Values{"number": {"012/LAS"}}), 303)
	code := status(t, s.Get(seat+"/certificate"), 200).Find("a[href^='/verify/']").First().AttrOr("href", "")

	s.Actor = authz.Actor{}
	page := status(t, s.Get(code), 200)
	if text := page.Text("main"); !strings.Contains(text, "Juru Las") || !strings.Contains(text, "BAZNAS Kabupaten Bungo") || strings.Contains(text, "Lapas") {
		t.Errorf("the public reads %s", text)
	}
	status(t, s.Get("/verify"), 200)
	status(t, s.Get("/verify/AAAA"), 404)
	if to := s.Get("/verify?code=ab+cd").Location(); to != "/verify/ab%20cd" && to != "/verify/ab cd" {
		t.Errorf("the form leads to %s", to)
	}

	s.Actor = w.Officer
	withdrawn := values(s.Get(seat+"/certificate"), seat+"/certificate/revoke")
	status(t, s.Post(seat+"/certificate/revoke", withdrawn), 303)
	s.Actor = authz.Actor{}
	if text := s.Get(code).Text("main"); !strings.Contains(text, "dicabut") {
		t.Errorf("a withdrawn certificate reads %s", text)
	}
}

func TestSessionsArePlannedCancelledAndPeopleLeave(t *testing.T) {
	w := world(t)
	s := site(t, w, w.Officer)
	o := w.Class(t, 5)
	e := w.Seat(t, o.ID, w.People(t, w.LapasBungo, 1)[0])
	at := "/classes/" + o.ID.String()
	plan := values(status(t, s.Get(at+"/sessions/new"), 200), at+"/sessions")
	plan.Set("held_on", "20-11-2026")
	status(t, s.Post(at+"/sessions", plan), 303)
	page := status(t, s.Get(at), 200)
	if text := page.Text("main"); !strings.Contains(text, "Belum ada daftar hadir") {
		t.Error("a past session without attendance is not marked as such")
	}
	cancel := page.Find("form[action^='/sessions/']").AttrOr("action", "")
	status(t, s.Post(cancel, values(page, cancel)), 303)

	seat := "/enrolments/" + e.ID.String() + "/leave"
	leave := values(status(t, s.Get(seat), 200), seat)
	status(t, s.Post(seat, leave), 422)
	leave.Set("reason", "transferred")
	leave.Del("_once")
	status(t, s.Post(seat, leave), 303)
	if text := s.Get(at).Text("main"); !strings.Contains(text, "Pindah UPT") {
		t.Errorf("the class page does not say why somebody left: %s", text)
	}
	if csv := s.Get("/classes.csv?status=open").Body; strings.Count(csv, "\r\n") != 2 || !strings.Contains(csv, o.Ref) {
		t.Errorf("CSV: %s", csv)
	}
	if rows := s.Get("/classes?q=angkatan&programme=" + w.Programme.ID.String()).Find("tbody tr").Length(); rows != 1 {
		t.Errorf("the list shows %d classes", rows)
	}
	status(t, s.Get("/classes?programme=nonsense"), 422)
	status(t, s.Get("/classes/"+strconv.Itoa(7)), 404)
	status(t, s.Post(at+"/cancel", url.Values{"version": {"1"}, "reason": {"Bengkel rusak"}}), 303)
	if text := s.Get(at).Text("main"); !strings.Contains(text, "Bengkel rusak") {
		t.Error("the reason of the cancelling is not shown")
	}
}
