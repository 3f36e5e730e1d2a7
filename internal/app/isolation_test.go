package app_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/delivery/web/form"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// foreign is what one partner must not come to know of: the keys of the others'
// records, and the words by which they would be recognised.
type foreign struct {
	keys  []string // one or two of each kind
	own   []string // the partner's own, one of each kind: they must answer
	words []string // references and titles that are none of the partner's own
}

// foreignTables are the records that hang on a partner, and their words.
var foreignTables = map[string]string{
	"agreement_cooperation": "title", "agreement_agreement": "title", "partnership_meeting": "title", "partnership_proposal": "title",
	"partnership_commitment": "title", "partnership_delivery": "evidence", "fund_fund": "purpose", "programme_offering": "title",
}

type foreignRow struct {
	ID    id.Any          `db:"id" privacy:"internal"`
	Of    id.Organisation `db:"partner_id" privacy:"internal"`
	Ref   string          `db:"ref" privacy:"internal"`
	Title string          `db:"title" privacy:"internal"`
}

// foreignTo reads what the others have straight from the tables.
func (w *world) foreignTo(t *testing.T, partner id.Organisation) foreign {
	t.Helper()
	var f foreign
	own, theirs := map[string]bool{}, map[string]bool{}
	for _, table := range slices.Sorted(maps.Keys(foreignTables)) {
		ref := "ref"
		if table == "partnership_delivery" {
			ref = "''"
		}
		rows, err := db.All[foreignRow](t.Context(), w.DB, `SELECT id, partner_id, `+ref+`, `+foreignTables[table]+` FROM `+table+` WHERE partner_id IS NOT NULL ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		n, had := 0, false
		for _, r := range rows {
			into := theirs
			if r.Of == partner {
				if into = own; !had {
					f.own, had = append(f.own, r.ID.String()), true
				}
			} else if n++; n <= 2 {
				f.keys = append(f.keys, r.ID.String())
			}
			into[r.Ref], into[r.Title] = true, true
		}
		if n == 0 && table != "fund_fund" { // one partner of the demo has them all
			t.Fatalf("nobody else has a row in %s", table)
		}
	}
	shared, err := db.All[string](t.Context(), w.DB, `SELECT name FROM programme_programme`)
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range shared {
		own[title] = true // the nation's catalogue; a class may be called after it
	}
	for word := range theirs {
		if !own[word] && len(word) >= 8 {
			f.words = append(f.words, word)
		}
	}
	slices.Sort(f.words)
	return f
}

// passing is what no two answers share: the number of the request and the key of
// a form.
var passing = regexp.MustCompile(`[A-Z2-7]{26}|name="` + form.OnceField + `" value="[^"]*"`)

// alike is an answer without what is another's at every request: its number, the
// key that was asked for and the keys of forms.
func alike(a *answer, key string) string {
	text := strings.ReplaceAll(a.text(), key, "KEY")
	return http.StatusText(a.Code) + a.Header().Get("Location") + passing.ReplaceAllString(text, "")
}

// parting is where two answers part.
func parting(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-80):min(len(s), i+80)] }
	return cut(a) + "\nand not\n" + cut(b)
}

// anotherPartnersRecordsAreNotThere sends a partner to every address, page and
// operation with the keys of the others' records. Each answer must be, word for
// word, what a key gets that no record has.
func anotherPartnersRecordsAreNotThere(t *testing.T, w *world) {
	for _, login := range []string{"baznas.bungo", "pemkab.lotim"} {
		partner := w.organisationOf(t, login)
		f := w.foreignTo(t, partner)
		tried, opened := 0, 0
		for _, try := range w.tries(t, login) {
			want := ""
			none := nobodys()
			for _, key := range append([]string{none}, f.keys...) {
				got := alike(try.send(key), key)
				tried++
				if key == none {
					want = got
				} else if got != want {
					t.Errorf("%s, %s: another partner's record answers otherwise than none: %s", login, try.name, parting(got, want))
					break
				}
			}
			if !try.writes && slices.ContainsFunc(f.own, func(key string) bool { return alike(try.send(key), key) != want }) {
				opened++
			}
		}
		if tried < 2000 || opened < 20 {
			t.Errorf("%s: only %d requests were tried, and its own records answered at %d addresses", login, tried, opened)
		}
		w.listsTellNothing(t, login, f)
	}
}

func (w *world) organisationOf(t *testing.T, login string) id.Organisation {
	t.Helper()
	u, err := w.Account.FindUser(t.Context(), authz.OperatorAs("test"), login)
	if err != nil {
		t.Fatal(err)
	}
	return u.Places[0].Org
}

// try is one address that takes one key.
type try struct {
	name   string
	writes bool
	send   func(key string) *answer
}

// tries are all pages and operations with one key, to read and to write.
func (w *world) tries(t *testing.T, login string) []try {
	t.Helper()
	var out []try
	for _, route := range w.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if strings.Count(path, "{") != 1 || strings.Contains(path, "...") || strings.HasPrefix(path, "/static") || guarded(path) {
			continue
		}
		out = append(out, try{"page " + route, method == http.MethodPost, func(key string) *answer {
			at := placeholder.ReplaceAllString(path, key)
			if method == http.MethodPost {
				return w.send(t, login, at, url.Values{"version": {"1"}})
			}
			return w.open(t, login, at)
		}})
	}
	for _, path := range w.readings(t) {
		if strings.Count(path, "{") == 1 && !guarded(path) {
			out = append(out, try{"GET " + path, false, func(key string) *answer {
				return w.ask(t, login, http.MethodGet, placeholder.ReplaceAllString(path, key), "")
			}})
		}
	}
	for _, o := range w.operations(t) {
		if strings.Count(o.path, "{") != 1 {
			continue
		}
		body := ""
		if o.body {
			body = "{}"
		}
		out = append(out, try{o.method + " " + o.path, true, func(key string) *answer {
			return w.ask(t, login, o.method, placeholder.ReplaceAllString(o.path, key), body, "If-Match", `"1"`)
		}})
	}
	return out
}

// guarded are the addresses at which anybody at all brings a code: of a document,
// of a reply link. They take no keys, and stop whoever guesses.
func guarded(path string) bool {
	return strings.Contains(path, "/verify/") || strings.HasPrefix(path, "/r/")
}

// readings are the paths of the API that are read.
func (w *world) readings(t *testing.T) []string {
	t.Helper()
	var d struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(w.ask(t, "admin", http.MethodGet, "/api/v1/openapi.json", "").Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		if _, reads := d.Paths[path]["get"]; reads {
			out = append(out, "/api/v1"+path)
		}
	}
	return out
}

// narrowings are questions to a list that name another's record or its words.
func narrowings(f foreign) []string {
	out := []string{"", "?q=" + url.QueryEscape(f.words[0]), "?q=" + url.QueryEscape(f.words[len(f.words)/2])}
	for _, key := range f.keys[:3] {
		out = append(out, "?cooperation="+key, "?partner="+key, "?agreement="+key)
	}
	return out
}

// listsTellNothing reads every list, file and search as the partner: no key,
// reference or title of the others' stands in any.
func (w *world) listsTellNothing(t *testing.T, login string, f foreign) {
	t.Helper()
	read := func(path string, a *httptest.ResponseRecorder) {
		if a.Code != http.StatusOK {
			return
		}
		text := a.Body.String()
		if _, asked, _ := strings.Cut(path, "?"); asked != "" {
			for _, value := range strings.Split(asked, "=")[1:] {
				plain, _ := url.QueryUnescape(value)
				text = strings.NewReplacer(value, "", plain, "").Replace(text) // an answer repeats its question
			}
		}
		for _, word := range append(slices.Clone(f.words), f.keys...) {
			if strings.Contains(text, word) {
				t.Errorf("%s reads %q at %s", login, word, path)
			}
		}
	}
	for _, route := range w.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if method != http.MethodGet || strings.Contains(path, "{") || strings.HasSuffix(path, ".xlsx") {
			continue
		}
		for _, asked := range narrowings(f) {
			read(path+asked, w.open(t, login, path+asked).ResponseRecorder)
		}
	}
	for _, path := range w.readings(t) {
		if strings.Contains(path, "{") {
			continue
		}
		for _, asked := range narrowings(f) {
			read(path+asked, w.ask(t, login, http.MethodGet, path+asked, "").ResponseRecorder)
		}
	}
}
