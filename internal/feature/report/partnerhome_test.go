package report_test

import (
	"errors"
	"testing"

	"titian/internal/feature/report"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

func (w world) home(t *testing.T, a authz.Actor) (report.PartnerHome, map[string]*int) {
	t.Helper()
	h, err := w.s.HomeOfPartner(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]*int{}
	for _, c := range h.People {
		people[c.Key] = c.N
	}
	return h, people
}

func TestAPartnerAtHomeFindsItsPromisesAndCountsOfPeople(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Whole("KS1", w.LapasBungo, w.Baznas, 30)
		w.Whole("KS2", w.LapasSelong, w.PemkabLotim, 10)
		h, people := w.home(t, w.Actor(authz.Partner, w.Baznas))
		if h.Promises != 1 || h.PromisedRp != 45_000_000 || h.Confirms != 1 || h.Answers != 0 || h.Overdue != 0 {
			t.Errorf("got %+v", h)
		}
		if n := people["enrolled"]; n == nil || *n != 30 {
			t.Errorf("enrolled %v", n)
		}
		if n := people["completed"]; n == nil || *n != 24 {
			t.Errorf("completed %v", n)
		}
	})
}

func TestFewPeopleAreNotToldToAPartner(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		_, people := w.home(t, w.Actor(authz.Partner, w.Baznas))
		if n := people["enrolled"]; n == nil || *n != 10 {
			t.Errorf("enrolled %v", n)
		}
		for _, key := range []string{"completed", "certified", "released", "follow_up_due"} {
			if n, there := people[key]; !there || n != nil {
				t.Errorf("%s of few people is told", key)
			}
		}
		for _, key := range []string{"livelihood", "seeking", "housed", "unknown"} {
			if _, there := people[key]; there {
				t.Errorf("%s is told of a group that is small", key)
			}
		}
	})
}

func TestOnlyAPartnerHasAPartnersHome(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		if _, err := w.s.HomeOfPartner(t.Context(), w.officer()); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an officer: %v", err)
		}
	})
}
