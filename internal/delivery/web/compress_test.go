package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
)

func TestTextIsPackedWhenItPays(t *testing.T) {
	long := strings.Repeat("warga binaan ", 200)
	s := webtest.New(t, webtest.Officer(), func(rt *web.Router) {
		send := func(kind, body string) web.Handler {
			return func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("Content-Type", kind)
				_, err := io.WriteString(w, body)
				return err
			}
		}
		rt.HandleFunc("GET /long", send("text/csv", long))
		rt.HandleFunc("GET /json", send("application/problem+json", long))
		rt.HandleFunc("GET /picture", send("image/png", long))
		rt.HandleFunc("GET /none", func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusNoContent)
			return nil
		})
		rt.HandleFunc("GET /short", func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", "4")
			_, err := io.WriteString(w, "halo")
			return err
		})
	})
	for _, tt := range []struct {
		path, accept string
		packed       bool
	}{
		{"/long", "gzip, br", true}, {"/long", "", false}, {"/json", "gzip", true}, {"/picture", "gzip", false}, {"/short", "gzip", false}, {"/none", "gzip", false}, {"/nowhere", "gzip", true},
	} {
		r := httptest.NewRequest("GET", tt.path, nil)
		r.Header.Set("Accept-Encoding", tt.accept)
		rec := httptest.NewRecorder()
		s.Handler.ServeHTTP(rec, r)
		if got := rec.Header().Get("Content-Encoding") == "gzip"; got != tt.packed {
			t.Errorf("%s for %q: packed %v, want %v", tt.path, tt.accept, got, tt.packed)
			continue
		}
		if !tt.packed {
			continue
		}
		z, err := gzip.NewReader(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(z)
		if err != nil || tt.path == "/long" && string(body) != long || rec.Header().Get("Content-Length") != "" {
			t.Errorf("%s: unpacks to %d bytes, %v", tt.path, len(body), err)
		}
	}
}
