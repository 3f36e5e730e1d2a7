package assessmentapi_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/assessment"
	"titian/internal/feature/assessment/assessmentapi"
	"titian/internal/feature/assessment/assessmentweb"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type object = map[string]any

func open(t *testing.T, d *db.DB, actor authz.Actor) *apitest.Client {
	t.Helper()
	return apitest.New(t, actor, func(a *api.API) { assessmentapi.Register(a, assessment.New(d)) }, assessmentweb.Words)
}

func below(p person.Person, rest string) string { return "/people/" + p.ID.String() + rest }

func location(a *apitest.Answer) string {
	return strings.TrimPrefix(a.Header.Get("Location"), api.Prefix)
}

func need() object {
	return object{"area": "skill", "topic": "las", "severity": 3, "evidence": "wawancara <b>1</b>", "assessed_on": "2026-10-01"}
}

func TestANeedIsRecordedChangedClosedAndReopened(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		made := c.Post(below(p, "/needs"), need(), "Idempotency-Key", "n")
		again := c.Post(below(p, "/needs"), need(), "Idempotency-Key", "n")
		if made.Status != http.StatusCreated || location(again) != location(made) {
			t.Fatalf("recorded %d %s, again %s", made.Status, made.Body, again.Body)
		}
		at := location(made)
		changed := need()
		changed["severity"] = 2
		if a := c.Patch(at, made.Header.Get("ETag"), changed); a.Status != 200 {
			t.Errorf("changed: %d %s", a.Status, a.Body)
		}
		if a := c.Patch(at, made.Header.Get("ETag"), changed); a.Status != http.StatusPreconditionFailed {
			t.Errorf("stale: %d", a.Status)
		}
		if a := c.Post(at+"/close", object{"on": "2026-11-01", "reason": "met"}); a.Status != 200 {
			t.Errorf("closed: %d %s", a.Status, a.Body)
		}
		if a := c.Post(at+"/close", object{"on": "2026-11-01", "reason": "met"}); a.Code() != "need.closed" {
			t.Errorf("closed twice: %s", a.Body)
		}
		var n assessmentapi.Need
		if c.Post(at+"/reopen", nil).JSON(&n); !n.ClosedOn.IsZero() || n.Severity != 2 || n.Version != 4 {
			t.Errorf("reopened %+v", n)
		}
		var list api.Listed[assessmentapi.NeedRow]
		if c.Get("/needs?area=skill&severity=2&q=LAS").JSON(&list); len(list.Items) != 1 || list.Items[0].Name != "Budi" {
			t.Errorf("listed %+v", list)
		}
		if c.Get("/needs?severity=3").JSON(&list); len(list.Items) != 0 {
			t.Errorf("another severity lists %+v", list)
		}
		var counts api.Listed[assessmentapi.NeedCount]
		if c.Get("/facilities/" + w.LapasBungo.String() + "/need-counts").JSON(&counts); len(counts.Items) != 1 || counts.Items[0].People != 1 {
			t.Errorf("counted %+v", counts)
		}
		bad := c.Post(below(p, "/needs"), object{"area": "car", "severity": 9, "evidence": "", "assessed_on": "2027-01-01"}).Problem()
		if len(bad.Errors) != 4 {
			t.Errorf("errors %+v", bad.Errors)
		}
	})
}

func checklist(answer string) object {
	var items []object
	for _, thing := range assessment.Things() {
		items = append(items, object{"item": thing, "answer": answer, "owner": "Wali", "due_on": "2026-12-01"})
	}
	return object{"phase": "before", "taken_on": "2026-11-01", "confidence": 2, "items": items}
}

func TestReadinessIsTakenAndCorrected(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		made := c.Post(below(p, "/readiness"), checklist("needed"))
		var r assessmentapi.Readiness
		if made.JSON(&r); made.Status != 201 || r.Score.Done != 0 || len(r.Score.Missing) != 7 {
			t.Fatalf("taken: %d %s", made.Status, made.Body)
		}
		if c.Patch(location(made), made.Header.Get("ETag"), checklist("done")).JSON(&r); r.Score.Done != 7 || len(r.Score.Missing) != 0 {
			t.Errorf("corrected: %+v", r.Score)
		}
		half := checklist("done")
		half["items"] = half["items"].([]object)[:3]
		if a := c.Post(below(p, "/readiness"), half).Problem(); len(a.Errors) != 1 || a.Errors[0].Code != "readiness.unanswered" || !strings.Contains(a.Errors[0].Message, "4") {
			t.Errorf("half: %+v", a)
		}
		wrong := checklist("needed")
		wrong["items"].([]object)[2]["owner"] = ""
		if a := c.Post(below(p, "/readiness"), wrong).Problem(); len(a.Errors) != 1 || a.Errors[0].Path != "items[2].owner" {
			t.Errorf("without an owner: %+v", a.Errors)
		}
		var list api.Listed[assessmentapi.Readiness]
		if c.Get(below(p, "/readiness")).JSON(&list); len(list.Items) != 1 {
			t.Errorf("listed %+v", list)
		}
	})
}

func TestEveryReadOfHealthIsAuditedAndOthersAreRefused(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		made := c.Post(below(p, "/screenings"), object{"kind": "tb", "screened_on": "2026-10-01", "result": "follow_up", "note": "rujukan-paru"})
		if made.Status != 201 {
			t.Fatalf("recorded: %d %s", made.Status, made.Body)
		}
		stage := object{"stage": "screening", "since_on": "2026-10-02", "physical": 0}
		first, again := c.Post(below(p, "/rehabilitation"), stage, "Idempotency-Key", "s"), c.Post(below(p, "/rehabilitation"), stage, "Idempotency-Key", "s")
		if first.Status != 200 || again.Body != first.Body {
			t.Errorf("moved %d %s, again %d %s", first.Status, first.Body, again.Status, again.Body)
		}
		if a := c.Post(below(p, "/rehabilitation"), object{"stage": "finished", "since_on": "2026-10-03"}); a.Code() != "rehabilitation.stage" {
			t.Errorf("a step that is none: %s", a.Body)
		}
		reads := func() int {
			entries, err := audit.History(t.Context(), d, w.LapasBungo, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, e := range entries {
				if e.Action == "health.read" {
					n++
				}
			}
			return n
		}
		before := reads()
		var h assessmentapi.Health
		if c.Get(below(p, "/health")).JSON(&h); len(h.Screenings) != 1 || len(h.Rehabilitation) != 1 || *h.Rehabilitation[0].Physical != 0 || h.Rehabilitation[0].Social != nil {
			t.Errorf("health %+v", h)
		}
		if reads() != before+1 {
			t.Error("reading left no entry")
		}
		if a := c.Patch(location(made), made.Header.Get("ETag"), object{"kind": "tb", "screened_on": "2026-10-01", "result": "clear"}); a.Status != 200 {
			t.Errorf("corrected: %d %s", a.Status, a.Body)
		}
		for _, who := range []authz.Actor{w.Actor(authz.ProbationOfficer, w.BapasJambi), w.Actor(authz.RegionalOffice, w.KanwilJambi), w.Actor(authz.Partner, w.Baznas), w.Actor(authz.Observer, w.LapasBungo)} {
			c.Actor = who
			for _, path := range []string{below(p, "/health"), location(made)} {
				if a := c.Get(path); a.Status != http.StatusForbidden || strings.Contains(a.Body, "rujukan-paru") {
					t.Errorf("%s reads %s: %d", who.Role, path, a.Status)
				}
			}
		}
		c.Actor = w.Actor(authz.FacilityHead, w.LapasSelong)
		for _, path := range []string{below(p, "/health"), location(made), below(p, "/needs"), below(p, "/readiness"), "/needs?facility=" + w.LapasBungo.String()} {
			if a := c.Get(path); a.Status != http.StatusNotFound {
				t.Errorf("another facility reads %s: %d", path, a.Status)
			}
		}
	})
}
