package allocation

import (
	"math"

	"titian/internal/kernel/errs"
)

// Explanation answers "why not me?" for one person: what they got, and for
// every wish they like more the one reason why it went to others.
type Explanation struct {
	Person   string    `json:"person"`
	Offering string    `json:"offering,omitempty"` // the place they got
	Wish     int       `json:"wish,omitempty"`     // and which of their wishes that is
	Refusals []Refusal `json:"refusals,omitempty"`

	// Counterfactual is the one change that would have been enough, at the
	// wish they like most among those for which there is one.
	Counterfactual *Counterfactual `json:"counterfactual,omitempty"`
}

// Reason is why a wish was refused. For every wish exactly one holds.
type Reason string

// The reasons.
const (
	NotEligible Reason = "not_eligible"        // a rule is not met: Findings says which
	BelowLast   Reason = "below_last_admitted" // everyone admitted stands higher
	AllHeld     Reason = "held"                // present participants hold every place
)

// Refusal is one wish that was not fulfilled. LastAdmitted are the points of
// the last person admitted to a place open to all, LastReserved of the last
// one on a reserved place; nil where there is no such place. Lottery says that
// the points were equal to the last admitted and the lottery decided.
type Refusal struct {
	Offering     string    `json:"offering"`
	Wish         int       `json:"wish"`
	Reason       Reason    `json:"reason"`
	Points       int       `json:"points,omitempty"`
	LastAdmitted *int      `json:"last_admitted,omitempty"`
	LastReserved *int      `json:"last_reserved,omitempty"`
	Lottery      bool      `json:"lottery,omitempty"`
	Findings     []Finding `json:"findings,omitempty"`
}

// Explain says why the person did not get what they like more. The error is
// NotFound for somebody who is not in the round, State after Optimum: a largest
// sum has no reasons that one person could check.
func (res *Result) Explain(person string) (e *Explanation, err error) {
	if res.Method == Optimum {
		return nil, errs.New(errs.State, "allocation.optimum_decides_nothing")
	}
	r := res.round
	found, ok := r.findPerson(person)
	if !ok {
		return nil, errs.New(errs.NotFound, "allocation.person").With("person", person)
	}
	i := int32(found)
	e = &Explanation{Person: person}
	ineligible := r.ineligible[person]
	end := r.first[i+1]
	if at := res.chosen[i]; at != nowhere {
		e.Offering, end = r.offeringID(at), at
	}
	for at, wish := r.first[i], 1; ; wish++ {
		refusedByRule := len(ineligible) > 0 && (ineligible[0].Wish <= wish || at == end && e.Offering == "")
		switch {
		case refusedByRule:
			e.Refusals = append(e.Refusals, ineligible[0].refusal())
			ineligible = ineligible[1:]
			continue
		case at < end:
			e.Refusals = append(e.Refusals, res.refusal(at, wish))
			at++
			continue
		case e.Offering != "":
			e.Wish = wish
		}
		break
	}
	e.Counterfactual, err = res.counterfactual(i, end)
	return e, err
}

// refusal gives the reason why an eligible wish was refused.
func (res *Result) refusal(at int32, wish int) Refusal {
	c := res.round.choices[at]
	f := Refusal{Offering: res.round.offeringID(at), Wish: wish, Reason: AllHeld, Points: int(c.points)}
	reserved, open := res.lastAdmitted(c.offering)
	if open != nil {
		points := int(open.points)
		f.Reason, f.LastAdmitted, f.Lottery = BelowLast, &points, open.points == c.points
	}
	if reserved != nil {
		points := int(reserved.points)
		f.Reason, f.LastReserved = BelowLast, &points
	}
	return f
}

// lastAdmitted are the lowest choices admitted to an offering on reserved and
// on open places; holders stand outside the comparison.
func (res *Result) lastAdmitted(j int32) (reserved, open *choice) {
	r := res.round
	s := seats{places: r.offerings[j].Places, bar: math.MinInt64}
	if res.Method == DeferredReserves {
		s.quota = r.offerings[j].Reserved
	}
	for i, at := range res.chosen {
		switch {
		case at == nowhere || r.choices[at].offering != j:
		case r.holds != nil && r.holds[i] == at:
			s.hold(r.protected[i])
		default:
			s.admit(applicant{r.choices[at].priority, int32(i)}, r.protected[i])
		}
	}
	lowest := func(q queue) *choice {
		if len(q) == 0 {
			return nil
		}
		return &r.choices[res.chosen[q[0].person]]
	}
	return lowest(s.reserved), lowest(s.open)
}
