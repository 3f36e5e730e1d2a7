package handoverweb_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/handover"
	"titian/internal/feature/handover/handoverweb"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, handoverweb.Words, []string{"."}, ui.Words)
}

// desk is a site of the sending officer, with the office's actor beside it.
type desk struct {
	*webtest.Site
	*directorytest.World
	sends, answers authz.Actor
	person         person.Person
	files          *handover.Service
}

func open(t *testing.T) desk {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	w, files := directorytest.Seed(t, d), handover.New(d)
	k := desk{
		World: w, files: files, sends: w.Actor(authz.ProgrammeOfficer, w.LapasBungo), answers: w.Actor(authz.ProbationOfficer, w.BapasJambi),
		person: persontest.Convict(t, d, w.LapasBungo, "Budi <b>Pulang</b>"),
	}
	k.Site = webtest.New(t, k.sends, func(rt *web.Router) {
		handoverweb.Register(rt, files, persontest.Service(d), directory.New(d))
	}, handoverweb.Words)
	return k
}

// whole is the form of a file without gaps.
func (k desk) whole() url.Values {
	v := url.Values{"to_id": {k.BapasJambi.String()}, "release_kind": {"parole"}, "release_on": {"01-12-2026"}, "summary": {"Selesai las"}, "follow_on": {"Magang"}}
	for i := range handover.Papers() {
		v.Set("items["+strconv.Itoa(i)+"].answer", "enclosed")
	}
	return v
}

func TestAFileWalksThroughItsPagesInBothLanguages(t *testing.T) {
	for _, lang := range i18n.Langs() {
		k := open(t)
		k.Lang = lang
		start := "/people/" + k.person.ID.String() + "/hand-overs"
		p := k.Get(start + "/new")
		if p.Status != 200 || p.Find("[name=release_on]").AttrOr("value", "") != "15-05-2027" || p.Find("select[name=to_id] option").Length() != 2 {
			t.Fatalf("%s: the form offers %d offices, status %d", lang, p.Find("select[name=to_id] option").Length(), p.Status)
		}
		v := k.whole()
		v.Del("items[3].answer")
		file := k.Post(start, v).Location()
		p = k.Get(file)
		if p.Status != 200 || p.Find("#gaps li").Length() != 1 || p.Find("h1 b").Length() != 0 || !strings.Contains(p.Text("h1"), "Budi <b>Pulang</b>") {
			t.Fatalf("%s: the draft: %d, gaps %q, title %q", lang, p.Status, p.Text("#gaps"), p.Text("h1"))
		}
		if p = k.Post(file+"/send", url.Values{"version": {"1"}}); p.Status != 422 || p.Find("[id='f-items-3-answer-error']").Length() != 1 {
			t.Errorf("%s: sent with a gap: %d", lang, p.Status)
		}
		v.Set("items[3].answer", "missing")
		v.Set("version", "1")
		if p = k.Post(file, v); p.Status != 422 || p.Find("[id='f-items-3-note-error']").Length() != 1 || p.Find("textarea[name=summary]").Text() != "Selesai las" {
			t.Errorf("%s: missing without a note: %d", lang, p.Status)
		}
		v.Set("items[3].note", "hilang saat banjir")
		if p = k.Post(file, v); p.Location() != file {
			t.Fatalf("%s: saved: %d", lang, p.Status)
		}
		if p = k.Post(file+"/send", url.Values{"version": {"2"}}); p.Location() != file {
			t.Fatalf("%s: sent: %d %s", lang, p.Status, p.Text("main"))
		}
		k.Site.Actor = k.answers
		if p = k.Get("/hand-overs"); p.Find("tbody tr").Length() != 1 || p.Find("[aria-current=page]").Length() == 0 {
			t.Errorf("%s: the office's list: %s", lang, p.Text("main"))
		}
		if p = k.Post(file+"/accept", url.Values{"version": {"3"}, "first_contact_on": {"22-11-2027"}}); p.Status != 422 {
			t.Errorf("%s: met in the future: %d", lang, p.Status)
		}
		if p = k.Post(file+"/accept", url.Values{"version": {"3"}}); p.Location() != file {
			t.Fatalf("%s: accepted: %d %s", lang, p.Status, p.Text("main"))
		}
		want := map[i18n.Lang]string{i18n.Indonesian: "Diterima", i18n.English: "Accepted"}[lang]
		if p = k.Get(file); p.Text("h1 + .govuk-tag") != want || p.Find("a[href='/people/"+k.person.ID.String()+"']").Length() != 1 {
			t.Errorf("%s: the file says %q", lang, p.Text(".t-title"))
		}
	}
}

func TestAnOlderFormShowsWhatWasSavedMeanwhileAndKeepsWhatWasTyped(t *testing.T) {
	k := open(t)
	file := k.Post("/people/"+k.person.ID.String()+"/hand-overs", k.whole()).Location()
	v := k.whole()
	v.Set("version", "1")
	v.Set("summary", "Yang lebih dulu")
	k.Post(file, v)
	v.Set("summary", "Yang belakangan")
	p := k.Post(file, v)
	if p.Status != 409 || !strings.Contains(p.Text(".t-conflict"), "Yang lebih dulu") || p.Find("textarea[name=summary]").Text() != "Yang belakangan" {
		t.Errorf("%d: %s", p.Status, p.Text(".t-conflict"))
	}
	if version := p.Find("[name=version]").AttrOr("value", ""); version != "2" {
		t.Errorf("saving again sends version %s", version)
	}
}

func TestTheSameFormTwiceMakesOneFile(t *testing.T) {
	k := open(t)
	v := k.whole()
	v.Set("_once", "satu-kunci")
	first, second := k.Post("/people/"+k.person.ID.String()+"/hand-overs", v), k.Post("/people/"+k.person.ID.String()+"/hand-overs", v)
	if first.Location() == "" || first.Location() != second.Location() {
		t.Errorf("led to %q and %q", first.Location(), second.Location())
	}
}

func TestEachReaderGetsTheirActsAndNoOthers(t *testing.T) {
	k := open(t)
	file := k.Post("/people/"+k.person.ID.String()+"/hand-overs", k.whole()).Location()
	k.Post(file+"/send", url.Values{"version": {"1"}})
	for name, c := range map[string]struct {
		actor authz.Actor
		acts  []string
	}{
		"sender":   {k.sends, []string{"/cancel"}},
		"office":   {k.answers, []string{"/accept", "/return"}},
		"guardian": {k.World.Actor(authz.CaseGuardian, k.LapasBungo), nil},
		"region":   {k.World.Actor(authz.RegionalOffice, k.KanwilJambi), nil},
	} {
		k.Site.Actor = c.actor
		p := k.Get(file)
		for _, act := range []string{"/cancel", "/accept", "/return", "/edit"} {
			want := strings.Contains(strings.Join(c.acts, " "), act)
			if got := p.Find("main a[href='"+file+act+"']").Length() > 0; got != want {
				t.Errorf("%s is offered %s: %v", name, act, got)
			}
		}
		if want := len(c.acts) > 0; want {
			if p := k.Get(file + c.acts[0]); p.Status != 200 {
				t.Errorf("%s opens %s: %d", name, c.acts[0], p.Status)
			}
		}
	}
	k.Site.Actor = k.World.Actor(authz.Partner, k.Baznas)
	if k.Get(file).Status != 403 || k.Get("/hand-overs").Status != 403 {
		t.Error("a partner reads hand-overs")
	}
	k.Site.Actor = k.World.Actor(authz.FacilityHead, k.LapasSelong)
	if p := k.Get(file); p.Status != 404 || strings.Contains(p.Body, "Pulang") {
		t.Errorf("another prison: %d", p.Status)
	}
}

func TestReturnNeedsAReasonWhichTheSenderReads(t *testing.T) {
	k := open(t)
	file := k.Post("/people/"+k.person.ID.String()+"/hand-overs", k.whole()).Location()
	k.Post(file+"/send", url.Values{"version": {"1"}})
	k.Site.Actor = k.answers
	if p := k.Post(file+"/return", url.Values{"version": {"2"}, "reason": {" "}}); p.Status != 422 || p.Find("#f-reason-error").Length() != 1 {
		t.Errorf("without a reason: %d", p.Status)
	}
	if p := k.Post(file+"/return", url.Values{"version": {"2"}, "reason": {"<script>alert(1)</script>"}}); p.Location() != file {
		t.Fatalf("returned: %d", p.Status)
	}
	k.Site.Actor = k.sends
	if p := k.Get(file); p.Find("main script").Length() != 0 || !strings.Contains(p.Text("main"), "<script>alert(1)</script>") {
		t.Errorf("the reason reads %s", p.Text("main"))
	}
	if p := k.Post(file+"/return", url.Values{"version": {"3"}, "reason": {"x"}}); p.Status != 403 {
		t.Errorf("the sender returns: %d", p.Status)
	}
}

func TestListSearchesFiltersAndExports(t *testing.T) {
	k := open(t)
	if p := k.Get("/hand-overs"); p.Find(".t-empty").Length() != 1 {
		t.Error("an empty list says nothing")
	}
	k.Post("/people/"+k.person.ID.String()+"/hand-overs", k.whole())
	for query, rows := range map[string]int{"": 1, "?status=draft": 1, "?status=sent": 0, "?q=pulang": 1, "?q=siti": 0, "?side=in": 0, "?sort=-release_on": 1} {
		if p := k.Get("/hand-overs" + query); p.Status != 200 || p.Find("tbody tr").Length() != rows {
			t.Errorf("%q: %d rows, status %d", query, p.Find("tbody tr").Length(), p.Status)
		}
	}
	csv := k.Get("/hand-overs.csv?q=budi")
	if !strings.Contains(csv.Body, "BUNGO-ST-26-1,Budi <b>Pulang</b>") || !strings.Contains(csv.Body, "Bapas Kelas I Jambi") {
		t.Errorf("CSV: %s", csv.Body)
	}
	if k.Get("/hand-overs?office=x").Status != 422 || k.Get("/hand-overs?status=lost").Status != 422 || k.Get("/hand-overs/x").Status != 404 {
		t.Error("a wrong address is not told as such")
	}
}

func TestThePersonsPageGetsItsPart(t *testing.T) {
	k := open(t)
	part, offer := handoverweb.Section(k.files), handoverweb.Offer(k.files)
	gone := k.person
	gone.Custody = person.Released
	guardian, stranger := k.World.Actor(authz.CaseGuardian, k.LapasBungo), k.World.Actor(authz.ProgrammeOfficer, k.LapasSelong)
	for _, c := range []struct {
		name           string
		actor          authz.Actor
		of             person.Person
		above, section bool
	}{
		{"the officer of who is held", k.sends, k.person, true, false},
		{"the officer of who has left", k.sends, gone, false, true},
		{"who may only read", guardian, k.person, false, false},
	} {
		got, err := part(t.Context(), c.actor, c.of)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := got.Render(t.Context(), &b); err != nil || strings.Contains(b.String(), "/hand-overs/new") != c.section {
			t.Errorf("%s: %v %s", c.name, err, b.String())
		}
		if acts := offer(t.Context(), c.actor, c.of); (len(acts) == 1) != c.above {
			t.Errorf("%s is offered %v", c.name, acts)
		}
	}
	if none, err := part(t.Context(), k.World.Actor(authz.Observer, k.LapasBungo), k.person); none != nil || err != nil {
		t.Errorf("an observer gets %v, %v", none, err)
	}
	if acts := offer(t.Context(), stranger, k.person); len(acts) != 0 {
		t.Errorf("another prison is offered %v", acts)
	}
	k.Post("/people/"+k.person.ID.String()+"/hand-overs", k.whole())
	if acts := offer(t.Context(), k.sends, k.person); len(acts) != 0 {
		t.Errorf("beside an open file is offered %v", acts)
	}
}
