package reportweb

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/feature/report/reporttext"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, Words, []string{"."}, ui.Words, reporttext.Words)
}

// site is the pages on a database with organisations.
type site struct {
	*webtest.Site
	*directorytest.World
	store   *reporttest.Store
	reports *report.Service
}

func open(t *testing.T) *site {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	s := &site{World: directorytest.Seed(t, d), store: reporttest.Open(t, d), reports: report.New(d)}
	nav := func(ctx context.Context, a authz.Actor) []ui.NavItem { return Nav(i18n.From(ctx), a) }
	s.Site = webtest.With(t, s.World.Actor(authz.ProgrammeOfficer, s.LapasBungo), web.Config{Nav: nav, Thread: Strip(s.reports)}, func(rt *web.Router) {
		Register(rt, s.reports, "1.2.3")
		rt.HandleFunc("GET /commitments/{id}", blank)
		rt.HandleFunc("GET /commitments/{id}/edit", blank)
	}, Words, reporttext.Words)
	return s
}

func (s *site) as(role authz.Role, org id.Organisation) { s.Site.Actor = s.World.Actor(role, org) }

func TestTheThreadIsANestedListOfSixteenSteps(t *testing.T) {
	s := open(t)
	y := s.store.Whole("KS-1", s.LapasBungo, s.Baznas, 20)
	for lang, words := range map[i18n.Lang][3]string{
		i18n.Indonesian: {"Rapat selesai", "20 orang terdaftar", "12 dari 20 pertemuan dikonfirmasi, 16 dilaporkan"},
		i18n.English:    {"Meeting done", "20 people enrolled", "12 of 20 pertemuan confirmed, 16 reported"},
	} {
		s.Lang = lang
		p := s.Get("/thread/" + y.Commitment.String())
		if p.Status != 200 || p.Find("ol.t-steps > li").Length() != 16 {
			t.Fatalf("%s: %d with %d steps", lang, p.Status, p.Find("ol.t-steps > li").Length())
		}
		if got := p.Text("#step-meeting h3") + " " + p.Text("#step-meeting .t-step__state"); got != words[0] {
			t.Errorf("the first step says %q", got)
		}
		if got := p.Text("#step-enrolment .t-fact--enrolled a[href='/classes/" + y.Class.String() + "']"); got != words[1] {
			t.Errorf("those enrolled are told as %q", got)
		}
		if got := p.Text("#step-commitment li.t-card[aria-current] .t-promise__text"); got != words[2] {
			t.Errorf("the promise says %q", got)
		}
		if !strings.Contains(p.Text("svg desc"), words[0]) {
			t.Error("the bridge does not say its steps")
		}
		if p.Find("a[href='/commitments/"+y.Commitment.String()+"']").Length() < 2 { // on its card and its bar
			t.Error("the commitment cannot be opened")
		}
	}
	if strings.Contains(s.Get("/thread/KS-1").Body, "Rekaan") {
		t.Error("the thread names somebody")
	}
}

func TestLinksAreOnlyWhereTheReaderMayFollowThem(t *testing.T) {
	s := open(t)
	s.store.Whole("KS-1", s.LapasBungo, s.Baznas, 10)
	s.as(authz.Observer, s.LapasBungo)
	p := s.Get("/thread/KS-1")
	var links []string
	p.Find(".t-steps a").Each(func(_ int, a *goquery.Selection) { links = append(links, a.AttrOr("href", "")) })
	for _, l := range links {
		if !strings.HasPrefix(l, "/classes/") && !strings.HasPrefix(l, "/funds/") {
			t.Errorf("an observer is led to %s", l)
		}
	}
	if p.Find(".govuk-breadcrumbs a[href='/cooperations']").Length() != 1 {
		t.Error("an observer is not led back to the list of threads")
	}
	if len(links) == 0 || p.Status != 200 {
		t.Errorf("%d, links %q", p.Status, links)
	}
	s.as(authz.Partner, s.Baznas)
	if n := s.Get("/thread/KS-1").Find("a[href='/hand-overs'], a[href='/follow-ups']").Length(); n != 0 {
		t.Error("a partner is led to lists of people")
	}
}

func TestTheMissingStepHasOneAct(t *testing.T) {
	s := open(t)
	y := s.store.Begun("KS-1", s.LapasBungo, s.Baznas)
	p := s.Get("/thread/KS-1")
	if got := p.Text(".t-next__step"); got != "Langkah berikutnya: Usulan" {
		t.Errorf("next is %q", got)
	}
	if a := p.Find(".t-next a"); a.Length() != 1 || a.AttrOr("href", "") != "/proposals/"+y.Proposal.String() {
		t.Errorf("%d acts, to %s", a.Length(), a.AttrOr("href", ""))
	}
	if p.Find(".t-step--missing").Length() != 1 || p.Find("#step-proposal.t-step--missing").Length() != 1 {
		t.Error("the missing step is not marked")
	}
	s.as(authz.Observer, s.LapasBungo)
	if s.Get("/thread/KS-1").Find(".t-next a").Length() != 0 {
		t.Error("an observer is asked to act")
	}
}

func TestEveryMissingStepHasWordsAndAPage(t *testing.T) {
	s := open(t)
	l := localizer(t)
	officer := s.World.Actor(authz.ProgrammeOfficer, s.LapasBungo)
	for _, k := range report.Steps() {
		th := report.Thread{Status: "active", Next: k}
		for _, step := range report.Steps() {
			st := report.Step{Key: step}
			if step == report.StepClass && k != report.StepClass {
				st.Nodes = []report.Node{{Kind: "class", ID: id.Offering{}.Make().String()}}
			}
			if step == report.StepCommitment && k == report.StepDelivery {
				st.Nodes = []report.Node{{Kind: "commitment", ID: id.Commitment{}.Make().String(), Status: "open"}}
			}
			th.Steps = append(th.Steps, st)
		}
		if k == report.StepFund || k == report.StepRenewal || k == report.StepWorkPlan {
			continue // never missing
		}
		n := nextOf(l, officer, th)
		if strings.Contains(n.Why, "thread.next") || n.Action == nil || strings.Contains(n.Action.Label, "thread.act") || !strings.HasPrefix(n.Action.Href, "/") {
			t.Errorf("%s: %+v, %+v", k, n, n.Action)
		}
	}
}

func TestManyRecordsFoldAndThePathStaysInSight(t *testing.T) {
	s := open(t)
	y := s.store.Promised("KS-1", s.LapasBungo, s.Baznas)
	var last id.Delivery
	s.store.Do(func(tx *db.Tx) {
		for i := range 30 {
			last = id.Delivery{}.Make()
			s.store.Add(tx, "partnership_delivery", reporttest.Row{
				"id": last, "commitment_id": y.Commitment, "cooperation_id": y.Coop, "host_id": y.Host, "partner_id": y.Partner,
				"receiver_id": y.Host, "delivered_on": "2026-10-" + strconv.Itoa(10+i%20), "quantity": 1, "status": "reported",
			})
		}
	})
	p := s.Get("/thread/" + last.String())
	if n := p.Find("#step-delivery > .t-step__cards > li").Length(); n != maxCards {
		t.Errorf("%d deliveries at first sight", n)
	}
	if n := p.Find("#step-delivery details li.t-card").Length(); n != 32-maxCards {
		t.Errorf("%d deliveries folded", n)
	}
	if p.Find("#step-delivery > .t-step__cards > li:first-child[aria-current=true]").Length() != 1 {
		t.Error("what the reader came for is not first")
	}
}

func TestThePagesOfRecordsCarryTheStrip(t *testing.T) {
	s := open(t)
	y := s.store.Promised("KS-1", s.LapasBungo, s.Baznas)
	p := s.Get("/commitments/" + y.Commitment.String())
	if p.Find(".t-thread__step").Length() != 9 || p.Text(".t-thread__step--here .t-thread__link") != "Komitmen" {
		t.Errorf("%d stages, here is %q", p.Find(".t-thread__step").Length(), p.Text(".t-thread__step--here"))
	}
	if p.Text(".t-thread__step--missing .t-thread__link") != "Kelas" {
		t.Errorf("missing is %q", p.Text(".t-thread__step--missing"))
	}
	if href := p.Find(".t-thread__step:first-child a").AttrOr("href", ""); href != "/meetings/"+y.Meeting.String() {
		t.Errorf("the beginning is at %s", href)
	}
	for _, path := range []string{"/commitments/" + y.Commitment.String() + "/edit", "/commitments/" + id.Commitment{}.Make().String(), "/commitments/bukan-kunci"} {
		if s.Get(path).Find(".t-thread").Length() != 0 {
			t.Errorf("%s has a strip", path)
		}
	}
	s.as(authz.Administrator, s.LapasBungo)
	if s.Get("/commitments/"+y.Commitment.String()).Find(".t-thread").Length() != 0 {
		t.Error("an administrator sees a strip")
	}
}

func TestTodayIsGroupedWithOneActATask(t *testing.T) {
	s := open(t)
	y := s.store.Promised("KS-1", s.LapasBungo, s.Baznas)
	p := s.Get("/")
	if got := p.Text("h2"); got != "Penyerahan menunggu konfirmasi" {
		t.Errorf("groups %q", got)
	}
	if n := p.Find(".t-task").Length(); n != 1 || p.Find(".t-task .govuk-button").Length() != 1 {
		t.Errorf("%d tasks", n)
	}
	if got := p.Text(".t-lead"); got != "1 hal menunggu Anda." {
		t.Errorf("it leads with %q", got)
	}
	s.store.Set("partnership_commitment", "due_on", "2026-11-01", y.Commitment)
	s.as(authz.Partner, s.Baznas)
	s.store.Set("partnership_delivery", "status", "disputed", y.Delivery)
	s.store.Set("partnership_delivery", "answered_on", "2026-10-01", y.Delivery)
	s.Lang = i18n.English
	p = s.Get("/today")
	if got := p.Text(".t-lead"); got != "1 thing waits for you. 1 of them is overdue." {
		t.Errorf("it leads with %q", got)
	}
	if !strings.Contains(p.Text(".t-task .t-tag--overdue"), "15 Oct 2026") {
		t.Errorf("due: %q", p.Text(".t-task__when"))
	}
}

func TestAnEmptyDayLeadsSomewhere(t *testing.T) {
	s := open(t)
	for role, want := range map[authz.Role]string{authz.ProgrammeOfficer: "/cooperations", authz.Administrator: "/users", authz.CaseGuardian: "/cooperations"} {
		s.as(role, s.LapasBungo)
		p := s.Get("/today")
		if p.Find(".t-empty a[href='"+want+"']").Length() != 1 || p.Find(".t-places a").Length() == 0 {
			t.Errorf("%s: %q", role, p.Text("main"))
		}
	}
	s.as(authz.Partner, s.Baznas) // who has figures of its own in the place of an empty list
	if p := s.Get("/today"); p.Find(".t-figure-box a[href='/commitments']").Length() != 1 || p.Find(".t-places a").Length() == 0 {
		t.Errorf("a partner: %q", p.Text("main"))
	}
	s.as(authz.Observer, s.LapasBungo)
	if p := s.Get("/today"); p.Find(".t-figure-box").Length() != 4 {
		t.Errorf("an observer reads %q", p.Text("main"))
	}
	s.as(authz.Observer, s.KanwilJambi)
	if p := s.Get("/today"); p.Status != 200 || p.Find(".t-empty").Length() != 1 {
		t.Errorf("an observer at an office: %d", p.Status)
	}
}

func TestTheMenuIsByRoleAndShort(t *testing.T) {
	s := open(t)
	l := localizer(t)
	for _, role := range append(authz.Roles(), authz.Operator) {
		a := s.World.Actor(role, s.LapasBungo)
		nav := Nav(l, a)
		if len(nav) > 7 || len(nav) < 3 {
			t.Errorf("%s has %d entries", role, len(nav))
		}
		all := map[string]bool{"/today": true, "/menu": true}
		for _, g := range Menu(l, a) {
			for _, i := range g.Items {
				all[i.Href] = true
				if strings.HasPrefix(i.Label, "nav.") {
					t.Errorf("%s has no word", i.Label)
				}
			}
		}
		for _, i := range nav {
			if !all[i.Href] {
				t.Errorf("%s: %s is not in the menu", role, i.Href)
			}
		}
		for href, wrong := range map[string]bool{
			"/people":     role == authz.Partner || role == authz.Observer || role == authz.Administrator,
			"/agreements": role == authz.Observer || role == authz.Administrator,
			"/users":      role != authz.Administrator && role != authz.Operator,
		} {
			if wrong && all[href] {
				t.Errorf("%s is led to %s", role, href)
			}
		}
		if all["/cooperations"] != (role != authz.Administrator) {
			t.Errorf("%s: a list to find a thread in: %v", role, all["/cooperations"])
		}
	}
	if len(Nav(l, authz.Actor{})) != 0 {
		t.Error("nobody has a menu")
	}
	if p := s.Get("/menu"); p.Status != 200 || p.Find(".t-place a").Length() < 8 {
		t.Errorf("the menu: %d", p.Status)
	}
}

func TestAFacilitysFiguresLeadToItsPeople(t *testing.T) {
	s := open(t)
	y := s.store.Whole("KS-1", s.LapasBungo, s.Baznas, 10)
	s.store.Do(func(tx *db.Tx) { // the rows were not written by the register, which keeps the counts
		if err := person.RebuildKept(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
	})
	path := "/facilities/" + s.LapasBungo.String()
	if p := s.Get(path); p.Text("h1") != "Lapas Kelas IIB Muara Bungo" || p.Find("dd a[href='"+path+"/people']").Text() != "4" || p.Find("svg.t-bar").Length() != 0 {
		t.Errorf("without attendance lately: %q", p.Text("main"))
	}
	s.store.Set("programme_session", "held_on", "2026-11-15", y.Session)
	if p := s.Get(path); p.Find("svg.t-bar").Length() != 2 || !strings.Contains(p.Text("main"), "90%") {
		t.Errorf("with attendance: %q", p.Text("main"))
	}
	s.as(authz.Observer, s.KanwilJambi)
	if p := s.Get(path); p.Find("dd a[href$='/people']").Length() != 0 {
		t.Error("an observer is led to names")
	}
	if p := s.Get("/facilities/" + s.LapasSelong.String()); p.Status != 404 {
		t.Errorf("out of scope: %d", p.Status)
	}
}

func TestAPersonsPathIsShownToThoseWhoGuideThem(t *testing.T) {
	s := open(t)
	y := s.store.Whole("KS-1", s.LapasBungo, s.Baznas, 2)
	path := "/people/" + y.People[0].String() + "/thread"
	p := s.Get(path)
	if p.Find(".t-steps > li").Length() != 6 || p.Find("a[href='/thread/KS-1']").Length() != 1 {
		t.Errorf("%d steps", p.Find(".t-steps > li").Length())
	}
	c, err := PersonSection(s.reports)(t.Context(), s.Site.Actor, person.Person{ID: y.People[0]})
	if err != nil || c == nil {
		t.Errorf("no section: %v", err)
	}
	partner := s.World.Actor(authz.Partner, s.Baznas)
	if c, err := PersonSection(s.reports)(t.Context(), partner, person.Person{ID: y.People[0]}); err != nil || c != nil {
		t.Errorf("a partner gets a section: %v", err)
	}
	s.Site.Actor = partner
	if p := s.Get(path); p.Status != 403 {
		t.Errorf("a partner asks for a path: %d", p.Status)
	}
}

func TestAboutIsForEverybody(t *testing.T) {
	s := open(t)
	s.Site.Actor = authz.Actor{}
	for _, lang := range i18n.Langs() {
		s.Lang = lang
		p := s.Get("/about")
		for _, want := range []string{"Open Database License (ODbL) 1.0", "idn-area-data", "Apache", "Titian 1.2.3"} {
			if !strings.Contains(p.Text("main"), want) {
				t.Errorf("%s: nothing says %q", lang, want)
			}
		}
	}
	if p := s.Get("/thread/KS-1"); p.Status != 303 {
		t.Errorf("a stranger asks for a thread: %d", p.Status)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	s := open(t)
	s.store.Promised("KS-9", s.LapasSelong, s.PemkabLotim)
	for _, path := range []string{"/thread/TIADA", "/thread/KS-9", "/people/x/thread", "/people/" + id.Person{}.Make().String() + "/thread", "/facilities/x"} {
		if p := s.Get(path); p.Status != 404 {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
	if p := s.Get("/threads"); p.Location() != "/cooperations" {
		t.Errorf("the list is at %s", p.Location())
	}
}
