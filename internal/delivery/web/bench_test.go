package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"titian/internal/delivery/web/webtest"
)

// BenchmarkListPage is a page with a list of 50 rows and every component beside
// it, through all middleware, without a database.
func BenchmarkListPage(b *testing.B) {
	s := webtest.New(b, webtest.Officer(), webtest.Gallery, webtest.Words())
	for _, packing := range []string{"", "gzip"} {
		b.Run("encoding="+packing, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, "/?rows=50", nil)
			r.Header.Set("Accept-Encoding", packing)
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				s.Handler.ServeHTTP(w, r)
				b.ReportMetric(float64(w.Body.Len()), "bytes")
			}
			s.Log.Reset()
		})
	}
}
