package programmeapi_test

import (
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/programme/programmeapi"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type object = map[string]any

func client(t *testing.T) (*programmetest.World, *apitest.Client) {
	t.Helper()
	w := programmetest.Seed(t, dbtest.Open(t, db.SQLite))
	return w, apitest.New(t, w.Officer, func(a *api.API) { programmeapi.Register(a, w.Service) })
}

func status(t *testing.T, a *apitest.Answer, want int) object {
	t.Helper()
	if a.Status != want {
		t.Fatalf("status %d, want %d: %s", a.Status, want, a.Body)
	}
	out := object{}
	a.JSON(&out)
	return out
}

func TestAClassFromItsOpeningToItsCertificate(t *testing.T) {
	w, c := client(t)
	p := w.Person(t, w.LapasBungo, "Juru Las", "convict")
	need := w.Need(t, w.LapasBungo, p, "work", 3)
	class := status(t, c.Post("/classes", object{"programme_id": w.Programme.ID, "commitment_id": w.Commitment, "title": "Las I", "starts_on": "2026-11-01", "ends_on": "2026-12-20", "capacity": 5}), 201)
	at := "/classes/" + class["id"].(string)
	if class["partner_id"] != w.Baznas.String() || class["status"] != "open" {
		t.Errorf("class = %v", class)
	}
	candidates := status(t, c.Get(at+"/candidates"), 200)["candidates"].([]any)
	if len(candidates) != 1 || candidates[0].(object)["need_id"] != need.String() {
		t.Errorf("candidates = %v", candidates)
	}

	body := object{"class_id": class["id"], "person_id": p, "need_id": need}
	first := c.Post("/enrolments", body, "Idempotency-Key", "k1")
	seat := status(t, first, 201)
	if again := status(t, c.Post("/enrolments", body, "Idempotency-Key", "k1"), 201); again["id"] != seat["id"] {
		t.Errorf("the repeat made %v, not %v", again["id"], seat["id"])
	}
	if code := c.Post("/enrolments", body).Code(); code != "enrolled" {
		t.Errorf("a second seat: %s", code)
	}
	person := "/enrolments/" + seat["id"].(string)

	marks := object{"held_on": "2026-11-20", "marks": []object{{"enrolment_id": seat["id"], "mark": "present", "note": "tepat waktu"}}}
	held := status(t, c.Post(at+"/attendance", marks, "Idempotency-Key", "k2"), 200)
	if again := status(t, c.Post(at+"/attendance", marks, "Idempotency-Key", "k2"), 200); again["id"] != held["id"] || held["present"] != 1.0 {
		t.Errorf("the repeat of the marks reads %v, not %v", again, held)
	}
	session := "/sessions/" + held["id"].(string)
	status(t, c.Post(session+"/attendance", object{"topic": "APD", "marks": []object{{"enrolment_id": seat["id"], "mark": "excused"}}}), 200)
	if got := status(t, c.Get(session+"/attendance"), 200)["marks"].([]any)[0].(object)["mark"]; got != "excused" {
		t.Errorf("mark = %v", got)
	}
	if list := status(t, c.Get(at+"/sessions"), 200)["sessions"].([]any); len(list) != 1 || list[0].(object)["topic"] != "APD" {
		t.Errorf("sessions = %v", list)
	}

	results := []object{
		{"unit": "U1", "before": 20, "after": 80, "competent": true, "assessed_on": "2026-11-20", "assessor": "BLK"},
		{"unit": "U2", "before": nil, "after": nil, "competent": true, "assessed_on": "2026-11-20", "assessor": "BLK"},
	}
	status(t, c.Post(person+"/results", object{"results": results}), 200)
	if list := status(t, c.Get(person+"/results"), 200)["results"].([]any); len(list) != 2 || list[1].(object)["after"] != nil {
		t.Errorf("results = %v", list)
	}
	if code := c.Post(person+"/certificate", object{"number": "1"}).Code(); code != "certificate.not_completed" {
		t.Errorf("early certificate: %s", code)
	}
	if done := status(t, c.Post(at+"/complete", nil), 200); done["status"] != "completed" {
		t.Errorf("completed = %v", done)
	}
	cert := status(t, c.Post(person+"/certificate", object{"number": "012/LAS"}), 200)
	code := strings.ToLower(strings.ReplaceAll(cert["code"].(string), "-", ""))
	if got := status(t, c.Get("/certificates/"+code), 200); got["holder"] != "Juru Las" || got["revoked_on"] != nil {
		t.Errorf("verified = %v", got)
	}
	if got := status(t, c.Post("/certificates/"+code+"/revoke", nil), 200); got["revoked_on"] != "2026-11-22" {
		t.Errorf("revoked = %v", got)
	}
	if list := status(t, c.Get(at+"/participants"), 200)["participants"].([]any); len(list) != 1 || list[0].(object)["name"] != "Juru Las" {
		t.Errorf("participants = %v", list)
	}
}

func TestSeveralPeopleAreEnrolledAllOrNone(t *testing.T) {
	w, c := client(t)
	o := w.Class(t, 3)
	at := "/classes/" + o.ID.String()
	people := []object{}
	for _, p := range w.People(t, w.LapasBungo, 4) {
		people = append(people, object{"person_id": p})
	}
	seated := func() int { return len(status(t, c.Get(at+"/participants"), 200)["participants"].([]any)) }
	if a := c.Post(at+"/participants", object{"people": people}); a.Status != 409 || a.Code() != "class.full" || seated() != 0 {
		t.Errorf("four on three seats: %d %s, %d are seated", a.Status, a.Body, seated())
	}
	if a := c.Post(at+"/participants", object{"people": []object{}}); a.Status != 422 || a.Problem().Errors[0].Path != "people" {
		t.Errorf("nobody: %d %s", a.Status, a.Body)
	}
	for range 2 {
		if list := status(t, c.Post(at+"/participants", object{"people": people[:3]}, "Idempotency-Key", "k"), 200)["participants"].([]any); len(list) != 3 {
			t.Errorf("enrolled %v", list)
		}
	}
	if a := c.Post(at+"/participants", object{"people": people[:1]}); a.Status != 409 {
		t.Errorf("enrolled twice: %d %s", a.Status, a.Body)
	}
	history := status(t, c.Get(at+"/history"), 200)["items"].([]any)
	if last := history[len(history)-1].(object); last["action"] != "class.open" || last["by"] == "" || len(last["fields"].([]any)) == 0 {
		t.Errorf("the class began with %v", last)
	}
	c.Actor = w.Actor(authz.Partner, w.Baznas)
	if a := c.Get(at + "/history"); a.Status != 404 {
		t.Errorf("a partner reads who worked on it: %d", a.Status)
	}
}

func TestErrorsPointAtTheInput(t *testing.T) {
	w, c := client(t)
	a := c.Post("/classes", object{"programme_id": "", "title": "", "starts_on": "2026-12-01", "ends_on": "2026-11-01", "capacity": 0})
	status(t, a, 422)
	for _, path := range []string{"programme_id", "title", "ends_on", "capacity"} {
		if !strings.Contains(a.Body, `"`+path+`"`) {
			t.Errorf("nothing about %s in %s", path, a.Body)
		}
	}
	o := w.Class(t, 1)
	at := "/classes/" + o.ID.String()
	etag := c.Get(at).Header.Get("ETag")
	change := object{"programme_id": w.Programme.ID, "commitment_id": w.Commitment, "title": "Las II", "starts_on": "2026-11-01", "ends_on": "2026-12-20", "capacity": 3}
	status(t, c.Patch(at, "", change), 428)
	status(t, c.Patch(at, etag, change), 200)
	status(t, c.Patch(at, etag, change), 412)
	e := w.Seat(t, o.ID, w.People(t, w.LapasBungo, 1)[0])
	if left := status(t, c.Post("/enrolments/"+e.ID.String()+"/leave", object{"reason": "released"}), 200); left["status"] != "left" {
		t.Errorf("left = %v", left)
	}
	if code := c.Post(at+"/attendance", object{"held_on": "2026-11-20", "marks": []object{}}).Code(); code == "" {
		t.Error("no marks are no attendance")
	}
	status(t, c.Post(at+"/cancel", object{"reason": "Instruktur sakit"}), 200)
	planned := c.Post(at+"/sessions", object{"held_on": "2026-12-01"})
	if planned.Code() != "class.ended" {
		t.Errorf("a session of a cancelled class: %s", planned.Body)
	}
}

func TestTheCatalogueAndTheListsAnswer(t *testing.T) {
	w, c := client(t)
	made := status(t, c.Post("/programmes", object{"code": "JAHIT", "name": "Menjahit", "category": "SELF_RELIANCE", "area": "work", "hours": 40, "capacity": 10, "units": []object{{"code": "J1", "title": "Pola"}}}), 201)
	at := "/programmes/" + made["id"].(string)
	if u := status(t, c.Get(at+"/units"), 200)["units"].([]any); len(u) != 1 {
		t.Errorf("units = %v", u)
	}
	etag := c.Get(at).Header.Get("ETag")
	off := status(t, c.Patch(at, etag, object{"code": "JAHIT", "name": "Menjahit", "category": "SELF_RELIANCE", "area": "work", "hours": 40, "capacity": 10, "active": false}), 200)
	if off["active"] != false {
		t.Errorf("changed = %v", off)
	}
	w.Class(t, 2)
	for path, n := range map[string]int{"/programmes?category=SELF_RELIANCE&q=jahit": 1, "/classes?status=open&sort=-starts_on": 1, "/classes?programme=" + made["id"].(string): 0} {
		if items := status(t, c.Get(path), 200)["items"].([]any); len(items) != n {
			t.Errorf("%s: %d rows", path, len(items))
		}
	}
	o := w.Class(t, 2)
	x := status(t, c.Post("/classes/"+o.ID.String()+"/sessions", object{"held_on": "2026-12-01", "topic": "Teori"}), 201)
	if got := status(t, c.Post("/sessions/"+x["id"].(string)+"/cancel", nil), 200); got["status"] != "cancelled" {
		t.Errorf("cancelled = %v", got)
	}
	c.Actor = w.Actor(authz.ProgrammeOfficer, w.LapasSelong)
	status(t, c.Get("/classes/"+o.ID.String()), 404)
	c.Actor = w.Donor
	status(t, c.Post("/enrolments", object{"class_id": o.ID, "person_id": o.ID}), 403)
}
