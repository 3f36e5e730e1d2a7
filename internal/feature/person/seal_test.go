package person_test

import (
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func juvenile(c *person.RegisterCommand) { c.LegalStatus, c.Born = person.Juvenile, "2010-05-01" }

func TestAChildsRecordIsOpenedByThoseWhoCareForTheChildAndEachOpeningIsNoted(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		child := persontest.Convict(t, d, w.LapasBungo, "Anak", juvenile)
		young := persontest.Convict(t, d, w.LapasBungo, "Muda", func(c *person.RegisterCommand) { c.Born = "2009" })
		for _, role := range []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian} {
			if _, err := s.Get(ctx, w.Actor(role, w.LapasBungo), child.ID); err != nil {
				t.Errorf("%s: %v", role, err)
			}
		}
		region := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		for _, p := range []person.Person{child, young} {
			if _, err := s.Get(ctx, region, p.ID); !errors.Is(err, errs.NotFound) {
				t.Errorf("the regional office opens the record of %s: %v", p.Name, err)
			}
			if _, err := s.CustodyOf(ctx, region, p.ID); !errors.Is(err, errs.NotFound) {
				t.Errorf("the regional office reads the stays of %s: %v", p.Name, err)
			}
			if _, err := s.Identity(ctx, region, p); !errors.Is(err, errs.NotFound) {
				t.Errorf("the regional office reads the number of %s: %v", p.Name, err)
			}
		}
		reads, err := db.One[int64](ctx, d, `SELECT count(*) FROM person_reading WHERE person_id = $1 AND way = 'child'`, child.ID)
		if err != nil || reads != 3 {
			t.Errorf("%d openings are noted, %v", reads, err)
		}
	})
}

func TestAChildIsInNoListOfOthers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		persontest.Convict(t, d, w.LapasBungo, "Anak", juvenile)
		persontest.Convict(t, d, w.LapasBungo, "Dewasa")
		for actor, want := range map[authz.Role]int{authz.CaseGuardian: 2, authz.RegionalOffice: 1} {
			org := w.LapasBungo
			if actor == authz.RegionalOffice {
				org = w.KanwilJambi
			}
			for _, sort := range []string{person.ByName, person.ByRelease} {
				found, err := s.List(ctx, w.Actor(actor, org), person.Filter{Facility: w.LapasBungo, Sort: sort}, page.Request{})
				if err != nil || len(found.Items) != want {
					t.Errorf("%s by %s: %d rows, %v", actor, sort, len(found.Items), err)
				}
			}
		}
	})
}

func TestAChildMovesBetweenThoseWhoMayOpenTheRecord(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		g, ctx := atTheGate(t, d), t.Context()
		g.p = persontest.Convict(t, d, g.LapasBungo, "Anak", juvenile)
		asked := g.request(t)
		if v, err := g.s.Transfer(ctx, g.receiver, asked.ID); err != nil || v.Name != "Anak" {
			t.Errorf("the receiver sees %+v, %v", v, err)
		}
		if _, err := g.s.Transfer(ctx, g.Actor(authz.RegionalOffice, g.KanwilJambi), asked.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the regional office reads of the child: %v", err)
		}
		if _, err := g.s.AcceptTransfer(ctx, g.receiver, asked.ID, accept("2026-11-20")); err != nil {
			t.Error(err)
		}
	})
}
