package allocation

import (
	"iter"

	"titian/internal/kernel/errs"
)

// Change is what happened since a round was decided.
type Change struct {
	Leave  []string       // people who give their place up, or their wish for one
	Places map[string]int // new number of places, by offering
}

// Move is a person whose place a re-run changed; From is empty for somebody
// who had none. Nobody ever moves to nothing.
type Move struct {
	Person   string `json:"person"`
	Offering string `json:"offering"`
	From     string `json:"from,omitempty"`
}

// Rerun is a decision brought up to date. Parts are the components that the
// change touches, each decided as a round of its own in which everybody holds
// what they had, with a hash of its own to replay it by. Everything else
// stands as it was decided.
type Rerun struct {
	Parts []*Result
	Moves []Move
}

// Rerun decides again only the components in which something changed. Nobody
// loses a place by it. The error is NotFound for an unknown person or
// offering, Invalid when an offering gets fewer places than people hold there,
// and State after Optimum, which decides nothing.
func (res *Result) Rerun(ch Change) (*Rerun, error) {
	if res.Method == Optimum {
		return nil, errs.New(errs.State, "allocation.optimum_decides_nothing")
	}
	touched, leave, err := res.touched(ch)
	if err != nil {
		return nil, err
	}
	var out Rerun
	for _, c := range res.round.components {
		if !touched[c.offerings[0]] {
			continue
		}
		part, err := New(res.held(c, leave, ch.Places))
		if err != nil {
			return nil, err
		}
		decided, err := Solve(part, res.Method)
		if err != nil {
			return nil, err
		}
		out.Parts = append(out.Parts, decided)
		out.Moves = append(out.Moves, decided.moves()...)
	}
	return &out, nil
}

// touched marks the first offering of every component that the change is in.
func (res *Result) touched(ch Change) (marks []bool, leave map[string]bool, err error) {
	r := res.round
	marks, leave = make([]bool, len(r.offerings)), make(map[string]bool, len(ch.Leave))
	changed := make([]bool, len(r.offerings))
	for _, id := range ch.Leave {
		i, ok := r.findPerson(id)
		if !ok {
			return nil, nil, errs.New(errs.NotFound, "allocation.person").With("person", id)
		}
		leave[id] = true
		if at := res.chosen[i]; at != nowhere {
			changed[r.choices[at].offering] = true
		}
	}
	for id := range ch.Places {
		j, ok := r.findOffering(id)
		if !ok {
			return nil, nil, errs.New(errs.NotFound, "allocation.offering").With("offering", id)
		}
		changed[j] = true
	}
	for _, c := range r.components {
		for _, j := range c.offerings {
			marks[c.offerings[0]] = marks[c.offerings[0]] || changed[j]
		}
	}
	return marks, leave, nil
}

// held is a component as a round of its own, after the result: everybody who
// stays holds the place that the result gave.
func (res *Result) held(c component, leave map[string]bool, places map[string]int) Input {
	r := res.round
	in, stays := r.part(c, func(i int32) bool { return !leave[r.people[i].ID] })
	for k, i := range stays {
		if in.People[k].Holds = ""; res.chosen[i] != nowhere {
			in.People[k].Holds = r.offeringID(res.chosen[i])
		}
	}
	for k, o := range in.Offerings {
		if n, ok := places[o.ID]; ok {
			in.Offerings[k].Places, in.Offerings[k].Reserved = n, min(o.Reserved, n)
		}
	}
	return in
}

// moves are the people who have another place than they held.
func (res *Result) moves() []Move {
	var moves []Move
	for i, p := range res.round.people {
		at := res.chosen[i]
		if at == nowhere {
			continue
		}
		if to := res.round.offeringID(at); to != p.Holds {
			moves = append(moves, Move{Person: p.ID, Offering: to, From: p.Holds})
		}
	}
	return moves
}

// part is the input of one component, for the people to keep; who gives their
// index in the round.
func (r *Round) part(c component, keep func(int32) bool) (in Input, who []int32) {
	in = Input{RuleVersion: r.ruleVersion, Seed: r.seed}
	local := make([]int32, len(r.offerings))
	for k, j := range c.offerings {
		local[j] = int32(k)
		in.Offerings = append(in.Offerings, r.offerings[j])
	}
	for _, i := range c.people {
		if keep(i) {
			who = append(who, i)
			in.People = append(in.People, r.people[i])
			in.Ineligible = append(in.Ineligible, r.ineligible[r.people[i].ID]...)
		}
	}
	in.Pairs = r.pairs(who, local)
	return in, who
}

// pairs are the wishes of some people as New takes them.
func (r *Round) pairs(who, offeringAt []int32) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		for k, i := range who {
			for rank, c := range r.wishes(i) {
				p := Pair{int32(k), offeringAt[c.offering], int32(rank) + 1, c.points, c.priority}
				if !yield(p) {
					return
				}
			}
		}
	}
}
