package person

import (
	"context"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// AdjustmentKind is what makes an adjustment necessary, in the widest words.
type AdjustmentKind string

// AdjustmentKinds lists the kinds in the order of the form.
func AdjustmentKinds() []AdjustmentKind {
	return []AdjustmentKind{"mobility", "sight", "hearing", "speech", "learning", "mental", "illness", "age", "pregnancy", "other"}
}

// Adjustment is what is done so that a person with a disability can take part
// like anybody else (UU 8/2016). What is done is for all who work with the person;
// kind and condition are medical, and each reading of them is audited.
type Adjustment struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.Adjustment   `db:"id" privacy:"internal" json:"id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Kind       AdjustmentKind  `db:"kind" privacy:"medical" json:"kind"`
	Condition  string          `db:"condition_note" privacy:"medical" seal:"id" json:"condition"`
	Adjustment string          `db:"adjustment" privacy:"restricted" json:"adjustment"`
	SinceOn    civil.Date      `db:"since_on" privacy:"restricted" json:"since_on"`
	EndedOn    civil.Date      `db:"ended_on" privacy:"restricted" json:"ended_on"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

func (x Adjustment) key() [16]byte          { return x.ID }
func (x Adjustment) place() id.Organisation { return x.Facility }

// AdjustmentCommand records one.
type AdjustmentCommand struct {
	Kind       AdjustmentKind
	Condition  string
	Adjustment string
	SinceOn    civil.Date
}

func (c *AdjustmentCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "kind", c.Kind, AdjustmentKinds())
	directory.CheckText(&f, "condition", &c.Condition, MaxShort, false)
	directory.CheckText(&f, "adjustment", &c.Adjustment, MaxShort, true)
	CheckPast(&f, "since_on", c.SinceOn, today)
	return f.Err()
}

// MayReadCondition reports whether the actor may open what is medical here: those
// who care for the person at the facility that holds them.
func (p *Person) MayReadCondition(a authz.Actor) bool {
	return policy.May(a, CanReadCondition) && a.Scope.Has(p.Facility)
}

// AddAdjustment records an adjustment. Permission: person.read_condition, at the
// facility that holds the person: whoever writes a condition knows it.
func (s *Service) AddAdjustment(ctx context.Context, a authz.Actor, person id.Person, c AdjustmentCommand) (Adjustment, error) {
	if err := policy.Check(a, CanReadCondition); err != nil {
		return Adjustment{}, err
	}
	return add(ctx, s, a, person, "adjustment", func(tx *db.Tx, p *Person) (Adjustment, error) {
		if !p.MayReadCondition(a) {
			return Adjustment{}, errNotFound
		}
		err := c.validate(civil.Today(tx.Now()))
		return Adjustment{
			Facility: p.Facility, ID: id.Adjustment{}.Make(), Person: p.ID, Kind: c.Kind, Condition: c.Condition, Adjustment: c.Adjustment,
			SinceOn: c.SinceOn, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}, err
	})
}

// Adjustments lists what is done for a person, newest first, without what is
// medical about it.
func (s *Service) Adjustments(ctx context.Context, a authz.Actor, person id.Person) ([]Adjustment, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	all, err := partsOf[Adjustment](ctx, s, a, person, "adjustment")
	for i := range all {
		all[i].Kind, all[i].Condition = "", ""
	}
	return all, err
}

// Conditions is Adjustments with what is medical. Permission:
// person.read_condition at the facility that holds the person; each reading is
// audited.
func (s *Service) Conditions(ctx context.Context, a authz.Actor, person id.Person) ([]Adjustment, error) {
	if err := policy.Check(a, CanReadCondition); err != nil {
		return nil, err
	}
	var all []Adjustment
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := visible(ctx, tx, a, person)
		if err != nil {
			return err
		}
		if !p.MayReadCondition(a) {
			return errNotFound
		}
		if all, err = db.All[Adjustment](ctx, tx, `SELECT `+db.Columns[Adjustment]("")+` FROM person_adjustment WHERE person_id = $1 ORDER BY id DESC`, person); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, what(p, CanReadCondition))
	})
	if err != nil {
		return nil, wrap("read conditions of", person, err)
	}
	return all, nil
}

// EndAdjustment says that an adjustment is no longer needed. State when it ended.
func (s *Service) EndAdjustment(ctx context.Context, a authz.Actor, person id.Person, key id.Adjustment) error {
	if err := policy.Check(a, CanReadCondition); err != nil {
		return err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := visible(ctx, tx, a, person)
		if err != nil {
			return err
		}
		before, err := partByID[Adjustment](ctx, tx, person, "adjustment", key)
		if err != nil {
			return err
		}
		if !p.MayReadCondition(a) {
			return errNotFound
		}
		if !before.EndedOn.IsZero() {
			return errs.New(errs.State, "adjustment.ended")
		}
		after := before
		after.EndedOn, after.Version, after.UpdatedAt = civil.Today(tx.Now()), before.Version+1, tx.Now()
		if err := db.Update(ctx, tx, "person_adjustment", after, before.Version, "facility_id", "id"); err != nil {
			return err
		}
		w := whatPart(after, "adjustment", "end")
		w.Version = after.Version
		return audit.Changed(ctx, tx, a, w, before, after)
	})
	if err != nil {
		return wrap("end adjustment of", person, err)
	}
	return nil
}
