package disclosure

// network is the attack on two chains of tables at once, such as provinces by
// month and regencies by year. Every published cell is an arc whose flow is the
// true number; flow is conserved where numbers add up; the cells that both
// chains share are free arcs between them. A circulation is then one world that
// agrees with everything published, and the interval of a cell is how far its
// arc's flow can be pushed. Ends are exact, and whole numbers, as flows are.
type network struct {
	from, to     []int32
	lo, hi, flow []int64
	away         []int32 // the end of the arc that lies farther from the ground
	incident     [][]int32
	seen         []int32 // search that last reached a node
	via          []int32 // arc by which it did
	search       int32
	queue        []int32
}

// ground closes every circulation: people enter at the coarsest tables of one
// chain and leave at those of the other.
const ground = int32(0)

// newNetwork has the ground and nothing else.
func newNetwork() *network { return &network{incident: make([][]int32, 1)} }

// more adds count nodes and returns the first.
func (n *network) more(count int) int32 {
	n.incident = append(n.incident, make([][]int32, count)...)
	return int32(len(n.incident) - count)
}

// arc adds an arc; its flow starts at 0, which is conserved everywhere but may
// lie below the least flow until settle has run.
func (n *network) arc(from, to int32, x interval, away int32) int {
	e := int32(len(n.from))
	n.from, n.to = append(n.from, from), append(n.to, to)
	n.lo, n.hi, n.flow = append(n.lo, x.lo), append(n.hi, x.hi), append(n.flow, 0)
	n.away = append(n.away, away)
	n.incident[from] = append(n.incident[from], e)
	n.incident[to] = append(n.incident[to], e)
	return int(e)
}

// settle finds one world that agrees with everything; it returns the arc that
// cannot have its least flow, or −1.
func (n *network) settle() int {
	n.seen, n.via = make([]int32, len(n.incident)), make([]int32, len(n.incident))
	// Arcs were added coarse to fine; filling the finest first mostly fills the rest.
	for e := len(n.from) - 1; e >= 0; e-- {
		for n.flow[e] < n.lo[e] {
			if n.push(e, 1, n.lo[e]-n.flow[e]) == 0 {
				return e
			}
		}
	}
	return -1
}

// span pushes arc e up and then down, until enough is true of the interval it
// has swept, or as far as it goes: then the interval is exact.
func (n *network) span(e int, enough func(lo, hi int64) bool) interval {
	x := interval{n.flow[e], n.flow[e]}
	for _, sign := range []int64{1, -1} {
		for !enough(x.lo, x.hi) && n.push(e, sign, unbounded) > 0 {
			x.lo, x.hi = min(x.lo, n.flow[e]), max(x.hi, n.flow[e])
		}
	}
	return x
}

// push changes the flow of e by up to limit, up or down, along one cycle, and
// returns by how much; 0 means that no other world differs there.
func (n *network) push(e int, sign, limit int64) int64 {
	if sign > 0 {
		limit = min(limit, n.hi[e]-n.flow[e])
	} else {
		limit = min(limit, n.flow[e]-n.lo[e])
	}
	start, goal := n.to[e], n.from[e]
	if sign < 0 {
		start, goal = goal, start
	}
	// Searching from the end away from the ground meets few arcs; the ground
	// has one for every coarse cell.
	reverse := start != n.away[e]
	if reverse {
		start, goal = goal, start
	}
	if limit <= 0 || !n.reach(start, goal, int32(e), reverse) {
		return 0
	}
	n.path(start, goal, reverse, func(a int32, out bool) { limit = min(limit, n.room(a, out)) })
	n.path(start, goal, reverse, func(a int32, out bool) {
		if out {
			n.flow[a] += limit
		} else {
			n.flow[a] -= limit
		}
	})
	n.flow[e] += sign * limit
	return limit
}

// room is how much more (out) or less the flow of an arc may be.
func (n *network) room(a int32, out bool) int64 {
	if out {
		return n.hi[a] - n.flow[a]
	}
	return n.flow[a] - n.lo[a]
}

// reach searches, breadth first, for a way from start to goal along arcs with
// room; in reverse, for a way from goal to start.
func (n *network) reach(start, goal, except int32, reverse bool) bool {
	n.search++
	n.seen[start] = n.search
	n.queue = append(n.queue[:0], start)
	for i := 0; i < len(n.queue); i++ {
		x := n.queue[i]
		for _, a := range n.incident[x] {
			y := n.from[a] + n.to[a] - x
			if a == except || n.seen[y] == n.search || n.room(a, (n.from[a] == x) != reverse) <= 0 {
				continue
			}
			n.seen[y], n.via[y] = n.search, a
			if y == goal {
				return true
			}
			n.queue = append(n.queue, y)
		}
	}
	return false
}

// path walks back over the arcs that reach found.
func (n *network) path(start, goal int32, reverse bool, visit func(a int32, out bool)) {
	for y := goal; y != start; {
		a := n.via[y]
		x := n.from[a] + n.to[a] - y
		visit(a, (n.from[a] == x) != reverse)
		y = x
	}
}
