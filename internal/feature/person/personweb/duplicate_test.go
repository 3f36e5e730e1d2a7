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

func TestTwoRecordsAreComparedMergedAndSeparatedOnPages(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	born := func(c *person.RegisterCommand) { c.Born = "1990-03-05" }
	a := persontest.Convict(t, d, w.LapasBungo, "Djoko "+evil, born)
	b := persontest.Convict(t, d, w.LapasBungo, "Joko "+evil, born)
	s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
	compare := "/people/" + a.ID.String() + "/compare/" + b.ID.String()
	for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
		s.Lang = lang
		pairs := s.Get("/people/duplicates")
		if pairs.Status != 200 || pairs.Find("tbody tr").Length() != 1 || pairs.Find("main script").Length() != 0 {
			t.Errorf("%s: pairs: %d %s", lang, pairs.Status, pairs.Text("main"))
		}
		if p := s.Get(compare); p.Status != 200 || p.Find("input[name=decision]").Length() != 3 || strings.Contains(p.Text("main"), "person.") {
			t.Errorf("%s: side by side: %d %s", lang, p.Status, p.Text("main"))
		}
	}
	if p := s.Post(compare, url.Values{"decision": {"first"}}); p.Status != 422 || p.Find("[value=first][checked]").Length() != 1 || p.Find("#f-reason-error").Length() != 1 {
		t.Errorf("without a reason: %d", p.Status)
	}
	if p := s.Post(compare, url.Values{"decision": {"first"}, "reason": {"Sidik jari sama"}}); p.Status != 303 {
		t.Fatalf("merged: %d %s", p.Status, p.Text("main"))
	}
	if p := s.Get("/people/" + b.ID.String()); p.Status != 303 || p.Location() != "/people/"+a.ID.String() {
		t.Errorf("the old address: %d to %s", p.Status, p.Location())
	}
	one := s.Get("/people/" + a.ID.String() + "/duplicates")
	undo := one.Find("form[action$='/undo']").AttrOr("action", "")
	if one.Status != 200 || undo == "" {
		t.Fatalf("the merge is not shown: %d %s", one.Status, one.Text("main"))
	}
	if p := s.Post(undo, url.Values{}); p.Status != 422 || p.Find("#f-reason-error").Length() != 1 {
		t.Errorf("undone without a reason: %d", p.Status)
	}
	if p := s.Post(undo, url.Values{"reason": {"Ternyata kembar"}}); p.Status != 303 {
		t.Fatalf("separated: %d %s", p.Status, p.Text("main"))
	}
	if p := s.Get("/people/" + b.ID.String()); p.Status != 200 {
		t.Errorf("the second record is back: %d", p.Status)
	}
	if p := s.Post(compare, url.Values{"decision": {"two"}, "reason": {"Kembar"}}); p.Status != 303 {
		t.Errorf("two people: %d", p.Status)
	}
	if p := s.Get("/people/duplicates"); p.Find("tbody tr").Length() != 0 {
		t.Error("who is known to be two is asked about again")
	}
}

func TestARegionSeesPairsAcrossItsFacilitiesAndAFacilityDoesNot(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	born := func(c *person.RegisterCommand) { c.Born, c.HomeRegency = "1990-03-05", "15.08" }
	a := persontest.Convict(t, d, w.LapasBungo, "Muhammad Sutrisno "+evil, born)
	b := persontest.Convict(t, d, w.RutanSungaiPenuh, "Moch. Soetrisno "+evil, born)
	s := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi), personweb.Around{})
	if p := s.Get("/people/duplicates"); p.Status != 200 || p.Find("tbody tr").Length() != 0 || !strings.Contains(p.Text("main"), "hari ini belum") {
		t.Errorf("before the first look: %d %s", p.Status, p.Text("main"))
	}
	if n, err := persontest.Service(d).SweepPairs(t.Context(), authz.OperatorAs("test"), 0); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
		s.Lang = lang
		p := s.Get("/people/duplicates")
		text := p.Text("main")
		if p.Status != 200 || p.Find("tbody tr").Length() != 1 || p.Find("main script").Length() != 0 || strings.Contains(text, "person.") {
			t.Errorf("%s: %d %s", lang, p.Status, text)
		}
		if !strings.Contains(text, "Muara Bungo") || !strings.Contains(text, "Sungai Penuh") {
			t.Errorf("%s: the facilities are not named: %s", lang, text)
		}
	}
	compare := s.Get("/people/duplicates").Find("tbody a[href*='/compare/']").AttrOr("href", "")
	if p := s.Get(compare); p.Status != 200 || p.Find("input[name=decision]").Length() != 3 {
		t.Errorf("side by side at %q: %d", compare, p.Status)
	}
	head := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
	if p := head.Get("/people/duplicates"); p.Status != 200 || strings.Contains(p.Body, b.ID.String()) {
		t.Errorf("the facility is told: %d", p.Status)
	}
	if p := head.Get("/people/" + a.ID.String() + "/duplicates"); p.Status != 200 || strings.Contains(p.Body, b.ID.String()) {
		t.Errorf("the facility is told on the person's page: %d", p.Status)
	}
	if p := head.Get(compare); p.Status != 404 {
		t.Errorf("the facility sees both side by side: %d", p.Status)
	}
}

func TestWhoMayNotMergeIsNotOfferedIt(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	a, b := persontest.Convict(t, d, w.LapasBungo, "Djoko"), persontest.Convict(t, d, w.LapasBungo, "Joko")
	compare := "/people/" + a.ID.String() + "/compare/" + b.ID.String()
	s := open(t, d, w.Actor(authz.ProgrammeOfficer, w.LapasBungo), personweb.Around{})
	if p := s.Get(compare); p.Status != 200 || p.Find("input[name=decision]").Length() != 1 {
		t.Errorf("a programme officer: %d, %d choices", p.Status, p.Find("input[name=decision]").Length())
	}
	if p := s.Post(compare, url.Values{"decision": {"first"}, "reason": {"sama"}}); p.Status != 403 {
		t.Errorf("merges nevertheless: %d", p.Status)
	}
	for _, role := range []authz.Role{authz.CaseGuardian, authz.Observer} {
		s := open(t, d, w.Actor(role, w.LapasBungo), personweb.Around{})
		if p := s.Get(compare); p.Status != 403 {
			t.Errorf("%s: %d", role, p.Status)
		}
		if p := s.Get("/people/duplicates"); p.Status != 403 {
			t.Errorf("%s: %d", role, p.Status)
		}
	}
}
