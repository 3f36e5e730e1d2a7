package static_test

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"titian/internal/delivery/web/static"
)

func get(t *testing.T, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	static.Serve(w, r)
	return w
}

func TestFilesAreKeptForGoodUnderTheirHash(t *testing.T) {
	w := get(t, static.URL("titian.css"))
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Fatalf("got %d %v", w.Code, w.Header())
	}
	if again := get(t, static.URL("titian.css"), "If-None-Match", w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("asked again: got %d with %d bytes", again.Code, again.Body.Len())
	}
	for _, path := range []string{"/static/titian.css", "/static/titian.0000000000000000.css", "/static/", "/static/../static.go", "/static/README.md", "/static/jakarta.LICENSE"} {
		if got := get(t, path).Code; got != 404 {
			t.Errorf("%s: got %d, want 404", path, got)
		}
	}
}

func TestPackedFilesUnpackToThemselves(t *testing.T) {
	plain := get(t, static.URL("titian.css")).Body.String()
	w := get(t, static.URL("titian.css"), "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != plain {
		t.Errorf("got %d bytes, %v, want %d", len(body), err, len(plain))
	}
	if get(t, static.URL("jakarta-latin.woff2"), "Accept-Encoding", "gzip").Header().Get("Content-Encoding") != "" {
		t.Error("a font is packed twice")
	}
}

func TestEverythingThatAFileNamesIsOurs(t *testing.T) {
	named := regexp.MustCompile(`url\(["']?([^"')]+)|import\("([^"]+)"\)|@import`)
	for _, name := range []string{"titian.css", "titian.js", "marks.js"} {
		for _, m := range named.FindAllStringSubmatch(get(t, static.URL(name)).Body.String(), -1) {
			if path := m[1] + m[2]; get(t, path).Code != 200 {
				t.Errorf("%s names %q, which is not served", name, path)
			}
		}
	}
}

func TestTheStateOfAnotherCountryIsNotOnOurPages(t *testing.T) {
	css := get(t, static.URL("titian.css")).Body.String()
	for _, banned := range []string{"GDS Transport", "crest", "crown", "govuk-logo", "govuk-header__logotype"} {
		if strings.Contains(css, banned) {
			t.Errorf("the style sheet has %q", banned)
		}
	}
}

func TestTheFirstPageStaysUnderItsBudget(t *testing.T) {
	sizes := static.Sizes()
	total := 12 << 10 // a long page of our own
	for _, name := range []string{"titian.css", "titian.js", "htmx.min.js", "jakarta-latin.woff2", "mark.svg"} {
		if sizes[name] == 0 {
			t.Fatalf("no file %s", name)
		}
		total += sizes[name]
	}
	if total > 100_000 {
		t.Errorf("the first page costs %d bytes: %v", total, sizes)
	}
}
