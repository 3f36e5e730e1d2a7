package allocation

import (
	"cmp"
	"slices"
)

// Counterfactual: with Points at this offering, everything else unchanged, the
// person would have been admitted there. It is found by deciding the round
// again, not by comparing with the last admitted: a new arrival displaces
// somebody, who may come back at the expense of others.
type Counterfactual struct {
	Offering string `json:"offering"`
	Points   int    `json:"points"`
}

// counterfactual is about the first of person i's wishes before end for which
// some number of points would have been enough; nil when there is none.
func (res *Result) counterfactual(i, end int32) (*Counterfactual, error) {
	r := res.round
	if r.first[i] == end {
		return nil, nil
	}
	whatIf, err := res.whatIf(i)
	if err != nil {
		return nil, err
	}
	for at := r.first[i]; at < end; at++ {
		points, ok := whatIf.enough(at - r.first[i])
		if ok && points > int(r.choices[at].points) {
			return &Counterfactual{Offering: r.offeringID(at), Points: points}, nil
		}
	}
	return nil, nil
}

// whatIf is a person's component as a round of its own, to be decided again
// and again with another priority of that person.
type whatIf struct {
	round    *Round
	reserves bool
	person   int32
	chosen   []int32
}

// whatIf takes the component out of the round: trying changes the copy only.
func (res *Result) whatIf(i int32) (*whatIf, error) {
	r := res.round
	c := r.componentOf(r.choices[r.first[i]].offering)
	in, _ := r.part(c, func(int32) bool { return true })
	part, err := New(in)
	if err != nil {
		return nil, err
	}
	person, _ := part.findPerson(r.people[i].ID)
	return &whatIf{
		round: part, reserves: res.Method == DeferredReserves,
		person: int32(person), chosen: make([]int32, len(part.people)),
	}, nil
}

// componentOf is the component of an offering.
func (r *Round) componentOf(j int32) component {
	k := slices.IndexFunc(r.components, func(c component) bool {
		_, ok := slices.BinarySearch(c.offerings, j)
		return ok
	})
	return r.components[k]
}

// enough is the smallest number of points with which the person is admitted to
// their wish. Deferred acceptance respects improvements: whoever is admitted
// stays so with a higher priority, so that halving finds the lowest rank.
func (w *whatIf) enough(wish int32) (points int, ok bool) {
	at := w.round.first[w.person] + wish
	mine := &w.round.choices[at]
	before := mine.priority
	defer func() { mine.priority = before }()
	rivals := w.rivals(at)
	// Even numbers for the rivals leave an odd one between any two.
	for k, x := range rivals {
		defer func(priority int64) { x.priority = priority }(x.priority)
		x.priority = 2 * int64(k)
	}
	admitted := func(above int) bool {
		mine.priority = 2*int64(above) + 1
		m := newMarket(w.round, w.reserves)
		for _, c := range w.round.components {
			m.clear(c, w.chosen)
		}
		return w.chosen[w.person] == at
	}
	if len(rivals) == 0 || !admitted(len(rivals)-1) {
		return 0, false
	}
	low, high := 0, len(rivals)-1
	for low < high {
		if mid := (low + high) / 2; admitted(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return int(rivals[low].points) + 1, true
}

// rivals are the others' choices of an offering, the lowest priority first.
func (w *whatIf) rivals(at int32) []*choice {
	var rivals []*choice
	for k := range w.round.choices {
		x := &w.round.choices[k]
		if x.offering == w.round.choices[at].offering && int32(k) != at {
			rivals = append(rivals, x)
		}
	}
	slices.SortFunc(rivals, func(a, b *choice) int { return cmp.Compare(a.priority, b.priority) })
	return rivals
}
