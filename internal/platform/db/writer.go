package db

import (
	"context"
	"database/sql"
	"errors"
)

// writer is SQLite's one writing connection. Transactions queue for it here,
// which costs less and is fairer than to meet SQLite's own busy lock, and its
// statements, BEGIN and COMMIT among them, stay prepared.
type writer struct {
	turn chan struct{}
	on   *lite
}

func newWriter(on *lite) *writer { return &writer{turn: make(chan struct{}, 1), on: on} }

func (w *writer) close() error { return w.on.close() }

func (w *writer) begin(ctx context.Context) error {
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	// Whoever has the turn begins without its caller's deadline: a BEGIN that is
	// cut short may have begun, and the next one on this connection would fail.
	// At most it waits for another program's transaction (busy_timeout).
	err := ctx.Err()
	if err == nil {
		err = w.do(ctx, "BEGIN IMMEDIATE")
	}
	if err != nil {
		<-w.turn
	}
	return err
}

// commit and rollback end the turn. A commit that began is not cut short by a
// reader who went away: its outcome would be unknown.
func (w *writer) commit(ctx context.Context) error {
	defer func() { <-w.turn }()
	err := w.do(ctx, "COMMIT")
	if err != nil {
		return errors.Join(err, w.do(ctx, "ROLLBACK"))
	}
	return nil
}

func (w *writer) rollback(ctx context.Context) {
	defer func() { <-w.turn }()
	_ = w.do(ctx, "ROLLBACK") // SQLite may have rolled back by itself
}

func (w *writer) do(ctx context.Context, q string) error {
	_, err := w.on.exec(context.WithoutCancel(ctx), q, nil)
	return err
}

func (w *writer) query(ctx context.Context, q string, args []any) (cursor, error) {
	return w.on.query(ctx, q, args, nil)
}

func (w *writer) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	return w.on.exec(ctx, q, args)
}

// pgTx is the same transaction on PostgreSQL.
type pgTx struct{ tx *sql.Tx }

func (p pgTx) query(ctx context.Context, q string, args []any) (cursor, error) {
	return queried(p.tx.QueryContext(ctx, q, args...))
}

func (p pgTx) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	return p.tx.ExecContext(ctx, q, args...)
}
func (p pgTx) commit(context.Context) error { return p.tx.Commit() }
func (p pgTx) rollback(context.Context)     { _ = p.tx.Rollback() } // the error that led here says more
