package directoryweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/directory/directoryweb"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func site(t *testing.T) (*webtest.Site, *directorytest.World, *directory.Service) {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	w, s := directorytest.Seed(t, d), directory.New(d)
	return webtest.New(t, w.Actor(authz.Administrator, w.KanwilJambi), func(rt *web.Router) { directoryweb.Register(rt, s) }, directoryweb.Words), w, s
}

// submit sends the form for action as the page shows it, with some fields changed.
func submit(t *testing.T, s *webtest.Site, page, action string, pairs ...string) *webtest.Answer {
	t.Helper()
	p := s.Get(page)
	form := p.Find("form[action='" + action + "']").First()
	if form.Length() == 0 {
		t.Fatalf("%s (%d) has no form for %s:\n%s", page, p.Status, action, p.Text("main"))
	}
	v := url.Values{}
	form.Find("input[type=hidden], input[type=text], textarea, option[selected], input[checked]").Each(func(_ int, x *goquery.Selection) {
		name, value := x.AttrOr("name", ""), x.AttrOr("value", "")
		switch goquery.NodeName(x) {
		case "option":
			name = x.Parent().AttrOr("name", "")
		case "textarea":
			value = x.Text()
		}
		v.Set(name, value)
	})
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return s.Post(action, v)
}

func TestAnOrganisationIsMadeChangedAndEnded(t *testing.T) {
	s, w, orgs := site(t)
	wrong := submit(t, s, "/organisations/new", "/organisations", "code", "x y", "name", "<b>Lapas</b>")
	if wrong.Status != http.StatusUnprocessableEntity || wrong.Find(".govuk-error-summary li").Length() == 0 || wrong.Find("[name=name]").AttrOr("value", "") != "<b>Lapas</b>" {
		t.Fatalf("a wrong form: %d %s", wrong.Status, wrong.Text("main"))
	}
	made := submit(t, s, "/organisations/new", "/organisations", "code", "TEBO", "kind", "facility", "name", "Lapas <i>Tebo</i>", "parent_id", w.KanwilJambi.String(), "facility_type", "LAPAS", "class", "IIB", "regency_code", "15.71")
	at := made.Location()
	if made.Status != http.StatusSeeOther || !strings.HasPrefix(at, "/organisations/") {
		t.Fatalf("create: %d %s", made.Status, made.Text("main"))
	}
	show := s.Get(at)
	if show.Text("h1") != "Lapas <i>Tebo</i>" || !strings.Contains(show.Text("main"), "Lapas Kelas IIB") || show.Find(".govuk-breadcrumbs a").Length() != 3 {
		t.Errorf("show: %s", show.Text("body"))
	}
	key, err := id.Parse[struct{}](strings.TrimPrefix(at, "/organisations/"))
	if err != nil {
		t.Fatal(err)
	}
	s.Actor.Scope.Orgs = append(s.Actor.Scope.Orgs, id.Organisation(key)) // as the resolver would find it
	if a := submit(t, s, at+"/edit", at, "name", "Lapas Tebo", "address", "Jalan Raya\nKM 4"); a.Location() != at {
		t.Errorf("change: %d %s", a.Status, a.Text("main"))
	}
	if a := s.Post(at, url.Values{"name": {"Lain"}, "facility_type": {"LAPAS"}, "parent_id": {w.KanwilJambi.String()}, "version": {"1"}}); a.Find("[name=name]").AttrOr("value", "") != "Lain" || a.Find(".govuk-error-summary").Length() != 1 {
		t.Errorf("a lost race: %d %s", a.Status, a.Text("main"))
	}
	for _, step := range []string{"deactivate", "reactivate"} {
		if a := submit(t, s, at, at+"/"+step); a.Location() != at {
			t.Errorf("%s: %d", step, a.Status)
		}
	}
	o, err := orgs.Get(t.Context(), s.Actor, id.Organisation(key))
	if err != nil || o.Version != 4 || o.Address != "Jalan Raya\nKM 4" {
		t.Errorf("stored: %+v, %v", o, err)
	}
}

func TestListsFilterExportAndHideWhatOneMayNot(t *testing.T) {
	s, w, _ := site(t)
	if a := s.Get("/organisations?kind=regional_office"); a.Find("tbody tr").Length() != 3 || a.Find("a[href='/organisations/new']").Length() == 0 {
		t.Errorf("offices: %s", a.Text("main"))
	}
	if a := s.Get("/organisations.csv?kind=partner&q=bungo"); !strings.Contains(a.Body, "BAZNASBUNGO") || strings.Contains(a.Body, "PEMKABLOTIM") {
		t.Errorf("export: %s", a.Body)
	}
	s.Actor = w.Actor(authz.Observer, w.LapasBungo)
	if a := s.Get("/organisations"); a.Find("tbody tr").Length() != 14 || a.Find("a[href='/organisations/new']").Length() != 0 {
		t.Errorf("an observer's list: %s", a.Text("main"))
	}
	if a := s.Get("/organisations/" + w.LapasBungo.String()); a.Status != 200 || a.Find("main form").Length() != 0 {
		t.Errorf("an observer's page: %d %s", a.Status, a.Text("main"))
	}
	if a := s.Post("/organisations/"+w.LapasBungo.String()+"/deactivate", url.Values{}); a.Status != http.StatusForbidden {
		t.Errorf("an observer's button: %d", a.Status)
	}
	for _, path := range []string{"/organisations/x", "/organisations/" + id.Organisation{}.Make().String(), "/posts/x/edit", "/regencies/99.99"} {
		if a := s.Get(path); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
}

func TestPostsAreKeptOnTheOrganisationsPage(t *testing.T) {
	s, w, orgs := site(t)
	s.Actor = w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
	at := "/organisations/" + w.LapasBungo.String()
	if a := submit(t, s, at, at+"/posts", "title", ""); a.Status != http.StatusUnprocessableEntity || a.Find(".govuk-error-message").Length() != 1 {
		t.Errorf("no title: %d", a.Status)
	}
	for range 2 { // the second is the same title again
		submit(t, s, at, at+"/posts", "title", "Kepala Seksi Binadik")
	}
	posts, err := orgs.Posts(t.Context(), s.Actor, w.LapasBungo)
	if err != nil || len(posts) != 1 {
		t.Fatalf("posts: %+v, %v", posts, err)
	}
	post := "/posts/" + posts[0].ID.String()
	if a := submit(t, s, post+"/edit", post, "title", "Kasi Binadik"); a.Location() != at {
		t.Errorf("rename: %d", a.Status)
	}
	for _, step := range []string{"end", "revive"} {
		if a := submit(t, s, post+"/edit", post+"/"+step); a.Location() != at {
			t.Errorf("%s: %d", step, a.Status)
		}
	}
	if a := s.Get(at); !strings.Contains(a.Text("main"), "Kasi Binadik") {
		t.Errorf("page: %s", a.Text("main"))
	}
}

func TestARegencysPotentialIsRankedInItsForm(t *testing.T) {
	s, w, orgs := site(t)
	if a := s.Get("/regencies?province=15"); a.Find("tbody tr").Length() != 3 {
		t.Errorf("regencies: %s", a.Text("main"))
	}
	at := "/regencies/15.08"
	wrong := submit(t, s, at+"/potential", at+"/potential", "sectors[0].sector", "karet", "sectors[0].source", "BPS", "sectors[0].year", "2025",
		"sectors[2].sector", "karet", "sectors[2].source", "BPS", "sectors[2].year", "2025")
	if wrong.Status != http.StatusUnprocessableEntity || wrong.Find("#f-sectors-1-sector-error").Length() != 1 || wrong.Find("[name='sectors[1].sector']").AttrOr("value", "") != "karet" {
		t.Errorf("the same sector twice, after a gap: %d %s", wrong.Status, wrong.Text("main"))
	}
	if a := submit(t, s, at+"/potential", at+"/potential", "sectors[0].sector", "karet", "sectors[0].source", "BPS Bungo", "sectors[0].year", "2025",
		"sectors[2].sector", "sawit", "sectors[2].source", "BPS Bungo", "sectors[2].year", "2025"); a.Location() != at {
		t.Fatalf("save: %d %s", a.Status, a.Text("main"))
	}
	list, err := orgs.Potential(t.Context(), s.Actor, "15.08")
	if err != nil || len(list) != 2 || list[1].Sector != "sawit" || list[1].Rank != 2 {
		t.Errorf("stored: %+v, %v", list, err)
	}
	s.Actor = w.Actor(authz.Observer, w.LapasBungo)
	s.Lang = i18n.English
	if a := s.Get(at); a.Find("tbody tr").Length() != 2 || a.Find("a[href='"+at+"/potential']").Length() != 0 || !strings.Contains(a.Text("main"), "Local potential") {
		t.Errorf("an observer, in English: %s", a.Text("main"))
	}
}

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, directoryweb.Words, []string{"."}, ui.Words)
}
