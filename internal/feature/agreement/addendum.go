package agreement

import (
	"context"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// An addendum is an agreement of its own that stands under the one it changes:
// it has its own text, versions, approvals, numbers, day and signatures, and the
// tree shows it. The signed text above it stays as it was signed.

// AmendCommand drafts an addendum. Its period begins on StartsOn, unknown
// meaning today, and ends with the agreement that it changes.
type AmendCommand struct {
	ID       id.Agreement
	Title    string
	Scope    string // what is changed
	StartsOn civil.Date
}

func (c *AmendCommand) validate() error {
	var f errs.Fields
	directory.CheckText(&f, "title", &c.Title, titleLimit, true)
	directory.CheckText(&f, "scope", &c.Scope, textLimit, true)
	return f.Err()
}

// Amend drafts an addendum to a signed agreement, with its parties and without
// their numbers. Errors: Invalid, Forbidden, State when the agreement is not
// signed, is over, or is an addendum itself.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, key id.Agreement, cmd AmendCommand) (Agreement, error) {
	var x Agreement
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return x, err
	}
	if err := cmd.validate(); err != nil {
		return x, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findAgreement(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		if !mayPrepare(actor, v.Host) {
			return errNotYours()
		}
		if err := v.amendable(); err != nil {
			return err
		}
		if cmd.StartsOn.IsZero() {
			cmd.StartsOn = civil.Today(tx.Now())
		}
		x = Agreement{
			ID: cmd.ID, Cooperation: v.Cooperation, Host: v.Host, Partner: v.Partner, Parent: v.ID, Stage: Drafting,
			Kind: Addendum, Label: "Adendum", LegalTrack: v.LegalTrack, Title: cmd.Title, Scope: cmd.Scope, Place: v.Place,
			StartsOn: cmd.StartsOn, EndsOn: v.EndsOn,
		}
		if err := x.within(v.Agreement); err != nil {
			return err
		}
		parties, err := inherit(ctx, tx, key)
		if err != nil {
			return err
		}
		return insertAgreement(ctx, tx, actor, &x, civil.Today(tx.Now()), parties)
	})
	if err != nil {
		return x, fmt.Errorf("amend agreement %s: %w", key, err)
	}
	return x, nil
}

// amendable refuses what an addendum cannot change.
func (a Agreement) amendable() error {
	if a.SignedOn.IsZero() || a.Stage.Over() || a.Kind == Addendum {
		return errs.New(errs.State, "agreement.not_amendable")
	}
	return nil
}

// amends asks that an addendum stands under an agreement that it can change.
func (a Agreement) amends(above Agreement) error {
	if a.Kind != Addendum || above.amendable() == nil {
		return nil
	}
	var f errs.Fields
	f.Add("parent_id", "agreement.not_amendable")
	return f.Err()
}

// within asks that an addendum lives no longer than what it changes: a longer
// period is a renewal, which both sides sign as one.
func (a Agreement) within(above Agreement) error {
	var f errs.Fields
	if a.StartsOn.Before(above.StartsOn) {
		f.Add("starts_on", "date.too_early", "min", above.StartsOn)
	}
	if a.StartsOn.After(above.EndsOn) {
		f.Add("starts_on", "date.too_late", "max", above.EndsOn)
	}
	if a.EndsOn.After(above.EndsOn) {
		f.Add("ends_on", "date.too_late", "max", above.EndsOn)
	}
	return f.Err()
}

// withinParent checks an addendum once more on the day it is signed.
func withinParent(ctx context.Context, tx *db.Tx, a Agreement) error {
	if a.Kind != Addendum {
		return nil
	}
	above, err := db.One[Agreement](ctx, tx, `SELECT `+db.Columns[Agreement]("")+` FROM agreement_agreement WHERE id = $1`, a.Parent)
	if err != nil {
		return err
	}
	if err := above.amendable(); err != nil {
		return err
	}
	return a.within(above)
}
