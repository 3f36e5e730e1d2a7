package allocation

import "math"

// seats is what one offering keeps of those who proposed: first the holders
// who come back to their own place, then on the reserved places the protected
// people of highest priority, then on all other places, unused reserved ones
// too, the highest priority among the rest.
type seats struct {
	// bar is what it takes to enter the open places: the lowest priority there
	// when they are full. Most proposals fail at it, without a look at a queue.
	bar int64

	places, quota int // quota of the places is reserved
	held          int
	heldProtected int // holders who count for the quota
	reserved      queue
	open          queue
}

const nobody = -1

// room is the length that the queues can reach: one more than can be kept,
// because a newcomer enters before the lowest leaves.
func (s *seats) room(applied int) (reserved, open int) {
	if s.quota > 0 {
		reserved = min(s.quota, applied) + 1
	}
	return reserved, min(s.places, applied) + 1
}

// admit takes a newcomer in and returns whom that displaces, perhaps the
// newcomer, or nobody.
func (s *seats) admit(a applicant, protected bool) int32 {
	switch {
	case protected && s.quota > 0:
		s.reserved.push(a)
	case a.priority < s.bar:
		return a.person
	default:
		s.open.push(a)
	}
	return s.settle()
}

// hold gives a holder back a place of their own.
func (s *seats) hold(protected bool) int32 {
	s.held++
	if protected {
		s.heldProtected++
	}
	return s.settle()
}

// settle moves the lowest protected person beyond the reserve to the open
// places, and displaces the lowest person beyond those.
func (s *seats) settle() int32 {
	out := int32(nobody)
	if len(s.reserved) > s.reserve() {
		s.open.push(s.reserved.pop())
	}
	room := s.places - s.held - len(s.reserved)
	if len(s.open) > room {
		out = s.open.pop().person
	}
	switch {
	case room == 0:
		s.bar = math.MaxInt64
	case len(s.open) == room:
		s.bar = s.open[0].priority
	}
	return out
}

// reserve is how many reserved places holders leave.
func (s *seats) reserve() int {
	return max(0, min(s.quota-s.heldProtected, s.places-s.held))
}

// applicant is a person at an offering.
type applicant struct {
	priority int64
	person   int32
}

// queue is a heap with the lowest priority first. container/heap would cost an
// allocation per proposal, which is most of the work here.
type queue []applicant

func (q *queue) push(a applicant) {
	h := append(*q, a)
	k := len(h) - 1
	for k > 0 {
		up := (k - 1) / 2
		if h[up].priority <= a.priority {
			break
		}
		h[k] = h[up]
		k = up
	}
	h[k] = a
	*q = h
}

func (q *queue) pop() applicant {
	h := *q
	low, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return low
	}
	k := 0
	for {
		down := 2*k + 1
		if down >= len(h) {
			break
		}
		if down+1 < len(h) && h[down+1].priority < h[down].priority {
			down++
		}
		if h[down].priority >= last.priority {
			break
		}
		h[k] = h[down]
		k = down
	}
	h[k] = last
	return low
}
