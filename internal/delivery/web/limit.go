package web

import (
	"sync"
	"time"
)

// limit counts the requests of each address in the present minute. It is kept in
// memory, one for each route of each server: it protects the machine, while what
// must not be guessed is long enough not to be.
type limit struct {
	most   int
	mu     sync.Mutex
	minute int64
	seen   map[string]int
}

func newLimit(most int) *limit { return &limit{most: most, seen: map[string]int{}} }

// allow counts a request and reports whether it is within the limit.
func (l *limit) allow(address string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if minute := now.Unix() / 60; minute != l.minute {
		l.minute = minute
		clear(l.seen)
	}
	l.seen[address]++
	return l.seen[address] <= l.most
}
