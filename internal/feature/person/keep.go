package person

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Change is one person's row before and after a write. A new person has no
// Before, one who is taken out of the register no After. Others are the other
// names that a new person brings; those of anybody else are read.
type Change struct {
	Before, After *Person
	Others        []Naming
}

// Keeper brings what is kept beside people (the keys by which they are found and
// the counts) up with their rows. Every write of a person's row goes through one,
// in the same transaction; an import uses one for all its chunks. What is looked
// at: the key, the name, the register number, the offices, sex and the statuses.
//
// The zero Keeper is ready. Not safe for concurrent use.
type Keeper struct {
	words map[spelling]bool // that are known to be stored

	written, analysed int // hints: so far, and when PostgreSQL was told of them
}

// Tx keeps up with changes that were made in tx.
func (k *Keeper) Tx(ctx context.Context, tx *db.Tx, changes []Change) error {
	var fresh, gone, come []nameKey
	var words []spelling
	counts := tally{}
	for _, c := range changes {
		counts.change(c)
		if !refound(c) {
			continue
		}
		var others []Naming
		if c.Before != nil {
			var err error
			if others, err = knownAs(ctx, tx, c.Before.ID); err != nil {
				return err
			}
			gone = append(gone, keysOf(*c.Before, others)...)
		}
		switch {
		case c.Before == nil: // a new person: nobody has their keys
			fresh = append(fresh, keysOf(*c.After, c.Others)...)
			words = append(words, spellingsOf(*c.After, c.Others)...)
		case c.After != nil:
			come = append(come, keysOf(*c.After, others)...)
			words = append(words, spellingsOf(*c.After, others)...)
		}
	}
	if err := db.InsertMany(ctx, tx, "person_name_key", inOrder(fresh)); err != nil {
		return err
	}
	if err := exchange(ctx, tx, gone, come); err != nil {
		return err
	}
	if err := k.learn(ctx, tx, words); err != nil {
		return err
	}
	return counts.store(ctx, tx)
}

// inOrder is the keys in the order of their index, where neighbours are written
// together. Keys are long, so that their places are sorted and each moves once.
func inOrder(keys []nameKey) []nameKey {
	at := make([]*nameKey, len(keys))
	for i := range keys {
		at[i] = &keys[i]
	}
	slices.SortFunc(at, (*nameKey).compare)
	out := make([]nameKey, len(keys))
	for i, k := range at {
		out[i] = *k
	}
	return out
}

// refound reports whether the person is found by other keys than before.
func refound(c Change) bool {
	b, a := c.Before, c.After
	return b == nil || a == nil || b.Name != a.Name || b.RegisterNo != a.RegisterNo || b.Facility != a.Facility || b.Probation != a.Probation ||
		b.Kept != a.Kept || (b.Custody == Merged) != (a.Custody == Merged)
}

func (k *Keeper) learn(ctx context.Context, tx *db.Tx, words []spelling) error {
	n, err := learn(ctx, tx, words, k.words)
	if err != nil {
		return err
	}
	if err := k.analyse(ctx, tx, n); err != nil {
		return err
	}
	tx.AfterCommit(func() {
		if k.words == nil {
			k.words = map[spelling]bool{}
		}
		for _, w := range words {
			k.words[w] = true
		}
	})
	return nil
}

// analyse tells PostgreSQL how large the table of hints has become, each time that
// it has grown severalfold. The plan that a connection made while it was small,
// to read it whole, stands until somebody does; a file would read it whole for
// every hundred words. SQLite plans without looking.
func (k *Keeper) analyse(ctx context.Context, tx *db.Tx, fresh int) error {
	k.written += fresh
	if tx.Dialect() == db.SQLite || k.written < 1000+4*k.analysed {
		return nil
	}
	k.analysed = k.written
	_, err := db.Exec(ctx, tx, `ANALYZE person_name_word`)
	return err
}

// keep is Keeper.Tx for one row.
func keep(ctx context.Context, tx *db.Tx, before *Person, after Person) error {
	return new(Keeper).Tx(ctx, tx, []Change{{Before: before, After: &after}})
}

// exchange replaces keys by others; what is in both stays untouched.
func exchange(ctx context.Context, tx *db.Tx, gone, come []nameKey) error {
	stays := map[nameKey]bool{}
	for _, k := range come {
		stays[k] = true
	}
	for _, k := range gone {
		if stays[k] {
			continue
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM person_name_key WHERE word = $1 AND next = $2 AND office_id = $3 AND person_id = $4 AND name = $5`,
			k.Word, k.Next, k.Office, k.Person, k.Name); err != nil {
			return err
		}
		delete(stays, k)
	}
	rows := make([]any, 0, 5*len(come))
	for _, k := range come {
		rows = append(rows, k.Word, k.Next, k.Office, k.Name, k.Person)
	}
	return insertRows(ctx, tx, `INSERT INTO person_name_key (word, next, office_id, name, person_id) VALUES `, 5, rows, ` ON CONFLICT DO NOTHING`)
}

// cell is one kept count.
type cell struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal"`
	Custody  CustodyStatus   `db:"custody_status" privacy:"internal"`
	Legal    LegalStatus     `db:"legal_status" privacy:"internal"`
	Sex      Sex             `db:"sex" privacy:"internal"`
}

func (c cell) compare(o cell) int {
	return cmp.Or(slices.Compare(c.Facility[:], o.Facility[:]), cmp.Compare(c.Custody, o.Custody), cmp.Compare(c.Legal, o.Legal), cmp.Compare(c.Sex, o.Sex))
}

// tally is by how much counts change.
type tally map[cell]int64

func (t tally) change(c Change) {
	if c.Before != nil {
		t.add(*c.Before, -1)
	}
	if c.After != nil {
		t.add(*c.After, 1)
	}
}

// add counts a person, unless theirs is somebody else's second record.
func (t tally) add(p Person, n int64) {
	if p.Custody != Merged {
		t[cell{p.Facility, p.Custody, p.LegalStatus, p.Sex}] += n
	}
}

// store adds to the kept counts. All transactions take the rows in one order, so
// that two of them wait for each other and never both.
func (t tally) store(ctx context.Context, tx *db.Tx) error {
	var rows []any
	for _, c := range slices.SortedFunc(maps.Keys(t), cell.compare) {
		if n := t[c]; n != 0 {
			rows = append(rows, c.Facility, string(c.Custody), string(c.Legal), string(c.Sex), n)
		}
	}
	return insertRows(ctx, tx, `INSERT INTO person_count (facility_id, custody_status, legal_status, sex, people) VALUES `, 5, rows,
		` ON CONFLICT (facility_id, custody_status, legal_status, sex) DO UPDATE SET people = person_count.people + excluded.people`)
}

// rowsPerStatement bounds the arguments of one statement and, with pad, the
// number of different texts that are prepared.
const rowsPerStatement = 100

// insertRows inserts rows given as one row of values after another.
func insertRows(ctx context.Context, tx *db.Tx, head string, columns int, values []any, tail string) error {
	rows := rowsPerStatement
	if tx.Dialect() == db.SQLite {
		rows = 1 // see db.InsertMany: there a statement of many rows costs more
	}
	for part := range slices.Chunk(values, rows*columns) {
		var b strings.Builder
		b.WriteString(head)
		for i := range part {
			switch {
			case i%columns != 0:
				b.WriteByte(',')
			case i > 0:
				b.WriteString("),(")
			default:
				b.WriteByte('(')
			}
			b.WriteString("$" + strconv.Itoa(i+1))
		}
		b.WriteString(")" + tail)
		if _, err := db.Exec(ctx, tx, b.String(), part...); err != nil {
			return err
		}
	}
	return nil
}

// pad repeats the last value up to n, so that lists of any length make few
// different statements.
func pad[T any](list []T, n int) []T {
	out := slices.Clone(list)
	for len(out) > 0 && len(out) < n {
		out = append(out, list[len(list)-1])
	}
	return out
}
