package outcomeapi_test

import (
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/outcome"
	"titian/internal/feature/outcome/outcomeapi"
	"titian/internal/feature/outcome/outcomeweb"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func open(t *testing.T, d *db.DB, actor authz.Actor) *apitest.Client {
	t.Helper()
	return apitest.New(t, actor, func(a *api.API) { outcomeapi.Register(a, outcome.New(d)) }, outcomeweb.Words)
}

// body is a follow-up of somebody who does well.
func body(p person.Person) map[string]any {
	return map[string]any{
		"person_id": p.ID, "milestone": 6, "done_on": "2026-11-20", "reached": true, "livelihood": "employed", "income": 2400000,
		"housing": "settled", "family": "in_contact", "reoffended": "no",
	}
}

func TestAFollowUpIsRecordedReadAndCorrected(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Pulang", "2026-05-20", person.Expiry)
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		made := c.Post("/follow-ups", body(p), "Idempotency-Key", "satu-kali-saja")
		if made.Status != 201 || made.Header.Get("ETag") == "" {
			t.Fatalf("recorded: %d %s", made.Status, made.Body)
		}
		var x outcomeapi.FollowUp
		made.JSON(&x)
		if again := c.Post("/follow-ups", body(p), "Idempotency-Key", "satu-kali-saja"); again.Status/100 != 2 || again.Header.Get("Location") != made.Header.Get("Location") {
			t.Errorf("sent twice: %d %s", again.Status, again.Body)
		}
		if twice := c.Post("/follow-ups", body(p)); twice.Status != 409 || twice.Code() != "follow_up.exists" {
			t.Errorf("another of the same milestone: %d %s", twice.Status, twice.Body)
		}
		at := "/follow-ups/" + x.ID.String()
		if changed := c.Patch(at, made.Header.Get("ETag"), map[string]any{"livelihood": "seeking", "note": "berhenti"}); changed.Status != 200 {
			t.Errorf("corrected: %d %s", changed.Status, changed.Body)
		}
		c.Get(at).JSON(&x)
		if x.Version != 2 || x.Income != nil || x.Livelihood != "seeking" || x.Housing != "settled" || x.DueOn.String() != "2026-11-20" {
			t.Errorf("now %+v", x)
		}
		if stale := c.Patch(at, made.Header.Get("ETag"), map[string]any{"note": "x"}); stale.Status != 412 {
			t.Errorf("stale: %d %s", stale.Status, stale.Body)
		}
		if gone := c.Patch(at, `"2"`, map[string]any{"reached": false}); gone.Status != 200 || !strings.Contains(gone.Body, `"livelihood":""`) {
			t.Errorf("not reached after all: %d %s", gone.Status, gone.Body)
		}
	})
}

func TestListsAndFiguresAreReadByQuery(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Pulang", "2026-05-20", person.Expiry)
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		var due api.Listed[outcomeapi.Due]
		c.Get("/due-follow-ups?milestone=6&standing=overdue&q=pul").JSON(&due)
		if len(due.Items) != 1 || due.Items[0].Name != "Pulang" || due.Items[0].DueOn.String() != "2026-11-20" {
			t.Errorf("due %+v", due)
		}
		if made := c.Post("/follow-ups", body(p)); made.Status != 201 {
			t.Fatal(made.Body)
		}
		var rows api.Listed[outcomeapi.Row]
		c.Get("/follow-ups?reached=yes&livelihood=employed").JSON(&rows)
		if len(rows.Items) != 1 || rows.Items[0].Name != "Pulang" || rows.Items[0].Milestone != 6 {
			t.Errorf("done %+v", rows)
		}
		var own api.Listed[outcomeapi.FollowUp]
		c.Get("/people/" + p.ID.String() + "/follow-ups").JSON(&own)
		if len(own.Items) != 1 {
			t.Errorf("of the person %+v", own)
		}
		c.Actor = w.Actor(authz.Observer, w.LapasBungo)
		var f outcomeapi.Figures
		c.Get("/follow-up-figures?from=2026-04-01&to=2026-06-30").JSON(&f)
		if f.Released != 1 || len(f.Milestones) != 4 || f.Milestones[1].Working != (outcomeapi.Share{Numerator: 1, Denominator: 1}) || f.Milestones[0].Unrecorded != 1 {
			t.Errorf("figures %+v", f)
		}
		if got := c.Get("/follow-ups"); got.Status != 403 {
			t.Errorf("an observer reads rows: %d", got.Status)
		}
	})
}

func TestWrongInputIsToldByField(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Keliru", "2026-05-20", person.Expiry)
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		wrong := body(p)
		wrong["reached"], wrong["milestone"] = false, 7
		got := c.Post("/follow-ups", wrong)
		for _, field := range []string{"milestone", "livelihood", "housing", "family", "reoffended"} {
			if got.Status != 422 || !strings.Contains(got.Body, `"`+field+`"`) {
				t.Errorf("%s is not named: %d %s", field, got.Status, got.Body)
			}
		}
		for path, want := range map[string]int{
			"/due-follow-ups?milestone=7": 422, "/follow-ups?reached=maybe": 422, "/follow-ups?after=x": 422, "/follow-ups?colour=red": 422,
			"/follow-ups/01890a5d-ac96-774b-bcce-b302099a8057": 404,
		} {
			if got := c.Get(path); got.Status != want {
				t.Errorf("%s: %d, want %d", path, got.Status, want)
			}
		}
		if got := c.Post("/follow-ups", `{"person_id":`); got.Status != 400 {
			t.Errorf("half a body: %d", got.Status)
		}
		c.Actor = w.Actor(authz.FacilityHead, w.LapasSelong)
		if got := c.Post("/follow-ups", body(p)); got.Status != 404 {
			t.Errorf("somebody else's person: %d", got.Status)
		}
	})
}
