package app_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// othersRecordsAreNotThere: somebody else's record answers every operation as a
// key answers that no record has.
func othersRecordsAreNotThere(t *testing.T, w *world) {
	none, hidden := nobodys(), 0
	for _, o := range w.operations(t) {
		if strings.Count(o.path, "{") != 1 || !strings.Contains(o.path, "id}") {
			continue
		}
		for _, owner := range []string{"binadik.maros", "pemkab.maros"} {
			key := w.keyOf(t, owner, listed(o.path))
			for _, login := range everyRole() {
				theirs := w.ask(t, login, http.MethodGet, listed(o.path)+"/"+key, "")
				if key == "" || theirs.Code != http.StatusNotFound {
					continue
				}
				hidden++
				at := func(key string) *answer {
					return w.ask(t, login, o.method, placeholder.ReplaceAllString(o.path, key), "{}", "If-Match", `"1"`)
				}
				a, b := at(key), at(none)
				if a.Code != b.Code || a.problem().Code != b.problem().Code || a.problem().Detail != b.problem().Detail || !slices.Equal(a.paths(), b.paths()) {
					t.Errorf("%s %s %s tells that the record is there:\n%.200s\n%.200s", login, o.method, o.path, a.text(), b.text())
				}
				refused(t, login+" "+o.method+" "+o.path+" of another facility", a, 404, 403, 422)
			}
		}
	}
	if hidden < 50 {
		t.Errorf("only %d records were another's", hidden)
	}
}

// record is one as the API shows it.
type record map[string]any

// body is the part of the record that an operation takes.
func (r record) body(o operation) record {
	out := record{}
	for name := range o.fields {
		if v, has := r[name]; has && name != "id" && name != "version" {
			out[name] = v
		}
	}
	return out
}

func (r record) text() string {
	b, _ := json.Marshal(r) // came from JSON
	return string(b)
}

// with is the record with one free text lengthened, and the name of that text.
func (r record) with(o operation, more string) (record, string) {
	for _, name := range []string{"title", "name", "purpose", "evidence", "agenda", "topic"} {
		if text, is := r[name].(string); is && o.fields[name].free() {
			out := maps.Clone(r)
			out[name] = text + more
			return out, name
		}
	}
	return nil, ""
}

// unlike gives a record what no other may have, and what only the first day of a
// record has.
func (r record) unlike(o operation, login string) {
	for name, v := range map[string]any{
		"ref": "UJI-1", "code": "UJI1", "register_no": "UJI/" + login, "login": "uji." + login, "password": "sandi-uji-2026", "role": "case_guardian",
		"legal_status": "convict", "admitted_on": "2026-01-05", "released_on": nil, "nik": "", "planned": false,
	} {
		if _, takes := o.fields[name]; takes {
			r[name] = v
		}
	}
}

// read is the first record that somebody finds in the list that an operation
// belongs to, with its ETag.
func (w *world) read(t *testing.T, login, list string) (r record, etag, address string) {
	t.Helper()
	key := w.keyOf(t, login, list)
	if key == "" {
		return nil, "", ""
	}
	a := w.ask(t, login, http.MethodGet, list+"/"+key, "")
	if a.Code != http.StatusOK || json.Unmarshal(a.Body.Bytes(), &r) != nil {
		return nil, "", ""
	}
	return r, a.Header().Get("ETag"), list + "/" + key
}

// aStaleVersionLoses changes a record of each sort, and then again with the
// version from before: the second is told what the first has changed.
func aStaleVersionLoses(t *testing.T, w *world) {
	raced := map[string]bool{}
	for _, o := range w.operations(t) {
		if o.method != http.MethodPatch {
			continue
		}
		for _, login := range append(everyRole(), "binadik.maros", "kalapas.jambi") {
			r, etag, address := w.read(t, login, listed(o.path))
			first, changed := r.body(o).with(o, " satu")
			if first == nil || raced[o.path] {
				continue
			}
			if a := w.ask(t, login, o.method, address, first.text(), "If-Match", etag); a.Code != http.StatusOK {
				continue // may not, or no longer
			}
			raced[o.path] = true
			second, _ := r.body(o).with(o, " dua")
			a := w.ask(t, login, o.method, address, second.text(), "If-Match", etag)
			refused(t, o.path+" with the version from before", a, http.StatusPreconditionFailed)
			if !slices.Contains(a.paths(), changed) {
				t.Errorf("%s: what changed is %s, the answer says %v\n%.300s", o.path, changed, a.paths(), a.text())
			}
			if now, _, _ := w.read(t, login, listed(o.path)); now[changed] != first[changed] {
				t.Errorf("%s: the second has written: %v", o.path, now[changed])
			}
			a = w.ask(t, login, o.method, address, second.text())
			refused(t, o.path+" without a version", a, http.StatusPreconditionRequired)
		}
	}
	if len(raced) < 7 {
		t.Errorf("only %v were changed", slices.Sorted(maps.Keys(raced)))
	}
}

// aRepeatedRequestIsOneRecord makes a record like one that is there, with markup
// in its text, and sends it again under its key, and then another under the same
// key.
func aRepeatedRequestIsOneRecord(t *testing.T, w *world) {
	made := map[string]bool{}
	for _, o := range w.operations(t) {
		kind := "/api/v1" + o.path[strings.LastIndex(o.path, "/"):]
		if o.method != http.MethodPost || kind == "/api/v1/tokens" {
			continue // a token's secret is shown once
		}
		for login, address := range w.target(t, o) {
			r, _, _ := w.read(t, login, kind)
			one, name := r.body(o).with(o, nasty)
			if one == nil || made[o.path] {
				continue
			}
			one.unlike(o, login)
			key := "uji-" + login + address
			a := w.ask(t, login, o.method, address, one.text(), "Idempotency-Key", key)
			if a.Code != http.StatusCreated {
				refused(t, login+" "+o.path, a, 403, 404, 409, 422)
				continue
			}
			made[o.path] = true
			before := w.written(t)
			b := w.ask(t, login, o.method, address, one.text(), "Idempotency-Key", key)
			if b.Code != a.Code || b.text() != a.text() || b.Header().Get("Location") != a.Header().Get("Location") {
				t.Errorf("%s: repeated, it answers otherwise:\n%.300s\n%.300s", o.path, a.text(), b.text())
			}
			one[name] = "Lain"
			refused(t, o.path+" with a key of another request", w.ask(t, login, o.method, address, one.text(), "Idempotency-Key", key), 422)
			if after := w.written(t); after != before {
				t.Errorf("%s: the repeats have written %d times", o.path, after-before)
			}
		}
	}
	if len(made) < 7 {
		t.Errorf("only %v were made", slices.Sorted(maps.Keys(made)))
	}
}
