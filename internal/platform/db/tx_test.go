package db_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// put stores a named fact; add reads one, locked, and writes it back larger.
func put(ctx context.Context, tx *db.Tx, name string) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO platform_fact (name, value) VALUES ($1, '0')`, name)
	return err
}

func add(ctx context.Context, tx *db.Tx, name string) error {
	s, err := db.One[string](ctx, tx, `SELECT value FROM platform_fact WHERE name = $1`+tx.ForUpdate(), name)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `UPDATE platform_fact SET value = $1 WHERE name = $2`, strconv.Itoa(n+1), name)
	return err
}

func fact(t *testing.T, d *db.DB, name string) string {
	t.Helper()
	s, _, err := db.Find[string](t.Context(), d, `SELECT value FROM platform_fact WHERE name = $1`, name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t *testing.T, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestConcurrentWritersLoseNoUpdate(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		const writers, each = 8, 25
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return put(ctx, tx, "n") })
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					if err := d.InTx(t.Context(), func(tx *db.Tx) error { return add(t.Context(), tx, "n") }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := fact(t, d, "n"); got != strconv.Itoa(writers*each) {
			t.Errorf("got %s, want %d", got, writers*each)
		}
	})
}

func TestTwoProgramsWriteToOneDatabase(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		url := dbtest.URL(t, dialect)
		both := []*db.DB{dbtest.OpenAt(t, url, time.Now), dbtest.OpenAt(t, url, time.Now)}
		write(t, both[0], func(ctx context.Context, tx *db.Tx) error { return put(ctx, tx, "n") })
		var wg sync.WaitGroup
		for _, d := range both {
			wg.Go(func() {
				for range 40 {
					if err := d.InTx(t.Context(), func(tx *db.Tx) error { return add(t.Context(), tx, "n") }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := fact(t, both[1], "n"); got != "80" {
			t.Errorf("%s: got %s, want 80", dialect, got)
		}
	}
}

func TestAPanicLeavesNothingAndHoldsNobodyUp(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() {
				if recover() != "boom" {
					t.Error("the panic was swallowed")
				}
			}()
			write(t, d, func(ctx context.Context, tx *db.Tx) error {
				if err := put(ctx, tx, "n"); err != nil {
					return err
				}
				panic("boom")
			})
		}()
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return put(ctx, tx, "n") })
	})
}

func TestWhoeverGoesAwayWhileWaitingIsLetGo(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return put(ctx, tx, "n") })
		holds, release := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				err := add(t.Context(), tx, "n")
				close(holds)
				<-release
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-holds
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		began := time.Now()
		err := d.InTx(ctx, func(tx *db.Tx) error { return add(ctx, tx, "n") })
		if err == nil || time.Since(began) > 5*time.Second {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
		close(release)
		wg.Wait()
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return add(ctx, tx, "n") })
		if got := fact(t, d, "n"); got != "2" {
			t.Errorf("got %s, want 2", got)
		}
	})
}

// TestHastyCallersBreakNothing cancels transactions at every moment of their
// lives: what was acknowledged is stored, and the next writer finds a clean connection.
func TestHastyCallersBreakNothing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		const rounds = 600
		patience := float64(2 * time.Millisecond) // settles where half are in time
		stored := map[string]bool{}
		acknowledged := 0
		for i := range rounds {
			name := strconv.Itoa(i)
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(patience*(0.7+0.6*rand.Float64())))
			stored[name] = d.InTx(ctx, func(tx *db.Tx) error {
				if err := put(ctx, tx, name); err != nil {
					return err
				}
				return add(ctx, tx, name)
			}) == nil
			cancel()
			if stored[name] {
				acknowledged++
				patience *= 0.9
			} else {
				patience *= 1.1
			}
			write(t, d, func(context.Context, *db.Tx) error { return nil })
		}
		for name, ok := range stored {
			if got := fact(t, d, name); got == "0" || ok && got == "" {
				t.Errorf("%s is %q, acknowledged %v", name, got, ok)
			}
		}
		if acknowledged < rounds/20 || acknowledged > rounds*19/20 {
			t.Errorf("%d of %d in time: the deadlines did not cut through", acknowledged, rounds)
		}
	})
}

func TestALostRaceIsRunAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		lost := &pgconn.PgError{Code: "40001"}
		tries, committed := 0, 0
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			tries++
			tx.AfterCommit(func() { committed++ })
			if err := put(ctx, tx, "n"); err != nil { // would clash, were the first try not undone
				return err
			}
			if tries < 3 {
				return lost
			}
			return nil
		})
		if tries != 3 || committed != 1 || fact(t, d, "n") != "0" {
			t.Errorf("%d tries, %d commits", tries, committed)
		}
		tries = 0
		err := d.InTx(t.Context(), func(*db.Tx) error { tries++; return lost })
		if !errors.Is(err, lost) || tries != 6 {
			t.Errorf("a race that is always lost: %v after %d tries", err, tries)
		}
		tries = 0
		err = d.InTx(t.Context(), func(*db.Tx) error { tries++; return errs.New(errs.Conflict, "stale") })
		if !errors.Is(err, errs.Conflict) || tries != 1 {
			t.Errorf("a conflict is the caller's to solve: %v after %d tries", err, tries)
		}
	})
}

// TestADeadlockIsResolved makes two transactions lock two rows crosswise.
// SQLite cannot deadlock: its second writer waits before it begins.
func TestADeadlockIsResolved(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		if dialect == db.SQLite {
			continue
		}
		d := dbtest.Open(t, dialect)
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return errors.Join(put(ctx, tx, "a"), put(ctx, tx, "b")) })
		var both, wg sync.WaitGroup
		both.Add(2)
		var tries atomic.Int32
		for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
			first := true
			wg.Go(func() {
				err := d.InTx(t.Context(), func(tx *db.Tx) error {
					tries.Add(1)
					if err := add(t.Context(), tx, order[0]); err != nil {
						return err
					}
					if first {
						first = false
						both.Done()
						both.Wait()
					}
					return add(t.Context(), tx, order[1])
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if fact(t, d, "a") != "2" || fact(t, d, "b") != "2" || tries.Load() < 3 {
			t.Errorf("a %s, b %s after %d tries", fact(t, d, "a"), fact(t, d, "b"), tries.Load())
		}
	}
}

func TestOthersSeeNothingBeforeTheCommit(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		after := false
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := put(ctx, tx, "n"); err != nil {
				return err
			}
			tx.AfterCommit(func() { after = fact(t, d, "n") == "0" })
			if got := fact(t, d, "n"); got != "" || after {
				t.Errorf("seen before the commit: %q", got)
			}
			return nil
		})
		if !after {
			t.Error("not seen after the commit")
		}
	})
}

func TestATransactionHasOneInstant(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		clock := time.Date(2026, 11, 22, 9, 0, 0, 123456789, time.FixedZone("WIB", 7*3600))
		d := dbtest.OpenAt(t, dbtest.URL(t, dialect), func() time.Time { clock = clock.Add(time.Hour); return clock })
		write(t, d, func(_ context.Context, tx *db.Tx) error {
			if first := tx.Now(); first != tx.Now() || first.Location() != time.UTC || first.Nanosecond() != 123456000 {
				t.Errorf("got %s, then %s", first, tx.Now())
			}
			return nil
		})
	}
}

func TestTheSameKeyAtTheSameMomentWritesOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := db.WithOnce(t.Context(), db.Once{Actor: "u", Key: "k", Hash: "h"})
		var wg sync.WaitGroup
		var wrote, replayed atomic.Int32
		for i := range 8 {
			wg.Go(func() {
				err := d.InTx(ctx, func(tx *db.Tx) error {
					tx.ResultIfNone("the first")
					tx.ResultIfNone("not this")
					return put(ctx, tx, "try "+strconv.Itoa(i))
				})
				result, ok := db.ReplayedAs(err)
				switch {
				case err == nil:
					wrote.Add(1)
				case ok && result == "the first":
					replayed.Add(1)
				default:
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM platform_fact`)
		if err != nil || n != 1 || wrote.Load() != 1 || replayed.Load() != 7 {
			t.Errorf("%d rows, %d writes, %d replays, %v", n, wrote.Load(), replayed.Load(), err)
		}
	})
}

func TestAFailedRequestMayBeRepeatedWithItsKey(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := db.WithOnce(t.Context(), db.Once{Actor: "u", Key: "k", Hash: "h"})
		boom := errors.New("boom")
		if err := d.InTx(ctx, func(*db.Tx) error { return boom }); !errors.Is(err, boom) {
			t.Errorf("got %v", err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return put(ctx, tx, "n") }); err != nil {
			t.Error(err)
		}
	})
}

func TestASlowQueryEndsWithItsDeadline(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		began := time.Now()
		_, err := db.One[int64](ctx, d, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT count(*) FROM n`)
		if !errors.Is(err, errs.Unavailable) || time.Since(began) > 5*time.Second {
			t.Errorf("got %v (%s) after %s", err, errs.KindOf(err), time.Since(began))
		}
		if _, err := db.One[int64](t.Context(), d, `SELECT 1`); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
