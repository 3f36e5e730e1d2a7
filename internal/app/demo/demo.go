// Package demo tells the five stories of Titian's mandate in a database of its
// own: the real organisations and days, and made-up people carried through to
// what became of them.
//
// It owns the telling and the demo's sign-ins. It writes nothing itself: every
// record goes through the services, by the actor whose work it is, with the
// clock standing on the day. It refuses a database that is not its own.
package demo

import (
	"context"
	"fmt"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
)

// Options of Load.
type Options struct {
	People int        // in all classes together; the least is two a class
	Seed   uint64     // the same seed tells of the same people
	Today  civil.Date // what is after this day has not happened yet
}

// Day is the day on which the stories, as they are told, have all come to a
// six-month follow-up. An earlier day tells them less far.
var Day = civil.Must("2026-11-22")

const classesTold = 6

func (o Options) group() int { return max(2, o.People/classesTold) }

// State of the database, kept in platform_fact under "demo".
const (
	fact    = "demo"
	loading = "loading"
	ready   = "ready"
)

// Stored says how far the demo in a database is: "", "loading" or "ready".
func Stored(ctx context.Context, q db.Querier) (string, error) {
	v, _, err := db.Find[string](ctx, q, `SELECT value FROM platform_fact WHERE name = $1`, fact)
	return v, err
}

// Load tells the stories. Errors: State when the database holds anything that
// is not a finished demo.
func Load(ctx context.Context, d *db.DB, s Services, clock *Clock, o Options) error {
	if err := begin(ctx, d); err != nil {
		return err
	}
	t := newTeller(s, clock, o)
	err := t.tell(ctx)
	clock.Run()
	if err != nil {
		return err
	}
	return put(ctx, d, ready)
}

func begin(ctx context.Context, d *db.DB) error {
	state, err := Stored(ctx, d)
	if err != nil {
		return err
	}
	n, err := db.One[int64](ctx, d, `SELECT count(*) FROM directory_organisation`)
	if err != nil {
		return err
	}
	if state != "" || n > 0 {
		return errs.New(errs.State, "demo.not_empty").With("text", "the database is not empty: start again with --reset")
	}
	return put(ctx, d, loading)
}

func put(ctx context.Context, d *db.DB, state string) error {
	err := d.InTx(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `INSERT INTO platform_fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, fact, state)
		return err
	})
	if err != nil {
		return fmt.Errorf("note the demo's state: %w", err)
	}
	return nil
}
