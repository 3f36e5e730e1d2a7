package person_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func TestRecordsAreSealedAndMadeAnonymousByTheirRules(t *testing.T) {
	clocked(t, func(t *testing.T, d *db.DB, pass func(time.Duration)) {
		w, s, ctx, op := directorytest.Seed(t, d), persontest.Service(d), t.Context(), authz.OperatorAs("test")
		grown := persontest.Released(t, d, w.LapasBungo, "Dewasa Uji", "2026-01-10", person.Expiry)
		child := persontest.Released(t, d, w.LapasBungo, "Anak Uji", "2026-02-10", person.Expiry)
		sick := persontest.Released(t, d, w.LapasBungo, "Sakit Uji", "2026-03-10", person.Expiry)
		held := persontest.Convict(t, d, w.LapasBungo, "Masih Uji")
		client := persontest.Released(t, d, w.LapasBungo, "Klien Uji", "2020-01-10", person.Parole)
		must(t, d, `UPDATE person_person SET born = '2010' WHERE id = $1`, child.ID)
		must(t, d, `UPDATE person_person SET birth_place = 'Dewasa Uji' WHERE id IN ($1, $2)`, grown.ID, sick.ID)
		s.Medical = append(s.Medical, func(_ context.Context, _ db.Querier, p id.Person) (bool, error) { return p == sick.ID, nil })
		plan := func(day string) map[id.Person]person.Due {
			list, err := s.RetentionPlan(ctx, op, person.DefaultRules(), civil.Must(day))
			if err != nil {
				t.Fatal(err)
			}
			out := map[id.Person]person.Due{}
			for _, x := range list {
				out[x.Person] = x
			}
			return out
		}
		if got := plan("2026-11-22"); len(got) != 1 || got[child.ID].Rule != "child" || got[child.ID].Do != person.Seal {
			t.Errorf("today: %+v", got)
		}
		if got := plan("2031-01-09"); len(got) != 1 {
			t.Errorf("the day before five years: %+v", got)
		}
		got := plan("2031-04-01")
		if len(got) != 3 || got[grown.ID].Do != person.Anonymise || got[child.ID].Do != person.Anonymise || got[sick.ID].Rule != "closed_health" || got[sick.ID].Do != person.Seal {
			t.Errorf("after five years: %+v", got)
		}
		if far := plan("2051-04-01"); far[sick.ID].Do != person.Anonymise || !far[sick.ID].Health || far[held.ID].Rule+far[client.ID].Rule != "" {
			t.Errorf("after twenty-five: %+v", far)
		}
		// A second record of the same person, and a correction that keeps the old name.
		second := persontest.Convict(t, d, w.LapasBungo, "Dewasa Uji Kedua")
		must(t, d, `UPDATE person_person SET custody_status = 'merged', merged_into = $1 WHERE id = $2`, grown.ID, second.ID)
		must(t, d, `INSERT INTO person_correction (facility_id, id, person_id, fact, was, became, reason, corrected_by, created_at) VALUES ($1, $2, $3, 'name', 'Dewasa Uji', 'x', '', '', 1)`, w.LapasBungo, id.Any{}.Make(), grown.ID)
		for _, p := range []id.Person{grown.ID, sick.ID} {
			if err := s.Dispose(ctx, op, got[p]); err != nil {
				t.Fatal(err)
			}
			if err := s.Dispose(ctx, op, got[p]); !errors.Is(err, errs.State) {
				t.Errorf("done twice: %v", err)
			}
			if _, err := s.Get(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), p); !errors.Is(err, errs.NotFound) {
				t.Errorf("still read: %v", err)
			}
		}
		if _, again := plan("2031-04-01")[grown.ID]; again {
			t.Error("an anonymous record is due again")
		}
		// What was sealed is found by its whole number in an emergency, and only there.
		night := officer(w.Actor(authz.FacilityHead, w.LapasBungo), "r")
		if _, err := s.BreakGlass(ctx, night, person.EmergencyCommand{Number: sick.RegisterNo, Reason: "Permintaan rekam medis RSUD"}); err != nil {
			t.Fatal(err)
		}
		if p, err := s.Get(ctx, night, sick.ID); err != nil || p.Name != "Sakit Uji" || p.BirthPlace != "Dewasa Uji" || p.RegisterNo != sick.RegisterNo {
			t.Errorf("sealed, in an emergency: %+v, %v", p, err)
		}
		pass(9 * time.Hour)
		if _, err := s.BreakGlass(ctx, night, person.EmergencyCommand{Number: grown.RegisterNo, Reason: "Permintaan rekam medis RSUD"}); errs.As(err) == nil || errs.As(err).Fields[0].Code != "emergency.nobody" {
			t.Errorf("anonymous, in an emergency: %v", err)
		}
		for _, text := range []string{`SELECT name || ' ' || register_no || ' ' || birth_place FROM person_person`, `SELECT name FROM person_name_key`, `SELECT was FROM person_correction`, `SELECT changes FROM audit_entry`} {
			rows, err := db.All[string](ctx, d, text)
			if all := strings.ToLower(strings.Join(rows, "\n")); err != nil || strings.Contains(all, "dewasa uji") || strings.Contains(all, "sakit uji") {
				t.Errorf("%s still tells who, %v", text, err)
			}
		}
		if r, err := audit.Verify(ctx, d, nil); err != nil || len(r.Problems) > 0 {
			t.Errorf("audit %+v, %v", r, err)
		}
	})
}

func must(t *testing.T, d *db.DB, text string, args ...any) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, text, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestRulesAreReadAndRefused(t *testing.T) {
	if r, err := person.ParseRules(`{"closed_years": 10}`); err != nil || r != (person.Rules{Closed: 10, Health: 25, Readings: 5}) {
		t.Errorf("%+v, %v", r, err)
	}
	for _, bad := range []string{``, `{"years": 5}`, `{"closed_years": 0}`, `{"closed_years": 30}`, `[]`} {
		if _, err := person.ParseRules(bad); !errors.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
