package directory_test

import (
	"errors"
	"slices"
	"testing"

	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func TestAreasAreLoadedOnceAndMended(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB, s *directory.Service, w *directorytest.World) {
		ctx, a := t.Context(), w.Actor(authz.Observer, w.LapasBungo)
		if n, err := directory.Load(ctx, d); err != nil || n < 540 {
			t.Fatalf("load: wrote %d, %v", n, err)
		}
		if n, err := directory.Load(ctx, d); err != nil || n != 0 {
			t.Errorf("load again: wrote %d, %v", n, err)
		}
		provinces, err := s.Provinces(ctx, a)
		if err != nil || len(provinces) != 38 {
			t.Errorf("provinces: got %d, %v", len(provinces), err)
		}
		all, err := s.Regencies(ctx, a, "")
		if err != nil || len(all) != 514 {
			t.Errorf("regencies: got %d, %v", len(all), err)
		}
		jambi, err := s.Regencies(ctx, a, "15")
		if err != nil || len(jambi) != 11 {
			t.Errorf("regencies of Jambi: got %d, %v", len(jambi), err)
		}
		// The test's world had guessed the code of Statistics Indonesia.
		if r, err := s.Regency(ctx, a, "15.08"); err != nil || r.BPS != "1509" || r.Name != "Kabupaten Bungo" {
			t.Errorf("Bungo: got %+v, %v", r, err)
		}
		if _, err := s.Regency(ctx, a, "99.99"); !errors.Is(err, errs.NotFound) {
			t.Errorf("no regency: got %v", err)
		}
	})
}

func TestPotentialIsRankedByItsOrder(t *testing.T) {
	run(t, func(t *testing.T, _ *db.DB, s *directory.Service, w *directorytest.World) {
		ctx, office := t.Context(), w.Actor(authz.RegionalOffice, w.KanwilSulsel)
		rice := directory.Potential{Sector: "agriculture", Source: "BPS Maros", Year: 2025}
		fish := directory.Potential{Sector: "fishery", Source: "BPS Maros", Year: 2025}
		for _, order := range [][]directory.Potential{{rice, fish}, {fish}, {fish, rice}} {
			if _, err := s.SetPotential(ctx, office, "73.09", order); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Potential(ctx, w.Actor(authz.Partner, w.PemkabMaros), "73.09")
		fish.Rank, fish.Regency, rice.Rank, rice.Regency = 1, "73.09", 2, "73.09"
		if err != nil || !slices.Equal(got, []directory.Potential{fish, rice}) {
			t.Errorf("got %+v, %v", got, err)
		}
		_, err = s.SetPotential(ctx, office, "73.09", []directory.Potential{{Year: 2027}, {Sector: "a", Source: "b", Year: 1900}, {Sector: "a", Source: "b", Year: 2020}})
		if want := []string{"sectors[0].sector:required", "sectors[0].source:required", "sectors[0].year:number.too_big", "sectors[1].year:number.too_small", "sectors[2].sector:potential.twice"}; !slices.Equal(fields(err), want) {
			t.Errorf("wrong sectors: got %v, want %v", fields(err), want)
		}
		if _, err := s.SetPotential(ctx, office, "99.99", nil); !errors.Is(err, errs.NotFound) {
			t.Errorf("no regency: got %v", err)
		}
		if _, err := s.SetPotential(ctx, w.Actor(authz.FacilityHead, w.LapasMaros), "73.09", nil); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a facility: got %v", err)
		}
	})
}
