package allocation

// market is deferred acceptance: people propose in the order of their wishes,
// offerings keep the best that have come so far. What each offering keeps out
// of all who ever proposed does not depend on the order of proposals, so
// neither does the result.
type market struct {
	round     *Round
	holds     []int32 // as Round.holds
	offerings []seats
	away      []bool // by person: takes no part; nil when everyone does
}

// newMarket opens every offering of the round with its own places.
func newMarket(r *Round, reserves bool) *market {
	m := &market{round: r, holds: r.holds, offerings: make([]seats, len(r.offerings))}
	total := 0
	for j, o := range r.offerings {
		total += 2 * (min(o.Places, int(r.applied[j])) + 1)
	}
	arena := make([]applicant, total)
	for j, o := range r.offerings {
		s := &m.offerings[j]
		s.places = o.Places
		if reserves {
			s.quota = o.Reserved
		}
		// One more than can be kept: the newcomer enters before the lowest leaves.
		n := min(o.Places, int(r.applied[j])) + 1
		s.reserved, s.open = arena[:0:n], arena[n:n:2*n]
		arena = arena[2*n:]
	}
	return m
}

// clear decides one component and writes each person's choice into chosen.
func (m *market) clear(c component, chosen []int32) {
	for _, i := range c.people {
		chosen[i] = m.round.first[i] - 1 // nothing proposed yet
	}
	for _, i := range c.people {
		if m.away == nil || !m.away[i] {
			m.propose(i, chosen)
		} else {
			chosen[i] = nowhere
		}
	}
}

// propose lets person i propose down the list, and then whoever is displaced,
// until nobody is.
func (m *market) propose(i int32, chosen []int32) {
	r := m.round
	for i != nobody {
		chosen[i]++
		at := chosen[i]
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
