package personweb_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

const evil = `<script>alert("x")</script>`

func open(t *testing.T, d *db.DB, actor authz.Actor, around personweb.Around) *webtest.Site {
	t.Helper()
	around.Today = func() civil.Date { return civil.Today(webtest.Now) }
	return webtest.New(t, actor, func(rt *web.Router) {
		personweb.Register(rt, persontest.Service(d), directory.New(d), around)
	}, personweb.Words)
}

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, personweb.Words, []string{"."}, ui.Words)
}

func TestEveryEnumAndErrorHasWords(t *testing.T) {
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(personweb.Words, ui.Words); err != nil {
		t.Fatal(err)
	}
	var keys []string
	add := func(family string, words ...string) {
		for _, w := range words {
			if w != "" {
				keys = append(keys, family+w)
			}
		}
	}
	add("person.religion.", person.Religions()...)
	add("person.schooling.", person.Schoolings()...)
	for _, x := range person.Sexes() {
		add("person.sex.", string(x))
	}
	for _, x := range person.LegalStatuses() {
		add("person.legal.", string(x))
	}
	for _, x := range person.CustodyStatuses() {
		add("person.custody.", string(x))
		add("error.person.custody_", string(x))
	}
	for _, x := range person.Risks() {
		add("person.risk.", string(x))
	}
	for _, x := range append(person.ReleaseKinds(), person.LeaveKinds()...) {
		add("custody.end.", string(x))
	}
	for _, x := range person.Purposes() {
		add("consent.purpose.", string(x))
	}
	for _, x := range person.Answers() {
		add("consent.answer.", string(x))
		add("consent.recorded.", string(x))
	}
	for _, x := range person.Bys() {
		add("consent.by.", string(x))
	}
	for _, x := range person.Standings() {
		add("consent.standing.", string(x))
		if x != person.NotAsked { // the answer of nobody cannot be withdrawn
			add("error.consent.", string(x))
		}
	}
	add("error.", "consent.child", "consent.adult", "basis.ended", "nik.invalid", "nik.exists", "person.legal_move", "person.register_free", "person.same_facility", "person.wrong_office", "person.stale")
	add("person.doubt.", "nik.sex", "nik.birth")
	for _, k := range keys {
		if !bundle.Has(k) {
			t.Errorf("no words for %s", k)
		}
	}
}

func registration() url.Values {
	return url.Values{
		"name": {"Siti " + evil}, "register_no": {"B-I-" + evil}, "legal_status": {"convict"}, "admitted_on": {"01-03-2025"},
		"release_due_on": {"15-05-2027"}, "sex": {"F"}, "born": {"1990"}, "birth_place": {"Muara Bungo " + evil}, "nik": {"0001014101900001"}, "home_regency": {"15.08"},
		"religion": {"islam"}, "schooling": {"primary"}, "risk_level": {"low"},
	}
}

func TestAPersonIsRegisteredFromTheFormInBothLanguages(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
		if s.Get("/people/new").Find("form [name=nik]").Length() != 1 {
			t.Error("the form has no field for the identity number")
		}
		form := registration()
		form.Set("_once", "01890a5d-ac96-774b-bcce-b302099a8057")
		made := s.Post("/people", form)
		if made.Status != 303 {
			t.Fatalf("registered: %d %s", made.Status, made.Text(".govuk-error-summary"))
		}
		if again := s.Post("/people", form); again.Location() != made.Location() {
			t.Errorf("sent twice leads to %q, not %q", again.Location(), made.Location())
		}
		for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
			s.Lang = lang
			p, kept := s.Get(made.Location()), s.Get(made.Location()+"/register")
			if strings.Contains(p.Body, evil) || !strings.Contains(p.Text("h1"), evil) {
				t.Errorf("%s: the name reads %q", lang, p.Text("h1"))
			}
			if strings.Contains(p.Body+kept.Body, "0001014101900001") || !strings.Contains(kept.Text(".govuk-summary-list"), "0001********0001") {
				t.Errorf("%s: the identity number is not masked", lang)
			}
			note := map[i18n.Lang]string{i18n.Indonesian: "Estimasi; yang berlaku angka SDP dan SK", i18n.English: "An estimate; the figures of SDP and decrees count"}[lang]
			if !strings.Contains(p.Text(".govuk-summary-list"), note) {
				t.Errorf("%s: no note at the day of release", lang)
			}
			if far := map[i18n.Lang]string{i18n.Indonesian: "(174 hari lagi)", i18n.English: "(in 174 days)"}[lang]; !strings.Contains(p.Text(".govuk-summary-list"), far) {
				t.Errorf("%s: the day of release is not %s", lang, far)
			}
			if s.Get(made.Location()+"/consents").Find("[name=given_on]").AttrOr("value", "") != "22-11-2026" || p.Find(".govuk-inset-text").Length() != 0 {
				t.Errorf("%s: consent does not start from today, or a grown person is taken for a child", lang)
			}
			edit := s.Get(made.Location() + "/edit")
			if place := "Muara Bungo " + evil; !strings.Contains(kept.Text(".govuk-summary-list"), place) || edit.Find("[name=birth_place]").AttrOr("value", "") != place {
				t.Errorf("%s: the place of birth is lost", lang)
			}
			if strings.Contains(edit.Body, "0001014101900001") || edit.Find("[name=nik]").AttrOr("value", "") != "" {
				t.Errorf("%s: the form fills the identity number in", lang)
			}
			if strings.Contains(s.Get("/people").Body+s.Get(made.Location()+"/history").Body, evil) {
				t.Errorf("%s: markup is not escaped", lang)
			}
		}
	})
}

func TestAWrongFormNamesEveryFieldAndKeepsWhatWasTyped(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		s := open(t, d, w.Actor(authz.ProgrammeOfficer, w.LapasBungo), personweb.Around{})
		form := registration()
		form.Set("nik", "12")
		form.Set("release_due_on", "01-01-2020")
		form.Set("legal_status", "free")
		p := s.Post("/people", form)
		if p.Status != 422 || p.Find("[name=name]").AttrOr("value", "") != "Siti "+evil {
			t.Fatalf("got %d", p.Status)
		}
		for field, want := range map[string]string{"nik": "16 angka", "release_due_on": "01 Mar 2025", "legal_status": "tidak didaftarkan"} {
			if got := p.Text("#f-" + field + "-error"); !strings.Contains(got, want) && !strings.Contains(got, strings.TrimPrefix(want, "0")) {
				t.Errorf("%s says %q", field, got)
			}
		}
		if p.Find(".govuk-error-summary a").Length() != 3 {
			t.Errorf("the summary links %d fields", p.Find(".govuk-error-summary a").Length())
		}
	})
}

func TestACorrectionAgainstANewerVersionShowsBoth(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
		edit := func(name, version string) *webtest.Answer {
			form := registration()
			form.Set("name", name)
			form.Set("version", version)
			form.Del("admitted_on")
			return s.Post("/people/"+p.ID.String(), form)
		}
		if a := edit("Budi Satu", "1"); a.Status != 303 {
			t.Fatalf("changed: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		a := edit("Budi Dua", "1")
		if a.Status != 409 || !strings.Contains(a.Text(".t-conflict"), "Budi Satu") || !strings.Contains(a.Text(".t-conflict"), "Budi Dua") {
			t.Errorf("stale: %d %s", a.Status, a.Text(".t-conflict"))
		}
		if v := a.Find("[name=version]").AttrOr("value", ""); v != "2" || strings.Contains(a.Body, "0001014101900001") && a.Find("[name=nik]").AttrOr("value", "") == "" {
			t.Errorf("the form carries version %q", v)
		}
		if a := edit("Budi Dua", "2"); a.Status != 303 {
			t.Errorf("decided: %d", a.Status)
		}
	})
}

func TestStaysEndAndBeginFromButtons(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		at := "/people/" + p.ID.String()
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{})
		if s.Get(at).Find(`a[href="`+at+`/release"]`).Length() != 1 {
			t.Error("no button to release")
		}
		if a := s.Post(at+"/release", url.Values{"on": {"23-11-2026"}, "kind": {"parole"}, "version": {"1"}}); a.Status != 422 || a.Text("#f-on-error") == "" {
			t.Errorf("tomorrow: %d", a.Status)
		}
		if a := s.Post(at+"/release", url.Values{"on": {"20-11-2026"}, "kind": {"parole"}, "version": {"1"}}); a.Status != 303 {
			t.Fatalf("released: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Post(at+"/release", url.Values{"on": {"20-11-2026"}, "kind": {"parole"}}); a.Status != 422 || !strings.Contains(a.Text(".govuk-error-summary"), "sudah keluar") {
			t.Errorf("released twice: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		shown := s.Get(at)
		if shown.Find(`a[href="`+at+`/release"]`).Length() != 0 || shown.Find(`a[href="`+at+`/admit"]`).Length() != 1 || !strings.Contains(s.Get(at+"/register").Body, "Pembebasan bersyarat") {
			t.Error("the page of a released person offers the wrong steps")
		}
		if a := s.Post(at+"/admit", url.Values{"on": {"22-11-2026"}, "register_no": {"B-I-2"}, "legal_status": {"convict"}, "version": {"2"}}); a.Status != 303 {
			t.Fatalf("admitted: %d %s", a.Status, a.Text(".govuk-error-summary"))
		}
		if a := s.Post(at+"/leave", url.Values{"on": {"22-11-2026"}, "kind": {"escaped"}, "version": {"3"}}); a.Status != 303 || a.Location() != at {
			t.Errorf("escaped: %d %s %s", a.Status, a.Location(), a.Text(".govuk-error-summary"))
		}
		if a := s.Get(at + "/admit"); a.Find("[name=legal_status] [selected]").AttrOr("value", "") != "convict" {
			t.Error("the form of a recapture does not know the sentence")
		}
	})
}

func TestListsSearchFilterSortAndExport(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		for i, name := range []string{"=Adi", "Bayu", "Candra"} {
			persontest.Convict(t, d, w.LapasBungo, name, func(c *person.RegisterCommand) { c.ReleaseDueOn = civil.Must("2027-06-01").AddDays(-i) })
		}
		persontest.Released(t, d, w.LapasBungo, "Dedi", "2026-06-01", person.Expiry)
		persontest.Convict(t, d, w.RutanSungaiPenuh, "Eko")
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo), personweb.Around{})
		for query, want := range map[string]string{
			"":                                   "=Adi Bayu Candra Dedi",
			"?status=active&sort=release_due_on": "Candra Bayu =Adi",
			"?q=yu":                              "Bayu",
			"?q=B-I-Candra":                      "Candra",
			"?status=released":                   "Dedi",
		} {
			if got := s.Get("/people" + query).Find("tbody th a").Map(text); strings.Join(got, " ") != want {
				t.Errorf("%q lists %q, want %q", query, got, want)
			}
		}
		csv := s.Get("/people.csv?sort=name")
		if !strings.Contains(csv.Body, "'=Adi") || strings.Count(csv.Body, "\r\n") != 5 || !strings.Contains(csv.Header.Get("Content-Disposition"), "warga-binaan.csv") {
			t.Errorf("csv: %q", csv.Body)
		}
		if a := s.Get("/facilities/" + w.LapasBungo.String() + "/people?status=active"); a.Find("tbody tr").Length() != 3 || !strings.Contains(a.Text("main"), "Muara Bungo") {
			t.Errorf("the facility's list has %d rows", a.Find("tbody tr").Length())
		}
		if a := s.Get("/facilities/" + w.LapasSelong.String() + "/people"); a.Status != 404 {
			t.Errorf("another facility: %d", a.Status)
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if got := s.Get("/people").Find("[name=facility] option").Length(); got != 4 {
			t.Errorf("the regional office chooses among %d", got-1)
		}
		if a := s.Get("/people?facility=" + w.RutanSungaiPenuh.String()); strings.Join(a.Find("tbody th a").Map(text), " ") != "Eko" {
			t.Errorf("one facility: %s", a.Text("tbody"))
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.Directorate)
		if a := s.Get("/people"); a.Status != 200 || !strings.Contains(a.Text(".t-empty"), "Pilih satu UPT") {
			t.Errorf("the directorate: %d", a.Status)
		}
	})
}

func TestProbationOfficeListsItsClients(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Dibimbing", "2026-06-01", person.Parole)
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := person.GuideTx(t.Context(), tx, w.Actor(authz.ProbationOfficer, w.BapasJambi), p.ID, w.BapasJambi)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, role := range []authz.Role{authz.ProbationOfficer, authz.FacilityHead} {
			s := open(t, d, w.Actor(role, w.BapasJambi), personweb.Around{})
			if got := s.Get("/people").Text("tbody th"); got != "Dibimbing" {
				t.Errorf("%s lists %q", role, got)
			}
			shown := s.Get("/people/" + p.ID.String())
			if shown.Status != 200 || shown.Find(`a[href$="/release"], a[href$="/admit"]`).Length() != 0 {
				t.Errorf("%s: %d, or may move a client", role, shown.Status)
			}
		}
	})
}

func TestNobodyElseFindsThem(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Rahasia")
		at := "/people/" + p.ID.String()
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasSelong), personweb.Around{})
		for _, path := range []string{at, at + "/edit", at + "/release", at + "/leave", at + "/admit", at + "/register", at + "/consents", at + "/history", "/people/x"} {
			if a := s.Get(path); a.Status != 404 || strings.Contains(a.Body, "Rahasia") {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		for _, path := range []string{at, at + "/release", at + "/leave", at + "/admit", at + "/consents"} {
			if a := s.Post(path, registration()); a.Status != 404 && a.Status != 422 || strings.Contains(a.Body, "Rahasia") {
				t.Errorf("POST %s: %d", path, a.Status)
			}
		}
		for _, role := range []authz.Role{authz.Partner, authz.Observer, authz.Administrator} {
			s.Actor = w.Actor(role, w.LapasBungo)
			for _, path := range []string{"/people", "/people.csv", "/people/new", at} {
				if a := s.Get(path); a.Status != 403 {
					t.Errorf("%s as %s: %d", path, role, a.Status)
				}
			}
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if a := s.Get(at); a.Status != 200 || a.Find(`a[href$="/release"]`).Length() != 0 || s.Get(at+"/register").Find(`a[href$="/edit"]`).Length() != 0 || s.Get(at+"/consents").Find("main form").Length() != 0 {
			t.Errorf("the regional office reads %d, or is offered to write", a.Status)
		}
		if strings.Contains(s.Log.String(), "Rahasia") {
			t.Error("the log names somebody")
		}
	})
}

func TestPartsOfOtherFeaturesStandInTheirOrder(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		part := func(text string) personweb.Section {
			return func(context.Context, authz.Actor, person.Person) (templ.Component, error) {
				return ui.Heading(text), nil
			}
		}
		none := func(context.Context, authz.Actor, person.Person) (templ.Component, error) { return nil, nil }
		offer := func(_ context.Context, _ authz.Actor, p person.Person) []ui.Action {
			return []ui.Action{{Label: "Serahkan", Href: "/people/" + p.ID.String() + "/hand-overs/new"}}
		}
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), personweb.Around{Sections: []personweb.Section{part("Pertama"), none, part("Kedua")}, Offers: []personweb.Offer{offer}})
		a := s.Get("/people/" + p.ID.String())
		first, second := strings.Index(a.Body, "Pertama"), strings.Index(a.Body, "Kedua")
		if first < 0 || second < first {
			t.Errorf("sections stand at %d and %d", first, second)
		}
		buttons := a.Find("main .govuk-button-group").First().Find("a")
		if buttons.First().Text() != "Serahkan" || buttons.Not(".govuk-button--secondary").Length() != 1 {
			t.Errorf("buttons: %s", buttons.Text())
		}
	})
}

func TestTabsLeadToEachPageThatTheReaderMayOpen(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		at := "/people/" + p.ID.String()
		part := func(context.Context, authz.Actor, person.Person) (templ.Component, error) {
			return ui.Heading("Isi kelas"), nil
		}
		heads := func(a authz.Actor, _ person.Person) bool { return a.Role == authz.FacilityHead }
		around := personweb.Around{
			Next:  []personweb.Section{part},
			Tabs:  []personweb.Tab{{Path: "classes", Label: "person.tab.classes", May: heads}, {Path: "elsewhere", Label: "person.tab.home"}},
			Parts: map[string][]personweb.Section{"classes": {part}},
			Acts: map[string][]personweb.Offer{"classes": {func(_ context.Context, _ authz.Actor, p person.Person) []ui.Action {
				return []ui.Action{{Label: "Ikutkan", Href: "/people/" + p.ID.String() + "/join", Quiet: true}, {Label: "Lihat", Href: "/classes"}}
			}}},
		}
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo), around)
		first := s.Get(at)
		if got := strings.Join(first.Find("main nav a").Map(text), ", "); got != "Ringkasan, Register, Kelas, Pulang, Persetujuan, Riwayat, Siapa yang membuka" {
			t.Errorf("the tabs are %s", got)
		}
		if i, j := strings.Index(first.Body, "Isi kelas"), strings.Index(first.Body, "moj-sub-navigation"); i < 0 || i > j {
			t.Error("what is next does not stand before the tabs")
		}
		shown := s.Get(at + "/classes")
		if shown.Status != 200 || !strings.Contains(shown.Text("main"), "Isi kelas") || shown.Text("nav [aria-current=page]") != "Kelas" || !strings.Contains(shown.Text(".govuk-caption-l"), "Budi") {
			t.Errorf("the tab's page: %d %s", shown.Status, shown.Text("main"))
		}
		if loud := shown.Find("main .govuk-button-group a").Not(".govuk-button--secondary"); loud.Text() != "Ikutkan" {
			t.Errorf("what stands out on the tab: %q", loud.Text())
		}
		if a := s.Get(at + "/elsewhere"); a.Status != 404 {
			t.Errorf("a tab without parts is served here: %d", a.Status)
		}
		s.Actor = w.Actor(authz.CaseGuardian, w.LapasBungo)
		if a := s.Get(at + "/classes"); a.Status != 403 || s.Get(at).Find(`a[href$="/classes"]`).Length() != 0 {
			t.Errorf("a tab for others: %d", a.Status)
		}
	})
}

func TestAChildsPageSaysThatPartnersNeverSeeTheName(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Anak", func(c *person.RegisterCommand) { c.LegalStatus = person.Juvenile })
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo), personweb.Around{})
		if !strings.Contains(s.Get("/people/"+p.ID.String()).Text(".govuk-inset-text"), "Data Anak") {
			t.Error("nothing says that this is a child")
		}
		if s.Get("/people/"+id.Person{}.Make().String()).Status != 404 {
			t.Error("somebody unknown has a page")
		}
	})
}
