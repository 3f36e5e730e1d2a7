package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var testWords = fstest.MapFS{
	"words/id.json": {Data: []byte(`{"saved": "Tersimpan: {{.what}}", "error.class.full": "Kelas sudah penuh"}`)},
	"words/en.json": {Data: []byte(`{"saved": "Saved: {{.what}}", "error.class.full": "The class is full"}`)},
}

// answers registers a page that answers with err, and a few others.
func answers(err error) func(*web.Router) {
	return func(rt *web.Router) {
		rt.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) error {
			return web.Page(w, r, ui.Layout(ui.Page{Title: "Halaman"}))
		})
		rt.HandleFunc("GET /fails", func(http.ResponseWriter, *http.Request) error { return err })
		rt.HandleFunc("POST /fails/{id}", func(http.ResponseWriter, *http.Request) error { return err }, web.Repeat("/fails/{id}/{result}"))
		rt.HandleFunc("GET /panics", func(http.ResponseWriter, *http.Request) error { panic("secret 42") })
		rt.HandleFunc("GET /open", func(w http.ResponseWriter, r *http.Request) error {
			return web.Page(w, r, ui.Layout(ui.Page{Title: "Terbuka"}))
		}, web.Public())
		rt.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) error {
			return web.Done(w, r, "/page", "saved", "what", form.Parse(r).Value("what"))
		})
	}
}

func site(t *testing.T, err error) *webtest.Site {
	t.Helper()
	return webtest.New(t, webtest.Officer(), answers(err), testWords)
}

func TestAnErrorBecomesThePageOfItsKind(t *testing.T) {
	for _, tt := range []struct {
		err    error
		status int
		title  string
		text   string
	}{
		{errs.New(errs.NotFound, "not_found"), 404, "Tidak ditemukan", "di luar wilayah kerja"},
		{fmt.Errorf("load class: %w", errs.New(errs.State, "class.full")), 409, "Langkah ini belum dapat dilakukan", "Kelas sudah penuh"},
		{errs.New(errs.Forbidden, "forbidden"), 403, "Tidak berwenang", "tidak berwenang"},
		{errs.New(errs.Conflict, "conflict"), 409, "Catatan baru saja berubah", "Orang lain"},
		{errs.New(errs.Invalid, "cursor.invalid"), 422, "Permintaan ini tidak dapat dipahami", "halaman pertama"},
		{errs.New(errs.TooLarge, "too_large"), 413, "Kiriman terlalu besar", "terlalu besar"},
		{errs.New(errs.Limited, "limited"), 429, "Terlalu banyak percobaan", "Tunggu"},
		{errs.New(errs.Unavailable, "unavailable"), 503, "Layanan sedang sibuk", "Coba lagi"},
		{fmt.Errorf("%w: no such thing", errs.NotFound), 404, "Tidak ditemukan", "tidak ditemukan"},
		{errors.New("disk /var/secret is full"), 500, "Ada gangguan di sistem kami", "Catatan Anda tidak berubah"},
	} {
		s := site(t, tt.err)
		a := s.Get("/fails")
		if a.Status != tt.status || a.Text("h1") != tt.title || !strings.Contains(a.Text("main"), tt.text) {
			t.Errorf("%v: got %d %q: %s", tt.err, a.Status, a.Text("h1"), a.Text("main"))
		}
		if strings.Contains(a.Body, "secret") {
			t.Errorf("%v: the page tells the cause", tt.err)
		}
		if !strings.HasPrefix(a.Text("title"), "Perlu diperbaiki:") {
			t.Errorf("%v: the title does not say that something is wrong: %s", tt.err, a.Text("title"))
		}
	}
}

func TestAnInternalErrorIsLoggedOnceWithItsRequest(t *testing.T) {
	s := site(t, errors.New("disk is full"))
	a := s.Get("/fails?q=Siti")
	reference := a.Header.Get("X-Request-Id")
	if reference == "" || !strings.Contains(a.Text("main"), reference) {
		t.Errorf("the page does not give the reference %q", reference)
	}
	if n := strings.Count(s.Log.String(), "disk is full"); n != 1 {
		t.Errorf("the cause is logged %d times", n)
	}
	for _, want := range []string{"request=" + reference, `route="GET /fails"`, "status=500", "level=ERROR"} {
		if !strings.Contains(s.Log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, s.Log)
		}
	}
}

func TestTheLogHasNoPersonalData(t *testing.T) {
	s := site(t, nil)
	s.Actor.User = newUser(t)
	r := httptest.NewRequest("GET", "/page?q=Siti+Aminah", nil)
	r.RemoteAddr = "203.0.113.9:1234"
	r.Header.Set("User-Agent", "Mozilla")
	s.Do(r)
	for _, private := range []string{"Siti", "203.0.113.9", "Mozilla", s.Actor.Name, "/page?"} {
		if strings.Contains(s.Log.String(), private) {
			t.Errorf("the log has %q: %s", private, s.Log)
		}
	}
	if !strings.Contains(s.Log.String(), "user="+s.Actor.User.String()) || !strings.Contains(s.Log.String(), "bytes=") {
		t.Errorf("the log lacks who or how much: %s", s.Log)
	}
}

func TestAPanicIsAPageAndALine(t *testing.T) {
	s := site(t, nil)
	a := s.Get("/panics")
	if a.Status != 500 || strings.Contains(a.Body, "secret 42") {
		t.Errorf("got %d: %s", a.Status, a.Text("main"))
	}
	if !strings.Contains(s.Log.String(), "secret 42") || !strings.Contains(s.Log.String(), "web_test.go") {
		t.Errorf("the log lacks the panic and its stack: %s", s.Log)
	}
}

func TestNobodyGetsInWithoutSigningIn(t *testing.T) {
	s := site(t, nil)
	s.Actor = authz.Actor{}
	if a := s.Get("/page?x=1"); a.Status != 303 || a.Location() != "/sign-in?next=%2Fpage%3Fx%3D1" {
		t.Errorf("a page: got %d to %s", a.Status, a.Location())
	}
	if a := s.Post("/save", nil); a.Status != 401 || a.Text("h1") != "Anda perlu masuk" {
		t.Errorf("a form: got %d %s", a.Status, a.Text("h1"))
	}
	if a := s.Get("/open"); a.Status != 200 || a.Find(".t-nav, .t-header__who, form").Length() != 0 {
		t.Errorf("a public page: got %d, with parts for those signed in", a.Status)
	}
	if a := s.Get("/nowhere"); a.Status != 404 {
		t.Errorf("an unknown address: got %d", a.Status)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	s := webtest.With(t, webtest.Officer(), web.Config{TLS: true}, answers(errors.New("x")), testWords)
	for _, path := range []string{"/page", "/fails", "/nowhere", "/panics"} {
		h := s.Get(path).Header
		csp := h.Get("Content-Security-Policy")
		for _, banned := range []string{"unsafe-inline", "unsafe-eval", "*", "data:", "http:"} {
			if strings.Contains(csp, banned) {
				t.Errorf("%s: the policy has %s: %s", path, banned, csp)
			}
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: policy %q, request id %q", path, csp, h.Get("X-Request-Id"))
		}
	}
}

func TestPagesHaveNothingInline(t *testing.T) {
	s := webtest.New(t, webtest.Officer(), webtest.Gallery, webtest.Words())
	for _, path := range []string{"/?rows=6", "/form?bad=1"} {
		a := s.Get(path)
		if n := a.Find("[style], style, script:not([src]), [onclick], [onchange], [onsubmit], a[href^='javascript:']").Length(); n != 0 {
			t.Errorf("%s has %d inline parts, which the policy refuses", path, n)
		}
		a.Find("[src], link[href]").Each(func(_ int, e *goquery.Selection) {
			if at := e.AttrOr("src", e.AttrOr("href", "")); !strings.HasPrefix(at, "/static/") {
				t.Errorf("%s loads %s", path, at)
			}
		})
	}
}

func TestAnotherSiteCannotActForTheReader(t *testing.T) {
	s := site(t, nil)
	r := httptest.NewRequest("POST", "/save", strings.NewReader("what=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := s.Do(r); a.Status != 403 || !strings.Contains(a.Text("main"), "situs lain") {
		t.Errorf("got %d: %s", a.Status, a.Text("main"))
	}
}

func TestAMessageIsShownOnceInTheReadersLanguage(t *testing.T) {
	s := site(t, nil)
	a := s.Post("/save", url.Values{"what": {"<i>Rapat</i>"}})
	if a.Status != 303 || a.Location() != "/page" {
		t.Fatalf("got %d to %s", a.Status, a.Location())
	}
	if got := s.Get("/page").Text("[role=status]"); got != "Tersimpan: <i>Rapat</i>" {
		t.Errorf("the next page says %q", got)
	}
	if got := s.Get("/page").Find("[role=status]").Length(); got != 0 {
		t.Error("the message is shown twice")
	}
}

func TestAPlantedMessageIsNotShown(t *testing.T) {
	for _, value := range []string{"junk", "e30", "eyJrIjoiS2xpayBkaSBzaW5pIn0"} {
		s := site(t, nil)
		r := httptest.NewRequest("GET", "/page", nil)
		r.AddCookie(&http.Cookie{Name: "flash", Value: value})
		if a := s.Do(r); a.Find(".t-flash").Length() != 0 || a.Status != 200 {
			t.Errorf("%s: got %d %s", value, a.Status, a.Text(".t-flash"))
		}
	}
}

func TestABodyHasALimit(t *testing.T) {
	s := webtest.With(t, webtest.Officer(), web.Config{MaxBody: 100}, answers(nil), testWords)
	if a := s.Post("/save", url.Values{"what": {strings.Repeat("x", 200)}}); a.Status != 413 || !strings.Contains(a.Text("main"), "terlalu besar") {
		t.Errorf("got %d: %s", a.Status, a.Text("main"))
	}
	if a := s.Get("/page?q=" + strings.Repeat("x", 9000)); a.Status != 413 {
		t.Errorf("an address of 9 kB: got %d", a.Status)
	}
}

func TestAFormSentTwiceLeadsToWhatTheFirstMade(t *testing.T) {
	s := site(t, fmt.Errorf("record: %w", &db.Replayed{Result: "r1"}))
	if a := s.Post("/fails/7", nil); a.Status != 303 || a.Location() != "/fails/7/r1" {
		t.Errorf("got %d to %s", a.Status, a.Location())
	}
}

func TestOurOwnScriptsGetErrorsWhereTheyShow(t *testing.T) {
	s := site(t, errs.New(errs.NotFound, "not_found"))
	r := httptest.NewRequest("GET", "/fails", nil)
	r.Header.Set("HX-Request", "true")
	a := s.Do(r)
	if a.Status != 404 || a.Header.Get("HX-Retarget") != "#main" || a.Find("#main h1").Length() != 1 {
		t.Errorf("got %d, retarget %q", a.Status, a.Header.Get("HX-Retarget"))
	}
	r = httptest.NewRequest("POST", "/save", nil)
	r.Header.Set("HX-Request", "true")
	if a := s.Do(r); a.Status != 204 || a.Header.Get("HX-Redirect") != "/page" {
		t.Errorf("a redirect: got %d to %q", a.Status, a.Header.Get("HX-Redirect"))
	}
}

func TestRedirectsStayOnThisSite(t *testing.T) {
	for to, want := range map[string]string{
		"/meetings?x=1": "/meetings?x=1", "//evil.example": "/", "https://evil.example": "/", "": "/", "/\\evil.example": "/", "javascript:alert(1)": "/", "/a\r\nX: y": "/", "/\t/evil.example": "/",
	} {
		if got := web.LocalPath(to); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", to, got, want)
		}
	}
}

func TestPathKeysAreKeysOrNotFound(t *testing.T) {
	key := id.New[struct{}]()
	r := httptest.NewRequest("GET", "/", nil)
	r.SetPathValue("id", key.String())
	if got, err := web.PathID[id.ID[struct{}]](r, "id"); err != nil || got != key {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "42", "'; DROP"} {
		r.SetPathValue("id", bad)
		if _, err := web.PathID[id.ID[struct{}]](r, "id"); !errors.Is(err, errs.NotFound) {
			t.Errorf("%q: got %v, want not found", bad, err)
		}
	}
}

func TestTheRouterKnowsItsRoutes(t *testing.T) {
	var got []string
	webtest.New(t, webtest.Officer(), func(rt *web.Router) {
		answers(nil)(rt)
		got = rt.Patterns()
	}, testWords)
	want := []string{"/", "GET /fails", "GET /open", "GET /page", "GET /panics", "POST /fails/{id}", "POST /save"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
}

func TestASlowHandlerIsCutOff(t *testing.T) {
	s := webtest.With(t, webtest.Officer(), web.Config{Timeout: 1}, func(rt *web.Router) {
		rt.HandleFunc("GET /slow", func(_ http.ResponseWriter, r *http.Request) error {
			<-r.Context().Done()
			return errors.New("database: interrupted")
		})
	})
	if a := s.Get("/slow"); a.Status != 503 || strings.Contains(s.Log.String(), "ERROR") {
		t.Errorf("got %d, want 503 and no alarm: %s", a.Status, s.Log)
	}
}

func TestABrokenTemplateIsAnErrorPageAndNotHalfAPage(t *testing.T) {
	s := webtest.New(t, webtest.Officer(), func(rt *web.Router) {
		rt.HandleFunc("GET /torn", func(w http.ResponseWriter, r *http.Request) error {
			return web.Page(w, r, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, _ = io.WriteString(w, "<p>half")
				return errors.New("broken")
			}))
		})
	})
	if a := s.Get("/torn"); a.Status != 500 || strings.Contains(a.Body, "half") {
		t.Errorf("got %d: %s", a.Status, a.Body)
	}
}

func newUser(t *testing.T) (u id.User) {
	t.Helper()
	if err := u.UnmarshalText([]byte("01890a5d-ac96-774b-bcce-b302099a8057")); err != nil {
		t.Fatal(err)
	}
	return u
}
