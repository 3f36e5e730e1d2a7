package app_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/app"
	"titian/internal/app/demo"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// canary is what is planted about one made-up person. Each text is found nowhere
// else, so that wherever it is found it came from here.
type canary struct{ nik, name, register, health, offence string }

func birds() (named, nameless canary) {
	return canary{"0015080503907771", "Kenari Pertama", "KENARI/REG/771", "batukdarahkenari", "pencuriankenari"},
		canary{"0015080503907772", "Kenari Kedua", "KENARI/REG/772", "batukdarahkedua", "pencuriankedua"}
}

// all are the texts that no log, audit entry, address or partner may hold.
func (c canary) all() []string { return []string{c.nik, c.name, c.register, c.health, c.offence} }

// closed are those that a partner may not know of anybody, whatever was agreed.
func (c canary) closed() []string { return []string{c.nik, c.register, c.health, c.offence} }

// TestPlantedSecretsStayWhereTheyBelong plants two people with everything that
// must not leave, the one of them consenting to a partner, through the forms and
// the API: rightly, wrongly, twice and by those who may not. Then it reads all
// that the program writes.
//
//   - Log, audit, remembered requests, addresses that the program makes and errors
//     of the API hold nothing of either.
//   - A backup without the key holds nothing of either.
//   - The database file, for who takes a copy of it, holds no identity number, no
//     health word and no offence. Names stand in it as the officers wrote them.
//   - The partner finds, on every page and every answer of the API, the name of who
//     consented and of nobody else; no register number, health word or offence.
func TestPlantedSecretsStayWhereTheyBelong(t *testing.T) {
	w := load(t, db.SQLite)
	made := &addresses{}
	w.heard = made.hear
	named, nameless := birds()
	class := w.partnersClass(t)
	first, second := w.plant(t, named, class), w.plant(t, nameless, class)
	w.consent(t, first, "given")
	w.consent(t, second, "refused")
	w.provoke(t, named, first)

	both := append(named.all(), nameless.all()...)
	t.Run("the log", func(t *testing.T) { absent(t, "the log", w.log.b.String(), both) })
	t.Run("addresses and errors", func(t *testing.T) {
		absent(t, "an address", strings.Join(made.links, "\n"), both)
		absent(t, "an error of the API", strings.Join(made.problems, "\n"), both)
		if len(made.links) < 100 || len(made.problems) < 5 {
			t.Errorf("only %d addresses and %d errors were seen", len(made.links), len(made.problems))
		}
	})
	t.Run("audit and remembered requests", func(t *testing.T) {
		for _, q := range []string{
			`SELECT actor || ' ' || action || ' ' || kind || ' ' || changes FROM audit_entry`,
			`SELECT actor || ' ' || key || ' ' || hash || ' ' || result FROM platform_once`,
		} {
			rows, err := db.All[string](t.Context(), w.DB, q)
			if err != nil || len(rows) == 0 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			absent(t, q, strings.Join(rows, "\n"), both)
		}
	})
	t.Run("a backup without the key", func(t *testing.T) { w.backup(t, both) })
	t.Run("the database file", func(t *testing.T) { w.file(t, named, nameless) })
	t.Run("who may read, reads", func(t *testing.T) { w.officerReads(t, first, named) })
	t.Run("the partner", func(t *testing.T) { w.partnerReads(t, class, named, nameless) })
}

// absent fails when a text holds one of the secrets.
func absent(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if i := strings.Index(strings.ToLower(text), strings.ToLower(s)); i >= 0 {
			t.Errorf("%s holds %q: …%.120s", where, s, text[max(0, i-60):])
		}
	}
}

// addresses are the ones that answers send people to: redirects and links, and
// the errors that programs are told.
type addresses struct{ links, problems []string }

func (x *addresses) hear(a *answer) {
	if to := a.Header().Get("Location"); to != "" {
		x.links = append(x.links, to)
	}
	kind := a.Header().Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "application/problem+json"):
		x.problems = append(x.problems, a.text())
	case strings.HasPrefix(kind, "text/html"):
		d, err := goquery.NewDocumentFromReader(strings.NewReader(a.text()))
		if err != nil {
			return
		}
		d.Find("[href], [action], [src]").Each(func(_ int, e *goquery.Selection) {
			x.links = append(x.links, e.AttrOr("href", "")+e.AttrOr("action", "")+e.AttrOr("src", ""))
		})
	}
}

// write sends JSON as an officer of the facility.
func (w *world) write(t *testing.T, path string, body map[string]any) *answer {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return w.ask(t, "binadik.bungo", http.MethodPost, path, string(b))
}

// partnersClass is a running class of the facility that the partner gives.
func (w *world) partnersClass(t *testing.T) string {
	t.Helper()
	id, err := db.One[string](t.Context(), w.DB, `SELECT lower(hex(o.id)) FROM programme_offering o JOIN directory_organisation p ON p.id = o.partner_id
		JOIN directory_organisation f ON f.id = o.facility_id JOIN partnership_commitment c ON c.id = o.commitment_id JOIN agreement_agreement a ON a.id = c.agreement_id
		WHERE o.status IN ('open', 'running') AND f.code = 'BUNGO' AND o.enrolled + 2 <= o.capacity AND a.ends_on >= '2026-11-22' AND c.status <> 'cancelled' LIMIT 1`)
	if err != nil {
		t.Fatal(err)
	}
	return dashed(id)
}

// dashed is a key as addresses have it, from the hexadecimal of its bytes.
func dashed(hex string) string {
	return hex[:8] + "-" + hex[8:12] + "-" + hex[12:16] + "-" + hex[16:20] + "-" + hex[20:]
}

// keyFor is the key of an organisation by its code.
func (w *world) keyFor(t *testing.T, code string) string {
	t.Helper()
	hex, err := db.One[string](t.Context(), w.DB, hexOf(w.DB, `id`, `FROM directory_organisation WHERE code = $1`), code)
	if err != nil {
		t.Fatal(err)
	}
	return dashed(hex)
}

// plant registers somebody with their secrets, enrols them and writes down what
// is known of their health.
func (w *world) plant(t *testing.T, c canary, class string) (person string) {
	t.Helper()
	ok := func(a *answer) map[string]any {
		t.Helper()
		var out map[string]any
		if a.Code >= 300 || json.Unmarshal(a.Body.Bytes(), &out) != nil {
			t.Fatalf("planting: %d %s", a.Code, a.text())
		}
		return out
	}
	person, _ = ok(w.write(t, "/api/v1/people", map[string]any{
		"facility_id": w.keyFor(t, "BUNGO"), "admitted_on": "2026-01-10", "nik": c.nik,
		"register_no": c.register, "name": c.name, "sex": "M", "born": "1990", "legal_status": "convict",
	}))["id"].(string)
	ok(w.write(t, "/api/v1/people/"+person+"/needs", map[string]any{"area": "skill", "topic": "las", "severity": 2, "evidence": c.offence, "assessed_on": "2026-11-01"}))
	ok(w.write(t, "/api/v1/people/"+person+"/screenings", map[string]any{"kind": "tb", "screened_on": "2026-11-01", "result": "follow_up", "note": c.health}))
	ok(w.write(t, "/api/v1/people/"+person+"/rehabilitation", map[string]any{"stage": "screening", "since_on": "2026-11-01", "note": c.health}))
	ok(w.write(t, "/api/v1/people/"+person+"/notes", map[string]any{"kind": "incident", "happened_on": "2026-11", "text": "Perkara " + c.offence + ", " + c.health}))
	ok(w.write(t, "/api/v1/people/"+person+"/alerts", map[string]any{"kind": "contact_ban", "text": c.offence, "since_on": "2026-11-01", "until_on": "2027-11-01"}))
	ok(w.write(t, "/api/v1/people/"+person+"/adjustments", map[string]any{"kind": "illness", "condition": c.health, "adjustment": "duduk", "since_on": "2026-11-01"}))
	ok(w.write(t, "/api/v1/enrolments", map[string]any{"class_id": class, "person_id": person}))
	return person
}

// consent answers by the form, with the offence in the evidence.
func (w *world) consent(t *testing.T, person, answer string) {
	t.Helper()
	partner, err := db.One[string](t.Context(), w.DB, `SELECT lower(hex(p.id)) FROM programme_enrolment e JOIN programme_offering o ON o.facility_id = e.facility_id AND o.id = e.offering_id
		JOIN directory_organisation p ON p.id = o.partner_id JOIN person_person x ON x.id = e.person_id WHERE x.name_key LIKE 'kenari%' LIMIT 1`)
	if err != nil {
		t.Fatal(err)
	}
	a := w.send(t, "binadik.bungo", "/people/"+person+"/consents", url.Values{
		"partner_id": {dashed(partner)}, "purpose": {"class_attendance"},
		"answer": {answer}, "answered_by": {"self"}, "given_on": {"20-11-2026"}, "evidence": {"pencuriankenari"}, "_once": {"01890a5d-ac96-774b-bcce-" + person[24:]},
	})
	if a.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", answer, a.Code, mainOf(a.text()))
	}
}

// provoke does what goes wrong with secrets in it, and opens every page.
func (w *world) provoke(t *testing.T, c canary, person string) {
	t.Helper()
	everything := map[string]any{"name": c.name + strings.Repeat("x", 300), "register_no": c.register, "nik": c.nik, "sex": c.health, "born": c.offence, "legal_status": c.name}
	w.write(t, "/api/v1/people", everything)
	w.write(t, "/api/v1/people", map[string]any{c.name: c.nik})
	w.ask(t, "binadik.bungo", http.MethodPost, "/api/v1/people", `{"name":"`+c.name+`","nik":`+c.nik)
	w.write(t, "/api/v1/people/"+person+"/health", map[string]any{"kind": c.health, "note": c.health})
	w.write(t, "/api/v1/emergencies", map[string]any{"number": c.register, "reason": c.health + " malam ini"})
	w.ask(t, "baznas.bungo", http.MethodGet, "/api/v1/people/"+person, "")
	w.ask(t, "binadik.maros", http.MethodPatch, "/api/v1/people/"+person, `{"name":"`+c.name+`"}`, "If-Match", `"1"`)
	form := url.Values{"name": {c.name}, "register_no": {c.register}, "nik": {c.nik}, "evidence": {c.offence}, "note": {c.health}, "reason": {c.health}}
	for _, path := range []string{"/people", "/people/" + person, "/people/" + person + "/release", "/people/" + person + "/needs", "/people/" + person + "/health", "/emergencies", "/people/" + person + "/consents"} {
		w.send(t, "binadik.bungo", path, form)
		w.send(t, "baznas.bungo", path, form)
	}
	for _, page := range []string{"", "/register", "/needs", "/health", "/classes", "/consents", "/history", "/access", "/readers", "/edit", "/release", "/notes", "/plan"} {
		for _, login := range []string{"kalapas.bungo", "binadik.bungo", "wali.bungo", "kanwil.jambi"} {
			w.open(t, login, "/people/"+person+page)
		}
	}
	w.send(t, "kalapas.bungo", "/people/"+person+"/extract", url.Values{"format": {"json"}})
	w.open(t, "kalapas.bungo", "/people.csv")
}

// backup writes one as the command line does, reads it as somebody who has no key,
// and opens it with the key: the secrets are in there, after all.
func (w *world) backup(t *testing.T, secrets []string) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "titian.backup")
	if _, err := app.Backup(t.Context(), w.config, to, nil, nil); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	absent(t, "the backup", string(raw), secrets)
	c := w.config
	c.Database = "sqlite:" + filepath.Join(t.TempDir(), "again.db")
	r, err := app.Restore(t.Context(), c, app.RestoreFrom{File: to, Secret: true})
	if err != nil || len(r.Audit.Problems) > 0 || r.Audit.Entries < 100 || !r.Ours {
		t.Fatalf("restored: %+v, %v", r.Audit, err)
	}
	again, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	n, err := db.One[int64](t.Context(), again.DB, `SELECT count(*) FROM person_person WHERE name_key LIKE 'kenari%'`)
	if err = errors.Join(err, again.Close()); err != nil || n != 2 {
		t.Errorf("%d of the two people come back, %v", n, err)
	}
}

// file reads the database as somebody who has a copy of it and no key.
func (w *world) file(t *testing.T, people ...canary) {
	t.Helper()
	path, err := db.One[string](t.Context(), w.DB, `SELECT file FROM pragma_database_list WHERE name = 'main'`)
	if err != nil {
		t.Fatal(err)
	}
	size, named := 0, false
	for _, name := range []string{path, path + "-wal"} {
		raw, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		size += len(raw)
		for _, c := range people {
			absent(t, name, string(raw), []string{c.nik, c.health, c.offence})
			named = named || strings.Contains(string(raw), c.name)
		}
		if found := regexp.MustCompile(`0001\d{12}`).Find(raw); found != nil {
			t.Errorf("%s holds what looks like an identity number of the demo: %s", name, found)
		}
	}
	if !named {
		t.Error("no name is found in it: is it read at all?")
	}
	if size < 100_000 {
		t.Errorf("the file has %d bytes: is it the right one?", size)
	}
}

// officerReads opens what is stored sealed, where it is read: by the record's own
// page, on the timeline, in the copy of everything.
func (w *world) officerReads(t *testing.T, person string, c canary) {
	t.Helper()
	for path, word := range map[string]string{
		"/needs": c.offence, "/health": c.health, "/notes": c.offence, "/alerts": c.offence, "/conditions": c.health, "/timeline": c.offence,
	} {
		if a := w.ask(t, "kalapas.bungo", http.MethodGet, "/api/v1/people/"+person+path, ""); !strings.Contains(a.text(), word) {
			t.Errorf("%s: %d without %q: %.300s", path, a.Code, word, a.text())
		}
	}
	copied := w.send(t, "kalapas.bungo", "/people/"+person+"/extract", url.Values{"format": {"json"}}).text()
	for _, word := range []string{`"` + c.health + `"`, `"` + c.offence + `"`, "Perkara " + c.offence} {
		if !strings.Contains(copied, word) {
			t.Errorf("the copy of everything does not hold %s", word)
		}
	}
	if strings.Contains(copied, `\u0001`) {
		t.Error("the copy of everything holds what is sealed")
	}
}

// partnerReads walks everything that a partner reaches by links and by the API.
func (w *world) partnerReads(t *testing.T, class string, named, nameless canary) {
	t.Helper()
	login := ""
	for _, s := range demo.SignIns() {
		if s.Role == authz.Partner && w.ask(t, s.Login, http.MethodGet, "/api/v1/classes/"+class, "").Code == http.StatusOK {
			login = s.Login
		}
	}
	if login == "" {
		t.Fatal("no partner gives the class")
	}
	var read strings.Builder
	w.heard = func(a *answer) { read.WriteString(a.text()) }
	s := survey(t, w, []string{login})
	for _, at := range []string{"/classes/" + class, "/classes.csv", "/people", "/people.csv"} {
		w.open(t, login, at)
	}
	for _, at := range []string{"/classes", "/classes/" + class, "/classes/" + class + "/participants", "/classes/" + class + "/sessions", "/people", "/cooperations", "/commitments"} {
		w.ask(t, login, http.MethodGet, "/api/v1"+at, "")
	}
	text := read.String()
	absent(t, "what the partner reads", text, append(named.closed(), nameless.all()...))
	if !strings.Contains(text, named.name) {
		t.Error("the partner does not read the name of who consented: has this test found the class list?")
	}
	if len(s.found) < 15 {
		t.Errorf("the partner reaches %d kinds of pages only", len(s.found))
	}
}
