package balance

import (
	"math"
	"math/rand/v2"
	"slices"

	"titian/internal/engine/survival"
	"titian/internal/kernel/errs"
)

// Bootstrapped is the spread of an effect over repeated draws of people.
type Bootstrapped struct {
	Draws    int
	Failed   int // draws in which no weights existed; left out
	SE       float64
	Interval survival.Interval // from the 2.5th to the 97.5th percentile
}

// maxFailed is the share of draws without weights above which the interval
// would describe only the lucky draws.
const maxFailed = 0.05

// minDraws is the fewest draws from which a 2.5th percentile is worth reading.
const minDraws = 200

// Bootstrap draws people anew within each arm, weighs them anew and looks at
// how the difference moves, so that the interval also counts the uncertainty
// of the weights. The same seed gives the same answer.
//
// The errors: "balance.draws" (Invalid, with "minimum") for fewer than 200
// draws; "balance.unstable" (State, with "failed") when one draw in twenty has
// no solution.
func (s Study) Bootstrap(m Method, draws int, seed uint64) (Bootstrapped, error) {
	if draws < minDraws {
		return Bootstrapped{}, errs.New(errs.Invalid, "balance.draws").With("minimum", minDraws)
	}
	rng := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // repeatable by design
	b := Bootstrapped{Draws: draws}
	differences := make([]float64, 0, draws)
	for range draws {
		drawn := s.draw(rng)
		w, err := drawn.Weights(m)
		if err != nil {
			b.Failed++
			continue
		}
		e, err := drawn.Difference(w)
		if err != nil {
			return Bootstrapped{}, err
		}
		differences = append(differences, e.Difference)
	}
	if float64(b.Failed) > maxFailed*float64(draws) {
		return Bootstrapped{}, errs.New(errs.State, "balance.unstable").With("failed", b.Failed)
	}
	b.SE = deviation(differences)
	slices.Sort(differences)
	b.Interval = survival.Interval{
		Lower: percentile(differences, 0.025), Upper: percentile(differences, 0.975), Defined: true,
	}
	return b, nil
}

// draw takes as many people as there are, with replacement, arm by arm.
func (s Study) draw(rng *rand.Rand) Study {
	var arms [2][]int
	for i, t := range s.Treated {
		if t {
			arms[1] = append(arms[1], i)
		} else {
			arms[0] = append(arms[0], i)
		}
	}
	d := Study{Terms: s.Terms}
	for a, people := range arms {
		for range people {
			i := people[rng.IntN(len(people))]
			d.Treated = append(d.Treated, a == 1)
			d.Outcome = append(d.Outcome, s.Outcome[i])
			d.X = append(d.X, s.row(i)...)
		}
	}
	return d
}

func deviation(x []float64) float64 {
	mean, square := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		square += (v - mean) * (v - mean)
	}
	return math.Sqrt(square / float64(len(x)-1))
}

// percentile interpolates in sorted values, as R's quantile does.
func percentile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}
