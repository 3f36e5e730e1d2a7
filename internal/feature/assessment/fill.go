package assessment

import (
	"context"
	"fmt"
	"maps"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Forms lists the questionnaires that the actor may fill in about a person.
func (s *Service) Forms(ctx context.Context, a authz.Actor, p id.Person) ([]Edition, error) {
	if err := policy.Check(a, CanWriteSheets); err != nil {
		return nil, err
	}
	about, err := person.Visible(ctx, s.db, a, p)
	if err != nil {
		return nil, err
	}
	text := selectEdition + `WHERE status = 'published' ORDER BY code`
	if !treats(a, about, CanWriteHealth) {
		text = selectEdition + `WHERE status = 'published' AND privacy <> 'medical' ORDER BY code`
	}
	return db.All[Edition](ctx, s.db, text)
}

// treats reports whether the actor works in health where the person is held.
func treats(a authz.Actor, about person.Person, action authz.Action) bool {
	return policy.May(a, action) && a.Scope.Has(about.Facility)
}

// BeginSheet begins a filling of the published version of a questionnaire, or
// answers with the draft that is there: two officers fill in the same one.
// NotFound when no version is published.
func (s *Service) BeginSheet(ctx context.Context, a authz.Actor, p id.Person, c BeginCommand) (Filling, error) {
	if err := policy.Check(a, CanWriteSheets); err != nil {
		return Filling{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var out Filling
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		about, err := person.GetTx(ctx, tx, a, p)
		if err != nil {
			return err
		}
		open, found, err := draftOf(ctx, tx, about, c.Key)
		if err != nil {
			return err
		}
		if found {
			tx.Result(open.ID.String())
			out, err = s.writing(ctx, tx, a, open.ID)
			return err
		}
		live, found, err := liveForm(ctx, tx, c.Key)
		if err != nil {
			return err
		}
		if !found || live.Privacy == questionnaire.Medical && !treats(a, about, CanWriteHealth) {
			return errNotFound
		}
		x := Sheet{Facility: about.Facility, ID: c.ID, Person: p, Questionnaire: live.ID, Code: live.Code, Class: live.Privacy, TakenOn: civil.Today(tx.Now()), Ordinary: "{}"}
		if err := insertSheet(ctx, tx, a, &x, "sheet.begin"); err != nil {
			return err
		}
		out, err = s.writing(ctx, tx, a, x.ID)
		return err
	})
	if err != nil {
		return Filling{}, fmt.Errorf("begin sheet of %s: %w", p, err)
	}
	return out, nil
}

func insertSheet(ctx context.Context, tx *db.Tx, a authz.Actor, x *Sheet, action string) error {
	x.Status, x.AuthorID, x.Author = SheetDraft, a.User, a.Name
	x.Version, x.CreatedAt, x.UpdatedAt = 1, tx.Now(), tx.Now()
	if err := db.Insert(ctx, tx, sheetTable, *x); err != nil {
		return err
	}
	return audit.Created(ctx, tx, a, whatSheet(*x, action), *x)
}

// SaveSheet keeps answers of a draft. Nothing has to be complete, but what is
// answered has to make sense: Invalid names the items. State when the sheet was
// submitted.
func (s *Service) SaveSheet(ctx context.Context, a authz.Actor, sheet id.Sheet, version int64, c SaveCommand) (Filling, error) {
	if err := policy.Check(a, CanWriteSheets); err != nil {
		return Filling{}, err
	}
	return s.updateSheet(ctx, a, sheet, version, "sheet.save", func(tx *db.Tx, x *Filling) error {
		if err := c.check(*x, civil.Today(tx.Now())); err != nil {
			return err
		}
		if !c.TakenOn.IsZero() {
			x.TakenOn = c.TakenOn
		}
		merged := maps.Clone(x.Answers)
		for key, typed := range c.Answers {
			item, _ := x.Form.Item(key)
			var f errs.Fields
			if merged[key] = item.Read(&f, typed); len(merged[key]) == 0 {
				delete(merged, key)
			}
		}
		return x.store(x.Form, merged, x.WithMedical)
	})
}

// check names answers that make no sense, and those to questions that are not
// there for this actor.
func (c SaveCommand) check(x Filling, today civil.Date) error {
	var f errs.Fields
	if !c.TakenOn.IsZero() {
		person.CheckPast(&f, "taken_on", c.TakenOn, today)
	}
	for _, item := range x.Form.Items() {
		typed, there := c.Answers[item.Key]
		switch {
		case there && x.Form.IsMedical(item.Key) && !x.WithMedical:
			f.Add(questionnaire.Path(item.Key), "questionnaire.no_item")
		case there:
			item.Read(&f, typed)
		}
	}
	for key := range c.Answers {
		if _, known := x.Form.Item(key); !known {
			f.Add(questionnaire.Path(key), "questionnaire.no_item")
		}
	}
	return f.Err()
}

// DiscardSheet throws a draft away. State when the sheet was submitted.
func (s *Service) DiscardSheet(ctx context.Context, a authz.Actor, sheet id.Sheet) error {
	if err := policy.Check(a, CanWriteSheets); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		x, err := s.writing(ctx, tx, a, sheet)
		if err != nil {
			return err
		}
		if x.Status != SheetDraft {
			return errs.New(errs.State, "sheet.submitted")
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM assessment_sheet WHERE facility_id = $1 AND id = $2`, x.Facility, x.ID); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, whatSheet(x.Sheet, "sheet.discard"))
	})
	if err != nil {
		return fmt.Errorf("discard sheet %s: %w", sheet, err)
	}
	return nil
}

// writing is a sheet for whoever may fill it in.
func (s *Service) writing(ctx context.Context, tx *db.Tx, a authz.Actor, sheet id.Sheet) (Filling, error) {
	return s.filling(ctx, tx, a, sheet, CanWriteHealth)
}

func (s *Service) updateSheet(ctx context.Context, a authz.Actor, sheet id.Sheet, version int64, action string, change func(tx *db.Tx, x *Filling) error) (Filling, error) {
	var before, after Filling
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = s.writing(ctx, tx, a, sheet); err != nil {
			return err
		}
		if before.Status != SheetDraft {
			return errs.New(errs.State, "sheet.submitted")
		}
		changed := before
		if err := change(tx, &changed); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		changed.Version, changed.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, sheetTable, changed.Sheet, since, "facility_id", "id"); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, a, whatSheet(changed.Sheet, action), before.Sheet, changed.Sheet); err != nil {
			return err
		}
		after, err = s.writing(ctx, tx, a, sheet)
		return err
	})
	if err != nil {
		return Filling{}, fmt.Errorf("%s %s: %w", action, sheet, audit.Stale(ctx, s.db, err, before.Facility, sheet, version))
	}
	return after, nil
}

func whatSheet(x Sheet, action string) audit.What {
	return audit.What{Org: x.Facility, Action: action, Kind: "sheet", Record: x.ID, Version: x.Version}
}
