package assessment

import (
	"context"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Checks lists a person's looks at the readiness checklist, newest first.
func (s *Service) Checks(ctx context.Context, a authz.Actor, p id.Person) ([]Check, error) {
	if err := policy.Check(a, CanReadReady); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	return checksOf(ctx, s.db, p)
}

// Check is one look at the checklist.
func (s *Service) Check(ctx context.Context, a authz.Actor, readiness id.Readiness) (Check, error) {
	if err := policy.Check(a, CanReadReady); err != nil {
		return Check{}, err
	}
	return checkIn(ctx, s.db, a, readiness)
}

// TakeReadiness stores a look at the checklist; every thing is answered.
func (s *Service) TakeReadiness(ctx context.Context, a authz.Actor, p id.Person, c ReadinessCommand) (Check, error) {
	if err := policy.Check(a, CanWriteReady); err != nil {
		return Check{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var taken Check
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		taken, err = takeReadiness(ctx, tx, a, p, c)
		return err
	})
	if err != nil {
		return Check{}, fmt.Errorf("take readiness of %s: %w", p, err)
	}
	return taken, nil
}

// takeReadiness is for whoever has asked the policy.
func takeReadiness(ctx context.Context, tx *db.Tx, a authz.Actor, p id.Person, c ReadinessCommand) (Check, error) {
	about, err := person.GetTx(ctx, tx, a, p)
	if err != nil {
		return Check{}, err
	}
	if err := c.validate(civil.Today(tx.Now())); err != nil {
		return Check{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	r := Readiness{
		Facility: about.Facility, ID: c.ID, Person: p, Phase: c.Phase, TakenOn: c.TakenOn, Confidence: c.Confidence,
		Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	taken := Check{r, c.items(r)}
	if err := db.Insert(ctx, tx, readinessTable, r); err != nil {
		return Check{}, err
	}
	if err := insertItems(ctx, tx, taken.Items); err != nil {
		return Check{}, err
	}
	return taken, audit.Created(ctx, tx, a, whatReadiness(r, "readiness.take"), r)
}

// ChangeReadiness corrects a look, or ticks what has been done since. Which
// answers changed is in the audit by name.
func (s *Service) ChangeReadiness(ctx context.Context, a authz.Actor, readiness id.Readiness, version int64, c ReadinessCommand) (Check, error) {
	if err := policy.Check(a, CanWriteReady); err != nil {
		return Check{}, err
	}
	var before, after Check
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = checkIn(ctx, tx, a, readiness); err != nil {
			return err
		}
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		r := before.Readiness
		r.Phase, r.TakenOn, r.Confidence, r.Version, r.UpdatedAt = c.Phase, c.TakenOn, c.Confidence, since+1, tx.Now()
		after = Check{r, c.items(r)}
		if err := db.Update(ctx, tx, readinessTable, r, since, "facility_id", "id"); err != nil {
			return err
		}
		if err := replaceItems(ctx, tx, after); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, whatReadiness(r, "readiness.change"), differences(before, after)...)
	})
	if err != nil {
		return Check{}, fmt.Errorf("change readiness %s: %w", readiness, audit.Stale(ctx, s.db, err, before.Facility, readiness, version))
	}
	return after, nil
}

// differences names the answers that changed, without what they are.
func differences(before, after Check) []audit.Change {
	var out []audit.Change
	if before.Phase != after.Phase || before.TakenOn != after.TakenOn || before.Confidence != after.Confidence {
		out = append(out, audit.Change{Field: "readiness", Class: "restricted"})
	}
	for i, it := range after.Items {
		if i >= len(before.Items) || before.Items[i] != it {
			out = append(out, audit.Change{Field: it.Item, Class: "restricted"})
		}
	}
	return out
}

func whatReadiness(r Readiness, action string) audit.What {
	return audit.What{Org: r.Facility, Action: action, Kind: "readiness", Record: r.ID, Version: r.Version}
}
