package outcome

import (
	"testing"

	"pgregory.net/rapid"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
)

func TestAMilestoneOpensFallsDueAndLapses(t *testing.T) {
	released := civil.Must("2026-08-31")
	for day, want := range map[string]Standing{
		"2026-09-01": Coming, "2027-02-13": Coming, // the day is 28 February
		"2027-02-14": Open, "2027-02-28": Open,
		"2027-03-01": Overdue, "2027-08-31": Overdue,
		"2027-09-01": Missed,
	} {
		if got := standing(released, 6, civil.Must(day)); got != want {
			t.Errorf("on %s it is %s, want %s", day, got, want)
		}
	}
}

func TestBoundsOfReleaseAreThoseOfTheDayDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		released := civil.Must("2020-01-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "released"))
		day := released.AddDays(rapid.IntRange(-40, 900).Draw(t, "after"))
		n := rapid.IntRange(1, 30).Draw(t, "months")
		if from := !released.Before(firstReleased(day, n)); from == released.AddMonths(n).Before(day) {
			t.Fatalf("released %s: %d months on is %s; the first for %s is %s", released, n, released.AddMonths(n), day, firstReleased(day, n))
		}
		if to := !released.After(lastReleased(day, n)); to == released.AddMonths(n).After(day) {
			t.Fatalf("released %s: %d months on is %s; the last for %s is %s", released, n, released.AddMonths(n), day, lastReleased(day, n))
		}
	})
}

func TestStepsTellWhatWasDoneAndWhatIsNext(t *testing.T) {
	p := person.Person{ReleasedOn: civil.Must("2026-01-10"), Custody: person.Released}
	done := []FollowUp{{Milestone: 3, ReleasedOn: p.ReleasedOn}, {Milestone: 12, ReleasedOn: civil.Must("2023-05-01")}}
	got, earlier := steps(&p, done, civil.Must("2026-11-22"))
	for i, want := range []Standing{Done, Overdue, Coming, Coming} {
		if got[i].Standing != want || (got[i].FollowUp != nil) != (want == Done) {
			t.Errorf("step %d is %+v, want %s", i, got[i], want)
		}
	}
	if len(earlier) != 1 || earlier[0].Milestone != 12 {
		t.Errorf("earlier releases: %+v", earlier)
	}
	if next := (&Timeline{Steps: got}).Next(); next != 6 {
		t.Errorf("next is %d", next)
	}
	if free := (&Timeline{Steps: got}).Free(); len(free) != 1 || free[0].Milestone != 6 {
		t.Errorf("free are %+v", free)
	}
	p.Custody = person.Died
	got, _ = steps(&p, done, civil.Must("2026-11-22"))
	if got[0].Standing != Done || got[1].Standing != Ended || (&Timeline{Steps: got}).Next() != 0 {
		t.Errorf("after death: %+v", got)
	}
	if got, _ := steps(&person.Person{Custody: person.Active}, nil, civil.Must("2026-11-22")); got != nil {
		t.Errorf("never released: %+v", got)
	}
}
