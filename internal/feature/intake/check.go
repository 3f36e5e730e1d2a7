package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/tabular"
)

// chunkRows is how many rows are one transaction: long enough that a commit
// costs little a row, short enough that nobody waits for it.
const chunkRows = 2000

// session is what reading a file's rows takes.
type session struct {
	*reader
	drafts *person.Drafts
	keeper *person.Keeper
	table  *tabular.Table
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
	return &session{newReader(t, i, p, d, civil.Today(s.db.Now())), d, new(person.Keeper), t}, nil
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
	k := newKnown(s.db)
	for {
		list, err := x.batch(chunkRows)
		if err != nil {
			return Import{}, err
		}
		if len(list) == 0 {
			break
		}
		c, err := s.plan(ctx, x, k, &found, list)
		if err != nil {
			return Import{}, err
		}
		if err := s.db.InTx(db.WithoutOnce(ctx), func(tx *db.Tx) error { return db.Insert(ctx, tx, chunkTable, c) }); err != nil {
			return Import{}, fmt.Errorf("check file: %w", err)
		}
		found.Chunks++
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
	found, like := make([]id.Person, len(list)), make([]id.Person, len(list))
	var matched []id.Person
	for n, e := range list {
		if e.c.Facility.IsZero() {
			continue
		}
		if err := k.load(ctx, e.c.Facility); err != nil {
			return chunk{}, err
		}
		found[n], like[n] = k.match(e, holders, x.column)
		if !found[n].IsZero() {
			matched = append(matched, found[n])
		}
	}
	stored, err := byKey(ctx, s.db, matched)
	if err != nil {
		return chunk{}, err
	}
	c := chunk{Import: i.ID, Seq: i.Chunks}
	var remarks []Remark
	for n, e := range list {
		w, r := x.judge(i.ID, e, stored[found[n]], like[n], k)
		c.Plan = append(c.Plan, byte(w))
		if w == IsChanged {
			c.Plan = append(c.Plan, found[n][:]...)
		}
		if r.What != "" {
			remarks = append(remarks, r)
		}
		i.count(w)
	}
	c.Remarks, err = remarksText(remarks)
	return c, err
}

func (i *Import) count(w What) {
	i.Rows++
	switch w {
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

func byKey(ctx context.Context, q db.Querier, people []id.Person) (map[id.Person]person.Person, error) {
	rows, err := person.ByIDs(ctx, q, people)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	out := map[id.Person]person.Person{}
	for _, p := range rows {
		out[p.ID] = p
	}
	return out, nil
}

// judge says what is to be done with a row: for a person who is known, stored is
// their row.
func (x *session) judge(key id.Import, e *entry, stored person.Person, like id.Person, k *known) (What, Remark) {
	r := Remark{Line: e.line, Name: e.c.Name}
	if !stored.ID.IsZero() && len(e.wrong) == 0 {
		after, err := x.changed(e, stored)
		if err == nil {
			if r.Differs = differs(stored, after); len(r.Differs) == 0 {
				return IsSame, Remark{}
			}
			r.What, r.Person, r.Name = "changed", stored.ID, stored.Name
			return IsChanged, r
		}
		e.refuse(err, x.column)
	}
	if stored.ID.IsZero() && !e.c.Facility.IsZero() {
		// Also of a row that is wrong already: all of its mistakes are told at once.
		if _, err := x.fresh(key, e); err != nil {
			e.refuse(err, x.column)
		}
	}
	if len(e.wrong) > 0 {
		r.What, r.Wrong = "wrong", e.wrong
		return IsWrong, r
	}
	line := k.resembles(e)
	if like.IsZero() && line == 0 {
		return IsFresh, Remark{}
	}
	r.What, r.Person = "doubtful", like
	if like.IsZero() {
		r.Wrong = []Mistake{{Column: -1, Code: "intake.like_row", Args: errs.Args{"line": line}}}
	}
	return IsDoubtful, r
}

// fresh is the person that a row makes. The key follows from file and row, so
// that a file which is taken up again makes nobody twice.
func (x *session) fresh(key id.Import, e *entry) (person.Person, error) {
	c := e.c
	c.ID = keyOf(key, e.row)
	return x.drafts.New(c, e.office.Type)
}

func (x *session) changed(e *entry, stored person.Person) (person.Person, error) {
	c, admitted := e.apply(stored)
	return x.drafts.Changed(stored, c, admitted)
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

// differs lists the fields in which two rows of a person are not the same.
func differs(before, after person.Person) []Difference {
	var out []Difference
	was, is := reflect.ValueOf(&before).Elem(), reflect.ValueOf(&after).Elem()
	for _, c := range db.ColumnsOf[person.Person]() {
		switch c.Name {
		case "name_key", "nik_cipher", "version", "created_at", "updated_at":
			continue
		}
		d := Difference{Field: Field(c.Name), Old: c.Text(was), New: c.Text(is)}
		if d.Old == d.New {
			continue
		}
		if c.Name == "nik_hash" {
			d = Difference{Field: NIK}
		}
		out = append(out, d)
	}
	return out
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
