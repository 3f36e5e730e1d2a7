package casework

import (
	"context"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Case is one case with whose it is; a child's is not found by whoever may not
// open the record.
func (s *Service) Case(ctx context.Context, a authz.Actor, key id.Case) (CaseRow, error) {
	if err := policy.Check(a, CanReadReview); err != nil {
		return CaseRow{}, err
	}
	x, err := db.One[CaseRow](ctx, s.db, selectCaseRow+`WHERE c.id = $1 AND `+person.NotChild(a, "p", civil.Today(s.db.Now())), key)
	if err != nil {
		return CaseRow{}, err
	}
	if !a.Scope.Has(x.Facility) {
		return CaseRow{}, errNotFound
	}
	return x, nil
}

// CasesOf lists what boards have seen of a person, newest first.
func (s *Service) CasesOf(ctx context.Context, a authz.Actor, p id.Person) ([]Case, error) {
	if err := policy.Check(a, CanReadReview); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	return db.All[Case](ctx, s.db, selectCase+`WHERE person_id = $1 ORDER BY id DESC`, p)
}

// BringCases puts people on a sitting's agenda. Who stands there already stays
// as they are, so that the due cases can be brought again. Each is somebody with
// whom the board's own office works.
func (s *Service) BringCases(ctx context.Context, a authz.Actor, sitting id.Sitting, cs []CaseCommand) (Agenda, error) {
	if err := policy.Check(a, CanWriteReview); err != nil {
		return Agenda{}, err
	}
	var g Agenda
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		x, err := sittingIn(ctx, tx, a, sitting)
		if err != nil {
			return err
		}
		if x.Status != Planned {
			return errs.New(errs.State, "review.over")
		}
		for _, c := range cs {
			if err := bring(ctx, tx, a, x, c); err != nil {
				return err
			}
		}
		g, err = agendaOf(ctx, tx, x)
		return err
	})
	if err != nil {
		return Agenda{}, fmt.Errorf("bring cases before %s: %w", sitting, err)
	}
	return g, nil
}

func bring(ctx context.Context, tx *db.Tx, a authz.Actor, x Sitting, c CaseCommand) error {
	if err := c.validate(); err != nil {
		return err
	}
	p, err := person.GetTx(ctx, tx, a, c.Person)
	if err != nil {
		return err
	}
	if officeOf(p) != x.Facility {
		var f errs.Fields
		f.Add("person_id", "review.other_office")
		return f.Err()
	}
	_, there, err := db.Find[Case](ctx, tx, selectCase+`WHERE facility_id = $1 AND sitting_id = $2 AND person_id = $3`, x.Facility, x.ID, c.Person)
	if err != nil || there {
		return err
	}
	row := Case{
		Facility: x.Facility, ID: id.Case{}.Make(), Sitting: x.ID, Person: c.Person, Reasons: joinReasons(c.Reasons), DueOn: c.DueOn,
		Request: c.Request, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	if err := db.Insert(ctx, tx, "casework_case", row); err != nil {
		return err
	}
	return audit.Created(ctx, tx, a, whatCase(row, "case.bring"), row)
}

// DropCase takes a case off the agenda. State when it is decided or the sitting
// is over: what a board has seen stays.
func (s *Service) DropCase(ctx context.Context, a authz.Actor, key id.Case) (Agenda, error) {
	if err := policy.Check(a, CanWriteReview); err != nil {
		return Agenda{}, err
	}
	var g Agenda
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		c, x, err := caseIn(ctx, tx, a, key)
		if err != nil {
			return err
		}
		if c.Decided() || x.Status != Planned {
			return errs.New(errs.State, "review.case_stays")
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM casework_case WHERE facility_id = $1 AND id = $2`, c.Facility, c.ID); err != nil {
			return err
		}
		if err := audit.Did(ctx, tx, a, whatCase(c, "case.drop")); err != nil {
			return err
		}
		g, err = agendaOf(ctx, tx, x)
		return err
	})
	if err != nil {
		return Agenda{}, fmt.Errorf("drop case %s: %w", key, err)
	}
	return g, nil
}

func caseIn(ctx context.Context, tx *db.Tx, a authz.Actor, key id.Case) (Case, Sitting, error) {
	c, err := db.One[Case](ctx, tx, selectCase+`WHERE id = $1`+tx.ForUpdate(), key)
	if err != nil {
		return c, Sitting{}, err
	}
	x, err := sittingIn(ctx, tx, a, c.Sitting)
	return c, x, err
}

// Decide writes the board's decision of a case. A decision to move the stage
// moves it at once; a correction puts it back first. State before the sitting's
// day, when the stages do not know the step, or when a later board has moved the
// person since.
func (s *Service) Decide(ctx context.Context, a authz.Actor, key id.Case, version int64, c DecisionCommand) (CaseRow, error) {
	if err := policy.Check(a, CanWriteReview); err != nil {
		return CaseRow{}, err
	}
	var before Case
	var out CaseRow
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		var x Sitting
		if before, x, err = caseIn(ctx, tx, a, key); err != nil {
			return err
		}
		if err := c.validate(before, x); err != nil {
			return err
		}
		switch {
		case x.Status == Cancelled:
			return errs.New(errs.State, "review.cancelled")
		case x.HeldOn.After(today(tx)):
			return errs.New(errs.State, "review.not_yet")
		}
		if _, err := db.One[int64](ctx, tx, `SELECT version FROM person_person WHERE id = $1`+tx.ForUpdate(), before.Person); err != nil {
			return err
		}
		after := before
		if after.FromStage, err = settleStage(ctx, tx, a, before, x, c); err != nil {
			return err
		}
		after.Decision, after.ToStage, after.Grounds, after.ReviewOn, after.Correction = c.Kind, c.ToStage, c.Grounds, c.ReviewOn, c.Correction
		after.DecidedOn, after.Author = x.HeldOn, a.Name
		since := orNewest(version, before.Version)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, "casework_case", after, since, "facility_id", "id"); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, a, whatCase(after, "case.decide"), before, after); err != nil {
			return err
		}
		out, err = db.One[CaseRow](ctx, tx, selectCaseRow+`WHERE c.id = $1`, key)
		return err
	})
	if err != nil {
		return CaseRow{}, fmt.Errorf("decide case %s: %w", key, audit.Stale(ctx, s.db, err, before.Facility, key, version))
	}
	return out, nil
}

// settleStage brings the person's stage to what the decision says and gives the
// stage from which it started. A correction starts from where the person stood
// before the decision that it corrects.
func settleStage(ctx context.Context, tx *db.Tx, a authz.Actor, was Case, x Sitting, c DecisionCommand) (Stage, error) {
	now, err := stageOf(ctx, tx, was.Person)
	if err != nil {
		return "", err
	}
	moved := was.Decision == MoveStage
	from := now.Stage
	if moved {
		if from = was.FromStage; now.Case != was.ID {
			return "", errs.New(errs.State, "review.moved_since")
		}
	}
	to := from
	if c.Kind == MoveStage {
		if to = c.ToStage; to.mayFollow(from) != nil {
			return "", to.mayFollow(from)
		}
	}
	if to == now.Stage {
		return from, nil
	}
	if to == "" { // the correction of a first stage: the board has said nothing after all
		return "", errs.New(errs.State, "review.first_stage")
	}
	reason := c.Grounds
	if moved {
		reason = c.Correction
	}
	return from, enter(ctx, tx, a, StageRow{Facility: was.Facility, Person: was.Person, Stage: to, SinceOn: x.HeldOn, Case: was.ID, Reason: reason})
}

func whatCase(c Case, action string) audit.What {
	return audit.What{Org: c.Facility, Action: action, Kind: "case", Record: c.ID, Version: c.Version}
}
