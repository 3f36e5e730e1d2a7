package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"titian/internal/app"
	"titian/internal/app/demo"
	"titian/internal/delivery/api"
	"titian/internal/feature/account"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// world is the whole program with the demo in it, asked in memory through the
// handler that serves it. Everybody of the demo has a token and a session.
type world struct {
	config app.Config
	*app.App
	handler http.Handler
	log     *journal
	tokens  map[string]string         // by login
	cookies map[string][]*http.Cookie // by login
	heard   func(a *answer)           // told of every answer, when a test asks
}

// journal is the program's log, to show beside an answer that should not have been.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

// errors are the lines of the log in which the program blames itself.
func (j *journal) errors() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []string
	for line := range strings.Lines(j.b.String()) {
		if strings.Contains(line, "level=ERROR") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// load tells the stories in a database of its own and lets everybody in.
func load(t *testing.T, dialect db.Dialect) *world {
	t.Helper()
	clock := demo.NewClock(func() time.Time { return dbtest.Now }, demo.Day)
	w := empty(t, dialect, clock.Now)
	if err := w.LoadDemo(t.Context(), clock, demo.Options{People: 24, Seed: 1, Today: demo.Day}); err != nil {
		t.Fatal(err)
	}
	for _, s := range demo.SignIns() {
		w.admit(t, s.Login)
	}
	return w
}

// empty is the program over a database in which nothing is.
func empty(t *testing.T, dialect db.Dialect, now func() time.Time) *world {
	t.Helper()
	w := &world{log: &journal{}, tokens: map[string]string{}, cookies: map[string][]*http.Cookie{}}
	key := func(name string) [32]byte { return sha256.Sum256([]byte(name)) }
	c := app.Config{
		Database: dbtest.URL(t, dialect), Now: now, Sync: "NORMAL", Version: "test", Log: slog.New(slog.NewTextHandler(w.log, nil)),
		Secrets: app.Secrets{Encrypt: key("encrypt"), Hash: key("hash"), Seal: key("seal"), Cookie: key("cookie"), Backup: key("backup"), Texts: key("texts")},
	}
	if _, err := app.Migrate(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w.App, w.config = a, c
	if w.handler, err = a.Handler(app.ServeOptions{Demo: true}, ""); err != nil {
		t.Fatal(err)
	}
	return w
}

// admit gives a sign-in its token and its session.
func (w *world) admit(t *testing.T, login string) {
	t.Helper()
	op := authz.OperatorAs("test")
	u, err := w.Account.FindUser(t.Context(), op, login)
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := w.Account.CreateToken(t.Context(), op, account.CreateTokenCommand{Membership: u.Places[0].ID, Name: "Uji"})
	if err != nil {
		t.Fatal(err)
	}
	w.tokens[login] = secret
	a := w.send(t, "", "/sign-in", url.Values{"login": {login}, "password": {demo.Password}})
	if w.cookies[login] = a.Result().Cookies(); a.Code != http.StatusSeeOther {
		t.Fatalf("%s does not get in: %d", login, a.Code)
	}
}

// ask sends an API request with a login's token. Headers are pairs.
func (w *world) ask(t *testing.T, login, method, path, body string, headers ...string) *answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+w.tokens[login])
	r.Header.Set("Accept-Language", "id")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return w.do(r)
}

// open reads a page with a login's session; no login is nobody.
func (w *world) open(t *testing.T, login, path string) *answer {
	t.Helper()
	return w.browse(login, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
}

// send posts a form with a login's session.
func (w *world) send(t *testing.T, login, path string, form url.Values) *answer {
	t.Helper()
	return w.post(t, login, path, form.Encode())
}

func (w *world) post(t *testing.T, login, path, body string) *answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.browse(login, r)
}

func (w *world) browse(login string, r *http.Request) *answer {
	for _, c := range w.cookies[login] {
		r.AddCookie(c)
	}
	return w.do(r)
}

func (w *world) do(r *http.Request) *answer {
	a := &answer{httptest.NewRecorder()}
	w.handler.ServeHTTP(a, r)
	if w.heard != nil {
		w.heard(a)
	}
	return a
}

// answer is what came back.
type answer struct{ *httptest.ResponseRecorder }

// text is the body.
func (a *answer) text() string { return a.Body.String() }

// problem is the answer as an API error; it is empty when there is none.
func (a *answer) problem() api.Problem {
	var p api.Problem
	_ = json.Unmarshal(a.Body.Bytes(), &p) // what is no problem has no code
	return p
}

// paths are the inputs that a problem blames.
func (a *answer) paths() []string {
	var out []string
	for _, f := range a.problem().Errors {
		out = append(out, f.Path)
	}
	return out
}

// nobodys is a key that no record has.
func nobodys() string { return id.Meeting{}.Make().String() }

// furnish makes what the demo has none of: a webhook and a reply link.
func (w *world) furnish(t *testing.T) {
	t.Helper()
	if a := w.ask(t, "admin", http.MethodPost, "/api/v1/webhooks", `{"url": "https://sistem.contoh.example/titian"}`); a.Code != http.StatusOK {
		t.Errorf("webhook: %d %s", a.Code, a.text())
	}
	w.sendLink(t, "answer_proposal", w.sentToBaznas(t))
}

// TestTheWholeProgram asks one loaded demo on each engine, in this order: what
// is hostile leaves records behind, and the walk at the end looks at those too.
func TestTheWholeProgram(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			w := load(t, dialect)
			w.furnish(t)
			for _, c := range []struct {
				name string
				hold func(*testing.T, *world)
			}{
				{"every link of the five threads resolves", linksResolve},
				{"a kept promise carries a class", aKeptPromiseCarriesAClass},
				{"wrong bodies are told apart", wrongBodiesAreToldApart},
				{"others records are not there", othersRecordsAreNotThere},
				{"another partner's records are not there", anotherPartnersRecordsAreNotThere},
				{"a stale version loses", aStaleVersionLoses},
				{"a repeated request is one record", aRepeatedRequestIsOneRecord},
				{"every form is answered clearly", everyFormIsAnsweredClearly},
				{"every list is a file", everyListIsAFile},
				{"every page answers everybody", everyPageAnswersEverybody},
			} {
				t.Run(c.name, func(t *testing.T) { c.hold(t, w) })
			}
			if e := w.log.errors(); e != "" {
				t.Errorf("the program blamed itself:\n%.4000s", e)
			}
		})
	}
}
