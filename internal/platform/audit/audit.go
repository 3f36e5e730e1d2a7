// Package audit keeps who did what to which record, when, from where, and what
// it was before and after, in the same transaction as the change itself.
//
// It owns the audit tables. Each entry is chained by SHA-256 to the one before
// it in its organisation, the end of each chain is kept apart from the rows,
// and once a day all ends are sealed together under a key that is not in the
// database. It refuses personal data: of a field whose class is not plain it
// keeps only that the field changed.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// What names an entry's record and what was done to it.
type What struct {
	Org     id.Organisation // whose chain: the facility or office that the record belongs to
	Action  string          // "commitment.cancel"
	Kind    string          // "commitment"
	Record  [16]byte
	Version int64 // the record's version after the change
}

// Change is one field's change. Old and New are empty for a field that is not
// plain; such neighbours of one class are stored as one, their names with a space
// between, see gather.
type Change struct {
	Field string `json:"f"`
	Class string `json:"c,omitempty"` // set when the values are withheld
	Old   string `json:"o,omitempty"`
	New   string `json:"n,omitempty"`
}

// Entry is one stored audit entry.
type Entry struct {
	Org       id.Organisation `db:"org_id" privacy:"internal"`
	Seq       int64           `db:"seq" privacy:"internal"`
	At        time.Time       `db:"at" privacy:"internal"`
	User      id.User         `db:"user_id" privacy:"internal"`
	Actor     string          `db:"actor" privacy:"internal"`
	Role      string          `db:"role" privacy:"internal"`
	Channel   string          `db:"channel" privacy:"internal"`
	Address   string          `db:"address" privacy:"restricted"`
	RequestID string          `db:"request_id" privacy:"internal"`
	Action    string          `db:"action" privacy:"internal"`
	Kind      string          `db:"kind" privacy:"internal"`
	Record    id.Any          `db:"record_id" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	Changes   string          `db:"changes" privacy:"internal"`
	Prev      []byte          `db:"prev" privacy:"internal"`
	Hash      []byte          `db:"hash" privacy:"internal"`
}

// Diff unpacks Changes.
func (e Entry) Diff() []Change {
	var stored []Change
	if json.Unmarshal([]byte(e.Changes), &stored) != nil {
		return nil
	}
	var out []Change
	for _, c := range stored {
		for f := range strings.SplitSeq(c.Field, " ") {
			one := c
			one.Field = f
			out = append(out, one)
		}
	}
	return out
}

// gather joins neighbours of which nothing but their class is told: of a person
// from a file that is nearly everything, and to name the class with each would
// make the entry, and with it the largest of all tables, twice as long.
func gather(list []Change) []Change {
	out := make([]Change, 0, len(list))
	for i, c := range list {
		if i > 0 && c.joins(list[i-1]) {
			out[len(out)-1].Field += " " + c.Field
		} else {
			out = append(out, c)
		}
	}
	return out
}

// joins reports whether c is told with the one before it.
func (c Change) joins(last Change) bool {
	return c.Class != "" && c.Class == last.Class && c.Old+c.New+last.Old+last.New == ""
}

type head struct {
	Org  id.Organisation `db:"org_id" privacy:"internal"`
	Seq  int64           `db:"seq" privacy:"internal"`
	Hash []byte          `db:"hash" privacy:"internal"`
}

// Created records a new row of a record, Changed a new version and Did an act
// that stores no row of its own (a sign-in, an export). The first entry of a
// transaction also names its result for repeated requests.
func Created[T any](ctx context.Context, tx *db.Tx, a authz.Actor, w What, row T) error {
	return write(ctx, tx, a, w, diff(nil, nil, &row))
}

// Changed records the difference between two versions of a row.
func Changed[T any](ctx context.Context, tx *db.Tx, a authz.Actor, w What, before, after T) error {
	return write(ctx, tx, a, w, diff(nil, &before, &after))
}

// Did records an act without a row; notes must hold no personal data.
func Did(ctx context.Context, tx *db.Tx, a authz.Actor, w What, notes ...Change) error {
	return write(ctx, tx, a, w, notes)
}

func write(ctx context.Context, tx *db.Tx, a authz.Actor, w What, changes []Change) error {
	e, err := entry(tx, a, w, changes)
	if err != nil {
		return err
	}
	h, err := lockHead(ctx, tx, w.Org)
	if err != nil {
		return fmt.Errorf("audit %s: %w", w.Action, err)
	}
	e.follow(&h)
	if err := db.Insert(ctx, tx, "audit_entry", e); err != nil {
		return fmt.Errorf("audit %s: %w", w.Action, err)
	}
	if err := moveHead(ctx, tx, h); err != nil {
		return fmt.Errorf("audit %s: %w", w.Action, err)
	}
	tx.ResultIfNone(id.Any(w.Record).String())
	return nil
}

// lockHead reads the end of an organisation's chain and keeps others off it
// until commit.
func lockHead(ctx context.Context, tx *db.Tx, org id.Organisation) (head, error) {
	q := `SELECT org_id, seq, hash FROM audit_head WHERE org_id = $1` + tx.ForUpdate()
	h, found, err := db.Find[head](ctx, tx, q, org)
	if err != nil || found {
		return h, err
	}
	if _, err := db.Exec(ctx, tx, `INSERT INTO audit_head (org_id, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (org_id) DO NOTHING`, org, genesis(org)); err != nil {
		return h, err
	}
	return db.One[head](ctx, tx, q, org)
}

// genesis starts a chain with its organisation, so that one organisation's
// entries cannot be passed off as another's.
func genesis(org id.Organisation) []byte {
	s := sha256.Sum256(append([]byte("titian audit chain "), org[:]...))
	return s[:]
}

func (e *Entry) digest() []byte {
	b := put(make([]byte, 0, 512+len(e.Changes)), e.Prev)
	b = put(b, e.Org[:])
	b = number(b, e.Seq)
	b = number(b, e.At.UnixMicro())
	b = put(b, e.User[:])
	for _, s := range [...]string{e.Actor, e.Role, e.Channel, e.Address, e.RequestID, e.Action, e.Kind} {
		b = put(b, s)
	}
	b = put(b, e.Record[:])
	b = number(b, e.Version)
	b = put(b, e.Changes)
	sum := sha256.Sum256(b)
	return sum[:]
}

// put writes length and bytes, so that two neighbouring fields cannot trade a byte.
func put[T string | []byte](b []byte, s T) []byte {
	return append(number(b, int64(len(s))), s...)
}

func number(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(n)) // a bit pattern, not a quantity
}

// History lists the entries of one record, newest first. The caller has checked
// that the reader may see the record.
func History(ctx context.Context, q db.Querier, org id.Organisation, record [16]byte) ([]Entry, error) {
	return db.All[Entry](ctx, q, `SELECT `+db.Columns[Entry]("")+` FROM audit_entry WHERE org_id = $1 AND record_id = $2 ORDER BY seq DESC LIMIT 200`, org, id.Any(record))
}

// Stale turns a conflict into one that says what changed since the version that
// the loser had read: each entry of Fields is a changed field, with who and when
// in its arguments. Any other error passes through.
func Stale(ctx context.Context, q db.Querier, err error, org id.Organisation, record [16]byte, since int64) error {
	e := errs.As(err)
	if e == nil || e.Code != "stale" {
		return err
	}
	later, qerr := db.All[Entry](ctx, q, `SELECT `+db.Columns[Entry]("")+` FROM audit_entry WHERE org_id = $1 AND record_id = $2 AND version > $3 ORDER BY seq`, org, id.Any(record), since)
	if qerr != nil {
		return qerr
	}
	out := errs.New(errs.Conflict, "stale")
	for _, x := range later {
		for _, c := range x.Diff() {
			out.Fields = append(out.Fields, errs.Field{Path: c.Field, Code: "changed_by", Args: errs.Args{"who": x.Actor, "at": x.At, "old": c.Old, "new": c.New}})
		}
	}
	return out
}
