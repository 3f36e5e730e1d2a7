package audit

import (
	"bytes"
	"context"
	"fmt"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Problem is one place where the record is not what was written.
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
func Verify(ctx context.Context, d *db.DB, key []byte) (Report, error) {
	var r Report
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
	seals, err := sealsOf(ctx, d)
	if err != nil {
		return r, fmt.Errorf("verify audit: %w", err)
	}
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
		r.add(h.Org, h.Seq+1, "head")
	case !bytes.Equal(h.Hash, prev):
		r.add(h.Org, last, "head")
	}
	for seq := range sealed {
		if seq >= next {
			r.add(h.Org, seq, "cut_off")
		}
	}
	return nil
}
