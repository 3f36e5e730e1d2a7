package allocation

import (
	"math"
	"slices"
)

// pathfinder is one worker's scratch for shortest paths over offerings: from
// one to the next by moving somebody who is placed there. The length of a move
// is what that person loses by it at current prices.
type pathfinder struct {
	*auction
	undecided []int32

	distance []int32 // by offering; far when not reached
	via      []move  // by offering: how the path enters it
	reached  []int32 // offerings with a distance, to clean up
	final    []int32 // offerings whose distance is final
	heap     []int64 // distance<<32 | offering, the smallest first
}

// move takes the person who stands in a slot of an offering to a choice.
type move struct{ person, slot, to int32 }

// far is the distance of what is not reached.
const far = math.MaxInt32

func newPathfinder(a *auction) *pathfinder {
	n := len(a.round.offerings)
	return &pathfinder{auction: a, distance: slices.Repeat([]int32{far}, n), via: make([]move, n)}
}

// settle places everybody whom bidding left undecided.
func (w *pathfinder) settle() {
	for _, i := range w.undecided {
		w.augment(i)
	}
}

// augment finds the cheapest way to make room for person i: a free place at
// the end of a chain of moves, or somebody, perhaps i, who goes without. Then
// it raises the prices along the search, so that everyone keeps a best choice.
func (w *pathfinder) augment(i int32) {
	end := move{person: i, slot: nobody, to: nowhere}
	_, value, _ := w.best(i)
	shortest := value
	w.relax(move{person: i, slot: nobody}, value, 0, shortest)
	for len(w.heap) > 0 {
		d, j := w.pop()
		if d > w.distance[j] {
			continue // reached on a shorter way since
		}
		if d >= shortest {
			break
		}
		if !w.full(j) {
			shortest, end = d, move{person: nobody, to: j}
			break
		}
		w.final = append(w.final, j)
		for slot := range w.sold[j] {
			b := &w.sold[j][slot]
			// Prices only rise here, so that nobody would leave for less than
			// their bid is above the price: most need not be looked at.
			if d+int32(b.priority)-w.price[j] >= shortest {
				continue
			}
			m := move{person: b.person, slot: int32(slot), to: nowhere}
			u := w.round.choices[w.chosen[b.person]].points - w.price[j]
			if d+u < shortest {
				shortest, end = d+u, m
			}
			second := w.relax(m, u, d, shortest)
			b.priority = int64(w.price[j] + u - second)
		}
	}
	w.follow(i, end)
	for _, j := range w.final {
		w.price[j] += max(0, shortest-w.distance[j])
	}
	w.reset()
}

// relax reaches every other choice of a person who has value u now, at
// distance d, unless that is beyond the bound. It returns the value of the
// best of them; no place is worth 0.
func (w *pathfinder) relax(m move, u, d, bound int32) (second int32) {
	first, now := w.round.first[m.person], w.chosen[m.person]
	for k, c := range w.round.wishes(m.person) {
		if first+int32(k) == now {
			continue
		}
		v := c.points - w.price[c.offering]
		second = max(second, v)
		to := d + u - v
		if to >= bound || to >= w.distance[c.offering] {
			continue
		}
		if w.distance[c.offering] == far {
			w.reached = append(w.reached, c.offering)
		}
		w.distance[c.offering] = to
		w.via[c.offering] = move{m.person, m.slot, first + int32(k)}
		w.push(to, c.offering)
	}
	return second
}

// follow makes the moves of the path, from its end back to person i.
func (w *pathfinder) follow(i int32, end move) {
	var j int32 // the offering with room now
	switch {
	case end.person == i:
		return // i goes without
	case end.person == nobody:
		j = end.to
	default:
		j = w.round.choices[w.chosen[end.person]].offering
		w.leave(j, end)
	}
	for {
		m := w.via[j]
		from := w.chosen[m.person]
		if m.slot != nobody {
			w.leave(w.round.choices[from].offering, m)
		}
		w.chosen[m.person] = m.to
		w.sold[j] = append(w.sold[j], applicant{person: m.person})
		if m.person == i {
			return
		}
		j = w.round.choices[from].offering
	}
}

// leave frees the slot of a move. The last one in the list takes it, which is
// safe because a path leaves each offering once.
func (w *pathfinder) leave(j int32, m move) {
	list := w.sold[j]
	list[m.slot] = list[len(list)-1]
	w.sold[j] = list[:len(list)-1]
	w.chosen[m.person] = nowhere
}

// lowestPrices lowers the prices of a component as far as everyone keeps a
// best choice. What is left is what one more place would add to the sum: the
// price that is forced from below, by somebody who would come for it.
func (w *pathfinder) lowestPrices(c component) {
	for _, j := range c.offerings {
		w.distance[j] = w.price[j]
		w.reached = append(w.reached, j)
		w.push(w.price[j], j)
	}
	for _, i := range c.people {
		if w.chosen[i] == nowhere {
			w.relax(move{person: i}, 0, 0, far)
		}
	}
	for len(w.heap) > 0 {
		d, j := w.pop()
		if d > w.distance[j] {
			continue
		}
		for _, b := range w.sold[j] {
			u := w.round.choices[w.chosen[b.person]].points - w.price[j]
			w.relax(move{person: b.person}, u, d, far)
		}
	}
	for _, j := range c.offerings {
		w.price[j] -= w.distance[j]
	}
	w.reset()
}

// reset forgets a search, in time of what it reached and not of the country.
func (w *pathfinder) reset() {
	for _, j := range w.reached {
		w.distance[j] = far
	}
	w.reached, w.final, w.heap = w.reached[:0], w.final[:0], w.heap[:0]
}

// push and pop keep the heap; a distance and an offering are one number, so
// that equal distances come in the order of ids on every machine.
func (w *pathfinder) push(d, j int32) {
	h := append(w.heap, int64(d)<<32|int64(j))
	k, x := len(h)-1, h[len(h)-1]
	for k > 0 {
		up := (k - 1) / 2
		if h[up] <= x {
			break
		}
		h[k] = h[up]
		k = up
	}
	h[k] = x
	w.heap = h
}

func (w *pathfinder) pop() (d, j int32) {
	h := w.heap
	low, x := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	w.heap = h
	if len(h) > 0 {
		k := 0
		for {
			down := 2*k + 1
			if down >= len(h) {
				break
			}
			if down+1 < len(h) && h[down+1] < h[down] {
				down++
			}
			if h[down] >= x {
				break
			}
			h[k] = h[down]
			k = down
		}
		h[k] = x
	}
	return int32(low >> 32), int32(low)
}
