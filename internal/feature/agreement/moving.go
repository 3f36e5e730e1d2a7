package agreement

import (
	"context"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// MoveCommand takes an agreement one step on. On is the day of the step,
// unknown meaning today; Document is the letter or minutes that it rests on.
type MoveCommand struct {
	To       Stage
	On       civil.Date
	Document string
	Reason   string // asked for where something ends before its time
}

func (c *MoveCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "to", c.To, Stages())
	if c.On.IsZero() {
		c.On = today
	}
	notAfter(&f, "on", c.On, today)
	directory.CheckText(&f, "document", &c.Document, shortLimit, false)
	directory.CheckText(&f, "reason", &c.Reason, shortLimit, false)
	return f.Err()
}

// Move takes an agreement one step on. It counts as agreed once both sides have
// approved its newest text and no comment is open. Signing asks besides for the
// number and signatory of each party and a period, fixes the text, and ends the
// agreement that this one renews. Of two people who sign at once the second gets
// Conflict. Errors: Invalid (what is missing), Forbidden (a step of the head),
// State (no such step), Conflict.
func (s *Service) Move(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, cmd MoveCommand) error {
	if err := policy.Check(actor, "agreement.move"); err != nil {
		return err
	}
	if err := cmd.validate(s.today()); err != nil {
		return err
	}
	return s.alter(ctx, actor, key, version, "agreement.move", func(tx *db.Tx, a *Agreement) error {
		step, ok := findStep(a.Stage, cmd.To)
		switch {
		case !ok || len(step.Roles) == 0:
			return errs.New(errs.State, "agreement.no_such_step").With("from", string(a.Stage)).With("to", string(cmd.To))
		case !step.allows(actor):
			return errs.New(errs.Forbidden, "agreement.step_of_head")
		}
		if err := ready(ctx, tx, actor, a, cmd); err != nil {
			return err
		}
		return makeStep(ctx, tx, actor, a, step, cmd)
	})
}

// makeStep writes the history entry and the new stage. Days do not run backwards.
func makeStep(ctx context.Context, tx *db.Tx, actor authz.Actor, a *Agreement, step Step, cmd MoveCommand) error {
	last, err := lastMove(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	var f errs.Fields
	if cmd.On.Before(last.MovedOn) {
		f.Add("on", "date.too_early", "min", last.MovedOn)
	}
	if step.Document && cmd.Document == "" {
		f.Add("document", "required")
	}
	if cmd.Reason == "" && a.needsReason(step.To, cmd.On) {
		f.Add("reason", "required")
	}
	if err := f.Err(); err != nil {
		return err
	}
	a.Stage = step.To
	return insertMove(ctx, tx, a.ID, actor, Move{Ordinal: last.Ordinal + 1, From: step.From, To: step.To, MovedOn: cmd.On, Document: cmd.Document, Reason: cmd.Reason})
}

// needsReason reports whether a step ends something that would have gone on. An
// agreement that has run its time needs none.
func (a Agreement) needsReason(to Stage, on civil.Date) bool {
	return to == Cancelled || to == Ended && !a.EndsOn.IsZero() && !on.After(a.EndsOn)
}

// ready asks for what a step rests on beside its document.
func ready(ctx context.Context, tx *db.Tx, actor authz.Actor, a *Agreement, cmd MoveCommand) error {
	switch cmd.To {
	case Agreed:
		var f errs.Fields
		if _, err := agreedText(ctx, tx, a.ID, &f); err != nil {
			return err
		}
		return f.Err()
	case Signed:
		return sign(ctx, tx, actor, a, cmd.On)
	}
	return nil
}

// sign checks that everything is there and ends the agreement before.
func sign(ctx context.Context, tx *db.Tx, actor authz.Actor, a *Agreement, on civil.Date) error {
	parties, err := partiesOf(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	var f errs.Fields
	if _, err := agreedText(ctx, tx, a.ID, &f); err != nil {
		return err
	}
	signable(&f, *a, parties)
	if err := f.Err(); err != nil {
		return err
	}
	if err := withinParent(ctx, tx, *a); err != nil {
		return err
	}
	a.SignedOn = on
	if a.Renews.IsZero() {
		return nil
	}
	return renewed(ctx, tx, actor, a.Renews, *a)
}

// renewed moves the earlier agreement to its last stage. It keeps its own
// period: the law lets it run to its end.
func renewed(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Agreement, by Agreement) error {
	if err := lockAgreement(ctx, tx, key); err != nil {
		return err
	}
	old, err := db.One[Agreement](ctx, tx, `SELECT `+db.Columns[Agreement]("")+` FROM agreement_agreement WHERE id = $1`, key)
	if err != nil {
		return err
	}
	step, ok := findStep(old.Stage, Renewed)
	if !ok {
		return errs.New(errs.State, "agreement.not_renewable")
	}
	last, err := lastMove(ctx, tx, key)
	if err != nil {
		return err
	}
	next := old
	next.Version, next.UpdatedAt = old.Version+1, tx.Now()
	on := by.SignedOn
	if on.Before(last.MovedOn) {
		on = last.MovedOn
	}
	if err := makeStep(ctx, tx, actor, &next, step, MoveCommand{On: on, Document: by.Ref}); err != nil {
		return err
	}
	if err := db.Update(ctx, tx, "agreement_agreement", next, old.Version, "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, actor, whatAgreement(next, "agreement.renewed"), old, next)
}

// RenewCommand begins the next agreement between the same sides.
type RenewCommand struct {
	ID       id.Agreement
	StartsOn civil.Date
	EndsOn   civil.Date
}

func (c *RenewCommand) validate() error {
	var f errs.Fields
	if c.StartsOn.IsZero() {
		f.Add("starts_on", "required")
	}
	switch {
	case c.EndsOn.IsZero():
		f.Add("ends_on", "required")
	case c.EndsOn.Before(c.StartsOn):
		f.Add("ends_on", "date.too_early", "min", c.StartsOn)
	}
	return f.Err()
}

// Renew drafts the agreement that follows a signed one: same terms, parties,
// served facilities and wording, a new period, numbers still to come. Errors: Invalid, State
// when it was never signed or is being renewed already.
func (s *Service) Renew(ctx context.Context, actor authz.Actor, key id.Agreement, cmd RenewCommand) (Agreement, error) {
	var next Agreement
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return next, err
	}
	if err := cmd.validate(); err != nil {
		return next, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := s.renewable(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		next = old.Terms().apply(Agreement{ID: cmd.ID, Cooperation: old.Cooperation, Host: old.Host, Partner: old.Partner, Renews: key, Stage: Drafting})
		next.StartsOn, next.EndsOn = cmd.StartsOn, cmd.EndsOn
		return succeed(ctx, tx, actor, key, &next)
	})
	if err != nil {
		return next, fmt.Errorf("renew agreement %s: %w", key, err)
	}
	return next, nil
}

// succeed stores an agreement with the parties and the wording of the one that
// it follows: people change a few lines of a text that has proved itself.
func succeed(ctx context.Context, tx *db.Tx, actor authz.Actor, from id.Agreement, next *Agreement) error {
	parties, err := inherit(ctx, tx, from)
	if err != nil {
		return err
	}
	if err := insertAgreement(ctx, tx, actor, next, civil.Today(tx.Now()), parties); err != nil {
		return err
	}
	text, err := newestText(ctx, tx, from)
	if err != nil || text.Number == 0 {
		return err
	}
	return insertText(ctx, tx, next.ID, 1, text.Body, actor.Name)
}

// renewable loads an agreement that may be renewed, and keeps others off it so
// that two people cannot renew it twice.
func (s *Service) renewable(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Agreement) (Agreement, error) {
	v, err := findAgreement(ctx, tx, actor, key)
	if err != nil {
		return Agreement{}, err
	}
	if !mayPrepare(actor, v.Host) {
		return Agreement{}, errNotYours()
	}
	if err := lockAgreement(ctx, tx, key); err != nil {
		return Agreement{}, err
	}
	if _, ok := findStep(v.Stage, Renewed); !ok {
		return Agreement{}, errs.New(errs.State, "agreement.not_renewable")
	}
	renewal, err := liveRenewal(ctx, tx, key)
	if err == nil && !renewal.IsZero() {
		err = errs.New(errs.State, "agreement.being_renewed")
	}
	return v.Agreement, err
}

// inherit copies who stands in an agreement, without the numbers of the old paper.
func inherit(ctx context.Context, tx *db.Tx, key id.Agreement) (PartiesCommand, error) {
	var c PartiesCommand
	parties, err := partiesOf(ctx, tx, key)
	if err != nil {
		return c, err
	}
	for _, p := range parties {
		p.Number = ""
		c.Parties = append(c.Parties, p.Party)
	}
	served, err := servedBy(ctx, tx, key)
	for _, f := range served {
		c.Served = append(c.Served, f.Facility)
	}
	return c, err
}
