package assessment

import (
	"context"
	"fmt"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Health is everything medical about a person, for the staff of the facility
// that holds them, and in an emergency for who opened one. That it was read is
// audited in the same transaction: without the entry there is no answer.
func (s *Service) Health(ctx context.Context, a authz.Actor, p id.Person) (HealthRecord, error) {
	if err := policy.Check(a, CanReadHealth); err != nil {
		return HealthRecord{}, err
	}
	var h HealthRecord
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if h, err = s.health(ctx, tx, a, p); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return HealthRecord{}, fmt.Errorf("read health of %s: %w", p, err)
	}
	return h, nil
}

func (s *Service) health(ctx context.Context, tx *db.Tx, a authz.Actor, p id.Person) (h HealthRecord, err error) {
	about, emergency, err := person.ReadTx(ctx, tx, a, p)
	if err != nil {
		return h, err
	}
	if !emergency && !a.Scope.Has(about.Facility) {
		return h, errNotFound
	}
	if err := person.NoteTx(ctx, tx, a, about, person.WayHealth); err != nil {
		return h, err
	}
	if h.Screenings, err = screeningsOf(ctx, tx, p); err != nil {
		return h, err
	}
	if h.Rehabilitation, err = stagesOf(ctx, tx, p); err != nil {
		return h, err
	}
	rows, err := sheetsOf(ctx, tx, p, questionnaire.Medical)
	if err != nil {
		return h, err
	}
	if h.Sheets, err = s.fillings(ctx, tx, rows, true); err != nil {
		return h, err
	}
	return h, audit.Did(ctx, tx, a, audit.What{Org: about.Facility, Action: string(CanReadHealth), Kind: "person", Record: p, Version: about.Version})
}

// heldBy is the person, when the actor's own facility holds them: the office
// that guides a person and the regional office above do not treat them.
func heldBy(ctx context.Context, tx *db.Tx, a authz.Actor, p id.Person) (person.Person, error) {
	about, err := person.GetTx(ctx, tx, a, p)
	if err != nil {
		return person.Person{}, err
	}
	if !a.Scope.Has(about.Facility) {
		return person.Person{}, errNotFound
	}
	return about, nil
}

// Screening is one screening; reading it is audited like the whole record.
func (s *Service) Screening(ctx context.Context, a authz.Actor, screening id.Screening) (Screening, error) {
	if err := policy.Check(a, CanReadHealth); err != nil {
		return Screening{}, err
	}
	var x Screening
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if x, err = screeningIn(ctx, tx, a, screening); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, whatScreening(x, string(CanReadHealth)))
	})
	if err != nil {
		return Screening{}, fmt.Errorf("read screening %s: %w", screening, err)
	}
	return x, nil
}

// RecordScreening writes a screening down.
func (s *Service) RecordScreening(ctx context.Context, a authz.Actor, p id.Person, c ScreeningCommand) (Screening, error) {
	if err := policy.Check(a, CanWriteHealth); err != nil {
		return Screening{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var x Screening
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		about, err := heldBy(ctx, tx, a, p)
		if err != nil {
			return err
		}
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return err
		}
		x = Screening{
			Facility: about.Facility, ID: c.ID, Person: p, Kind: c.Kind, ScreenedOn: c.ScreenedOn, Result: c.Result, Note: c.Note,
			Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if err := db.Insert(ctx, tx, screeningTable, x); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatScreening(x, "screening.record"), x)
	})
	if err != nil {
		return Screening{}, fmt.Errorf("record screening of %s: %w", p, err)
	}
	return x, nil
}

// ChangeScreening corrects a screening.
func (s *Service) ChangeScreening(ctx context.Context, a authz.Actor, screening id.Screening, version int64, c ScreeningCommand) (Screening, error) {
	if err := policy.Check(a, CanWriteHealth); err != nil {
		return Screening{}, err
	}
	var before, after Screening
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = screeningIn(ctx, tx, a, screening); err != nil {
			return err
		}
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		after = before
		after.Kind, after.ScreenedOn, after.Result, after.Note = c.Kind, c.ScreenedOn, c.Result, c.Note
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, screeningTable, after, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatScreening(after, "screening.change"), before, after)
	})
	if err != nil {
		return Screening{}, fmt.Errorf("change screening %s: %w", screening, audit.Stale(ctx, s.db, err, before.Facility, screening, version))
	}
	return after, nil
}

// MoveStage begins the next stage of a person's rehabilitation. State when the
// stages do not know the step.
func (s *Service) MoveStage(ctx context.Context, a authz.Actor, p id.Person, c StageCommand) (Rehabilitation, error) {
	if err := policy.Check(a, CanWriteHealth); err != nil {
		return Rehabilitation{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var r Rehabilitation
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = moveStage(ctx, tx, a, p, c)
		return err
	})
	if err != nil {
		return Rehabilitation{}, fmt.Errorf("move rehabilitation of %s: %w", p, err)
	}
	return r, nil
}

// moveStage is for whoever has asked the policy.
func moveStage(ctx context.Context, tx *db.Tx, a authz.Actor, p id.Person, c StageCommand) (Rehabilitation, error) {
	about, err := heldBy(ctx, tx, a, p)
	if err != nil {
		return Rehabilitation{}, err
	}
	earlier, err := stagesOf(ctx, tx, p)
	if err != nil {
		return Rehabilitation{}, err
	}
	if err := c.validate(earlier, civil.Today(tx.Now())); err != nil {
		return Rehabilitation{}, err
	}
	if err := c.Stage.mayFollow(HealthRecord{Rehabilitation: earlier}.Stage()); err != nil {
		return Rehabilitation{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	r := Rehabilitation{Facility: about.Facility, ID: c.ID, Person: p, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	c.write(&r)
	if err := db.Insert(ctx, tx, rehabilitationTable, r); err != nil {
		return Rehabilitation{}, err
	}
	return r, audit.Created(ctx, tx, a, audit.What{Org: r.Facility, Action: "rehabilitation.move", Kind: "rehabilitation", Record: r.ID, Version: 1}, r)
}

func whatScreening(x Screening, action string) audit.What {
	return audit.What{Org: x.Facility, Action: action, Kind: "screening", Record: x.ID, Version: x.Version}
}
