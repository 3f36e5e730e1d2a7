package agreement

import (
	"context"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Series of reference numbers.
const (
	cooperationSeries = "KS"
	agreementSeries   = "PJ"
)

// Service is what people do with cooperations and agreements. Every method asks
// the policy first; a row out of the actor's scope is errs.NotFound.
type Service struct {
	db *db.DB

	// Press makes documents; the app sets it once, before anybody asks.
	Press Press
	// Carried counts what carries activities out; the app sets it with Press.
	Carried CarriedCounter
}

// New returns the service over a database.
func New(d *db.DB) *Service { return &Service{db: d} }

// today is the day of a read; writes take theirs from the transaction.
func (s *Service) today() civil.Date { return civil.Today(s.db.Now()) }

// OpenCooperation begins the file of a host and a partner. The actor must act
// for the host. Errors: Invalid, Forbidden.
func (s *Service) OpenCooperation(ctx context.Context, actor authz.Actor, cmd OpenCommand) (Cooperation, error) {
	var c Cooperation
	if err := policy.Check(actor, "cooperation.write"); err != nil {
		return c, err
	}
	if err := cmd.validate(); err != nil {
		return c, err
	}
	if !ActsFor(actor, cmd.Host) {
		return c, errNotYours()
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if err := checkSides(ctx, tx, cmd); err != nil {
			return err
		}
		c = Cooperation{
			ID: cmd.ID, Ref: cmd.Ref, Host: cmd.Host, Partner: cmd.Partner, Title: cmd.Title, Purpose: cmd.Purpose,
			Status: Active, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if c.ID.IsZero() {
			c.ID = c.ID.Make()
		}
		if c.Ref == "" {
			if c.Ref, err = directory.NextNumberTx(ctx, tx, c.Host, cooperationSeries, civil.Today(tx.Now()).Year()); err != nil {
				return err
			}
		}
		if err := db.Insert(ctx, tx, "agreement_cooperation", c); err != nil {
			if db.IsUnique(err, "agreement_cooperation_ref_key", "agreement_cooperation.ref") {
				var f errs.Fields
				f.Add("ref", "cooperation.ref_taken")
				return f.Err()
			}
			return err
		}
		return audit.Created(ctx, tx, actor, what(c, "cooperation.open"), c)
	})
	return c, wrap(err, "open cooperation")
}

// checkSides asks the directory what the two sides are.
func checkSides(ctx context.Context, tx *db.Tx, cmd OpenCommand) error {
	var f errs.Fields
	host, err := organisationKind(ctx, tx, cmd.Host)
	if err := unknownOrganisation(err, "host_id"); err != nil && !f.Merge("", err) {
		return err
	}
	if err == nil && host == string(directory.Partner) {
		f.Add("host_id", "choice.invalid")
	}
	partner, err := organisationKind(ctx, tx, cmd.Partner)
	if err := unknownOrganisation(err, "partner_id"); err != nil && !f.Merge("", err) {
		return err
	}
	if err == nil && partner != string(directory.Partner) {
		f.Add("partner_id", "choice.invalid")
	}
	return f.Err()
}

// ChangeCooperation changes title and purpose. Errors: Invalid, State when
// closed, Conflict when somebody else was first.
func (s *Service) ChangeCooperation(ctx context.Context, actor authz.Actor, key id.Cooperation, version int64, cmd CooperationCommand) error {
	if err := policy.Check(actor, "cooperation.write"); err != nil {
		return err
	}
	if err := cmd.validate(); err != nil {
		return err
	}
	return s.alterCooperation(ctx, actor, key, version, "cooperation.change", func(c *Cooperation, _ civil.Date) error {
		c.Title, c.Purpose = cmd.Title, cmd.Purpose
		return c.Open()
	})
}

// CloseCooperation ends a file with a reason; it takes no new work afterwards.
func (s *Service) CloseCooperation(ctx context.Context, actor authz.Actor, key id.Cooperation, version int64, reason string) error {
	if err := policy.Check(actor, "cooperation.write"); err != nil {
		return err
	}
	var f errs.Fields
	if directory.CheckText(&f, "reason", &reason, shortLimit, true); f.Err() != nil {
		return f.Err()
	}
	return s.alterCooperation(ctx, actor, key, version, "cooperation.close", func(c *Cooperation, today civil.Date) error {
		if err := c.Open(); err != nil {
			return err
		}
		c.Status, c.ClosedOn, c.CloseReason = Closed, today, reason
		return nil
	})
}

// ReopenCooperation takes back a closing.
func (s *Service) ReopenCooperation(ctx context.Context, actor authz.Actor, key id.Cooperation, version int64) error {
	if err := policy.Check(actor, "cooperation.write"); err != nil {
		return err
	}
	return s.alterCooperation(ctx, actor, key, version, "cooperation.reopen", func(c *Cooperation, _ civil.Date) error {
		if c.Status != Closed {
			return errs.New(errs.State, "cooperation.open")
		}
		c.Status, c.ClosedOn, c.CloseReason = Active, civil.Date{}, ""
		return nil
	})
}

// alterCooperation loads in scope, lets f change the row, and stores it.
func (s *Service) alterCooperation(ctx context.Context, actor authz.Actor, key id.Cooperation, version int64, action string, f func(*Cooperation, civil.Date) error) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findCooperation(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		if host = v.Host; !ActsFor(actor, host) {
			return errNotYours()
		}
		version = orPresent(version, v.Version)
		c := v.Cooperation
		if err := f(&c, civil.Today(tx.Now())); err != nil {
			return err
		}
		c.Version, c.UpdatedAt = version+1, tx.Now()
		if err := db.Update(ctx, tx, "agreement_cooperation", c, version, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, what(c, action), v.Cooperation, c)
	})
	return wrap(audit.Stale(ctx, s.db, err, host, key, version), action)
}

// Cooperation gives one cooperation.
func (s *Service) Cooperation(ctx context.Context, actor authz.Actor, key id.Cooperation) (CooperationView, error) {
	if err := policy.Check(actor, "cooperation.read"); err != nil {
		return CooperationView{}, err
	}
	return findCooperation(ctx, s.db, actor, key)
}

// CooperationByRef finds a cooperation by its reference number.
func (s *Service) CooperationByRef(ctx context.Context, actor authz.Actor, ref string) (CooperationView, error) {
	if err := policy.Check(actor, "cooperation.read"); err != nil {
		return CooperationView{}, err
	}
	return One[CooperationView](ctx, s.db, overCooperations(selectCooperation, actor.Scope).And("c.ref = ?", ref))
}

// CooperationTx loads a cooperation inside the transaction of a feature above.
func CooperationTx(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Cooperation) (Cooperation, error) {
	v, err := findCooperation(ctx, tx, actor, key)
	return v.Cooperation, err
}

// Cooperations lists what the actor may see. Who may list and not read gets the
// titles and the sides; a purpose or a reason might name somebody.
func (s *Service) Cooperations(ctx context.Context, actor authz.Actor, f CooperationFilter, r page.Request) (page.Of[CooperationView], error) {
	if err := policy.Check(actor, "cooperation.list"); err != nil {
		return page.Of[CooperationView]{}, err
	}
	q := overCooperations(selectCooperation, actor.Scope).Search(f.Text, "c.title", "c.ref", "h.name", "p.name")
	If(q, "c.status = ?", f.Status)
	If(q, "c.host_id = ?", f.Host)
	If(q, "c.partner_id = ?", f.Partner)
	o := Order[CooperationView]{
		By: "c.ref", ID: "c.id", Desc: f.Desc,
		Value: func(v CooperationView) string { return v.Ref },
		Key:   func(v CooperationView) string { return v.ID.String() },
	}
	if f.Sort == "title" {
		o.By, o.Value = "c.title", func(v CooperationView) string { return v.Title }
	}
	found, err := Page(ctx, s.db, q, o, r)
	if !May(actor, "cooperation.read") {
		for i := range found.Items {
			found.Items[i].Purpose, found.Items[i].CloseReason = "", ""
		}
	}
	return found, err
}

// orPresent lets a caller who looked at no version (an API action without
// If-Match) act on the present one.
func orPresent(version, present int64) int64 {
	if version == 0 {
		return present
	}
	return version
}

func what(c Cooperation, action string) audit.What {
	return audit.What{Org: c.Host, Action: action, Kind: "cooperation", Record: c.ID, Version: c.Version}
}

// wrap says what was attempted, and leaves nil alone.
func wrap(err error, attempt string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", attempt, err)
}
