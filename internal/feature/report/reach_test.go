package report_test

import (
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/feature/report"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func TestPeopleReachedAreCountedOnceAndNeverForOthers(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 20)
		w.Do(func(tx *db.Tx) {
			if _, err := db.Exec(t.Context(), tx, `UPDATE programme_offering SET commitment_id = $1, capacity = 25, enrolled = 18 WHERE id = $2`, y.Commitment, y.Class); err != nil {
				t.Fatal(err)
			}
		})
		for name, whose := range map[string]partnership.Whose{
			"agreement": {Agreement: y.Agreement}, "partner": {Partner: w.Baznas}, "facility": {Facility: w.LapasBungo}, "region": {Region: w.KanwilJambi},
		} {
			got, err := w.s.Reached(t.Context(), w.officer(), whose)
			want := report.Reached{Promised: 20, Seats: 25, Used: 18, People: 20, Finished: 16, Still: got.Still}
			if err != nil || got != want {
				t.Errorf("%s: got %+v, %v", name, got, err)
			}
		}
		other, err := w.s.Reached(t.Context(), w.Actor(authz.Partner, w.PemkabLotim), partnership.Whose{Agreement: y.Agreement})
		if err != nil || other != (report.Reached{}) {
			t.Errorf("another partner: %+v, %v", other, err)
		}
	})
}

func TestFewPeopleReachedAreHiddenFromOutside(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10) // eight finished
		w.Set("programme_offering", "commitment_id", y.Commitment, y.Class)
		got, err := w.s.Reached(t.Context(), w.Actor(authz.Partner, w.Baznas), partnership.Whose{Partner: w.Baznas})
		if err != nil || !got.Hidden || got.Finished != 0 || got.Used != 0 || got.People != 10 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
