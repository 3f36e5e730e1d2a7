package outbox_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/outbox"
)

// office is an outbox with a clock that the test moves.
type office struct {
	*outbox.Box
	db  *db.DB
	now *atomic.Int64
}

func run(t *testing.T, f func(t *testing.T, o office)) {
	t.Helper()
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			now := &atomic.Int64{}
			now.Store(dbtest.Now.UnixMicro())
			d := dbtest.OpenAt(t, dbtest.URL(t, dialect), func() time.Time { return time.UnixMicro(now.Load()) })
			f(t, office{outbox.New(d, [32]byte{7}), d, now})
		})
	}
}

func (o office) pass(d time.Duration) { o.now.Add(d.Microseconds()) }

func (o office) put(t *testing.T, key string, owner id.Any) {
	t.Helper()
	err := o.db.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := o.PutTx(t.Context(), tx, outbox.Order{Lane: outbox.Mail, Key: key, Owner: owner, About: "test", Payload: []byte("isi " + key)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (o office) jobs(t *testing.T, owner id.Any) []outbox.Job {
	t.Helper()
	list, err := o.Of(t.Context(), o.db, owner, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (o office) work(t *testing.T, send func(ctx context.Context, t *outbox.Task) (outbox.Sent, error)) int {
	t.Helper()
	n, err := o.Run(t.Context(), outbox.Mail, send)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheSameIsQueuedOnceAndEmptiedWhenItIsOut(t *testing.T) {
	run(t, func(t *testing.T, o office) {
		owner := id.Any{}.Make()
		o.put(t, "a", owner)
		o.put(t, "a", owner)
		var got []string
		n := o.work(t, func(_ context.Context, x *outbox.Task) (outbox.Sent, error) {
			got = append(got, string(x.Payload))
			return "", nil
		})
		j := o.jobs(t, owner)
		if n != 1 || len(got) != 1 || got[0] != "isi a" || len(j) != 1 || j[0].Status != outbox.Done || len(j[0].Sealed) != 0 {
			t.Errorf("%d tries, %q, %+v", n, got, j)
		}
	})
}

func TestWhatIsRolledBackIsNotSent(t *testing.T) {
	run(t, func(t *testing.T, o office) {
		stop := errors.New("stop")
		err := o.db.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := o.PutTx(t.Context(), tx, outbox.Order{Lane: outbox.Mail, Key: "a", About: "test", Owner: id.Any{}.Make()}); err != nil {
				return err
			}
			return stop
		})
		n := o.work(t, func(context.Context, *outbox.Task) (outbox.Sent, error) { return "", nil })
		if !errors.Is(err, stop) || n != 0 {
			t.Errorf("%v, %d jobs", err, n)
		}
	})
}

func TestAPayloadIsNotReadableInTheDatabase(t *testing.T) {
	run(t, func(t *testing.T, o office) {
		owner := id.Any{}.Make()
		o.put(t, "tautan-rahasia", owner)
		if j := o.jobs(t, owner)[0]; len(j.Sealed) == 0 || string(j.Sealed) == "isi tautan-rahasia" {
			t.Errorf("got %q", j.Sealed)
		}
		n := office{outbox.New(o.db, [32]byte{8}), o.db, o.now}.work(t, func(context.Context, *outbox.Task) (outbox.Sent, error) { return "", nil })
		if j := o.jobs(t, owner)[0]; n != 1 || j.Status != outbox.Dead || j.Outcome != "unreadable" {
			t.Errorf("under another key: %+v", j)
		}
	})
}

func TestFailuresAreTriedAgainLaterAndInTheEndGivenUp(t *testing.T) {
	run(t, func(t *testing.T, o office) {
		owner := id.Any{}.Make()
		o.put(t, "a", owner)
		tries := 0
		down := func(context.Context, *outbox.Task) (outbox.Sent, error) {
			tries++
			return "", &outbox.Failure{Code: "smtp.connect"}
		}
		o.work(t, down)
		if o.work(t, down); tries != 1 {
			t.Errorf("it was tried %d times at once", tries)
		}
		for o.jobs(t, owner)[0].Status == outbox.Waiting && tries < 1000 {
			o.pass(time.Minute)
			o.work(t, down)
		}
		j := o.jobs(t, owner)[0]
		if age := time.UnixMicro(o.now.Load()).Sub(j.CreatedAt); j.Status != outbox.Dead || age < outbox.GiveUp || age > outbox.GiveUp+time.Hour || tries > 200 {
			t.Errorf("%+v after %s and %d tries", j, age, tries)
		}
	})
}

func TestARefusalForGoodIsNotTriedAgain(t *testing.T) {
	run(t, func(t *testing.T, o office) {
		owner := id.Any{}.Make()
		o.put(t, "a", owner)
		o.work(t, func(context.Context, *outbox.Task) (outbox.Sent, error) {
			return "", &outbox.Failure{Code: "smtp.recipient.550", Final: true}
		})
		if j := o.jobs(t, owner)[0]; j.Status != outbox.Dead || j.Outcome != "smtp.recipient.550" || len(j.Sealed) != 0 {
			t.Errorf("got %+v", j)
		}
	})
}

// TestTwentyWorkersSendEachJobOnce is several servers on one database.
func TestTwentyWorkersSendEachJobOnce(t *testing.T) {
	run(t, func(t *testing.T, o office) {
		owner := id.Any{}.Make()
		for i := range 60 {
			o.put(t, string(rune('A'+i)), owner)
		}
		var mu sync.Mutex
		sent := map[string]int{}
		var workers sync.WaitGroup
		for range 20 {
			workers.Go(func() {
				_, err := o.Run(t.Context(), outbox.Mail, func(_ context.Context, x *outbox.Task) (outbox.Sent, error) {
					mu.Lock()
					defer mu.Unlock()
					sent[x.Key]++
					return "", nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		workers.Wait()
		for key, n := range sent {
			if n != 1 {
				t.Errorf("%s was sent %d times", key, n)
			}
		}
		if len(sent) != 60 {
			t.Errorf("%d of 60 were sent", len(sent))
		}
	})
}

// TestAWorkerThatVanishes leaves its job in the middle: before the hand-over it is
// sent again, after it the job is unsure and a person decides.
func TestAWorkerThatVanishes(t *testing.T) {
	run(t, func(t *testing.T, o office) {
		before, after := id.Any{}.Make(), id.Any{}.Make()
		o.put(t, "before", before)
		o.put(t, "after", after)
		vanish := func(ctx context.Context, x *outbox.Task) (outbox.Sent, error) {
			if x.Key == "after" {
				if err := x.Handed(ctx); err != nil {
					t.Error(err)
				}
			}
			panic("killed")
		}
		for range 2 {
			func() {
				defer func() { _ = recover() }()
				_, _ = o.Run(t.Context(), outbox.Mail, vanish)
			}()
		}
		sent := map[string]int{}
		send := func(_ context.Context, x *outbox.Task) (outbox.Sent, error) { sent[x.Key]++; return "", nil }
		if n := o.work(t, send); n != 0 {
			t.Errorf("%d jobs were taken from a worker whose lease runs", n)
		}
		o.pass(10 * time.Minute)
		o.work(t, send)
		if sent["before"] != 1 || sent["after"] != 0 || o.jobs(t, after)[0].Status != outbox.Unsure {
			t.Errorf("sent %v; %+v", sent, o.jobs(t, after)[0])
		}
		err := o.db.InTx(t.Context(), func(tx *db.Tx) error {
			again, err := o.AgainTx(t.Context(), tx, after, o.jobs(t, after)[0].ID)
			if !again {
				t.Error("it cannot be sent again")
			}
			return err
		})
		if o.work(t, send); err != nil || sent["after"] != 1 {
			t.Errorf("%v; sent %v", err, sent)
		}
	})
}

func TestTheWaitDoublesUpToHalfAnHour(t *testing.T) {
	for n, want := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 3: 4 * time.Minute, 6: 30 * time.Minute, 500: 30 * time.Minute} {
		if got := outbox.Backoff(n); got != want {
			t.Errorf("after %d failures: %s, want %s", n, got, want)
		}
	}
}
