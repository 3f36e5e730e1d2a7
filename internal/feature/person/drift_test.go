package person_test

import (
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// kept fails t when counts or keys are not what the rows would give.
func kept(t *testing.T, d *db.DB) {
	t.Helper()
	if drift, err := person.CheckKept(t.Context(), d); err != nil || !drift.None() {
		t.Fatalf("kept beside people: %+v, %v", drift, err)
	}
}

func TestWhatIsKeptFollowsEveryWrite(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		kept(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Soetjipto bin Umar")
		other := persontest.Convict(t, d, w.LapasBungo, "Sucipto")
		persontest.Client(t, d, w.BapasJambi, "Wahyu Klien", "2026-05-01")
		kept(t, d)
		c := persontest.Command(w.LapasBungo, "Sutjipto bin Usman").Details
		c.RegisterNo, c.Sex = "B-II-9", person.Female
		if _, err := s.Change(ctx, head, p.ID, person.ChangeCommand{Details: c}); err != nil {
			t.Fatal(err)
		}
		kept(t, d)
		alias, err := s.AddAlias(ctx, head, p.ID, person.AliasCommand{Kind: "nickname", Name: "Si Jangkung"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddNumber(ctx, head, p.ID, person.NumberCommand{Number: "A-III-77/2024"}); err != nil {
			t.Fatal(err)
		}
		kept(t, d)
		for _, text := range []string{"jangkung", "A III 77"} {
			if got := found(t, s, head, text); len(got) == 0 || got[0] != "Sutjipto bin Usman" {
				t.Errorf("%s finds %v", text, got)
			}
		}
		if err := s.RemoveAlias(ctx, head, p.ID, alias.ID); err != nil {
			t.Fatal(err)
		}
		kept(t, d)
		if got := found(t, s, head, "jangkung"); len(got) != 0 {
			t.Errorf("by a name that was taken away: %v", got)
		}
		if _, err := s.Release(ctx, head, p.ID, person.ReleaseCommand{On: civil.Must("2026-11-01"), Kind: person.Parole}); err != nil {
			t.Fatal(err)
		}
		kept(t, d)
		persontest.Transferred(t, d, other, w.LapasSelong, "2026-11-01")
		kept(t, d)
		err = d.InTx(ctx, func(tx *db.Tx) error {
			_, err := person.GuideTx(ctx, tx, authz.OperatorAs("test"), p.ID, w.BapasJambi)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		kept(t, d)
	})
}

func TestWhatDriftedIsNoticedAndMadeAnew(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		persontest.Crowd(t, d, 20, w.BapasJambi, w.LapasBungo, w.LapasSelong)
		persontest.Convict(t, d, w.LapasBungo, "Soetjipto")
		kept(t, d)
		before := everything(t, d)
		for _, harm := range []string{
			`UPDATE person_count SET people = people + 1`, `DELETE FROM person_count`, `DELETE FROM person_name_key WHERE word = 'ramai'`,
			`UPDATE person_person SET sex = 'F' WHERE name = 'Soetjipto'`, `UPDATE person_person SET name = 'Bukan Dia' WHERE name = 'Soetjipto'`,
		} {
			run(t, d, func(tx *db.Tx) error { _, err := db.Exec(t.Context(), tx, harm); return err })
			if drift, err := person.CheckKept(t.Context(), d); err != nil || drift.None() {
				t.Errorf("%s is not noticed: %v", harm, err)
			}
			run(t, d, func(tx *db.Tx) error { return person.RebuildKept(t.Context(), tx) })
			kept(t, d)
		}
		run(t, d, func(tx *db.Tx) error {
			_, err := db.Exec(t.Context(), tx, `UPDATE person_person SET name = 'Soetjipto', sex = 'M' WHERE name = 'Bukan Dia'`)
			return err
		})
		run(t, d, func(tx *db.Tx) error { return person.RebuildKept(t.Context(), tx) })
		if after := everything(t, d); after != before {
			t.Errorf("made anew it differs:\n%s\nwas\n%s", after, before)
		}
	})
}

func run(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// everything is all keys, hints and counts as text.
func everything(t *testing.T, d *db.DB) string {
	t.Helper()
	out := ""
	for _, text := range []string{
		`SELECT word || ' ' || next || ' ' || name FROM person_name_key ORDER BY word, next, name, person_id`,
		`SELECT kind || ' ' || hint || ' ' || word FROM person_name_word ORDER BY kind, hint, word`,
		`SELECT custody_status || legal_status || sex || people FROM person_count WHERE people <> 0 ORDER BY facility_id, custody_status, legal_status, sex`,
	} {
		lines, err := db.All[string](t.Context(), d, text)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			out += l + "\n"
		}
	}
	return out
}
