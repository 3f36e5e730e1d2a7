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

// live counts the people whom a facility holds, row by row.
func live(t *testing.T, d *db.DB, facility id.Organisation) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM person_person WHERE facility_id = $1 AND custody_status = 'active'`, facility)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

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
				one, err := s.Dashboard(t.Context(), c.actor, x.Facility)
				if err != nil || one != x {
					t.Errorf("%s: alone %+v, among others %+v, %v", x.Name, one, x, err)
				}
				if n := live(t, d, x.Facility); n != x.Active {
					t.Errorf("%s: kept %d, counted %d", x.Name, x.Active, n)
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

func TestTheNationIsReadOnceAMinute(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), report.New(d)
		persontest.Convict(t, d, w.LapasBungo, "Satu")
		active := func(s *report.Service) int64 {
			t.Helper()
			list, err := s.Figures(t.Context(), w.Actor(authz.RegionalOffice, w.Directorate))
			if err != nil {
				t.Fatal(err)
			}
			return report.Total(list).Active
		}
		before := active(s)
		persontest.Convict(t, d, w.LapasSelong, "Dua")
		if again, anew := active(s), active(report.New(d)); again != before || anew != before+1 {
			t.Errorf("%d, in the same minute %d, read anew %d", before, again, anew)
		}
	})
}
