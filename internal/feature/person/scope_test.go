package person_test

import (
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
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

func TestNationalReaderMustNameAnOffice(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		_, err := s.List(t.Context(), w.Actor(authz.RegionalOffice, w.Directorate), person.Filter{}, page.Request{})
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != "facility" {
			t.Errorf("got %v", err)
		}
	})
}
