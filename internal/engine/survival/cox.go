package survival

import (
	"math"

	"titian/internal/engine/survival/symmetric"
	"titian/internal/kernel/errs"
)

// Ties is how a Cox model treats events at the same time.
type Ties string

// Efron is the default: it is close to the exact answer even when whole weeks
// tie. Breslow is for repeating older studies.
const (
	Efron   Ties = "efron"
	Breslow Ties = "breslow"
)

// Covariates are the numbers a Cox model explains the hazard with: X has
// len(Terms) numbers for each row, row after row, in the caller's order. Block
// tells which terms belong together (the levels of one factor); nil means that
// each stands alone.
type Covariates struct {
	Terms []string
	Block []string
	X     []float64
}

// CoxOptions widen a Cox model. The zero value is Efron's method, without more.
type CoxOptions struct {
	Ties    Ties
	Strata  *Factor // each level has its own baseline hazard
	Cluster []int32 // rows with one number are one person: robust errors
}

// Coefficient is one term: the log hazard ratio for one unit more.
type Coefficient struct {
	Term     string
	Coef     float64
	SE       float64 // from the information matrix
	RobustSE float64 // 0 unless clusters were given
}

// Error is the standard error that intervals rest on: the robust one if there
// is one.
func (c Coefficient) Error() float64 {
	if c.RobustSE > 0 {
		return c.RobustSE
	}
	return c.SE
}

// HazardRatio is exp(Coef).
func (c Coefficient) HazardRatio() float64 { return math.Exp(c.Coef) }

// Interval bounds the hazard ratio.
func (c Coefficient) Interval() Interval {
	return Interval{math.Exp(c.Coef - Z*c.Error()), math.Exp(c.Coef + Z*c.Error()), true}
}

// P is how often chance alone would give a coefficient so far from 0.
func (c Coefficient) P() float64 { return normalTail(c.Coef / c.Error()) }

// CoxModel is a fitted proportional-hazards model.
type CoxModel struct {
	N, Events    int
	Ties         Ties
	Coefficients []Coefficient
	LogLik       float64
	LogLikNull   float64
	Iterations   int
	// Concordance is how often, of two people of whom one is known to have had
	// the event first, the model gave that one the higher hazard. It is 0.5
	// when no pair can be compared.
	Concordance float64
	// Proportional checks each block of terms, then ("GLOBAL") all together.
	Proportional []ProportionalTest
}

// Cox fits the model by Newton's method. One iteration costs n·p², whatever
// the number of distinct times; delayed entry and time-varying rows cost the
// same.
//
// The errors, all with the argument "term" when one term is to blame:
// "cox.lengths" and "cox.value" (Invalid); of kind State "cox.no_events",
// "cox.collinear" (the term does not vary, or the earlier terms explain it),
// "cox.separation" (the likelihood rises for ever: the term, or several
// together, tells without fail who has the event) and "cox.not_converged".
func Cox(s *Sample, cov Covariates, o CoxOptions) (CoxModel, error) {
	if err := cov.check(s, o); err != nil {
		return CoxModel{}, err
	}
	if s.Events() == 0 {
		return CoxModel{}, errs.New(errs.State, "cox.no_events")
	}
	d := newCoxData(s, cov, o)
	fit, err := d.newton()
	if err != nil {
		return CoxModel{}, err
	}
	m := CoxModel{
		N: s.N(), Events: s.Events(), Ties: d.ties, Iterations: fit.iterations,
		LogLik: fit.logLik, LogLikNull: fit.logLikNull, Concordance: d.concordance(),
	}
	inverse := symmetric.Decompose(fit.information, nil).Inverse()
	m.Coefficients = d.coefficients(fit.beta, inverse)
	if o.Cluster != nil {
		for j, v := range d.robust(inverse, o.Cluster) {
			m.Coefficients[j].RobustSE = math.Sqrt(v) / d.scale[j]
		}
	}
	m.Proportional = d.proportional(s, cov)
	return m, nil
}

// check refuses covariates that do not describe the sample.
func (c Covariates) check(s *Sample, o CoxOptions) error {
	p := len(c.Terms)
	switch {
	case p == 0 || len(c.X) != p*s.N() || c.Block != nil && len(c.Block) != p,
		o.Strata != nil && !o.Strata.valid(s.N()),
		o.Cluster != nil && len(o.Cluster) != s.N(),
		o.Ties != "" && o.Ties != Efron && o.Ties != Breslow:
		return errs.New(errs.Invalid, "cox.lengths")
	}
	for i, x := range c.X {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return rowError("cox.value", i/p).With("term", c.Terms[i%p])
		}
	}
	return nil
}

// coefficients returns to the units of the caller.
func (d *coxData) coefficients(beta []float64, inverse symmetric.Matrix) []Coefficient {
	out := make([]Coefficient, d.p)
	for j := range out {
		out[j] = Coefficient{
			Term: d.terms[j],
			Coef: beta[j] / d.scale[j],
			SE:   math.Sqrt(inverse.At(j, j)) / d.scale[j],
		}
	}
	return out
}
