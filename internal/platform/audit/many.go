package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// CreatedMany records new rows, each with an entry of its own as Created writes
// it, in one go: each chain's end is read and moved once, however many entries
// it gets. of names a row's entry.
func CreatedMany[T any](ctx context.Context, tx *db.Tx, a authz.Actor, rows []T, of func(row *T) What) error {
	var list []Change // of one row after another
	return many(ctx, tx, a, len(rows), func(i int) (What, []Change) {
		list = diff(list[:0], nil, &rows[i])
		return of(&rows[i]), list
	})
}

// DidMany records the same act on many records that store no row of their own.
func DidMany(ctx context.Context, tx *db.Tx, a authz.Actor, list []What) error {
	return many(ctx, tx, a, len(list), func(i int) (What, []Change) { return list[i], nil })
}

func many(ctx context.Context, tx *db.Tx, a authz.Actor, n int, of func(i int) (What, []Change)) error {
	byOrg := map[id.Organisation][]Entry{}
	for i := range n {
		w, changes := of(i)
		e, err := entry(tx, a, w, changes)
		if err != nil {
			return err
		}
		byOrg[w.Org] = append(byOrg[w.Org], e)
	}
	// Two who need the same chains ask for them in the same order.
	orgs := make([]id.Organisation, 0, len(byOrg))
	for org := range byOrg {
		orgs = append(orgs, org)
	}
	slices.SortFunc(orgs, func(x, y id.Organisation) int { return bytes.Compare(x[:], y[:]) })
	all := make([]Entry, 0, n)
	for _, org := range orgs {
		h, err := lockHead(ctx, tx, org)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		for _, e := range byOrg[org] {
			e.follow(&h)
			all = append(all, e)
		}
		if err := moveHead(ctx, tx, h); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
	}
	if err := db.InsertMany(ctx, tx, "audit_entry", all); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// entry is an entry that has no place in a chain yet.
func entry(tx *db.Tx, a authz.Actor, w What, changes []Change) (Entry, error) {
	if w.Org.IsZero() || w.Record == ([16]byte{}) {
		return Entry{}, fmt.Errorf("audit %s: no organisation or record", w.Action)
	}
	text, err := changesText(changes)
	if err != nil {
		return Entry{}, fmt.Errorf("audit %s: %w", w.Action, err)
	}
	return Entry{
		Org: w.Org, At: tx.Now(), User: a.User, Actor: a.Name, Role: string(a.Role),
		Channel: a.Origin.Channel, Address: a.Origin.Address, RequestID: a.Origin.RequestID,
		Action: w.Action, Kind: w.Kind, Record: w.Record, Version: w.Version, Changes: text,
	}, nil
}

// changesText is what json.Marshal makes of gathered changes, at a third of its
// cost where no value needs more than quotes, as nearly none does: a file has two
// hundred thousand.
func changesText(list []Change) (string, error) {
	b := make([]byte, 0, 512)
	b = append(b, '[')
	for i, c := range list {
		if i > 0 && c.joins(list[i-1]) {
			end := len(b) - len(`","c":""}`) - len(c.Class)
			b = append(append(append(b[:end], ' '), c.Field...), `","c":"`...)
			b = append(append(b, c.Class...), `"}`...)
			continue
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"f":"`...)
		b = append(b, c.Field...)
		for _, x := range [...]struct{ name, value string }{{`","c":"`, c.Class}, {`","o":"`, c.Old}, {`","n":"`, c.New}} {
			if !plain(x.value) {
				whole, err := json.Marshal(gather(list))
				return string(whole), err
			}
			if x.value != "" {
				b = append(append(b, x.name...), x.value...)
			}
		}
		b = append(b, `"}`...)
	}
	return string(append(b, ']')), nil
}

// plain reports whether JSON writes s as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// follow puts the entry at the end of a chain, which it moves.
func (e *Entry) follow(h *head) {
	e.Seq, e.Prev = h.Seq+1, h.Hash
	e.Hash = e.digest()
	h.Seq, h.Hash = e.Seq, e.Hash
}

func moveHead(ctx context.Context, tx *db.Tx, h head) error {
	_, err := db.Exec(ctx, tx, `UPDATE audit_head SET seq = $1, hash = $2 WHERE org_id = $3`, h.Seq, h.Hash, h.Org)
	return err
}
