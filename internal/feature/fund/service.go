package fund

import (
	"context"
	"fmt"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// fundSeries is the letter of reference numbers: dana.
const fundSeries = "D"

// Class is what a fund needs to know of a class that money is set aside for.
type Class struct {
	Facility    id.Organisation
	Cooperation id.Cooperation
	Ref         string
	Title       string
}

// ClassFunc finds a class as far as the actor may see it; an unknown one is
// errs.NotFound. The app connects it to programme, which stands above funds.
type ClassFunc func(ctx context.Context, q db.Querier, actor authz.Actor, key id.Offering) (Class, error)

// Service is the use cases of restricted money.
type Service struct {
	db    *db.DB
	class ClassFunc
}

// New makes the service.
func New(d *db.DB, class ClassFunc) *Service { return &Service{d, class} }

// Open begins a fund in an active cooperation that the actor acts for.
// Permission: fund.write. Errors: Invalid, NotFound, Forbidden, State.
func (s *Service) Open(ctx context.Context, actor authz.Actor, cmd OpenCommand) (Fund, error) {
	if err := policy.Check(actor, "fund.write"); err != nil {
		return Fund{}, err
	}
	if err := cmd.validate(); err != nil {
		return Fund{}, err
	}
	var f Fund
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		c, err := agreement.CooperationTx(ctx, tx, actor, cmd.Cooperation)
		if err != nil {
			return err
		}
		f = Fund{
			ID: cmd.ID, Cooperation: c.ID, Host: c.Host, Partner: c.Partner, Commitment: cmd.Commitment, Type: cmd.Type,
			Purpose: cmd.Purpose, Status: Open, Version: 1, Created: tx.Now(), Updated: tx.Now(),
		}
		if f.ID.IsZero() {
			f.ID = f.ID.Make()
		}
		if err := mustWrite(actor, f); err != nil {
			return err
		}
		if err := c.Open(); err != nil {
			return err
		}
		if err := promised(ctx, tx, f); err != nil {
			return err
		}
		if f.Ref, err = directory.NextNumberTx(ctx, tx, f.Host, fundSeries, civil.Today(tx.Now()).Year()); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "fund_fund", f); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, what(f, "fund.open"), f)
	})
	return f, wrap("open fund", err)
}

// Change renames what a fund is for. Permission: fund.write. Errors: Invalid,
// NotFound, Forbidden, State, Conflict.
func (s *Service) Change(ctx context.Context, actor authz.Actor, key id.Fund, version int64, purpose string) (Fund, error) {
	if err := policy.Check(actor, "fund.write"); err != nil {
		return Fund{}, err
	}
	var f errs.Fields
	directory.CheckText(&f, "purpose", &purpose, maxPurpose, true)
	if err := f.Err(); err != nil {
		return Fund{}, err
	}
	return s.alter(ctx, actor, key, version, "fund.change", func(f *Fund) error {
		f.Purpose = purpose
		return f.moving()
	})
}

// Close ends a balanced fund: all that was set aside is paid, the rest returned.
// Permission: fund.write. Errors: NotFound, Forbidden, State, Conflict.
func (s *Service) Close(ctx context.Context, actor authz.Actor, key id.Fund, version int64) (Fund, error) {
	if err := policy.Check(actor, "fund.write"); err != nil {
		return Fund{}, err
	}
	return s.alter(ctx, actor, key, version, "fund.close", func(f *Fund) error {
		if err := f.moving(); err != nil {
			return err
		}
		if !f.Balanced() {
			return errs.New(errs.State, "fund.not_balanced").With("free", f.Free()).With("unpaid", f.Unpaid())
		}
		f.Status = Closed
		return nil
	})
}

// Reopen lets a closed fund move again, to mend a mistake in it. Permission:
// fund.write. Errors: NotFound, Forbidden, State, Conflict.
func (s *Service) Reopen(ctx context.Context, actor authz.Actor, key id.Fund, version int64) (Fund, error) {
	if err := policy.Check(actor, "fund.write"); err != nil {
		return Fund{}, err
	}
	return s.alter(ctx, actor, key, version, "fund.reopen", func(f *Fund) error {
		if f.Status != Closed {
			return errs.New(errs.State, "fund.open")
		}
		f.Status = Open
		return nil
	})
}

func (f Fund) moving() error {
	if f.Status != Open {
		return errs.New(errs.State, "fund.closed")
	}
	return nil
}

// alter loads a fund in scope under a lock, lets change it and stores it. A
// zero version, of a caller who looked at none, is the present one.
func (s *Service) alter(ctx context.Context, actor authz.Actor, key id.Fund, version int64, action string, change func(*Fund) error) (Fund, error) {
	var f Fund
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := locked(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		f = old
		if err := change(&f); err != nil {
			return err
		}
		since := version
		if since == 0 {
			since = old.Version
		}
		f.Version, f.Updated = since+1, tx.Now()
		if err := db.Update(ctx, tx, "fund_fund", f, since, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, what(f, action), old, f)
	})
	return f, wrap(action, audit.Stale(ctx, s.db, err, f.Host, key, version))
}

// Get returns a fund in scope with the names around it. Permission: fund.read.
func (s *Service) Get(ctx context.Context, actor authz.Actor, key id.Fund) (View, error) {
	if err := policy.Check(actor, "fund.read"); err != nil {
		return View{}, err
	}
	v, err := viewInScope(ctx, s.db, actor, key)
	return v, wrap("read fund", err)
}

// Filter narrows the list of funds.
type Filter struct {
	Text        string
	Status      Status
	Type        Type
	Cooperation id.Cooperation
	Commitment  id.Commitment
}

// List lists funds in scope, the latest first. Permission: fund.read.
func (s *Service) List(ctx context.Context, actor authz.Actor, f Filter, r page.Request) (page.Of[View], error) {
	if err := policy.Check(actor, "fund.read"); err != nil {
		return page.Of[View]{}, err
	}
	p, err := list(ctx, s.db, actor.Scope, f, r)
	return p, wrap("list funds", err)
}

// History lists what was done to a fund, newest first. Permission: fund.read;
// a partner sees the book and not who kept it.
func (s *Service) History(ctx context.Context, actor authz.Actor, key id.Fund) ([]audit.Entry, error) {
	v, err := s.Get(ctx, actor, key)
	if err != nil {
		return nil, err
	}
	if !actor.Scope.Has(v.Host) {
		return nil, errs.New(errs.NotFound, "not_found")
	}
	h, err := audit.History(ctx, s.db, v.Host, v.ID)
	return h, wrap("read history of a fund", err)
}

func what(f Fund, action string) audit.What {
	return audit.What{Org: f.Host, Action: action, Kind: "fund", Record: f.ID, Version: f.Version}
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
