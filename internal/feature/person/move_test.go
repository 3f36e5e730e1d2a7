package person_test

import (
	"context"
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestReleaseEndsTheStayAndDecidesTheLegalStatus(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		for kind, want := range map[person.EndKind]person.LegalStatus{person.Parole: person.Client, person.ConditionalLeave: person.Client, person.Expiry: person.Free} {
			p := persontest.Convict(t, d, w.LapasBungo, "Keluar "+string(kind))
			p, err := s.Release(t.Context(), head, p.ID, person.ReleaseCommand{On: civil.Must("2026-11-20"), Kind: kind, Version: p.Version})
			if err != nil || p.LegalStatus != want || p.Custody != person.Released || p.ReleasedOn != civil.Must("2026-11-20") {
				t.Errorf("%s: %+v, %v", kind, p, err)
			}
			stays, err := s.CustodyOf(t.Context(), head, p.ID)
			if err != nil || len(stays) != 1 || stays[0].EndKind != kind || stays[0].EndsOn != p.ReleasedOn {
				t.Errorf("%s: stays %+v, %v", kind, stays, err)
			}
		}
	})
}

func TestReleaseIsRefusedOutOfOrder(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Urutan")
		for day, code := range map[string]string{"2026-11-23": "date.too_late", "2025-02-28": "date.too_early"} {
			_, err := s.Release(ctx, head, p.ID, person.ReleaseCommand{On: civil.Must(day), Kind: person.Parole})
			if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != code {
				t.Errorf("on %s: %v", day, err)
			}
		}
		command := person.ReleaseCommand{On: civil.Must("2026-11-22"), Kind: person.Parole, Version: p.Version}
		if _, err := s.Release(ctx, head, p.ID, command); err != nil {
			t.Fatal(err)
		}
		command.Version = 0
		if _, err := s.Release(ctx, head, p.ID, command); !errors.Is(err, errs.State) {
			t.Errorf("released twice: %v", err)
		}
		if _, err := s.Leave(ctx, head, p.ID, person.LeaveCommand{On: command.On, Kind: person.EndEscape}); !errors.Is(err, errs.State) {
			t.Errorf("escaped after release: %v", err)
		}
	})
}

func TestDeathIsFinal(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Almarhum")
		if _, err := s.Leave(ctx, head, p.ID, person.LeaveCommand{On: civil.Must("2026-11-01"), Kind: person.EndDeath}); err != nil {
			t.Fatal(err)
		}
		_, err := s.Admit(ctx, head, p.ID, person.AdmitCommand{On: civil.Must("2026-11-02"), RegisterNo: "x", LegalStatus: person.Convict})
		if e := errs.As(err); !errors.Is(err, errs.State) || e.Code != "person.custody_died" {
			t.Errorf("admitted: %v", err)
		}
	})
}

func TestHookHearsOfTheEndAndCanRefuseIt(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Kait")
		var heard []person.EndKind
		s.Left.Subscribe(func(_ context.Context, _ *db.Tx, l person.Left) error {
			heard = append(heard, l.Kind)
			if l.Kind == person.EndEscape {
				return errs.New(errs.State, "not.now")
			}
			return nil
		})
		if _, err := s.Leave(ctx, head, p.ID, person.LeaveCommand{On: civil.Must("2026-11-01"), Kind: person.EndEscape}); !errors.Is(err, errs.State) {
			t.Errorf("a refusing hook: %v", err)
		}
		if got, _ := s.Get(ctx, head, p.ID); got.Custody != person.Active {
			t.Errorf("half a leave was kept: %s", got.Custody)
		}
		if _, err := s.Release(ctx, head, p.ID, person.ReleaseCommand{On: civil.Must("2026-11-01"), Kind: person.Parole}); err != nil || len(heard) != 2 {
			t.Errorf("heard %v, %v", heard, err)
		}
	})
}
