package person_test

import (
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestHistoryFollowsAPersonFromPrisonToPrison(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Pindah")
		persontest.Transferred(t, d, p, w.LapasSelong, "2026-11-03")
		here := w.Actor(authz.FacilityHead, w.LapasSelong)
		entries, err := s.History(ctx, here, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, e := range entries {
			seen[e.Action]++
		}
		if len(entries) != 2 || seen["person.register"] != 1 || seen["person.transfer"] != 1 {
			t.Errorf("history %v", seen)
		}
		if _, err := s.History(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), p.ID); err == nil {
			t.Error("the prison that sent the person on still reads")
		}
	})
}
