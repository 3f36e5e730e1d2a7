package caseworkweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/casework/caseworkweb"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

const evil = `<script>alert("x")</script>`

// open is our pages around a person's, as app connects them.
func open(t *testing.T, w *caseworktest.World, actor authz.Actor) *webtest.Site {
	t.Helper()
	offices, today := directory.New(w.DB), func() civil.Date { return civil.Today(webtest.Now) }
	pages := caseworkweb.New(w.Casework, w.People, assessment.New(w.DB), offices, caseworkweb.Around{Today: today, Frame: personweb.NewFrame()})
	return webtest.New(t, actor, func(rt *web.Router) {
		pages.Register(rt)
		personweb.Register(rt, w.People, offices, personweb.Around{Today: today, Next: []personweb.Section{pages.Banner}})
	}, caseworkweb.Words, personweb.Words)
}

func run(t *testing.T, f func(t *testing.T, w *caseworktest.World)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) { f(t, caseworktest.Seed(t, d)) })
}

func at(p person.Person, rest string) string { return "/people/" + p.ID.String() + rest }

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, caseworkweb.Words, []string{"."}, ui.Words)
}

func TestEveryEnumAndErrorHasWords(t *testing.T) {
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(caseworkweb.Words); err != nil {
		t.Fatal(err)
	}
	for family, words := range map[string]string{
		"stage.": fmt.Sprint(casework.Stages()), "case.reason.": fmt.Sprint(casework.Reasons()), "case.decision.": fmt.Sprint(casework.Decisions()),
		"review.status.": fmt.Sprint(casework.SittingStatuses()), "note.kind.": fmt.Sprint(casework.NoteKinds()), "note.closed_hint.": "health protection",
		"alert.kind.": fmt.Sprint(casework.AlertKinds()), "alert.kind_hint.": fmt.Sprint(casework.AlertKinds()), "plan.area.": fmt.Sprint(assessment.Areas()),
		"plan.status.": "open done skipped", "plan.become.": "open done skipped", "plan.differs.": "added changed dropped", "plan.cause.": "person.change person.admit other sentence.remission sentence.verdict sentence.start sentence.detention sentence.fine sentence.condition sentence.official sentence.reported sentence.import",
		"error.": `casework.other_office plan.one_day plan.some_day plan.stale plan.old_version plan.settled review.stage_move review.day_fixed review.cancelled review.over
			review.not_yet review.undecided review.has_decisions review.other_office review.case_stays review.moved_since review.first_stage note.closed note.not_current alert.closed alert.ended`,
	} {
		for _, w := range strings.Fields(strings.Trim(words, "[]")) {
			if !bundle.Has(family + w) {
				t.Errorf("no words for %s", family+w)
			}
		}
	}
}

// plan is a filled form of a first plan.
func plan() url.Values {
	return url.Values{
		"seen": {"0"}, "review_on": {"15-01-2027"}, "goals[0].title": {"Bekerja " + evil},
		"goals[0].steps[0].task": {"Kelas las"}, "goals[0].steps[0].owner": {"Wali"}, "goals[0].steps[0].days_before": {"90"},
		"goals[0].steps[2].task": {"Urus KTP"}, "goals[0].steps[2].owner": {"Registrasi"}, "goals[0].steps[2].due_on": {"01-12-2026"},
	}
}

func TestAPlanIsMadeSettledAndMadeAnew(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Budi")
		s := open(t, w, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if a := s.Get(at(p, "/plan")); a.Status != 200 || a.Find(`a[href="`+at(p, "/plan/edit")+`"]`).Length() != 1 {
			t.Fatalf("no way to the form: %d", a.Status)
		}
		first := s.Get(at(p, "/plan/edit"))
		if first.Status != 200 || first.Find(`[name="goals[0].steps[1].task"]`).Length() != 1 || first.Find(`[name=reason]`).Length() != 0 {
			t.Errorf("the first form: %d", first.Status)
		}
		more := plan()
		more.Set("more", "1")
		if a := s.Post(at(p, "/plan"), more); a.Status != 200 || a.Find(`[name="goals[0].steps[5].task"]`).Length() != 1 || a.Find(`[name="goals[0].steps[2].task"]`).AttrOr("value", "") != "Urus KTP" || a.Find(`[name="goals[2].title"]`).Length() != 1 {
			t.Errorf("more rows: %d", a.Status)
		}
		wrong := plan()
		wrong.Set("goals[0].steps[2].due_on", "31-02-2027")
		wrong.Set("goals[0].steps[0].owner", "")
		if a := s.Post(at(p, "/plan"), wrong); a.Status != 422 || a.Find(".govuk-error-summary a").Length() != 1 || strings.Contains(a.Body, evil) || a.Find(`[name="goals[0].steps[0].task"]`).AttrOr("value", "") != "Kelas las" {
			t.Errorf("an impossible day: %d with %d errors", a.Status, a.Find(".govuk-error-summary a").Length())
		}
		wrong.Set("goals[0].steps[2].due_on", "01-12-2026")
		if a := s.Post(at(p, "/plan"), wrong); a.Status != 422 || a.Find(".govuk-error-summary a").AttrOr("href", "") != "#f-goals-0-steps-0-owner" {
			t.Errorf("nobody is responsible: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Post(at(p, "/plan"), plan()); a.Status != 303 {
			t.Fatalf("saved: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		page := s.Get(at(p, "/plan"))
		if text := page.Text("main"); !strings.Contains(text, "14 Feb 2027 · 90 hari sebelum bebas") || !strings.Contains(text, "1 Des 2026") || strings.Contains(page.Body, evil) {
			t.Errorf("the plan: %s", text)
		}
		settle := page.Find(`a[href$="/settle"]`).First().AttrOr("href", "")
		if a := s.Post(settle, url.Values{"status": {"skipped"}}); a.Status != 422 || a.Find("#f-why-error").Length() != 1 {
			t.Errorf("skipped without a word: %d", a.Status)
		}
		if a := s.Post(settle, url.Values{"status": {"done"}, "on": {"20-11-2026"}}); a.Status != 303 || s.Get(settle).Status != 200 {
			t.Errorf("done: %d", a.Status)
		}
		again := s.Get(at(p, "/plan/edit"))
		if again.Find(`[name="goals[0].steps[1].task"]`).AttrOr("value", "") != "Urus KTP" || again.Find(`[name="goals[0].steps[0].days_before"] option[selected]`).AttrOr("value", "") != "90" || again.Find("[name=seen]").AttrOr("value", "") != "1" {
			t.Error("the form is not filled with the plan")
		}
		if a := s.Post(at(p, "/plan"), plan()); a.Status != 422 && a.Status != 409 || !strings.Contains(a.Body, "versi 1") || a.Find("[name=seen]").AttrOr("value", "") != "1" {
			t.Errorf("on top of another version: %d", a.Status)
		}
		w.MoveRelease(t, p.ID, "2027-04-15")
		if text := s.Get(at(p, "/plan")).Text("#moved"); !strings.Contains(text, "dari 15 Mei 2027 ke 15 Apr 2027") || !strings.Contains(text, "data diperbaiki") || strings.Contains(text, "Kelas las") {
			t.Errorf("what moved: %s", text)
		}
		version := s.Get(at(p, "/plan")).Find(`a[href^="/plans/"]`).AttrOr("href", "")
		if a := s.Get(version); a.Status != 200 || !strings.Contains(a.Text("main"), "Kelas las") {
			t.Errorf("the version: %d", a.Status)
		}
	})
}

func TestNotesAreWrittenBehindTheirDoors(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Catat")
		s := open(t, w, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if a := s.Post(at(p, "/notes"), url.Values{"text": {evil}}); a.Status != 422 || a.Find(".govuk-error-summary a").Length() != 2 || strings.Contains(a.Body, evil) {
			t.Errorf("incomplete: %d with %d", a.Status, a.Find(".govuk-error-summary a").Length())
		}
		for kind, text := range map[string]string{"family": "Ibu datang " + evil, "health": "Kambuh asma"} {
			if a := s.Post(at(p, "/notes"), url.Values{"kind": {kind}, "happened_on": {"11-2026"}, "text": {text}}); a.Status != 303 {
				t.Fatalf("%s: %d %s", kind, a.Status, a.Text(".govuk-error-summary"))
			}
		}
		all := s.Get(at(p, "/notes"))
		if all.Status != 200 || !strings.Contains(all.Text("main"), "Ibu datang") || strings.Contains(all.Body, "asma") || strings.Contains(all.Body, evil) {
			t.Errorf("the open notes: %d", all.Status)
		}
		if a := s.Get(at(p, "/notes?kind=health")); a.Status != 200 || !strings.Contains(a.Body, "asma") || !strings.Contains(a.Body, "dicatat") {
			t.Errorf("the door: %d", a.Status)
		}
		if a := s.Get(at(p, "/notes.csv?kind=family")); a.Status != 200 || !strings.Contains(a.Body, "Ibu datang") {
			t.Errorf("as a file: %d", a.Status)
		}
		note := all.Find(`a[href^="/notes/"]`).First().AttrOr("href", "")
		if a := s.Post(note+"/correct", url.Values{"happened_on": {"12-11-2026"}, "text": {"Bibi datang"}, "reason": {"salah"}}); a.Status != 303 {
			t.Fatalf("corrected: %d", a.Status)
		} else if text := s.Get(a.Header.Get("Location")).Text("main"); !strings.Contains(text, "Bibi datang") || !strings.Contains(text, "Ibu datang") {
			t.Errorf("both wordings: %s", text)
		}
		for _, path := range []string{note, note + "/correct", note + "/retract", at(p, "/notes/new")} {
			if a := s.Get(path); a.Status != 200 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		kanwil := open(t, w, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		if a := kanwil.Get(at(p, "/notes")); a.Status != 200 || a.Find(`a[href$="/notes/new"]`).Length() != 0 || strings.Contains(a.Body, "kind=health") {
			t.Errorf("the regional office: %d", a.Status)
		}
		if a := kanwil.Get(at(p, "/notes?kind=health")); a.Status != 403 {
			t.Errorf("the regional office at the door: %d", a.Status)
		}
		if a := kanwil.Get(at(p, "/notes/new")); a.Status != 403 {
			t.Errorf("the regional office writes: %d", a.Status)
		}
	})
}

func TestTheBannerWarnsThoseWhoMustKnow(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Awas")
		s := open(t, w, w.Actor(authz.CaseGuardian, w.LapasBungo))
		for kind, text := range map[string]string{"medical": "Alergi penisilin", "contact_ban": "Dilarang bertemu saksi"} {
			if a := s.Post(at(p, "/alerts"), url.Values{"kind": {kind}, "text": {text}, "since_on": {"01-11-2026"}}); a.Status != 303 {
				t.Fatalf("%s: %d %s", kind, a.Status, a.Text(".govuk-error-summary"))
			}
		}
		if text := s.Get(at(p, "")).Text(".t-alerts"); !strings.Contains(text, "penisilin") || !strings.Contains(text, "saksi") {
			t.Errorf("the guardian is warned of %q", text)
		}
		officer := open(t, w, w.Actor(authz.ProgrammeOfficer, w.LapasBungo))
		if text := officer.Get(at(p, "")).Text(".t-alerts"); strings.Contains(text, "penisilin") || !strings.Contains(text, "saksi") {
			t.Errorf("the officer is warned of %q", text)
		}
		kanwil := open(t, w, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		if a := kanwil.Get(at(p, "")); a.Status != 200 || a.Find(".t-alerts").Length() != 0 || kanwil.Get(at(p, "/alerts")).Status != 403 {
			t.Error("the regional office is warned")
		}
		list := s.Get(at(p, "/alerts"))
		end := list.Find(`a[href$="/end"]`).First().AttrOr("href", "")
		edit := list.Find(`a[href$="/edit"][href^="/alerts"]`).First().AttrOr("href", "")
		if s.Get(edit).Status != 200 || s.Get(end).Status != 200 || s.Get(at(p, "/alerts/new")).Status != 200 {
			t.Error("a form fails")
		}
		if a := s.Post(strings.TrimSuffix(edit, "/edit"), url.Values{"text": {"Lain"}, "since_on": {"01-11-2026"}}); a.Status != 303 {
			t.Errorf("changed: %d", a.Status)
		}
		if a := s.Post(end, url.Values{"reason": {"Selesai"}}); a.Status != 303 || s.Get(at(p, "")).Find(".govuk-warning-text").Length() != 1 {
			t.Errorf("ended: %d", a.Status)
		}
	})
}

func TestABoardSitsFromDueCasesToMinutes(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		due, asked := persontest.Convict(t, w.DB, w.LapasBungo, "Jatuh Tempo"), persontest.Convict(t, w.DB, w.LapasBungo, "Diminta")
		w.Milestones = []casework.Milestone{{Person: due.ID, Reason: casework.ToMid1, On: civil.Must("2026-11-01")}}
		s := open(t, w, w.Actor(authz.FacilityHead, w.LapasBungo))
		if a := s.Get("/reviews/due?reason=stage_mid1"); a.Status != 200 || !strings.Contains(a.Text("main"), "Jatuh Tempo") || s.Get("/reviews/due.csv").Status != 200 {
			t.Errorf("due: %d", a.Status)
		}
		if a := s.Post("/reviews", url.Values{"members[0].post": {"Ketua"}}); a.Status != 422 || a.Find(".govuk-error-summary a").Length() < 1 {
			t.Errorf("incomplete: %d", a.Status)
		}
		made := s.Post("/reviews", url.Values{"held_on": {"20-11-2026"}, "place": {"Aula"}, "chair": {"Kalapas " + evil}, "members[0].name": {"Uji"}, "members[0].post": {"Wali"}, "members[0].present": {"1"}})
		if made.Status != 303 {
			t.Fatalf("convened: %d %s", made.Status, made.Text(".govuk-error-summary"))
		}
		path := made.Header.Get("Location")
		for _, rest := range []string{"", "/agenda", "/cases/new", "/cases/new?q=Diminta", "/edit", "/cancel", "/minutes"} {
			if a := s.Get(path + rest); a.Status != 200 || strings.Contains(a.Body, evil) {
				t.Errorf("%s: %d", rest, a.Status)
			}
		}
		if a := s.Post(path+"/agenda", url.Values{}); a.Status != 422 {
			t.Errorf("nobody chosen: %d", a.Status)
		}
		if a := s.Post(path+"/agenda", url.Values{"person_id": {due.ID.String()}}); a.Status != 303 {
			t.Errorf("brought: %d", a.Status)
		}
		if a := s.Post(path+"/cases", url.Values{"q": {"Diminta"}, "person_id": {asked.ID.String()}}); a.Status != 422 || a.Find("#f-request-error").Length() != 1 {
			t.Errorf("requested without a word: %d", a.Status)
		}
		if a := s.Post(path+"/cases", url.Values{"person_id": {asked.ID.String()}, "request": {"Orang tua sakit"}}); a.Status != 303 {
			t.Errorf("requested: %d", a.Status)
		}
		page := s.Get(path)
		next := page.Find(".govuk-button-group a, a.govuk-button").First().AttrOr("href", "")
		if !strings.HasPrefix(next, "/cases/") || !strings.Contains(page.Text("main"), "1/3 masa pidana tercapai") {
			t.Fatalf("the page offers %q first: %s", next, page.Text("main"))
		}
		if acts := page.Find(`.t-table__act a[href^="/cases/"]`); acts.Length() != 2 || !strings.HasPrefix(acts.First().Text(), "Putuskan") {
			t.Errorf("the agenda offers %q to decide", acts.Text())
		}
		if a := s.Post(next, url.Values{"decision": {"defer"}}); a.Status != 422 || a.Find(".govuk-error-summary a").Length() != 2 {
			t.Errorf("deferred without reason and day: %d", a.Status)
		}
		a := s.Post(next, url.Values{"decision": {"move_stage"}, "to_stage": {"mid1"}, "grounds": {"Baik " + evil}, "review_on": {"20-02-2027"}})
		if a.Status != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/cases/") || a.Header.Get("Location") == next {
			t.Fatalf("decided: %d, then %s", a.Status, a.Header.Get("Location"))
		}
		second := a.Header.Get("Location")
		if a := s.Post(path+"/conclude", url.Values{}); a.Status == 303 {
			t.Error("concluded with an open case")
		}
		if a := s.Post(second+"/drop", url.Values{}); a.Status != 303 {
			t.Errorf("dropped: %d", a.Status)
		}
		if a := s.Post(path+"/conclude", url.Values{}); a.Status != 303 {
			t.Errorf("concluded: %d", a.Status)
		}
		paper := s.Get(path + "/minutes")
		if text := paper.Text("main"); !strings.Contains(text, "Pindah ke Tahap lanjutan I") || strings.Contains(paper.Body, evil) {
			t.Errorf("the minutes: %s", text)
		}
		if text := s.Get(at(due, "/plan")).Text("main"); !strings.Contains(text, "Tahap lanjutan I sejak 20 Nov 2026") {
			t.Errorf("the stage on the person's page: %s", text)
		}
		if csv := s.Get("/reviews.csv"); csv.Status != 200 || !strings.Contains(csv.Body, "BUNGO-TPP-26-1") {
			t.Errorf("the list as a file: %d", csv.Status)
		}
		if a := open(t, w, w.Actor(authz.RegionalOffice, w.KanwilJambi)).Get("/reviews"); a.Status != 200 || !strings.Contains(a.Body, "BUNGO-TPP-26-1") || a.Find(`a[href="/reviews/new"]`).Length() != 0 {
			t.Errorf("the regional office: %d", a.Status)
		}
	})
}

func TestASittingIsCalledOffFromItsPage(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		s := open(t, w, w.Actor(authz.FacilityHead, w.LapasBungo))
		g := w.Sitting(t, w.LapasBungo, "2026-12-20")
		path := "/reviews/" + g.ID.String()
		change := url.Values{"held_on": {"21-12-2026"}, "minutes": {"Catatan"}, "version": {"1"}}
		if a := s.Post(path, change); a.Status != 303 {
			t.Errorf("changed: %d", a.Status)
		}
		if a := s.Post(path, change); a.Status != 409 || a.Find("[name=version]").AttrOr("value", "") != "2" {
			t.Errorf("a stale change: %d", a.Status)
		}
		if a := s.Post(path+"/cancel", url.Values{}); a.Status != 422 {
			t.Errorf("without a word: %d", a.Status)
		}
		if a := s.Post(path+"/cancel", url.Values{"reason": {"Banjir"}}); a.Status != 303 || !strings.Contains(s.Get(path).Body, "Banjir") {
			t.Errorf("called off: %d", a.Status)
		}
	})
}
