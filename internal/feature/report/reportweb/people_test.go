package reportweb_test

import (
	"fmt"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/assessment"
	"titian/internal/feature/assessment/assessmentweb"
	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/casework/caseworkweb"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttext"
	"titian/internal/feature/report/reportweb"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

const evil = `<script>alert("x")</script>`

// people is the pages about people, with a person's page around them.
func people(t *testing.T, w *caseworktest.World, a authz.Actor) *webtest.Site {
	t.Helper()
	offices := directory.New(w.DB)
	pages := reportweb.NewPeoplePages(report.New(w.DB), w.People, offices, personweb.NewFrame())
	return webtest.New(t, a, func(rt *web.Router) {
		pages.Register(rt)
		personweb.Register(rt, w.People, offices, personweb.Around{Today: func() civil.Date { return civil.Today(webtest.Now) }, Next: []personweb.Section{pages.Next}})
	}, reportweb.Words, reporttext.Words, personweb.Words, caseworkweb.Words, assessmentweb.Words)
}

// served is somebody with a sentence, a note and a need.
func served(t *testing.T, w *caseworktest.World) person.Person {
	t.Helper()
	p, head := persontest.Convict(t, w.DB, w.LapasBungo, "Menuju Pulang"), w.Actor(authz.FacilityHead, w.LapasBungo)
	sentencetest.Serving(t, sentence.New(w.DB, w.People), p.ID, "2025-01-01", 3, 0)
	if _, err := w.Casework.WriteNote(t.Context(), head, p.ID, casework.NoteCommand{Kind: casework.Family, HappenedOn: "2026-01", Text: "Ibu datang " + evil}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Casework.WriteNote(t.Context(), head, p.ID, casework.NoteCommand{Kind: casework.HealthNote, HappenedOn: "2026-02", Text: "Kambuh asma"}); err != nil {
		t.Fatal(err)
	}
	if _, err := assessment.New(w.DB).RecordNeed(t.Context(), head, p.ID, assessment.NeedCommand{Area: assessment.Skill, Severity: 3, Evidence: "uji", AssessedOn: civil.Must("2026-01-01")}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheTimelineIsShownAsFarAsItsReaderMaySee(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := caseworktest.Seed(t, d)
		p := served(t, w)
		at := "/people/" + p.ID.String() + "/timeline"
		s := people(t, w, w.Actor(authz.CaseGuardian, w.LapasBungo))
		page := s.Get(at)
		text := page.Text("main")
		for _, want := range []string{"Masuk", "Pidana: awal penahanan", "Catatan: Keluarga", "Ibu datang", "Catatan: Kesehatan", "Kebutuhan dicatat: Keterampilan"} {
			if page.Status != 200 || !strings.Contains(text, want) {
				t.Errorf("%d, without %q: %s", page.Status, want, text)
			}
		}
		if strings.Contains(page.Body, "asma") || strings.Contains(page.Body, evil) {
			t.Error("the timeline says what it must not")
		}
		if a := s.Get(at + "?kind=note"); strings.Contains(a.Text("tbody"), "Masuk") || !strings.Contains(a.Text("tbody"), "Keluarga") {
			t.Errorf("notes alone: %s", a.Text("tbody"))
		}
		if a := s.Get(at + ".csv"); a.Status != 200 || !strings.Contains(a.Body, "Ibu datang") || strings.Contains(a.Body, "asma") {
			t.Errorf("as a file: %d", a.Status)
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if a := s.Get(at); a.Status != 200 || strings.Contains(a.Text("main"), "Catatan: Kesehatan") {
			t.Errorf("the regional office: %d", a.Status)
		}
		s.Actor = w.Actor(authz.Partner, w.Baznas)
		if a := s.Get(at); a.Status != 403 {
			t.Errorf("a partner: %d", a.Status)
		}
	})
}

func TestWhoIsBlockedIsListedCountedAndShownOnThePersonsPage(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := caseworktest.Seed(t, d)
		p := served(t, w)
		persontest.Convict(t, d, w.LapasBungo, "Tanpa Putusan")
		s := people(t, w, w.Actor(authz.FacilityHead, w.LapasBungo))
		first := s.Get("/people/" + p.ID.String())
		if text := first.Text("#next"); first.Status != 200 || !strings.Contains(text, "Ikutkan dalam program") || !strings.Contains(text, "PB · mulai 22 Des 2026 (estimasi)") || !strings.Contains(text, "belum selesai program: Keterampilan") {
			t.Errorf("the person's page: %d %s", first.Status, text)
		}
		list := s.Get("/blocked")
		if text := list.Text("main"); list.Status != 200 || !strings.Contains(text, "Menuju Pulang") || !strings.Contains(text, "Tanpa Putusan") || !strings.Contains(text, "dari 2 orang") {
			t.Errorf("the list: %d %s", list.Status, text)
		}
		if a := s.Get("/blocked?kind=sentence"); strings.Contains(a.Text("main"), "Menuju Pulang") || !strings.Contains(a.Text("main"), "Tanpa Putusan") {
			t.Errorf("narrowed: %s", a.Text("main"))
		}
		if a := s.Get("/blocked.csv"); a.Status != 200 || !strings.Contains(a.Body, "Menuju Pulang") {
			t.Errorf("as a file: %d", a.Status)
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if a := s.Get("/blocked"); a.Status != 200 || !strings.Contains(a.Text("main"), "Pilih satu UPT") || s.Get("/blocked?facility="+w.LapasBungo.String()).Status != 200 {
			t.Errorf("the regional office: %d", a.Status)
		}
		s.Actor = w.Actor(authz.Observer, w.LapasBungo)
		if a := s.Get("/blocked"); a.Status != 403 {
			t.Errorf("an observer: %d", a.Status)
		}
	})
}

func TestEveryKindOfEventAndBlockHasWords(t *testing.T) {
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(reportweb.Words); err != nil {
		t.Fatal(err)
	}
	for family, words := range map[string]string{
		"timeline.kind.": fmt.Sprint(report.TimelineKinds()), "timeline.topic.": fmt.Sprint(sentence.Topics()), "timeline.what.": strings.Join(report.TimelineSorts(), " "),
		"blocked.right.": fmt.Sprint(report.Rights()), "blocked.kind.": fmt.Sprint(report.BlockKinds()), "blocked.next.": fmt.Sprint(report.Nexts()), "blocked.act.": fmt.Sprint(report.Nexts()),
		"timeline.": "years months days", "timeline.answer.": "given refused",
	} {
		for _, w := range strings.Fields(strings.Trim(words, "[]")) {
			if !bundle.Has(family + w) {
				t.Errorf("no words for %s", family+w)
			}
		}
	}
}
