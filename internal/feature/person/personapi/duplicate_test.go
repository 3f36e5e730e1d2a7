package personapi_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person/personapi"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestTwoRecordsAreSaidToBeTwoPeople(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		c := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		var at [2]string
		for i, name := range []string{"Mohamad Uji Kembar", "Muhammad Uji Kembar"} {
			a := c.Post("/people", object{"facility_id": w.LapasBungo, "register_no": "B.I-" + string(rune('1'+i)), "name": name, "sex": "M", "born": "1990-03-05", "legal_status": "convict", "admitted_on": "2026-01-05"})
			if a.Status != http.StatusCreated {
				t.Fatalf("registered: %d %s", a.Status, a.Body)
			}
			at[i] = strings.TrimPrefix(a.Header.Get("Location"), api.Prefix)
		}
		var likely api.Listed[personapi.Likely]
		if c.Get(at[0] + "/duplicates").JSON(&likely); len(likely.Items) != 1 {
			t.Fatalf("before: %+v", likely)
		}
		other := strings.TrimPrefix(at[1], "/people/")
		if a := c.Post(at[0]+"/distinguish", object{"other_id": other}); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `"reason"`) {
			t.Errorf("without a reason: %d %s", a.Status, a.Body)
		}
		for range 2 {
			if a := c.Post(at[0]+"/distinguish", object{"other_id": other, "reason": "Kakak dan adik"}, "Idempotency-Key", "once"); a.Status != http.StatusOK {
				t.Errorf("said: %d %s", a.Status, a.Body)
			}
		}
		if c.Get(at[0] + "/duplicates").JSON(&likely); len(likely.Items) != 0 {
			t.Errorf("asked again: %+v", likely)
		}
		c.Actor = w.Actor(authz.FacilityHead, w.LapasSelong)
		if a := c.Post(at[0]+"/distinguish", object{"other_id": other, "reason": "Uji"}); a.Status != http.StatusNotFound {
			t.Errorf("another facility: %d", a.Status)
		}
	})
}
