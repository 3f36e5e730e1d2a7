package report_test

import (
	"errors"
	"testing"

	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func TestWhatStandsOnAnAgreementIsToldBeforeItEnds(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Whole("KS2", w.LapasBungo, w.PemkabMaros, 10) // another partner's
		got, err := w.s.StopsOf(t.Context(), w.officer(), y.Agreement)
		if err != nil || len(got.Promises) != 1 || got.Value != 45_000_000 || len(got.Classes) != 0 || got.People != 0 {
			t.Errorf("with a class that is over: %+v, %v", got, err)
		}
		w.Set("programme_offering", "status", "running", y.Class)
		for _, seat := range y.Seats[:3] {
			w.Set("programme_enrolment", "status", "active", seat)
		}
		above := id.Agreement{}.Make()
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "agreement_agreement", reporttest.Row{
				"id": above, "cooperation_id": y.Coop, "host_id": y.Host, "partner_id": y.Partner, "ref": "KS1/MOU", "kind": "memorandum", "legal_track": "UPT_PARTNER", "stage": "AKTIF",
			})
		})
		w.Set("agreement_agreement", "parent_id", above, y.Agreement)
		for name, key := range map[string]id.Agreement{"itself": y.Agreement, "the memorandum above": above} {
			got, err = w.s.StopsOf(t.Context(), w.officer(), key)
			if err != nil || len(got.Classes) != 1 || got.Classes[0].ID != y.Class || got.Classes[0].People != 3 || got.People != 3 || got.Elsewhere != 0 {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		}
		far := w.Actor(authz.FacilityHead, w.LapasSelong)
		if _, err := w.s.StopsOf(t.Context(), far, y.Agreement); !errors.Is(err, errs.NotFound) {
			t.Errorf("another facility: %v", err)
		}
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "agreement_served", reporttest.Row{"agreement_id": y.Agreement, "facility_id": w.LapasSelong, "cooperation_id": y.Coop})
		})
		got, err = w.s.StopsOf(t.Context(), far, y.Agreement)
		if err != nil || len(got.Classes) != 0 || got.Elsewhere != 1 || got.PeopleElsewhere != 3 {
			t.Errorf("a served facility: %+v, %v", got, err)
		}
	})
}

func TestTheProgressOfAWorkPlanIsCountedFromClasses(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Set("partnership_commitment", "activity_id", y.Activity, y.Commitment)
		for name, actor := range map[string]authz.Actor{"the officer": w.officer(), "the partner": w.Actor(authz.Partner, w.Baznas)} {
			got, err := w.s.ProgressOf(t.Context(), actor, y.Agreement)
			if err != nil || len(got) != 1 {
				t.Fatalf("%s: %+v, %v", name, got, err)
			}
			p := got[0]
			if p.Activity != y.Activity || p.Sessions != 1 || p.Finished != 8 || p.Seated != 0 || len(p.Classes) != 1 || len(p.Promises) != 1 || p.Promises[0].ID != id.Any(y.Commitment) {
				t.Errorf("%s: %+v", name, p)
			}
		}
		w.Set("programme_offering", "status", "cancelled", y.Class)
		got, err := w.s.ProgressOf(t.Context(), w.officer(), y.Agreement)
		if err != nil || len(got) != 1 || got[0].Finished != 0 || len(got[0].Classes) != 0 {
			t.Errorf("with a cancelled class: %+v, %v", got, err)
		}
		if _, err := w.s.ProgressOf(t.Context(), w.Actor(authz.Partner, w.PemkabMaros), y.Agreement); !errors.Is(err, errs.NotFound) {
			t.Errorf("another partner: %v", err)
		}
	})
}
