package assessmentweb_test

import (
	"net/url"
	"strings"
	"testing"

	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/assessment"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

// library is a world with the program's questionnaires and a person.
func library(t *testing.T, d *db.DB) (*directorytest.World, person.Person) {
	t.Helper()
	w := directorytest.Seed(t, d)
	if _, err := assessment.Load(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return w, persontest.Convict(t, d, w.LapasBungo, "Budi")
}

// begin starts a questionnaire and gives its address.
func begin(t *testing.T, s *webtest.Site, p person.Person, key string) string {
	t.Helper()
	a := s.Post(at(p, "/assessments"), url.Values{"form": {key}})
	if a.Status != 303 || !strings.HasSuffix(a.Location(), "/fill") {
		t.Fatalf("begun: %d %s", a.Status, a.Text("main"))
	}
	return strings.TrimSuffix(a.Location(), "/fill")
}

// send fills the page at an address in and saves it; it gives the next address.
func send(t *testing.T, s *webtest.Site, page string, answers map[string]string) string {
	t.Helper()
	shown := s.Get(page)
	form := url.Values{}
	for _, name := range []string{"section", "shown", "version"} {
		form.Set(name, shown.Find("main form [name="+name+"]").AttrOr("value", ""))
	}
	for key, value := range answers {
		form.Set("answers."+key, value)
	}
	path, _, _ := strings.Cut(page, "?")
	a := s.Post(path, form)
	if a.Status != 303 {
		t.Fatalf("%s: %d %s", page, a.Status, a.Text(".govuk-error-summary"))
	}
	return a.Location()
}

// agree answers every question of the employability questionnaire alike.
func agree(t *testing.T, s *webtest.Site, p person.Person, value, on string) string {
	t.Helper()
	sheet := begin(t, s, p, "employability")
	next := sheet + "/fill"
	for _, keys := range []string{"can_do can_learn can_show can_count", "knows_where can_ask has_papers", "on_time with_others has_help"} {
		answers := map[string]string{}
		for _, key := range strings.Fields(keys) {
			answers[key] = value
		}
		next = send(t, s, next, answers)
	}
	if next != sheet+"/review" {
		t.Fatalf("after the last section comes %s", next)
	}
	review := s.Get(next)
	if a := s.Post(sheet+"/submit", url.Values{"taken_on": {on}, "version": {review.Find("main form [name=version]").AttrOr("value", "")}}); a.Status != 303 {
		t.Fatalf("submitted: %d %s", a.Status, a.Text(".govuk-error-summary"))
	}
	return sheet
}

func TestAQuestionnaireIsFilledInSectionBySectionAndRead(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if a := s.Get(at(p, "/assessments/new")); a.Find("form [name=form]").Length() != 5 {
			t.Errorf("%d questionnaires are offered", a.Find("form [name=form]").Length())
		}
		sheet := agree(t, s, p, "3", "01-10-2026")
		page := s.Get(sheet)
		if got := page.Text("table"); !strings.Contains(got, "50 dari 100") || !strings.Contains(got, "Sebagian siap") || !strings.Contains(got, "Penilaian pertama") {
			t.Errorf("the result says %q", got)
		}
		if got := page.Text("details"); !strings.Contains(got, "Rata-rata sepuluh jawaban") || !strings.Contains(got, "Saya cepat belajar pekerjaan baru: 3 dari 5") || !strings.Contains(got, "Asumsi awal") {
			t.Errorf("how it is computed: %q", got)
		}
		again := s.Get(agree(t, s, p, "3.0", "01-11-2026"))
		if !strings.Contains(again.Text("table"), "Tidak ada perubahan di luar galat ukur; sebelumnya 50 (1 Okt 2026)") {
			t.Errorf("the same again: %q", again.Text("table"))
		}
		better := s.Get(agree(t, s, p, "5", "20-11-2026"))
		if !strings.Contains(better.Text("table"), "Naik dari 50") {
			t.Errorf("much better: %q", better.Text("table"))
		}
		s.Lang = i18n.English
		if got := s.Get(at(p, "")).Text("main"); strings.Count(got, "Self-rated employability") != 3 || !strings.Contains(got, "100 of 100 · Feels ready") {
			t.Errorf("the person's page: %q", got)
		}
	})
}

func TestFurtherQuestionsComeUpAndNothingTypedIsLost(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		sheet := begin(t, s, p, "needs")
		first := sheet + "/fill?section=education"
		if s.Get(first).Find(`[name="answers.school_goal"]`).Length() != 0 {
			t.Error("a question is asked before it applies")
		}
		back := send(t, s, first, map[string]string{"schooling": "sd", "reading": "well", "wants_school": "yes"})
		if back != first+"&more=1" {
			t.Fatalf("a further question is passed over: %s", back)
		}
		page := s.Get(back)
		if page.Find(`[name="answers.school_goal"]`).Length() != 1 || !strings.Contains(page.Text(".govuk-inset-text"), "pertanyaan lanjutan") || page.Find(`[name="answers.schooling"][checked]`).AttrOr("value", "") != "sd" {
			t.Error("the further question is not asked beside the earlier answers")
		}
		if next := send(t, s, back, map[string]string{"schooling": "sd", "reading": "well", "wants_school": "yes", "school_goal": evil}); next != sheet+"/fill?section=skill" {
			t.Errorf("next is %s", next)
		}
		work := s.Get(sheet + "/fill?section=work")
		form := url.Values{
			"section": {"work"}, "shown": {work.Find("main form [name=shown]").AttrOr("value", "")}, "version": {work.Find("main form [name=version]").AttrOr("value", "")},
			"answers.job_waiting": {"none"}, "answers.dependants": {"99"},
		}
		a := s.Post(sheet+"/fill", form)
		if a.Status != 422 || a.Text("#f-answers-dependants-error") == "" || a.Find(`[name="answers.dependants"]`).AttrOr("value", "") != "99" || a.Find(`[name="answers.job_waiting"][checked]`).AttrOr("value", "") != "none" {
			t.Errorf("out of bounds: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		form.Set("answers.dependants", "2")
		form.Set("version", "1")
		if a = s.Post(sheet+"/fill", form); a.Status != 409 && a.Status != 422 || a.Find(`[name="answers.dependants"]`).AttrOr("value", "") != "2" {
			t.Errorf("a colleague was first: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		review := s.Get(sheet + "/review")
		if strings.Contains(review.Body, evil) || !strings.Contains(review.Text("main"), "pertanyaan wajib belum dijawab") {
			t.Errorf("the review: %s", review.Text("main"))
		}
		if a = s.Post(sheet+"/submit", url.Values{"taken_on": {"01-11-2026"}, "version": {review.Find("main form [name=version]").AttrOr("value", "")}}); a.Status != 422 || a.Find(`.govuk-error-summary a[href="#row-has_trade"]`).Length() != 1 {
			t.Errorf("submitted half: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a = s.Post(sheet+"/discard", url.Values{}); a.Status != 303 || s.Get(sheet).Status != 404 {
			t.Errorf("thrown away: %d", a.Status)
		}
	})
}

// complete are the answers of somebody who needs schooling and a trade.
func complete(t *testing.T, s *webtest.Site, p person.Person) string {
	t.Helper()
	sheet := begin(t, s, p, "needs")
	for section, answers := range map[string]map[string]string{
		"education": {"schooling": "sd", "reading": "well", "wants_school": "no"}, "skill": {"has_trade": "no", "wants_trade": "las " + evil}, "work": {"job_waiting": "sure", "dependants": "2"},
		"housing": {"home": "own"}, "family": {"contact": "often", "support": "yes", "children": "no"}, "health": {"care": "no", "insured": "yes"}, "substance": {"relapse_help": "none"}, "character": {"guidance": "none", "quarrels": "never"},
	} {
		send(t, s, sheet+"/fill?section="+section, answers)
	}
	if a := s.Post(sheet+"/submit", url.Values{"taken_on": {"01-11-2026"}}); a.Status != 303 {
		t.Fatalf("submitted: %d %s", a.Status, a.Text(".govuk-error-summary"))
	}
	return sheet
}

func TestProposedNeedsAreConfirmedInOneStep(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		open := need()
		open.Set("area", "education")
		s.Post(at(p, "/needs"), open)
		sheet := complete(t, s, p)
		page := s.Get(sheet)
		if page.Find(`[name="needs[0].take"]`).Length() != 1 || page.Find(`[name="needs[0].take"][checked]`).Length() != 0 || page.Find(`[name="needs[1].take"][checked]`).Length() != 1 {
			t.Fatalf("what is open already is ticked: %s", page.Text("main"))
		}
		wrong := url.Values{"needs[1].take": {"1"}, "needs[1].severity": {"9"}, "needs[1].topic": {"las"}}
		if a := s.Post(sheet+"/needs", wrong); a.Status != 422 || a.Text("#f-needs-1-severity-error") == "" {
			t.Errorf("a severity that is none: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		wrong.Set("needs[1].severity", "2")
		if a := s.Post(sheet+"/needs", wrong); a.Status != 303 {
			t.Fatalf("confirmed: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		person := s.Get(at(p, ""))
		if person.Find(`a[href^="/needs/"]`).Length() != 2 || strings.Contains(person.Body, evil) {
			t.Errorf("needs: %s", person.Text("main"))
		}
		if s.Get(sheet).Find(`[name="needs[0].take"]`).Length() != 0 {
			t.Error("it is proposed again")
		}
	})
}

func TestAMistakeIsCorrectedWithAReason(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		sheet := agree(t, s, p, "2", "01-10-2026")
		if a := s.Post(sheet+"/correct", url.Values{}); a.Status != 422 || a.Text("#f-reason-error") == "" {
			t.Errorf("without a reason: %d", a.Status)
		}
		a := s.Post(sheet+"/correct", url.Values{"reason": {"Tertukar " + evil}})
		if a.Status != 303 || !strings.HasSuffix(a.Location(), "/review") {
			t.Fatalf("begun: %d %s", a.Status, a.Location())
		}
		right := strings.TrimSuffix(a.Location(), "/review")
		if s.Post(right+"/submit", url.Values{"taken_on": {"01-10-2026"}}).Status != 303 {
			t.Fatal("the correction cannot be submitted")
		}
		if old := s.Get(sheet); !strings.Contains(old.Text("main"), "Sudah diganti") || old.Find(`a[href="`+right+`"]`).Length() != 1 {
			t.Errorf("the mistake: %s", old.Text("main"))
		}
		if got := s.Get(right); strings.Contains(got.Body, evil) || !strings.Contains(got.Text("main"), "Tertukar") {
			t.Errorf("the correction: %s", got.Text("main"))
		}
		if a := s.Get(sheet + "/fill"); a.Status != 409 {
			t.Errorf("a submitted sheet opens for filling in: %d", a.Status)
		}
	})
}

func TestMedicalQuestionnairesStandBehindTheHealthDoor(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		sheet := begin(t, s, p, "rehabilitation")
		send(t, s, sheet+"/fill", map[string]string{"stage": "entry"})
		send(t, s, sheet+"/fill?section=domains", map[string]string{"physical": "61,5"})
		if a := s.Post(sheet+"/submit", url.Values{"taken_on": {"01-10-2026"}}); a.Status != 303 {
			t.Fatalf("submitted: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if got := s.Get(sheet).Text("table"); !strings.Contains(got, "61,5 dari 100") {
			t.Errorf("the result: %s", got)
		}
		if strings.Contains(s.Get(at(p, "")).Body, sheet) || s.Get(at(p, "/health")).Find(`a[href="`+sheet+`"]`).Length() != 1 {
			t.Error("it is listed in the wrong place")
		}
		kanwil := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		if a := kanwil.Get(sheet); a.Status != 404 {
			t.Errorf("the regional office opens it: %d", a.Status)
		}
	})
}
