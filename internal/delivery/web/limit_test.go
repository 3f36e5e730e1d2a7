package web_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
)

func TestARouteWithALimitAnswersSoOftenAMinute(t *testing.T) {
	s := webtest.New(t, webtest.Officer(), func(rt *web.Router) {
		rt.HandleFunc("GET /often", func(w http.ResponseWriter, _ *http.Request) error { return nil }, web.PerAddress(3))
	})
	for i := range 5 {
		want := http.StatusOK
		if i >= 3 {
			want = http.StatusTooManyRequests
		}
		if got := s.Get("/often").Status; got != want {
			t.Errorf("request %d: %d, want %d", i+1, got, want)
		}
	}
}

// A demo lives on another day than the connections that it is asked over.
func TestASlowRouteHasItsTimeWhateverDayTheWorkIsOn(t *testing.T) {
	for name, lead := range map[string]time.Duration{"a year back": -365 * 24 * time.Hour, "today": 0, "a year on": 365 * 24 * time.Hour} {
		s := webtest.With(t, webtest.Officer(), web.Config{Now: func() time.Time { return time.Now().Add(lead) }}, func(rt *web.Router) {
			rt.HandleFunc("POST /file", func(w http.ResponseWriter, r *http.Request) error {
				n, err := io.Copy(w, r.Body)
				if err == nil && n != 1<<20 {
					err = fmt.Errorf("read %d bytes", n)
				}
				return err
			}, web.Slow(time.Minute), web.MaxBody(2<<20))
		}, testWords)
		server := httptest.NewServer(s.Handler)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/file", strings.NewReader(strings.Repeat("x", 1<<20)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", server.URL)
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK || len(got) != 1<<20 {
			t.Errorf("%s: %d, %d bytes back, %v", name, answer.StatusCode, len(got), err)
		}
		server.Close()
	}
}
