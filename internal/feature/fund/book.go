package fund

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Book adds an entry to an open fund and keeps its sums. Permission: fund.write.
// Errors: Invalid; NotFound; Forbidden; State "fund.closed", "fund.not_enough"
// (more than is free), "fund.not_set_aside" (more than was set aside for that
// class or for aid), "fund.person_paid" (this person was paid from this fund) and
// "fund.person_paid_elsewhere" (from another fund, for the same class or purpose).
func (s *Service) Book(ctx context.Context, actor authz.Actor, cmd BookCommand) (Entry, error) {
	if err := policy.Check(actor, "fund.write"); err != nil {
		return Entry{}, err
	}
	if err := cmd.validate(civil.Today(s.db.Now())); err != nil {
		return Entry{}, err
	}
	var e Entry
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		f, err := openLocked(ctx, tx, actor, cmd.Fund)
		if err != nil {
			return err
		}
		if err := cmd.checkAsnaf(f.Type); err != nil {
			return err
		}
		e = Entry{
			ID: cmd.ID, Fund: f.ID, Kind: cmd.Kind, Amount: cmd.Amount, BookedOn: cmd.BookedOn, Class: cmd.Class, Person: cmd.Person,
			Asnaf: cmd.Asnaf, Evidence: cmd.Evidence, Surveyor: cmd.Surveyor, Paper: cmd.Paper, Note: cmd.Note, Created: tx.Now(),
		}
		if e.ID.IsZero() {
			e.ID = e.ID.Make()
		}
		if e.Facility, err = s.facilityOf(ctx, tx, actor, f, cmd.Class); err != nil {
			return err
		}
		if err := mayReceive(ctx, tx, actor, f, cmd); err != nil {
			return err
		}
		return post(ctx, tx, actor, f, e)
	})
	return e, wrap("book entry", err)
}

// Reverse takes an entry back, for a reason, with an entry of its own.
// Permission: fund.write. Errors: Invalid; NotFound; Forbidden; State
// "entry.reversed", "entry.is_reversal", and those of Book when later entries
// stand on the money.
func (s *Service) Reverse(ctx context.Context, actor authz.Actor, key id.Entry, reason string) (Entry, error) {
	if err := policy.Check(actor, "fund.write"); err != nil {
		return Entry{}, err
	}
	if err := checkReason(&reason); err != nil {
		return Entry{}, err
	}
	var e Entry
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, f, err := s.entryLocked(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		switch {
		case old.Reversal():
			return errs.New(errs.State, "entry.is_reversal")
		case old.Reversed:
			return errs.New(errs.State, "entry.reversed")
		}
		e = old.Entry
		e.ID, e.Reverses, e.Note = id.Entry{}.Make(), old.ID, reason
		e.BookedOn, e.Created = civil.Today(tx.Now()), tx.Now()
		return post(ctx, tx, actor, f, e)
	})
	return e, wrap("reverse entry", err)
}

// post stores an entry with what it does to the sums of its fund and of the
// class (or of aid) that it belongs to. The fund's row is locked, so the checks
// hold until commit.
func post(ctx context.Context, tx *db.Tx, actor authz.Actor, f Fund, e Entry) error {
	if err := stillOpen(ctx, tx, f.Host, e.BookedOn); err != nil {
		return err
	}
	f.apply(e)
	if err := f.solvent(); err != nil {
		return err
	}
	if e.Kind == Allocation || e.Kind == Disbursement {
		if err := coveredTx(ctx, tx, e); err != nil {
			return err
		}
	}
	if err := db.Insert(ctx, tx, "fund_entry", e); err != nil {
		return err
	}
	if err := storeSums(ctx, tx, f); err != nil {
		return err
	}
	action := "fund." + string(e.Kind)
	if e.Reversal() {
		action = "fund.reverse"
	}
	if err := audit.Created(ctx, tx, actor, audit.What{Org: f.Host, Action: action, Kind: "entry", Record: e.ID, Version: 1}, e); err != nil {
		return err
	}
	return audit.Did(ctx, tx, actor, audit.What{Org: f.Host, Action: action, Kind: "fund", Record: f.ID, Version: f.Version},
		audit.Change{Field: "amount_rp", New: e.Amount.String()})
}

// facilityOf finds the facility of a class of the fund's own cooperation.
func (s *Service) facilityOf(ctx context.Context, tx *db.Tx, actor authz.Actor, f Fund, key id.Offering) (id.Organisation, error) {
	if key.IsZero() {
		return id.Organisation{}, nil
	}
	c, err := s.class(ctx, tx, actor, key)
	if errs.KindOf(err) == errs.NotFound || err == nil && c.Cooperation != f.Cooperation {
		var bad errs.Fields
		bad.Add("class_id", "fund.class_foreign")
		return c.Facility, bad.Err()
	}
	return c.Facility, err
}

// Entry returns one entry in scope, without what the actor may not know.
// Permission: fund.read.
func (s *Service) Entry(ctx context.Context, actor authz.Actor, key id.Entry) (EntryView, error) {
	if err := policy.Check(actor, "fund.read"); err != nil {
		return EntryView{}, err
	}
	e, err := entryInScope(ctx, s.db, actor, key)
	if err != nil {
		return e, wrap("read entry", err)
	}
	list, err := s.dressed(ctx, actor, []EntryView{e})
	if err != nil {
		return EntryView{}, wrap("read entry", err)
	}
	return list[0], nil
}

// Entries lists a fund's book by day, without what the actor may not know.
// Permission: fund.read.
func (s *Service) Entries(ctx context.Context, actor authz.Actor, key id.Fund, r page.Request) (page.Of[EntryView], error) {
	if err := policy.Check(actor, "fund.read"); err != nil {
		return page.Of[EntryView]{}, err
	}
	if _, err := viewInScope(ctx, s.db, actor, key); err != nil {
		return page.Of[EntryView]{}, wrap("list entries", err)
	}
	p, err := entries(ctx, s.db, key, r)
	if err == nil {
		p.Items, err = s.dressed(ctx, actor, p.Items)
	}
	return p, wrap("list entries", err)
}

// dressed adds the classes' titles and takes away what the reader may not know:
// only those who keep the books see whom a payment reached, why that person was
// entitled and who looked. A note may name somebody, so it goes too.
func (s *Service) dressed(ctx context.Context, actor authz.Actor, list []EntryView) ([]EntryView, error) {
	names := policy.May(actor, "fund.names")
	classes := map[id.Offering]Class{}
	for i := range list {
		e := &list[i]
		if !names {
			e.Person, e.PersonName, e.Evidence, e.Surveyor, e.Note = id.Person{}, "", "", "", ""
		}
		if e.Class.IsZero() {
			continue
		}
		c, known := classes[e.Class]
		if !known {
			var err error
			if c, err = s.class(ctx, s.db, actor, e.Class); err != nil && errs.KindOf(err) != errs.NotFound {
				return nil, err
			}
			classes[e.Class] = c
		}
		e.ClassRef, e.ClassTitle = c.Ref, c.Title
	}
	return list, nil
}

// Statement is a fund's account: its kept sums beside those counted from the
// entries, money by class, and how many people of which asnaf it reached.
type Statement struct {
	Fund    View
	Counted Sums
	Classes []ClassSum
	Reached []Reached
}

// Agrees reports whether the kept sums are those of the entries, to the rupiah.
func (s Statement) Agrees() bool {
	f := s.Fund
	return s.Counted == Sums{f.Received, f.Allocated, f.Disbursed, f.Returned}
}

// People is how many people the fund reached.
func (s Statement) People() int {
	n := 0
	for _, r := range s.Reached {
		n += r.People
	}
	return n
}

// Statement accounts for a fund. It names nobody. Permission: fund.read.
func (s *Service) Statement(ctx context.Context, actor authz.Actor, key id.Fund) (Statement, error) {
	if err := policy.Check(actor, "fund.read"); err != nil {
		return Statement{}, err
	}
	var st Statement
	var err error
	if st.Fund, err = viewInScope(ctx, s.db, actor, key); err != nil {
		return st, wrap("state fund", err)
	}
	if st.Counted, err = countedSums(ctx, s.db, key); err != nil {
		return st, wrap("state fund", err)
	}
	if st.Reached, err = reached(ctx, s.db, key); err != nil {
		return st, wrap("state fund", err)
	}
	if st.Classes, err = classSums(ctx, s.db, key); err != nil {
		return st, wrap("state fund", err)
	}
	for i := range st.Classes {
		if x := &st.Classes[i]; !x.Class.IsZero() {
			c, err := s.class(ctx, s.db, actor, x.Class)
			if err != nil && errs.KindOf(err) != errs.NotFound {
				return st, wrap("state fund", err)
			}
			x.Ref, x.Title = c.Ref, c.Title
		}
	}
	return st, nil
}
