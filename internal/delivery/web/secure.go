package web

import (
	"net/http"

	"titian/internal/kernel/errs"
)

// policy is the Content-Security-Policy: everything from us, nothing inline,
// nothing embedded, never in a frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers that every answer has. Pages are not kept by caches:
// the next reader of a shared PC must not find them with the back button.
func (w *Web) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if w.config.TLS {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(rw, r)
	})
}

// protect refuses what another site's page sends in the reader's name.
func (w *Web) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if err := w.cross.Check(r); err != nil {
			w.fail(rw, r, route{}, errs.New(errs.Forbidden, "cross_origin").Because(err))
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// limit bounds an address; the server bounds headers, each route its body.
func (w *Web) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if len(r.URL.RequestURI()) > maxAddress {
			w.fail(rw, r, route{}, errs.New(errs.TooLarge, "too_large"))
			return
		}
		next.ServeHTTP(rw, r)
	})
}

const maxAddress = 8 << 10
