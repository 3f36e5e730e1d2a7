package audit

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Problem is one place where the record is not what was written. Seq is the
// entry at which it shows: 0 when a chain's head, or a whole sealed chain, is
// gone. A seal that was edited or follows no other names no organisation, and
// Seq is its place among the seals.
type Problem struct {
	Org  id.Organisation
	Seq  int64
	What string // changed, removed, inserted, cut_off, head, seal
}

// Report is the result of Verify.
type Report struct {
	Chains, Entries, Seals int
	Problems               []Problem
}

// maxProblems ends a hopeless report: the first places are what one needs.
const maxProblems = 1000

// Verify walks every chain from its start and every seal. key is the sealing
// key; with none the seals' signatures are not checked, only the ends they name.
//
// Others may write meanwhile. Seals are read first, then heads, then entries, so
// that whatever is new can only lengthen a chain, which is not a problem.
func Verify(ctx context.Context, d *db.DB, key []byte) (Report, error) {
	var r Report
	seals, err := sealsOf(ctx, d)
	if err != nil {
		return r, fmt.Errorf("verify audit: %w", err)
	}
	heads, err := db.All[head](ctx, d, `SELECT org_id, seq, hash FROM audit_head ORDER BY org_id`)
	if err != nil {
		return r, fmt.Errorf("verify audit: %w", err)
	}
	known := map[id.Organisation]head{}
	for _, h := range heads {
		known[h.Org] = h
	}
	// An organisation with entries but without a head lost its head.
	orgs, err := db.All[id.Organisation](ctx, d, `SELECT DISTINCT org_id FROM audit_entry`)
	if err != nil {
		return r, fmt.Errorf("verify audit: %w", err)
	}
	for _, o := range orgs {
		if _, ok := known[o]; !ok {
			heads = append(heads, head{Org: o, Seq: -1})
		}
	}
	ends := map[id.Organisation]map[int64][]byte{}
	for _, s := range seals {
		for _, e := range s.ends() {
			if ends[e.Org] == nil {
				ends[e.Org] = map[int64][]byte{}
			}
			ends[e.Org][e.Seq] = e.Hash
		}
	}
	for _, h := range heads {
		if err := r.chain(ctx, d, h, ends[h.Org]); err != nil {
			return r, fmt.Errorf("verify audit: %w", err)
		}
		delete(ends, h.Org)
	}
	for org := range ends {
		r.add(org, 0, "cut_off") // sealed once, and now neither head nor entry
	}
	r.seals(seals, key)
	return r, nil
}

func (r *Report) add(org id.Organisation, seq int64, what string) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, Problem{org, seq, what})
	}
}

// chain walks one organisation's entries in order.
func (r *Report) chain(ctx context.Context, d *db.DB, h head, sealed map[int64][]byte) error {
	r.Chains++
	prev, next := genesis(h.Org), int64(1)
	err := db.Each(ctx, d, `SELECT `+db.Columns[Entry]("")+` FROM audit_entry WHERE org_id = $1 ORDER BY seq`, []any{h.Org}, func(e *Entry) error {
		r.Entries++
		switch {
		case e.Seq > next:
			r.add(h.Org, next, "removed")
		case e.Seq < next:
			r.add(h.Org, e.Seq, "inserted")
		case !bytes.Equal(e.Prev, prev):
			r.add(h.Org, e.Seq, "inserted")
		}
		if !bytes.Equal(e.digest(), e.Hash) {
			r.add(h.Org, e.Seq, "changed")
		}
		if e.Seq == h.Seq && !bytes.Equal(e.Hash, h.Hash) {
			r.add(h.Org, e.Seq, "head")
		}
		if want, ok := sealed[e.Seq]; ok && !bytes.Equal(want, e.Hash) {
			r.add(h.Org, e.Seq, "seal")
		}
		delete(sealed, e.Seq)
		prev, next = bytes.Clone(e.Hash), e.Seq+1
		return nil
	})
	if err != nil {
		return err
	}
	switch last := next - 1; {
	case h.Seq > last:
		r.add(h.Org, last+1, "cut_off")
	case h.Seq < last:
		grown, err := headReaches(ctx, d, h.Org, last)
		if err != nil {
			return err
		}
		if !grown {
			r.add(h.Org, h.Seq+1, "head")
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(sealed)) {
		if seq > next || seq == next && h.Seq < next { // at next the head has said so
			r.add(h.Org, seq, "cut_off")
		}
	}
	return nil
}

// headReaches reports whether a chain's head has meanwhile moved to seq or beyond.
func headReaches(ctx context.Context, d *db.DB, org id.Organisation, seq int64) (bool, error) {
	now, found, err := db.Find[head](ctx, d, `SELECT org_id, seq, hash FROM audit_head WHERE org_id = $1`, org)
	return found && now.Seq >= seq, err
}
