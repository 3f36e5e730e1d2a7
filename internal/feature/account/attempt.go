package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
)

// Guessing is slowed by whose account it is and by where it comes from. After a
// few free tries each further one must wait twice as long as the one before, up
// to a limit, so that a stranger never locks an owner out for good. A try is
// counted before it is checked: a hundred at once are a hundred.

// rule is how one sort of subject is slowed.
type rule struct {
	free int           // tries without waiting
	max  time.Duration // the longest wait
}

var (
	byLogin   = rule{free: 5, max: time.Minute}
	byDevice  = rule{free: 10, max: time.Minute}
	byAddress = rule{free: 30, max: 15 * time.Minute} // an office shares one address
)

// attemptsFade is how long tries are remembered.
const attemptsFade = 24 * time.Hour

// subject is something that is counted. Its name is hashed where it would hold a
// login or an address.
type subject struct {
	name string
	rule rule
}

// guess is one try, counted under each of its subjects.
type guess struct{ subjects []subject }

type attempt struct {
	Subject  string    `db:"subject" privacy:"restricted"`
	Failures int       `db:"failures" privacy:"internal"`
	LastAt   time.Time `db:"last_at" privacy:"internal"`
}

// wait is how long after the last of n tries the next may come.
func (r rule) wait(n int) time.Duration {
	if n < r.free {
		return 0
	}
	seconds := math.Pow(2, float64(min(n-r.free, 20)))
	return min(time.Duration(seconds)*time.Second, r.max)
}

// try counts a guess, or refuses it with Limited and the argument "seconds". A
// refused guess is not counted: otherwise it would keep its owner waiting.
func (s *Service) try(ctx context.Context, g guess) error {
	ctx = inner{ctx}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		found := make([]attempt, len(g.subjects))
		for i, x := range g.subjects {
			a, known, err := db.Find[attempt](ctx, tx, `SELECT subject, failures, last_at FROM account_attempt WHERE subject = $1`+tx.ForUpdate(), x.name)
			if err != nil {
				return fmt.Errorf("read attempts: %w", err)
			}
			if known && tx.Now().Sub(a.LastAt) < attemptsFade {
				found[i] = a
			}
			if left := found[i].LastAt.Add(x.rule.wait(found[i].Failures)).Sub(tx.Now()); left > 0 && found[i].Failures > 0 {
				return errs.New(errs.Limited, "sign_in.wait").With("n", int(math.Ceil(left.Seconds())))
			}
		}
		for i, x := range g.subjects {
			if _, err := db.Exec(ctx, tx, `INSERT INTO account_attempt (subject, failures, last_at) VALUES ($1, $2, $3)
				ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at`, x.name, found[i].Failures+1, tx.Now().UnixMicro()); err != nil {
				return fmt.Errorf("count attempt: %w", err)
			}
		}
		return nil
	})
}

// succeed takes back what a right password was counted as: the account's own
// tries all of them, the address' only this one, since others guess from there.
func succeed(ctx context.Context, tx *db.Tx, g guess) error {
	for _, x := range g.subjects {
		q := `DELETE FROM account_attempt WHERE subject = $1`
		if x.rule == byAddress {
			q = `UPDATE account_attempt SET failures = failures - 1 WHERE subject = $1 AND failures > 0`
		}
		if _, err := db.Exec(ctx, tx, q, x.name); err != nil {
			return fmt.Errorf("forget attempts: %w", err)
		}
	}
	_, err := db.Exec(ctx, tx, `DELETE FROM account_attempt WHERE last_at < $1`, tx.Now().Add(-attemptsFade).UnixMicro())
	return err
}

// forget lets an account be tried afresh, after its password was reset.
func forget(ctx context.Context, tx *db.Tx, name string) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM account_attempt WHERE subject = $1`, name)
	return err
}

func loginSubject(login string) string     { return "login:" + digest(login) }
func addressSubject(address string) string { return "address:" + digest(address) }

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
