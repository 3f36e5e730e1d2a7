package person_test

import (
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestRowsAreSeenByFacilityOfficeAndRegionOnly(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		held := persontest.Convict(t, d, w.LapasBungo, "Di Dalam")
		client := persontest.Client(t, d, w.BapasJambi, "Di Luar", "2026-05-01")
		for _, c := range []struct {
			name   string
			actor  authz.Actor
			person id.Person
			want   error
		}{
			{"own facility", w.Actor(authz.CaseGuardian, w.LapasBungo), held.ID, nil},
			{"regional office", w.Actor(authz.RegionalOffice, w.KanwilJambi), held.ID, nil},
			{"another region", w.Actor(authz.RegionalOffice, w.KanwilNTB), held.ID, errs.NotFound},
			{"another facility", w.Actor(authz.FacilityHead, w.LapasSelong), held.ID, errs.NotFound},
			{"probation office, not its client", w.Actor(authz.ProbationOfficer, w.BapasJambi), held.ID, errs.NotFound},
			{"probation office, its client", w.Actor(authz.ProbationOfficer, w.BapasJambi), client.ID, nil},
			{"facility, not its client", w.Actor(authz.FacilityHead, w.LapasBungo), client.ID, errs.NotFound},
			{"nobody such", w.Actor(authz.CaseGuardian, w.LapasBungo), id.Person{}.Make(), errs.NotFound},
			{"partner", w.Actor(authz.Partner, w.Baznas), held.ID, errs.Forbidden},
			{"observer", w.Actor(authz.Observer, w.LapasBungo), held.ID, errs.Forbidden},
			{"administrator", w.Actor(authz.Administrator, w.LapasBungo), held.ID, errs.Forbidden},
			{"nobody", authz.Actor{}, held.ID, errs.Unauthenticated},
		} {
			_, err := s.Get(ctx, c.actor, c.person)
			if !errors.Is(err, c.want) && (err != nil || c.want != nil) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
	})
}

func TestClientsAreRegisteredByProbationOfficesAlone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		atFacility := persontest.Command(w.LapasBungo, "Klien")
		atFacility.LegalStatus = person.Client
		atOffice := persontest.Command(w.BapasJambi, "Narapidana")
		for name, try := range map[string]func() error{
			"client at a prison": func() error {
				_, err := s.Register(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), atFacility)
				return err
			},
			"convict at an office": func() error {
				_, err := s.Register(ctx, w.Actor(authz.ProbationOfficer, w.BapasJambi), atOffice)
				return err
			},
		} {
			if e := errs.As(try()); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "person.wrong_office" {
				t.Errorf("%s: %v", name, e)
			}
		}
		if _, err := s.Register(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), persontest.Command(w.LapasSelong, "Jauh")); !errors.Is(err, errs.NotFound) {
			t.Errorf("registered elsewhere: %v", err)
		}
	})
}

func TestConsentIsGivenWithdrawnAndGivenAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Setuju")
		give := person.ConsentCommand{Partner: w.Baznas, Purpose: person.ClassAttendance, GivenOn: civil.Must("2026-10-01"), Evidence: "Lembar 12/2026"}
		if knows(t, d, w, p) {
			t.Error("known by name before consent")
		}
		c, err := s.GiveConsent(ctx, guardian, p.ID, give)
		if err != nil || !knows(t, d, w, p) {
			t.Fatalf("given: %+v, %v", c, err)
		}
		if _, err := s.GiveConsent(ctx, guardian, p.ID, give); !errors.Is(err, errs.State) {
			t.Errorf("given twice: %v", err)
		}
		if _, err := s.WithdrawConsent(ctx, guardian, p.ID, c.ID); err != nil || knows(t, d, w, p) {
			t.Errorf("withdrawn: %v", err)
		}
		if _, err := s.WithdrawConsent(ctx, guardian, p.ID, c.ID); !errors.Is(err, errs.State) {
			t.Errorf("withdrawn twice: %v", err)
		}
		if again, err := s.GiveConsent(ctx, guardian, p.ID, give); err != nil || again.ID != c.ID || !knows(t, d, w, p) {
			t.Errorf("given again: %+v, %v", again, err)
		}
		if list, err := s.Consents(ctx, guardian, p.ID); err != nil || len(list) != 1 || !list[0].InForce() {
			t.Errorf("consents %+v, %v", list, err)
		}
		give.Partner = w.LapasSelong
		if _, err := s.GiveConsent(ctx, guardian, p.ID, give); errs.As(err) == nil || errs.As(err).Fields[0].Path != "partner_id" {
			t.Errorf("to a prison: %v", err)
		}
	})
}

func TestChildIsNeverKnownByNameWhateverWasSigned(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		juvenile := persontest.Convict(t, d, w.LapasBungo, "Anak", func(c *person.RegisterCommand) { c.LegalStatus = person.Juvenile })
		young := persontest.Convict(t, d, w.LapasBungo, "Muda", func(c *person.RegisterCommand) { c.Born = "2008-12" })
		grown := persontest.Convict(t, d, w.LapasBungo, "Dewasa", func(c *person.RegisterCommand) { c.Born = "2007-12-31" })
		for _, p := range []person.Person{juvenile, young, grown} {
			if _, err := s.GiveConsent(ctx, w.Actor(authz.CaseGuardian, w.LapasBungo), p.ID, person.ConsentCommand{Partner: w.Baznas, Purpose: person.ClassAttendance, GivenOn: civil.Must("2026-10-01"), Evidence: "lembar"}); err != nil {
				t.Fatal(err)
			}
			if want := p.ID == grown.ID; knows(t, d, w, p) != want || p.IsChild(civil.Must("2026-11-22")) == want {
				t.Errorf("%s: known %v", p.Name, !want)
			}
		}
	})
}

// knows asks the way class lists do.
func knows(t *testing.T, d *db.DB, w *directorytest.World, p person.Person) bool {
	t.Helper()
	condition, args := person.NamedTo("p", 2, w.Baznas, person.ClassAttendance, civil.Must("2026-11-22"))
	_, found, err := db.Find[string](t.Context(), d, `SELECT p.name FROM person_person p WHERE p.id = $1 AND `+condition, append([]any{p.ID}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestNationalReaderMustNameAnOffice(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		_, err := s.List(t.Context(), w.Actor(authz.RegionalOffice, w.Directorate), person.Filter{}, page.Request{})
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != "facility" {
			t.Errorf("got %v", err)
		}
	})
}
