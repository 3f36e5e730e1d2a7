package assessment

import (
	"context"
	"fmt"

	"titian/internal/engine/questionnaire"
	"titian/internal/engine/survival"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Sheets lists what was filled in about a person, the newest first, without
// anything medical: neither such questionnaires nor such parts of others. For
// those see Health.
func (s *Service) Sheets(ctx context.Context, a authz.Actor, p id.Person) ([]Filling, error) {
	if err := policy.Check(a, CanReadSheets); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	rows, err := sheetsOf(ctx, s.db, p, questionnaire.Restricted)
	if err != nil {
		return nil, err
	}
	return s.fillings(ctx, s.db, rows, false)
}

// Sheet is one filling with what follows from its answers. Medical answers are
// there for those who may read health where the person is held; that they were
// read is audited in the same transaction. To all others a medical
// questionnaire is NotFound.
func (s *Service) Sheet(ctx context.Context, a authz.Actor, sheet id.Sheet) (Filling, error) {
	if err := policy.Check(a, CanReadSheets); err != nil {
		return Filling{}, err
	}
	x, err := s.filling(ctx, s.db, a, sheet, CanReadHealth)
	if err == nil && x.WithMedical && x.Form.HasMedical() {
		err = s.db.InTx(ctx, func(tx *db.Tx) (err error) {
			if x, err = s.filling(ctx, tx, a, sheet, CanReadHealth); err != nil {
				return err
			}
			return audit.Did(ctx, tx, a, whatSheet(x.Sheet, string(CanReadHealth)))
		})
	}
	if err != nil {
		return Filling{}, fmt.Errorf("read sheet %s: %w", sheet, err)
	}
	return x, nil
}

// filling is a sheet about somebody in the actor's scope. health is the action
// that opens what is medical in it.
func (s *Service) filling(ctx context.Context, q db.Querier, a authz.Actor, sheet id.Sheet, health authz.Action) (Filling, error) {
	row, err := db.One[Sheet](ctx, q, selectSheet+`WHERE id = $1`+lock(q), sheet)
	if err != nil {
		return Filling{}, err
	}
	about, err := person.Visible(ctx, q, a, row.Person)
	if err != nil {
		return Filling{}, err
	}
	withMedical := treats(a, about, health)
	if row.Class == questionnaire.Medical && !withMedical {
		return Filling{}, errNotFound
	}
	x, err := s.open(ctx, q, row, withMedical)
	if err != nil {
		return Filling{}, err
	}
	if err := s.compare(ctx, q, &x); err != nil {
		return Filling{}, err
	}
	if row.Status == SheetSubmitted && row.NeedsAt.IsZero() {
		x.Proposed = x.Form.Proposed(x.Answers)
	}
	if row.Status == SheetReplaced {
		x.ReplacedBy, _, err = db.Find[id.Sheet](ctx, q, `SELECT id FROM assessment_sheet WHERE person_id = $1 AND corrects_id = $2 AND status <> 'draft'`, row.Person, row.ID)
	}
	return x, err
}

// open reads a sheet's questionnaire and computes its scores.
func (s *Service) open(ctx context.Context, q db.Querier, row Sheet, withMedical bool) (Filling, error) {
	all, err := s.fillings(ctx, q, []Sheet{row}, withMedical)
	if err != nil {
		return Filling{}, err
	}
	return all[0], nil
}

// fillings opens sheets, each version of a questionnaire once.
func (s *Service) fillings(ctx context.Context, q db.Querier, rows []Sheet, withMedical bool) ([]Filling, error) {
	type version struct {
		edition Edition
		form    *questionnaire.Questionnaire
	}
	versions, out := map[id.Questionnaire]version{}, make([]Filling, 0, len(rows))
	for _, row := range rows {
		v, known := versions[row.Questionnaire]
		if !known {
			var err error
			if v.edition, v.form, err = s.forms.open(ctx, q, row.Questionnaire); err != nil {
				return nil, err
			}
			versions[row.Questionnaire] = v
		}
		answers, err := row.answers(withMedical)
		if err != nil {
			return nil, err
		}
		x := Filling{Sheet: row, Edition: v.edition, Form: v.form, Answers: answers, WithMedical: withMedical}
		for _, r := range v.form.Results(answers, withMedical) {
			x.Outcomes = append(x.Outcomes, Outcome{Result: r})
		}
		out = append(out, x)
	}
	return out, nil
}

// compare sets each score beside the same one the time before, if there was one.
func (s *Service) compare(ctx context.Context, q db.Querier, x *Filling) error {
	row, found, err := db.Find[Sheet](ctx, q, selectSheet+`WHERE person_id = $1 AND code = $2 AND status = 'submitted' AND id <> $3
		AND (taken_on, id) < ($4, $5) AND id <> $6 ORDER BY taken_on DESC, id DESC LIMIT 1`, x.Person, x.Code, x.ID, x.TakenOn, x.ID, known(x.Corrects))
	if err != nil || !found {
		return err
	}
	earlier, err := s.open(ctx, q, row, x.WithMedical)
	if err != nil {
		return err
	}
	for i := range x.Outcomes {
		x.Outcomes[i].Earlier = timeBefore(*x, earlier, x.Outcomes[i].Result)
	}
	return nil
}

// known keeps a key that there is none of from comparing as NULL.
func known(sheet id.Sheet) []byte { return sheet[:] }

// timeBefore is the same score on an earlier sheet, and whether it changed by more
// than its measurement error: the index of Jacobson and Truax beyond ±1.96.
func timeBefore(now, earlier Filling, r questionnaire.Result) *Earlier {
	for _, o := range earlier.Outcomes {
		if o.Score.Key != r.Score.Key || o.Status != questionnaire.Computed || r.Status != questionnaire.Computed {
			continue
		}
		b := &Earlier{Sheet: earlier.ID, TakenOn: earlier.TakenOn, Value: o.Value, Told: ErrorUnknown}
		if !questionnaire.Comparable(earlier.Form, now.Form, r.Score.Key) {
			b.Told = Incomparable
			return b
		}
		if known := r.Score.Reliability; known != nil {
			instrument := survival.Instrument{SD: known.SD, Reliability: known.Coefficient}
			if index, change, err := instrument.ReliableChange(o.Value, r.Value); err == nil {
				b.Index, b.Told = index, Told(change)
			}
		}
		return b
	}
	return nil
}
