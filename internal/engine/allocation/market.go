package allocation

import "math"

// market is deferred acceptance: people propose in the order of their wishes,
// offerings keep the best that have come so far. What each offering keeps out
// of all who ever proposed does not depend on the order of proposals, so
// neither does the result.
type market struct {
	round     *Round
	holds     []int32 // as Round.holds
	offerings []seats
}

// newMarket opens every offering of the round with its own places.
func newMarket(r *Round, reserves bool) *market {
	m := &market{round: r, holds: r.holds, offerings: make([]seats, len(r.offerings))}
	total := 0
	for j, o := range r.offerings {
		s := &m.offerings[j]
		s.places, s.bar = o.Places, math.MinInt64
		if reserves {
			s.quota = o.Reserved
		}
		reserved, open := s.room(int(r.applied[j]))
		total += reserved + open
	}
	arena := make([]applicant, total)
	for j := range m.offerings {
		s := &m.offerings[j]
		reserved, open := s.room(int(r.applied[j]))
		s.reserved, arena = arena[:0:reserved], arena[reserved:]
		s.open, arena = arena[:0:open], arena[open:]
	}
	return m
}

// clear decides one component and writes each person's choice into chosen.
func (m *market) clear(c component, chosen []int32) {
	m.fetch(c)
	for _, i := range c.people {
		chosen[i] = m.round.first[i] - 1 // nothing proposed yet
	}
	for _, i := range c.people {
		m.propose(i, chosen)
	}
}

// fetch reads the wishes of a component once and does nothing with them. Its
// people are scattered over the round, so that each list has to come from far
// in memory. Here many are on their way together; while people propose, each
// would be waited for, which was half the time of deciding. The sum is there,
// and not inlined, because the compiler leaves out reading what nobody uses.
//
//go:noinline
func (m *market) fetch(c component) (sum int64) {
	first, choices := m.round.first, m.round.choices
	for _, i := range c.people {
		sum += choices[first[i]].priority + choices[first[i+1]-1].priority
	}
	return sum
}

// propose lets person i propose down the list, and then whoever is displaced,
// until nobody is.
func (m *market) propose(i int32, chosen []int32) {
	r := m.round
	for i != nobody {
		at := m.pass(i, chosen[i]+1)
		chosen[i] = at
		if at == r.first[i+1] {
			chosen[i] = nowhere
			return
		}
		c := &r.choices[at]
		s := &m.offerings[c.offering]
		if m.holds != nil && m.holds[i] == at {
			i = s.hold(r.protected[i])
		} else {
			i = s.admit(applicant{c.priority, i}, r.protected[i])
		}
	}
}

// pass skips the wishes from at on that fail at the bar, as most do, without a
// look at a queue. A protected person may have a reserved place below it.
func (m *market) pass(i, at int32) int32 {
	r := m.round
	if r.protected[i] || m.holds != nil {
		return at
	}
	end := r.first[i+1]
	for at < end && r.choices[at].priority < m.offerings[r.choices[at].offering].bar {
		at++
	}
	return at
}
