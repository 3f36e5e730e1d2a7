package person

import (
	"context"
	"slices"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Redated is what higher features are told when a release that they counted from
// turns out to have been on another day, or never (Now is zero).
type Redated struct {
	Actor  authz.Actor
	Person id.Person
	Was    civil.Date
	Now    civil.Date
}

// Correct corrects one fact of a person's record; the row, the legal status and
// every figure that is derived from stays follow, and the value before stays to
// be read. Permission: person.correct, at the facility that holds the person (or
// held them last). Errors: Invalid, NotFound, State for what cannot be corrected
// so, Conflict.
func (s *Service) Correct(ctx context.Context, a authz.Actor, person id.Person, c CorrectCommand) (Person, error) {
	if err := policy.Check(a, CanCorrect); err != nil {
		return Person{}, err
	}
	return s.update(ctx, a, person, c.Version, CanCorrect, func(ctx context.Context, tx *db.Tx, p *Person) error {
		if !a.Scope.Has(p.Facility) {
			return errNotFound
		}
		if err := c.validate(civil.Today(tx.Now())); err != nil {
			return err
		}
		was, became, err := s.correct(ctx, tx, a, p, c)
		if err != nil {
			return err
		}
		return db.Insert(ctx, tx, "person_correction", Correction{
			Facility: p.Facility, ID: id.Correction{}.Make(), Person: p.ID, Fact: c.Fact, Stay: c.Stay, Was: was, Became: became,
			Reason: c.Reason, By: a.Name, CreatedAt: tx.Now(),
		})
	})
}

// correct changes the row, or the stays with all that follows.
func (s *Service) correct(ctx context.Context, tx *db.Tx, a authz.Actor, p *Person, c CorrectCommand) (was, became string, err error) {
	switch c.Fact {
	case FactBorn:
		was, p.Born = string(p.Born), c.Born
		return was, string(c.Born), nil
	case FactDeath:
		return s.revive(ctx, tx, p)
	case FactGuided:
		return s.guidedSince(ctx, tx, a, p, c.Date)
	}
	stays, err := custodyOf(ctx, tx, p.ID)
	if err != nil {
		return "", "", err
	}
	before := newLedger(stays)
	i := before.find(c.Stay)
	if i < 0 {
		return "", "", errNotFound
	}
	after, err := before.corrected(i, c)
	if err != nil {
		return "", "", err
	}
	if c.Fact == FactOwner {
		if err := s.give(ctx, tx, a, before[i], c.Owner); err != nil {
			return "", "", err
		}
	}
	was, became = told(before[i], c)
	return was, became, s.follow(ctx, tx, a, p, before, after, c)
}

// corrected is the ledger with one fact of stay i changed.
func (l ledger) corrected(i int, c CorrectCommand) (ledger, error) {
	out, err := slices.Clone(l), error(nil)
	switch c.Fact {
	case FactStart:
		out.start(i, c.Date)
	case FactEnd:
		err = out.end(i, c.Date)
	case FactKind:
		err = out.kind(i, c.Kind)
	case FactReopen:
		err = out.reopen(i)
	case FactVoid, FactOwner:
		out, err = out.without(i)
	}
	if err != nil {
		return nil, err
	}
	return out, out.check()
}

// told is the value before and after, as the history shows them.
func told(stay Custody, c CorrectCommand) (was, became string) {
	switch c.Fact {
	case FactStart:
		return stay.StartsOn.String(), c.Date.String()
	case FactEnd:
		return stay.EndsOn.String(), c.Date.String()
	case FactKind:
		return string(stay.EndKind), string(c.Kind)
	case FactReopen:
		return stay.EndsOn.String() + " " + string(stay.EndKind), ""
	case FactOwner:
		return stay.StartsOn.String() + " " + stay.EndsOn.String(), c.Owner.String()
	}
	return stay.StartsOn.String() + " " + stay.EndsOn.String() + " " + string(stay.EndKind), ""
}

// follow stores the stays that changed and brings the row, the law and higher
// features in line with them.
func (s *Service) follow(ctx context.Context, tx *db.Tx, a authz.Actor, p *Person, before, after ledger, c CorrectCommand) error {
	if err := outlives(*p, before, after); err != nil {
		return err
	}
	if err := storeStays(ctx, tx, before, after); err != nil {
		return err
	}
	if err := retransfer(ctx, tx, a, p.ID, before, after, c.Reason); err != nil {
		return err
	}
	settle(p, before, after)
	if last := after.last(); last.EndKind != before.last().EndKind || last.ID != before.last().ID {
		held, err := lastHeld(ctx, tx, *p)
		if err != nil {
			return err
		}
		if err := step(ctx, tx, p, legalAfter(*p, last.EndKind, held), Corrected, civil.Today(tx.Now()), c.Reason); err != nil {
			return err
		}
		if p.Custody != Active {
			if err := dropTransfer(ctx, tx, a, p.ID, last.EndKind); err != nil {
				return err
			}
		}
	}
	return s.redate(ctx, tx, a, p.ID, before, after)
}

// storeStays writes what changed, and takes out a stay that is no longer there.
func storeStays(ctx context.Context, tx *db.Tx, before, after ledger) error {
	for _, was := range before {
		i := after.find(was.ID)
		if i < 0 {
			if _, err := db.Exec(ctx, tx, `DELETE FROM person_custody WHERE person_id = $1 AND id = $2`, was.Person, was.ID); err != nil {
				return err
			}
			continue
		}
		now := after[i]
		if now == was {
			continue
		}
		now.Version, now.UpdatedAt = was.Version+1, tx.Now()
		if err := db.Update(ctx, tx, custodyTable, now, was.Version, "person_id", "id"); err != nil {
			return err
		}
	}
	return nil
}

// redate tells of releases whose day changed, or that were none.
func (s *Service) redate(ctx context.Context, tx *db.Tx, a authz.Actor, person id.Person, before, after ledger) error {
	for _, was := range before {
		if !was.EndKind.IsRelease() {
			continue
		}
		var now civil.Date
		if i := after.find(was.ID); i >= 0 && after[i].EndKind.IsRelease() {
			now = after[i].EndsOn
		}
		if now == was.EndsOn {
			continue
		}
		if err := s.Redated.tell(ctx, tx, Redated{Actor: a, Person: person, Was: was.EndsOn, Now: now}); err != nil {
			return err
		}
	}
	return nil
}

// lastHeld is the last legal status that the person had in custody.
func lastHeld(ctx context.Context, q db.Querier, p Person) (LegalStatus, error) {
	if slices.Contains(Held(), p.LegalStatus) {
		return p.LegalStatus, nil
	}
	steps, err := legalSteps(ctx, q, p.ID)
	for _, x := range steps {
		if slices.Contains(Held(), x.Status) {
			return x.Status, err
		}
	}
	return Convict, err
}

// retransfer keeps the transfer that began a stay in line with it: it moves with
// its day, and is returned when the stay never was.
func retransfer(ctx context.Context, tx *db.Tx, a authz.Actor, person id.Person, before, after ledger, reason string) error {
	for i, was := range before {
		if was.EndKind != EndTransfer {
			continue
		}
		t, found, err := db.Find[Transfer](ctx, tx, `SELECT `+db.Columns[Transfer]("")+` FROM person_transfer
			WHERE person_id = $1 AND facility_id = $2 AND status = 'accepted' AND moved_on = $3`, person, was.Facility, was.EndsOn)
		if err != nil {
			return err
		}
		now := after.find(was.ID)
		if !found || now < 0 || after[now] == before[i] {
			continue
		}
		changed := t
		changed.MovedOn = after[now].EndsOn
		if after[now].EndKind == "" {
			changed.Status, changed.Reason = Returned, reason
		}
		if err := storeTransfer(ctx, tx, a, "correct", t, &changed, 0); err != nil {
			return err
		}
	}
	return nil
}

// Corrections lists what was corrected on a person's record, newest first.
func (s *Service) Corrections(ctx context.Context, a authz.Actor, person id.Person) ([]Correction, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	return partsOf[Correction](ctx, s, a, person, "correction")
}

// give puts a stay that stood on the wrong person's record on the right one's,
// whom the actor must see, too.
func (s *Service) give(ctx context.Context, tx *db.Tx, a authz.Actor, stay Custody, owner id.Person) error {
	before, err := visible(ctx, tx, a, owner)
	if err != nil {
		var f errs.Fields
		f.Add("owner_id", "choice.invalid")
		return f.Err()
	}
	if owner == stay.Person {
		return errs.New(errs.State, "correction.same_person")
	}
	stays, err := custodyOf(ctx, tx, owner)
	if err != nil {
		return err
	}
	was := newLedger(stays)
	moved := stay
	moved.ID, moved.Person, moved.Version, moved.CreatedAt, moved.UpdatedAt = id.Custody{}.Make(), owner, 1, tx.Now(), tx.Now()
	now := newLedger(append(slices.Clone(stays), moved))
	if err := now.check(); err != nil {
		return errs.New(errs.State, "correction.owner_overlap").Because(err)
	}
	if err := outlives(before, was, now); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, custodyTable, moved); err != nil {
		return err
	}
	after := before
	settle(&after, was, now)
	if now.last().ID == moved.ID {
		held, err := lastHeld(ctx, tx, after)
		if err != nil {
			return err
		}
		if err := step(ctx, tx, &after, legalAfter(after, moved.EndKind, held), Corrected, civil.Today(tx.Now()), ""); err != nil {
			return err
		}
	}
	return s.place(ctx, tx, a, CanCorrect, before, &after, 0)
}

// revive takes back a death that was recorded of somebody outside.
func (s *Service) revive(ctx context.Context, tx *db.Tx, p *Person) (was, became string, err error) {
	stays, err := custodyOf(ctx, tx, p.ID)
	if err != nil {
		return "", "", err
	}
	l := newLedger(stays)
	if p.DiedOn.IsZero() || l.last().EndKind == EndDeath {
		return "", "", errs.New(errs.State, "correction.not_dead")
	}
	was, p.DiedOn = p.DiedOn.String(), civil.Date{}
	if len(l) == 0 {
		p.Custody = Released
		return was, "", nil
	}
	settle(p, l, l)
	return was, "", nil
}

// guidedSince moves the day on which the guidance of a client began who was never
// held.
func (s *Service) guidedSince(ctx context.Context, tx *db.Tx, a authz.Actor, p *Person, on civil.Date) (was, became string, err error) {
	stays, err := custodyOf(ctx, tx, p.ID)
	if err != nil {
		return "", "", err
	}
	if len(stays) > 0 {
		return "", "", errs.New(errs.State, "correction.was_held")
	}
	before := p.ReleasedOn
	p.ReleasedOn = on
	if !before.IsZero() && before != on {
		err = s.Redated.tell(ctx, tx, Redated{Actor: a, Person: p.ID, Was: before, Now: on})
	}
	return before.String(), on.String(), err
}
