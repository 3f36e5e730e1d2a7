package account

import (
	"sync"
	"time"
)

// kept remembers for at most two seconds what a key stands for, so that a busy
// program costs no query for who asks. It forgets at once when this process
// changes a right or ends a session; another process' change is seen after
// those two seconds.
type kept[T any] struct {
	clock func() time.Time // nil keeps nothing

	mu      sync.RWMutex
	values  map[[32]byte]value[T]
	changes uint64 // counts forget, so that what was read before it is not kept after it
}

type value[T any] struct {
	v     T
	until time.Time
}

const (
	keepFor = 2 * time.Second
	keepMax = 10000
)

func newKept[T any](clock func() time.Time) *kept[T] {
	return &kept[T]{clock: clock, values: map[[32]byte]value[T]{}}
}

// get is what key stood for lately, and otherwise what put has to be told after
// it was read.
func (k *kept[T]) get(key [32]byte) (v T, found bool, changes uint64) {
	if k.clock == nil {
		return v, false, 0
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	x, found := k.values[key]
	if found && k.clock().Before(x.until) {
		return x.v, true, k.changes
	}
	return v, false, k.changes
}

func (k *kept[T]) put(key [32]byte, v T, changes uint64) {
	if k.clock == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changes != changes {
		return
	}
	if len(k.values) >= keepMax {
		clear(k.values)
	}
	k.values[key] = value[T]{v, k.clock().Add(keepFor)}
}

func (k *kept[T]) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.values)
	k.changes++
}
