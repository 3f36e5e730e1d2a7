package personweb_test

import (
	"net/url"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

func TestTheBoxFindsWithoutPuttingNamesIntoAddresses(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	p := persontest.Convict(t, d, w.LapasBungo, "Tjahjo "+evil, func(c *person.RegisterCommand) { c.NIK, c.Born = "0015080503900001", "1990-03-05" })
	persontest.Convict(t, d, w.LapasBungo, "Cahyono")
	s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo), personweb.Around{})
	for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
		s.Lang = lang
		empty := s.Get("/find")
		if empty.Status != 200 || empty.Find("form[method=post][action='/find'] input[name=text]").Length() != 1 || empty.Find("table").Length() != 0 {
			t.Errorf("%s: the empty box: %d", lang, empty.Status)
		}
		found := s.Post("/find", url.Values{"text": {"cahjo"}})
		if found.Status != 200 || found.Find("[data-t-found] tbody tr").Length() != 2 || found.Find("tbody th a").First().AttrOr("href", "") != "/people/"+p.ID.String() {
			t.Errorf("%s: found %d: %s", lang, found.Status, found.Text("main"))
		}
		if found.Find("main input[name=text]").AttrOr("value", "") != "cahjo" || strings.Contains(found.Body, "03-05") || strings.Contains(found.Body, "0015080503900001") {
			t.Errorf("%s: what was typed is gone, or more is shown than tells people apart", lang)
		}
		if none := s.Post("/find", url.Values{"text": {"<b>zzqq"}}); none.Status != 200 || none.Find("main b").Length() != 0 || none.Find("table").Length() != 0 {
			t.Errorf("%s: nobody: %d", lang, none.Status)
		}
	}
	if card := s.Post("/find", url.Values{"text": {"0015 0805 0390 0001"}}); card.Status != 303 || card.Header.Get("Location") != "/people/"+p.ID.String() {
		t.Errorf("by the card: %d to %s", card.Status, card.Header.Get("Location"))
	}
}

func TestWhoMayNotReadPeopleHasNoBox(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	persontest.Convict(t, d, w.LapasBungo, "Tjahjo")
	for _, role := range []authz.Role{authz.Observer, authz.Administrator} {
		s := open(t, d, w.Actor(role, w.LapasBungo), personweb.Around{})
		if get, post := s.Get("/find"), s.Post("/find", url.Values{"text": {"tjahjo"}}); get.Status != 403 || post.Status != 403 || strings.Contains(post.Body, "Tjahjo") {
			t.Errorf("%s: %d, %d", role, get.Status, post.Status)
		}
	}
	other := open(t, d, w.Actor(authz.FacilityHead, w.LapasSelong), personweb.Around{})
	if p := other.Post("/find", url.Values{"text": {"tjahjo"}}); p.Status != 200 || p.Find("table").Length() != 0 {
		t.Errorf("another facility finds %s", p.Text("main"))
	}
}
