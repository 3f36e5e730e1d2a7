package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/app/demo"
	"titian/internal/feature/account"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// The canary: everybody of the demo is a child of this name and register number.
const childName, childNumber = "Murai Tersegel", "MURAI/SEGEL"

var childCanary = regexp.MustCompile(`(?i)murai[ /+]?(tersegel|segel)|muraitersegel`)

// TestAChildIsNowhereForThoseWhoMayNotOpenTheRecord makes a child of everybody
// in the demo, who among them stand in every sort of record, and reads every
// page, list, file and answer of the API as each role that may not open a
// child's record. Those who may are asked the same, to show that the canary is
// there to be found.
func TestAChildIsNowhereForThoseWhoMayNotOpenTheRecord(t *testing.T) {
	w := load(t, db.SQLite)
	w.makeChildren(t)
	places := w.everywhere(t)
	may := 0
	for _, login := range []string{"binadik.bungo", "kalapas.bungo", "pk.jambi"} {
		may += len(w.sightings(t, login, places))
	}
	if may < 40 {
		t.Errorf("those who may open the records meet the child at %d places only: is it there?", may)
	}
	for _, login := range []string{"kanwil.jambi", "ditjenpas", "pengamat", "admin", "baznas.bungo", "binadik.maros"} {
		for _, at := range w.sightings(t, login, places) {
			t.Errorf("%s meets a sealed child at %s", login, at)
		}
	}
}

// makeChildren turns everybody into a child, with the name by which people are
// found, and gives a national reader a sign-in. Maros keeps its own people: its
// officers may open them.
func (w *world) makeChildren(t *testing.T) {
	t.Helper()
	err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		rows, err := db.All[string](t.Context(), tx, `SELECT lower(hex(p.id)) FROM person_person p JOIN directory_organisation o ON o.id = p.facility_id WHERE o.code <> 'MAROS'`)
		if err != nil {
			return err
		}
		for i, key := range rows {
			name := fmt.Sprintf("%s %d", childName, i)
			if _, err := db.Exec(t.Context(), tx, `UPDATE person_person SET name = $1, name_key = $2, register_no = $3, born = '2011', legal_status = CASE WHEN legal_status = 'client' THEN 'client' ELSE 'juvenile' END
				WHERE lower(hex(id)) = $4`, name, person.NameKey(name), fmt.Sprintf("%s/%d", childNumber, i), key); err != nil {
				return err
			}
		}
		return person.RebuildKept(t.Context(), tx) // and the keys by which names are found
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Account.CreateUser(t.Context(), authz.OperatorAs("test"), account.CreateUserCommand{
		Login: "ditjenpas", Name: "Pembaca Nasional", Password: demo.Password, Language: "id",
		MembershipCommand: account.MembershipCommand{Org: w.orgOf(t, "DITJENPAS"), Role: authz.RegionalOffice},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.admit(t, "ditjenpas")
}

func (w *world) orgOf(t *testing.T, code string) id.Organisation {
	t.Helper()
	key, err := db.One[id.Organisation](t.Context(), w.DB, `SELECT id FROM directory_organisation WHERE code = $1`, code)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// atPlaces are the records that a path begins with: of the child where it was
// held, guided, sent to, taught and paid for.
var atPlaces = map[string]string{
	"people":           `SELECT id FROM person_person p WHERE ` + childish,
	"facilities":       `SELECT id FROM directory_organisation WHERE code IN ('BUNGO', 'BAPASJAMBI', 'SPENUH')`,
	"organisations":    `SELECT id FROM directory_organisation WHERE code IN ('BUNGO', 'BAPASJAMBI', 'SPENUH')`,
	"transfers":        `SELECT id FROM person_transfer`,
	"emergencies":      `SELECT id FROM person_emergency`,
	"needs":            ofChildren("assessment_need"),
	"readiness":        ofChildren("assessment_readiness"),
	"assessments":      ofChildren("assessment_sheet"),
	"sentence-entries": ofChildren("sentence_entry"),
	"alerts":           ofChildren("casework_alert"),
	"cases":            ofChildren("casework_case"),
	"notes":            ofChildren("casework_note"),
	"plans":            ofChildren("casework_plan"),
	"steps":            ofChildren("casework_step"),
	"plan-steps":       ofChildren("casework_step"),
	"enrolments":       ofChildren("programme_enrolment"),
	"entries":          ofChildren("fund_entry"),
	"hand-overs":       ofChildren("handover_handover"),
	"follow-ups":       ofChildren("outcome_follow_up"),
	"reviews":          `SELECT id FROM casework_sitting`,
	"classes":          `SELECT id FROM programme_offering`,
	"sessions":         `SELECT id FROM programme_session WHERE status = 'held'`,
	"funds":            `SELECT id FROM fund_fund`,
	"imports":          `SELECT id FROM intake_import`,
	"legal-bases":      `SELECT id FROM person_basis`,
}

const childish = `p.name LIKE 'Murai%'`

func ofChildren(table string) string {
	return `SELECT r.id FROM ` + table + ` r JOIN person_person p ON p.id = r.person_id WHERE ` + childish
}

// few is how many records of one sort are looked at from either end.
const few = 3

// keysByRoute are the keys of records, by the first part of the path.
func (w *world) keysByRoute(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{"thread": {"S1", "S4"}, "threads": {"S1", "S4"}}
	for first, query := range atPlaces {
		keys, err := db.All[id.Any](t.Context(), w.DB, query+` ORDER BY 1`)
		if err != nil || len(keys) == 0 && first != "emergencies" {
			t.Fatalf("%s: %d records, %v", first, len(keys), err)
		}
		for i, key := range keys {
			if i < few || i >= len(keys)-few {
				out[first] = append(out[first], key.String())
			}
		}
	}
	return out
}

// asked are the ways in which a list is narrowed to where the child is.
func (w *world) asked(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"facility": w.keyFor(t, "BUNGO"), "office": w.keyFor(t, "BAPASJAMBI"), "probation": w.keyFor(t, "BAPASJAMBI"), "q": "murai",
		"until": "2028-12-31", "from": "2025-01-01", "to": "2026-11-22", "within": "730", "sent": "true",
	}
}

// everywhere is every address that a page or the API can be asked at: with the
// keys of records, and as lists narrowed to the child in each way that they know.
func (w *world) everywhere(t *testing.T) []string {
	t.Helper()
	keys, values, out := w.keysByRoute(t), w.asked(t), map[string]bool{}
	add := func(path string, queries ...string) {
		paths := []string{path}
		if strings.Contains(path, "{") {
			paths = nil
			first, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, "/api/v1"), "/"), "/")
			for _, key := range keys[first] {
				paths = append(paths, strings.Replace(path, placeholder.FindString(path), key, 1))
			}
		}
		for _, p := range paths {
			out[p] = true
			for _, q := range queries {
				out[p+"?"+q] = true
			}
		}
	}
	page := func(names ...string) string {
		v := url.Values{}
		for _, n := range names {
			v.Set(n, values[n])
		}
		return v.Encode()
	}
	for _, p := range w.Routes() {
		method, path, _ := strings.Cut(p, " ")
		path = strings.TrimSuffix(path, "{$}")
		switch {
		case method != http.MethodGet || strings.Count(path, "{") > 1 || strings.HasPrefix(path, "/static"):
		case strings.Contains(path, "{"):
			add(path)
		default:
			add(path, page("q"), page("facility", "within"), page("facility", "q"), page("office"), page("office", "q"))
		}
	}
	for path, names := range w.reads(t) {
		if strings.Count(path, "{") > 1 {
			continue
		}
		always := slices.DeleteFunc([]string{"until", "from", "to"}, func(n string) bool { return !slices.Contains(names, n) })
		queries := []string{page(always...)}
		for _, n := range names {
			if values[n] != "" && !slices.Contains(always, n) {
				queries = append(queries, page(append(always, n)...))
			}
		}
		add("/api/v1"+path, queries...)
	}
	return slices.Sorted(maps.Keys(out))
}

// sightings are the places at which a login meets the child.
func (w *world) sightings(t *testing.T, login string, places []string) (out []string) {
	t.Helper()
	for _, at := range places {
		var a *answer
		if strings.HasPrefix(at, "/api/") {
			a = w.ask(t, login, http.MethodGet, at, "")
		} else {
			a = w.open(t, login, at)
		}
		if a.Code == http.StatusInternalServerError {
			t.Errorf("%s at %s: %.200s", login, at, a.text())
		}
		text := strings.ReplaceAll(a.text(), `value="murai"`, "") // what was asked is shown again
		if childCanary.MatchString(text) {
			out = append(out, at)
		}
	}
	return out
}

// reads are the API's ways to read, with what each can be narrowed by.
func (w *world) reads(t *testing.T) map[string][]string {
	t.Helper()
	var d struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string } `json:"parameters"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(w.ask(t, "admin", http.MethodGet, "/api/v1/openapi.json", "").Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for path, ops := range d.Paths {
		op, has := ops["get"]
		if !has {
			continue
		}
		out[path] = []string{}
		for _, p := range op.Parameters {
			if p.In == "query" {
				out[path] = append(out[path], p.Name)
			}
		}
	}
	return out
}
