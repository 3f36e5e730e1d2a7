package audit_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func key() []byte { return []byte("the sealing key, which no database holds") }

func verify(t *testing.T, d *db.DB, key []byte) audit.Report {
	t.Helper()
	r, err := audit.Verify(t.Context(), d, key)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// trail is a database in which two organisations wrote on two days, each day sealed.
type trail struct {
	*db.DB
	a, b id.Organisation
}

const sealedFirst, written = 6, 10 // entries of a on the first day, and in all

func newTrail(t *testing.T, dialect db.Dialect) trail {
	now := dbtest.Now
	d := dbtest.OpenAt(t, dbtest.URL(t, dialect), func() time.Time { return now })
	x := trail{d, id.Organisation{}.Make(), id.Organisation{}.Make()}
	for _, n := range []int{sealedFirst, written - sealedFirst} {
		did(t, d, x.a, n)
		did(t, d, x.b, 2)
		if done, err := audit.Seal(t.Context(), d, key()); err != nil || !done {
			t.Fatalf("seal: %v, %v", done, err)
		}
		now = now.Add(24 * time.Hour)
	}
	return x
}

// exec spoils the trail behind the program's back.
func (x trail) exec(t *testing.T, text string, args ...any) {
	t.Helper()
	must(t, x.DB, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, text, args...)
		return err
	})
}

func (x trail) entries(t *testing.T, org id.Organisation) []audit.Entry {
	t.Helper()
	es, err := db.All[audit.Entry](t.Context(), x.DB, `SELECT `+db.Columns[audit.Entry]("")+` FROM audit_entry WHERE org_id = $1 ORDER BY seq`, org)
	if err != nil {
		t.Fatal(err)
	}
	return es
}

// rewrite replaces the entries of a from seq on by fitting forgeries, and the
// head with them: what somebody can do who knows the program but not the key.
func (x trail) rewrite(t *testing.T, seq int64) {
	t.Helper()
	prev := []byte{}
	for _, e := range x.entries(t, x.a) {
		if e.Seq < seq {
			prev = e.Hash
			continue
		}
		e.Actor, e.Prev = "Somebody else", prev
		prev = e.Digest()
		x.exec(t, `UPDATE audit_entry SET actor = $1, prev = $2, hash = $3 WHERE org_id = $4 AND seq = $5`, e.Actor, e.Prev, prev, x.a, e.Seq)
	}
	x.exec(t, `UPDATE audit_head SET hash = $1 WHERE org_id = $2`, prev, x.a)
}

func TestAnUntouchedTrailVerifies(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		r := verify(t, newTrail(t, dialect).DB, key())
		if r.Chains != 2 || r.Entries != 14 || r.Seals != 2 || len(r.Problems) != 0 {
			t.Errorf("%s: got %+v", dialect, r)
		}
	}
}

func TestVerifySaysWhatWasDoneAndWhere(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, x trail)
		want  string // "a 4 changed": organisation, entry, what; "- 1 seal"
	}{
		{"an actor was changed", func(t *testing.T, x trail) {
			x.exec(t, `UPDATE audit_entry SET actor = 'Budi' WHERE org_id = $1 AND seq = 4`, x.a)
		}, "a 4 changed"},
		{"an entry was changed and its hash renewed", func(t *testing.T, x trail) {
			e := x.entries(t, x.a)[3]
			e.Changes = "[]"
			x.exec(t, `UPDATE audit_entry SET changes = $1, hash = $2 WHERE org_id = $3 AND seq = 4`, e.Changes, e.Digest(), x.a)
		}, "a 5 inserted"},
		{"the tail was rewritten", func(t *testing.T, x trail) { x.rewrite(t, 8) }, "a 10 seal"},
		{"everything was rewritten", func(t *testing.T, x trail) { x.rewrite(t, 2) }, "a 6 seal, a 10 seal"},
		{"an entry was removed", func(t *testing.T, x trail) {
			x.exec(t, `DELETE FROM audit_entry WHERE org_id = $1 AND seq = 5`, x.a)
		}, "a 5 removed"},
		{"the first entry was removed", func(t *testing.T, x trail) {
			x.exec(t, `DELETE FROM audit_entry WHERE org_id = $1 AND seq = 1`, x.a)
		}, "a 1 removed"},
		{"another organisation's entry was inserted", func(t *testing.T, x trail) {
			x.exec(t, `UPDATE audit_entry SET org_id = $1, seq = 11 WHERE org_id = $2 AND seq = 4`, x.a, x.b)
			x.exec(t, `UPDATE audit_head SET seq = 11, hash = (SELECT hash FROM audit_entry WHERE org_id = $1 AND seq = 11) WHERE org_id = $1`, x.a)
		}, "a 11 inserted, a 11 changed, b 4 cut_off"},
		{"a fitting entry was inserted behind the head", func(t *testing.T, x trail) {
			es := x.entries(t, x.a)
			e := es[len(es)-1]
			e.Prev, e.Seq = e.Hash, e.Seq+1
			e.Hash = e.Digest()
			must(t, x.DB, func(ctx context.Context, tx *db.Tx) error { return db.Insert(ctx, tx, "audit_entry", e) })
		}, "a 11 head"},
		{"the newest entries were cut off", func(t *testing.T, x trail) {
			x.exec(t, `DELETE FROM audit_entry WHERE org_id = $1 AND seq > 8`, x.a)
		}, "a 9 cut_off, a 10 cut_off"},
		{"entries and head were cut off together", func(t *testing.T, x trail) {
			x.exec(t, `DELETE FROM audit_entry WHERE org_id = $1 AND seq > 8`, x.a)
			x.exec(t, `UPDATE audit_head SET seq = 8, hash = (SELECT hash FROM audit_entry WHERE org_id = $1 AND seq = 8) WHERE org_id = $1`, x.a)
		}, "a 10 cut_off"},
		{"a head was set back", func(t *testing.T, x trail) {
			x.exec(t, `UPDATE audit_head SET seq = 7 WHERE org_id = $1`, x.a)
		}, "a 7 head, a 8 head"},
		{"a head was edited", func(t *testing.T, x trail) {
			x.exec(t, `UPDATE audit_head SET hash = $1 WHERE org_id = $2`, []byte("x"), x.a)
		}, "a 10 head"},
		{"a head was cut off", func(t *testing.T, x trail) {
			x.exec(t, `DELETE FROM audit_head WHERE org_id = $1`, x.a)
		}, "a 0 head"},
		{"a whole chain is gone", func(t *testing.T, x trail) {
			x.exec(t, `DELETE FROM audit_entry WHERE org_id = $1`, x.a)
			x.exec(t, `DELETE FROM audit_head WHERE org_id = $1`, x.a)
		}, "a 0 cut_off"},
		{"a seal was edited", func(t *testing.T, x trail) {
			x.exec(t, `UPDATE audit_seal SET at = at + 1 WHERE day = $1`, "2026-11-22")
		}, "- 1 seal"},
		{"a seal's list lost a chain", func(t *testing.T, x trail) {
			x.exec(t, `UPDATE audit_seal SET heads = '' WHERE day = $1`, "2026-11-23")
		}, "- 2 seal"},
		{"a seal was removed", func(t *testing.T, x trail) {
			x.exec(t, `DELETE FROM audit_seal WHERE day = $1`, "2026-11-22")
		}, "- 1 seal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, dialect := range dbtest.Dialects() {
				t.Run(string(dialect), func(t *testing.T) {
					t.Parallel()
					x := newTrail(t, dialect)
					tt.spoil(t, x)
					if got := x.told(verify(t, x.DB, key())); got != tt.want {
						t.Errorf("got %q, want %q", got, tt.want)
					}
				})
			}
		})
	}
}

// told writes problems shortly.
func (x trail) told(r audit.Report) string {
	names := map[id.Organisation]string{x.a: "a", x.b: "b", {}: "-"}
	var out []string
	for _, p := range r.Problems {
		out = append(out, fmt.Sprintf("%s %d %s", names[p.Org], p.Seq, p.What))
	}
	return strings.Join(out, ", ")
}

func TestNoColumnCanBeEditedUnseen(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for _, c := range db.ColumnsOf[audit.Entry]() {
			var edit any = []byte("0123456789abcdef") // keys and hashes
			switch c.Name {
			case "actor", "role", "channel", "address", "request_id", "action", "kind", "changes":
				edit = "edited"
			case "at", "version", "seq":
				edit = int64(77)
			}
			x := newTrail(t, d.Dialect)
			x.exec(t, `UPDATE audit_entry SET `+c.Name+` = $1 WHERE org_id = $2 AND seq = 4`, edit, x.a)
			if r := verify(t, x.DB, key()); len(r.Problems) == 0 {
				t.Errorf("%s was edited unseen", c.Name)
			}
		}
	})
}

func TestAnotherKeyFitsNoSeal(t *testing.T) {
	x := newTrail(t, db.SQLite)
	if got := x.told(verify(t, x.DB, bytes.ToUpper(key()))); got != "- 1 seal, - 2 seal" {
		t.Errorf("got %q", got)
	}
	if got := x.told(verify(t, x.DB, nil)); got != "" {
		t.Errorf("without a key signatures are not checked, yet %q", got)
	}
}

func TestADayIsSealedOnce(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		now := dbtest.Now
		d := dbtest.OpenAt(t, dbtest.URL(t, dialect), func() time.Time { return now })
		sealed := func() bool {
			done, err := audit.Seal(t.Context(), d, key())
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		if sealed() {
			t.Error("an empty audit was sealed")
		}
		did(t, d, id.Organisation{}.Make(), 1)
		if !sealed() || sealed() {
			t.Error("the day was not sealed exactly once")
		}
		now = time.Date(2026, 11, 22, 16, 59, 0, 0, time.UTC) // still 22 November in Jakarta
		if sealed() {
			t.Error("the evening was sealed again")
		}
		if now = now.Add(time.Minute); !sealed() {
			t.Error("the next day was not sealed")
		}
		if now = now.Add(-48 * time.Hour); sealed() {
			t.Error("a clock that was set back sealed an earlier day")
		}
	}
}

func TestTwoServersSealADayOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		did(t, d, id.Organisation{}.Make(), 1)
		var wg sync.WaitGroup
		done := make([]bool, 8)
		for i := range done {
			wg.Go(func() {
				var err error
				if done[i], err = audit.Seal(t.Context(), d, key()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		sealed := 0
		for _, d := range done {
			if d {
				sealed++
			}
		}
		if sealed != 1 {
			t.Errorf("%d of them sealed", sealed)
		}
	})
}

func TestFacilitiesWriteTogetherWhileOthersVerify(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		const writers, each = 6, 15
		orgs := []id.Organisation{id.Organisation{}.Make(), id.Organisation{}.Make(), id.Organisation{}.Make()}
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				for range each {
					err := d.InTx(t.Context(), func(tx *db.Tx) error {
						return audit.Did(t.Context(), tx, authz.OperatorAs("writer"), what(orgs[i%len(orgs)], id.Any{}.Make(), 1))
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		finished := make(chan struct{})
		go func() { wg.Wait(); close(finished) }()
		for open := true; open; {
			select {
			case <-finished:
				open = false
			default:
			}
			if _, err := audit.Seal(t.Context(), d, key()); err != nil {
				t.Error(err)
			}
			if r := verify(t, d, key()); len(r.Problems) > 0 {
				t.Fatalf("while others wrote: %+v", r.Problems)
			}
		}
		if r := verify(t, d, key()); r.Entries != writers*each || r.Chains != len(orgs) {
			t.Errorf("got %+v", r)
		}
	})
}
