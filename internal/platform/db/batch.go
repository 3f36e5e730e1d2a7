package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"titian/internal/kernel/errs"
)

// batch is what one BEGIN and COMMIT on SQLite hold: a transaction and those that
// came while it was at work, each of them within a savepoint. One that fails is
// undone alone. None is answered, not even with a refusal, before the commit that
// makes durable what its answer stands upon.
type batch struct {
	size int
	done chan struct{} // closed at the end
	err  error         // how it ended; read once done
}

// maxBatch bounds how long the first in a batch waits for the others.
const maxBatch = 32

// errLost tells those who were in one batch with a transaction that made SQLite
// roll back everything, as a full disk does. They run again without it.
var errLost = errs.New(errs.Unavailable, "database.unavailable").Because(errors.New("rolled back with another transaction"))

// commit makes the batch durable, or undoes it whole. It is not cut short by a
// reader who went away: its outcome would be unknown.
func (w *writer) commit() error {
	err := w.do("COMMIT")
	if err != nil {
		return errors.Join(err, w.do("ROLLBACK"))
	}
	return nil
}

// end tells everyone in the batch how it ended.
func (w *writer) end(err error) {
	w.batch.err = err
	close(w.batch.done)
	w.batch = nil
}

// liteTx is one transaction of a batch, and has the turn until it ends.
//
// The first of a batch has no savepoint, for which SQLite would copy every page
// that it changes: while it is alone, to undo it is to undo everything.
type liteTx struct {
	w       *writer
	batch   *batch
	first   bool
	stumped bool // a statement failed, after which SQLite may have undone everything
}

func (t *liteTx) begin() error {
	if t.first {
		return nil
	}
	return t.w.do("SAVEPOINT one")
}

func (t *liteTx) commit() error {
	switch {
	case !t.first:
		if err := t.w.do("RELEASE one"); err != nil {
			t.lose()
			return err
		}
	case t.stumped: // nobody builds upon it before COMMIT has told
		t.w.finish()
		t.w.next(false)
		return t.batch.err
	}
	return t.settle()
}

func (t *liteTx) rollback() error {
	if t.first {
		t.lose()
		return nil
	}
	err := t.w.do("ROLLBACK TO one")
	if err == nil {
		err = t.w.do("RELEASE one")
	}
	if err != nil { // SQLite has rolled back everything by itself
		t.lose()
		return nil
	}
	return t.settle()
}

// settle ends the turn and waits for the batch.
func (t *liteTx) settle() error {
	t.w.leave()
	<-t.batch.done
	return t.batch.err
}

// lose ends the turn and the batch, of which nothing is left.
func (t *liteTx) lose() {
	_ = t.w.do("ROLLBACK") // usually done
	t.w.end(errLost)
	t.w.next(false)
}

// query lets a question be cut short by its caller, but never a change that
// returns rows: SQLite would roll back the others in the batch too.
func (t *liteTx) query(ctx context.Context, q string, args []any) (cursor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(q, "SELECT") {
		ctx = context.WithoutCancel(ctx)
	}
	rows, err := t.w.on.query(ctx, q, args, nil)
	if err != nil {
		t.stumped = true
		return nil, err
	}
	rows.failed = func() { t.stumped = true }
	return rows, nil
}

func (t *liteTx) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	res, err := t.w.on.exec(context.WithoutCancel(ctx), q, args)
	t.stumped = t.stumped || err != nil
	return res, err
}
