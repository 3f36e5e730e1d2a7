package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/tabular"
)

// How many rows are one part. Parts follow each other in one transaction, a few
// and up to turnRows, until somebody else waits to write: whoever saves something on SQLite
// meanwhile, or opens the record of a child, which is noted first, waits for one
// part and no more. Where nobody else works one part fills a transaction: sorted
// together, rows are written for less.
const (
	AloneRows  = turnRows
	SharedRows = 50

	turnRows  = 2000
	turnParts = 4 // whoever waits also waits until all are on the disk
)

// session is what reading a file's rows takes.
type session struct {
	*reader
	drafts *person.Drafts
	keeper *person.Keeper
	table  *tabular.Table
	people *person.Service
	penal  *sentence.Service
	file   Import
	today  civil.Date
}

func (s *Service) session(ctx context.Context, a authz.Actor, i Import) (*session, error) {
	p, err := loadPlaces(ctx, s.db, a.Scope)
	if err != nil {
		return nil, err
	}
	d, err := s.people.Drafts(ctx, a)
	if err != nil {
		return nil, err
	}
	t, err := s.open(ctx, i.Blob)
	if err != nil {
		return nil, err
	}
	today := civil.Today(s.db.Now())
	return &session{newReader(t, i, p, d, today), d, new(person.Keeper), t, s.people, s.sentences, i, today}, nil
}

// batch reads up to n rows; none at the end.
func (x *session) batch(n int) ([]*entry, error) {
	var out []*entry
	for len(out) < n {
		e, err := x.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		e.cells = nil
		out = append(out, e)
	}
	return out, nil
}

// Check compares every row with the register and plans what Confirm would do;
// the register is not changed. step is told how many rows were read. Invalid
// when columns are missing or the file breaks off: then nothing is planned.
func (s *Service) Check(ctx context.Context, a authz.Actor, key id.Import, step func(rows int)) (Import, error) {
	if err := policy.Check(a, CanImport); err != nil {
		return Import{}, err
	}
	i, err := visible(ctx, s.db, a, key)
	if err != nil {
		return Import{}, err
	}
	if i.Status != Read && i.Status != Checked {
		return Import{}, errs.New(errs.State, "intake.under_way")
	}
	if err := i.Shape.check(!i.Into.IsZero()); err != nil {
		return Import{}, err
	}
	found := i
	found.forget()
	if err := s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return dropChunks(ctx, tx, key) }); err != nil {
		return Import{}, err
	}
	x, err := s.session(ctx, a, i)
	if err != nil {
		return Import{}, err
	}
	defer x.table.Close()
	k, err := newKnown(ctx, s.db, a)
	if err != nil {
		return Import{}, err
	}
	var waiting []chunk // to be stored together
	for done := false; !done; {
		list, err := x.batch(s.PartRows)
		if err != nil {
			return Import{}, err
		}
		if done = len(list) == 0; !done {
			c, err := s.plan(ctx, x, k, &found, list)
			if err != nil {
				return Import{}, err
			}
			found.Chunks++
			waiting = append(waiting, c)
		}
		if !done && len(waiting)*s.PartRows < turnRows {
			continue
		}
		if err := s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return db.InsertMany(ctx, tx, chunkTable, waiting) }); err != nil {
			return Import{}, fmt.Errorf("check file: %w", err)
		}
		waiting = waiting[:0]
		if step != nil {
			step(found.Rows)
		}
	}
	if found.Rows == 0 {
		return Import{}, errs.New(errs.Invalid, "file.no_rows")
	}
	return s.update(ctx, a, key, i.Version, "intake.check", func(_ *db.Tx, i *Import) error {
		version, at := i.Version, i.UpdatedAt
		*i = found
		i.Status, i.Version, i.UpdatedAt = Checked, version, at
		return nil
	})
}

// plan decides about the rows of one chunk.
func (s *Service) plan(ctx context.Context, x *session, k *known, i *Import, list []*entry) (chunk, error) {
	holders, err := s.holders(ctx, list)
	if err != nil {
		return chunk{}, err
	}
	found := make([]id.Person, len(list))
	var matched []id.Person
	for n, e := range list {
		if e.c.Facility.IsZero() {
			continue
		}
		if err := k.load(ctx, e.c.Facility); err != nil {
			return chunk{}, err
		}
		found[n] = k.match(e, holders, x.column)
		if !found[n].IsZero() {
			matched = append(matched, found[n])
		}
	}
	stored, err := x.stored(ctx, s.db, matched)
	if err != nil {
		return chunk{}, err
	}
	c := chunk{Import: i.ID, Seq: i.Chunks}
	var remarks []Remark
	for n, e := range list {
		v := x.judge(e, stored[found[n]], k)
		c.Plan = append(c.Plan, byte(v.what))
		if v.what == IsChanged {
			c.Plan = append(c.Plan, found[n][:]...)
		}
		remarks = append(remarks, v.remarks...)
		i.count(v)
	}
	c.Remarks, err = remarksText(remarks)
	return c, err
}

// verdict is what is to be done with a row, and what there is to say of it.
type verdict struct {
	what     What
	remarks  []Remark
	sentence bool
	flagged  bool
}

func (i *Import) count(v verdict) {
	i.Rows++
	switch v.what {
	case IsFresh:
		i.Fresh++
	case IsDoubtful:
		i.Fresh++
		i.Doubtful++
	case IsChanged:
		i.Changed++
	case IsSame:
		i.Same++
	case IsWrong:
		i.Wrong++
	}
	if v.sentence {
		i.Sentences++
	}
	if v.flagged {
		i.Flagged++
	}
}

// holders finds who has the identity numbers of the rows.
func (s *Service) holders(ctx context.Context, list []*entry) (map[string]person.Known, error) {
	var hashes [][]byte
	for _, e := range list {
		if len(e.hash) > 0 {
			hashes = append(hashes, e.hash)
		}
	}
	rows, err := person.HoldersOf(ctx, s.db, hashes)
	if err != nil {
		return nil, fmt.Errorf("find identity numbers: %w", err)
	}
	out := map[string]person.Known{}
	for _, h := range rows {
		out[string(h.NIKHash)] = h
	}
	return out, nil
}

// keyOf is a UUIDv7 of the file's own instant. The row counts up in it, so that
// rows lie beside each other in the index; the file's random part tells it from
// the keys of others.
func keyOf(key id.Import, row int) id.Person {
	p := id.Person(key)
	p[6], p[7] = 0x70|byte(row>>20)&0x0f, byte(row>>12)
	p[8], p[9] = 0x80|byte(row>>6)&0x3f, byte(row)<<2|key[9]&0x03
	return p
}

// reachOf and scopeOf keep the scope of whoever confirms, for the rows that are
// worked off later.
func reachOf(s authz.Scope) string {
	if s.All {
		return "all"
	}
	list := make([]string, len(s.Orgs))
	for i, o := range s.Orgs {
		list[i] = o.String()
	}
	return strings.Join(list, " ")
}

func scopeOf(reach string) (authz.Scope, error) {
	if reach == "all" {
		return authz.Scope{All: true}, nil
	}
	var s authz.Scope
	for f := range strings.FieldsSeq(reach) {
		var o id.Organisation
		if err := o.UnmarshalText([]byte(f)); err != nil {
			return s, err
		}
		s.Orgs = append(s.Orgs, o)
	}
	return s, nil
}
