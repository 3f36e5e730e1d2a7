package person

import (
	"cmp"
	"context"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
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

// Standing reports whether the citation holds on a day.
func (b Basis) Standing(day civil.Date) bool {
	return !b.StartsOn.After(day) && !b.EndsOn.Before(day)
}

// Bases lists the laws that were cited, newest first, whoever cited them.
// Permission: person.read.
func (s *Service) Bases(ctx context.Context, a authz.Actor, r page.Request) (page.Of[Basis], error) {
	none := page.Of[Basis]{}
	if err := policy.Check(a, CanRead); err != nil {
		return none, err
	}
	at, err := page.Decode(r.After, 1)
	if err != nil {
		return none, err
	}
	q := &query{}
	q.text.WriteString(selectBasis + " WHERE 1 = 1")
	if at != nil {
		var last id.Basis
		if err := last.UnmarshalText([]byte(at[0])); err != nil {
			return none, errs.New(errs.Invalid, "cursor.invalid").Because(err)
		}
		q.and("id < " + q.arg(last))
	}
	q.text.WriteString(" ORDER BY id DESC LIMIT " + q.arg(r.Limit()+1))
	rows, err := db.All[Basis](ctx, s.db, q.text.String(), q.args...)
	return page.Cut(rows, r, func(b Basis) []string { return []string{b.ID.String()} }), err
}

// Basis is one citation. Permission: person.read.
func (s *Service) Basis(ctx context.Context, a authz.Actor, basis id.Basis) (Basis, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Basis{}, err
	}
	return db.One[Basis](ctx, s.db, selectBasis+` WHERE id = $1`, basis)
}

// MayEnd reports whether the actor may end a citation: the office that made it.
func MayEnd(a authz.Actor, b Basis) bool {
	return policy.May(a, CanCite) && (b.Org == a.Org || a.Scope.All)
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

// EndBasis ends a citation: from today on it lets nobody know anybody. A version
// other than zero is the one that the actor saw. Permission: person.basis;
// NotFound for another office's; State when it has ended; Conflict when stale.
func (s *Service) EndBasis(ctx context.Context, a authz.Actor, basis id.Basis, version int64) (Basis, error) {
	if err := policy.Check(a, CanCite); err != nil {
		return Basis{}, err
	}
	var after Basis
	var org id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := db.One[Basis](ctx, tx, selectBasis+` WHERE id = $1`+tx.ForUpdate(), basis)
		if err != nil {
			return err
		}
		today := civil.Today(tx.Now())
		switch {
		case !MayEnd(a, before):
			return errNotFound
		case before.EndsOn.Before(today):
			return errs.New(errs.State, "basis.ended")
		}
		after, org = before, before.Org
		since := cmp.Or(version, before.Version)
		after.EndsOn, after.Version, after.UpdatedAt = today.AddDays(-1), since+1, tx.Now()
		if err := db.Update(ctx, tx, "person_basis", after, since, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatBasis(after, "basis.end"), before, after)
	})
	return after, audit.Stale(ctx, s.db, err, org, basis, version)
}

func whatBasis(b Basis, action string) audit.What {
	return audit.What{Org: b.Org, Action: action, Kind: "basis", Record: b.ID, Version: b.Version}
}
