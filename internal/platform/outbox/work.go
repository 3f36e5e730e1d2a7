package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// How a job is tried.
const (
	lease   = 5 * time.Minute    // a worker that says nothing for so long is gone
	first   = time.Minute        // after the first failure; it doubles
	longest = 30 * time.Minute   // between two attempts
	GiveUp  = 3 * 24 * time.Hour // after this the job is dead
)

// Task is a claimed job with its payload open.
type Task struct {
	Job
	Payload []byte
	box     *Box
}

// Handed notes, durably, that from now on the other side may have all of it. A
// worker calls it at the last instant before that is so; when it is killed
// after, the job is Unsure and not sent twice. Lanes whose receivers recognise a
// repeat do not call it: their jobs are sent again.
func (t *Task) Handed(ctx context.Context) error {
	err := t.box.db.InTx(ctx, func(tx *db.Tx) error {
		n, err := db.Exec(ctx, tx, `UPDATE outbox_job SET handed_at = $1 WHERE id = $2 AND status = 'working' AND attempts = $3`, tx.Now().UnixMicro(), t.ID, t.Attempts)
		if err == nil && n == 0 {
			err = errors.New("the lease was lost")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("note hand-over: %w", err)
	}
	return nil
}

// Failure is why an attempt failed. Code is kept and shown, so it holds no
// address and no name. Final gives up at once; Unknown says that the other side
// had everything and did not answer.
type Failure struct {
	Code    string
	Final   bool
	Unknown bool
	Cause   error
}

// Error names the code and the cause.
func (f *Failure) Error() string {
	if f.Cause == nil {
		return f.Code
	}
	return f.Code + ": " + f.Cause.Error()
}

// Unwrap is the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// Sent is what a worker's success is kept as; empty for a letter, the status for
// a webhook.
type Sent string

// Run works on what is due in a lane until nothing is, and says how many jobs it
// tried. It is safe beside other workers and other processes.
func (b *Box) Run(ctx context.Context, lane Lane, send func(ctx context.Context, t *Task) (Sent, error)) (int, error) {
	tried := 0
	if err := b.recover(ctx, lane); err != nil {
		return 0, err
	}
	for ctx.Err() == nil {
		j, found, err := b.claim(ctx, lane)
		if err != nil || !found {
			return tried, err
		}
		tried++
		if err := b.try(ctx, j, send); err != nil {
			return tried, err
		}
	}
	return tried, nil
}

// claim takes the job that is due longest. On PostgreSQL, where several servers
// may claim at once, rows that another is taking are passed over.
func (b *Box) claim(ctx context.Context, lane Lane) (j Job, found bool, err error) {
	err = b.db.InTx(ctx, func(tx *db.Tx) error {
		skip := ""
		if tx.Dialect() == db.Postgres {
			skip = " FOR UPDATE SKIP LOCKED"
		}
		var err error
		j, found, err = db.Find[Job](ctx, tx, `SELECT `+columns+` FROM outbox_job WHERE lane = $1 AND status = 'waiting' AND next_at <= $2 ORDER BY next_at, id LIMIT 1`+skip,
			string(lane), tx.Now().UnixMicro())
		if err != nil || !found {
			return err
		}
		j.Status, j.Attempts, j.LeaseUntil = Working, j.Attempts+1, tx.Now().Add(lease)
		_, err = db.Exec(ctx, tx, `UPDATE outbox_job SET status = 'working', attempts = $1, lease_until = $2, handed_at = NULL WHERE id = $3`,
			j.Attempts, j.LeaseUntil.UnixMicro(), j.ID)
		return err
	})
	if err != nil {
		return Job{}, false, fmt.Errorf("claim %s: %w", lane, err)
	}
	return j, found, nil
}

// try sends one job within its lease and settles it, even when ctx ends
// meanwhile: what is out must be known to be out.
func (b *Box) try(ctx context.Context, j Job, send func(ctx context.Context, t *Task) (Sent, error)) error {
	plain, err := b.Open(j.Sealed, j.ID[:])
	var sent Sent
	if err != nil {
		err = &Failure{Code: "unreadable", Final: true, Cause: err} // another master secret
	} else {
		limited, cancel := context.WithTimeout(ctx, lease/2)
		sent, err = send(limited, &Task{Job: j, Payload: plain, box: b})
		cancel()
	}
	return b.settle(context.WithoutCancel(ctx), j, sent, err)
}

func (b *Box) settle(ctx context.Context, j Job, sent Sent, failed error) error {
	err := b.db.InTx(ctx, func(tx *db.Tx) error {
		status, outcome, next := Done, string(sent), tx.Now()
		if failed != nil {
			status, outcome, next = after(j, failed, tx.Now())
		}
		_, err := db.Exec(ctx, tx, `UPDATE outbox_job SET status = $1, outcome = $2, next_at = $3, lease_until = NULL WHERE id = $4 AND status = 'working' AND attempts = $5`,
			string(status), outcome, next.UnixMicro(), j.ID, j.Attempts)
		switch {
		case err != nil:
		case status != Waiting:
			err = over(ctx, tx, j, status)
		case j.Lane == Hook: // a receiver that hangs is asked once for all that waits for it
			_, err = db.Exec(ctx, tx, `UPDATE outbox_job SET next_at = $1 WHERE owner_id = $2 AND lane = 'hook' AND status = 'waiting' AND next_at < $3`,
				next.UnixMicro(), j.Owner, next.UnixMicro())
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("settle %s: %w", j.About, err)
	}
	return nil
}

// over notes when a job ended. What left the house, or never will, is emptied;
// what may be out stays, so that somebody can decide to send it again. A call of a
// webhook stays for its replay: it holds keys and no names.
func over(ctx context.Context, tx *db.Tx, j Job, s Status) error {
	if _, err := db.Exec(ctx, tx, `UPDATE outbox_job SET done_at = $1 WHERE id = $2`, tx.Now().UnixMicro(), j.ID); err != nil {
		return err
	}
	if j.Lane == Hook || s == Unsure {
		return nil
	}
	_, err := db.Exec(ctx, tx, `UPDATE outbox_job SET sealed = $1 WHERE id = $2`, []byte{}, j.ID)
	return err
}

// after is what becomes of a job after a failed attempt.
func after(j Job, failed error, now time.Time) (Status, string, time.Time) {
	f := &Failure{Code: "failed"}
	errors.As(failed, &f)
	switch {
	case f.Unknown:
		return Unsure, f.Code, now
	case f.Final, now.Sub(j.CreatedAt) > GiveUp:
		return Dead, f.Code, now
	}
	return Waiting, f.Code, now.Add(Backoff(j.Attempts))
}

// Backoff is how long after the n-th failure the next attempt comes.
func Backoff(n int) time.Duration { return min(first<<min(max(n-1, 0), 10), longest) }

// recover looks after jobs whose worker is gone: one that had not handed over is
// sent again, one that had is Unsure.
func (b *Box) recover(ctx context.Context, lane Lane) error {
	return b.db.InTx(ctx, func(tx *db.Tx) error {
		now := tx.Now().UnixMicro()
		if _, err := db.Exec(ctx, tx, `UPDATE outbox_job SET status = 'unsure', outcome = 'killed', lease_until = NULL, done_at = $1
			WHERE lane = $2 AND status = 'working' AND lease_until < $3 AND handed_at IS NOT NULL`, now, string(lane), now); err != nil {
			return fmt.Errorf("recover %s: %w", lane, err)
		}
		_, err := db.Exec(ctx, tx, `UPDATE outbox_job SET status = 'waiting', outcome = 'killed', lease_until = NULL, next_at = $1
			WHERE lane = $2 AND status = 'working' AND lease_until < $3 AND handed_at IS NULL`, now, string(lane), now)
		return err
	})
}

// AgainTx sends a job once more that is dead or unsure, or a webhook's call that
// was done: somebody decided so. It reports whether there was one to send.
func (b *Box) AgainTx(ctx context.Context, tx *db.Tx, owner [16]byte, job id.Job) (bool, error) {
	n, err := db.Exec(ctx, tx, `UPDATE outbox_job SET status = 'waiting', next_at = $1, created_at = $2, handed_at = NULL, done_at = NULL, outcome = ''
		WHERE id = $3 AND owner_id = $4 AND (status = 'unsure' OR lane = 'hook' AND status IN ('done', 'dead'))`,
		tx.Now().UnixMicro(), tx.Now().UnixMicro(), job, id.Any(owner))
	return n > 0, err
}

// Owns reports whether a job is an owner's.
func (b *Box) Owns(ctx context.Context, q db.Querier, owner [16]byte, job id.Job) (bool, error) {
	_, found, err := db.Find[int](ctx, q, `SELECT 1 FROM outbox_job WHERE id = $1 AND owner_id = $2`, job, id.Any(owner))
	return found, err
}

// DropTx forgets what of an owner has not left the house: a revoked link's letter.
func (b *Box) DropTx(ctx context.Context, tx *db.Tx, owner [16]byte) error {
	_, err := db.Exec(ctx, tx, `UPDATE outbox_job SET status = 'dead', outcome = 'dropped', sealed = $1, done_at = $2 WHERE owner_id = $3 AND status IN ('waiting', 'unsure')`,
		[]byte{}, tx.Now().UnixMicro(), id.Any(owner))
	return err
}

// SweepTx forgets what ended long ago.
func (b *Box) SweepTx(ctx context.Context, tx *db.Tx, before time.Time) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM outbox_job WHERE status IN ('done', 'dead', 'unsure') AND created_at < $1`, before.UnixMicro())
	return err
}
