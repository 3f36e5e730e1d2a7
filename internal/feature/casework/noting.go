package casework

import (
	"context"
	"fmt"
	"strconv"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// NoteFilter narrows a person's notes. Without a kind, notes whose reading is
// audited are left out: whoever passes by should not be recorded as a reader.
type NoteFilter struct {
	Kind      NoteKind
	Retracted bool // with those that were taken back
}

// ReadableKinds lists the kinds of notes that the actor may read about p.
func ReadableKinds(a authz.Actor, p person.Person) []NoteKind {
	var out []NoteKind
	for _, k := range NoteKinds() {
		if May(a, CanReadNote) && MayReadNote(a, p, k) {
			out = append(out, k)
		}
	}
	return out
}

// Notes is one page of a person's notes in their present wording, the latest
// first. Reading those on health and protection is audited in the same
// transaction: without the entry there is no answer. A kind that the actor may
// not read is Forbidden.
func (s *Service) Notes(ctx context.Context, a authz.Actor, p id.Person, f NoteFilter, r page.Request) (page.Of[Note], error) {
	none := page.Of[Note]{}
	if err := policy.Check(a, CanReadNote); err != nil {
		return none, err
	}
	about, err := person.Visible(ctx, s.db, a, p)
	if err != nil {
		return none, err
	}
	kinds, err := f.kinds(a, about)
	if err != nil {
		return none, err
	}
	text, args, err := noteList(p, kinds, f, r)
	if err != nil {
		return none, err
	}
	var rows []Note
	if !f.Kind.Closed() {
		rows, err = db.All[Note](ctx, s.db, text, args...)
	} else {
		err = s.db.InTx(ctx, func(tx *db.Tx) (err error) {
			if rows, err = db.All[Note](ctx, tx, text, args...); err != nil {
				return err
			}
			return audit.Did(ctx, tx, a, readOf(about))
		})
	}
	if err != nil {
		return none, fmt.Errorf("read notes of %s: %w", p, err)
	}
	return page.Cut(rows, r, func(n Note) []string { return []string{n.ID.String()} }), nil
}

// readOf names the reading of closed notes, without saying of which kind: that
// there are some tells already.
func readOf(p person.Person) audit.What {
	return audit.What{Org: p.Facility, Action: string(CanReadNote), Kind: "person", Record: p.ID, Version: p.Version}
}

func (f NoteFilter) kinds(a authz.Actor, p person.Person) ([]NoteKind, error) {
	if f.Kind != "" {
		var check errs.Fields
		if directory.CheckChoice(&check, "kind", f.Kind, NoteKinds()); check.Err() != nil {
			return nil, check.Err()
		}
		if !MayReadNote(a, p, f.Kind) {
			return nil, errs.New(errs.Forbidden, "note.closed")
		}
		return []NoteKind{f.Kind}, nil
	}
	var out []NoteKind
	for _, k := range ReadableKinds(a, p) {
		if !k.Closed() {
			out = append(out, k)
		}
	}
	return out, nil
}

func noteList(p id.Person, kinds []NoteKind, f NoteFilter, r page.Request) (string, []any, error) {
	args := []any{p}
	for _, k := range kinds {
		args = append(args, string(k))
	}
	text := selectNote + `WHERE person_id = $1 AND status IN ('current'`
	if f.Retracted {
		text += `, 'retracted'`
	}
	text += `) AND kind IN (` + db.In(len(kinds), 2) + `)`
	after, err := page.Decode(r.After, 1)
	if err != nil {
		return "", nil, err
	}
	if after != nil {
		var last id.Note
		if err := last.UnmarshalText([]byte(after[0])); err != nil {
			return "", nil, errs.New(errs.Invalid, "cursor.invalid")
		}
		args = append(args, last)
		text += " AND id < $" + strconv.Itoa(len(args))
	}
	args = append(args, r.Limit()+1)
	return text + " ORDER BY id DESC LIMIT $" + strconv.Itoa(len(args)), args, nil
}

// Wordings is a note with all its wordings, the present one first. Reading a
// closed kind is audited.
func (s *Service) Wordings(ctx context.Context, a authz.Actor, key id.Note) ([]Note, error) {
	if err := policy.Check(a, CanReadNote); err != nil {
		return nil, err
	}
	var out []Note
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		n, about, err := noteIn(ctx, tx, a, key)
		if err != nil {
			return err
		}
		if out, err = db.All[Note](ctx, tx, selectNote+`WHERE facility_id = $1 AND root_id = $2 ORDER BY number DESC`, n.Facility, n.Root); err != nil {
			return err
		}
		if !n.Kind.Closed() {
			return nil
		}
		return audit.Did(ctx, tx, a, readOf(about))
	})
	if err != nil {
		return nil, fmt.Errorf("read note %s: %w", key, err)
	}
	return out, nil
}

// noteIn is a wording about somebody in scope, of a kind that the actor may
// read; otherwise it is not found, because that it exists tells already.
func noteIn(ctx context.Context, tx *db.Tx, a authz.Actor, key id.Note) (Note, person.Person, error) {
	n, err := db.One[Note](ctx, tx, selectNote+`WHERE id = $1`+tx.ForUpdate(), key)
	if err != nil {
		return n, person.Person{}, err
	}
	about, err := person.Visible(ctx, tx, a, n.Person)
	if err == nil && !MayReadNote(a, about, n.Kind) {
		err = errNotFound
	}
	return n, about, err
}

// WriteNote writes a note about somebody with whom the actor's office works, of
// a kind that the actor may read.
func (s *Service) WriteNote(ctx context.Context, a authz.Actor, p id.Person, c NoteCommand) (Note, error) {
	if err := policy.Check(a, CanWriteNote); err != nil {
		return Note{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var n Note
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		about, err := worksWith(ctx, tx, a, p)
		if err != nil {
			return err
		}
		if err := c.validate(false, today(tx)); err != nil {
			return err
		}
		if !MayReadNote(a, about, c.Kind) {
			return errs.New(errs.Forbidden, "note.closed")
		}
		n = Note{
			Facility: officeOf(about), ID: c.ID, Root: c.ID, Number: 1, Person: p, Kind: c.Kind, HappenedOn: c.HappenedOn, Text: c.Text,
			Status: NoteCurrent, Author: a.Name, Office: a.OrgName, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if err := db.Insert(ctx, tx, "casework_note", n); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatNote(n, "note.write"), n)
	})
	if err != nil {
		return Note{}, fmt.Errorf("write note on %s: %w", p, err)
	}
	return n, nil
}

// CorrectNote words a note anew and says why; the old wording stays readable.
// State when the wording is no longer the present one. Its kind stays, because
// it decided who has read it: to change that, retract and write anew.
func (s *Service) CorrectNote(ctx context.Context, a authz.Actor, key id.Note, version int64, c NoteCommand) (Note, error) {
	var n Note
	err := s.replaceNote(ctx, a, key, version, "note.correct", func(tx *db.Tx, old *Note) error {
		c.Kind = old.Kind
		if err := c.validate(true, today(tx)); err != nil {
			return err
		}
		old.Status = NoteReplaced
		n = *old
		n.ID, n.Number, n.HappenedOn, n.Text, n.Reason, n.Status = id.Note{}.Make(), old.Number+1, c.HappenedOn, c.Text, c.Reason, NoteCurrent
		n.Author, n.Office, n.Version, n.CreatedAt, n.UpdatedAt = a.Name, a.OrgName, 1, tx.Now(), tx.Now()
		return db.Insert(ctx, tx, "casework_note", n)
	})
	return n, err
}

// RetractNote takes a note back with a reason. It leaves the lists and can still
// be read by who asks for it.
func (s *Service) RetractNote(ctx context.Context, a authz.Actor, key id.Note, version int64, reason string) (Note, error) {
	var n Note
	err := s.replaceNote(ctx, a, key, version, "note.retract", func(_ *db.Tx, old *Note) error {
		var f errs.Fields
		directory.CheckText(&f, "reason", &reason, person.MaxShort, true)
		old.Status, old.Reason = NoteRetracted, reason
		n = *old
		return f.Err()
	})
	n.Version++
	return n, err
}

func (s *Service) replaceNote(ctx context.Context, a authz.Actor, key id.Note, version int64, action string, change func(tx *db.Tx, old *Note) error) error {
	if err := policy.Check(a, CanWriteNote); err != nil {
		return err
	}
	var before Note
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		found, about, err := noteIn(ctx, tx, a, key)
		if err != nil {
			return err
		}
		before = found
		switch {
		case !a.Scope.Has(officeOf(about)):
			return errOtherOffice
		case before.Status != NoteCurrent:
			return errs.New(errs.State, "note.not_current")
		}
		after := before
		if err := change(tx, &after); err != nil {
			return err
		}
		since := orNewest(version, before.Version)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, "casework_note", after, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatNote(after, action), before, after)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, key, audit.Stale(ctx, s.db, err, before.Facility, key, version))
	}
	return nil
}

func whatNote(n Note, action string) audit.What {
	return audit.What{Org: n.Facility, Action: action, Kind: "note", Record: n.ID, Version: n.Version}
}
