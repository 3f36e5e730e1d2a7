package reportweb

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/feature/report/reporttext"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

// record is the pages about one person's privacy, on a thread that reached them.
func record(t *testing.T) (*site, *db.DB, person.Person) {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	s := &site{World: directorytest.Seed(t, d), store: reporttest.Open(t, d), reports: report.New(d)}
	pages := Privacy{Reports: s.reports, People: persontest.Service(d), Frame: func(person.Person, string) templ.Component { return templ.NopComponent }}
	s.Site = webtest.With(t, s.World.Actor(authz.FacilityHead, s.LapasBungo), web.Config{}, pages.Register, Words, reporttext.Words)
	p := persontest.Convict(t, d, s.LapasBungo, "Siti <b>Uji</b>", func(c *person.RegisterCommand) { c.NIK = "0015080503900009" })
	_, err := persontest.Service(d).GiveConsent(t.Context(), s.Site.Actor, p.ID, person.ConsentCommand{Partner: s.Baznas, Purpose: person.Aid, GivenOn: civil.Must("2026-11-01"), Evidence: "Lembar 9"})
	if err != nil {
		t.Fatal(err)
	}
	return s, d, p
}

func TestThePageTellsWhoMaySeeAndWhy(t *testing.T) {
	s, _, p := record(t)
	at := "/people/" + p.ID.String() + "/access"
	for lang, want := range map[i18n.Lang][]string{
		i18n.Indonesian: {"menahan atau terakhir menahan", "BAZNAS", "Tidak boleh", "Tidak ada kelas atau komitmen mitra ini yang menghubungkan"},
		i18n.English:    {"holds the person", "BAZNAS", "Not allowed", "No class or promise of this partner links them"},
	} {
		s.Lang = lang
		a := s.Get(at)
		for _, w := range want {
			if !strings.Contains(a.Text("main"), w) {
				t.Errorf("%s: the page does not say %q:\n%s", lang, w, a.Text("main"))
			}
		}
		if a.Status != 200 || strings.Contains(a.Body, "<b>Uji") || a.Find(`a[href$="/extract"]`).Length() != 1 || a.Find(`main p a[href$="/consents"]`).Length() != 1 {
			t.Errorf("%s: %d", lang, a.Status)
		}
	}
	s.as(authz.CaseGuardian, s.LapasBungo)
	if a := s.Get(at); a.Status != 200 || a.Find(`a[href$="/extract"]`).Length() != 0 {
		t.Errorf("a guardian: %d", a.Status)
	}
	s.as(authz.FacilityHead, s.LapasSelong)
	if a := s.Get(at); a.Status != 404 {
		t.Errorf("from elsewhere: %d", a.Status)
	}
}

func TestACopyIsMadeInBothFormsAndLeavesATrace(t *testing.T) {
	s, d, p := record(t)
	at := "/people/" + p.ID.String() + "/extract"
	if a := s.Get(at); a.Status != 200 || a.Find("[name=format][value=pdf][checked]").Length() != 1 {
		t.Errorf("the form: %d", a.Status)
	}
	if a := s.Post(at, url.Values{"format": {"xml"}}); a.Status != 422 {
		t.Errorf("another form: %d", a.Status)
	}
	file := s.Post(at, url.Values{"format": {"pdf"}})
	if !strings.HasPrefix(file.Body, "%PDF-") || strings.Contains(file.Header.Get("Content-Disposition"), "Siti") || file.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("PDF: %d %v", file.Status, file.Header)
	}
	var x report.Extract
	a := s.Post(at, url.Values{"format": {"json"}})
	if err := json.Unmarshal([]byte(a.Body), &x); err != nil || x.Masked != "0015********0009" || strings.Contains(a.Body, "0015080503900009") || len(x.Parts) < 20 {
		t.Errorf("JSON: %v %+v", err, x)
	}
	entries, err := audit.History(t.Context(), d, s.LapasBungo, p.ID)
	made := 0
	for _, e := range entries {
		if e.Action == "person.extract" {
			made++
		}
	}
	if err != nil || made != 2 {
		t.Errorf("%d copies in the audit, %v", made, err)
	}
	for role, org := range map[authz.Role]id.Organisation{authz.CaseGuardian: s.LapasBungo, authz.FacilityHead: s.LapasSelong} {
		s.as(role, org)
		if a := s.Post(at, url.Values{"format": {"json"}}); a.Status != 403 && a.Status != 404 {
			t.Errorf("%s: %d", role, a.Status)
		}
	}
}

func TestEveryPartAndReasonHasWords(t *testing.T) {
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(Words); err != nil {
		t.Fatal(err)
	}
	s, _, p := record(t)
	x, err := s.reports.Extract(t.Context(), s.Site.Actor, p.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{}
	for _, part := range x.Parts {
		keys = append(keys, "extract.part."+part.Key)
		for _, c := range part.Columns {
			keys = append(keys, "extract.col."+c)
		}
	}
	for _, r := range person.Reasons() {
		keys = append(keys, "whosees.reason."+string(r))
	}
	for _, k := range keys {
		if !bundle.Has(k) {
			t.Errorf("no words for %s", k)
		}
	}
}
