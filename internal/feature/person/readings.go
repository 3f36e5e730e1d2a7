package person

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// maxWaiting is how many readings wait to be written together. Whoever adds the
// last of them writes them all: they are never dropped.
const maxWaiting = 8192

// readings are those that wait. To write each by itself would make every page a
// write; see docs/adr/0019.
type readings struct {
	mu      sync.Mutex
	waiting []Reading
}

// add reports whether it is time to write.
func (w *readings) add(r Reading) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.waiting); n > 0 && r.RequestID != "" {
		if last := w.waiting[n-1]; last.RequestID == r.RequestID && last.Person == r.Person {
			return false // one page, several parts
		}
	}
	w.waiting = append(w.waiting, r)
	return len(w.waiting) >= maxWaiting
}

func (w *readings) take() []Reading {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.waiting
	w.waiting = nil
	return out
}

// giveBack keeps what could not be written, in its order.
func (w *readings) giveBack(list []Reading) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(list, w.waiting...)
}

// FlushReadings writes the readings that wait. The program calls it every second
// and when it ends. Permission: the operator's.
func (s *Service) FlushReadings(ctx context.Context, a authz.Actor) error {
	if err := policy.Check(a, CanFlush); err != nil {
		return err
	}
	return s.flush(ctx)
}

func (s *Service) flush(ctx context.Context) error {
	list := s.readings.take()
	if len(list) == 0 {
		return nil
	}
	err := s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return db.InsertMany(ctx, tx, "person_opening", packed(list)) })
	if err != nil {
		s.readings.giveBack(list)
	}
	return err
}

// noteOpened notes that a record was opened. A child's is written before it is
// shown; the others wait to be written together.
func (s *Service) noteOpened(ctx context.Context, a authz.Actor, p Person) error {
	now := s.db.Now()
	if p.IsChild(civil.Today(now)) {
		r := readingOf(a, p, WayChild, now)
		return s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return noteTx(ctx, tx, r) })
	}
	if s.readings.add(readingOf(a, p, WayOpen, now)) {
		return s.flush(ctx)
	}
	return nil
}

func readingOf(a authz.Actor, p Person, way Way, at time.Time) Reading {
	return Reading{
		Facility: p.holder(), Person: p.ID, User: a.User, Org: a.Org, Reader: a.Name, Role: string(a.Role), Way: way,
		Channel: a.Origin.Channel, RequestID: a.Origin.RequestID, At: at,
	}
}

func noteTx(ctx context.Context, tx *db.Tx, r Reading) error {
	r.ID = id.Reading{}.Make()
	return db.Insert(ctx, tx, "person_reading", r)
}

// NoteTx notes a reading in the transaction of a higher feature that shows what
// is more closed than the record itself.
func NoteTx(ctx context.Context, tx *db.Tx, a authz.Actor, p Person, way Way) error {
	return noteTx(ctx, tx, readingOf(a, p, way, tx.Now()))
}

// Export is a list of people that leaves as a file: its name, the file's form,
// the names of what it was narrowed by (never what was asked for), and the office
// whose people were asked for, if it was one.
type Export struct {
	List   string
	Form   string
	Asked  []string
	Office id.Organisation
}

// NoteExport audits that a list of people is about to be taken out as a file, in
// the chain of the office whose people they are, or else of the reader's own.
// Permission: person.read. Errors: NotFound for an office out of scope.
func (s *Service) NoteExport(ctx context.Context, a authz.Actor, x Export) error {
	if err := policy.Check(a, CanRead); err != nil {
		return err
	}
	return s.noteExport(ctx, a, x, "person.export", audit.Change{Field: "filters", New: strings.Join(x.Asked, " ")})
}

// NoteExported audits how many rows a file held when it was done, or broken off.
// Permission and errors as of NoteExport.
func (s *Service) NoteExported(ctx context.Context, a authz.Actor, x Export, rows int) error {
	if err := policy.Check(a, CanRead); err != nil {
		return err
	}
	return s.noteExport(ctx, a, x, "person.exported", audit.Change{Field: "rows", New: strconv.Itoa(rows)})
}

func (s *Service) noteExport(ctx context.Context, a authz.Actor, x Export, action string, note audit.Change) error {
	org := a.Org
	if !x.Office.IsZero() {
		if !a.Scope.Has(x.Office) {
			return errNotFound
		}
		org = x.Office
	}
	if org.IsZero() {
		return errNotFound
	}
	return s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error {
		return audit.Did(ctx, tx, a, audit.What{Org: org, Action: action, Kind: "organisation", Record: org},
			audit.Change{Field: "list", New: x.List}, audit.Change{Field: "form", New: x.Form}, note)
	})
}

// Readers lists who opened a person's record, newest first, the latest included.
// Permission: person.readers, which the head of the office has; NotFound for a
// person out of scope.
func (s *Service) Readers(ctx context.Context, a authz.Actor, person id.Person, r page.Request) (page.Of[Reading], error) {
	none := page.Of[Reading]{}
	if err := policy.Check(a, CanTrace); err != nil {
		return none, err
	}
	if _, err := visible(ctx, s.db, a, person); err != nil {
		return none, err
	}
	if err := s.flush(ctx); err != nil {
		return none, err
	}
	if err := s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return FileTx(ctx, tx, person) }); err != nil {
		return none, err
	}
	at, err := page.Decode(r.After, 1)
	if err != nil {
		return none, err
	}
	q := &query{}
	q.text.WriteString(`SELECT ` + db.Columns[Reading]("") + ` FROM person_reading WHERE person_id = ` + q.arg(person))
	if at != nil {
		var last id.Reading
		if err := last.UnmarshalText([]byte(at[0])); err != nil {
			return none, errs.New(errs.Invalid, "cursor.invalid").Because(err)
		}
		q.and("id < " + q.arg(last))
	}
	q.text.WriteString(" ORDER BY id DESC LIMIT " + q.arg(r.Limit()+1))
	rows, err := db.All[Reading](ctx, s.db, q.text.String(), q.args...)
	return page.Cut(rows, r, func(x Reading) []string { return []string{x.ID.String()} }), err
}
