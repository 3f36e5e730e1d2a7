package balance

import (
	"math"

	"titian/internal/engine/survival"
	"titian/internal/kernel/errs"
)

// Effect is the difference between the treated and the weighted controls.
type Effect struct {
	MeanTreated, MeanControl float64
	Difference               float64
	SE                       float64
	Interval                 survival.Interval
	EffectiveControls        float64
}

// Difference compares the weighted means. Its error is the sandwich (HC0) with
// the weights taken as given; Bootstrap also counts that they were estimated.
// The error is "balance.weights" when a weight is negative or not a number, or
// an arm has none.
func (s Study) Difference(w []float64) (Effect, error) {
	if len(w) != len(s.Treated) {
		return Effect{}, errs.New(errs.Invalid, "balance.weights")
	}
	for _, v := range w {
		if !(v >= 0) || math.IsInf(v, 1) {
			return Effect{}, errs.New(errs.Invalid, "balance.weights")
		}
	}
	treated, okTreated := s.arm(true, w)
	control, okControl := s.arm(false, w)
	if !okTreated || !okControl {
		return Effect{}, errs.New(errs.Invalid, "balance.weights")
	}
	e := Effect{
		MeanTreated: treated.mean, MeanControl: control.mean,
		Difference:        treated.mean - control.mean,
		SE:                math.Sqrt(treated.variance + control.variance),
		EffectiveControls: s.EffectiveControls(w),
	}
	e.Interval = survival.Interval{
		Lower: e.Difference - survival.Z*e.SE, Upper: e.Difference + survival.Z*e.SE, Defined: true,
	}
	return e, nil
}

type arm struct{ mean, variance float64 }

// arm is the weighted mean of one side, with its sandwich variance.
func (s Study) arm(treated bool, w []float64) (a arm, ok bool) {
	sum := 0.0
	for i, t := range s.Treated {
		if t == treated {
			sum += w[i]
			a.mean += w[i] * s.Outcome[i]
		}
	}
	if !(sum > 0) {
		return arm{}, false
	}
	a.mean /= sum
	for i, t := range s.Treated {
		if t == treated {
			r := w[i] / sum * (s.Outcome[i] - a.mean)
			a.variance += r * r
		}
	}
	return a, true
}

// Imbalance is how far the arms are apart in one term before and after
// weighting, in standard deviations of the treated. Beyond about 0.1 it shows.
// Where the treated do not vary, a difference has no size: Defined is false.
type Imbalance struct {
	Term          string
	Before, After float64
	Defined       bool
}

// Balance lists every term.
func (s Study) Balance(w []float64) []Imbalance {
	mean, sd := s.treatedMoments()
	before, after := s.controlMeans(nil), s.controlMeans(w)
	out := make([]Imbalance, len(s.Terms))
	for j, term := range s.Terms {
		b := Imbalance{Term: term, Defined: true}
		switch {
		case sd[j] > 0:
			b.Before, b.After = (mean[j]-before[j])/sd[j], (mean[j]-after[j])/sd[j]
		case before[j] != mean[j] || math.Abs(after[j]-mean[j]) > entropyNear*max(1, math.Abs(mean[j])):
			b.Defined = false
		}
		out[j] = b
	}
	return out
}

// controlMeans are the controls' means of each term; nil weighs all alike.
func (s Study) controlMeans(w []float64) []float64 {
	mean := make([]float64, len(s.Terms))
	sum := 0.0
	for i, t := range s.Treated {
		if t {
			continue
		}
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		sum += weight
		for j, x := range s.row(i) {
			mean[j] += weight * x
		}
	}
	for j := range mean {
		mean[j] /= sum
	}
	return mean
}
