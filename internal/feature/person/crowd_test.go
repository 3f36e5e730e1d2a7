package person_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"titian/internal/engine/names/namestest"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

var (
	firstNames = []string{"Muhammad", "Ahmad", "Agus", "Slamet", "Bambang", "Tjahjo", "Soetrisno", "Yusuf", "Rizky", "Abdul", "Wayan", "Ketut", "Syarifuddin", "Hendra"}
	lastNames  = []string{"Santoso", "Wijaya", "Hidayatullah", "Rahman", "Siregar", "Setiawan", "Kurniawan", "Nasution", "Fauzi", "Ridwan", "Sudana", "Hutapea", "Gunawan"}
)

// someone is the nth of many people at one facility.
func someone(r *rand.Rand, n int) person.Entry {
	return person.Entry{
		ID: id.Person{}.Make(), Facility: id.Organisation{1}, RegisterNo: fmt.Sprint("B-", n), Sex: person.Male,
		Name: firstNames[r.IntN(len(firstNames))] + " " + lastNames[r.IntN(len(lastNames))], Born: civil.PartialOf(civil.Must("1960-01-01").AddDays(r.IntN(15000))),
	}
}

// TestACrowdFindsWhoTheRegisterWouldFind compares with looking at everybody: of
// two thousand misspelt second records nearly all are met again, by the same
// reasons, and of those who are nobody's second record hardly any.
func TestACrowdFindsWhoTheRegisterWouldFind(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	c := person.NewCrowd(authz.OperatorAs("test"), civil.Must("2026-11-22"))
	var all []person.Entry
	for n := range 2000 {
		e := someone(r, n)
		all = append(all, e)
		c.Meet(e, person.Convict, 0)
	}
	expected, met := 0, 0
	for n := range 2000 {
		e := all[n]
		e.ID, e.RegisterNo = id.Person{}.Make(), fmt.Sprint("C-", n)
		e.Name, _ = namestest.Apply(r, namestest.Slips(), e.Name)
		if n%3 == 0 { // at another facility
			e.Facility = id.Organisation{2}
		}
		points, _ := person.Weigh(e, all[n])
		if points < person.LeastLikely {
			continue
		}
		expected++
		if like, found := c.Meet(e, person.Convict, n+1); found && like.Points >= points && len(like.Reasons) > 1 {
			met++
		}
	}
	t.Logf("%d of %d second records are met", met, expected)
	if expected < 1500 || met*100 < expected*98 {
		t.Errorf("%d of %d second records are met", met, expected)
	}
	strangers := 0
	for n := range 500 {
		e := someone(r, n)
		e.Born = civil.PartialOf(civil.Must("2003-01-01").AddDays(n))
		if like, found := c.Meet(e, person.Convict, 0); found {
			if points, _ := person.Weigh(e, like.Entry); points < person.LeastLikely {
				t.Errorf("%+v is taken for %+v", e, like.Entry)
			}
			strangers++
		}
	}
	t.Logf("%d of 500 strangers share a year and a name with somebody", strangers)
}

func TestACrowdTellsEarlierRowsByTheirLine(t *testing.T) {
	c := person.NewCrowd(authz.OperatorAs("test"), civil.Must("2026-11-22"))
	first := person.Entry{ID: id.Person{1}, Facility: id.Organisation{1}, Name: "Moch. Tjahjo", Sex: person.Male, Born: "1990-08-12"}
	if _, found := c.Meet(first, person.Convict, 7); found {
		t.Error("the first of all is like somebody")
	}
	for born, want := range map[civil.Partial]person.Likeness{"1990-08-12": person.SameBirth, "1990-12-08": person.SwappedBirth} {
		like, found := c.Meet(person.Entry{ID: id.Person{2}, Facility: id.Organisation{2}, Name: "Muhammad Cahyo", Sex: person.Male, Born: born}, person.Convict, 9)
		if !found || like.Line != 7 || like.Reasons[0] != person.SameSpelling || like.Reasons[1] != want {
			t.Errorf("born %s: %+v, %v", born, like, found)
		}
		c = person.NewCrowd(authz.OperatorAs("test"), civil.Must("2026-11-22"))
		c.Meet(first, person.Convict, 7)
	}
	for name, other := range map[string]person.Entry{
		"another sex":  {Name: "Muhammad Cahyo", Sex: person.Female, Born: "1990-08-12"},
		"another name": {Name: "Bambang Sutejo", Sex: person.Male, Born: "1990-08-12"},
		"another time": {Name: "Muhammad Cahyo", Sex: person.Male, Born: "1970-08-12"},
		"a name alone": {Name: "Muhammad Cahyo", Sex: person.Male},
	} {
		if like, found := c.Meet(other, person.Convict, 10); found && like.Line == 7 {
			t.Errorf("%s: %+v", name, like)
		}
	}
}

func TestChildrenAreInACrowdOnlyForWhoMayOpenTheirRecords(t *testing.T) {
	child := person.Entry{ID: id.Person{1}, Facility: id.Organisation{1}, Name: "Budi Santoso", Sex: person.Male, Born: "2012-08-12"}
	for role, want := range map[authz.Role]bool{authz.FacilityHead: true, authz.RegionalOffice: false} {
		c := person.NewCrowd(authz.Actor{Role: role}, civil.Must("2026-11-22"))
		c.Meet(child, person.Juvenile, 0)
		if _, found := c.Meet(child, person.Juvenile, 3); found != want {
			t.Errorf("%s meets the child: %v", role, found)
		}
	}
}
