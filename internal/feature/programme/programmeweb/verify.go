package programmeweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/programme"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// The public pages: whoever is handed a certificate can check its code. They
// ask as the public even for somebody signed in, so that all see the same.

func (p *pages) verifyForm(w http.ResponseWriter, r *http.Request) error {
	if code := r.URL.Query().Get("code"); code != "" {
		return web.Redirect(w, r, "/verify/"+url.PathEscape(code))
	}
	return web.Page(w, r, verifyPage(form.New(), programme.Certificate{}, templ.NopComponent))
}

func (p *pages) verify(w http.ResponseWriter, r *http.Request) error {
	public := authz.Public(authz.Origin{Channel: "web", RequestID: web.RequestID(r.Context())})
	code := r.PathValue("code")
	c, err := p.service.Verify(r.Context(), public, code)
	if errs.KindOf(err) == errs.NotFound && p.around.Document != nil {
		document, err := p.around.Document(r.Context(), public, code)
		if err == nil {
			return web.Page(w, r, verifyPage(form.Of("code", code), programme.Certificate{}, document))
		}
		if errs.KindOf(err) != errs.NotFound {
			return err
		}
	}
	if errs.KindOf(err) == errs.NotFound {
		f := form.Of("code", code)
		f.Add("code", "certificate.unknown")
		return web.Render(w, r, http.StatusNotFound, verifyPage(f, c, templ.NopComponent))
	}
	if err != nil {
		return err
	}
	return web.Page(w, r, verifyPage(form.Of("code", c.Code), c, templ.NopComponent))
}
