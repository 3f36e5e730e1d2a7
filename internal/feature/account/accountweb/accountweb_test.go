package accountweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/account"
	"titian/internal/feature/account/accountweb"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

const good = "jembatan kecil di Bungo"

// desk is a browser before the whole: sessions, the kit's middleware and the
// account pages, over a real database.
type desk struct {
	*directorytest.World
	t        *testing.T
	db       *db.DB
	accounts *account.Service
	handler  http.Handler
	cookies  map[string]*http.Cookie
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	k := &desk{
		World: directorytest.Seed(t, d), t: t, db: d, cookies: map[string]*http.Cookie{},
		accounts: account.New(d, account.Options{Key: []byte("key"), Cost: account.Cost{Memory: 64, Time: 1}}),
	}
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(ui.Words, accountweb.Words); err != nil {
		t.Fatal(err)
	}
	orgs, log := directory.New(d), slog.New(slog.DiscardHandler)
	sessions := account.NewSessions(d, account.SessionOptions{Clock: time.Now, Log: log})
	kit := web.New(web.Config{Words: bundle, Auth: account.NewResolver(d, k.accounts, orgs, sessions, time.Now).Browser(), Log: log, Now: func() time.Time { return dbtest.Now }})
	accountweb.Register(&kit.Router, k.accounts, orgs, sessions, func(authz.Actor) bool { return true })
	kit.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) error {
		a := authz.FromContext(r.Context())
		_, err := w.Write([]byte(string(a.Role) + " " + a.OrgName + " " + string(i18n.From(r.Context()).Lang())))
		return err
	})
	k.handler = sessions.Handler(kit.Handler())
	return k
}

func (k *desk) hire(login string, role authz.Role, org id.Organisation) account.User {
	k.t.Helper()
	u, err := k.accounts.CreateUser(k.t.Context(), authz.OperatorAs("test"), account.CreateUserCommand{
		Login: login, Name: "Uji " + login, Password: good, Language: "id",
		MembershipCommand: account.MembershipCommand{Org: org, Role: role},
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return u
}

type answer struct {
	*goquery.Document
	status   int
	location string
	body     string
}

func (k *desk) do(method, path string, form url.Values) answer {
	k.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range k.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if k.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(k.cookies, c.Name)
		}
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		k.t.Fatal(err)
	}
	return answer{doc, w.Code, w.Header().Get("Location"), w.Body.String()}
}

func (k *desk) get(path string) answer { k.t.Helper(); return k.do(http.MethodGet, path, nil) }

func (k *desk) post(path string, pairs ...string) answer {
	k.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return k.do(http.MethodPost, path, v)
}

// signIn walks in and to where it leads.
func (k *desk) signIn(login, password string) answer {
	k.t.Helper()
	a := k.post("/sign-in", "login", login, "password", password, "next", "/")
	for range 3 {
		if a.status == http.StatusSeeOther {
			a = k.get(a.location)
		}
	}
	return a
}

// submit sends the form at path as the page shows it, with some fields filled in.
func (k *desk) submit(path, action string, pairs ...string) answer {
	k.t.Helper()
	page := k.get(path)
	form := page.Find("form[action='" + action + "']").First()
	if form.Length() == 0 {
		k.t.Fatalf("%s (%d) has no form for %s:\n%s", path, page.status, action, page.body)
	}
	var all []string
	form.Find("input[type=hidden], input[type=text], option[selected], input[checked]").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		if goquery.NodeName(s) == "option" {
			name, _ = s.Parent().Attr("name")
		}
		value, _ := s.Attr("value")
		all = append(all, name, value)
	})
	return k.post(action, append(all, pairs...)...)
}

func TestSigningInLeadsToWhereOneWantedToGo(t *testing.T) {
	k := newDesk(t)
	k.hire("kasi.bungo", authz.ProgrammeOfficer, k.LapasBungo)
	if a := k.get("/account"); a.status != http.StatusSeeOther || a.location != "/sign-in?next=%2Faccount" {
		t.Fatalf("a stranger: %d %s", a.status, a.location)
	}
	a := k.submit("/sign-in?next=%2Faccount", "/sign-in", "login", "kasi.bungo", "password", "bukan ini")
	if a.status != http.StatusUnauthorized || a.Find(".govuk-error-summary").Length() != 1 || a.Find("[name=login]").AttrOr("value", "") != "kasi.bungo" || strings.Contains(a.body, "bukan ini") {
		t.Errorf("a wrong password: %d\n%s", a.status, a.body)
	}
	if a := k.submit("/sign-in", "/sign-in"); a.status != http.StatusUnprocessableEntity || a.Find(".govuk-error-message").Length() != 2 {
		t.Errorf("an empty form: %d", a.status)
	}
	a = k.submit("/sign-in?next=%2Faccount", "/sign-in", "login", "kasi.bungo", "password", good)
	if a.status != http.StatusSeeOther || a.location != "/account?lang=id" {
		t.Fatalf("a right password: %d %s", a.status, a.location)
	}
	if own := k.get("/account"); own.status != 200 || !strings.Contains(own.Find("main").Text(), "Lapas Kelas IIB Muara Bungo") {
		t.Errorf("own account: %d\n%s", own.status, own.body)
	}
	if a := k.get("/sign-in?next=//evil.example"); a.status != http.StatusSeeOther || a.location != "/" {
		t.Errorf("signed in already: %d %s", a.status, a.location)
	}
	k.post("/sign-out")
	if a := k.get("/account"); a.status != http.StatusSeeOther {
		t.Errorf("after signing out: %d", a.status)
	}
}

func TestSomebodyWithTwoRolesChooses(t *testing.T) {
	k := newDesk(t)
	u := k.hire("pindahan", authz.FacilityHead, k.LapasBungo)
	m, err := k.accounts.AddMembership(t.Context(), authz.OperatorAs("test"), u.ID, account.MembershipCommand{Org: k.RutanSungaiPenuh, Role: authz.CaseGuardian})
	if err != nil {
		t.Fatal(err)
	}
	a := k.signIn("pindahan", good)
	if a.Find("input[type=radio]").Length() != 2 {
		t.Fatalf("choice: %d\n%s", a.status, a.body)
	}
	if a := k.get("/account"); a.status != http.StatusSeeOther {
		t.Errorf("without a choice one is somebody: %d", a.status)
	}
	if a := k.submit("/sign-in/place", "/sign-in/place", "place", id.Membership{}.Make().String()); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a place that is not theirs: %d", a.status)
	}
	if a := k.submit("/sign-in/place", "/sign-in/place", "place", m.ID.String()); a.location != "/" {
		t.Errorf("chosen: %d %s", a.status, a.location)
	}
	if who := k.get("/").body; who != "case_guardian Rutan Sungai Penuh id" {
		t.Errorf("works as %q", who)
	}
}

func TestGuessingIsToldToWait(t *testing.T) {
	k := newDesk(t)
	k.hire("kasi.bungo", authz.ProgrammeOfficer, k.LapasBungo)
	var a answer
	for range 7 {
		a = k.post("/sign-in", "login", "kasi.bungo", "password", "tebakan")
	}
	if a.status != http.StatusTooManyRequests || !strings.Contains(a.Find(".govuk-error-summary").Text(), "detik") {
		t.Errorf("the seventh guess: %d\n%s", a.status, a.Find("main").Text())
	}
}

func TestOnesOwnPasswordLanguageAndBrowsers(t *testing.T) {
	k := newDesk(t)
	k.hire("kasi.bungo", authz.ProgrammeOfficer, k.LapasBungo)
	k.signIn("kasi.bungo", good)
	other := *k
	other.cookies = map[string]*http.Cookie{}
	other.signIn("kasi.bungo", good)
	next := "sandi baru yang panjang"
	for name, pairs := range map[string][]string{
		"nothing": {}, "two different": {"present", good, "password", next, "again", next + "."}, "a wrong one": {"present", "bukan ini", "password", next, "again", next},
	} {
		if a := k.submit("/account/password", "/account/password", pairs...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if a := k.submit("/account/password", "/account/password", "present", good, "password", next, "again", next); a.location != "/account" {
		t.Fatalf("change: %d\n%s", a.status, a.body)
	}
	if k.get("/account").status != 200 || other.get("/account").status == 200 {
		t.Error("a changed password ends the other browser's session, and only that")
	}
	if a := k.submit("/account", "/account/language", "language", "en"); a.location != "/account?lang=en" {
		t.Errorf("language: %d %s", a.status, a.location)
	}
	k.get("/account?lang=en")
	if a := k.get("/account"); a.Find("h1").Text() != "My account" {
		t.Errorf("in English: %q", a.Find("h1").Text())
	}
	other.signIn("kasi.bungo", next)
	if a := k.submit("/account", "/account/sign-out-everywhere"); a.location != "/sign-in" {
		t.Errorf("sign out everywhere: %d %s", a.status, a.location)
	}
	if k.get("/account").status == 200 || other.get("/account").status == 200 {
		t.Error("somebody is still signed in")
	}
}

func TestATokenIsShownOnce(t *testing.T) {
	k := newDesk(t)
	k.hire("kasi.bungo", authz.ProgrammeOfficer, k.LapasBungo)
	k.signIn("kasi.bungo", good)
	if a := k.submit("/tokens/new", "/tokens", "name", "", "expires_on", "31-02-2027"); a.status != http.StatusUnprocessableEntity || a.Find(".govuk-error-message").Length() != 2 {
		t.Errorf("a wrong form: %d", a.status)
	}
	made := k.submit("/tokens/new", "/tokens", "name", "<b>Laporan</b>", "_once", "once-1")
	secret := made.Find("#secret").Text()
	if made.status != 200 || !strings.HasPrefix(secret, "titian_") || made.Find("h1 b").Length() != 0 {
		t.Fatalf("made: %d\n%s", made.status, made.body)
	}
	if again := k.submit("/tokens/new", "/tokens", "name", "<b>Laporan</b>", "_once", "once-1"); again.location != "/tokens" {
		t.Errorf("sent twice: %d %s", again.status, again.location)
	}
	page := k.get("/tokens")
	if page.Find("tbody tr").Length() != 1 || strings.Contains(page.body, secret) {
		t.Errorf("list: %s", page.Find("table").Text())
	}
	action := page.Find("tbody form").AttrOr("action", "")
	if a := k.submit("/tokens", action); a.location != "/tokens" {
		t.Errorf("revoke: %d", a.status)
	}
	if page := k.get("/tokens"); page.Find("tbody form").Length() != 0 || !strings.Contains(page.Find("tbody").Text(), "Dicabut") {
		t.Errorf("after revoking: %s", page.Find("tbody").Text())
	}
}

func TestACalendarsAddressIsShownOnceAndRevoked(t *testing.T) {
	k := newDesk(t)
	k.hire("kasi.bungo", authz.ProgrammeOfficer, k.LapasBungo)
	k.signIn("kasi.bungo", good)
	if a := k.submit("/calendar", "/calendar", "name", ""); a.status != http.StatusUnprocessableEntity {
		t.Errorf("without a name: %d", a.status)
	}
	made := k.submit("/calendar", "/calendar", "name", "Telepon dinas", "_once", "once-1")
	address := made.Find("#secret").Text()
	if made.status != 200 || !strings.Contains(address, "/calendars/titian-calendar-") || !strings.HasSuffix(address, ".ics") {
		t.Fatalf("made: %d %s", made.status, address)
	}
	if again := k.submit("/calendar", "/calendar", "name", "Telepon dinas", "_once", "once-1"); again.location != "/calendar" {
		t.Errorf("sent twice: %d %s", again.status, again.location)
	}
	k.submit("/tokens/new", "/tokens", "name", "Laporan")
	page := k.get("/calendar")
	if page.Find("tbody tr").Length() != 1 || strings.Contains(page.body, address) {
		t.Errorf("list: %s", page.Find("table").Text())
	}
	k.submit("/calendar", page.Find("tbody form").AttrOr("action", ""))
	if page := k.get("/calendar"); !strings.Contains(page.Find("tbody").Text(), "Dicabut") {
		t.Errorf("after revoking: %s", page.Find("tbody").Text())
	}
}

func TestAnAdministratorKeepsUsers(t *testing.T) {
	k := newDesk(t)
	k.hire("admin.jambi", authz.Administrator, k.KanwilJambi)
	k.signIn("admin.jambi", good)
	if a := k.submit("/users/new", "/users"); a.status != http.StatusUnprocessableEntity || a.Find(".govuk-error-message").Length() < 3 || a.Find("[name=password]").AttrOr("value", "") == "" {
		t.Errorf("an empty form: %d\n%s", a.status, a.Find("form").Text())
	}
	if n := k.get("/users/new").Find("[name=organisation_id] option[value='" + k.LapasSelong.String() + "']").Length(); n != 0 {
		t.Error("another office's facility is offered")
	}
	made := k.submit("/users/new", "/users", "name", "Kasi <i>Binadik</i>", "login", "kasi.bungo", "organisation_id", k.LapasBungo.String(), "role", "programme_officer", "password", good)
	if !strings.HasPrefix(made.location, "/users/") {
		t.Fatalf("create: %d\n%s", made.status, made.Find("main").Text())
	}
	at := made.location
	show := k.get(at)
	if show.status != 200 || show.Find("h1").Text() != "Kasi <i>Binadik</i>" {
		t.Errorf("show: %d\n%s", show.status, show.Find("main").Text())
	}
	if a := k.submit(at+"/edit", at, "name", "Kasi Binadik"); a.location != at {
		t.Errorf("change: %d\n%s", a.status, a.body)
	}
	if a := k.post(at, "name", "Lain", "language", "id", "version", "1"); a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity || a.Find("[name=name]").AttrOr("value", "") != "Lain" {
		t.Errorf("a lost race: %d\n%s", a.status, a.Find("main").Text())
	}
	if a := k.submit(at+"/memberships/new", at+"/memberships", "organisation_id", k.RutanSungaiPenuh.String(), "role", "case_guardian"); a.location != at {
		t.Errorf("add a role: %d\n%s", a.status, a.Find("main").Text())
	}
	show = k.get(at)
	end := show.Find("form[action*='/memberships/']")
	if end.Length() != 2 {
		t.Fatalf("roles: %s", show.Find("table").Text())
	}
	if a := k.submit(at, end.First().AttrOr("action", "")); a.location != at {
		t.Errorf("end a role: %d", a.status)
	}
	reset := k.submit(at, at+"/password")
	password := reset.Find("#password").Text()
	if _, err := k.accounts.SignIn(t.Context(), authz.Actor{}, account.SignInCommand{Login: "kasi.bungo", Password: password}); err != nil {
		t.Errorf("the new password %q: %v", password, err)
	}
	for _, step := range []string{"deactivate", "reactivate"} {
		if a := k.submit(at, at+"/"+step); a.location != at {
			t.Errorf("%s: %d", step, a.status)
		}
	}
	if list := k.get("/users?q=kasi"); list.Find("tbody tr").Length() != 1 {
		t.Errorf("list: %s", list.Find("table").Text())
	}
	if csv := k.get("/users.csv"); !strings.Contains(csv.body, "kasi.bungo") || !strings.Contains(csv.body, "admin.jambi") {
		t.Errorf("export: %s", csv.body)
	}
	for _, path := range []string{"/users/" + id.User{}.Make().String(), "/users/x", "/users/x/edit"} {
		if a := k.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestOthersDoNotKeepUsers(t *testing.T) {
	k := newDesk(t)
	u := k.hire("kasi.bungo", authz.ProgrammeOfficer, k.LapasBungo)
	k.signIn("kasi.bungo", good)
	for _, path := range []string{"/users", "/users.csv", "/users/" + u.ID.String()} {
		if a := k.get(path); a.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, accountweb.Words, []string{"."}, ui.Words)
}
