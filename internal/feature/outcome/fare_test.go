package outcome_test

import (
	"errors"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/outcome"
	"titian/internal/feature/outcome/outcometest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestNobodyIsDroppedFromAFigure(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		register, operator := persontest.Service(d), authz.OperatorAs("test")
		people := map[string]person.Person{}
		for _, name := range []string{"bekerja", "usaha", "sakit", "mencari", "hilang", "lupa", "wafat", "kembali"} {
			people[name] = persontest.Released(t, d, w.LapasBungo, name, "2026-05-10", person.Expiry)
		}
		persontest.Released(t, d, w.LapasBungo, "baru", "2026-06-01", person.Expiry) // six months are not over
		persontest.Released(t, d, w.LapasSelong, "jauh", "2026-05-10", person.Expiry)
		persontest.Released(t, d, w.LapasBungo, "dulu", "2026-01-10", person.Expiry) // another cohort
		for name, l := range map[string]outcome.Livelihood{"bekerja": outcome.Employed, "usaha": outcome.Business, "sakit": outcome.Unable, "mencari": outcome.Seeking} {
			outcometest.Record(t, d, outcometest.Reached(people[name], 6), func(c *outcome.RecordCommand) {
				c.Livelihood, c.Income = l, nil
				if name == "mencari" {
					c.Housing, c.Family, c.Reoffended = outcome.Homeless, outcome.NoContact, outcome.Yes
				}
			})
		}
		outcometest.Record(t, d, outcometest.Unreached(people["hilang"], 6))
		_, dies := register.Leave(ctx, operator, people["wafat"].ID, person.LeaveCommand{On: civil.Must("2026-07-01"), Kind: person.EndDeath})
		_, in := register.Admit(ctx, operator, people["kembali"].ID, person.AdmitCommand{On: civil.Must("2026-07-01"), RegisterNo: "B-9", LegalStatus: person.Detainee})
		_, out := register.Release(ctx, operator, people["kembali"].ID, person.ReleaseCommand{On: civil.Must("2026-11-01"), Kind: person.Expiry})
		if err := errors.Join(dies, in, out); err != nil {
			t.Fatal(err)
		}
		got, err := s.Fares(ctx, w.Actor(authz.Observer, w.LapasBungo), outcome.FareFilter{From: civil.Must("2026-04-01"), To: civil.Must("2026-06-30")})
		if err != nil {
			t.Fatal(err)
		}
		want := outcome.Fare{
			Milestone: 6, Due: 8, Reached: 4, Unreached: 1, Died: 1, Unrecorded: 2,
			Housed: outcome.Share{Numerator: 3, Denominator: 8, Unknown: 4}, Working: outcome.Share{Numerator: 2, Denominator: 7, Unknown: 4},
			Studying: outcome.Share{Denominator: 8, Unknown: 4}, Family: outcome.Share{Numerator: 3, Denominator: 8, Unknown: 4}, Reoffended: outcome.Share{Numerator: 1, Denominator: 8, Unknown: 4},
		}
		if got.Released != 9 || got.Milestones[1] != want {
			t.Errorf("of %d released: got %+v\nwant %+v", got.Released, got.Milestones[1], want)
		}
		if three := got.Milestones[0]; three.Due != 9 || three.Unrecorded != 8 || three.Died != 1 {
			t.Errorf("at three months %+v", three)
		}
		if year := got.Milestones[2]; year != (outcome.Fare{Milestone: 12}) {
			t.Errorf("at a year nobody is due yet: %+v", year)
		}
	})
}

func TestAnOfficeCountsThoseWhomItGuides(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		led := persontest.Released(t, d, w.LapasBungo, "Dituntun", "2026-05-10", person.Parole)
		guide(t, d, led, w.BapasJambi)
		persontest.Client(t, d, w.BapasJambi, "Klien", "2026-05-11")
		outcometest.Record(t, d, outcometest.Reached(led, 6))
		for name, c := range map[string]struct {
			actor authz.Actor
			want  int
		}{"office": {w.Actor(authz.ProbationOfficer, w.BapasJambi), 2}, "prison": {w.Actor(authz.FacilityHead, w.LapasBungo), 1}, "region": {w.Actor(authz.RegionalOffice, w.KanwilJambi), 2}} {
			got, err := s.Fares(ctx, c.actor, outcome.FareFilter{})
			if err != nil || got.Released != c.want || got.Milestones[1].Due != c.want || got.Milestones[1].Working.Numerator != 1 {
				t.Errorf("%s: %+v, %v; want %d", name, got, err, c.want)
			}
		}
	})
}

func TestFiguresAreForThoseInScopeAndInOrder(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		for name, c := range map[string]struct {
			actor  authz.Actor
			filter outcome.FareFilter
			want   error
		}{
			"elsewhere":  {w.Actor(authz.Observer, w.LapasBungo), outcome.FareFilter{Office: w.LapasSelong}, errs.NotFound},
			"the nation": {w.Actor(authz.RegionalOffice, w.Directorate), outcome.FareFilter{}, errs.Invalid},
			"backwards":  {w.Actor(authz.Observer, w.LapasBungo), outcome.FareFilter{From: civil.Must("2026-04-01"), To: civil.Must("2026-03-31")}, errs.Invalid},
			"partner":    {w.Actor(authz.Partner, w.Baznas), outcome.FareFilter{}, errs.Forbidden},
		} {
			if _, err := s.Fares(ctx, c.actor, c.filter); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
}

func TestACohortIsReadByTheEndsOfStays(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		text, args := outcome.CohortText([]id.Organisation{id.Organisation{}.Make()}, outcome.FareFilter{From: civil.Must("2026-04-01"), To: civil.Must("2026-06-30")})
		if plan := dbtest.Plan(t, d, text, args); !strings.Contains(plan, "person_custody_ended") {
			t.Errorf("want person_custody_ended:\n%s", plan)
		}
	})
}
