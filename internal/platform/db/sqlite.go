package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// prepared keeps statements of SQLite: preparing one costs more than running a
// lookup by key. (On PostgreSQL the driver keeps them itself.)
type prepared struct {
	src interface {
		PrepareContext(ctx context.Context, q string) (*sql.Stmt, error)
	}
	mu sync.RWMutex
	st map[string]*sql.Stmt
}

func newPrepared(src interface {
	PrepareContext(ctx context.Context, q string) (*sql.Stmt, error)
}) *prepared {
	return &prepared{src: src, st: map[string]*sql.Stmt{}}
}

// maxPrepared bounds the cache: lists build a few hundred different texts at most.
const maxPrepared = 2000

func (p *prepared) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	p.mu.RLock()
	s := p.st[q]
	p.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	// The statement outlives the request that first needed it.
	s, err := p.src.PrepareContext(context.WithoutCancel(ctx), q)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.st[q]; old != nil {
		return old, s.Close()
	}
	if len(p.st) >= maxPrepared {
		for k, v := range p.st {
			delete(p.st, k)
			_ = v.Close() // waits for its users; a failure costs a handle
			break
		}
	}
	p.st[q] = s
	return s, nil
}

func (p *prepared) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for _, s := range p.st {
		err = errors.Join(err, s.Close())
	}
	clear(p.st)
	return err
}

// writer is SQLite's one writing connection. Transactions queue for it here,
// which costs less and is fairer than to meet SQLite's own busy lock, and its
// statements, BEGIN and COMMIT among them, stay prepared.
type writer struct {
	turn chan struct{}
	conn *sql.Conn
	*prepared
}

func newWriter(ctx context.Context, d *sql.DB) (*writer, error) {
	c, err := d.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &writer{turn: make(chan struct{}, 1), conn: c, prepared: newPrepared(c)}, nil
}

func (w *writer) close() error { return errors.Join(w.prepared.close(), w.conn.Close()) }

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
		err = w.do(context.WithoutCancel(ctx), "BEGIN IMMEDIATE")
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
	err := w.do(context.WithoutCancel(ctx), "COMMIT")
	if err != nil {
		return errors.Join(err, w.do(context.WithoutCancel(ctx), "ROLLBACK"))
	}
	return nil
}

func (w *writer) rollback(ctx context.Context) {
	defer func() { <-w.turn }()
	_ = w.do(context.WithoutCancel(ctx), "ROLLBACK") // SQLite may have rolled back by itself
}

func (w *writer) do(ctx context.Context, q string) error {
	s, err := w.stmt(ctx, q)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx)
	return err
}

func (w *writer) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	s, err := w.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (w *writer) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	s, err := w.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// pgTx is the same transaction on PostgreSQL.
type pgTx struct{ tx *sql.Tx }

func (p pgTx) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	return p.tx.QueryContext(ctx, q, args...)
}

func (p pgTx) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	return p.tx.ExecContext(ctx, q, args...)
}
func (p pgTx) commit(context.Context) error { return p.tx.Commit() }
func (p pgTx) rollback(context.Context)     { _ = p.tx.Rollback() } // the error that led here says more
