package survival

import (
	"math"

	"titian/internal/engine/survival/symmetric"
	"titian/internal/kernel/errs"
)

// coxFit is the maximum of the likelihood, for standardised covariates.
type coxFit struct {
	beta        []float64
	information symmetric.Matrix
	logLik      float64
	logLikNull  float64
	iterations  int
}

const (
	coxIterations = 60
	// coxGain is the relative gain in log likelihood after which R's coxph
	// stops. Newton's path does not depend on units, so stopping where R stops
	// gives R's figures to all their digits; the maximum itself is within 1e-6
	// standard errors.
	coxGain = 1e-9
	// coxStep is a next step, in standard errors, that changes nothing.
	coxStep = 1e-9
	// coxDrift is a next step, as a change of somebody's log hazard, that no
	// maximum still asks for: the likelihood is climbing for ever.
	coxDrift = 0.01
	// coxSpread is a log hazard beyond which the sums lose their digits.
	coxSpread = 100
)

// newton climbs from beta = 0 and halves a step that does not climb.
func (d *coxData) newton() (*coxFit, error) {
	fit := &coxFit{beta: make([]float64, d.p), information: symmetric.New(d.p)}
	u, try := make([]float64, d.p), make([]float64, d.p)
	fit.logLik = d.sweep(fit.beta)
	fit.logLikNull = fit.logLik
	gain := math.Inf(1)
	for fit.iterations = 1; fit.iterations <= coxIterations; fit.iterations++ {
		d.score(nil, u)
		f := symmetric.Decompose(fit.information, d.information(nil, fit.information))
		if f.Rank < d.p {
			return nil, d.degenerate(f, fit)
		}
		step := f.Solve(u)
		still := math.Sqrt(max(dot(step, u), 0)) < coxStep
		if still || gain <= coxGain {
			if d.farthest(step) <= coxDrift {
				return fit, nil
			}
			if still {
				return nil, d.blame("cox.separation", fit.beta)
			}
		}
		before := fit.logLik
		if !d.climb(fit, step, try) {
			return nil, d.blame("cox.separation", fit.beta)
		}
		gain = math.Abs(1 - before/fit.logLik)
	}
	return nil, d.blame("cox.not_converged", fit.beta)
}

// climb moves beta along step, halving it while the likelihood falls. It is
// false when no step helps any more or the hazards have run away.
func (d *coxData) climb(fit *coxFit, step, try []float64) bool {
	for scale := 1.0; scale > 1e-6; scale /= 2 {
		for j := range try {
			try[j] = fit.beta[j] + scale*step[j]
		}
		if d.farthest(try) > coxSpread {
			continue
		}
		logLik := d.sweep(try)
		// Near the top, steps change the likelihood by less than its rounding.
		if logLik >= fit.logLik-1e-10*math.Abs(fit.logLik) {
			copy(fit.beta, try)
			fit.logLik = logLik
			return true
		}
	}
	return false
}

// farthest is the largest log hazard that beta gives anybody.
func (d *coxData) farthest(beta []float64) float64 {
	most := 0.0
	for i := 0; i < len(d.x); i += d.p {
		most = max(most, math.Abs(dot(beta, d.x[i:i+d.p])))
	}
	return most
}

// degenerate explains a singular information matrix: at the start a column is
// to blame; later, separation has emptied the risk sets of contrast.
func (d *coxData) degenerate(f *symmetric.Factor, fit *coxFit) error {
	if fit.iterations > 1 {
		return d.blame("cox.separation", fit.beta)
	}
	for j, redundant := range f.Redundant {
		if redundant {
			return errs.New(errs.State, "cox.collinear").With("term", d.terms[j])
		}
	}
	return errs.New(errs.State, "cox.not_converged")
}

// blame names the term whose coefficient went farthest.
func (d *coxData) blame(code string, beta []float64) error {
	worst := 0
	for j, b := range beta {
		if math.Abs(b) > math.Abs(beta[worst]) {
			worst = j
		}
	}
	return errs.New(errs.State, code).With("term", d.terms[worst])
}
