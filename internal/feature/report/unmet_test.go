package report_test

import (
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// needs stores open needs of an area for people who stay, the first of whom
// leaves in two months; the class of the story is made one of the area.
func (w world) needs(y *reporttest.Story, area string, people ...id.Person) {
	w.Do(func(tx *db.Tx) {
		for _, p := range people {
			w.Add(tx, "assessment_need", reporttest.Row{"facility_id": y.Host, "id": id.Need{}.Make(), "person_id": p, "area": area, "severity": 2, "assessed_on": "2026-10-01"})
		}
	})
}

func TestNeedsThatNoPartnerServesComeFirst(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10) // the last four are still held
		held := y.People[6:]
		w.Set("partnership_commitment", "form", "training_places", y.Commitment)
		w.Set("person_person", "release_due_on", "2027-01-20", held[0])
		w.needs(y, "skill", held...)
		w.needs(y, "skill", y.People[0]) // released: nobody's need here any more
		w.needs(y, "housing", held[:2]...)
		got, err := w.s.Needs(t.Context(), w.officer(), w.LapasBungo)
		if err != nil || len(got) != 2 {
			t.Fatalf("got %+v, %v", got, err)
		}
		if h := got[0]; h.Area != assessment.Housing || h.People != 2 || !h.Unserved() {
			t.Errorf("first %+v", h)
		}
		if s := got[1]; s.Area != assessment.Skill || s.People != 4 || s.Leaving != 1 || s.Waiting() != 4 || s.Unserved() || len(s.Partners) != 1 || s.Partners[0] != (report.Helper{ID: w.Baznas, Name: s.Partners[0].Name, Promises: 1}) {
			t.Errorf("then %+v", s)
		}
	})
}

func TestWhoSitsInAClassOfTheAreaDoesNotWait(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		held := y.People[6:8]
		w.needs(y, "skill", held...)
		w.Set("programme_enrolment", "status", "active", y.Seats[6])
		w.Do(func(tx *db.Tx) {
			if _, err := db.Exec(t.Context(), tx, `UPDATE programme_programme SET area = 'skill'`); err != nil {
				t.Fatal(err)
			}
		})
		got, err := w.s.Needs(t.Context(), w.officer(), w.LapasBungo)
		if err != nil || len(got) != 1 || got[0].InClass != 1 || got[0].Waiting() != 1 || !got[0].Unserved() {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestAPromiseToTheRegionalOfficeServesTheFacilitiesBelow(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y, far := w.Whole("KS1", w.LapasBungo, w.PemkabLotim, 10), w.Promised("KS2", w.KanwilJambi, w.PemkotSungaiPenuh)
		w.Set("partnership_commitment", "form", "house_support", far.Commitment)
		w.needs(y, "housing", y.People[6])
		partners := func() int {
			got, err := w.s.Needs(t.Context(), w.officer(), w.LapasBungo)
			if err != nil || len(got) != 1 {
				t.Fatalf("got %+v, %v", got, err)
			}
			return len(got[0].Partners)
		}
		if n := partners(); n != 0 {
			t.Errorf("%d partners before the agreement serves the facility", n)
		}
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "agreement_served", reporttest.Row{"agreement_id": far.Agreement, "facility_id": w.LapasBungo, "cooperation_id": far.Coop})
		})
		if n := partners(); n != 1 {
			t.Errorf("%d partners once it does", n)
		}
	})
}

func TestNeedsAreCountedForThoseWhoWorkThere(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		if _, err := w.s.Needs(t.Context(), w.Actor(authz.FacilityHead, w.LapasSelong), w.LapasBungo); errs.KindOf(err) != errs.NotFound {
			t.Errorf("another facility's: %v", err)
		}
		for _, role := range []authz.Role{authz.Observer, authz.ProbationOfficer} {
			if _, err := w.s.Needs(t.Context(), w.Actor(role, w.LapasBungo), w.LapasBungo); errs.KindOf(err) != errs.Forbidden {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}
