package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// ConfirmCommand lets a checked file into the register. By default a file with
// rows that are wrong is refused whole; GoodRows takes the others. NoDoubtful
// leaves out new people who resemble somebody that is known.
type ConfirmCommand struct {
	GoodRows   bool
	NoDoubtful bool
	Version    int64
}

// Confirm decides that the plan is to be done. The rows follow part by part:
// see Work. State when the file is not checked, or has wrong rows and GoodRows
// was not chosen.
func (s *Service) Confirm(ctx context.Context, a authz.Actor, key id.Import, c ConfirmCommand) (Import, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return Import{}, err
	}
	i, err := s.update(ctx, a, key, c.Version, "intake.confirm", func(tx *db.Tx, i *Import) error {
		switch {
		case i.Status != Checked:
			return errs.New(errs.State, "intake.not_checked")
		case i.Wrong > 0 && !c.GoodRows:
			return errs.New(errs.State, "intake.wrong_rows").With("n", i.Wrong)
		}
		i.Status, i.Applied, i.GoodRows, i.NoDoubtful, i.ConfirmedAt = Applying, 0, c.GoodRows, c.NoDoubtful, tx.Now()
		i.User, i.Actor, i.Role, i.Reach = a.User, a.Name, a.Role, reachOf(a.Scope)
		return nil
	})
	if err == nil {
		s.stir()
	}
	return i, err
}

// worker is whoever confirmed the file, for the rows that are worked off later:
// the audit names them and not the program. What they may see was asked when
// they confirmed.
func worker(i Import) (authz.Actor, error) {
	scope, err := scopeOf(i.Reach)
	return authz.Actor{
		User: i.User, Name: i.Actor, Role: i.Role, Org: i.Office, Scope: scope,
		Origin: authz.Origin{Channel: "import", RequestID: i.ID.String()},
	}, err
}

// Work goes on with a file that is being applied or undone, until it is done or
// the context ends; where it stopped before makes no difference to the result.
// step is told how much is done. It is safe for several to work at once.
func (s *Service) Work(ctx context.Context, a authz.Actor, key id.Import, step func(Import)) (Import, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return Import{}, err
	}
	i, err := visible(ctx, s.db, a, key)
	if err != nil {
		return Import{}, err
	}
	ctx = db.WithoutOnce(ctx)
	switch i.Status {
	case Applying:
		err = s.apply(ctx, i, step)
	case Undoing:
		err = s.takeBack(ctx, i, step)
	default:
		return i, nil
	}
	if err != nil {
		return Import{}, fmt.Errorf("work on import %s: %w", key, err)
	}
	return visible(ctx, s.db, a, key)
}

// errOvertaken ends the work of one who finds that another has done the part.
var errOvertaken = errors.New("import: part is done already")

// part is one chunk, read and ready to be stored.
type part struct {
	chunk chunk
	list  []*entry
	made  []newcomer // by row; without a key where none is to be made
	err   error
}

// apply does the parts that are left. While some are stored the next are read.
func (s *Service) apply(ctx context.Context, i Import, step func(Import)) error {
	a, err := worker(i)
	if err != nil {
		return err
	}
	x, err := s.session(ctx, a, i)
	if err != nil {
		return err
	}
	defer x.table.Close()
	ctx, cancel := context.WithCancel(ctx)
	parts := make(chan part, 1+turnRows/2/s.PartRows)
	go func() {
		defer close(parts)
		s.readParts(ctx, x, i, parts)
	}()
	defer func() { // whoever reads lets go of the file before it is closed
		cancel()
		for range parts {
		}
	}()
	load := s.db.Load()
	defer load.End()
	f, unsettled := feed{from: parts, most: min(turnRows, turnParts*s.PartRows)}, 0
	for f.wait() {
		if i, err = s.applyParts(ctx, a, x, i, &f); errors.Is(err, errOvertaken) {
			return nil
		}
		if err != nil {
			return err
		}
		if step != nil {
			step(i)
		}
		// Alone it writes on until the log is full: that costs less, and nobody waits.
		if unsettled += f.rows; unsettled >= turnRows && s.PartRows < turnRows {
			if err := load.Settle(ctx); err != nil {
				return err
			}
			unsettled = 0
		}
	}
	return errors.Join(f.err, ctx.Err())
}

// feed hands out parts as they are read.
type feed struct {
	from  <-chan part
	parts []part // that are to be stored together
	rows  int
	most  int   // rows
	err   error // why there are no more
}

// wait begins anew with the next part, however long it takes to be read.
func (f *feed) wait() bool {
	f.parts, f.rows = f.parts[:0], 0
	if f.err != nil {
		return false
	}
	p, ok := <-f.from
	return ok && f.add(p)
}

// more adds a part if one is read already: a writer who waited for it would keep
// others from writing.
func (f *feed) more() bool {
	if f.rows >= f.most || f.err != nil {
		return false
	}
	select {
	case p, ok := <-f.from:
		return ok && f.add(p)
	default:
		return false
	}
}

func (f *feed) add(p part) bool {
	if f.err = p.err; f.err != nil {
		return false
	}
	f.parts, f.rows = append(f.parts, p), f.rows+len(p.list)
	return true
}

// readParts reads the file from the first part that is not applied.
func (s *Service) readParts(ctx context.Context, x *session, i Import, to chan<- part) {
	for seq := range i.Chunks {
		var p part
		if p.chunk, p.err = chunkOf(ctx, s.db, i.ID, seq); p.err == nil {
			rows := planned(p.chunk.Plan)
			if seq < i.Applied {
				if p.err = x.skip(len(rows)); p.err == nil {
					continue
				}
			} else if p.list, p.err = x.batch(len(rows)); p.err == nil {
				p.made, p.err = x.newcomers(i, p.list, rows)
			}
		}
		select {
		case to <- p:
		case <-ctx.Done():
			return
		}
		if p.err != nil {
			return
		}
	}
}

// newcomers makes the new people of a part.
func (x *session) newcomers(i Import, list []*entry, rows []rowPlan) ([]newcomer, error) {
	if len(list) != len(rows) {
		return nil, errors.New("the stored file has other rows than its plan")
	}
	out := make([]newcomer, len(list))
	for n, r := range rows {
		if r.what != IsFresh && (r.what != IsDoubtful || i.NoDoubtful) {
			continue
		}
		p, err := x.fresh(list[n])
		if err != nil {
			list[n].refuse(err, x.reader)
			continue
		}
		out[n] = p
	}
	return out, nil
}

// rowPlan is what is planned for a row.
type rowPlan struct {
	what   What
	person id.Person
}

func planned(plan []byte) []rowPlan {
	var out []rowPlan
	for len(plan) > 0 {
		r := rowPlan{what: What(plan[0])}
		plan = plan[1:]
		if r.what == IsChanged && len(plan) >= len(r.person) {
			plan = plan[copy(r.person[:], plan):]
		}
		out = append(out, r)
	}
	return out
}

// applyParts stores parts in one transaction: the one that waits, and those that
// are ready after it while nobody else waits to write. Where a number was given to
// somebody else since the check, it is done again with every number looked up,
// and the rows concerned are left out and named.
func (s *Service) applyParts(ctx context.Context, a authz.Actor, x *session, i Import, f *feed) (Import, error) {
	for _, careful := range []bool{false, true} {
		var after Import
		err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
			after, err = s.applyTx(ctx, tx, a, x, i, f, careful)
			return err
		})
		if careful || !isTaken(err) {
			return after, err
		}
	}
	return i, nil // not reached: the second time answers
}

// isTaken reports whether an identity number belongs to somebody else by now.
func isTaken(err error) bool {
	if person.IsNIKTaken(err) {
		return true
	}
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			if f.Code == "nik.exists" {
				return true
			}
		}
	}
	return false
}

func (s *Service) applyTx(ctx context.Context, tx *db.Tx, a authz.Actor, x *session, i Import, f *feed, careful bool) (Import, error) {
	now, err := visible(ctx, tx, a, i.ID)
	if err != nil {
		return i, err
	}
	if now.Status != Applying || now.Applied != f.parts[0].chunk.Seq {
		return i, errOvertaken
	}
	before := now
	for n := 0; n < len(f.parts) || !tx.Awaited() && f.more(); n++ {
		t := &turn{session: x, rows: planned(f.parts[n].chunk.Plan), part: f.parts[n]}
		if err := t.store(ctx, tx, a, careful); err != nil {
			return i, err
		}
		now.Applied++
		now.Skipped += len(t.skipped)
	}
	if now.Applied < now.Chunks {
		// Progress is not a decision: it has no audit entry and no version, so that
		// a page which shows the file does not go stale with every part.
		_, err := db.Exec(ctx, tx, `UPDATE intake_import SET applied = $1, skipped = $2, updated_at = $3 WHERE id = $4`, now.Applied, now.Skipped, tx.Now().UnixMicro(), now.ID)
		return now, err
	}
	now.Status, now.EndedAt = Done, tx.Now()
	return now, save(ctx, tx, a, "intake.done", before, &now, 0)
}

// turn is one part while it is stored.
type turn struct {
	*session
	part
	rows    []rowPlan
	taken   map[string]person.Known // careful: who has the numbers by now
	skipped []Remark
	before  []before
}

// store does one part.
func (t *turn) store(ctx context.Context, tx *db.Tx, a authz.Actor, careful bool) error {
	if careful {
		if err := t.lookUp(ctx, tx); err != nil {
			return err
		}
	}
	if err := t.change(ctx, tx, a); err != nil {
		return err
	}
	if err := t.register(ctx, tx, a); err != nil {
		return err
	}
	return t.keep(ctx, tx)
}

func (t *turn) lookUp(ctx context.Context, tx *db.Tx) error {
	var hashes [][]byte
	for _, e := range t.list {
		if len(e.hash) > 0 {
			hashes = append(hashes, e.hash)
		}
	}
	rows, err := person.HoldersOf(ctx, tx, hashes)
	t.taken = map[string]person.Known{}
	for _, h := range rows {
		t.taken[string(h.NIKHash)] = h
	}
	return err
}

// free reports whether the row's number is nobody else's, and notes it if not.
func (t *turn) free(e *entry, self id.Person) bool {
	h, taken := t.taken[string(e.hash)]
	if len(e.hash) == 0 || !taken || h.ID == self {
		return true
	}
	t.skip(e, Mistake{Column: t.column(NIK), Field: NIK, Code: "nik.exists"})
	return false
}

func (t *turn) skip(e *entry, why ...Mistake) {
	t.skipped = append(t.skipped, Remark{Line: e.line, What: "skipped", Name: e.c.Name, Wrong: why})
}

// register stores the people that the part makes, with their sentences and
// other names.
func (t *turn) register(ctx context.Context, tx *db.Tx, a authz.Actor) error {
	people := make([]person.Person, 0, len(t.made))
	var sentences []sentence.NewSentence
	var names []person.Alias
	for n := range t.made {
		e, p := t.list[n], &t.made[n]
		switch {
		case p.ID.IsZero() && len(e.wrong) > 0 && t.rows[n].what != IsWrong:
			t.skip(e, e.wrong...)
		case !p.ID.IsZero() && t.free(e, p.ID):
			people, names = append(people, p.Person), append(names, p.names...)
			if !p.told.IsZero() {
				sentences = append(sentences, sentence.NewSentence{Person: p.Person, Imported: p.told})
			}
		}
	}
	if err := person.RegisterManyTx(ctx, tx, a, t.keeper, people, names...); err != nil {
		return err
	}
	return sentence.ImportNewTx(ctx, tx, t.penal, a, sentences)
}

// change stores the people that the part changes, each as they are now.
func (t *turn) change(ctx context.Context, tx *db.Tx, a authz.Actor) error {
	var keys []id.Person
	for _, r := range t.rows {
		if r.what == IsChanged {
			keys = append(keys, r.person)
		}
	}
	found, err := t.stored(ctx, tx, keys)
	if err != nil {
		return err
	}
	for n, r := range t.rows {
		if r.what != IsChanged {
			continue
		}
		if err := t.changeOne(ctx, tx, a, t.list[n], found[r.person]); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) changeOne(ctx context.Context, tx *db.Tx, a authz.Actor, e *entry, was stored) error {
	if was.Facility != e.c.Facility || was.Custody != person.Active && was.LegalStatus != person.Client {
		t.skip(e, Mistake{Column: -1, Code: "intake.gone_elsewhere"})
		return nil
	}
	again := *e // what is wrong with it now is not what was wrong at the check
	again.wrong = nil
	after, err := t.amend(&again, was)
	if err != nil {
		again.refuse(err, t.reader)
		t.skip(e, again.wrong...)
		return nil
	}
	if !t.free(e, was.ID) || len(after.differs(was.Person)) == 0 {
		return nil
	}
	b, err := t.amendTx(ctx, tx, a, was.Person, after)
	if err == nil {
		t.before = append(t.before, b)
	}
	return err
}

// amendTx stores somebody as a row would have them. The row comes first, with
// the release that the sentence comes to, so that it is written once.
func (t *turn) amendTx(ctx context.Context, tx *db.Tx, a authz.Actor, was person.Person, after amended) (before, error) {
	b := before{Changed: tx.Now()}
	var err error
	if b.Row, err = person.Snapshot(was); err != nil {
		return b, err
	}
	p := was
	if len(differs(was, after.Person)) > 0 {
		if p, err = person.StoreTx(ctx, tx, t.people, a, was, after.Person); err != nil {
			return b, err
		}
	}
	if b.Entries, err = sentence.ImportTx(ctx, tx, t.penal, a, p, after.told); err != nil {
		return b, err
	}
	for _, n := range after.names {
		b.Names = append(b.Names, n.ID)
	}
	b.Version = p.Version
	return b, person.NameTx(ctx, tx, a, p, after.names)
}

// keep notes what an undo needs, and what was left out.
func (t *turn) keep(ctx context.Context, tx *db.Tx) error {
	if len(t.before) == 0 && len(t.skipped) == 0 {
		return nil
	}
	c := t.chunk
	said, err := c.said()
	if err != nil {
		return err
	}
	if c.Remarks, err = remarksText(append(said, t.skipped...)); err != nil {
		return err
	}
	if len(t.before) > 0 {
		if c.Before, err = json.Marshal(t.before); err != nil {
			return err
		}
	}
	return storeChunk(ctx, tx, c)
}

// stir has Serve look at once for files to work on.
func (s *Service) stir() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}
