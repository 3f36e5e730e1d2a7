package person

import (
	"context"
	"fmt"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// since is the day from which the register knows a new person: the first of
// custody, or of guidance for one who was never held.
func (p *Person) since() civil.Date {
	if p.AdmittedOn.IsZero() {
		return p.ReleasedOn
	}
	return p.AdmittedOn
}

// beginMany is begin for people from a file. Their first number and step have the
// person's own key, as their first stay has.
func beginMany(ctx context.Context, tx *db.Tx, people []Person) error {
	numbers, steps := make([]Number, len(people)), make([]LegalStep, len(people))
	for i := range people {
		p := &people[i]
		numbers[i] = number(tx, *p, KindOfNumber(p.RegisterNo), p.RegisterNo, p.since())
		steps[i] = legalStep(tx, *p, Recorded, p.since(), "")
		numbers[i].ID, steps[i].ID = id.Number(p.ID), id.LegalStep(p.ID)
	}
	if err := db.InsertMany(ctx, tx, "person_number", numbers); err != nil {
		return fmt.Errorf("keep %d numbers: %w", len(people), err)
	}
	if err := db.InsertMany(ctx, tx, "person_legal_step", steps); err != nil {
		return fmt.Errorf("keep %d legal steps: %w", len(people), err)
	}
	return nil
}

// unbegin takes back what beginMany kept. A number that somebody corrected stays,
// and keeps its person.
func unbegin(ctx context.Context, tx *db.Tx, p Person) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM person_number WHERE person_id = $1 AND id = $1 AND version = 1`, p.ID); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, `DELETE FROM person_legal_step WHERE person_id = $1 AND id = $1`, p.ID)
	return err
}

// RestoreTx brings back a row that StoreTx changed at an instant, in the place of
// now: the step and the number that were kept with the change go, and a number
// that it corrected reads as before. What the person began with stays. Conflict
// ("stale") as of StoreTx.
func RestoreTx(ctx context.Context, tx *db.Tx, s *Service, a authz.Actor, now, was Person, changed time.Time) (Person, error) {
	at := changed.UnixMicro()
	for _, text := range []string{
		`DELETE FROM person_legal_step WHERE person_id = $1 AND created_at = $2 AND id <> person_id AND reason = 'recorded'`,
		`DELETE FROM person_number WHERE person_id = $1 AND created_at = $2 AND id <> person_id AND version = 1`,
	} {
		if _, err := db.Exec(ctx, tx, text, now.ID, at); err != nil {
			return Person{}, fmt.Errorf("take history back: %w", err)
		}
	}
	if now.RegisterNo != was.RegisterNo {
		if _, err := db.Exec(ctx, tx, `UPDATE person_number SET number = $1, version = version + 1, updated_at = $2 WHERE person_id = $3 AND number = $4`,
			was.RegisterNo, tx.Now().UnixMicro(), now.ID, now.RegisterNo); err != nil {
			return Person{}, fmt.Errorf("take number back: %w", err)
		}
	}
	return s.put(ctx, tx, a, now, was)
}
