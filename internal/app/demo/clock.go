package demo

import (
	"sync/atomic"
	"time"

	"titian/internal/kernel/civil"
)

// Clock is the time of the demo. While the stories are told it stands on the
// day of the telling, so that every record and its audit bear the story's own
// dates; afterwards it runs.
type Clock struct {
	at   atomic.Pointer[time.Time]
	real func() time.Time
	lead atomic.Int64 // how far the running clock is ahead of the real one
}

// NewClock makes a running clock that shows `day` now; an unknown day is the
// real one.
func NewClock(real func() time.Time, day civil.Date) *Clock {
	c := &Clock{real: real}
	if !day.IsZero() {
		c.lead.Store(int64(day.Sub(civil.Today(real()))) * int64(24*time.Hour))
	}
	return c
}

// Now is the demo's time.
func (c *Clock) Now() time.Time {
	if t := c.at.Load(); t != nil {
		return *t
	}
	return c.real().Add(time.Duration(c.lead.Load()))
}

// Stand stops the clock at nine in the morning in Jakarta on a day.
func (c *Clock) Stand(day civil.Date) {
	t := day.Time().Add(2 * time.Hour)
	c.at.Store(&t)
}

// Run lets it go on.
func (c *Clock) Run() { c.at.Store(nil) }
