package assessmentweb_test

import (
	"flag"
	"fmt"
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

var shots = flag.String("shots", "", "write pictures of the pages into this folder")

const longName = "Muhammad Abdurrahman Wahyu Hidayatullah Kusumawardhana bin Haji Syamsuddin Al-Banjari"

// TestPagesAreSoundInABrowser looks at everything about a person: nothing wider
// than the window, nothing refused, no finding of axe.
func TestPagesAreSoundInABrowser(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	persontest.Crowd(t, d, 60, w.LapasBungo)
	p := persontest.Convict(t, d, w.LapasBungo, longName, func(c *person.RegisterCommand) { c.NIK, c.Born = "0001014101900001", "1990-01-02" })
	s := open(t, d, w.Actor(authz.ProgrammeOfficer, w.LapasBungo))
	fill(t, s, p, w)
	if _, err := assessment.Load(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	agree(t, s, p, "2", "01-10-2026")
	sheet, needs, office := agree(t, s, p, "5", "01-11-2026"), complete(t, s, p), open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
	draft := begin(t, s, p, "conduct")
	sound(t, s, map[string]string{
		"sheet-begin": at(p, "/assessments/new"), "sheet-fill": draft + "/fill?section=attitude", "sheet-review": draft + "/review", "sheet-result": sheet, "sheet-needs": needs, "sheet-correct": sheet + "/correct",
	})
	form := written(t, office)
	sound(t, office, map[string]string{
		"forms": "/questionnaires", "form-new": "/questionnaires/new", "form": form, "form-try": form + "/try", "form-edit": form + "/edit", "form-item": form + "/items/years", "form-score": form + "/scores/total",
		"form-section": form + "/sections/one", "form-head": form + "/head", "form-text": form + "/document",
	})
	sound(t, s, map[string]string{
		"list": "/people?status=active&sort=release_due_on", "nobody": "/people?q=tidak-ada", "register": "/people/new", "person": at(p, ""),
		"release": at(p, "/release"), "needs": "/needs", "need-form": at(p, "/needs/new"), "readiness-form": at(p, "/readiness/new"), "health": at(p, "/health"), "history": at(p, "/history"),
	})
}

// sound opens pages in a browser, narrow and wide, in both languages.
func sound(t *testing.T, s *webtest.Site, pages map[string]string) {
	t.Helper()
	b := webtest.Open(t, s)
	for name, path := range pages {
		for _, width := range []int64{390, 1280} {
			for _, lang := range i18n.Langs() {
				if width == 1280 && lang == i18n.English {
					continue // the layout is looked at on a desk in Indonesian, the words on a phone
				}
				b.Visit(path, width, lang, false)
				if wide := b.Overflow(); wide > 0 {
					t.Errorf("%s at %d px in %s is %d px too wide", name, width, lang, wide)
				}
				if width == 1280 || lang == i18n.English {
					for _, v := range append(b.Violations(), b.Complaints()...) {
						t.Errorf("%s at %d px in %s: %s", name, width, lang, v)
					}
				}
				b.Shoot(*shots, fmt.Sprintf("%s-%d-%s", name, width, lang))
			}
		}
	}
}

// fill gives a person one of everything, over the forms.
func fill(t *testing.T, s *webtest.Site, p person.Person, w *directorytest.World) {
	t.Helper()
	plain := need()
	plain.Set("topic", "las listrik")
	plain.Set("evidence", "Wawancara 3 Okt")
	before, after := checklist("before", "needed"), checklist("after", "done")
	for i := range 7 {
		before.Set(fmt.Sprintf("items[%d].owner", i), "Wali Pemasyarakatan")
	}
	after.Set("items[4].answer", "needed")
	after.Set("items[4].owner", "Pembimbing Kemasyarakatan")
	for _, x := range []struct {
		path string
		form url.Values
	}{
		{"/needs", plain},
		{"/readiness", before},
		{"/readiness", after},
		{"/consents", url.Values{"partner_id": {w.Baznas.String()}, "purpose": {"class_attendance"}, "answer": {"given"}, "answered_by": {"self"}, "given_on": {"20-11-2026"}, "evidence": {"Lembar 12/2026"}}},
		{"/screenings", url.Values{"kind": {"tb"}, "screened_on": {"03-10-2026"}, "result": {"follow_up"}, "note": {strings.Repeat("rujukan ke puskesmas ", 5)}}},
		{"/rehabilitation", url.Values{"stage": {"screening"}, "since_on": {"04-10-2026"}, "physical": {"60"}}},
	} {
		if a := s.Post(at(p, x.path), x.form); a.Status != 303 {
			t.Fatalf("%s: %d %s", x.path, a.Status, a.Text(".govuk-error-summary"))
		}
	}
}
