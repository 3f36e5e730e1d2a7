package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

type nobody struct{}

func (nobody) Actor(*http.Request) (authz.Actor, error) { return authz.Actor{}, nil }

// ask sends one GET from peer to a kit with operations.
func ask(t *testing.T, c web.Config, o web.Operations, path, peer, token string) int {
	t.Helper()
	words, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	c.Words, c.Auth, c.Log = words, nobody{}, slog.New(slog.NewTextHandler(io.Discard, nil))
	kit := web.New(c)
	kit.Operate(o)
	r := httptest.NewRequest("GET", path, nil)
	r.RemoteAddr = peer
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	kit.Handler().ServeHTTP(rec, r)
	return rec.Code
}

func TestMetricsAreNotForThePublic(t *testing.T) {
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "up 1") })
	for _, tt := range []struct {
		name, peer, token, sent string
		proxy                   bool
		want                    int
	}{
		{"this machine", "127.0.0.1:5", "", "", false, 200},
		{"this machine over IPv6", "[::1]:5", "", "", false, 200},
		{"another machine", "203.0.113.9:5", "", "", false, 404},
		{"anybody behind a proxy", "127.0.0.1:5", "", "", true, 404},
		{"the right token", "203.0.113.9:5", "s3cret", "s3cret", true, 200},
		{"a wrong token", "127.0.0.1:5", "s3cret", "s3cre", false, 404},
		{"no token", "127.0.0.1:5", "s3cret", "", false, 404},
	} {
		o := web.Operations{Ready: func(context.Context) error { return nil }, Metrics: metrics, MetricsToken: tt.token}
		if got := ask(t, web.Config{TrustedProxy: tt.proxy}, o, "/metrics", tt.peer, tt.sent); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestHealthAndReadinessAreDifferentQuestions(t *testing.T) {
	o := web.Operations{Ready: func(context.Context) error { return errors.New("no database") }}
	if got := ask(t, web.Config{}, o, "/healthz", "127.0.0.1:5", ""); got != 200 {
		t.Errorf("healthz: got %d", got)
	}
	if got := ask(t, web.Config{}, o, "/readyz", "127.0.0.1:5", ""); got != 503 {
		t.Errorf("readyz without a database: got %d", got)
	}
	o.Ready = func(context.Context) error { return nil }
	if got := ask(t, web.Config{}, o, "/readyz", "127.0.0.1:5", ""); got != 200 {
		t.Errorf("readyz: got %d", got)
	}
}

func TestRequestsAreMeasuredByRouteAndNotByAddress(t *testing.T) {
	registry := prometheus.NewRegistry()
	observe, err := web.Observe(registry)
	if err != nil {
		t.Fatal(err)
	}
	s := webtest.With(t, webtest.Officer(), web.Config{Observe: observe}, answers(errors.New("x")), testWords)
	s.Get("/page?q=Siti")
	s.Get("/page")
	s.Get("/fails")
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]uint64{}
	for _, m := range families[0].GetMetric() {
		got[m.GetLabel()[0].GetValue()+" "+m.GetLabel()[1].GetValue()] = m.GetHistogram().GetSampleCount()
	}
	if diff := cmp.Diff(got, map[string]uint64{"GET /page 2xx": 2, "GET /fails 5xx": 1}); diff != "" {
		t.Error(diff)
	}
	if _, err := web.Observe(registry); err == nil {
		t.Error("the same metric is registered twice")
	}
}
