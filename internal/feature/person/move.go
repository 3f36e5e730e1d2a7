package person

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Release lets a person go: the stay ends, and by the kind of release the person
// is a client or free. A person whom a probation office has taken over already
// stays its client also after the sentence's end. State when not in custody.
func (s *Service) Release(ctx context.Context, a authz.Actor, person id.Person, c ReleaseCommand) (Person, error) {
	if err := policy.Check(a, CanMove); err != nil {
		return Person{}, err
	}
	return s.update(ctx, a, person, c.Version, "person.release", func(ctx context.Context, tx *db.Tx, p *Person) error {
		if err := held(a, *p, Released); err != nil {
			return err
		}
		if err := c.validate(*p, civil.Today(tx.Now())); err != nil {
			return err
		}
		p.Custody, p.ReleasedOn = Released, c.On
		to := p.LegalStatus
		if c.Kind.Conditional() {
			to = Client
		} else if p.LegalStatus != Client {
			to = Free
		}
		if err := step(ctx, tx, p, to, LegalReason(c.Kind), c.On, ""); err != nil {
			return err
		}
		return s.leave(ctx, tx, a, *p, c.Kind, c.On)
	})
}

// Leave records that a person escaped or died, inside or outside.
func (s *Service) Leave(ctx context.Context, a authz.Actor, person id.Person, c LeaveCommand) (Person, error) {
	if err := policy.Check(a, CanMove); err != nil {
		return Person{}, err
	}
	return s.update(ctx, a, person, c.Version, "person.leave", func(ctx context.Context, tx *db.Tx, p *Person) error {
		to := map[EndKind]CustodyStatus{EndEscape: Escaped, EndDeath: Died}[c.Kind]
		if to != "" {
			if err := held(a, *p, to); err != nil {
				return err
			}
		}
		since, err := lastEnd(ctx, tx, *p)
		if err != nil {
			return err
		}
		if err := c.validate(*p, since, civil.Today(tx.Now())); err != nil {
			return err
		}
		if p.Custody = to; to == Died {
			p.DiedOn = c.On
		}
		return s.leave(ctx, tx, a, *p, c.Kind, c.On)
	})
}

// Admit begins a new stay at the facility that the record names. A person who
// was released and comes back keeps the day of that release until the next one:
// follow-up counts them as returned.
func (s *Service) Admit(ctx context.Context, a authz.Actor, person id.Person, c AdmitCommand) (Person, error) {
	if err := policy.Check(a, CanMove); err != nil {
		return Person{}, err
	}
	return s.update(ctx, a, person, c.Version, "person.admit", func(ctx context.Context, tx *db.Tx, p *Person) error {
		if err := held(a, *p, Active); err != nil {
			return err
		}
		since, err := lastEnd(ctx, tx, *p)
		if err != nil {
			return err
		}
		if err := c.validate(*p, since, civil.Today(tx.Now())); err != nil {
			return err
		}
		if err := step(ctx, tx, p, c.LegalStatus, usual(p.LegalStatus, c.LegalStatus), c.On, ""); err != nil {
			return err
		}
		p.Custody, p.AdmittedOn, p.ReleaseDueOn = Active, c.On, c.ReleaseDueOn
		if err := renumber(ctx, tx, p, c.RegisterNo, c.On, true); err != nil {
			return err
		}
		return openCustody(ctx, tx, *p)
	})
}

// lastEnd is the day on which the latest stay ended, or guidance began: what comes
// next comes not before it. It is zero for somebody who is held.
func lastEnd(ctx context.Context, q db.Querier, p Person) (civil.Date, error) {
	stays, err := custodyOf(ctx, q, p.ID)
	if len(stays) == 0 {
		return p.ReleasedOn, err
	}
	return newLedger(stays).last().EndsOn, err
}

// held refuses an actor from elsewhere (the office that guides a person sees the
// record and does not move them) and a forbidden move.
func held(a authz.Actor, p Person, next CustodyStatus) error {
	if !a.Scope.Has(p.Facility) {
		return errNotFound
	}
	if !p.Custody.may(next) {
		return errs.New(errs.State, "person.custody_"+string(p.Custody))
	}
	return nil
}

// leave ends the open stay, if there is one, with all that hangs on it, and tells
// who asked to know.
func (s *Service) leave(ctx context.Context, tx *db.Tx, a authz.Actor, p Person, kind EndKind, on civil.Date) error {
	if err := closeCustody(ctx, tx, p.ID, kind, on); err != nil {
		return err
	}
	if err := endPlacement(ctx, tx, p.ID, on); err != nil {
		return err
	}
	if kind != EndTransfer {
		if err := dropTransfer(ctx, tx, a, p.ID, kind); err != nil {
			return err
		}
	}
	return s.Left.tell(ctx, tx, Left{Actor: a, Person: p.ID, Facility: p.Facility, Kind: kind, On: on})
}

// CustodyOf lists a person's stays, newest first.
func (s *Service) CustodyOf(ctx context.Context, a authz.Actor, person id.Person) ([]Custody, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	if _, err := visible(ctx, s.db, a, person); err != nil {
		return nil, err
	}
	return custodyOf(ctx, s.db, person)
}
