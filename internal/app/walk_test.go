package app_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/app/demo"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// site is what the pages of a world are made of: the routes, and where each was
// found by following links.
type site struct {
	*world
	routes *http.ServeMux
	found  map[string][]string // addresses by pattern, of all readers
	forms  map[string]sent     // by the pattern of their action
	seen   map[string]bool     // reader and address

	people []string // names and numbers of the register, once somebody asked

	shown, calmed int // pages that show markup as text, cells that show a formula as text
}

// sent is a form as a reader found it, ready to be sent as it stands.
type sent struct {
	login, action string
	values        url.Values
	inputs        map[string]input
}

// input is one field of a form, by what it takes.
type input string

// perRoute is how many records of one kind a reader looks at.
const perRoute = 2

// survey lists every page and form by walking as each sign-in of a list.
func survey(t *testing.T, w *world, logins []string) *site {
	t.Helper()
	s := &site{world: w, routes: http.NewServeMux(), found: map[string][]string{}, forms: map[string]sent{}, seen: map[string]bool{}}
	for _, p := range w.Routes() {
		s.routes.HandleFunc(p, func(http.ResponseWriter, *http.Request) {})
	}
	for _, login := range logins {
		s.walk(t, login)
	}
	return s
}

// pattern is the route that answers an address.
func (s *site) pattern(method, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	_, p := s.routes.Handler(&http.Request{Method: method, URL: u, Host: "titian"})
	return p
}

// walk follows links from the first page as far as they lead, looking at a few
// records of each kind.
func (s *site) walk(t *testing.T, login string) {
	t.Helper()
	visits := map[string]int{}
	queue := []string{"/", "/menu", "/about"}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		p := s.pattern(http.MethodGet, address)
		if s.seen[login+address] || visits[p] >= perRoute || strings.HasPrefix(p, "GET /static") || strings.HasPrefix(p, "GET /lang") {
			continue
		}
		s.seen[login+address] = true
		visits[p]++
		if !slices.Contains(s.found[p], address) {
			s.found[p] = append(s.found[p], address)
		}
		a := s.open(t, login, address)
		queue = append(queue, s.read(t, login, address, a)...)
	}
}

// read checks one page, remembers its forms and lists where its links lead. A
// link on a page is a promise: it leads somewhere that its reader may go.
func (s *site) read(t *testing.T, login, address string, a *answer) []string {
	t.Helper()
	if a.Code != http.StatusOK && a.Code != http.StatusSeeOther {
		t.Errorf("%s follows a link to %s: %d\n%.1500s", login, address, a.Code, mainOf(a.text()))
		return nil
	}
	if a.Code == http.StatusSeeOther {
		return []string{a.Header().Get("Location")}
	}
	s.clean(t, login, address, a)
	if !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
		return nil
	}
	d, err := goquery.NewDocumentFromReader(strings.NewReader(a.text()))
	if err != nil {
		t.Fatal(err)
	}
	d.Find("form[method=post]").Each(func(_ int, f *goquery.Selection) { s.remember(login, address, f) })
	offersFiles(t, login+" at "+address, d)
	worded(t, login+" at "+address, d)
	var out []string
	d.Find("a[href]").Each(func(_ int, l *goquery.Selection) {
		href, _, _ := strings.Cut(l.AttrOr("href", ""), "#")
		if strings.HasPrefix(href, "?") {
			href, _, _ = strings.Cut(address, "?")
		}
		if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/api/") {
			out = append(out, href)
		}
	})
	return out
}

// wordless is a message's key that has no words: it stands on the page itself.
var wordless = regexp.MustCompile(`^[a-z_]+(\.[a-z0-9_]+){1,}$`)

// worded holds that every text of a page has words in its language. The names of
// sign-ins and of events, which programs read, look like keys and are none.
func worded(t *testing.T, what string, d *goquery.Document) {
	t.Helper()
	for _, named := range []string{" at /webhooks", " at /users", " at /account"} {
		if strings.Contains(what, named) {
			return
		}
	}
	d.Find("main *").Not("code, code *, textarea").Each(func(_ int, e *goquery.Selection) {
		if text := strings.TrimSpace(e.Text()); e.Children().Length() == 0 && wordless.MatchString(text) {
			t.Errorf("%s: %q stands where words should", what, text)
		}
	})
}

// remember keeps the first form of each route, filled as it was found.
func (s *site) remember(login, address string, f *goquery.Selection) {
	action := f.AttrOr("action", address)
	p := s.pattern(http.MethodPost, action)
	if _, has := s.forms[p]; has {
		return
	}
	x := sent{login, action, url.Values{}, map[string]input{}}
	f.Find("input[name], textarea[name], select[name]").Each(func(_ int, i *goquery.Selection) {
		name, kind := i.AttrOr("name", ""), i.AttrOr("type", goquery.NodeName(i))
		switch kind {
		case "checkbox", "radio":
			if _, on := i.Attr("checked"); !on {
				return
			}
		case "select":
			x.values.Add(name, i.Find("option[selected]").AttrOr("value", i.Find("option").Last().AttrOr("value", "")))
			return
		}
		x.values.Add(name, i.AttrOr("value", i.Text()))
		if x.inputs[name] = input(kind); strings.HasSuffix(name, "_on") && kind == "text" {
			x.inputs[name] = "day" // days are typed as people write them
		}
	})
	s.forms[p] = x
}

// clean holds of every answer to everybody: nothing that was typed is executed,
// nothing of the inside is told, and nobody reads what is not theirs.
func (s *site) clean(t *testing.T, login, address string, a *answer) {
	t.Helper()
	text := a.text()
	what := login + " at " + address
	inside(t, what, text)
	if strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
		if strings.Contains(text, "<script>") || strings.Contains(text, "<img src=x") {
			t.Errorf("%s: markup that was typed stands in the page", what)
		}
		if strings.Contains(text, "&lt;script&gt;alert(1)") {
			s.shown++
		}
		if a.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s: no Content-Security-Policy", what)
		}
	}
	if strings.HasPrefix(a.Header().Get("Content-Type"), "text/csv") {
		s.calmed += calm(t, what, text)
	}
}

// calm checks that no cell of an export begins a formula, and counts those that
// would if they were not quoted.
func calm(t *testing.T, what, text string) (quoted int) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Errorf("%s: no CSV: %v", what, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+@\t\r", rune(cell[0])) {
				t.Errorf("%s: the cell %q is a formula", what, cell)
			}
			if strings.HasPrefix(cell, "'=") {
				quoted++
			}
		}
	}
	return quoted
}

// everyPageAnswersEverybody walks the pages as every sign-in, and then brings
// everybody to every page that anybody found: there the answer may be no.
func everyPageAnswersEverybody(t *testing.T, w *world) {
	others := []string{"pemkab.lotim", "pemkot.jambi", "binadik.maros"}
	s := survey(t, w, append(everyRole(), others...))
	signs := slices.DeleteFunc(demo.SignIns(), func(x demo.SignIn) bool { return !slices.Contains(append(everyRole(), others...), x.Login) })
	secrets := w.secrets(t)
	for _, p := range w.Routes() {
		method, path, _ := strings.Cut(p, " ")
		if method != http.MethodGet || strings.HasPrefix(path, "/static") {
			continue
		}
		addresses := s.found[p]
		if len(addresses) == 0 { // nobody's record: the page must say so
			addresses = []string{placeholder.ReplaceAllString(strings.TrimSuffix(path, "{$}"), nobodys())}
		}
		for _, sign := range signs {
			for _, address := range addresses[:min(len(addresses), perRoute)] {
				a := w.open(t, sign.Login, address)
				if !slices.Contains([]int{200, 303, 403, 404}, a.Code) {
					t.Errorf("%s at %s: %d", sign.Login, address, a.Code)
				}
				s.clean(t, sign.Login, address, a)
				secrets.kept(t, sign, address, a.text())
			}
		}
	}
	if len(s.found) < 60 {
		t.Errorf("links lead to %d kinds of pages only", len(s.found))
	}
}

// canaries are texts that some readers must never meet.
type canaries struct {
	registers, people []string
	partners          map[string]string // names by code
}

func (w *world) secrets(t *testing.T) canaries {
	t.Helper()
	list := func(query string) []string {
		out, err := db.All[string](t.Context(), w.DB, query)
		if err != nil || len(out) == 0 {
			t.Fatalf("%s: %d rows, %v", query, len(out), err)
		}
		return slices.DeleteFunc(out, func(s string) bool { return strings.Contains(s, nasty) }) // that was typed everywhere
	}
	c := canaries{
		registers: list(`SELECT register_no FROM person_person WHERE register_no <> ''`),
		people:    list(`SELECT name FROM person_person`), partners: map[string]string{},
	}
	for _, s := range demo.SignIns() {
		if s.Role == authz.Partner {
			c.partners[s.Org] = s.Name
		}
	}
	return c
}

// ailing are words of health and of offences that a partner has no part in, and
// numbers of the form of the demo's identity numbers.
var ailing = regexp.MustCompile(`(?i)\b(tuberkulosis|TBC|HIV|hepatitis|sifilis|skizofrenia|narkotika|asesmen zat|pencurian|pembunuhan|00\d{14})\b`)

// kept checks one answer for what its reader must not meet.
func (c canaries) kept(t *testing.T, s demo.SignIn, address, text string) {
	t.Helper()
	has := func(list []string) string {
		for _, v := range list {
			if strings.Contains(text, v) {
				return v
			}
		}
		return ""
	}
	switch s.Role {
	case authz.Partner:
		if v := has(c.registers); v != "" {
			t.Errorf("%s reads a register number at %s: %s", s.Login, address, v)
		}
		if v := ailing.FindString(text); v != "" {
			t.Errorf("%s reads of %q at %s", s.Login, v, address)
		}
		for code, name := range c.partners {
			if code != s.Org && !known(address) && strings.Contains(text, name) {
				t.Errorf("%s reads of %s at %s", s.Login, name, address)
			}
		}
	case authz.Observer, authz.Administrator:
		if v := has(append(c.people, c.registers...)); v != "" && !strings.HasPrefix(address, "/verify/") {
			t.Errorf("%s reads of a person at %s: %s", s.Login, address, v)
		}
	}
}

// known are the pages on which names are for everybody: the directory, and a
// certificate for whoever holds its code.
func known(address string) bool {
	return strings.HasPrefix(address, "/organisations") || strings.HasPrefix(address, "/verify/")
}

// mainOf is the part of a page that says what is the matter.
func mainOf(page string) string {
	_, rest, _ := strings.Cut(page, "<main")
	return rest
}
