package db

import (
	"context"
	"database/sql/driver"
	"slices"
	"sync"
	"sync/atomic"
)

// writer is SQLite's one writing connection. Transactions queue for it here,
// which costs less and is fairer than to meet SQLite's own busy lock, and its
// statements, BEGIN and COMMIT among them, stay prepared.
//
// To make a commit durable costs as much as the work of a small transaction. So
// whoever finishes while others wait leaves the commit to them: see batch.
type writer struct {
	connect func() (*lite, error)

	// These belong to whoever has the turn.
	on     *lite  // nil until somebody writes
	batch  *batch // nil while no transaction is open
	closed bool

	logPages int          // of SQLite's log, as fitLog last set
	loads    atomic.Int32 // that are under way

	mu    sync.Mutex // guards what follows
	taken bool
	queue []chan struct{} // who waits for the turn, first come first; closed to give it
}

func newWriter(connect func() (*lite, error)) *writer {
	return &writer{connect: connect}
}

// close waits for the transactions that are under way or came before it.
func (w *writer) close() error {
	if err := w.take(context.Background()); err != nil {
		return err
	}
	w.finish()
	w.closed = true
	defer w.next(false)
	if w.on == nil {
		return nil
	}
	return w.on.close()
}

// take waits for the turn.
func (w *writer) take(ctx context.Context) error {
	w.mu.Lock()
	if !w.taken {
		w.taken = true
		w.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	w.queue = append(w.queue, mine)
	w.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	w.mu.Lock()
	i := slices.Index(w.queue, mine)
	if i >= 0 {
		w.queue = slices.Delete(w.queue, i, i+1)
	}
	w.mu.Unlock()
	if i < 0 { // it came at the same moment
		w.leave()
	}
	return ctx.Err()
}

// awaited reports whether somebody waits for the turn.
func (w *writer) awaited() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue) > 0
}

// next gives the turn to whoever waits longest. When nobody does it is free, or
// stays where it is if the caller would keep it.
func (w *writer) next(keep bool) (passed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		w.taken = keep
		return false
	}
	close(w.queue[0])
	w.queue = slices.Delete(w.queue, 0, 1)
	return true
}

// leave ends a turn. An open batch goes to whoever waits, and is committed when
// nobody does or it is full.
func (w *writer) leave() {
	if w.batch != nil && w.batch.size < maxBatch && w.next(true) {
		return
	}
	w.finish()
	w.next(false)
}

// finish commits the batch, if one is open.
func (w *writer) finish() {
	if w.batch != nil {
		w.end(w.commit())
	}
}

// begin waits for the turn and opens a transaction, in the batch that is open
// or in a new one.
func (w *writer) begin(ctx context.Context) (session, error) {
	if err := w.take(ctx); err != nil {
		return nil, err
	}
	if err := w.open(ctx); err != nil {
		w.leave()
		return nil, err
	}
	t := &liteTx{w: w, batch: w.batch, first: w.batch.size == 0}
	w.batch.size++
	if err := t.begin(); err != nil {
		t.lose()
		return nil, err
	}
	return t, nil
}

func (w *writer) open(ctx context.Context) error {
	// Whoever has the turn begins without its caller's deadline: a BEGIN that is
	// cut short may have begun, and the next one on this connection would fail.
	// At most it waits for another program's transaction (busy_timeout).
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.closed {
		return driver.ErrBadConn
	}
	if w.batch != nil {
		return nil
	}
	if w.on == nil {
		on, err := w.connect()
		if err != nil {
			return err
		}
		w.on, w.logPages = on, logPages // as SQLite opens it
	}
	if err := w.fitLog(); err != nil { //nolint:contextcheck // as BEGIN: never cut short
		return err
	}
	if err := w.do("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	w.batch = &batch{done: make(chan struct{})}
	return nil
}

// do begins, ends or takes back: that is never cut short by a caller who leaves.
func (w *writer) do(q string) error {
	_, err := w.on.exec(context.Background(), q, nil)
	return err
}
