package web

import (
	"errors"
	"net/http"
	"net/url"

	"titian/internal/delivery/web/ui"
	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
)

// StatusOf is the one table from kinds of errors to HTTP statuses; the API uses
// it too.
func StatusOf(k errs.Kind) int {
	switch k {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict, errs.State:
		return http.StatusConflict
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.Limited:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers with the page for an error, or leads on where that is kinder: a
// form sent twice to what the first sending made, a stranger to the sign-in.
func (w *Web) fail(rw http.ResponseWriter, r *http.Request, rt route, err error) {
	if result, ok := db.ReplayedAs(err); ok {
		_ = Redirect(rw, r, rt.repeatTo(r, result)) // a redirect does not fail
		return
	}
	e := classify(err)
	s := seenFrom(r.Context())
	if e.Kind == errs.Internal && s != nil {
		s.cause = err
	}
	if s != nil && s.answer != nil && s.answer.code != 0 {
		return // too late: half an answer is out
	}
	if e.Kind == errs.Unauthenticated && r.Method == http.MethodGet {
		_ = Redirect(rw, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()))
		return
	}
	if isHTMX(r) { // the part that was asked for gives way to the whole message
		rw.Header().Set("HX-Retarget", "#main")
		rw.Header().Set("HX-Reselect", "#main")
		rw.Header().Set("HX-Reswap", "outerHTML")
	}
	status := StatusOf(e.Kind)
	if err := Render(rw, r, status, problem(r, e)); err != nil {
		http.Error(rw, http.StatusText(status), status)
	}
}

// classify makes every error one of ours.
func classify(err error) *errs.Error {
	if e := errs.As(err); e != nil {
		return e
	}
	var kind errs.Kind
	if errors.As(err, &kind) {
		return errs.New(kind, string(kind)).Because(err)
	}
	return errs.New(errs.Internal, "internal").Because(err)
}

// problem is the page for an error. Internal errors say nothing of themselves
// but the request id, which finds them in the log.
func problem(r *http.Request, e *errs.Error) ui.ProblemPage {
	l := i18n.From(r.Context())
	p := ui.ProblemPage{Kind: string(e.Kind), Text: l.Error(e), RequestID: RequestID(r.Context())}
	if e.Kind == errs.Internal {
		p.Text = l.Error(nil)
	}
	if e.Kind == errs.Conflict || e.Kind == errs.State {
		p.Retry = r.URL.RequestURI()
	}
	for _, f := range e.Fields {
		p.Fields = append(p.Fields, f.Path+": "+l.Field(f))
	}
	return p
}
