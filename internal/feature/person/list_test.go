package person_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestListPagesThroughEverybodyOnceInEveryOrder(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		for i := range 9 {
			persontest.Convict(t, d, w.LapasBungo, fmt.Sprintf("Nama %d", (i*4)%9), func(c *person.RegisterCommand) {
				if c.ReleaseDueOn = civil.Must("2027-01-01").AddDays(i / 2); i > 5 {
					c.ReleaseDueOn = civil.Date{}
				}
			})
		}
		persontest.Convict(t, d, w.LapasSelong, "Orang Lain")
		for _, f := range []person.Filter{{}, {Desc: true}, {Sort: person.ByRelease}, {Sort: person.ByRelease, Desc: true}, {Sort: person.ByRelease, Custody: person.Active, Facility: w.LapasBungo}} {
			whole := walk(t, s, w.Actor(authz.CaseGuardian, w.LapasBungo), f, 200)
			if len(whole) != 9 {
				t.Errorf("%+v lists %d people", f, len(whole))
			}
			for _, size := range []int{1, 2, 4} {
				if got := walk(t, s, w.Actor(authz.CaseGuardian, w.LapasBungo), f, size); !reflect.DeepEqual(got, whole) {
					t.Errorf("%+v by %d: %v, want %v", f, size, got, whole)
				}
			}
		}
		byRelease := walk(t, s, w.Actor(authz.CaseGuardian, w.LapasBungo), person.Filter{Sort: person.ByRelease, Desc: true}, 200)
		if byRelease[0].ReleaseDueOn != civil.Must("2027-01-03") || !byRelease[8].ReleaseDueOn.IsZero() {
			t.Errorf("latest first and unknown last: %+v", byRelease)
		}
	})
}

// walk reads every page of a list.
func walk(t *testing.T, s *person.Service, a authz.Actor, f person.Filter, size int) []person.Row {
	t.Helper()
	var all []person.Row
	r := page.Request{Size: size}
	for {
		p, err := s.List(t.Context(), a, f, r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.Items...)
		if p.Next == "" {
			return all
		}
		r.After = p.Next
	}
}

func TestSearchFindsPartsOfNamesAndNumbersAndTakesSignsLiterally(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		persontest.Convict(t, d, w.LapasBungo, "Mohamad Nur'aini", func(c *person.RegisterCommand) { c.RegisterNo = "B-I-203_018%" })
		persontest.Convict(t, d, w.LapasBungo, "Siti", func(c *person.RegisterCommand) { c.RegisterNo = "B-II-7" })
		for text, want := range map[string]int{"NUR": 1, "nur'aini": 1, "amad  nur": 1, "b-i-203": 1, "%": 1, "_": 1, "203x018": 0, "'": 0, "": 2, "b-i": 2, "=cmd|": 0} {
			found, err := s.List(t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo), person.Filter{Text: text}, page.Request{})
			if err != nil || len(found.Items) != want {
				t.Errorf("%q finds %d, %v; want %d", text, len(found.Items), err, want)
			}
		}
	})
}

// TestAListForgivesTheSlipsThatTheBoxForgives: in the order of the list, page by
// page, within its filters, and nobody of another office.
func TestAListForgivesTheSlipsThatTheBoxForgives(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		for _, n := range []string{"Muhammad Sutrisno", "Sutrisno", "Mohamad Soetrisno Wibowo", "Bambang Sutisna", "Rudi", "Budi"} {
			persontest.Convict(t, d, w.LapasBungo, n)
		}
		released := persontest.Client(t, d, w.BapasJambi, "Muhamad Sutrisno", "2026-05-01")
		persontest.Convict(t, d, w.LapasSelong, "Muhammad Sutrisno")
		region := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		for text, want := range map[string][]string{
			"muhamad sutrsino": {"Mohamad Soetrisno Wibowo", "Muhamad Sutrisno", "Muhammad Sutrisno"},
			"SUTRSINO":         {"Mohamad Soetrisno Wibowo", "Muhamad Sutrisno", "Muhammad Sutrisno", "Sutrisno"},
			"budi":             {"Budi"}, "bdui": {"Budi"}, "xqzwkv": nil, "sut": {"Bambang Sutisna", "Muhamad Sutrisno", "Muhammad Sutrisno", "Sutrisno"},
		} {
			for _, size := range []int{1, 200} {
				var got []string
				for _, r := range walk(t, s, region, person.Filter{Text: text}, size) {
					got = append(got, r.Name)
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%q by %d lists %q, want %q", text, size, got, want)
				}
			}
		}
		if got := walk(t, s, region, person.Filter{Text: "muhamad sutrsino", Custody: person.Released}, 200); len(got) != 1 || got[0].ID != released.ID {
			t.Errorf("those released: %+v", got)
		}
		if got := walk(t, s, w.Actor(authz.ProbationOfficer, w.BapasJambi), person.Filter{Probation: w.BapasJambi, Text: "sutrsino"}, 200); len(got) != 1 || got[0].ID != released.ID {
			t.Errorf("of the office that guides: %+v", got)
		}
	})
}

func TestListRefusesWhatItDoesNotKnow(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		for name, f := range map[string]person.Filter{"status": {Custody: "gone"}, "legal": {Legal: "?"}, "sort": {Sort: "nik_hash"}} {
			if _, err := s.List(t.Context(), guardian, f, page.Request{}); !errors.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, cursor := range []string{"x", page.Encode("a", "b"), page.Encode("not a day", "01930000-0000-7000-8000-000000000000")} {
			if _, err := s.List(t.Context(), guardian, person.Filter{Sort: person.ByRelease}, page.Request{After: cursor}); !errors.Is(err, errs.Invalid) {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
		if _, err := s.List(t.Context(), guardian, person.Filter{Facility: w.LapasSelong}, page.Request{}); !errors.Is(err, errs.NotFound) {
			t.Errorf("another facility: %v", err)
		}
	})
}

func TestEveryOrderIsServedByAnIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		persontest.Crowd(t, d, 500, w.BapasJambi, w.LapasBungo, w.LapasSelong, w.LapasMaros, w.RutanSungaiPenuh)
		a := w.Actor(authz.FacilityHead, w.LapasBungo)
		for _, desc := range []bool{false, true} {
			active := person.ListTexts(t, s, a, person.Filter{Facility: w.LapasBungo, Custody: person.Active, Desc: desc})
			everybody := person.ListTexts(t, s, a, person.Filter{Facility: w.LapasBungo, Desc: desc})
			clients := person.ListTexts(t, s, w.Actor(authz.FacilityHead, w.BapasJambi), person.Filter{Probation: w.BapasJambi, Custody: person.Released, Desc: desc})
			for name, text := range active {
				index := "person_person_list"
				if strings.HasPrefix(name, "names") {
					index = "person_person_name"
				}
				// those without a day are few: sorting them is cheaper than walking the index
				persontest.ServedBy(t, persontest.Plan(t, d, text.SQL, text.Args...), index, name != "no release day")
			}
			for _, name := range []string{"names", "names, later"} {
				persontest.ServedBy(t, persontest.Plan(t, d, everybody[name].SQL, everybody[name].Args...), "person_person_name", true)
				persontest.ServedBy(t, persontest.Plan(t, d, clients[name].SQL, clients[name].Args...), "person_person_probation", true)
			}
		}
		persontest.Convict(t, d, w.LapasBungo, "Sutrisno")
		misspelt := person.ListTexts(t, s, a, person.Filter{Facility: w.LapasBungo, Text: "sutrsino"})["names"]
		if !strings.Contains(misspelt.SQL, "OR id IN ") {
			t.Error("a misspelt name is looked for as it is written only")
		}
		persontest.ServedBy(t, persontest.Plan(t, d, misspelt.SQL, misspelt.Args...), "person_person_name", true)
		number := person.ListTexts(t, s, a, person.Filter{Text: "0015080503900001"})["names"]
		persontest.ServedBy(t, persontest.Plan(t, d, number.SQL, number.Args...), "person_person_nik_key", false)
	})
}

func TestEveryMethodRefusesStrangers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) { persontest.RefusesStrangers(t, persontest.Service(d)) })
}
