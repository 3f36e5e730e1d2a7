package allocation

import (
	"fmt"
)

// solveOptimum finds the largest sum of points, one place a person: a
// min-cost flow, solved by its dual. Every offering has a price in points,
// zero while it has free places; everybody takes what is best at these prices.
//
// First people bid against each other, which settles nearly all of them. Those
// whose best choices are equally good, where bidding would turn in circles,
// are then placed by shortest augmenting paths. Both keep the prices exact
// whole numbers, so that the answer is exact too.
func solveOptimum(r *Round, res *Result) error {
	a := &auction{
		round: r, chosen: res.chosen,
		price: make([]int32, len(r.offerings)),
		sold:  make([]queue, len(r.offerings)),
	}
	total := 0
	for j, o := range r.offerings {
		if o.Places == 0 {
			a.price[j] = MaxPoints // nobody wants it; lowestPrices finds what a place would be worth
		}
		total += min(o.Places, int(r.applied[j])) + 1
	}
	arena := make([]applicant, total)
	for j, o := range r.offerings {
		n := min(o.Places, int(r.applied[j])) + 1
		a.sold[j], arena = arena[:0:n], arena[n:]
	}
	r.eachComponent(func() func(component) {
		w := newPathfinder(a)
		return func(c component) {
			w.bid(c)
			w.settle()
			w.lowestPrices(c)
		}
	})
	return a.report(res)
}

// auction is the state of the dual: prices, and who has bought what. Bids are
// kept as queue priorities; the lowest one sold is the price of a full
// offering.
type auction struct {
	round  *Round
	chosen []int32 // by person: choice, or nowhere
	price  []int32 // by offering
	sold   []queue // by offering
}

// best is person i's best choice at current prices, its value, and the value
// of the second best. Staying without a place is worth 0.
func (a *auction) best(i int32) (at, value, second int32) {
	at = nowhere
	first := a.round.first[i]
	for k, c := range a.round.wishes(i) {
		v := c.points - a.price[c.offering]
		if v > value {
			at, value, second = first+int32(k), v, value
		} else if v > second {
			second = v
		}
	}
	return at, value, second
}

// full reports that a place is to be had only from somebody else. Without
// places an offering is full from the beginning.
func (a *auction) full(j int32) bool { return len(a.sold[j]) >= a.round.offerings[j].Places }

// bid lets everyone in the component bid for their best choice as much as they
// would rather pay than take the second best. People whose two best are equal
// and both full are left to settle.
func (w *pathfinder) bid(c component) {
	w.undecided = w.undecided[:0]
	for _, i := range c.people {
		for i != nobody {
			i = w.bidOnce(i)
		}
	}
}

// bidOnce returns whom the bid displaces.
func (w *pathfinder) bidOnce(i int32) int32 {
	a := w.auction
	at, value, second := a.best(i)
	a.chosen[i] = nowhere
	if at == nowhere {
		return nobody
	}
	j := a.round.choices[at].offering
	if a.full(j) && value == second {
		w.undecided = append(w.undecided, i)
		return nobody
	}
	out := int32(nobody)
	if a.full(j) {
		out = a.sold[j].pop().person
	}
	a.sold[j].push(applicant{int64(a.price[j] + value - second), i})
	a.chosen[i] = at
	if a.full(j) {
		a.price[j] = int32(a.sold[j][0].priority)
	}
	return out
}

// report checks the duality and writes the result. A difference would be an
// error of this program: it is returned, never published.
func (a *auction) report(res *Result) error {
	r := a.round
	for i := range r.people {
		_, value, _ := a.best(int32(i))
		res.Bound += int64(value)
	}
	res.SeatValues = make([]SeatValue, len(r.offerings))
	for j, o := range r.offerings {
		res.Bound += int64(o.Places) * int64(a.price[j])
		res.SeatValues[j] = SeatValue{o.ID, int(a.price[j])}
	}
	res.count()
	if res.Points != res.Bound {
		return fmt.Errorf("allocate: the optimum has %d points but its bound is %d", res.Points, res.Bound)
	}
	return nil
}
