package sentence

import (
	"context"
	"fmt"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Imported is what a file of SDP tells of one sentence. What it leaves out
// stays as it is.
type Imported struct {
	Start     civil.Date  // first day of detention
	Term      engine.Term // all verdicts together
	Endless   string      // "life" or "death" instead of a term
	Fine      engine.Term // the substitute (subsider)
	FinePaid  civil.Date
	Paid      bool        // the fine is paid; FinePaid may be unknown
	Remission engine.Term // all so far, months and days
	Official  map[engine.Point]civil.Date
	DocNo     string // the file, or SDP's own number
}

// IsZero reports that the file says nothing of a sentence.
func (m Imported) IsZero() bool {
	return m.Start.IsZero() && m.Term.IsZero() && m.Endless == "" && m.Fine.IsZero() && m.Remission.IsZero() && len(m.Official) == 0
}

// ImportTx brings a person's sentence in line with a file, within the file's
// transaction: what is not written yet is added, what SDP says otherwise than
// SDP said before is corrected, and what an officer wrote stays; where that
// differs, the page shows the difference. The same file twice changes nothing.
// It tells which entries it wrote, for TakeBackTx. The caller has decided that
// the actor may; p is held at a facility in scope. Invalid with the fields of
// Command when the figures make no sense together: see Imported.Check.
func ImportTx(ctx context.Context, tx *db.Tx, s *Service, a authz.Actor, p person.Person, m Imported) ([]EntryID, error) {
	all, err := entriesOf(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	var written []EntryID
	for _, x := range m.changes(p, all, civil.Today(tx.Now())) {
		e, err := x.store(ctx, tx, a, p, max(1, newest(all)))
		if err != nil {
			return nil, fmt.Errorf("import sentence of %s: %w", p.ID, err)
		}
		written = append(written, e)
	}
	if len(written) == 0 {
		return nil, nil
	}
	now, err := entriesOf(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	if err := check(p.ID, now); err != nil {
		return nil, err
	}
	return written, s.follow(ctx, tx, a, p, all, "sentence.import", "")
}

// commands are the facts of the file, one by one.
func (m Imported) commands(p person.Person) []Command {
	var out []Command
	if !m.Start.IsZero() {
		status := engine.Adult
		if p.LegalStatus == person.Juvenile || p.LegalStatus == person.ChildSuspect {
			status = engine.Juvenile
		}
		out = append(out, Command{Topic: Start, Code: string(status), DatedOn: m.Start})
	}
	if !m.Term.IsZero() {
		out = append(out, Command{Topic: Verdict, Years: m.Term.Years, Months: m.Term.Months, Days: m.Term.Days})
	}
	if m.Endless != "" {
		out = append(out, Command{Topic: Condition, Code: m.Endless})
	}
	if !m.Fine.IsZero() {
		out = append(out, Command{Topic: Fine, Years: m.Fine.Years, Months: m.Fine.Months, Days: m.Fine.Days, MetOn: m.FinePaid})
	}
	if !m.Remission.IsZero() {
		t := m.Remission
		out = append(out, Command{Topic: Reported, Months: 12*t.Years + t.Months, Days: t.Days})
	}
	for _, pt := range engine.Points() {
		if on := m.Official[pt]; !on.IsZero() {
			out = append(out, Command{Topic: Official, Code: pt.String(), DatedOn: on})
		}
	}
	for i := range out {
		out[i].Source, out[i].DocNo = SDP, m.DocNo
	}
	return out
}

// match is the entry that says the same thing of a sentence. A file knows one
// verdict and one fine, the sum: where an officer wrote several, they stand.
func match(entries []Entry, c Command) (Entry, bool) {
	for _, e := range entries {
		if e.Topic == c.Topic && (c.Topic != Official && c.Topic != Condition || e.Code == c.Code) {
			return e, true
		}
	}
	return Entry{}, false
}

// tells reports whether e says what c says.
func (c Command) tells(e Entry) bool {
	return e.Code == c.Code && e.DatedOn == c.DatedOn && e.Term() == (engine.Term{Years: c.Years, Months: c.Months, Days: c.Days}) && e.MetOn == c.MetOn
}

// change is what one fact of a file does to what is written: it is added, or
// stands in the place of what SDP said before.
type change struct {
	Command
	old Entry // zero: nothing was written
}

// changes compares a file with what is written of a person. A fine that is said
// to be paid, without a day, was paid today at the latest.
func (m Imported) changes(p person.Person, all []Entry, today civil.Date) []change {
	var out []change
	for _, c := range m.commands(p) {
		old, stands := match(standing(all), c)
		if c.Topic == Fine && m.Paid && c.MetOn.IsZero() {
			if c.MetOn = old.MetOn; c.MetOn.IsZero() {
				c.MetOn = today
			}
		}
		if !stands || old.Source == SDP && !c.tells(old) {
			out = append(out, change{c, old})
		}
	}
	return out
}

func (x change) store(ctx context.Context, tx *db.Tx, a authz.Actor, p person.Person, number int) (EntryID, error) {
	if x.old.ID.IsZero() {
		return importNew(ctx, tx, a, p, x.Command, number)
	}
	return importChanged(ctx, tx, a, p, x.Command, x.old)
}

func importNew(ctx context.Context, tx *db.Tx, a authz.Actor, p person.Person, c Command, number int) (EntryID, error) {
	e, err := c.imported(tx, a, p)
	if err != nil {
		return EntryID{}, err
	}
	e.Number = number
	if err := db.Insert(ctx, tx, table, e); err != nil {
		return EntryID{}, err
	}
	return e.ID, audit.Created(ctx, tx, a, what(e, "sentence.import"), e)
}

func importChanged(ctx context.Context, tx *db.Tx, a authz.Actor, p person.Person, c Command, old Entry) (EntryID, error) {
	before := old
	old.State, old.Version, old.UpdatedAt = Corrected, old.Version+1, tx.Now()
	if err := db.Update(ctx, tx, table, old, before.Version, "facility_id", "id"); err != nil {
		return EntryID{}, err
	}
	if err := audit.Changed(ctx, tx, a, what(old, "sentence.import"), before, old); err != nil {
		return EntryID{}, err
	}
	e, err := c.imported(tx, a, p)
	if err != nil {
		return EntryID{}, err
	}
	e.Number, e.Replaces = old.Number, old.ID
	if err := db.Insert(ctx, tx, table, e); err != nil {
		return EntryID{}, err
	}
	return e.ID, audit.Created(ctx, tx, a, what(e, "sentence.import"), e)
}

// imported is the entry of a fact, by the same rules as a form's.
func (c Command) imported(tx *db.Tx, a authz.Actor, p person.Person) (Entry, error) {
	source := c.Source
	if err := c.validate(civil.Today(tx.Now()), false); err != nil {
		return Entry{}, err
	}
	c.ID = c.ID.Make()
	e := draft(tx, a, p, c)
	e.Source = source // validate leaves a source to official dates alone
	return e, nil
}

// NewSentence is what a file tells of somebody whom it brought into the register.
type NewSentence struct {
	Person person.Person
	Imported
}

// ImportNewTx is ImportTx for many people about whom nothing is written yet, at
// the speed of a bulk load: one audit entry a person. None of them may have an
// entry. Imported.Check finds figures that make no sense beforehand.
func ImportNewTx(ctx context.Context, tx *db.Tx, s *Service, a authz.Actor, list []NewSentence) error {
	var entries []Entry
	var dates []KeyDate
	var done []audit.What
	for _, n := range list {
		own, t, err := n.draft(tx, a)
		if err != nil {
			return fmt.Errorf("import sentence of %s: %w", n.Person.ID, err)
		}
		if len(own) == 0 {
			continue
		}
		entries, dates = append(entries, own...), append(dates, keyDates(n.Person.Facility, t)...)
		done = append(done, what(own[0], "sentence.import"))
		if release := t.Release(); !release.IsZero() {
			if _, err := person.ExpectReleaseTx(ctx, tx, s.people, a, n.Person, release, "sentence.import"); err != nil {
				return err
			}
		}
	}
	if err := db.InsertMany(ctx, tx, table, entries); err != nil {
		return fmt.Errorf("import %d sentences: %w", len(done), err)
	}
	if err := db.InsertMany(ctx, tx, keyDateTable, dates); err != nil {
		return fmt.Errorf("import %d sentences: %w", len(done), err)
	}
	return audit.DidMany(ctx, tx, a, done)
}

func (n NewSentence) draft(tx *db.Tx, a authz.Actor) ([]Entry, Timeline, error) {
	var own []Entry
	for _, x := range n.changes(n.Person, nil, civil.Today(tx.Now())) {
		e, err := x.imported(tx, a, n.Person)
		if err != nil {
			return nil, Timeline{}, err
		}
		e.Number = 1
		own = append(own, e)
	}
	if err := check(n.Person.ID, own); err != nil {
		return nil, Timeline{}, err
	}
	t, err := timeline(n.Person.ID, own)
	return own, t, err
}
