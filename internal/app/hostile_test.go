package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// operation is one way to write over the API, as the program's own document
// tells of it.
type operation struct {
	method, path string
	fields       map[string]field // of its body
	body         bool             // it takes one
}

// field is one property of a body.
type field struct {
	Format  string `json:"format"`
	Pattern string `json:"pattern"`
	Enum    []any  `json:"enum"`
	Type    any    `json:"type"`
	Ref     string `json:"$ref"`
}

// is tells whether the field is of a JSON type, beside null or alone.
func (f field) is(kind string) bool {
	list, many := f.Type.([]any)
	return f.Type == kind || many && slices.Contains(list, any(kind))
}

// free tells whether anything at all can be written into the field.
func (f field) free() bool {
	return f.is("string") && f.Format == "" && f.Pattern == "" && f.Enum == nil
}

// operations reads the document for every POST and PATCH.
func (w *world) operations(t *testing.T) []operation {
	t.Helper()
	var d struct {
		Paths map[string]map[string]struct {
			RequestBody *struct {
				Content map[string]struct {
					Schema field `json:"schema"`
				} `json:"content"`
			} `json:"requestBody"`
		} `json:"paths"`
		Components struct {
			Schemas map[string]struct {
				Properties map[string]field `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(w.ask(t, "admin", http.MethodGet, "/api/v1/openapi.json", "").Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	var out []operation
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for method, op := range d.Paths[path] {
			if method == "get" {
				continue
			}
			o := operation{method: strings.ToUpper(method), path: "/api/v1" + path}
			if op.RequestBody != nil {
				body, isJSON := op.RequestBody.Content["application/json"]
				if !isJSON {
					continue // a file's content, which is not JSON in any case
				}
				ref := body.Schema.Ref
				o.body, o.fields = true, d.Components.Schemas[ref[strings.LastIndex(ref, "/")+1:]].Properties
			}
			out = append(out, o)
		}
	}
	if len(out) < 60 {
		t.Fatalf("the document tells of %d ways to write only", len(out))
	}
	return out
}

// everyRole is a sign-in of each role.
func everyRole() []string {
	return []string{"binadik.bungo", "kalapas.bungo", "wali.bungo", "baznas.bungo", "pk.jambi", "kanwil.jambi", "admin", "pengamat"}
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// listed is where the API lists the records that a path begins with.
func listed(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
	return "/api/v1/" + first
}

// target finds a record of the operation that somebody sees, and who. Operations
// without a key are at their own address, for everybody.
func (w *world) target(t *testing.T, o operation) (addresses map[string]string) {
	t.Helper()
	addresses = map[string]string{}
	for _, login := range everyRole() {
		if !strings.Contains(o.path, "{") {
			addresses[login] = o.path
			continue
		}
		key := w.keyOf(t, login, listed(o.path))
		if key == "" {
			key = w.keptFor(t, login, listed(o.path))
		}
		if key != "" && strings.Count(o.path, "{") == 1 {
			addresses[login] = placeholder.ReplaceAllString(o.path, key)
		}
	}
	return addresses
}

// keyOf is the key of the first record that a login finds in a list.
func (w *world) keyOf(t *testing.T, login, list string) string {
	t.Helper()
	a := w.ask(t, login, http.MethodGet, list, "")
	var found struct {
		Items []struct {
			ID   string `json:"id"`
			Code string `json:"code"`
		} `json:"items"`
	}
	if a.Code != http.StatusOK || json.Unmarshal(a.Body.Bytes(), &found) != nil || len(found.Items) == 0 {
		return ""
	}
	if list == "/api/v1/regencies" {
		return found.Items[0].Code
	}
	return found.Items[0].ID
}

// tables hold records that have no list of their own in the API.
var tables = map[string]string{
	"/api/v1/alerts": "casework_alert", "/api/v1/cases": "casework_case", "/api/v1/notes": "casework_note", "/api/v1/plan-steps": "casework_step",
}

// keptFor is the key of a record without a list that a login may read.
func (w *world) keptFor(t *testing.T, login, path string) string {
	t.Helper()
	table, known := tables[path]
	if !known {
		return ""
	}
	keys, err := db.All[id.Any](t.Context(), w.DB, `SELECT id FROM `+table+` ORDER BY created_at DESC, id DESC`)
	if err != nil || len(keys) == 0 {
		t.Fatalf("%s: %d records, %v", table, len(keys), err)
	}
	for _, key := range keys {
		if w.ask(t, login, http.MethodGet, path+"/"+key.String(), "").Code == http.StatusOK {
			return key.String()
		}
	}
	return ""
}

// refused checks that an answer is a problem that speaks clearly: a code, a
// detail in words, and nothing of the program's inside.
func refused(t *testing.T, what string, a *answer, codes ...int) {
	t.Helper()
	p := a.problem()
	if !slices.Contains(codes, a.Code) || p.Code == "" || p.Detail == "" || p.RequestID == "" || !strings.HasPrefix(a.Header().Get("Content-Type"), "application/problem+json") {
		t.Errorf("%s: %d, want one of %d\n%.300s", what, a.Code, codes, a.text())
	}
	if p.Detail == p.Code {
		t.Errorf("%s: the code %s has no words", what, p.Code)
	}
	for _, f := range p.Errors {
		if f.Message == "" || f.Message == f.Code {
			t.Errorf("%s: %s at %s has no words", what, f.Code, f.Path)
		}
	}
	inside(t, what, a.text())
}

// insides are words that only the program's own texts have.
var insides = regexp.MustCompile(`goroutine|runtime error|\.go:\d|sql:|sqlite|pgx|SQLSTATE|constraint|panic`)

func inside(t *testing.T, what, text string) {
	t.Helper()
	if s := insides.FindString(text); s != "" {
		t.Errorf("%s: the answer tells of the inside: %q", what, s)
	}
}

// wrongBodiesAreToldApart sends every operation text that is no JSON, fields
// that it does not have, text without end and days that never come, as everybody
// who reaches it: whoever may do it is told each wrong field by its path.
func wrongBodiesAreToldApart(t *testing.T, w *world) {
	long := strings.Repeat("a", 120_000)
	for _, o := range w.operations(t) {
		tried := 0
		for login, address := range w.target(t, o) {
			header := []string{}
			if o.method == http.MethodPatch {
				header = []string{"If-Match", `"1"`}
			}
			try := func(body string) *answer {
				tried++
				return w.ask(t, login, o.method, address, body, header...)
			}
			name := login + " " + o.method + " " + o.path
			refused(t, name+" with no JSON", try(`{"a":`), 400)
			refused(t, name+" with an unknown field", try(`{"no_such_field": 1}`), 422)
			refused(t, name+" with a list", try(`[]`), 422, 400)
			for path, f := range o.fields {
				body := func(v string) string { return fmt.Sprintf(`{%q: %q}`, path, v) }
				switch {
				case f.free():
					w.tooLong(t, name, path, try(body(long)))
				case f.Format == "date":
					a := try(body("2026-02-30"))
					refused(t, name+" on a day that never comes", a, 422)
					if !slices.Contains(a.paths(), path) {
						t.Errorf("%s: %s = 2026-02-30 is blamed on %v", name, path, a.paths())
					}
				}
			}
		}
		if tried == 0 && strings.Count(o.path, "{") == 1 && !unlisted(o.path) {
			t.Errorf("%s %s: nobody has a record to try it on", o.method, o.path)
		}
	}
}

// tooLong checks the answer to text without end. A field may be wrong for another
// reason before its length is looked at, and a role may not write at all.
func (w *world) tooLong(t *testing.T, name, path string, a *answer) {
	t.Helper()
	refused(t, name+" with "+path+" without end", a, 422, 403, 404, 409, 412)
	lookedUp := path == "regency_code" // among the areas, once the rest is right
	if a.Code == 422 && len(a.problem().Errors) > 0 && !lookedUp && !slices.Contains(a.paths(), path) {
		t.Errorf("%s: %s without end is not blamed, %v is", name, path, a.paths())
	}
}

// unlisted are records that have no list of their own, or of which the demo has none.
func unlisted(path string) bool {
	for _, p := range []string{
		"/certificates/", "/decisions/", "/enrolments/", "/entries/", "/sessions/", "/posts/", "/readiness/", "/needs/", "/sentence-entries/", "/screenings/", "/assessments/",
		"/hand-overs/", "/follow-ups/", "/emergencies/", "/tokens/", "/files/", "/comments/",
	} {
		if strings.Contains(path, p) {
			return true
		}
	}
	return false
}
