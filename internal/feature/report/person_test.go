package report_test

import (
	"slices"
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

func TestFromAPersonToWhoMadeItPossible(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 2)
		got, err := w.s.ThreadsOfPerson(t.Context(), w.officer(), y.People[0])
		if err != nil || len(got) != 1 || got[0].Ref != "KS1" || !got[0].Open {
			t.Fatalf("got %+v, %v", got, err)
		}
		var kinds []string
		for _, n := range got[0].Path {
			kinds = append(kinds, n.Kind)
		}
		if want := []string{"meeting", "decision", "proposal", "commitment", "agreement", "activity", "class"}; !slices.Equal(kinds, want) {
			t.Errorf("the path is %q", kinds)
		}
	})
}

func TestAProbationOfficerSeesThePathOfAClientAndNotTheThread(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 2)
		officer := w.Actor(authz.ProbationOfficer, w.BapasJambi)
		if _, err := w.s.ThreadsOfPerson(t.Context(), officer, y.People[0]); errs.KindOf(err) != errs.NotFound {
			t.Errorf("somebody else's client: %v", err)
		}
		w.Set("person_person", "probation_id", w.BapasJambi, y.People[0])
		got, err := w.s.ThreadsOfPerson(t.Context(), officer, y.People[0])
		if err != nil || len(got) != 1 || got[0].Open || len(got[0].Path) == 0 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestPartnersAndObserversDoNotAskForAPerson(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 1)
		for _, a := range []authz.Actor{w.Actor(authz.Partner, w.Baznas), w.Actor(authz.Observer, w.LapasBungo), w.Actor(authz.Administrator, w.LapasBungo)} {
			if _, err := w.s.ThreadsOfPerson(t.Context(), a, y.People[0]); errs.KindOf(err) != errs.Forbidden {
				t.Errorf("%s: %v", a.Role, err)
			}
		}
	})
}

func TestAnAgreementShowsWhetherItIsLived(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Promised("KS1", w.LapasBungo, w.Baznas)
		is := func() string {
			for _, s := range w.thread(t, w.officer(), "KS1").Steps {
				for _, n := range s.Nodes {
					if n.Kind == "agreement" {
						return n.Vitality
					}
				}
			}
			return "no agreement"
		}
		w.Set("partnership_delivery", "answered_on", civil.Must("2026-11-10"), y.Delivery)
		if got := is(); got != "concrete" {
			t.Errorf("with a delivery confirmed lately it is %s", got)
		}
		w.Set("partnership_commitment", "due_on", civil.Must("2026-11-01"), y.Commitment)
		if got := is(); got != "slow" {
			t.Errorf("with a promise overdue it is %s", got)
		}
		w.Set("partnership_delivery", "status", "disputed", y.Delivery)
		if got := is(); got != "ceremonial" {
			t.Errorf("with nothing confirmed 90 days after signing it is %s", got)
		}
		w.Set("agreement_agreement", "signed_on", civil.Must("2026-11-01"), y.Agreement)
		if got := is(); got != "young" {
			t.Errorf("three weeks after signing it is %s", got)
		}
		w.Set("agreement_agreement", "signed_on", nil, y.Agreement)
		if got := is(); got != "" {
			t.Errorf("before signing it is %s", got)
		}
	})
}
