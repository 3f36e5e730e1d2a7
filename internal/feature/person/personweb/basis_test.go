package personweb_test

import (
	"net/url"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person/personweb"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

func TestALawIsCitedShownAndEndedOnPages(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		s := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi), personweb.Around{})
		if a := s.Post("/legal-bases", url.Values{"law": {evil}, "starts_on": {"31-02-2026"}}); a.Status != 422 || a.Text("#f-starts_on-error") == "" || a.Find("[name=law]").AttrOr("value", "") != evil {
			t.Errorf("a day that never comes: %d", a.Status)
		}
		cited := s.Post("/legal-bases", url.Values{"law": {"UU 23/2011 pasal 25 " + evil}, "partner_id": {w.Baznas.String()}, "purpose": {"aid"}, "starts_on": {"22-11-2026"}})
		if cited.Status != 303 || !strings.HasPrefix(cited.Location(), "/legal-bases/") {
			t.Fatalf("cited: %d %s", cited.Status, cited.Text(".govuk-error-summary"))
		}
		for lang, word := range map[i18n.Lang]string{i18n.Indonesian: "Berlaku", i18n.English: "In force"} {
			s.Lang = lang
			for _, page := range []string{"/legal-bases", cited.Location()} {
				if a := s.Get(page); a.Status != 200 || !strings.Contains(a.Text("main"), word) || strings.Contains(a.Body, evil) {
					t.Errorf("%s %s: %d %s", lang, page, a.Status, a.Text("main"))
				}
			}
		}
		s.Actor, s.Lang = w.Actor(authz.CaseGuardian, w.LapasBungo), i18n.English
		if a := s.Get(cited.Location()); a.Status != 200 || a.Find(`form[action$="/end"]`).Length() != 0 {
			t.Errorf("a guardian is offered to end it: %d", a.Status)
		}
		if a := s.Get("/legal-bases/new"); a.Status != 403 {
			t.Errorf("a guardian cites: %d", a.Status)
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if a := s.Post(cited.Location()+"/end", url.Values{"version": {"7"}}); a.Status != 409 && a.Status != 422 {
			t.Errorf("another version: %d", a.Status)
		}
		if a := s.Post(cited.Location()+"/end", url.Values{"version": {"1"}}); a.Status != 303 {
			t.Errorf("ended: %d %s", a.Status, a.Text("main"))
		}
		if a := s.Get(cited.Location()); !strings.Contains(a.Text("main"), "Ended") || a.Find(`form[action$="/end"]`).Length() != 0 {
			t.Errorf("after: %s", a.Text("main"))
		}
	})
}
