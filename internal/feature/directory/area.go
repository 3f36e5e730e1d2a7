package directory

import (
	"context"
	"fmt"

	"titian/internal/feature/directory/areadata"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Province is an area of the first level, by both code systems.
type Province struct {
	Code string `db:"code" privacy:"public"`
	BPS  string `db:"bps_code" privacy:"public"`
	Name string `db:"name" privacy:"public"`
}

// Regency is an area of the second level, by both code systems.
type Regency struct {
	Code     RegencyCode `db:"code" privacy:"public"`
	BPS      string      `db:"bps_code" privacy:"public"`
	Province string      `db:"province_code" privacy:"public"`
	Kind     string      `db:"kind" privacy:"public"` // kabupaten or kota
	Name     string      `db:"name" privacy:"public"` // with its kind: "Kabupaten Bungo"
}

// Load brings the provinces and regencies of the database up to this program's
// reference data and says how many rows it wrote: none when nothing is new. It
// is part of starting up, so it asks no policy. An area that a law abolishes
// stays, because records point at it.
func Load(ctx context.Context, d *db.DB) (int, error) {
	provinces, err := areadata.Provinces()
	if err != nil {
		return 0, fmt.Errorf("load areas: %w", err)
	}
	regencies, err := areadata.Regencies()
	if err != nil {
		return 0, fmt.Errorf("load areas: %w", err)
	}
	written := 0
	err = d.InTx(ctx, func(tx *db.Tx) error {
		written = 0
		haveP, haveR, err := areas(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range provinces {
			if row := (Province{p.Code, p.BPS, p.Name}); !haveP[row] {
				written++
				if _, err := db.Exec(ctx, tx, `INSERT INTO directory_province (code, bps_code, name) VALUES ($1, $2, $3)
					ON CONFLICT (code) DO UPDATE SET bps_code = excluded.bps_code, name = excluded.name`, row.Code, row.BPS, row.Name); err != nil {
					return err
				}
			}
		}
		for _, r := range regencies {
			if row := (Regency{RegencyCode(r.Code), r.BPS, r.Province, string(r.Kind), r.Name}); !haveR[row] {
				written++
				if _, err := db.Exec(ctx, tx, `INSERT INTO directory_regency (code, bps_code, province_code, kind, name) VALUES ($1, $2, $3, $4, $5)
					ON CONFLICT (code) DO UPDATE SET bps_code = excluded.bps_code, province_code = excluded.province_code, kind = excluded.kind, name = excluded.name`,
					string(row.Code), row.BPS, row.Province, row.Kind, row.Name); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("load areas: %w", err)
	}
	return written, nil
}

func areas(ctx context.Context, q db.Querier) (map[Province]bool, map[Regency]bool, error) {
	provinces, err := db.All[Province](ctx, q, `SELECT `+db.Columns[Province]("")+` FROM directory_province`)
	if err != nil {
		return nil, nil, err
	}
	regencies, err := db.All[Regency](ctx, q, `SELECT `+db.Columns[Regency]("")+` FROM directory_regency`)
	return set(provinces), set(regencies), err
}

func set[T comparable](list []T) map[T]bool {
	out := make(map[T]bool, len(list))
	for _, v := range list {
		out[v] = true
	}
	return out
}

// Provinces lists all provinces by name.
func (s *Service) Provinces(ctx context.Context, a authz.Actor) ([]Province, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	out, err := db.All[Province](ctx, s.db, `SELECT `+db.Columns[Province]("")+` FROM directory_province ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list provinces: %w", err)
	}
	return out, nil
}

// Regencies lists a province's regencies by name; an empty province lists all.
func (s *Service) Regencies(ctx context.Context, a authz.Actor, province string) ([]Regency, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	q, args := `SELECT `+db.Columns[Regency]("")+` FROM directory_regency`, []any(nil)
	if province != "" {
		q, args = q+` WHERE province_code = $1`, []any{province}
	}
	out, err := db.All[Regency](ctx, s.db, q+` ORDER BY name`, args...)
	if err != nil {
		return nil, fmt.Errorf("list regencies: %w", err)
	}
	return out, nil
}

// Regency reads one regency.
func (s *Service) Regency(ctx context.Context, a authz.Actor, code RegencyCode) (Regency, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Regency{}, err
	}
	r, found, err := db.Find[Regency](ctx, s.db, `SELECT `+db.Columns[Regency]("")+` FROM directory_regency WHERE code = $1`, string(code))
	if err != nil {
		return r, fmt.Errorf("read regency: %w", err)
	}
	if !found {
		return r, errNotFound
	}
	return r, nil
}
