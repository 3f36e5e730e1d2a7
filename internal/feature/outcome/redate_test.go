package outcome_test

import (
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/outcome"
	"titian/internal/feature/outcome/outcometest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestFollowUpsGoWithTheReleaseThatIsCorrected(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx, op := directorytest.Seed(t, d), outcome.New(d), t.Context(), authz.OperatorAs("test")
		people := persontest.Service(d)
		people.Redated.Subscribe(outcome.RedateTx)
		p := persontest.Released(t, d, w.LapasBungo, "Pulang", "2026-05-20", person.Parole)
		if _, err := s.Record(ctx, op, outcometest.Reached(p, 6)); err != nil {
			t.Fatal(err)
		}
		stays, err := people.CustodyOf(ctx, op, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		correct := func(c person.CorrectCommand) []outcome.FollowUp {
			t.Helper()
			c.Stay, c.Reason = stays[0].ID, "Salah"
			if _, err := people.Correct(ctx, op, p.ID, c); err != nil {
				t.Fatal(err)
			}
			all, err := s.OfPerson(ctx, op, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		if got := correct(person.CorrectCommand{Fact: person.FactEnd, Date: civil.Must("2026-05-01")}); len(got) != 1 || got[0].ReleasedOn != civil.Must("2026-05-01") {
			t.Errorf("on another day: %+v", got)
		}
		if got := correct(person.CorrectCommand{Fact: person.FactReopen}); len(got) != 0 {
			t.Errorf("of a release that never was: %+v", got)
		}
	})
}

func TestTheSenderOfSomebodyKnowsHowOftenTheyWereAskedAndNotWhat(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx, op := directorytest.Seed(t, d), outcome.New(d), t.Context(), authz.OperatorAs("test")
		p := persontest.Transferred(t, d, persontest.Convict(t, d, w.LapasBungo, "Pindah"), w.LapasSelong, "2026-01-10")
		p, err := persontest.Service(d).Release(ctx, op, p.ID, person.ReleaseCommand{On: civil.Must("2026-05-20"), Kind: person.Expiry})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(ctx, op, outcometest.Reached(p, 6)); err != nil {
			t.Fatal(err)
		}
		got, err := s.PastOf(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), p.ID)
		if err != nil || got != (outcome.Past{Done: 1, Reached: 1, Latest: 6}) {
			t.Errorf("the sender knows %+v, %v", got, err)
		}
		if _, err := s.PastOf(ctx, w.Actor(authz.FacilityHead, w.LapasMaros), p.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("a facility that never held them: %v", err)
		}
	})
}
