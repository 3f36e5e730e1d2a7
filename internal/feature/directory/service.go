package directory

import (
	"context"
	"fmt"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Service is the directory's use cases. Reading is for everybody who is signed
// in; each method that writes says who else.
type Service struct {
	db        *db.DB
	onChanged []func()
}

// New returns the directory over d.
func New(d *db.DB) *Service { return &Service{db: d} }

// OnChanged subscribes f to changes of the tree, after they are durable: who
// sees what is computed from it and may be kept for a moment elsewhere. The app
// subscribes before it serves.
func (s *Service) OnChanged(f func()) { s.onChanged = append(s.onChanged, f) }

func (s *Service) changed(tx *db.Tx) {
	for _, f := range s.onChanged {
		tx.AfterCommit(f)
	}
}

// CreateCommand makes an organisation. Code is short, starts its reference
// numbers and never changes.
type CreateCommand struct {
	ID     id.Organisation // optional, made by the client
	Code   string
	Kind   Kind
	Parent id.Organisation // none for a directorate and for partners
	Details
}

// ChangeCommand changes an organisation. A facility that moves to another
// regional office gets another Parent; kind and code stay.
type ChangeCommand struct {
	Parent  id.Organisation
	Version int64
	Details
}

// Create makes an organisation below one that the actor administers, or a
// partner. Administrators only. A code that is taken is a field error.
func (s *Service) Create(ctx context.Context, a authz.Actor, c CreateCommand) (Organisation, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Organisation{}, err
	}
	var f errs.Fields
	checkCode(&f, &c.Code)
	CheckChoice(&f, "kind", c.Kind, Kinds())
	c.validate(&f, c.Kind)
	if err := f.Err(); err != nil {
		return Organisation{}, err
	}
	o := Organisation{ID: c.ID, Code: c.Code, Kind: c.Kind, Parent: c.Parent, Active: true, Version: 1}
	if o.ID.IsZero() {
		o.ID = o.ID.Make()
	}
	c.write(&o)
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		o.CreatedAt, o.UpdatedAt = tx.Now(), tx.Now()
		if err := s.place(ctx, tx, a, o); err != nil {
			return err
		}
		if err := insert(ctx, tx, o); err != nil {
			return err
		}
		s.changed(tx)
		return audit.Created(ctx, tx, a, what(o, "organisation.create"), o)
	})
	if err != nil {
		return Organisation{}, fmt.Errorf("create organisation: %w", err)
	}
	return o, nil
}

// place checks that the actor may put o where it says. A parent out of scope is
// answered like one that is not there.
func (s *Service) place(ctx context.Context, q db.Querier, a authz.Actor, o Organisation) error {
	if o.Regency != "" {
		if known, err := hasRegency(ctx, q, o.Regency); err != nil || !known {
			return fieldOr(err, "regency_code", "choice.invalid")
		}
	}
	if len(under[o.Kind]) == 0 {
		switch {
		case !o.Parent.IsZero():
			return fieldOr(nil, "parent_id", "organisation.no_parent")
		case o.Kind == Directorate && !a.Scope.All, o.Kind == Partner && !within(a, o):
			return errNotFound
		}
		return nil
	}
	if o.Parent.IsZero() {
		return fieldOr(nil, "parent_id", "required")
	}
	p, found, err := find(ctx, q, o.Parent)
	switch {
	case err != nil:
		return err
	case !found || !a.Scope.Has(p.ID):
		return fieldOr(nil, "parent_id", "choice.invalid")
	case !o.Kind.mayStandUnder(p.Kind) || !p.Active:
		return fieldOr(nil, "parent_id", "organisation.parent")
	}
	return nil
}

// fieldOr is err, or else the error of one field.
func fieldOr(err error, path, code string) error {
	if err != nil {
		return err
	}
	var f errs.Fields
	f.Add(path, code)
	return f.Err()
}

// Change changes what a form may change. Administrators of the organisation.
func (s *Service) Change(ctx context.Context, a authz.Actor, key id.Organisation, c ChangeCommand) (Organisation, error) {
	return s.update(ctx, a, key, c.Version, "organisation.change", func(ctx context.Context, tx *db.Tx, o *Organisation) error {
		var f errs.Fields
		c.validate(&f, o.Kind)
		if err := f.Err(); err != nil {
			return err
		}
		moved := o.Parent != c.Parent
		was := o.Regency
		c.write(o)
		if o.Parent = c.Parent; moved || o.Regency != was {
			return s.place(ctx, tx, a, *o)
		}
		return nil
	})
}

// Deactivate ends an organisation: it can no longer be chosen and its people can
// no longer sign in; what it did stays. Not while others stand below it.
func (s *Service) Deactivate(ctx context.Context, a authz.Actor, key id.Organisation, version int64) (Organisation, error) {
	return s.update(ctx, a, key, version, "organisation.deactivate", func(ctx context.Context, tx *db.Tx, o *Organisation) error {
		switch {
		case !o.Active:
			return errs.New(errs.State, "organisation.inactive")
		case o.ID == a.Org: // nobody would be left to take it back
			return errs.New(errs.State, "organisation.own")
		}
		n, err := db.One[int64](ctx, tx, `SELECT count(*) FROM directory_organisation WHERE parent_id = $1 AND active`, o.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			return errs.New(errs.State, "organisation.not_empty").With("n", int(n))
		}
		o.Active = false
		return nil
	})
}

// Reactivate takes Deactivate back.
func (s *Service) Reactivate(ctx context.Context, a authz.Actor, key id.Organisation, version int64) (Organisation, error) {
	return s.update(ctx, a, key, version, "organisation.reactivate", func(_ context.Context, _ *db.Tx, o *Organisation) error {
		if o.Active {
			return errs.New(errs.State, "organisation.active")
		}
		o.Active = true
		return nil
	})
}

// update loads an organisation in scope, lets f move it on and stores it. A
// version of zero takes the newest.
func (s *Service) update(ctx context.Context, a authz.Actor, key id.Organisation, version int64, action string, f func(ctx context.Context, tx *db.Tx, o *Organisation) error) (Organisation, error) {
	if err := policy.Check(a, CanManage); err != nil {
		return Organisation{}, err
	}
	var after Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, found, err := find(ctx, tx, key)
		if err != nil {
			return err
		}
		if !found || !within(a, before) {
			return errNotFound
		}
		after = before
		if err := f(ctx, tx, &after); err != nil {
			return err
		}
		seen := version
		if seen == 0 {
			seen = before.Version
		}
		after.Version, after.UpdatedAt = seen+1, tx.Now()
		if err := db.Update(ctx, tx, "directory_organisation", after, seen, "id"); err != nil {
			return err
		}
		s.changed(tx)
		return audit.Changed(ctx, tx, a, what(after, action), before, after)
	})
	if err != nil {
		return Organisation{}, fmt.Errorf("%s %s: %w", action, key, audit.Stale(ctx, s.db, err, key, key, version))
	}
	return after, nil
}

func what(o Organisation, action string) audit.What {
	return audit.What{Org: o.ID, Action: action, Kind: "organisation", Record: o.ID, Version: o.Version}
}
