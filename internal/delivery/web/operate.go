package web

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
)

// Operations is what those who run the service may ask it.
type Operations struct {
	Ready        func(ctx context.Context) error // nil when it can do its work
	Metrics      http.Handler                    // Prometheus; nil for none
	MetricsToken string                          // bearer token for /metrics
}

// Operate registers /healthz (the process answers), /readyz (it can work) and
// /metrics. Metrics tell how much work a facility does and are not for the
// public: without a token only this machine gets them, and behind a proxy, where
// every peer is this machine, nobody.
func (w *Web) Operate(o Operations) {
	w.mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, r *http.Request) { plain(rw, http.StatusOK, "ok") })
	w.mux.HandleFunc("GET /readyz", func(rw http.ResponseWriter, r *http.Request) {
		if err := o.Ready(r.Context()); err != nil {
			w.config.Log.WarnContext(r.Context(), "not ready", "error", err)
			plain(rw, http.StatusServiceUnavailable, "not ready")
			return
		}
		plain(rw, http.StatusOK, "ready")
	})
	if o.Metrics == nil {
		return
	}
	w.mux.HandleFunc("GET /metrics", func(rw http.ResponseWriter, r *http.Request) {
		if !w.mayScrape(r, o.MetricsToken) {
			http.NotFound(rw, r)
			return
		}
		o.Metrics.ServeHTTP(rw, r)
	})
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // a prober who has gone needs no answer
}

func (w *Web) mayScrape(r *http.Request, token string) bool {
	if token != "" {
		sent, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		return ok && subtle.ConstantTimeCompare([]byte(sent), []byte(token)) == 1
	}
	ip := net.ParseIP(w.clientIP(r))
	return !w.config.TrustedProxy && ip != nil && ip.IsLoopback()
}
