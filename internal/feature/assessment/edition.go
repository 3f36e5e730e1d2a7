package assessment

import (
	"context"
	"fmt"
	"slices"

	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Editions lists every version of every questionnaire, by key, the newest first.
// There are a few dozen in the country.
func (s *Service) Editions(ctx context.Context, a authz.Actor) ([]Edition, error) {
	if err := policy.Check(a, CanReadForms); err != nil {
		return nil, err
	}
	return db.All[Edition](ctx, s.db, selectEdition+`ORDER BY code, number DESC`)
}

// Questionnaire is one version with its text.
func (s *Service) Questionnaire(ctx context.Context, a authz.Actor, form id.Questionnaire) (Questionnaire, error) {
	if err := policy.Check(a, CanReadForms); err != nil {
		return Questionnaire{}, err
	}
	return formIn(ctx, s.db, form)
}

// DraftCommand writes a questionnaire down.
type DraftCommand struct {
	ID       id.Questionnaire // of a new one, optional
	Document questionnaire.Document
}

// DraftQuestionnaire begins a questionnaire of the actor's own office, as a
// draft of its first version. Invalid names what is wrong by its place in the
// document; "key" when a questionnaire of that key exists.
func (s *Service) DraftQuestionnaire(ctx context.Context, a authz.Actor, c DraftCommand) (Questionnaire, error) {
	if err := checkStart(a); err != nil {
		return Questionnaire{}, err
	}
	compiled, err := CheckDocument(c.Document)
	if err != nil {
		return Questionnaire{}, err
	}
	var q Questionnaire
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := editionsOf(ctx, tx, compiled.Key)
		if err != nil {
			return err
		}
		if len(earlier) > 0 {
			var f errs.Fields
			f.Add("key", "questionnaire.taken")
			return f.Err()
		}
		q = Questionnaire{Edition: Edition{ID: c.ID, Number: 1, Owner: a.Org}}
		return insertDraft(ctx, tx, a, &q, compiled)
	})
	if err != nil {
		return Questionnaire{}, fmt.Errorf("draft questionnaire %s: %w", c.Document.Key, err)
	}
	return q, nil
}

// checkStart asks the policy and for an office that the questionnaire may belong to.
func checkStart(a authz.Actor) error {
	if err := policy.Check(a, CanEditForms); err != nil {
		return err
	}
	if !MayStart(a) {
		return errs.New(errs.Forbidden, "forbidden")
	}
	return nil
}

func insertDraft(ctx context.Context, tx *db.Tx, a authz.Actor, q *Questionnaire, c *questionnaire.Questionnaire) error {
	if q.ID.IsZero() {
		q.ID = q.ID.Make()
	}
	q.write(c)
	q.Status, q.Version, q.CreatedAt, q.UpdatedAt = FormDraft, 1, tx.Now(), tx.Now()
	if err := db.Insert(ctx, tx, formTable, *q); err != nil {
		return err
	}
	return audit.Created(ctx, tx, a, whatForm(a, *q, "questionnaire.draft"), *q)
}

// RenewQuestionnaire copies a version into a draft of the next one. State when
// there is a draft already.
func (s *Service) RenewQuestionnaire(ctx context.Context, a authz.Actor, form id.Questionnaire) (Questionnaire, error) {
	if err := policy.Check(a, CanEditForms); err != nil {
		return Questionnaire{}, err
	}
	var q Questionnaire
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		from, err := editable(ctx, tx, a, form)
		if err != nil {
			return err
		}
		all, err := editionsOf(ctx, tx, from.Code)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(e Edition) bool { return e.Status == FormDraft }) {
			return errs.New(errs.State, "questionnaire.draft_exists")
		}
		c, err := from.Compiled()
		if err != nil {
			return err
		}
		q = Questionnaire{Edition: Edition{Number: all[0].Number + 1, Owner: from.Owner}}
		return insertDraft(ctx, tx, a, &q, c)
	})
	if err != nil {
		return Questionnaire{}, fmt.Errorf("renew questionnaire %s: %w", form, err)
	}
	return q, nil
}

// ChangeQuestionnaire rewrites a draft whole. State when it is no draft any
// more; Invalid names what is wrong by its place. The key stays.
func (s *Service) ChangeQuestionnaire(ctx context.Context, a authz.Actor, form id.Questionnaire, version int64, d questionnaire.Document) (Questionnaire, error) {
	if err := policy.Check(a, CanEditForms); err != nil {
		return Questionnaire{}, err
	}
	compiled, err := CheckDocument(d)
	if err != nil {
		return Questionnaire{}, err
	}
	return s.updateForm(ctx, a, form, version, "questionnaire.change", func(_ *db.Tx, q *Questionnaire) error {
		if q.Status != FormDraft {
			return errs.New(errs.State, "questionnaire.fixed")
		}
		if q.Code != compiled.Key {
			var f errs.Fields
			f.Add("key", "questionnaire.key_fixed", "key", q.Code)
			return f.Err()
		}
		q.write(compiled)
		return nil
	})
}

// PublishQuestionnaire opens a draft for filling in and retires the version
// before it. It cannot be changed from then on.
func (s *Service) PublishQuestionnaire(ctx context.Context, a authz.Actor, form id.Questionnaire, version int64) (Questionnaire, error) {
	if err := policy.Check(a, CanEditForms); err != nil {
		return Questionnaire{}, err
	}
	return s.updateForm(ctx, a, form, version, "questionnaire.publish", func(tx *db.Tx, q *Questionnaire) error {
		if err := q.move(FormPublished); err != nil {
			return err
		}
		c, err := q.Compiled()
		if err != nil {
			return err
		}
		if len(c.Items()) == 0 {
			return errs.New(errs.State, "questionnaire.empty")
		}
		q.PublishedAt = tx.Now()
		return s.retireOther(ctx, tx, a, *q)
	})
}

// RetireQuestionnaire closes a version for new fillings, or sets a draft aside.
// Sheets that were begun may be finished, and all stay readable.
func (s *Service) RetireQuestionnaire(ctx context.Context, a authz.Actor, form id.Questionnaire, version int64) (Questionnaire, error) {
	if err := policy.Check(a, CanEditForms); err != nil {
		return Questionnaire{}, err
	}
	return s.updateForm(ctx, a, form, version, "questionnaire.retire", func(_ *db.Tx, q *Questionnaire) error { return q.move(FormRetired) })
}

func (q *Questionnaire) move(to FormStatus) error {
	if !slices.Contains(formMoves[q.Status], to) {
		return errs.New(errs.State, "questionnaire."+string(q.Status))
	}
	q.Status = to
	return nil
}

// retireOther makes room for a version that is being published.
func (s *Service) retireOther(ctx context.Context, tx *db.Tx, a authz.Actor, q Questionnaire) error {
	before, found, err := liveForm(ctx, tx, q.Code)
	if err != nil || !found {
		return err
	}
	after := before
	after.Status, after.Version, after.UpdatedAt = FormRetired, before.Version+1, tx.Now()
	if err := db.Update(ctx, tx, formTable, after, before.Version, "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, a, whatForm(a, after, "questionnaire.retire"), before.Edition, after.Edition)
}

func (s *Service) updateForm(ctx context.Context, a authz.Actor, form id.Questionnaire, version int64, action string, change func(tx *db.Tx, q *Questionnaire) error) (Questionnaire, error) {
	var before, after Questionnaire
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = editable(ctx, tx, a, form); err != nil {
			return err
		}
		after = before
		if err := change(tx, &after); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, formTable, after, since, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatForm(a, after, action), before, after)
	})
	if err != nil {
		return Questionnaire{}, fmt.Errorf("%s %s: %w", action, form, audit.Stale(ctx, s.db, err, whatForm(a, before, action).Org, form, version))
	}
	return after, nil
}

// editable is a questionnaire that the actor may write. Everybody who may edit
// at all may read it, so that what is another office's is forbidden, not hidden.
func editable(ctx context.Context, tx *db.Tx, a authz.Actor, form id.Questionnaire) (Questionnaire, error) {
	q, err := formIn(ctx, tx, form)
	if err != nil {
		return q, err
	}
	if !MayEdit(a, q.Edition) {
		return q, errs.New(errs.Forbidden, "questionnaire.not_yours")
	}
	return q, nil
}

// whatForm names the chain: the office that owns the questionnaire, or for the
// program's own the office of whoever changed it.
func whatForm(a authz.Actor, q Questionnaire, action string) audit.What {
	org := q.Owner
	if org.IsZero() {
		org = a.Org
	}
	return audit.What{Org: org, Action: action, Kind: "questionnaire", Record: q.ID, Version: q.Version}
}
