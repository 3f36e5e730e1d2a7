package person_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/seal"
)

// found is who an actor finds, the likeliest first.
func found(t *testing.T, s *person.Service, a authz.Actor, text string) []string {
	t.Helper()
	list, err := s.Find(t.Context(), a, text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	out := []string{}
	for _, f := range list {
		out = append(out, f.Name)
	}
	return out
}

func TestOneBoxFindsByNamePartNumberAndCard(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		persontest.Convict(t, d, w.LapasBungo, "Mohammad Soetrisno", func(c *person.RegisterCommand) { c.RegisterNo, c.NIK = "B-I-203/2024", "0015080503900001" })
		persontest.Convict(t, d, w.LapasBungo, "Tjahjo Wibowo")
		persontest.Convict(t, d, w.LapasBungo, "Nur Aini", func(c *person.RegisterCommand) { c.Sex = person.Female })
		persontest.Convict(t, d, w.LapasBungo, "Slamet")
		for _, a := range []authz.Actor{w.Actor(authz.CaseGuardian, w.LapasBungo), w.Actor(authz.RegionalOffice, w.KanwilJambi), w.Actor(authz.RegionalOffice, w.Directorate)} {
			for text, want := range map[string]string{
				"Muhamad Sutrisno": "Mohammad Soetrisno", "moch sutrsino": "Mohammad Soetrisno", "trisn": "Mohammad Soetrisno", "SOETRISNO": "Mohammad Soetrisno",
				"cahyo": "Tjahjo Wibowo", "wibobo tjahyo": "Tjahjo Wibowo", "Nuraini": "Nur Aini", "slmaet": "Slamet", "H. Slamet": "Slamet",
				"0015080503900001": "Mohammad Soetrisno", "00.1508.050390.0001": "Mohammad Soetrisno", "b i 203": "Mohammad Soetrisno", "BI203/2024": "Mohammad Soetrisno",
			} {
				if got := found(t, s, a, text); len(got) == 0 || got[0] != want {
					t.Errorf("%s: %q finds %v, want %s first", a.OrgName, text, got, want)
				}
			}
			for _, text := range []string{"", "  ", "%", "_", "'; --", "0015080503900002", "xqzwkv", strings.Repeat("é", 200), "\u0645\u062d\u0645\u062f"} {
				if got := found(t, s, a, text); len(got) != 0 {
					t.Errorf("%s: %q finds %v", a.OrgName, text, got)
				}
			}
		}
	})
}

func TestNobodyIsFoundOutOfScope(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		persontest.Convict(t, d, w.LapasBungo, "Bambang Suryadi", func(c *person.RegisterCommand) { c.RegisterNo, c.NIK = "A-9", "0015080503900001" })
		client := persontest.Client(t, d, w.BapasJambi, "Bambang Klien", "2026-05-01")
		for _, c := range []struct {
			actor authz.Actor
			want  int
		}{
			{w.Actor(authz.FacilityHead, w.LapasBungo), 1},
			{w.Actor(authz.RegionalOffice, w.KanwilJambi), 2},
			{w.Actor(authz.RegionalOffice, w.KanwilNTB), 0},
			{w.Actor(authz.FacilityHead, w.LapasSelong), 0},
			{w.Actor(authz.ProbationOfficer, w.BapasJambi), 1},
		} {
			for _, text := range []string{"bambang", "bambnag"} {
				if got := found(t, s, c.actor, text); len(got) != c.want {
					t.Errorf("%s at %s: %q finds %v, want %d", c.actor.Role, c.actor.OrgName, text, got, c.want)
				}
			}
			number := found(t, s, c.actor, "0015080503900001")
			if held := c.want > 0 && c.actor.Role != authz.ProbationOfficer; (len(number) == 1) != held {
				t.Errorf("%s at %s: the number finds %v", c.actor.Role, c.actor.OrgName, number)
			}
		}
		for _, role := range []authz.Role{authz.Observer, authz.Administrator} {
			if _, err := s.Find(t.Context(), w.Actor(role, w.LapasBungo), "bambang"); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
		// Whoever is moved is found at the new place and no longer at the old one.
		move(t, d, client.ID, w.LapasSelong)
		if here, there := found(t, s, w.Actor(authz.ProbationOfficer, w.BapasJambi), "klein"), found(t, s, w.Actor(authz.FacilityHead, w.LapasSelong), "klein"); len(here) != 1 || len(there) != 1 {
			t.Errorf("after a move: the office that guides finds %v, the facility %v", here, there)
		}
	})
}

// move puts a guided person into custody elsewhere, as a transfer would.
func move(t *testing.T, d *db.DB, p id.Person, to id.Organisation) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		x, err := db.One[person.Person](t.Context(), tx, `SELECT `+db.Columns[person.Person]("")+` FROM person_person WHERE id = $1`, p)
		if err != nil {
			return err
		}
		before := x
		x.Facility, x.Version = to, x.Version+1
		if err := db.Update(t.Context(), tx, "person_person", x, before.Version, "id"); err != nil {
			return err
		}
		return new(person.Keeper).Tx(t.Context(), tx, []person.Change{{Before: &before, After: &x}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheClosestNameComesFirst(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		for _, n := range []string{"Suryadi", "Suriadi", "Soerjadi", "Suryadinata", "Ahmad Suryadi", "Suryani"} {
			persontest.Convict(t, d, w.LapasBungo, n)
		}
		a := w.Actor(authz.FacilityHead, w.LapasBungo)
		for _, asked := range []string{"Suryadi", "Suriadi", "Soerjadi"} {
			got := found(t, s, a, asked)
			if len(got) < 5 || got[0] != asked {
				t.Errorf("%s finds %v", asked, got)
			}
		}
	})
}

func TestFindingReadsAFewRowsByKey(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			type query struct {
				text string
				args []any
			}
			var asked []query
			d, err := db.Open(t.Context(), dbtest.URL(t, dialect), db.Options{Now: func() time.Time { return dbtest.Now }, Sync: "OFF", Texts: seal.Key{1}, Trace: func(text string, args []any) {
				asked = append(asked, query{text, args})
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			w, s := directorytest.Seed(t, d), persontest.Service(d)
			persontest.Crowd(t, d, 500, w.BapasJambi, w.LapasBungo, w.LapasSelong, w.LapasMaros, w.RutanSungaiPenuh)
			persontest.Convict(t, d, w.LapasBungo, "Muhammad Sutrisno")
			for _, a := range []authz.Actor{w.Actor(authz.RegionalOffice, w.Directorate), w.Actor(authz.FacilityHead, w.LapasSelong)} {
				asked = nil
				found(t, s, a, "muhamad sutrsino")
				found(t, s, a, "C-12")
				for _, q := range slices.Clone(asked) {
					persontest.ServedBy(t, persontest.Plan(t, d, q.text, q.args...), "person_", false)
				}
				if len(asked) < 6 {
					t.Errorf("only %d questions were asked", len(asked))
				}
			}
		})
	}
}
