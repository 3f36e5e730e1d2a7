package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// DraftAgreement makes an agreement of a decision in one step; the decision
// keeps the link. The cooperation is the decision's. Errors: what drafting
// answers, and State ("decision.drafted") when there is one already.
func (s *Service) DraftAgreement(ctx context.Context, actor authz.Actor, key id.Decision, cmd agreement.DraftCommand) (agreement.Agreement, error) {
	var a agreement.Agreement
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return a, err
	}
	err := s.alterDecision(ctx, actor, key, 0, "decision.draft", func(tx *db.Tx, d *Decision) error {
		if !d.Agreement.IsZero() {
			return errs.New(errs.State, "decision.drafted")
		}
		cmd.Cooperation = d.Cooperation
		var err error
		if a, err = agreement.DraftTx(ctx, tx, actor, cmd); err != nil {
			return err
		}
		d.Agreement = a.ID
		return nil
	})
	return a, err
}

// Settle says that a decision is done without a proposal, a promise or an
// agreement of its own, and how; it is then carried over no longer.
func (s *Service) Settle(ctx context.Context, actor authz.Actor, key id.Decision, version int64, note string) error {
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return err
	}
	var f errs.Fields
	if directory.CheckText(&f, "settled_note", &note, shortLimit, true); f.Err() != nil {
		return f.Err()
	}
	return s.alterDecision(ctx, actor, key, version, "decision.settle", func(tx *db.Tx, d *Decision) error {
		if !d.SettledOn.IsZero() {
			return errs.New(errs.State, "decision.settled")
		}
		d.SettledOn, d.SettledNote = civil.Today(tx.Now()), note
		return nil
	})
}

// alterDecision changes a decision of a held meeting of the actor's.
func (s *Service) alterDecision(ctx context.Context, actor authz.Actor, key id.Decision, version int64, action string, f func(*db.Tx, *Decision) error) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		d, err := findDecision(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		m, err := s.deciding(ctx, tx, actor, d.Meeting)
		if err != nil {
			return err
		}
		host, version = m.Host, present(version, d.Version)
		next := d
		if err := f(tx, &next); err != nil {
			return err
		}
		next.Version, next.UpdatedAt = version+1, tx.Now()
		if err := db.Update(ctx, tx, "partnership_decision", next, version, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, what(host, action, "decision", key, next.Version), d, next)
	})
	return wrap(audit.Stale(ctx, s.db, err, host, key, version), action)
}
