package web

import (
	"bytes"
	"context"
	"encoding"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// Page answers with a page.
func Page(w http.ResponseWriter, r *http.Request, c templ.Component) error {
	return Render(w, r, http.StatusOK, c)
}

// FormPage answers with a page that holds a form: 422 when the form has errors,
// so that scripts and tests can tell; 409 when somebody else was first.
func FormPage(w http.ResponseWriter, r *http.Request, f *form.Form, c templ.Component) error {
	status := http.StatusOK
	if err := f.Err(); err != nil {
		status = StatusOf(errs.KindOf(err))
	}
	return Render(w, r, status, c)
}

// buffers are reused between answers: a page of 50 rows is about 40 kB.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render answers with a component in the reader's frame. The page is made whole
// before its first byte is sent, so that an error in the middle of it becomes an
// error page and not half a page.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // the pool holds nothing else
	defer buffers.Put(b)
	b.Reset()
	ctx, err := framed(w, r, status)
	if err == nil {
		err = c.Render(ctx, b)
	}
	if err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a reader who has gone needs no answer
	}
	return nil
}

// framed gives the request's page its frame. Without the middleware, as in a
// feature's own tests, the frame is bare.
func framed(rw http.ResponseWriter, r *http.Request, status int) (context.Context, error) {
	ctx := r.Context()
	s := seenFrom(ctx)
	if s == nil {
		return ctx, nil
	}
	actor := authz.FromContext(ctx)
	chrome := &ui.Chrome{
		Path: r.URL.RequestURI(), Nav: s.web.config.Nav(ctx, actor), Flash: takeFlash(rw, r),
		Finds: s.web.config.Finds != nil && s.web.config.Finds(actor),
		Demo:  s.web.config.Demo, Status: status, RequestID: s.id, Today: s.web.today(),
	}
	ctx = ui.WithChrome(ctx, chrome)
	var err error
	if chrome.Notices, err = s.web.config.Unread(ctx, actor); err != nil {
		return ctx, err
	}
	if r.Method != http.MethodGet || status != http.StatusOK {
		return ctx, nil
	}
	chrome.Thread, err = s.web.config.Thread(ctx, actor, r.Pattern, r.PathValue("id"))
	return ctx, err
}

// Redirect leads the browser on after a form was done. The address must be ours.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	to = LocalPath(to)
	if isHTMX(r) {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// Done is Redirect with a message that the next page shows once: a message key
// and its pairs.
func Done(w http.ResponseWriter, r *http.Request, to, key string, pairs ...any) error {
	setFlash(w, r, false, key, pairs)
	return Redirect(w, r, to)
}

// LocalPath is to when it is a path on this site, otherwise the home page. A
// redirect to another host would lend our name to a forged page.
func LocalPath(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// isHTMX reports whether a script asked for a part of a page.
func isHTMX(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// PathID reads the key in a path such as "/meetings/{id}":
// web.PathID[id.Meeting](r, "id"). A text that is no key is NotFound, like a key
// that nobody has.
func PathID[I any, P interface {
	*I
	encoding.TextUnmarshaler
}](r *http.Request, name string) (I, error) {
	var v I
	text := r.PathValue(name)
	if err := P(&v).UnmarshalText([]byte(text)); err != nil || text == "" {
		var none I
		return none, errs.New(errs.NotFound, "not_found")
	}
	return v, nil
}
