package personweb_test

import (
	"net/url"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

func TestAnEmergencyIsOpenedReadAndReviewedOnPages(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Darurat "+evil)
		at := "/people/" + p.ID.String()
		far := w.Actor(authz.FacilityHead, w.LapasSelong)
		far.User = id.User{}.Make()
		s := open(t, d, far, personweb.Around{})
		if a := s.Post("/emergencies", url.Values{"number": {"B-I-"}, "reason": {"mendesak"}}); a.Status != 422 || a.Find("[name=number]").AttrOr("value", "") != "B-I-" {
			t.Errorf("a short reason: %d", a.Status)
		}
		ask := url.Values{"number": {p.RegisterNo}, "reason": {"Dirawat di RSUD, perlu data keluarga " + evil}}
		opened := s.Post("/emergencies", ask)
		if opened.Status != 303 || opened.Location() != at {
			t.Fatalf("opened: %d %s", opened.Status, opened.Text(".govuk-error-summary"))
		}
		for lang, banner := range map[i18n.Lang]string{i18n.Indonesian: "dengan akses darurat", i18n.English: "under emergency access"} {
			s.Lang = lang
			for _, page := range []string{at, at + "/register", at + "/consents", at + "/history"} {
				a := s.Get(page)
				if a.Status != 200 || !strings.Contains(a.Text(".govuk-warning-text"), banner) || strings.Contains(a.Body, evil) {
					t.Errorf("%s %s: %d %s", lang, page, a.Status, a.Text(".govuk-warning-text"))
				}
				if a.Find(`main a[href$="/release"], main a[href$="/readers"]`).Length() != 0 {
					t.Errorf("%s: it offers what it refuses", page)
				}
			}
		}
		if a := s.Get(at + "/edit"); a.Status != 403 {
			t.Errorf("a form to correct what may only be read: %d", a.Status)
		}
		if a := s.Get(at + "/readers"); a.Status != 200 && a.Status != 404 && a.Status != 403 {
			t.Errorf("readers: %d", a.Status)
		}
		s.Actor, s.Lang = w.Actor(authz.FacilityHead, w.LapasBungo), i18n.Indonesian
		list := s.Get("/emergencies")
		link := list.Find("tbody th a").AttrOr("href", "")
		if act := list.Find(".t-table__act a"); !strings.HasPrefix(act.Text(), "Tinjau") || act.AttrOr("href", "") != link {
			t.Errorf("the head is offered %q", act.Text())
		}
		if list.Status != 200 || link == "" || !strings.Contains(list.Text("tbody"), "Belum ditinjau") {
			t.Fatalf("the head's list: %d %s", list.Status, list.Text("tbody"))
		}
		if a := s.Post(link+"/review", url.Values{"verdict": {"not_justified"}, "version": {"1"}}); a.Status != 422 || a.Text("#f-review_note-error") == "" {
			t.Errorf("without a note: %d", a.Status)
		}
		if a := s.Post(link+"/review", url.Values{"verdict": {"justified"}, "review_note": {"Sesuai rujukan"}, "version": {"1"}}); a.Status != 303 {
			t.Errorf("reviewed: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Get(link); !strings.Contains(a.Text("main"), "Beralasan") || a.Find(`form[action$="/review"]`).Length() != 0 {
			t.Errorf("after: %s", a.Text("main"))
		}
		seen := s.Get(at + "/readers")
		if seen.Status != 200 || !strings.Contains(seen.Text("tbody"), "Akses darurat") || strings.Contains(seen.Body, evil) {
			t.Errorf("readers: %d %s", seen.Status, seen.Text("tbody"))
		}
		s.Actor = w.Actor(authz.FacilityHead, w.LapasMaros)
		if a := s.Get(link); a.Status != 404 {
			t.Errorf("from elsewhere: %d", a.Status)
		}
		if strings.Contains(s.Log.String(), "RSUD") || strings.Contains(s.Log.String(), p.RegisterNo) {
			t.Error("the log tells why, or who")
		}
	})
}
