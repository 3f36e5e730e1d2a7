// Package webtest runs pages in tests: a kit with one actor signed in, asked
// over real HTTP requests in memory, its answers read by CSS selector. It also
// has the gallery, a page with every component, which is looked at and checked
// for accessibility. Only tests import it.
package webtest

import (
	"io/fs"
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
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Now is the test's clock: the day that the reference data call today.
var Now = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

// Site is a kit under test. Actor and Lang may be changed between requests.
type Site struct {
	Actor   authz.Actor
	Lang    i18n.Lang
	Handler http.Handler
	Log     *strings.Builder

	t       testing.TB
	cookies map[string]string
}

// New returns a site whose pages are what register adds. Words are the message
// files that they use, besides the frame's.
func New(t testing.TB, actor authz.Actor, register func(*web.Router), words ...fs.FS) *Site {
	t.Helper()
	return With(t, actor, web.Config{}, register, words...)
}

// With is New with a configuration of its own.
func With(t testing.TB, actor authz.Actor, c web.Config, register func(*web.Router), words ...fs.FS) *Site {
	t.Helper()
	s := &Site{Actor: actor, Lang: i18n.Indonesian, Log: &strings.Builder{}, t: t, cookies: map[string]string{}}
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(append(words, ui.Words)...); err != nil {
		t.Fatal(err)
	}
	c.Words, c.Auth = bundle, signedIn{s}
	c.Log = slog.New(slog.NewTextHandler(s.Log, nil))
	if c.Now == nil {
		c.Now = func() time.Time { return Now }
	}
	kit := web.New(c)
	register(&kit.Router)
	s.Handler = kit.Handler()
	return s
}

// signedIn lets the site's actor in, whoever that is by now.
type signedIn struct{ site *Site }

// Actor answers without looking at the request.
func (a signedIn) Actor(*http.Request) (authz.Actor, error) { return a.site.Actor, nil }

// Answer is an answer read as a page.
type Answer struct {
	*goquery.Document
	Status int
	Header http.Header
	Body   string
}

// Get asks for a page.
func (s *Site) Get(path string) *Answer {
	s.t.Helper()
	return s.Do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form, as a browser on our own page does.
func (s *Site) Post(path string, form url.Values) *Answer {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.Do(r)
}

// Do sends any request with the site's cookies and keeps those that come back.
func (s *Site) Do(r *http.Request) *Answer {
	s.t.Helper()
	for name, value := range s.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if r.Header.Get("Accept-Language") == "" {
		r.Header.Set("Accept-Language", string(s.Lang))
	}
	rec := httptest.NewRecorder()
	s.Handler.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		if s.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(s.cookies, c.Name)
		}
	}
	a := &Answer{Status: rec.Code, Header: rec.Header(), Body: rec.Body.String()}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.Body))
	if err != nil {
		s.t.Fatal(err)
	}
	a.Document = doc
	return a
}

// Text is the text of what the selector finds, with spaces joined.
func (a *Answer) Text(selector string) string {
	return strings.Join(strings.Fields(a.Find(selector).Text()), " ")
}

// Location is where a redirect leads.
func (a *Answer) Location() string { return a.Header.Get("Location") }
