package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// DraftCommand enters an agreement into the register. Stage is one of
// FirstStages, empty meaning the first; On is the day it stood there, unknown
// meaning today.
type DraftCommand struct {
	ID          id.Agreement
	Cooperation id.Cooperation
	Stage       Stage
	On          civil.Date
	Terms
}

func (c *DraftCommand) validate(today civil.Date) error {
	var f errs.Fields
	if c.Stage == "" {
		c.Stage = Exploring
	}
	directory.CheckChoice(&f, "stage", c.Stage, FirstStages())
	if c.On.IsZero() {
		c.On = today
	}
	notAfter(&f, "on", c.On, today)
	if err := c.Terms.validate(); err != nil {
		f.Merge("", err)
	}
	return f.Err()
}

// Draft enters an agreement; its two sides are its first parties. Errors:
// Invalid, Forbidden, State when the cooperation is closed.
func (s *Service) Draft(ctx context.Context, actor authz.Actor, cmd DraftCommand) (Agreement, error) {
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return Agreement{}, err
	}
	var a Agreement
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		a, err = DraftTx(ctx, tx, actor, cmd)
		return err
	})
	return a, wrap(err, "draft agreement")
}

// DraftTx is Draft within the work of a higher room, such as a meeting whose
// decision it carries out.
func DraftTx(ctx context.Context, tx *db.Tx, actor authz.Actor, cmd DraftCommand) (Agreement, error) {
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return Agreement{}, err
	}
	if err := cmd.validate(civil.Today(tx.Now())); err != nil {
		return Agreement{}, err
	}
	c, err := CooperationTx(ctx, tx, actor, cmd.Cooperation)
	if err != nil {
		return Agreement{}, err
	}
	if !mayPrepare(actor, c.Host) {
		return Agreement{}, errNotYours()
	}
	if err := c.Open(); err != nil {
		return Agreement{}, err
	}
	a := cmd.apply(Agreement{ID: cmd.ID, Cooperation: c.ID, Host: c.Host, Partner: c.Partner, Stage: cmd.Stage})
	if err := checkParent(ctx, tx, actor, a); err != nil {
		return Agreement{}, err
	}
	return a, insertAgreement(ctx, tx, actor, &a, cmd.On, PartiesCommand{Parties: []Party{{Organisation: c.Host}, {Organisation: c.Partner}}})
}

// insertAgreement stores a new agreement with its parties and first history entry.
func insertAgreement(ctx context.Context, tx *db.Tx, actor authz.Actor, a *Agreement, on civil.Date, parties PartiesCommand) (err error) {
	if a.ID.IsZero() {
		a.ID = a.ID.Make()
	}
	a.Version, a.CreatedAt, a.UpdatedAt = 1, tx.Now(), tx.Now()
	if a.Ref, err = directory.NextNumberTx(ctx, tx, a.Host, agreementSeries, civil.Today(tx.Now()).Year()); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, "agreement_agreement", *a); err != nil {
		return err
	}
	if err := replaceParties(ctx, tx, *a, parties); err != nil {
		return err
	}
	if err := insertMove(ctx, tx, a.ID, actor, Move{Ordinal: 1, To: a.Stage, MovedOn: on}); err != nil {
		return err
	}
	return audit.Created(ctx, tx, actor, whatAgreement(*a, "agreement.draft"), *a)
}

// checkParent asks that the agreement above is visible and not below this one.
func checkParent(ctx context.Context, tx *db.Tx, actor authz.Actor, a Agreement) error {
	if a.Parent.IsZero() {
		return a.amends(Agreement{})
	}
	above, err := findAgreement(ctx, tx, actor, a.Parent)
	if err := unknownOrganisation(err, "parent_id"); err != nil {
		return err
	}
	if err := a.amends(above.Agreement); err != nil {
		return err
	}
	if a.ID.IsZero() {
		return nil
	}
	circle, err := descends(ctx, tx, a.Parent, a.ID)
	if err != nil {
		return err
	}
	if circle {
		var f errs.Fields
		f.Add("parent_id", "agreement.parent_circle")
		return f.Err()
	}
	return nil
}

// Change rewrites the terms of an agreement that is not signed yet. Errors:
// Invalid, State when its terms stand fixed, Conflict when somebody was first.
func (s *Service) Change(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, terms Terms) error {
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return err
	}
	if err := terms.validate(); err != nil {
		return err
	}
	return s.alter(ctx, actor, key, version, "agreement.change", func(tx *db.Tx, a *Agreement) error {
		if err := a.unfrozen(); err != nil {
			return err
		}
		*a = terms.apply(*a)
		return checkParent(ctx, tx, actor, *a)
	})
}

// SetParties replaces parties, witnesses and served facilities. Served
// facilities stand at or below the host. Errors as Change.
func (s *Service) SetParties(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, cmd PartiesCommand) error {
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return err
	}
	if err := cmd.validate(); err != nil {
		return err
	}
	return s.alter(ctx, actor, key, version, "agreement.parties", func(tx *db.Tx, a *Agreement) error {
		if err := a.unfrozen(); err != nil {
			return err
		}
		if err := checkOrganisations(ctx, tx, a.Host, cmd); err != nil {
			return err
		}
		if err := replaceParties(ctx, tx, *a, cmd); err != nil {
			return err
		}
		return audit.Did(ctx, tx, actor, whatAgreement(*a, "agreement.parties"), cmd.note())
	})
}

// checkOrganisations asks the directory for every organisation named.
func checkOrganisations(ctx context.Context, tx *db.Tx, host id.Organisation, cmd PartiesCommand) error {
	var f errs.Fields
	for i, p := range cmd.Parties {
		_, err := organisationKind(ctx, tx, p.Organisation)
		if err := unknownOrganisation(err, row("parties", i)+".organisation_id"); err != nil && !f.Merge("", err) {
			return err
		}
	}
	served := slices.Clone(cmd.Served)
	slices.SortFunc(served, func(a, b id.Organisation) int { return strings.Compare(a.String(), b.String()) })
	served = slices.Compact(served)
	if len(served) > 0 {
		n, err := servable(ctx, tx, host, served)
		if err != nil {
			return err
		}
		if n != int64(len(served)) {
			f.Add("served", "agreement.served_elsewhere")
		}
	}
	return f.Err()
}

// note writes the lists into the audit trail, shortly.
func (c PartiesCommand) note() audit.Change {
	var b strings.Builder
	for _, p := range c.Parties {
		fmt.Fprintf(&b, "%s no. %s; ", p.Organisation, p.Number)
	}
	fmt.Fprintf(&b, "%d witnesses; serves %d", len(c.Witnesses), len(c.Served))
	return audit.Change{Field: "parties", New: b.String()}
}

// AddText adds a version of the wording and gives its number. What was approved
// was the version before: both sides are asked anew. Errors: Invalid, State once
// the agreement is signed.
func (s *Service) AddText(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, body string) (int, error) {
	var number int
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return 0, err
	}
	if err := checkBody(&body); err != nil {
		return 0, err
	}
	err := s.alter(ctx, actor, key, version, "agreement.text", func(tx *db.Tx, a *Agreement) error {
		if err := a.unfrozen(); err != nil {
			return err
		}
		last, err := newestText(ctx, tx, key)
		if err != nil {
			return err
		}
		number = last.Number + 1
		if err := insertText(ctx, tx, key, number, body, actor.Name); err != nil {
			return err
		}
		return audit.Did(ctx, tx, actor, whatAgreement(*a, "agreement.text"), audit.Change{Field: "sha256", New: sum(body)})
	})
	return number, err
}

// unfrozen refuses to touch what people have signed.
func (a Agreement) unfrozen() error {
	if a.Stage.Frozen() {
		return errs.New(errs.State, "agreement.frozen").With("stage", string(a.Stage))
	}
	return nil
}

// alter loads in scope, lets f change the row and write beside it, and stores
// the row as its next version. The version is checked by the update, so that of
// two people the second is told.
func (s *Service) alter(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, action string, f func(*db.Tx, *Agreement) error) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findAgreement(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		if host = v.Host; !mayPrepare(actor, host) {
			return errNotYours()
		}
		if version = orPresent(version, v.Version); v.Version != version {
			return errs.New(errs.Conflict, "stale")
		}
		a := v.Agreement
		a.Version, a.UpdatedAt = version+1, tx.Now()
		if err := f(tx, &a); err != nil {
			return err
		}
		if err := db.Update(ctx, tx, "agreement_agreement", a, version, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, whatAgreement(a, action), v.Agreement, a)
	})
	return wrap(audit.Stale(ctx, s.db, err, host, key, version), action)
}

func whatAgreement(a Agreement, action string) audit.What {
	return audit.What{Org: a.Host, Action: action, Kind: "agreement", Record: a.ID, Version: a.Version}
}
