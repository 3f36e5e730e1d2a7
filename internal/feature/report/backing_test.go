package report_test

import (
	"testing"

	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

func TestAPromiseIsInForceWhileItsAgreementBinds(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Promised("KS1", w.LapasBungo, w.Baznas)
		is := func(a authz.Actor, day string) (report.Backing, error) {
			return report.BackingOf(t.Context(), w.d, a, y.Commitment, civil.Must(day))
		}
		for day, want := range map[string]bool{"2026-03-01": false, "2026-03-02": true, "2027-03-01": true, "2027-03-02": false} {
			b, err := is(w.officer(), day)
			if err != nil || b.InForce != want || b.Cooperation != y.Coop || b.Partner != w.Baznas || b.Status != "open" {
				t.Errorf("on %s: %+v, %v", day, b, err)
			}
		}
		w.Set("agreement_agreement", "stage", "DRAF", y.Agreement)
		if b, err := is(w.officer(), "2026-11-22"); err != nil || b.InForce {
			t.Errorf("under a draft: %+v, %v", b, err)
		}
		w.Set("partnership_commitment", "agreement_id", nil, y.Commitment)
		if b, err := is(w.Actor(authz.Partner, w.Baznas), "2026-11-22"); err != nil || b.InForce {
			t.Errorf("under no agreement: %+v, %v", b, err)
		}
		for _, a := range []authz.Actor{w.Actor(authz.Partner, w.PemkabLotim), w.Actor(authz.ProgrammeOfficer, w.LapasSelong), {}} {
			if _, err := is(a, "2026-11-22"); errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s of %s: %v", a.Role, a.OrgName, err)
			}
		}
	})
}
