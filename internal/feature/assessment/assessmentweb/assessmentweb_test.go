package assessmentweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/feature/assessment/assessmentweb"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/civil"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

const evil = `<script>alert("x")</script>`

// open is the person's page with our parts, and our pages.
func open(t *testing.T, d *db.DB, actor authz.Actor) *webtest.Site {
	t.Helper()
	people, offices := persontest.Service(d), directory.New(d)
	today := func() civil.Date { return civil.Today(webtest.Now) }
	pages := assessmentweb.New(assessment.New(d), people, offices, today)
	return webtest.New(t, actor, func(rt *web.Router) {
		pages.Register(rt)
		personweb.Register(rt, people, offices, personweb.Around{
			Today:    today,
			Sections: []personweb.Section{pages.Needs, pages.Readiness, pages.Sheets, pages.Health}, Offers: []personweb.Offer{pages.Offer},
		})
	}, assessmentweb.Words, personweb.Words)
}

func at(p person.Person, rest string) string { return "/people/" + p.ID.String() + rest }

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, assessmentweb.Words, []string{"."}, ui.Words)
}

func TestEveryEnumAndErrorHasWords(t *testing.T) {
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(assessmentweb.Words); err != nil {
		t.Fatal(err)
	}
	for family, words := range map[string]string{
		"need.area.": fmt.Sprint(assessment.Areas()), "need.reason.": fmt.Sprint(assessment.CloseReasons()), "need.severity.": "1 2 3", "need.severity_hint.": "1 2 3",
		"readiness.phase.": fmt.Sprint(assessment.Phases()), "readiness.item.": fmt.Sprint(assessment.Things()), "readiness.item_hint.": fmt.Sprint(assessment.Things()),
		"readiness.answer.": fmt.Sprint(assessment.Answers()), "screening.kind.": fmt.Sprint(assessment.ScreeningKinds()), "screening.result.": fmt.Sprint(assessment.Results()),
		"rehabilitation.stage.": fmt.Sprint(assessment.Stages()), "sheet.status.": "draft submitted replaced", "sheet.score.": "incomplete impossible", "sheet.change.": "rose fell no_clear_change error_unknown incomparable",
		"questionnaire.status.": "draft published retired", "questionnaire.purpose.": fmt.Sprint(assessment.Purposes()), "questionnaire.purpose_hint.": fmt.Sprint(assessment.Purposes()),
		"questionnaire.type.": fmt.Sprint(questionnaire.Kinds()), "questionnaire.seen.": "restricted medical", "questionnaire.better.": "higher lower",
		"error.": "need.closed need.open readiness.unanswered rehabilitation.stage assessment.stale",
	} {
		for _, w := range strings.Fields(strings.Trim(words, "[]")) {
			if !bundle.Has(family + w) {
				t.Errorf("no words for %s", family+w)
			}
		}
	}
}

func need() url.Values {
	return url.Values{"area": {"skill"}, "topic": {"las " + evil}, "severity": {"3"}, "evidence": {"Wawancara " + evil}, "assessed_on": {"03-10-2026"}}
}

func TestANeedIsRecordedCorrectedClosedAndOpenedAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if s.Get(at(p, "")).Find(`a[href="`+at(p, "/needs/new")+`"]`).Length() != 1 || s.Get(at(p, "/needs/new")).Status != 200 {
			t.Error("no way to the form")
		}
		if a := s.Post(at(p, "/needs"), url.Values{"topic": {evil}}); a.Status != 422 || a.Find(".govuk-error-summary a").Length() != 4 || a.Find("[name=topic]").AttrOr("value", "") != evil || strings.Contains(a.Body, evil) {
			t.Errorf("incomplete: %d, %d errors", a.Status, a.Find(".govuk-error-summary a").Length())
		}
		form := need()
		form.Set("_once", "01890a5d-ac96-774b-bcce-b302099a8057")
		for range 2 {
			if a := s.Post(at(p, "/needs"), form); a.Status != 303 || a.Location() != at(p, "/needs") {
				t.Fatalf("recorded: %d %s", a.Status, a.Text(".govuk-error-summary"))
			}
		}
		page := s.Get(at(p, ""))
		link := page.Find(`a[href^="/needs/"]`)
		if link.Length() != 1 || !strings.Contains(link.Text(), "Keterampilan: las "+evil) || strings.Contains(page.Body, evil) {
			t.Fatalf("the person's page has %d needs: %s", link.Length(), link.Text())
		}
		one := link.AttrOr("href", "")
		changed := need()
		changed.Set("version", "1")
		changed.Set("severity", "2")
		if a := s.Post(one, changed); a.Status != 303 {
			t.Errorf("corrected: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		changed.Set("severity", "1")
		if a := s.Post(one, changed); a.Status != 409 || !strings.Contains(a.Text(".t-conflict"), "Penting") || !strings.Contains(a.Text(".t-conflict"), "Akan membantu") || a.Find("[name=version]").AttrOr("value", "") != "2" {
			t.Errorf("stale: %d %s", a.Status, a.Text(".t-conflict"))
		}
		if a := s.Post(one+"/close", url.Values{"on": {"01-01-2026"}, "reason": {"met"}, "version": {"2"}}); a.Status != 422 || a.Text("#f-on-error") == "" {
			t.Errorf("closed before it was found: %d", a.Status)
		}
		if a := s.Post(one+"/close", url.Values{"on": {"20-11-2026"}, "reason": {"met"}, "version": {"2"}}); a.Status != 303 {
			t.Errorf("closed: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Get(one); !strings.Contains(a.Text("main"), "Terpenuhi") || a.Find(`a[href$="/close"]`).Length() != 0 {
			t.Error("a closed need can be closed")
		}
		if a := s.Post(one+"/close", url.Values{"on": {"20-11-2026"}, "reason": {"met"}}); !strings.Contains(a.Text(".govuk-error-summary"), "sudah ditutup") {
			t.Errorf("closed twice: %s", a.Text(".govuk-error-summary"))
		}
		if a := s.Post(one+"/reopen", url.Values{"version": {"3"}}); a.Status != 303 || s.Get(one).Find(`a[href$="/close"]`).Length() != 1 {
			t.Errorf("reopened: %d", a.Status)
		}
	})
}

func TestOpenNeedsAreListedFilteredAndExported(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "=Budi")
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if a := s.Get("/needs"); a.Text(".t-empty__title") != "Belum ada kebutuhan yang tercatat" {
			t.Errorf("empty: %q", a.Text(".t-empty"))
		}
		s.Post(at(p, "/needs"), need())
		second := need()
		second.Set("area", "work")
		second.Set("severity", "1")
		s.Post(at(p, "/needs"), second)
		for query, want := range map[string]int{"": 2, "?area=work": 1, "?severity=3": 1, "?area=work&severity=3": 0, "?q=LAS": 2, "?q=jahit": 0} {
			a := s.Get("/needs" + query)
			if got := a.Find("tbody tr").Length(); got != want || strings.Contains(a.Body, evil) {
				t.Errorf("%q lists %d, want %d", query, got, want)
			}
		}
		if a := s.Get("/needs?severity=9"); a.Status != 422 {
			t.Errorf("a severity that is none: %d", a.Status)
		}
		if csv := s.Get("/needs.csv"); !strings.Contains(csv.Body, "'=Budi") || strings.Count(csv.Body, "\r\n") != 3 {
			t.Errorf("csv: %q", csv.Body)
		}
		if _, err := persontest.Service(d).Release(t.Context(), authz.OperatorAs("test"), p.ID, person.ReleaseCommand{On: civil.Must("2026-11-20"), Kind: person.Parole}); err != nil {
			t.Fatal(err)
		}
		if row := s.Get("/needs").Text("tbody"); !strings.Contains(row, "keluar 20 Nov 2026") || strings.Contains(row, "terlambat") {
			t.Errorf("somebody who went home: %s", row)
		}
		s.Lang = i18n.English
		if a := s.Get("/needs"); a.Text("h1") != "Needs" || !strings.Contains(a.Text("tbody"), "Pressing") {
			t.Errorf("English: %s", a.Text("tbody"))
		}
	})
}

func checklist(phase, answer string) url.Values {
	form := url.Values{"phase": {phase}, "taken_on": {"20-11-2026"}, "confidence": {"4"}}
	for i := range assessment.Things() {
		form.Set(fmt.Sprintf("items[%d].answer", i), answer)
		form.Set(fmt.Sprintf("items[%d].owner", i), "Wali "+evil)
		form.Set(fmt.Sprintf("items[%d].due_on", i), "01-12-2026")
	}
	return form
}

// The form brings along who was to see to a thing and by when. Once the thing is
// done that day may have passed, and it is nobody's any more.
func TestAThingThatIsDoneNeedsNoOwnerAndNoDay(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	p := persontest.Convict(t, d, w.LapasBungo, "Budi")
	s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
	for _, answer := range []string{"needed", "done"} {
		late := checklist("after", answer)
		for i := range assessment.Things() {
			late.Set(fmt.Sprintf("items[%d].due_on", i), "01-11-2026")
		}
		a := s.Post(at(p, "/readiness"), late)
		if answer == "needed" {
			if a.Status != 422 || a.Text("#f-items-0-due_on-error") == "" {
				t.Errorf("still needed, by a day that has passed: %d %s", a.Status, a.Text(".govuk-error-summary"))
			}
			continue
		}
		if a.Status != 303 {
			t.Fatalf("done: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if shown := s.Get(a.Location()).Text("table"); strings.Contains(shown, "Wali") || strings.Contains(shown, "1 Nov 2026") {
			t.Errorf("what is done is still somebody's: %s", shown)
		}
	}
}

func TestReadinessShowsWhatCameIntoPlace(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if a := s.Get(at(p, "/readiness/new?phase=release")); a.Find("fieldset.t-fieldset").Length() != 7 || a.Find("[name=phase][checked]").AttrOr("value", "") != "release" {
			t.Errorf("the form has %d things", a.Find("fieldset.t-fieldset").Length())
		}
		wrong := checklist("before", "needed")
		wrong.Del("items[3].answer")
		wrong.Set("items[2].owner", "")
		a := s.Post(at(p, "/readiness"), wrong)
		if a.Status != 422 || a.Text("#f-items-3-answer-error") == "" {
			t.Errorf("unanswered: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		wrong.Set("items[3].answer", "needed")
		if a = s.Post(at(p, "/readiness"), wrong); a.Status != 422 || a.Text("#f-items-2-owner-error") == "" || a.Find(`[name="items[0].answer"][checked]`).AttrOr("value", "") != "needed" {
			t.Errorf("without an owner: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		before := checklist("before", "needed")
		before.Set("_once", "01890a5d-ac96-774b-bcce-b302099a8057")
		made := s.Post(at(p, "/readiness"), before)
		if again := s.Post(at(p, "/readiness"), before); made.Status != 303 || again.Location() != made.Location() {
			t.Fatalf("taken: %d %s, again %s", made.Status, made.Location(), again.Location())
		}
		shown := s.Get(made.Location())
		if strings.Contains(shown.Body, evil) || !strings.Contains(shown.Text("table"), "Surat diri") || !strings.Contains(shown.Text("main"), "0 dari 7") {
			t.Errorf("shown: %s", shown.Text("main"))
		}
		if next := s.Get(at(p, "/readiness/new")); next.Find("[name=phase][checked]").AttrOr("value", "") != "after" || next.Find(`[name="items[6].answer"][checked]`).AttrOr("value", "") != "needed" || next.Find("[name=version]").Length() != 0 {
			t.Error("the next look does not start from the last one")
		}
		if a := s.Post(at(p, "/readiness"), checklist("after", "done")); a.Status != 303 {
			t.Fatalf("after: %d", a.Status)
		}
		for lang, want := range map[i18n.Lang]string{i18n.Indonesian: "Menjadi beresSurat diri", i18n.English: "Put in place sincePapers"} {
			s.Lang = lang
			if got := s.Get(at(p, "")).Text("main"); !strings.Contains(got, want) {
				t.Errorf("%s: the person's page does not say %q", lang, want)
			}
		}
		s.Lang = i18n.Indonesian
		half := checklist("before", "done")
		half.Set("version", "1")
		if a := s.Post(made.Location(), half); a.Status != 303 {
			t.Errorf("updated: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		stale := checklist("before", "not_applicable")
		stale.Set("version", "1")
		if a := s.Post(made.Location(), stale); a.Status != 409 || !strings.Contains(a.Text(".t-conflict"), "Tidak berlaku") || !strings.Contains(a.Text(".t-conflict"), "Beres") {
			t.Errorf("stale: %d %s", a.Status, a.Text(".t-conflict"))
		}
	})
}

// canary is a word that only a health record holds.
const canary = "rujukan-paru-7"

func TestHealthIsReadBehindADoorAndByStaffAlone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi", func(c *person.RegisterCommand) { c.NIK = "0001014101900001" })
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		form := url.Values{"kind": {"tb"}, "screened_on": {"03-10-2026"}, "result": {"follow_up"}, "note": {canary + evil}}
		if a := s.Post(at(p, "/screenings"), form); a.Status != 303 {
			t.Fatalf("screened: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Post(at(p, "/rehabilitation"), url.Values{"stage": {"screening"}, "since_on": {"04-10-2026"}, "physical": {"0"}}); a.Status != 303 {
			t.Fatalf("rehabilitation: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Post(at(p, "/rehabilitation"), url.Values{"stage": {"finished"}, "since_on": {"05-10-2026"}, "social": {"101"}}); a.Status != 422 || a.Text("#f-social-error") == "" {
			t.Errorf("a score beyond the scale: %d", a.Status)
		}
		if a := s.Post(at(p, "/rehabilitation"), url.Values{"stage": {"finished"}, "since_on": {"05-10-2026"}}); !strings.Contains(a.Text(".govuk-error-summary"), "tidak dikenal") {
			t.Errorf("a step that is none: %s", a.Text(".govuk-error-summary"))
		}
		before := reads(t, d, w, p)
		page := s.Get(at(p, ""))
		if strings.Contains(page.Body, canary) || page.Find(`a[href="`+at(p, "/health")+`"]`).Length() != 1 || reads(t, d, w, p) != before {
			t.Error("the person's page opens the health record")
		}
		health := s.Get(at(p, "/health"))
		if !strings.Contains(health.Text("main"), canary) || strings.Contains(health.Body, evil) || reads(t, d, w, p) != before+1 {
			t.Errorf("health: %d, %d reads", health.Status, reads(t, d, w, p)-before)
		}
		edit := health.Find(`a[href$="/edit"]`).AttrOr("href", "")
		form.Set("version", "1")
		form.Set("result", "clear")
		if a := s.Post(strings.TrimSuffix(edit, "/edit"), form); a.Status != 303 {
			t.Errorf("corrected: %d", a.Status)
		}
		if a := s.Post(strings.TrimSuffix(edit, "/edit"), form); a.Status != 422 || a.Find("[name=version]").AttrOr("value", "") != "2" {
			t.Errorf("stale: %d", a.Status)
		}
		for _, who := range []authz.Actor{w.Actor(authz.RegionalOffice, w.KanwilJambi), w.Actor(authz.ProbationOfficer, w.BapasJambi), w.Actor(authz.Partner, w.Baznas), w.Actor(authz.Observer, w.LapasBungo), w.Actor(authz.Administrator, w.LapasBungo), w.Actor(authz.FacilityHead, w.LapasSelong)} {
			s.Actor = who
			for _, path := range []string{at(p, ""), at(p, "/health"), at(p, "/history"), at(p, "/screenings/new"), at(p, "/rehabilitation/new"), edit, "/needs"} {
				a := s.Get(path)
				for _, secret := range []string{canary, "0001014101900001", "Tuberkulosis", `"` + at(p, "/health") + `"`} {
					if strings.Contains(a.Body, secret) {
						t.Errorf("%s at %s reads %q", who.Role, path, secret)
					}
				}
			}
			if a := s.Get(at(p, "/health")); a.Status != 403 && a.Status != 404 {
				t.Errorf("%s: %d", who.Role, a.Status)
			}
		}
	})
}

// reads counts the entries that readers of the health record left.
func reads(t *testing.T, d *db.DB, w *directorytest.World, p person.Person) int {
	t.Helper()
	entries, err := audit.History(t.Context(), d, w.LapasBungo, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if e.Action == "health.read" {
			n++
		}
	}
	return n
}

func TestAnothersRecordsAreNotFound(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Rahasia")
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		s.Post(at(p, "/needs"), need())
		one := s.Get(at(p, "")).Find(`a[href^="/needs/"]`).AttrOr("href", "")
		look := s.Post(at(p, "/readiness"), checklist("before", "done")).Location()
		s.Actor = w.Actor(authz.FacilityHead, w.LapasSelong)
		for _, path := range []string{one, one + "/edit", one + "/close", look, look + "/edit", at(p, "/needs/new"), at(p, "/readiness/new"), at(p, "/health"), "/needs/x", "/readiness/x", "/needs?facility=" + w.LapasBungo.String()} {
			if a := s.Get(path); a.Status != 404 || strings.Contains(a.Body, "Rahasia") {
				t.Errorf("GET %s: %d", path, a.Status)
			}
		}
		for path, form := range map[string]url.Values{one: need(), one + "/close": {"on": {"20-11-2026"}, "reason": {"met"}}, one + "/reopen": {}, look: checklist("before", "done"), at(p, "/needs"): need(), at(p, "/screenings"): {}} {
			if a := s.Post(path, form); a.Status != 404 {
				t.Errorf("POST %s: %d", path, a.Status)
			}
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if a := s.Get(one); a.Status != 200 || a.Find(`a[href$="/edit"]`).Length() != 0 {
			t.Errorf("the regional office reads %d, or is offered to write", a.Status)
		}
		for _, path := range []string{one + "/edit", one + "/close", look + "/edit", at(p, "/needs/new"), at(p, "/readiness/new")} {
			if a := s.Get(path); a.Status != 403 {
				t.Errorf("the regional office at %s: %d", path, a.Status)
			}
		}
		if strings.Contains(s.Log.String(), "Rahasia") {
			t.Error("the log names somebody")
		}
	})
}
