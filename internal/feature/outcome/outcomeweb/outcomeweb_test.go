package outcomeweb_test

import (
	"flag"
	"net/url"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/outcome"
	"titian/internal/feature/outcome/outcometest"
	"titian/internal/feature/outcome/outcomeweb"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

var shots = flag.String("shots", "", "folder for pictures of the pages")

const evil = `<script>alert("x")</script>`

func open(t *testing.T, d *db.DB, actor authz.Actor) *webtest.Site {
	t.Helper()
	s := outcome.New(d)
	return webtest.New(t, actor, func(rt *web.Router) {
		outcomeweb.Register(rt, s, directory.New(d))
		rt.HandleFunc("GET /people/{id}", personPage(d, s)) // stands in for the person's page
	}, outcomeweb.Words)
}

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, outcomeweb.Words, []string{"."}, ui.Words)
}

func TestEveryAnswerAndErrorHasWords(t *testing.T) {
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(outcomeweb.Words, ui.Words); err != nil {
		t.Fatal(err)
	}
	keys := []string{
		"error.follow_up.exists", "error.follow_up.other_office", "error.follow_up.not_released", "error.follow_up.ended", "error.follow_up.not_reached", "error.follow_up.income_without_work",
		"follow_up.did.record", "follow_up.did.change",
	}
	for _, x := range outcome.Livelihoods() {
		keys = append(keys, "follow_up.livelihood."+string(x))
	}
	for _, x := range outcome.Housings() {
		keys = append(keys, "follow_up.housing."+string(x))
	}
	for _, x := range outcome.Families() {
		keys = append(keys, "follow_up.family."+string(x))
	}
	for _, x := range outcome.Answers() {
		keys = append(keys, "follow_up.reoffended."+string(x), "follow_up.reached."+string(x))
	}
	for _, x := range []outcome.Standing{outcome.Coming, outcome.Open, outcome.Overdue, outcome.Missed, outcome.Done, outcome.Ended} {
		keys = append(keys, "follow_up.standing."+string(x))
	}
	for _, k := range keys {
		if !bundle.Has(k) {
			t.Errorf("no words for %s", k)
		}
	}
}

func answers() url.Values {
	return url.Values{
		"milestone": {"6"}, "done_on": {"20-11-2026"}, "reached": {"yes"}, "livelihood": {"business"}, "income": {"2.400.000"},
		"housing": {"settled"}, "family": {"restored"}, "reoffended": {"no"}, "note": {evil},
	}
}

func TestAFollowUpIsRecordedFromTheListInBothLanguages(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Pulang "+evil, "2026-05-20", person.Expiry)
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		list := s.Get("/follow-ups")
		if strings.Contains(list.Body, evil) || !strings.Contains(list.Text("tbody"), "Pulang") {
			t.Errorf("the list reads %q", list.Text("tbody"))
		}
		href := list.Find("tbody a[href*=milestone]").Last().AttrOr("href", "")
		begin := s.Get(href)
		if begin.Status != 200 || begin.Find("[name=milestone][checked]").AttrOr("value", "") != "6" || begin.Find("[name=done_on]").AttrOr("value", "") != "22-11-2026" {
			t.Fatalf("%s answers %d with milestone %q", href, begin.Status, begin.Find("[name=milestone][checked]").AttrOr("value", ""))
		}
		form := answers()
		form.Set("_once", "01890a5d-ac96-774b-bcce-b302099a8057")
		made := s.Post("/people/"+p.ID.String()+"/follow-ups", form)
		if made.Status != 303 {
			t.Fatalf("recorded: %d %s", made.Status, made.Text(".govuk-error-summary"))
		}
		if again := s.Post("/people/"+p.ID.String()+"/follow-ups", form); again.Location() != made.Location() {
			t.Errorf("sent twice leads to %q, not %q", again.Location(), made.Location())
		}
		for lang, want := range map[i18n.Lang]string{i18n.Indonesian: "Usaha sendiri", i18n.English: "Own business"} {
			s.Lang = lang
			page := s.Get(made.Location())
			if facts := page.Text(".govuk-summary-list"); !strings.Contains(facts, want) || !strings.Contains(facts, "Rp2.400.000") || strings.Contains(page.Body, evil) {
				t.Errorf("%s: %q", lang, facts)
			}
			for _, path := range []string{"/follow-ups", "/follow-ups/done", "/follow-ups/figures", "/follow-ups?standing=overdue&milestone=3", "/follow-ups/done?reached=yes", "/follow-ups/figures?quarter=2026-2", made.Location() + "/edit", "/people/" + p.ID.String()} {
				if got := s.Get(path); got.Status != 200 || strings.Contains(got.Body, evil) || strings.Contains(got.Body, "follow_up.") {
					t.Errorf("%s %s: %d", lang, path, got.Status)
				}
			}
		}
		if csv := s.Get("/follow-ups/done.csv"); csv.Status != 200 || !strings.Contains(csv.Body, "2400000") {
			t.Errorf("csv %d %q", csv.Status, csv.Body)
		}
		if csv := s.Get("/follow-ups.csv"); csv.Status != 200 || strings.Count(csv.Body, "\n") != 2 {
			t.Errorf("three months are still to do: %q", csv.Body)
		}
	})
}

func TestAWrongFormKeepsWhatWasTyped(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Keliru", "2026-05-20", person.Expiry)
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		form := answers()
		form.Set("done_on", "31-02-2026")
		form.Set("livelihood", "")
		wrong := s.Post("/people/"+p.ID.String()+"/follow-ups", form)
		if wrong.Status != 422 || wrong.Find("[name=done_on]").AttrOr("value", "") != "31-02-2026" || wrong.Find("[name=family][checked]").AttrOr("value", "") != "restored" || wrong.Find("#f-done_on-error").Length() != 1 {
			t.Errorf("%d %s", wrong.Status, wrong.Text(".govuk-error-summary"))
		}
		early := answers()
		early.Set("done_on", "01-11-2026")
		early.Set("livelihood", "seeking")
		refused := s.Post("/people/"+p.ID.String()+"/follow-ups", early)
		if errors := refused.Text(".govuk-error-summary"); refused.Status != 422 || !strings.Contains(errors, "6 Nov 2026") || refused.Find("#f-income-error").Length() != 1 {
			t.Errorf("%d %s", refused.Status, errors)
		}
		nothing := s.Post("/people/"+p.ID.String()+"/follow-ups", url.Values{})
		if nothing.Find("#f-reached-error").Length() != 1 || nothing.Find("#f-milestone-error").Length() != 1 {
			t.Errorf("an empty form: %s", nothing.Text(".govuk-error-summary"))
		}
		unreached := answers()
		unreached.Set("reached", "no")
		made := s.Post("/people/"+p.ID.String()+"/follow-ups", unreached)
		if made.Status != 303 || strings.Contains(s.Get(made.Location()).Body, "Usaha sendiri") {
			t.Errorf("ticked before it turned out that nobody was there: %d", made.Status)
		}
		twice := s.Post("/people/"+p.ID.String()+"/follow-ups", answers())
		if text := twice.Text(".govuk-error-summary"); twice.Status != 422 || !strings.Contains(text, "6 bulan") {
			t.Errorf("recorded again: %d %q", twice.Status, text)
		}
	})
}

func TestACorrectionMeetsAnother(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Berdua", "2026-05-20", person.Expiry)
		x := outcometest.Record(t, d, outcometest.Reached(p, 6))
		s := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		edit := s.Get("/follow-ups/" + x.ID.String() + "/edit")
		if edit.Find("[name=livelihood][checked]").AttrOr("value", "") != "employed" || edit.Find("[name=income]").AttrOr("value", "") != "2.400.000" || edit.Find("[name=milestone]").Length() != 0 {
			t.Error("the form is not filled with what was found")
		}
		form := answers()
		form.Set("version", "1")
		if first := s.Post("/follow-ups/"+x.ID.String(), form); first.Status != 303 {
			t.Fatalf("corrected: %d %s", first.Status, first.Text(".govuk-error-summary"))
		}
		form.Set("housing", "temporary")
		second := s.Post("/follow-ups/"+x.ID.String(), form)
		if second.Status != 409 || second.Find(".t-conflict").Length() != 1 || second.Find("[name=version]").AttrOr("value", "") != "2" || second.Find("[name=housing][checked]").AttrOr("value", "") != "temporary" {
			t.Errorf("somebody was first: %d %q", second.Status, second.Text(".t-conflict"))
		}
	})
}

func TestWhoMayNotSeesNoButtonAndNoForm(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Tertutup", "2026-05-20", person.Expiry)
		x := outcometest.Record(t, d, outcometest.Reached(p, 3))
		s := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		if page := s.Get("/follow-ups/" + x.ID.String()); page.Status != 200 || page.Find("a[href$='/edit']").Length() != 0 {
			t.Errorf("the region is offered a correction: %d", page.Status)
		}
		if list := s.Get("/follow-ups"); list.Status != 200 || list.Find("a[href*=milestone]:contains('Catat')").Length() != 0 || list.Find("[name=office] option").Length() != 4 {
			t.Errorf("the region's list: %d, %d offices", list.Status, list.Find("[name=office] option").Length())
		}
		for path, want := range map[string]int{"/people/" + p.ID.String() + "/follow-ups/new": 403, "/follow-ups/" + x.ID.String() + "/edit": 403, "/follow-ups/none": 404, "/follow-ups?milestone=x": 422, "/follow-ups/figures?quarter=2026-5": 422} {
			if got := s.Get(path).Status; got != want {
				t.Errorf("%s: %d, want %d", path, got, want)
			}
		}
		s.Actor = w.Actor(authz.FacilityHead, w.LapasSelong)
		for _, path := range []string{"/people/" + p.ID.String() + "/follow-ups/new", "/follow-ups/" + x.ID.String(), "/follow-ups/" + x.ID.String() + "/edit"} {
			if got := s.Get(path).Status; got != 404 {
				t.Errorf("another prison at %s: %d", path, got)
			}
		}
		s.Actor = w.Actor(authz.Observer, w.LapasBungo)
		if s.Get("/follow-ups").Status != 403 || s.Get("/follow-ups/figures").Status != 200 {
			t.Error("an observer counts and reads no names")
		}
		s.Actor = w.Actor(authz.RegionalOffice, w.Directorate)
		if page := s.Get("/follow-ups"); page.Status != 200 || page.Find(".t-empty").Length() != 1 {
			t.Errorf("a national reader is asked for an office: %d", page.Status)
		}
	})
}

func TestThePersonsPageTellsTheTimeline(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Jalan", "2026-05-20", person.Expiry)
		outcometest.Record(t, d, outcometest.Reached(p, 3))
		s := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		page := s.Get("/people/" + p.ID.String())
		rows := page.Text("tbody")
		for _, want := range []string{"3 bulan", "Bekerja", "terlambat 2 hari", "Belum waktunya"} {
			if !strings.Contains(rows, want) {
				t.Errorf("no %q in %q", want, rows)
			}
		}
		if page.Find(".govuk-button[href$='milestone=6']").Length() != 1 {
			t.Error("the follow-up whose time has come is not offered")
		}
		inside := persontest.Convict(t, d, w.LapasBungo, "Di Dalam")
		if got := s.Get("/people/" + inside.ID.String()); got.Find("tbody").Length() != 0 {
			t.Errorf("somebody inside has %q", got.Text("tbody"))
		}
	})
}

func TestPagesWorkOnAPhone(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	p := persontest.Released(t, d, w.LapasBungo, "Muhammad Nuruddin Syahputra Simanjuntak bin Abdul Rahman", "2026-05-20", person.Expiry)
	x := outcometest.Record(t, d, outcometest.Reached(p, 3))
	persontest.Released(t, d, w.LapasBungo, "Siti", "2025-11-25", person.Expiry)
	b := webtest.Open(t, open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo)))
	for name, path := range map[string]string{
		"due": "/follow-ups", "done": "/follow-ups/done", "figures": "/follow-ups/figures", "new": "/people/" + p.ID.String() + "/follow-ups/new",
		"show": "/follow-ups/" + x.ID.String(), "section": "/people/" + p.ID.String(),
	} {
		for _, width := range []int64{390, 1280} {
			b.Visit(path, width, i18n.Indonesian, false)
			if n := b.Overflow(); n > 0 {
				t.Errorf("%s at %d is %d pixels too wide", name, width, n)
			}
			for _, v := range b.Violations() {
				t.Errorf("%s at %d: %s", name, width, v)
			}
			for _, c := range b.Complaints() {
				t.Errorf("%s at %d complains: %s", name, width, c)
			}
			b.Shoot(*shots, name+"-"+map[int64]string{390: "phone", 1280: "desk"}[width])
		}
	}
}
