package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestIndonesianUnlessTheReaderChoseOrReadsOnlyEnglish(t *testing.T) {
	for _, tt := range []struct{ cookie, accept, want string }{
		{"", "", "id"},
		{"", "id-ID,id;q=0.9,en;q=0.8", "id"},
		{"", "en-US,en;q=0.9,id;q=0.1", "id"},
		{"", "en-US,en;q=0.9", "en"},
		{"", "ms", "id"},
		{"", "jv,en", "id"},
		{"", "nl", "id"},
		{"", ";;;", "id"},
		{"en", "id", "en"},
		{"id", "en", "id"},
		{"xx", "en", "en"},
	} {
		s := site(t, nil)
		r := httptest.NewRequest("GET", "/page", nil)
		r.Header.Set("Accept-Language", tt.accept)
		if tt.cookie != "" {
			r.AddCookie(&http.Cookie{Name: "lang", Value: tt.cookie})
		}
		if tt.accept == "" {
			r.Header.Set("Accept-Language", "*")
		}
		if got := s.Do(r).Find("html").AttrOr("lang", ""); got != tt.want {
			t.Errorf("cookie %q, browser %q: got %s, want %s", tt.cookie, tt.accept, got, tt.want)
		}
	}
}

func TestTheLanguageLinkKeepsThePlace(t *testing.T) {
	s := site(t, nil)
	link := s.Get("/page?q=a").Find("a[hreflang=en]").AttrOr("href", "")
	a := s.Get(link)
	if a.Status != 303 || a.Location() != "/page?q=a" {
		t.Fatalf("%s: got %d to %s", link, a.Status, a.Location())
	}
	if got := s.Get(a.Location()).Find("html").AttrOr("lang", ""); got != "en" {
		t.Errorf("afterwards the page is in %s", got)
	}
	if a := s.Get("//evil.example/?lang=en"); a.Location() != "/" {
		t.Errorf("the switch leads to %s", a.Location())
	}
	if a := s.Get("/page?lang=xx"); a.Status != 200 {
		t.Errorf("an unknown language: got %d", a.Status)
	}
}
