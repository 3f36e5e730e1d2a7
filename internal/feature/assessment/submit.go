package assessment

import (
	"context"
	"fmt"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// SubmitCommand finishes a draft. A zero day leaves the day of the draft.
type SubmitCommand struct{ TakenOn civil.Date }

// SubmitSheet finishes a draft: every question that applies and is required has
// its answer, or Invalid names those that have not. Answers to questions that do
// not apply are left out for good. What the questionnaire feeds (a look at
// readiness, a stage of rehabilitation) is written in the same transaction, and
// a sheet that this one corrects is marked as replaced.
func (s *Service) SubmitSheet(ctx context.Context, a authz.Actor, sheet id.Sheet, version int64, c SubmitCommand) (Filling, error) {
	if err := policy.Check(a, CanWriteSheets); err != nil {
		return Filling{}, err
	}
	return s.updateSheet(ctx, a, sheet, version, "sheet.submit", func(tx *db.Tx, x *Filling) error {
		if err := c.check(*x, civil.Today(tx.Now())); err != nil {
			return err
		}
		if !c.TakenOn.IsZero() {
			x.TakenOn = c.TakenOn
		}
		if err := x.store(x.Form, x.keep(), x.WithMedical); err != nil {
			return err
		}
		if err := s.replace(ctx, tx, a, x); err != nil {
			return err
		}
		x.Status, x.SubmittedAt, x.AuthorID, x.Author = SheetSubmitted, tx.Now(), a.User, a.Name
		// An audit of its own record first: a repeated request is answered with it.
		tx.Result(x.ID.String())
		return feed(ctx, tx, a, *x)
	})
}

// check names all at once: the day, and every question without its answer.
func (c SubmitCommand) check(x Filling, today civil.Date) error {
	var f errs.Fields
	if !c.TakenOn.IsZero() {
		person.CheckPast(&f, "taken_on", c.TakenOn, today)
	}
	if err := x.Form.Check(x.Answers, x.WithMedical); err != nil && !f.Merge("", err) {
		return err
	}
	return f.Err()
}

// keep is what is stored for good.
func (x Filling) keep() questionnaire.Answers { return x.Form.Keep(x.Answers) }

// replace marks the sheet that x corrects. State when another has done so first.
func (s *Service) replace(ctx context.Context, tx *db.Tx, a authz.Actor, x *Filling) error {
	if x.Corrects.IsZero() {
		return nil
	}
	before, err := db.One[Sheet](ctx, tx, selectSheet+`WHERE id = $1`+tx.ForUpdate(), x.Corrects)
	if err != nil {
		return err
	}
	if before.Status != SheetSubmitted {
		return errs.New(errs.State, "sheet.replaced")
	}
	after := before
	after.Status, after.Version, after.UpdatedAt = SheetReplaced, before.Version+1, tx.Now()
	x.NeedsAt = before.NeedsAt // needs that were confirmed stand; they are corrected on their own pages
	if err := db.Update(ctx, tx, sheetTable, after, before.Version, "facility_id", "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, a, whatSheet(after, "sheet.replace"), before, after)
}

// CorrectSheet begins a sheet that will take the place of a submitted one, with
// its answers and its version of the questionnaire. State when a draft of the
// questionnaire is open for the person, or the sheet was replaced before.
func (s *Service) CorrectSheet(ctx context.Context, a authz.Actor, sheet id.Sheet, c CorrectCommand) (Filling, error) {
	if err := policy.Check(a, CanWriteSheets); err != nil {
		return Filling{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var out Filling
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		from, err := s.writing(ctx, tx, a, sheet)
		if err != nil {
			return err
		}
		if err := s.mayCorrect(ctx, tx, from); err != nil {
			return err
		}
		if err := c.validate(); err != nil {
			return err
		}
		x := Sheet{
			Facility: from.Facility, ID: c.ID, Person: from.Person, Questionnaire: from.Questionnaire, Code: from.Code, Class: from.Class,
			TakenOn: from.TakenOn, Ordinary: from.Ordinary, Medical: from.Sheet.Medical, Corrects: from.ID, Reason: c.Reason,
		}
		if err := insertSheet(ctx, tx, a, &x, "sheet.correct"); err != nil {
			return err
		}
		out, err = s.writing(ctx, tx, a, x.ID)
		return err
	})
	if err != nil {
		return Filling{}, fmt.Errorf("correct sheet %s: %w", sheet, err)
	}
	return out, nil
}

func (s *Service) mayCorrect(ctx context.Context, tx *db.Tx, from Filling) error {
	if from.Status != SheetSubmitted {
		return errs.New(errs.State, "sheet."+string(from.Status))
	}
	open, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM assessment_sheet WHERE person_id = $1 AND code = $2 AND status = 'draft'`, from.Person, from.Code)
	if err == nil && open > 0 {
		err = errs.New(errs.State, "sheet.draft_exists")
	}
	return err
}

// ConfirmNeeds writes needs that an officer has confirmed from a submitted
// sheet's answers, in one step. Invalid names the row and field; State when it
// was done before or the sheet is no longer the valid one.
func (s *Service) ConfirmNeeds(ctx context.Context, a authz.Actor, sheet id.Sheet, needs []NeedCommand) ([]Need, error) {
	if err := policy.Check(a, CanWriteNeeds); err != nil {
		return nil, err
	}
	var out []Need
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		out = nil
		x, err := s.writing(ctx, tx, a, sheet)
		if err != nil {
			return err
		}
		if x.Status != SheetSubmitted || !x.NeedsAt.IsZero() {
			return errs.New(errs.State, "sheet.confirmed")
		}
		if err := validateNeeds(needs, civil.Today(tx.Now())); err != nil {
			return err
		}
		before := x.Sheet
		x.NeedsAt, x.Version, x.UpdatedAt = tx.Now(), before.Version+1, tx.Now()
		if err := db.Update(ctx, tx, sheetTable, x.Sheet, before.Version, "facility_id", "id"); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, a, whatSheet(x.Sheet, "sheet.confirm"), before, x.Sheet); err != nil {
			return err
		}
		for _, c := range needs {
			n, err := insertNeed(ctx, tx, a, x.Sheet, c)
			if err != nil {
				return err
			}
			out = append(out, n)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("confirm needs of sheet %s: %w", sheet, err)
	}
	return out, nil
}

func validateNeeds(needs []NeedCommand, today civil.Date) error {
	var f errs.Fields
	for i := range needs {
		if err := needs[i].validate(today); err != nil && !f.Merge(fmt.Sprintf("needs[%d].", i), err) {
			return err
		}
	}
	return f.Err()
}

func insertNeed(ctx context.Context, tx *db.Tx, a authz.Actor, x Sheet, c NeedCommand) (Need, error) {
	n := Need{Facility: x.Facility, ID: id.Need{}.Make(), Person: x.Person, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	c.write(&n)
	if err := db.Insert(ctx, tx, needTable, n); err != nil {
		return Need{}, err
	}
	return n, audit.Created(ctx, tx, a, whatNeed(n, "need.record"), n)
}
