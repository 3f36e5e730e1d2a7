package db

import (
	"context"
	"fmt"
)

// How many pages SQLite's log takes before the commit that passes it brings them
// into the file: in ordinary work, and while a load is under way, whose pages are
// changed again and again and are then brought in once for many changes.
const (
	logPages     = 1000
	loadLogPages = 16000
)

// Load is a long work that writes much, while others go on. It spares whoever saves
// something meanwhile to bring the load's pages into the file with their commit.
// Nothing is less durable for it. On PostgreSQL it does nothing.
type Load struct{ db *DB }

// Load begins one; End is to be called.
func (d *DB) Load() *Load {
	if d.writer != nil {
		d.writer.loads.Add(1)
	}
	return &Load{d}
}

// Settle brings the log into the file, on a connection of its own: meanwhile others
// read and write. The load itself is to wait for it, for only a log that is brought
// in whole begins anew.
func (l *Load) Settle(ctx context.Context) error {
	if l.db.writer == nil {
		return nil
	}
	if _, err := l.db.pool.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
		return fmt.Errorf("settle: %w", classify(err))
	}
	return nil
}

// End ends it.
func (l *Load) End() {
	if l.db.writer != nil {
		l.db.writer.loads.Add(-1)
	}
}

// fitLog lets the log grow as far as the work under way wants.
func (w *writer) fitLog() error {
	want := logPages
	if w.loads.Load() > 0 {
		want = loadLogPages
	}
	if want == w.logPages {
		return nil
	}
	if err := w.do(fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", want)); err != nil {
		return err
	}
	w.logPages = want
	return nil
}
