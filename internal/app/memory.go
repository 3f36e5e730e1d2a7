package app

import (
	"context"
	"os"
	"runtime/debug"
	measure "runtime/metrics"
	"time"
)

// A server's live heap is a few megabytes, and at Go's usual 100 percent it would
// be collected many times a second for nothing: it may grow to five times what is
// in use. While a large file is taken in that would be hundreds of megabytes, so
// that a heap which is large already grows less.
const (
	mostGrowth  = 400 // percent
	leastGrowth = 40
	room        = 32 << 20 // bytes that garbage may take beside what is in use
)

// lookAtHeap is how often the heap is looked at.
const lookAtHeap = 250 * time.Millisecond

// growth is by how many percent a live heap may grow before it is collected.
func growth(live uint64) int {
	return int(min(mostGrowth, max(leastGrowth, room*100/max(live, 1))))
}

// Roomy lets the heap grow most from now on, unless the operator's GOGC says
// otherwise: before Open it spares the collection of what opening makes.
func Roomy() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(mostGrowth)
	}
}

// FollowHeap sets growth as the live heap changes, unless the operator's GOGC says
// otherwise, for whatever takes in large files. What it gives ends that.
func FollowHeap(ctx context.Context) (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	Roomy()
	go func() {
		defer close(ended)
		follow(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

func follow(ctx context.Context) {
	live := []measure.Sample{{Name: "/gc/heap/live:bytes"}}
	for set := mostGrowth; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookAtHeap):
		}
		measure.Read(live)
		// To set it stops everybody for a moment: not for a trifle.
		if to := growth(live[0].Value.Uint64()); to > set+set/4 || to < set-set/4 {
			debug.SetGCPercent(to)
			set = to
		}
	}
}
