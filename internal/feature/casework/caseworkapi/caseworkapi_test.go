package caseworkapi_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworkapi"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/casework/caseworkweb"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type object = map[string]any

func TestCaseworkOverTheWire(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := caseworktest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Kawat")
		c := apitest.New(t, w.Actor(authz.FacilityHead, w.LapasBungo), func(a *api.API) { caseworkapi.Register(a, w.Casework) }, caseworkweb.Words)
		at := "/people/" + p.ID.String()
		create := func(path string, body object) string {
			t.Helper()
			made := c.Post(path, body)
			if made.Status != http.StatusCreated {
				t.Fatalf("%s: %d %s", path, made.Status, made.Body)
			}
			return strings.TrimPrefix(made.Header.Get("Location"), api.Prefix)
		}
		plan := create(at+"/plans", object{"goals": []object{{"title": "Bekerja", "steps": []object{{"task": "Kelas las", "owner": "Wali", "days_before": 90}}}}})
		var v casework.PlanView
		if c.Get(plan).JSON(&v); v.Number != 1 || len(v.Goals) != 1 || v.Goals[0].Steps[0].DaysBefore == nil {
			t.Errorf("the plan: %+v", v)
		}
		if a := c.Post(at+"/plans", object{"goals": []object{{"title": ""}}}); a.Status != 409 {
			t.Errorf("on top of another version: %d %s", a.Status, a.Body)
		}
		if a := c.Post("/plan-steps/"+v.Goals[0].Steps[0].ID.String()+"/settle", object{"status": "skipped"}); a.Status != 422 || !strings.Contains(a.Body, `"why"`) {
			t.Errorf("skipped without a word: %d %s", a.Status, a.Body)
		}
		note := create(at+"/notes", object{"kind": "family", "happened_on": "2026-11", "text": "Ibu datang"})
		if a := c.Post(note+"/correct", object{"happened_on": "2026-11", "text": "Bibi datang", "reason": "salah"}); a.Status != 200 || !strings.Contains(a.Body, "Bibi") {
			t.Errorf("corrected: %d %s", a.Status, a.Body)
		}
		if a := c.Get(at + "/notes"); a.Status != 200 || strings.Contains(a.Body, "Ibu datang") {
			t.Errorf("the notes: %d %s", a.Status, a.Body)
		}
		alert := create(at+"/alerts", object{"kind": "contact_ban", "text": "Saksi", "since_on": "2026-11-01"})
		if a := c.Post(alert+"/end", object{"reason": "Dicabut"}); a.Status != 200 {
			t.Errorf("ended: %d %s", a.Status, a.Body)
		}
		sitting := create("/reviews", object{"held_on": "2026-11-20", "members": []object{{"name": "Uji", "present": true}}})
		var g casework.Agenda
		if c.Post(sitting+"/cases", object{"cases": []object{{"person_id": p.ID, "request": "Diminta"}}}).JSON(&g); len(g.Cases) != 1 {
			t.Fatalf("the agenda: %+v", g)
		}
		at1 := "/cases/" + g.Cases[0].ID.String()
		for range 2 {
			if a := c.Post(at1+"/drop", nil, "Idempotency-Key", "once"); a.Status != 200 || !strings.Contains(a.Body, `"dropped":true`) {
				t.Errorf("dropped: %d %s", a.Status, a.Body)
			}
		}
		if a := c.Get(at1); a.Status != 404 {
			t.Errorf("a dropped case: %d", a.Status)
		}
		c.Post(sitting+"/cases", object{"cases": []object{{"person_id": p.ID, "request": "Diminta lagi"}}}).JSON(&g)
		decided := c.Post("/cases/"+g.Cases[0].ID.String()+"/decide", object{"decision": "move_stage", "to_stage": "mid1"})
		if decided.Status != 200 || !strings.Contains(decided.Body, `"stage":"mid1"`) {
			t.Errorf("decided: %d %s", decided.Status, decided.Body)
		}
		if a := c.Post(sitting+"/conclude", nil); a.Status != 200 || !strings.Contains(a.Body, `"concluded"`) {
			t.Errorf("concluded: %d %s", a.Status, a.Body)
		}
		for _, path := range []string{"/reviews", at + "/plans", at + "/stages", at + "/cases", at + "/alerts?all=true", "/facilities/" + w.LapasBungo.String() + "/due-cases?until=2026-12-31"} {
			if a := c.Get(path); a.Status != 200 || !strings.Contains(a.Body, `"items"`) {
				t.Errorf("%s: %d %s", path, a.Status, a.Body)
			}
		}
		c.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if a := c.Get(at + "/notes?kind=health"); a.Status != 403 {
			t.Errorf("the regional office reads health: %d", a.Status)
		}
	})
}
