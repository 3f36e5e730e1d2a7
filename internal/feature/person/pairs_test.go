package person_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// at registers a man at a facility.
func at(t *testing.T, d *db.DB, facility id.Organisation, name, born, no string) person.Person {
	t.Helper()
	return persontest.Convict(t, d, facility, name, func(c *person.RegisterCommand) {
		c.Born, c.RegisterNo, c.HomeRegency = civil.Partial(born), no, "15.08"
	})
}

// across is the register numbers of the pairs that an actor is told of.
func across(t *testing.T, s *person.Service, a authz.Actor) []string {
	t.Helper()
	found, err := s.DuplicatesAcross(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, p := range found.Pairs {
		out = append(out, min(p.First.RegisterNo, p.Second.RegisterNo)+" "+max(p.First.RegisterNo, p.Second.RegisterNo))
	}
	return out
}

func TestOnlyWhoSeesBothFacilitiesLearnsOfAPair(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		first, second := at(t, d, w.LapasBungo, "Moch. Soetjipto", "1990-03-05", "B-1"), at(t, d, w.RutanSungaiPenuh, "Muhammad Sucipto", "1990-05-03", "P-1")
		at(t, d, w.LapasSelong, "Mohamad Sucipto", "1990-03-05", "S-1")
		at(t, d, w.LapasBungo, "Bambang Wijaya Kusuma", "1985-01-02", "B-2")
		at(t, d, w.RutanSungaiPenuh, "Bambang Wijaya Kusuma", "1985", "P-2") // only the year is known
		at(t, d, w.LapasBungo, "Joko Susilo", "1970-01-02", "B-3")
		at(t, d, w.RutanSungaiPenuh, "Joko Susilo", "1970-06-07", "P-3") // a namesake of the same year
		at(t, d, w.LapasBungo, "Anak Bungo Kecil", "2012-01-02", "B-4")
		at(t, d, w.RutanSungaiPenuh, "Anak Bungo Kecil", "2012-01-02", "P-4") // children
		nation, region := w.Actor(authz.RegionalOffice, w.Directorate), w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if before, err := s.DuplicatesAcross(ctx, nation); err != nil || len(before.Pairs) != 0 || !before.Swept.IsZero() {
			t.Errorf("before everybody was looked at: %+v, %v", before, err)
		}
		if n, err := s.SweepPairs(ctx, authz.OperatorAs("test"), 0); err != nil || n != 5 {
			t.Fatalf("%d pairs, %v", n, err)
		}
		for _, c := range []struct {
			actor authz.Actor
			want  []string
		}{
			{nation, []string{"B-1 S-1", "B-1 P-1", "P-1 S-1", "B-2 P-2"}},
			{region, []string{"B-1 P-1", "B-2 P-2"}},
			{w.Actor(authz.RegionalOffice, w.KanwilNTB), nil},
			{w.Actor(authz.FacilityHead, w.LapasBungo), nil},
			{w.Actor(authz.FacilityHead, w.LapasSelong), nil},
		} {
			got := across(t, s, c.actor)
			if len(got) != len(c.want) {
				t.Errorf("%s is told of %v, want %v", c.actor.OrgName, got, c.want)
				continue
			}
			for _, want := range c.want {
				if !contains(got, want) {
					t.Errorf("%s is told of %v, want %v", c.actor.OrgName, got, c.want)
				}
			}
		}
		if _, err := s.DuplicatesAcross(ctx, w.Actor(authz.Observer, w.LapasBungo)); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an observer: %v", err)
		}
		// What is decided is not asked again, and what was corrected is weighed anew.
		m, err := s.Merge(ctx, region, person.MergeCommand{Survivor: first.ID, Loser: second.ID, Reason: "Orang yang sama"})
		if err != nil {
			t.Fatal(err)
		}
		if got := across(t, s, region); len(got) != 1 {
			t.Errorf("after a merge: %v", got)
		}
		if _, err := s.Unmerge(ctx, region, m.ID, "Ternyata dua orang"); err != nil {
			t.Fatal(err)
		}
		if got := across(t, s, region); len(got) != 2 {
			t.Errorf("after it was undone: %v", got)
		}
		if err := s.Distinguish(ctx, region, second.ID, first.ID, "Saudara kembar"); err != nil {
			t.Fatal(err)
		}
		if got := across(t, s, region); len(got) != 1 {
			t.Errorf("after somebody said that they are two: %v", got)
		}
	})
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestPairsAreSweptOncePerDayAndReadByIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		persontest.Crowd(t, d, 500, w.BapasJambi, w.LapasBungo, w.LapasSelong, w.LapasMaros, w.RutanSungaiPenuh)
		operator := authz.OperatorAs("test")
		if _, err := s.SweepPairs(ctx, w.Actor(authz.RegionalOffice, w.Directorate), 0); !errors.Is(err, errs.Forbidden) {
			t.Errorf("somebody of an office sweeps: %v", err)
		}
		first, err := s.SweepPairs(ctx, operator, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.SweepPairs(ctx, operator, time.Hour); err != nil || again != 0 {
			t.Errorf("within the hour again: %d, %v", again, err)
		}
		if again, err := s.SweepPairs(ctx, operator, 0); err != nil || again != first {
			t.Errorf("the same people make %d pairs, then %d, %v", first, again, err)
		}
		rows := make([]string, 0, 900)
		people, err := db.All[id.Person](ctx, d, `SELECT id FROM person_person ORDER BY id LIMIT 43`)
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			for i, x := range people {
				for _, y := range people[i+1:] {
					if _, err := db.Exec(ctx, tx, `INSERT INTO person_pair (first_id, second_id, points) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, x, y, 60+i%20); err != nil {
						return err
					}
					rows = append(rows, fmt.Sprint(i))
				}
			}
			if d.Dialect == db.Postgres {
				_, err := db.Exec(ctx, tx, `ANALYZE person_pair`)
				return err
			}
			return nil
		})
		if err != nil || len(rows) < 900 {
			t.Fatal(len(rows), err)
		}
		for _, a := range []authz.Actor{w.Actor(authz.RegionalOffice, w.Directorate), w.Actor(authz.RegionalOffice, w.KanwilJambi)} {
			text, args := person.AcrossText(a)
			persontest.ServedBy(t, persontest.Plan(t, d, text, args...), "person_pair_points", true)
		}
	})
}
