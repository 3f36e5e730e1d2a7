package personapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

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

func TestPairsAcrossFacilitiesAreListedForWhoSeesBoth(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		for _, facility := range []id.Organisation{w.LapasBungo, w.RutanSungaiPenuh} {
			persontest.Convict(t, d, facility, "Muhammad Uji Kembar", func(c *person.RegisterCommand) { c.Born, c.HomeRegency = "1990-03-05", "15.08" })
		}
		c := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		var got struct {
			Items []personapi.FarPair
			Swept *time.Time `json:"swept_at"`
		}
		if c.Get("/duplicates").JSON(&got); len(got.Items) != 0 || got.Swept != nil {
			t.Errorf("before the first look: %+v", got)
		}
		if _, err := persontest.Service(d).SweepPairs(t.Context(), authz.OperatorAs("test"), 0); err != nil {
			t.Fatal(err)
		}
		c.Get("/duplicates").JSON(&got)
		if len(got.Items) != 1 || got.Swept == nil || got.Items[0].Points < 60 || len(got.Items[0].Reasons) < 2 || got.Items[0].FirstFacility == got.Items[0].SecondFacility {
			t.Errorf("the region: %+v", got)
		}
		c.Actor = w.Actor(authz.FacilityHead, w.LapasBungo)
		if c.Get("/duplicates").JSON(&got); len(got.Items) != 0 {
			t.Errorf("one facility: %+v", got)
		}
		c.Actor = w.Actor(authz.Observer, w.LapasBungo)
		if a := c.Get("/duplicates"); a.Status != http.StatusForbidden {
			t.Errorf("an observer: %d", a.Status)
		}
	})
}
