package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Check is one finding of Doctor.
type Check struct {
	Name   string `json:"check"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Doctor checks that an installation can do its work: the database answers, its
// schema is this program's, it can be written, the areas are there, the clock
// is not behind what was written last, the last seal is not old.
func Doctor(ctx context.Context, c Config) []Check {
	var out []Check
	say := func(name string, err error, detail string) bool {
		if err != nil {
			detail = err.Error()
		}
		out = append(out, Check{name, err == nil, detail})
		return err == nil
	}
	d, err := db.Open(ctx, c.Database, db.Options{Now: c.Now, Sync: c.Sync, Existing: true})
	if !say("database answers", err, "yes") {
		return out
	}
	defer d.Close()
	pending, err := d.Pending(ctx)
	if err == nil && pending > 0 {
		err = fmt.Errorf("%d migrations have not run", pending)
	}
	if !say("schema", err, fmt.Sprintf("up to date on %s", d.Dialect)) {
		return out
	}
	say("database can be written", writable(ctx, d), "yes")
	areas, err := db.One[int64](ctx, d, `SELECT count(*) FROM directory_regency`)
	if err == nil && areas < 514 {
		err = fmt.Errorf("%d of 514 regencies: run migrate", areas)
	}
	say("areas", err, "514 regencies")
	drift, err := person.CheckKept(ctx, d)
	if err == nil && !drift.None() {
		err = fmt.Errorf("%d counts and the names (%t) differ from the register: run doctor --rebuild", len(drift.Counts), drift.Keys)
	}
	say("counts and names", err, "as the register has them")
	last, err := db.One[time.Time](ctx, d, `SELECT coalesce(max(at), 0) FROM audit_seal`)
	if err == nil && last.After(c.Now().Add(time.Minute)) {
		err = fmt.Errorf("the clock is behind the last seal (%s)", last.Format(time.RFC3339))
	}
	say("clock", err, c.Now().UTC().Format(time.RFC3339))
	entries, err := db.One[int64](ctx, d, `SELECT count(*) FROM audit_head`)
	detail := "no entries yet"
	if err == nil && entries > 0 {
		detail = "last sealed " + last.Format(time.DateOnly)
		if c.Now().Sub(last) > 48*time.Hour {
			err = errors.New("not sealed for two days: is serve running?")
		}
	}
	say("audit", err, detail)
	return out
}

// Rebuild makes the kept counts of people, the keys by which names are found and
// the likely pairs across facilities anew from the register.
func Rebuild(ctx context.Context, c Config) error {
	d, err := db.Open(ctx, c.Database, db.Options{Now: c.Now, Sync: c.Sync})
	if err != nil {
		return err
	}
	err = d.InTx(ctx, func(tx *db.Tx) error { return person.RebuildKept(ctx, tx) })
	if err == nil {
		_, err = person.New(d, person.Keys{}).SweepPairs(ctx, authz.OperatorAs("titian"), 0)
	}
	return errors.Join(err, d.Close())
}

// errUndo ends a trial transaction without a trace.
var errUndo = errors.New("undo")

func writable(ctx context.Context, d *db.DB) error {
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `INSERT INTO platform_fact (name, value) VALUES ('doctor', '')`); err != nil {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}
