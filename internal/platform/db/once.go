package db

import (
	"context"
	"errors"
	"fmt"

	"titian/internal/kernel/errs"
)

// Once is an idempotency key in the name of one actor. Hash tells the same key
// with another request apart; of a request that is read as a stream it is known
// when that has ended, and Late says it then.
type Once struct {
	Actor string
	Key   string
	Hash  string
	Late  func() string
}

func (o *Once) hash() string {
	if o.Late != nil {
		return o.Late()
	}
	return o.Hash
}

type onceKey struct{}

// WithOnce makes the next InTx under ctx happen at most once for this key.
func WithOnce(ctx context.Context, o Once) context.Context {
	return context.WithValue(ctx, onceKey{}, &o)
}

// WithoutOnce lets a transaction that stands beside the request's own work (the
// note that somebody read) leave the key to that work.
func WithoutOnce(ctx context.Context) context.Context {
	return context.WithValue(ctx, onceKey{}, (*Once)(nil))
}

func onceFrom(ctx context.Context) *Once {
	o, _ := ctx.Value(onceKey{}).(*Once)
	return o
}

// Replayed says that a request with this key was done before; Result is the key
// of what it made (Tx.Result), or empty.
type Replayed struct{ Result string }

// Error makes Replayed an error; edges answer it as a success.
func (*Replayed) Error() string { return "request was done before" }

// ReplayedAs unpacks a Replayed from err.
func ReplayedAs(err error) (result string, ok bool) {
	var r *Replayed
	if errors.As(err, &r) {
		return r.Result, true
	}
	return "", false
}

// record claims the key as the last statement, so that the usual request pays
// for one insert and nothing else. A second transaction fails on the key and
// is rolled back whole.
func (o *Once) record(ctx context.Context, t *Tx) error {
	n, err := Exec(ctx, t, `INSERT INTO platform_once (actor, key, hash, result, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (actor, key) DO NOTHING`, o.Actor, o.Key, o.hash(), t.result, t.now.UnixMicro())
	if err != nil {
		return fmt.Errorf("record idempotency key: %w", err)
	}
	if n == 0 { // find says which request it was
		return errs.New(errs.Conflict, "conflict")
	}
	return nil
}

// find looks for an earlier request after the work itself failed: on a repeat
// it usually fails because the first time succeeded. It asks outside of the
// transaction, which is over.
func (o *Once) find(ctx context.Context, d *DB) error {
	type earlier struct {
		Hash   string `db:"hash" privacy:"internal"`
		Result string `db:"result" privacy:"internal"`
	}
	e, found, err := Find[earlier](ctx, d, `SELECT hash, result FROM platform_once WHERE actor = $1 AND key = $2`, o.Actor, o.Key)
	if err != nil || !found {
		return nil
	}
	if e.Hash != o.hash() {
		return errs.New(errs.Invalid, "once.reused")
	}
	return &Replayed{e.Result}
}
