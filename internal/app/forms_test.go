package app_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/platform/db"
)

// nasty is text that a page must not execute.
const nasty = `<script>alert(1)</script><img src=x onerror=alert(2)>`

// keys are the records that an address names.
var keys = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// written counts the entries of the audit: every change adds one.
func (w *world) written(t *testing.T) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), w.DB, `SELECT count(*) FROM audit_entry`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// with is the form with every field of some kinds filled alike.
func (x sent) with(value string, kinds ...input) (filled url.Values, changed []string) {
	filled = maps.Clone(x.values)
	for name, kind := range x.inputs {
		if slices.Contains(kinds, kind) {
			filled.Set(name, value)
			changed = append(changed, name)
		}
	}
	return filled, changed
}

// everyFormIsAnsweredClearly sends each form that anybody finds with what cannot
// be read, with nothing, with days that never come, text without end, markup and
// formulas, and twice.
func everyFormIsAnsweredClearly(t *testing.T, w *world) {
	s := survey(t, w, everyRole())
	maps.DeleteFunc(s.forms, func(p string, _ sent) bool { // these end the sessions of the walk
		return strings.Contains(p, "/sign-out") || strings.Contains(p, "password") || strings.Contains(p, "activate")
	})
	for _, p := range slices.Sorted(maps.Keys(s.forms)) {
		s.wrong(t, p, s.forms[p])
	}
	for _, p := range slices.Sorted(maps.Keys(s.forms)) {
		if x := s.forms[p]; x.inputs["_once"] == "hidden" && !showsOnce(p) {
			s.twice(t, p, x)
		}
	}
	if len(s.forms) < 30 {
		t.Errorf("%d forms were found only", len(s.forms))
	}
	after := survey(t, w, everyRole())
	if after.shown < 10 || after.calmed < 3 {
		t.Errorf("of what was typed, %d pages show markup and %d cells a formula: too few to trust the walk", after.shown, after.calmed)
	}
}

// showsOnce reports whether a form's own answer shows a secret that cannot be read
// again, instead of leading on.
func showsOnce(p string) bool {
	return strings.Contains(p, "/tokens") || p == "POST /reply-links" || p == "POST /webhooks"
}

// wrong sends a form as no reader would.
func (s *site) wrong(t *testing.T, p string, x sent) {
	t.Helper()
	s.clear(t, p+" that cannot be read", s.post(t, x.login, x.action, "a=%zz&=;"), 400, 404, 409, 413, 422)
	text := []input{"text", "textarea", "search"}
	if long, changed := x.with(strings.Repeat("a", 50_000), text...); len(changed) > 0 {
		codes := []int{422, 409, 404}
		if len(long.Encode()) > 1<<20 { // many fields: more than a request may hold
			codes = append(codes, 413)
		}
		s.clear(t, p+" without end", s.send(t, x.login, x.action, long), codes...)
	}
	if days, changed := x.with("30-02-2026", "day"); len(changed) > 0 {
		s.clear(t, p+" on a day that never comes", s.send(t, x.login, x.action, days), 422, 409)
	}
	if to := keys.ReplaceAllString(x.action, nobodys()); to != x.action || x.action != "/find" && !showsOnce(p) { // which ask, and are of no record
		s.clear(t, p+" at nobody's record", s.send(t, x.login, to, x.values), 404, 403, 422, 303)
	}
}

// twice sends a form with markup in its texts, as it was found otherwise, and
// again with the same key: the work is done once.
func (s *site) twice(t *testing.T, p string, x sent) {
	t.Helper()
	filled, _ := x.with("="+nasty, "text", "textarea")
	a := s.send(t, x.login, x.action, filled)
	s.clear(t, p+" with markup", a, 200, 303, 403, 404, 409, 422)
	if a.Code != http.StatusSeeOther {
		filled = x.values
		if a = s.send(t, x.login, x.action, filled); a.Code != http.StatusSeeOther {
			return
		}
	}
	before := s.written(t)
	again := s.send(t, x.login, x.action, filled)
	s.clear(t, p+" twice", again, 303)
	if after := s.written(t); after != before {
		t.Errorf("%s: sent twice, it is done %d times more", p, after-before)
	}
}

// clear checks that a page says plainly what is the matter.
func (s *site) clear(t *testing.T, what string, a *answer, codes ...int) {
	t.Helper()
	if !slices.Contains(codes, a.Code) {
		t.Errorf("%s: %d, want one of %d", what, a.Code, codes)
	}
	s.clean(t, "somebody", what, a)
}
