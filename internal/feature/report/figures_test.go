package report_test

import (
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/report"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestFiguresOfAScopeAreThoseOfItsFacilities(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), report.New(d)
		persontest.Convict(t, d, w.LapasBungo, "Satu")
		persontest.Convict(t, d, w.LapasBungo, "Dua")
		persontest.Released(t, d, w.LapasBungo, "Tiga", "2026-05-01", person.Expiry)
		persontest.Convict(t, d, w.LapasSelong, "Empat")
		for _, c := range []struct {
			actor authz.Actor
			want  map[id.Organisation]int64
		}{
			{w.Actor(authz.RegionalOffice, w.Directorate), map[id.Organisation]int64{w.LapasBungo: 2, w.LapasSelong: 1, w.RutanSungaiPenuh: 0}},
			{w.Actor(authz.RegionalOffice, w.KanwilJambi), map[id.Organisation]int64{w.LapasBungo: 2, w.RutanSungaiPenuh: 0}},
			{w.Actor(authz.Observer, w.LapasSelong), map[id.Organisation]int64{w.LapasSelong: 1}},
		} {
			list, err := s.Figures(t.Context(), c.actor)
			if err != nil {
				t.Fatal(err)
			}
			got := map[id.Organisation]int64{}
			for _, x := range list {
				got[x.Facility] = x.Active
				live, err := s.Dashboard(t.Context(), c.actor, x.Facility)
				if err != nil || live.Active != x.Active || live.Sessions != x.Sessions {
					t.Errorf("%s: kept %+v, live %+v, %v", x.Name, x, live, err)
				}
			}
			for f, n := range c.want {
				if v, listed := got[f]; !listed || v != n {
					t.Errorf("%s: %v has %d (%v), want %d", c.actor.OrgName, f, v, listed, n)
				}
			}
			if _, other := got[w.LapasSelong]; other && c.want[w.LapasSelong] == 0 {
				t.Errorf("%s counts another region", c.actor.OrgName)
			}
		}
	})
}
