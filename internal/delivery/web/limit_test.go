package web_test

import (
	"net/http"
	"testing"

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
