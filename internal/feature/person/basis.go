package person

import (
	"context"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Basis is a law that an office cites so that a partner may know people by name
// for a purpose without their consent (UU 27/2022 article 20: duty by law, public
// task). The program does not judge the law; it shows who cited it.
type Basis struct {
	ID        id.Basis        `db:"id" privacy:"internal" json:"id"`
	Partner   id.Organisation `db:"partner_id" privacy:"internal" json:"partner_id"`
	Purpose   Purpose         `db:"purpose" privacy:"internal" json:"purpose"`
	Law       string          `db:"law" privacy:"internal" json:"law"`
	Org       id.Organisation `db:"org_id" privacy:"internal" json:"org_id"`
	CitedBy   string          `db:"cited_by" privacy:"internal" json:"cited_by"`
	StartsOn  civil.Date      `db:"starts_on" privacy:"internal" json:"starts_on"`
	EndsOn    civil.Date      `db:"ends_on" privacy:"internal" json:"ends_on"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// BasisCommand cites a law.
type BasisCommand struct {
	Partner  id.Organisation
	Purpose  Purpose
	Law      string
	StartsOn civil.Date
	EndsOn   civil.Date // zero: until it is ended
}

func (c *BasisCommand) validate() error {
	var f errs.Fields
	if c.Partner.IsZero() {
		f.Add("partner_id", "required")
	}
	directory.CheckChoice(&f, "purpose", c.Purpose, Purposes())
	directory.CheckText(&f, "law", &c.Law, MaxShort, true)
	if c.StartsOn.IsZero() {
		f.Add("starts_on", "required")
	}
	if c.EndsOn.Before(c.StartsOn) {
		f.Add("ends_on", "date.too_early", "min", c.StartsOn)
	}
	return f.Err()
}

// Bases lists the laws that were cited, newest first. Permission: person.read.
func (s *Service) Bases(ctx context.Context, a authz.Actor) ([]Basis, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	return db.All[Basis](ctx, s.db, selectBasis+` ORDER BY id DESC`)
}

// CiteBasis records a law. Permission: person.basis, which the regional office
// has for the facilities below it.
func (s *Service) CiteBasis(ctx context.Context, a authz.Actor, c BasisCommand) (Basis, error) {
	if err := policy.Check(a, CanCite); err != nil {
		return Basis{}, err
	}
	if err := c.validate(); err != nil {
		return Basis{}, err
	}
	var b Basis
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := isPartner(ctx, tx, c.Partner); err != nil {
			return err
		}
		b = Basis{
			ID: id.Basis{}.Make(), Partner: c.Partner, Purpose: c.Purpose, Law: c.Law, Org: a.Org, CitedBy: a.Name,
			StartsOn: c.StartsOn, EndsOn: c.EndsOn, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if err := db.Insert(ctx, tx, "person_basis", b); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatBasis(b, "basis.cite"), b)
	})
	return b, err
}

// EndBasis ends a citation today. Permission: person.basis; NotFound for another
// office's; State when it has ended.
func (s *Service) EndBasis(ctx context.Context, a authz.Actor, basis id.Basis) (Basis, error) {
	if err := policy.Check(a, CanCite); err != nil {
		return Basis{}, err
	}
	var after Basis
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := db.One[Basis](ctx, tx, selectBasis+` WHERE id = $1`+tx.ForUpdate(), basis)
		if err != nil {
			return err
		}
		today := civil.Today(tx.Now())
		switch {
		case before.Org != a.Org && !a.Scope.All:
			return errNotFound
		case before.EndsOn.Before(today):
			return errs.New(errs.State, "basis.ended")
		}
		after = before
		after.EndsOn, after.Version, after.UpdatedAt = today.AddDays(-1), before.Version+1, tx.Now()
		if err := db.Update(ctx, tx, "person_basis", after, before.Version, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatBasis(after, "basis.end"), before, after)
	})
	return after, err
}

func whatBasis(b Basis, action string) audit.What {
	return audit.What{Org: b.Org, Action: action, Kind: "basis", Record: b.ID, Version: b.Version}
}
