package person_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// entry registers a man with what tells people apart.
func entry(t *testing.T, d *db.DB, at *directorytest.World, name, born, home, register string) person.Person {
	t.Helper()
	return persontest.Convict(t, d, at.LapasBungo, name, func(c *person.RegisterCommand) {
		c.Born, c.RegisterNo = civil.Partial(born), register
		if home != "" {
			c.HomeRegency = "15.08"
		}
	})
}

func TestSecondRecordsAreFoundWithTheirReasons(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		self := entry(t, d, w, "Moch. Soetjipto", "1990-03-05", "home", "B-1")
		for _, c := range []struct {
			name, born, home, register string
			want                       []person.Likeness
		}{
			{"Muhammad Sucipto", "1990-03-05", "home", "B-2", []person.Likeness{person.SameSpelling, person.SameBirth, person.SameHome}},
			{"Mohamad Sucitpo", "1990-05-03", "", "B-3", []person.Likeness{person.NearName, person.SwappedBirth}},
			{"Moch. Soetjipto", "1990", "home", "B-4", []person.Likeness{person.SameName, person.SameYear, person.SameHome}},
			{"Muhammad Sucipto", "1970-01-01", "home", "B-5", nil},
			{"Moch. Soetjipto", "", "", "B-6", nil},
			{"Bambang Wijaya", "1990-03-05", "home", "B-1", nil},
		} {
			p := entry(t, d, w, c.name, c.born, c.home, c.register)
			likely, err := s.Duplicates(ctx, head, self.ID)
			if err != nil {
				t.Fatal(err)
			}
			var got []person.Likeness
			for _, l := range likely {
				if l.ID == p.ID {
					got = l.Reasons
				}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s, %s: got %v, want %v", c.name, c.born, got, c.want)
			}
		}
		likely, err := s.Duplicates(ctx, head, self.ID)
		if err != nil || len(likely) != 3 || likely[0].Points < likely[1].Points || likely[1].Points < likely[2].Points {
			t.Errorf("the likeliest first: %+v, %v", likely, err)
		}
		woman := persontest.Convict(t, d, w.LapasBungo, "Moch. Soetjipto", func(c *person.RegisterCommand) { c.Born, c.Sex = "1990-03-05", person.Female })
		if likely, err := s.Duplicates(ctx, head, woman.ID); err != nil || len(likely) != 0 {
			t.Errorf("of another sex: %+v, %v", likely, err)
		}
	})
}

func TestAFacilitysPairsAreListedUntilSomebodyKnowsBetter(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		a, b := entry(t, d, w, "Djoko Soesilo", "1988-02-01", "home", "1"), entry(t, d, w, "Joko Susilo", "1988-02-01", "home", "2")
		entry(t, d, w, "Joko Susanto", "1988-02-02", "", "3")
		pairs, err := s.DuplicatesAt(ctx, head, w.LapasBungo)
		if err != nil || len(pairs) != 1 || pairs[0].Reasons[0] != person.SameSpelling {
			t.Fatalf("pairs %+v, %v", pairs, err)
		}
		c, err := s.Compare(ctx, head, a.ID, b.ID)
		if err != nil || c.Points != pairs[0].Points || c.Distinct != nil {
			t.Errorf("side by side %+v, %v", c, err)
		}
		for _, reason := range []string{"Kembar", "Kembar"} {
			if err := s.Distinguish(ctx, head, b.ID, a.ID, reason); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Distinguish(ctx, head, b.ID, a.ID, " "); !errors.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if pairs, err := s.DuplicatesAt(ctx, head, w.LapasBungo); err != nil || len(pairs) != 0 {
			t.Errorf("known to be two: %+v, %v", pairs, err)
		}
		if likely, err := s.Duplicates(ctx, head, a.ID); err != nil || len(likely) != 0 {
			t.Errorf("known to be two: %+v, %v", likely, err)
		}
		if c, err := s.Compare(ctx, head, a.ID, b.ID); err != nil || c.Distinct == nil || c.Distinct.Reason != "Kembar" {
			t.Errorf("side by side %+v, %v", c, err)
		}
		if _, err := s.DuplicatesAt(ctx, head, w.LapasSelong); !errors.Is(err, errs.NotFound) {
			t.Errorf("another facility: %v", err)
		}
		if _, err := s.Compare(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), a.ID, b.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("side by side elsewhere: %v", err)
		}
	})
}

func TestPairsOfALargeFacilityTakeMoments(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w, s := directorytest.Seed(t, d), persontest.Service(d)
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		var people []person.Person
		for i := range 3000 {
			name := fmt.Sprintf("%s %s", []string{"Muhammad", "Ahmad", "Agus", "Slamet", "Bambang", "Joko"}[i%6], []string{"Santoso", "Wijaya", "Hidayat", "Rahman", "Siregar", "Setiawan", "Kurniawan"}[i%7])
			people = append(people, person.Person{
				ID: person.Person{}.ID.Make(), Facility: w.LapasBungo, RegisterNo: fmt.Sprint("N-", i), Name: name, NameKey: person.NameKey(name), Sex: person.Male,
				Born: civil.Partial(civil.Must("1970-01-01").AddDays(i * 4).String()), LegalStatus: person.Convict, Custody: person.Active, AdmittedOn: civil.Must("2024-01-01"), Version: 1,
			})
		}
		return person.RegisterManyTx(t.Context(), tx, authz.OperatorAs("test"), new(person.Keeper), people)
	})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := s.DuplicatesAt(t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo), w.LapasBungo); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 20*time.Second { // a second on an idle machine
		t.Errorf("it took %s", took)
	} else {
		t.Logf("%s", took)
	}
}
