package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/platform/authz"
)

// A demo's clock stands on the day of its stories, a test's anywhere. What the
// wire allows is counted by the wire's own clock.
func TestASlowRouteAnswersWhateverDayTheWorkHas(t *testing.T) {
	for name, day := range map[string]time.Time{"yesterday": time.Now().Add(-24 * time.Hour), "a year ahead": time.Now().AddDate(1, 0, 0)} {
		t.Run(name, func(t *testing.T) {
			s := webtest.With(t, authz.Actor{Role: authz.FacilityHead}, web.Config{Now: func() time.Time { return day }, Timeout: time.Second}, func(rt *web.Router) {
				rt.HandleFunc("GET /long", func(w http.ResponseWriter, _ *http.Request) error {
					_, err := w.Write([]byte("selesai"))
					return err
				}, web.Slow(time.Minute))
			})
			server := httptest.NewServer(s.Handler)
			defer server.Close()
			a, err := http.Get(server.URL + "/long")
			if err != nil {
				t.Fatalf("the connection ended: %v", err)
			}
			defer a.Body.Close()
			if a.StatusCode != http.StatusOK {
				t.Errorf("status %d", a.StatusCode)
			}
		})
	}
}
