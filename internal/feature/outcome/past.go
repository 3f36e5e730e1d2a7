package outcome

import (
	"context"
	"fmt"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Past is what a facility that once held somebody may know of how they fare: how
// often they were asked about and reached, and when last; not what was found.
type Past struct {
	Done    int
	Reached int
	Latest  int // milestone
}

// PastOf counts the follow-ups of the latest release of somebody who was once
// held in the actor's scope. Permission: follow_up.read; NotFound for others.
func (s *Service) PastOf(ctx context.Context, a authz.Actor, person id.Person) (Past, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Past{}, err
	}
	once, err := db.All[id.Organisation](ctx, s.db, `SELECT facility_id FROM person_custody WHERE person_id = $1`, person)
	if err != nil {
		return Past{}, fmt.Errorf("read stays of %s: %w", person, err)
	}
	held := false
	for _, o := range once {
		held = held || a.Scope.Has(o)
	}
	if !held {
		return Past{}, errs.New(errs.NotFound, "not_found")
	}
	all, err := ofPerson(ctx, s.db, person)
	if err != nil {
		return Past{}, fmt.Errorf("read follow-ups of %s: %w", person, err)
	}
	var p Past
	for _, f := range all { // the latest release first
		if f.ReleasedOn != all[0].ReleasedOn {
			break
		}
		p.Done++
		p.Latest = max(p.Latest, f.Milestone)
		if f.Reached {
			p.Reached++
		}
	}
	return p, nil
}
