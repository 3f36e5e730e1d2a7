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

	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// behind starts each f as a transaction of its own while another holds the
// writer, in order, so that all of them share the commit. It gives what InTx said.
func behind(t *testing.T, d *db.DB, fs ...func(tx *db.Tx) error) []error {
	t.Helper()
	said := make([]error, len(fs))
	holds, release := make(chan struct{}), make(chan struct{})
	held := sync.OnceFunc(func() { close(holds) }) // it may run again
	var wg sync.WaitGroup
	wg.Go(func() {
		err := d.InTx(t.Context(), func(*db.Tx) error {
			held()
			<-release
			return nil
		})
		if err != nil {
			t.Errorf("the first: %v", err)
		}
	})
	<-holds
	for i, f := range fs {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					said[i] = errPanicked
				}
			}()
			said[i] = d.InTx(t.Context(), f)
		})
		for d.Waiting() <= i {
			time.Sleep(100 * time.Microsecond)
		}
	}
	close(release)
	wg.Wait()
	return said
}

var errPanicked = errors.New("panicked")

// puts is a transaction that stores one fact.
func puts(t *testing.T, name string) func(tx *db.Tx) error {
	return func(tx *db.Tx) error { return put(t.Context(), tx, name) }
}

func stored(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM platform_fact`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTransactionsThatWaitShareOneCommit(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	var fs []func(tx *db.Tx) error
	for i := range 5 {
		fs = append(fs, func(tx *db.Tx) error {
			tx.AfterCommit(func() {
				if n := stored(t, d); n != 5 {
					t.Errorf("%d facts after the commit, want 5", n)
				}
			})
			if n := stored(t, d); n != 0 {
				t.Errorf("transaction %d: %d facts are seen from outside before the commit", i, n)
			}
			n, err := db.One[int](t.Context(), tx, `SELECT count(*) FROM platform_fact`)
			if err != nil || n != i {
				t.Errorf("transaction %d sees %d of those before it, %v", i, n, err)
			}
			return put(t.Context(), tx, strconv.Itoa(i))
		})
	}
	for i, err := range behind(t, d, fs...) {
		if err != nil {
			t.Errorf("transaction %d: %v", i, err)
		}
	}
}

func TestABatchIsCommittedWhenItIsFull(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	var fs []func(tx *db.Tx) error
	for i := range db.MaxBatch + 3 {
		fs = append(fs, func(tx *db.Tx) error {
			want := int64(0)
			if i >= db.MaxBatch-1 { // the first of the batch is the one that held the writer
				want = db.MaxBatch - 1
			}
			if n := stored(t, d); n != want {
				t.Errorf("transaction %d: %d facts are durable, want %d", i, n, want)
			}
			return put(t.Context(), tx, strconv.Itoa(i))
		})
	}
	behind(t, d, fs...)
	if n := stored(t, d); n != db.MaxBatch+3 {
		t.Errorf("%d facts, want %d", n, db.MaxBatch+3)
	}
}

func TestOneThatFailsIsUndoneAlone(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	ways := map[string]struct {
		fail func(ctx context.Context, tx *db.Tx) error
		want error
	}{
		"an error": {func(context.Context, *db.Tx) error { return boom }, boom},
		"a broken key": {func(ctx context.Context, tx *db.Tx) error {
			return put(ctx, tx, "before")
		}, errs.Conflict},
		"a broken statement": {func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE no_table SET n = 1`)
			return err
		}, nil},
		"a caller who has gone": {func(ctx context.Context, tx *db.Tx) error {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			return put(gone, tx, "late")
		}, context.Canceled},
		"a question cut short": {func(ctx context.Context, tx *db.Tx) error {
			soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			defer cancel()
			_, err := db.One[int64](soon, tx, `SELECT count(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT i FROM n)`)
			return err
		}, errs.Unavailable},
		"a panic": {func(context.Context, *db.Tx) error { panic("boom") }, errPanicked},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, db.SQLite)
			said := behind(t, d, puts(t, "before"), func(tx *db.Tx) error {
				if err := put(t.Context(), tx, "never"); err != nil {
					return err
				}
				return way.fail(t.Context(), tx)
			}, puts(t, "after"))
			if said[0] != nil || said[2] != nil {
				t.Errorf("the others: %v, %v", said[0], said[2])
			}
			if said[1] == nil || way.want != nil && !errors.Is(said[1], way.want) {
				t.Errorf("got %v, want %v", said[1], way.want)
			}
			if fact(t, d, "before") != "0" || fact(t, d, "after") != "0" || stored(t, d) != 2 {
				t.Errorf("%d facts, want before and after", stored(t, d))
			}
		})
	}
}

// TestARefusalWaitsForWhatItStandsUpon: whoever is told that a name is taken
// finds it taken, though it was not yet durable when the key broke.
func TestARefusalWaitsForWhatItStandsUpon(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	said := behind(t, d, puts(t, "n"), puts(t, "n"), func(tx *db.Tx) error {
		time.Sleep(20 * time.Millisecond)
		return put(t.Context(), tx, "slow")
	})
	if said[0] != nil || !errors.Is(said[1], errs.Conflict) || said[2] != nil {
		t.Errorf("got %v", said)
	}
}

func TestARepeatInTheSameBatchGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	ctx := db.WithOnce(t.Context(), db.Once{Actor: "u", Key: "k", Hash: "h"})
	var inner, again error
	holds, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		inner = d.InTx(ctx, func(tx *db.Tx) error {
			close(holds)
			<-release
			tx.Result("made")
			return put(ctx, tx, "n")
		})
	})
	<-holds
	wg.Go(func() { again = d.InTx(ctx, func(tx *db.Tx) error { return put(ctx, tx, "other") }) })
	for d.Waiting() == 0 {
		time.Sleep(100 * time.Microsecond)
	}
	close(release)
	wg.Wait()
	if result, ok := db.ReplayedAs(again); inner != nil || !ok || result != "made" {
		t.Errorf("got %v, then %v", inner, again)
	}
	if stored(t, d) != 1 {
		t.Errorf("%d facts, want 1", stored(t, d))
	}
}

// TestTheFirstOfABatchMayBeTheCulprit: nobody builds upon a first transaction of
// which SQLite has undone everything, though it took no notice.
func TestTheFirstOfABatchMayBeTheCulprit(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	holds, release := make(chan struct{}), make(chan struct{})
	var first, second error
	var wg sync.WaitGroup
	wg.Go(func() {
		first = d.InTx(t.Context(), func(tx *db.Tx) error {
			close(holds)
			<-release
			if err := put(t.Context(), tx, "lost"); err != nil {
				return err
			}
			if _, err := db.Exec(t.Context(), tx, `ROLLBACK`); err != nil {
				return err
			}
			_, _ = db.Exec(t.Context(), tx, `UPDATE no_table SET n = 1`) // as a full disk answers, and is not heard
			return nil
		})
	})
	<-holds
	wg.Go(func() { second = d.InTx(t.Context(), puts(t, "n")) })
	for d.Waiting() == 0 {
		time.Sleep(100 * time.Microsecond)
	}
	close(release)
	wg.Wait()
	if first == nil || second != nil || stored(t, d) != 1 || fact(t, d, "n") != "0" {
		t.Errorf("got %v and %v with %d facts", first, second, stored(t, d))
	}
}

// TestOneThatUndoesEverythingCostsTheOthersATry stands for a full disk, which
// makes SQLite roll back the whole batch: whether the culprit notices or not,
// the others run again and are stored once.
func TestOneThatUndoesEverythingCostsTheOthersATry(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	for _, notices := range []error{boom, nil} {
		d := dbtest.Open(t, db.SQLite)
		var tries atomic.Int32
		counted := func(name string) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				tries.Add(1)
				return put(t.Context(), tx, name)
			}
		}
		said := behind(t, d, counted("a"), func(tx *db.Tx) error {
			if _, err := db.Exec(t.Context(), tx, `ROLLBACK`); err != nil {
				return err
			}
			return notices
		}, counted("b"))
		if said[0] != nil || said[2] != nil || fact(t, d, "a") != "0" || fact(t, d, "b") != "0" {
			t.Errorf("the others: %v, %v", said[0], said[2])
		}
		if said[1] == nil || notices != nil && !errors.Is(said[1], notices) {
			t.Errorf("the culprit was told %v", said[1])
		}
		if n := tries.Load(); n != 3 {
			t.Errorf("%d tries, want 3: one of the two stood before the culprit", n)
		}
	}
}

// TestNobodyIsForgottenWhenCallersGoAway cancels callers at every moment, also
// as the turn comes to them with others' work still to be committed.
func TestNobodyIsForgottenWhenCallersGoAway(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	const callers, each = 8, 60
	var wg sync.WaitGroup
	var kept, refused atomic.Int64
	for c := range callers {
		wg.Go(func() {
			patience := float64(time.Millisecond) // settles where half are in time
			for i := range each {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(patience*(0.5+rand.Float64())))
				err := d.InTx(ctx, func(tx *db.Tx) error { return put(ctx, tx, strconv.Itoa(c)+"/"+strconv.Itoa(i)) })
				cancel()
				if err == nil {
					kept.Add(1)
					patience *= 0.8
				} else {
					refused.Add(1)
					patience *= 1.2
				}
			}
		})
	}
	wg.Wait()
	write(t, d, func(ctx context.Context, tx *db.Tx) error { return put(ctx, tx, "last") })
	if n := stored(t, d); n != kept.Load()+1 {
		t.Errorf("%d facts, want the %d that were acknowledged", n, kept.Load()+1)
	}
	if kept.Load() == 0 || refused.Load() == 0 {
		t.Errorf("%d stored, %d refused: the deadlines did not cut through", kept.Load(), refused.Load())
	}
}

func TestClosingWaitsForWhoeverWrites(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.SQLite)
	d, err := db.Open(t.Context(), url, db.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	holds := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			close(holds)
			time.Sleep(20 * time.Millisecond)
			return put(t.Context(), tx, "n")
		})
		if err != nil {
			t.Errorf("got %v", err)
		}
	})
	<-holds
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := d.InTx(t.Context(), puts(t, "late")); !errors.Is(err, errs.Unavailable) {
		t.Errorf("after the end: got %v, want unavailable", err)
	}
	if d := dbtest.OpenAt(t, url, time.Now); stored(t, d) != 1 {
		t.Errorf("%d facts, want 1", stored(t, d))
	}
}
