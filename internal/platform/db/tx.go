package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"
)

// Tx is one write transaction. It carries one instant, so that everything
// written together says the same time.
type Tx struct {
	on     session
	db     *DB
	now    time.Time
	result string
	after  []func()
}

// session is what an engine's transaction can do.
type session interface {
	query(ctx context.Context, q string, args []any) (cursor, error)
	exec(ctx context.Context, q string, args []any) (sql.Result, error)
	commit() error
	rollback() error // what else than its own failure undid it, if anything
}

func (d *DB) begin(ctx context.Context) (session, error) {
	if d.Dialect == SQLite {
		return d.writer.begin(ctx)
	}
	return d.beginPostgres(ctx)
}

// Now is the transaction's instant, in UTC with microseconds.
func (t *Tx) Now() time.Time { return t.now }

// Dialect names the engine.
func (t *Tx) Dialect() Dialect { return t.db.Dialect }

// Result notes the key of what this transaction made, so that a repeated
// request can be answered with it (see WithOnce).
func (t *Tx) Result(key string) { t.result = key }

// ResultIfNone is Result for the first caller.
func (t *Tx) ResultIfNone(key string) {
	if t.result == "" {
		t.result = key
	}
}

// Awaited reports whether somebody else waits to write until this transaction ends,
// as they do for any on SQLite: whoever works a long list off then commits what is
// done. On PostgreSQL nobody waits but for the same rows.
func (t *Tx) Awaited() bool { return t.db.Dialect == SQLite && t.db.writer.awaited() }

// AfterCommit runs f once the transaction is durable: caches and signals only,
// never something that must not be lost.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// ForUpdate is the suffix of a SELECT that locks its rows until commit. SQLite
// needs none: its writer is alone.
func (t *Tx) ForUpdate() string {
	if t.db.Dialect == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

const maxAttempts = 6

// InTx runs f in a write transaction and commits when f returns nil. f may run
// again from the start after a busy or serialisation failure, so it must not
// change anything outside the transaction except through AfterCommit.
//
// When the context carries an idempotency key (WithOnce) that an earlier
// transaction has used, nothing is written and the error is a *Replayed.
func (d *DB) InTx(ctx context.Context, f func(tx *Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := d.inTx(ctx, f)
		if err == nil || attempt == maxAttempts || !retryable(err) {
			return err
		}
		// Full jitter keeps two losers from meeting again.
		wait := time.Duration(rand.Int64N(int64(5*time.Millisecond) << attempt)) //nolint:gosec // nothing to guess
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

func (d *DB) inTx(ctx context.Context, f func(tx *Tx) error) error {
	on, err := d.begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", classify(err))
	}
	t := &Tx{on: on, db: d, now: d.now().UTC().Truncate(time.Microsecond)}
	once := onceFrom(ctx)
	if err := t.run(ctx, f, once); err != nil {
		// Only now, without a connection of its own, may it ask for another:
		// as many repeats as there are connections would wait for each other.
		if once != nil {
			if r := once.find(ctx, d); r != nil {
				return r
			}
		}
		return err
	}
	if err := on.commit(); err != nil {
		return fmt.Errorf("commit: %w", classify(err))
	}
	for _, g := range t.after {
		g()
	}
	return nil
}

// run does the work and claims the idempotency key; unless both succeed it rolls back.
func (t *Tx) run(ctx context.Context, f func(tx *Tx) error, once *Once) (err error) {
	done := false
	defer func() { // also when f panics
		if done {
			return
		}
		if lost := t.on.rollback(); lost != nil {
			err = fmt.Errorf("roll back: %w", classify(lost))
		}
	}()
	err = f(t)
	if err == nil && once != nil {
		err = once.record(ctx, t)
	}
	done = err == nil
	return err
}
