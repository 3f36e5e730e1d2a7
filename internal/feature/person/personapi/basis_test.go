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

func TestALawIsCitedOnceListedAndEnded(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		c := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		body := object{"partner_id": w.Baznas, "purpose": "aid", "law": "UU 23/2011 pasal 25", "starts_on": "2026-11-22"}
		made := c.Post("/legal-bases", body, "Idempotency-Key", "one")
		again := c.Post("/legal-bases", body, "Idempotency-Key", "one")
		if made.Status != http.StatusCreated || again.Header.Get("Location") != made.Header.Get("Location") {
			t.Fatalf("cited: %d %s, again %d", made.Status, made.Body, again.Status)
		}
		var list api.Listed[personapi.LegalBasis]
		if c.Get("/legal-bases").JSON(&list); len(list.Items) != 1 || list.Items[0].Partner != w.Baznas || !list.Items[0].EndsOn.IsZero() {
			t.Errorf("listed %+v", list)
		}
		path := strings.TrimPrefix(made.Header.Get("Location"), api.Prefix)
		c.Actor = w.Actor(authz.RegionalOffice, w.KanwilNTB)
		if a := c.Post(path+"/end", object{}); a.Status != http.StatusNotFound {
			t.Errorf("another office ends it: %d", a.Status)
		}
		c.Actor = w.Actor(authz.FacilityHead, w.LapasBungo)
		if a := c.Post("/legal-bases", body); a.Status != http.StatusForbidden {
			t.Errorf("a prison cites: %d", a.Status)
		}
		c.Actor = w.Actor(authz.RegionalOffice, w.KanwilJambi)
		var ended personapi.LegalBasis
		if c.Post(path+"/end", object{}).JSON(&ended); ended.EndsOn.IsZero() {
			t.Errorf("ended: %+v", ended)
		}
	})
}
