package programme

import (
	"context"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Enrol gives a person a seat. Permission: enrolment.write. Errors: NotFound
// (class or person out of scope), State "class.full", "class.ended" or
// "person.not_here", Conflict "enrolled" when the person has a seat or has
// completed the class. Whoever left it may come back, with a seat of its own.
func (s *Service) Enrol(ctx context.Context, actor authz.Actor, cmd EnrolCommand) (Enrolment, error) {
	if err := policy.Check(actor, "enrolment.write"); err != nil {
		return Enrolment{}, err
	}
	list, err := s.enrol(ctx, actor, cmd.Offering, []EnrolCommand{cmd})
	if err != nil {
		return Enrolment{}, wrap("enrol", err)
	}
	return list[0], nil
}

// EnrolAll gives several people seats, all or none. Permission and errors: see
// Enrol; Invalid when the list is empty.
func (s *Service) EnrolAll(ctx context.Context, actor authz.Actor, class id.Offering, cmds []EnrolCommand) ([]Enrolment, error) {
	if err := policy.Check(actor, "enrolment.write"); err != nil {
		return nil, err
	}
	if len(cmds) == 0 {
		return nil, field("people", "required")
	}
	list, err := s.enrol(ctx, actor, class, cmds)
	return list, wrap("enrol", err)
}

func (s *Service) enrol(ctx context.Context, actor authz.Actor, class id.Offering, cmds []EnrolCommand) ([]Enrolment, error) {
	var list []Enrolment
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		list = list[:0]
		facility, err := takeSeats(ctx, tx, actor, class, len(cmds))
		if err != nil {
			return err
		}
		for _, c := range cmds {
			if err := mayEnrol(ctx, tx, facility, c); err != nil {
				return err
			}
			e := Enrolment{
				Facility: facility, ID: c.ID, Offering: class, Person: c.Person, Need: c.Need, Status: Active,
				Enrolled: civil.Today(tx.Now()), Version: 1, Created: tx.Now(), Updated: tx.Now(),
			}
			if e.ID.IsZero() {
				e.ID = e.ID.Make()
			}
			if err := db.Insert(ctx, tx, "programme_enrolment", e); err != nil {
				if db.IsUnique(err, "programme_enrolment_once", "programme_enrolment.person_id") {
					return errs.New(errs.Conflict, "enrolled").Because(err)
				}
				return err
			}
			if err := audit.Created(ctx, tx, actor, audit.What{Org: facility, Action: "enrolment.create", Kind: "enrolment", Record: e.ID, Version: 1}, e); err != nil {
				return err
			}
			list = append(list, e)
		}
		return nil
	})
	return list, err
}

// takeSeats counts n seats as taken, or says why it cannot. The one conditional
// update decides between two officers who want the last seat.
func takeSeats(ctx context.Context, tx *db.Tx, actor authz.Actor, class id.Offering, n int) (id.Organisation, error) {
	where, args := seen(actor.Scope, "programme_offering", 3)
	facility, found, err := db.Find[id.Organisation](ctx, tx, `UPDATE programme_offering SET enrolled = enrolled + $1
		WHERE id = $2 AND status IN ('open', 'running') AND enrolled + $1 <= capacity AND `+where+` RETURNING facility_id`,
		append([]any{n, class}, args...)...)
	if err != nil || found {
		return facility, err
	}
	o, err := offeringInScope(ctx, tx, actor, class)
	if err != nil {
		return facility, err
	}
	if !o.Status.Live() {
		return facility, errs.New(errs.State, "class.ended")
	}
	return facility, errs.New(errs.State, "class.full").With("n", o.Capacity)
}

// mayEnrol checks that the person is held at the facility, or is a client whom
// it guides, and that a named need is an open need of the same person.
func mayEnrol(ctx context.Context, tx *db.Tx, facility id.Organisation, c EnrolCommand) error {
	type standing struct {
		Facility  id.Organisation `db:"facility_id" privacy:"internal"`
		Probation id.Organisation `db:"probation_id" privacy:"internal"`
		Custody   string          `db:"custody_status" privacy:"restricted"`
		Legal     string          `db:"legal_status" privacy:"restricted"`
	}
	p, found, err := db.Find[standing](ctx, tx, `SELECT facility_id, probation_id, custody_status, legal_status FROM person_person WHERE id = $1`, c.Person)
	if err != nil {
		return err
	}
	if !found || p.Facility != facility && p.Probation != facility {
		return errNotFound
	}
	held := p.Facility == facility && p.Custody == "active"
	guided := p.Legal == "client" && p.Custody == "released"
	if !held && !guided {
		return errs.New(errs.State, "person.not_here")
	}
	if c.Need.IsZero() {
		return nil
	}
	n, err := db.One[int64](ctx, tx, `SELECT count(*) FROM assessment_need WHERE person_id = $1 AND id = $2 AND closed_on IS NULL`, c.Person, c.Need)
	if err == nil && n == 0 {
		return field("need_id", "choice.invalid")
	}
	return err
}

// Leave ends one enrolment early and frees its seat. Permission:
// enrolment.write. Errors: Invalid, NotFound, State, Conflict.
func (s *Service) Leave(ctx context.Context, actor authz.Actor, key id.Enrolment, version int64, reason string) (Enrolment, error) {
	if err := policy.Check(actor, "enrolment.write"); err != nil {
		return Enrolment{}, err
	}
	var f errs.Fields
	directory.CheckChoice(&f, "reason", reason, LeaveReasons())
	if err := f.Err(); err != nil {
		return Enrolment{}, err
	}
	var e Enrolment
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := enrolmentInScope(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		e = old
		if e.Status != Active {
			return errs.New(errs.State, "enrolment.ended")
		}
		e.Status, e.Reason, e.Ended = Left, reason, civil.Today(tx.Now())
		since := orPresent(version, old.Version)
		e.Version, e.Updated = since+1, tx.Now()
		if err := endSeat(ctx, tx, e, since); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, audit.What{Org: e.Facility, Action: "enrolment.leave", Kind: "enrolment", Record: e.ID, Version: e.Version}, old, e)
	})
	return e, wrap("leave class", audit.Stale(ctx, s.db, err, e.Facility, key, version))
}

// Enrolment returns one enrolment in scope. Permission: roster.read; a partner
// reads participants through Roster only.
func (s *Service) Enrolment(ctx context.Context, actor authz.Actor, key id.Enrolment) (Enrolment, error) {
	if err := policy.Check(actor, "roster.read"); err != nil {
		return Enrolment{}, err
	}
	e, err := enrolmentInScope(ctx, s.db, actor, key)
	return e, wrap("read enrolment", err)
}

// PersonClasses lists a person's enrolments with their classes, newest first.
// Permission: roster.read, and not for partners; a person out of scope has none.
func (s *Service) PersonClasses(ctx context.Context, actor authz.Actor, person id.Person) ([]PersonClass, error) {
	if err := policy.Check(actor, "roster.read"); err != nil {
		return nil, err
	}
	if !actor.Scope.Partner.IsZero() {
		return nil, errNotFound
	}
	list, err := classesOf(ctx, s.db, actor.Scope, person)
	return list, wrap("list classes of a person", err)
}

// Candidates lists who needs this class most: open needs in the programme's
// area at its facility, worst first, then who leaves soonest. Permission:
// enrolment.write.
func (s *Service) Candidates(ctx context.Context, actor authz.Actor, class id.Offering) ([]Candidate, error) {
	if err := policy.Check(actor, "enrolment.write"); err != nil {
		return nil, err
	}
	o, err := offeringInScope(ctx, s.db, actor, class)
	if err != nil {
		return nil, wrap("list candidates", err)
	}
	list, err := candidates(ctx, s.db, o)
	return list, wrap("list candidates", err)
}

// Unseated finds people at the class's facility who have no seat in it, by a
// part of their name or register number: for a seat without an assessed need.
// Permission: enrolment.write. Errors: Invalid (text shorter than two letters).
func (s *Service) Unseated(ctx context.Context, actor authz.Actor, class id.Offering, name string) ([]Candidate, error) {
	if err := policy.Check(actor, "enrolment.write"); err != nil {
		return nil, err
	}
	var f errs.Fields
	directory.CheckText(&f, "name", &name, maxTitle, true)
	if len(name) < 2 && !f.Has("name") {
		f.Add("name", "too_short", "min", 2)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	o, err := offeringInScope(ctx, s.db, actor, class)
	if err != nil {
		return nil, wrap("find people for a class", err)
	}
	list, err := unseated(ctx, s.db, o, name)
	return list, wrap("find people for a class", err)
}

// Roster lists a class's participants. Permission: roster.read. A partner sees
// the names of those who consent, and only while the class stands on an
// agreement in force; the others are lines without a name.
func (s *Service) Roster(ctx context.Context, actor authz.Actor, class id.Offering) ([]Participant, error) {
	if err := policy.Check(actor, "roster.read"); err != nil {
		return nil, err
	}
	o, err := offeringInScope(ctx, s.db, actor, class)
	if err != nil {
		return nil, wrap("list participants", err)
	}
	list, err := participants(ctx, s.db, actor, o)
	if err != nil || actor.Scope.Partner.IsZero() {
		return list, wrap("list participants", err)
	}
	known, err := s.knownTo(ctx, s.db, actor, o)
	if err != nil {
		return nil, wrap("list participants", err)
	}
	for i := range list {
		p := &list[i]
		*p = Participant{Enrolment: p.Enrolment, Person: p.Person, Name: p.Name, Status: p.Status, Version: p.Version, Present: p.Present, Marked: p.Marked}
		if !known[p.Person] {
			p.Name = ""
		}
		p.Person = id.Person{}
	}
	return list, nil
}

// knownTo is the set of participants whom the partner may know by name, as the
// register decides it.
func (s *Service) knownTo(ctx context.Context, q db.Querier, actor authz.Actor, o Offering) (map[id.Person]bool, error) {
	b, err := s.backingOf(ctx, q, actor, o.Commitment)
	if errs.KindOf(err) == errs.Invalid {
		return nil, nil // the promise has ended, and with it the reason to know them
	}
	if err != nil {
		return nil, err
	}
	people, err := seated(ctx, q, o)
	if err != nil {
		return nil, err
	}
	g := person.Ground{Partner: o.Partner, Purpose: person.ClassAttendance, Agreement: b.Agreement}
	decisions, err := person.DecisionsFor(ctx, q, g, people, civil.Today(s.db.Now()))
	known := make(map[id.Person]bool, len(people))
	for p, d := range decisions {
		known[p] = d.Allowed
	}
	return known, err
}
