package sentence

import (
	"context"
	"fmt"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Service is the use cases of sentences. Every method answers Unauthenticated or
// Forbidden by role, and NotFound for what is about a person out of the actor's
// scope.
type Service struct {
	db     *db.DB
	people *person.Service

	// Moved tells higher features that dates moved.
	Moved person.Hook[Moved]
}

// New returns the service on a database. people is told the expected release.
func New(d *db.DB, people *person.Service) *Service { return &Service{db: d, people: people} }

// View is all that a page shows of a person's sentence.
type View struct {
	Person    person.Person
	Entries   []Entry // that stand, of the sentence being served
	Past      []Entry // corrected, withdrawn, or of an earlier sentence; newest first
	Timeline  Timeline
	Proposals []engine.Expected // remissions that would be due within a year: usulan, counted nowhere
	NoFeast   bool              // the next main feast of the person's religion is not known: its remission is missing above
}

// Of is a person's sentence. A person about whom nothing is written has an
// empty one.
func (s *Service) Of(ctx context.Context, a authz.Actor, key id.Person) (View, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return View{}, err
	}
	p, err := person.Visible(ctx, s.db, a, key)
	if err != nil {
		return View{}, err
	}
	all, err := entriesOf(ctx, s.db, key)
	if err != nil {
		return View{}, err
	}
	return view(p, all, civil.Today(s.db.Now()))
}

func view(p person.Person, all []Entry, today civil.Date) (View, error) {
	v := View{Person: p}
	var err error
	if v.Timeline, err = timeline(p.ID, all); err != nil {
		return View{}, fmt.Errorf("timeline of %s: %w", p.ID, err)
	}
	for _, topic := range Topics() {
		for _, e := range standing(all) {
			if e.Topic == topic {
				v.Entries = append(v.Entries, e)
			}
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		if e := all[i]; e.State != Current || e.Number != v.Timeline.Number {
			v.Past = append(v.Past, e)
		}
	}
	if v.Timeline.Known() && p.Custody == person.Active {
		v.Proposals, v.NoFeast, err = proposals(v.Timeline.Case, p.Religion, today)
	}
	return v, err
}

// proposals are the remissions of the coming year, and whether the day of a feast
// among them is unknown. None is on a day that the person will not see in custody.
func proposals(c engine.Case, religion string, today civil.Date) (list []engine.Expected, noFeast bool, err error) {
	r, err := rulesInForce()
	if err != nil {
		return nil, false, err
	}
	list, err = r.Expect(c, religion, today, today.AddMonths(12))
	return list, r.FeastUnknown(religion, today), err
}

// Entry is one entry.
func (s *Service) Entry(ctx context.Context, a authz.Actor, entry EntryID) (Entry, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Entry{}, err
	}
	e, err := entryIn(ctx, s.db, a, entry)
	return e, err
}

// Add writes an entry down. Everything that hangs on the dates moves with it, in
// the same transaction. A field error when the entries together make no sense: a
// remission before detention began, a second start.
func (s *Service) Add(ctx context.Context, a authz.Actor, key id.Person, c Command) (Entry, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return Entry{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var e Entry
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, all, err := s.held(ctx, tx, a, key)
		if err != nil {
			return err
		}
		if err := c.validate(civil.Today(tx.Now()), false); err != nil {
			return err
		}
		if err := once(all, c, EntryID{}); err != nil {
			return err
		}
		e = draft(tx, a, p, c)
		e.Number = max(1, newest(all))
		if c.Next && newest(all) > 0 {
			e.Number++
		}
		if err := check(key, append(all[:len(all):len(all)], e)); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, table, e); err != nil {
			return err
		}
		if err := audit.Created(ctx, tx, a, what(e, "sentence.add"), e); err != nil {
			return err
		}
		return s.follow(ctx, tx, a, p, all, "sentence.add", c.Topic)
	})
	if err != nil {
		return Entry{}, fmt.Errorf("add to sentence of %s: %w", key, err)
	}
	return e, nil
}

func draft(tx *db.Tx, a authz.Actor, p person.Person, c Command) Entry {
	e := Entry{Facility: p.Facility, ID: c.ID, Person: p.ID, State: Current, Author: a.Name, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	c.write(&e)
	return e
}

// once refuses a second entry of what there is one of; but is the one that is
// being corrected.
func once(all []Entry, c Command, but EntryID) error {
	for _, e := range standing(all) {
		same := e.Topic == c.Topic && (c.Topic.single() || (c.Topic == Official || c.Topic == Condition) && e.Code == c.Code)
		if same && e.ID != but && !c.Next {
			var f errs.Fields
			f.Add(map[bool]string{true: "dated_on", false: "code"}[c.Topic == Start], "sentence.exists")
			return f.Err()
		}
	}
	return nil
}

// held is a person at the actor's own facility, locked, with all entries.
func (s *Service) held(ctx context.Context, tx *db.Tx, a authz.Actor, key id.Person) (person.Person, []Entry, error) {
	p, err := person.GetTx(ctx, tx, a, key)
	if err != nil {
		return p, nil, err
	}
	if !a.Scope.Has(p.Facility) {
		return p, nil, errOtherOffice
	}
	all, err := entriesOf(ctx, tx, key)
	return p, all, err
}

// Correct puts another entry in the place of one, with the reason; the old one
// stays readable. State when it does not stand any more.
func (s *Service) Correct(ctx context.Context, a authz.Actor, entry EntryID, version int64, c Command) (Entry, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return Entry{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var after Entry
	err := s.end(ctx, a, entry, version, "sentence.correct", Corrected, func(tx *db.Tx, p person.Person, old *Entry, all []Entry) ([]Entry, error) {
		c.Topic, c.Next = old.Topic, false
		if err := c.validate(civil.Today(tx.Now()), true); err != nil {
			return nil, err
		}
		if err := once(all, c, old.ID); err != nil {
			return nil, err
		}
		after = draft(tx, a, p, c)
		after.Number, after.Replaces = old.Number, old.ID
		if err := db.Insert(ctx, tx, table, after); err != nil {
			return nil, err
		}
		return []Entry{after}, audit.Created(ctx, tx, a, what(after, "sentence.correct"), after)
	})
	return after, err
}

// Withdraw says that an entry should not have been written, with the reason.
func (s *Service) Withdraw(ctx context.Context, a authz.Actor, entry EntryID, version int64, reason string) (Entry, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return Entry{}, err
	}
	var gone Entry
	err := s.end(ctx, a, entry, version, "sentence.withdraw", Withdrawn, func(_ *db.Tx, _ person.Person, old *Entry, _ []Entry) ([]Entry, error) {
		var f errs.Fields
		checkReason(&f, &reason)
		old.Reason = reason
		gone = *old
		return nil, f.Err()
	})
	return gone, err
}
