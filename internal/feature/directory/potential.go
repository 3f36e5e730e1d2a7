package directory

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Potential is one sector that a regency's economy offers. Rank 1 is the
// strongest; training that nobody at home needs helps nobody.
type Potential struct {
	Regency RegencyCode `db:"regency_code" privacy:"public"`
	Sector  string      `db:"sector" privacy:"public"`
	Rank    int         `db:"rank" privacy:"public"`
	Source  string      `db:"source" privacy:"public"` // where the ranking was taken from
	Year    int         `db:"year" privacy:"public"`
}

// Limits of a potential.
const (
	maxSector  = 60
	maxSource  = 200
	maxSectors = 30
)

// Potential lists a regency's sectors, the strongest first.
func (s *Service) Potential(ctx context.Context, a authz.Actor, code RegencyCode) ([]Potential, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	out, err := potentialOf(ctx, s.db, code)
	if err != nil {
		return nil, fmt.Errorf("read potential of %s: %w", code, err)
	}
	return out, nil
}

func potentialOf(ctx context.Context, q db.Querier, code RegencyCode) ([]Potential, error) {
	return db.All[Potential](ctx, q, `SELECT `+db.Columns[Potential]("")+` FROM directory_potential WHERE regency_code = $1 ORDER BY rank, sector`, string(code))
}

// SetPotential replaces a regency's sectors; their order is their rank.
// Administrators and regional offices, the latter for any regency, since people
// return home across borders. The entry stands in the audit of their own office.
func (s *Service) SetPotential(ctx context.Context, a authz.Actor, code RegencyCode, sectors []Potential) ([]Potential, error) {
	if err := policy.Check(a, CanAssess); err != nil {
		return nil, err
	}
	if err := checkPotential(sectors, civil.Today(s.db.Now()).Year()); err != nil {
		return nil, err
	}
	rows := make([]Potential, len(sectors))
	for i, p := range sectors {
		p.Regency, p.Rank = code, i+1
		rows[i] = p
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if known, err := hasRegency(ctx, tx, code); err != nil {
			return err
		} else if !known || a.Org.IsZero() && a.Role != authz.Operator {
			return errNotFound
		}
		before, err := potentialOf(ctx, tx, code)
		if err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM directory_potential WHERE regency_code = $1`, string(code)); err != nil {
			return err
		}
		for _, p := range rows {
			if err := db.Insert(ctx, tx, "directory_potential", p); err != nil {
				return err
			}
		}
		return recordPotential(ctx, tx, a, code, before, rows)
	})
	if err != nil {
		return nil, fmt.Errorf("set potential of %s: %w", code, err)
	}
	return rows, nil
}

// recordPotential audits under the actor's own organisation; the command line
// has none and writes reference data, like Load.
func recordPotential(ctx context.Context, tx *db.Tx, a authz.Actor, code RegencyCode, before, after []Potential) error {
	if a.Org.IsZero() {
		return nil
	}
	sum := sha256.Sum256([]byte("regency " + code))
	return audit.Did(ctx, tx, a, audit.What{Org: a.Org, Action: "potential.set", Kind: "regency", Record: [16]byte(sum[:16])},
		audit.Change{Field: "regency_code", New: string(code)}, audit.Change{Field: "sectors", Old: written(before), New: written(after)})
}

func written(list []Potential) string {
	s := ""
	for _, p := range list {
		s += strconv.Itoa(p.Rank) + " " + p.Sector + "; "
	}
	return s
}

func checkPotential(sectors []Potential, thisYear int) error {
	var f errs.Fields
	if len(sectors) > maxSectors {
		f.Add("sectors", "too_many", "max", maxSectors)
	}
	seen := map[string]bool{}
	for i := range sectors {
		p, at := &sectors[i], fmt.Sprintf("sectors[%d].", i)
		CheckText(&f, at+"sector", &p.Sector, maxSector, true)
		CheckText(&f, at+"source", &p.Source, maxSource, true)
		if p.Year < 1990 {
			f.Add(at+"year", "number.too_small", "min", 1990)
		} else if p.Year > thisYear {
			f.Add(at+"year", "number.too_big", "max", thisYear)
		}
		if p.Sector != "" && seen[p.Sector] {
			f.Add(at+"sector", "potential.twice")
		}
		seen[p.Sector] = true
	}
	return f.Err()
}
