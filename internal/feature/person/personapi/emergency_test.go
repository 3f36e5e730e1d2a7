package personapi_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/personapi"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestAnEmergencyIsOpenedReviewedAndTraced(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Darurat")
		far, at := w.Actor(authz.ProbationOfficer, w.BapasJambi), "/people/"+p.ID.String()
		far.User = id.User{}.Make()
		c := open(t, d, far)
		if a := c.Get(at); a.Status != http.StatusNotFound {
			t.Errorf("before: %d", a.Status)
		}
		if a := c.Post("/emergencies", object{"number": "B-I-Dar", "reason": "Dirawat di rumah sakit malam ini"}); a.Status != 422 || a.Problem().Errors[0].Code != "emergency.nobody" {
			t.Errorf("a part of a number: %d %s", a.Status, a.Body)
		}
		made := c.Post("/emergencies", object{"number": p.RegisterNo, "reason": "Dirawat di rumah sakit malam ini"}, "Idempotency-Key", "one")
		var e personapi.Emergency
		if made.JSON(&e); made.Status != http.StatusCreated || e.Person != p.ID || !e.Stands || c.Get(at).Status != 200 {
			t.Fatalf("opened: %d %s", made.Status, made.Body)
		}
		if a := c.Patch(at, `"1"`, object{"name": "Lain"}); a.Status != http.StatusNotFound {
			t.Errorf("written under an emergency: %d %s", a.Status, a.Body)
		}
		if a := c.Get(at + "/readers"); a.Status != http.StatusForbidden {
			t.Errorf("who reads asks who read: %d", a.Status)
		}
		path := strings.TrimPrefix(made.Header.Get("Location"), api.Prefix)
		c.Actor = w.Actor(authz.FacilityHead, w.LapasBungo)
		if a := c.Post(path+"/review", object{"verdict": "justified"}); a.Status != 200 {
			t.Errorf("reviewed: %d %s", a.Status, a.Body)
		}
		var list api.Listed[personapi.Emergency]
		if c.Get("/emergencies").JSON(&list); len(list.Items) != 1 || list.Items[0].Verdict != person.Justified {
			t.Errorf("listed %+v", list)
		}
		var readers api.Listed[personapi.Reading]
		if c.Get(at + "/readers").JSON(&readers); len(readers.Items) == 0 || readers.Items[0].Way != person.WayEmergency {
			t.Errorf("readers %+v", readers)
		}
	})
}
