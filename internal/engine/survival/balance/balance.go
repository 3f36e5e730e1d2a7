// Package balance compares the people of a programme with similar people who
// were not in it, in the manner of England's Justice Data Lab: those others are
// weighted until they look like the programme's people in everything measured
// beforehand, and then the outcomes are set side by side.
//
// It owns entropy balancing (the default), inverse-probability weights, the
// weighted difference with its interval, and the table of balance. It refuses
// comparisons that are too small to mean anything (MinimumSize), and it never
// says that a programme worked: nothing here can prove a cause, and nothing
// here ranks programmes. Start at Study.
package balance

import (
	"math"

	"titian/internal/kernel/errs"
)

// MinimumSize is the fewest treated people, and the fewest effective controls,
// with which a comparison is made at all: the Justice Data Lab's minimum.
const MinimumSize = 60

// Study is one row a person. Covariates must have been chosen before anybody
// looked at outcomes, and measured before the programme began.
type Study struct {
	Treated []bool
	Outcome []float64
	Terms   []string
	X       []float64 // len(Terms) numbers a row, row after row
}

// Check refuses what cannot be compared: "balance.lengths", "balance.value"
// (with "row"), and "balance.too_few_treated" or "balance.too_few_controls",
// with "n" and "minimum".
func (s Study) Check() error {
	n := len(s.Treated)
	if len(s.Outcome) != n || len(s.X) != n*len(s.Terms) || len(s.Terms) == 0 {
		return errs.New(errs.Invalid, "balance.lengths")
	}
	for i, y := range s.Outcome {
		if !finite(y) {
			return errs.New(errs.Invalid, "balance.value").With("row", i)
		}
	}
	for i, x := range s.X {
		if !finite(x) {
			return errs.New(errs.Invalid, "balance.value").With("row", i/len(s.Terms)).With("term", s.Terms[i%len(s.Terms)])
		}
	}
	treated, controls := s.Sizes()
	if treated < MinimumSize {
		return tooFew("balance.too_few_treated", float64(treated))
	}
	if controls < MinimumSize {
		return tooFew("balance.too_few_controls", float64(controls))
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func tooFew(code string, n float64) error {
	return errs.New(errs.Invalid, code).With("n", n).With("minimum", MinimumSize)
}

// Sizes counts the people of each arm.
func (s Study) Sizes() (treated, controls int) {
	for _, t := range s.Treated {
		if t {
			treated++
		}
	}
	return treated, len(s.Treated) - treated
}

// row is the covariates of person i.
func (s Study) row(i int) []float64 {
	p := len(s.Terms)
	return s.X[i*p : (i+1)*p]
}

// Method is a way to choose the weights of the controls.
type Method string

// The methods. Entropy has one answer, no ties and no tuning, and balances the
// means exactly; Unadjusted is shown so that nobody mistakes it for a result.
const (
	Unadjusted Method = "unadjusted"
	Entropy    Method = "entropy"
	IPW        Method = "ipw"
)

// Weights are one number a person: 1 for the treated. Those of the controls
// sum to the number of treated, except that Unadjusted gives everybody 1.
//
// The errors: "balance.no_solution" (State, with "term" if one is to blame)
// when no weights can make the controls look like the treated;
// "balance.separation" (State) when the covariates tell without fail who was
// treated; "balance.too_few_effective" (Invalid, with "n" and "minimum") when
// so few controls carry the weight that the rest is decoration.
func (s Study) Weights(m Method) ([]float64, error) {
	var w []float64
	var err error
	switch m {
	case Unadjusted:
		w = make([]float64, len(s.Treated))
		for i := range w {
			w[i] = 1
		}
		return w, nil
	case Entropy:
		w, err = s.entropy()
	case IPW:
		w, err = s.inverseProbability()
	default:
		return nil, errs.New(errs.Invalid, "balance.method")
	}
	if err != nil {
		return nil, err
	}
	if n := s.EffectiveControls(w); n < MinimumSize {
		return nil, tooFew("balance.too_few_effective", n)
	}
	return w, nil
}

// EffectiveControls is how many equally weighted controls would carry as much
// information: (Σw)²/Σw².
func (s Study) EffectiveControls(w []float64) float64 {
	var sum, square float64
	for i, t := range s.Treated {
		if !t {
			sum += w[i]
			square += w[i] * w[i]
		}
	}
	if square == 0 {
		return 0
	}
	return sum * sum / square
}
