package balance

import (
	"math"

	"titian/internal/engine/survival/symmetric"
	"titian/internal/kernel/errs"
)

// Propensity is a logistic model of who was treated.
type Propensity struct {
	Terms []string // "(Intercept)" first
	Coef  []float64
	SE    []float64
	// Odds are each person's fitted odds of having been treated.
	Odds []float64
}

const (
	logitSteps = 25
	// logitGain is the relative change of deviance at which R's glm stops; its
	// steps do not depend on units, so stopping there gives R's digits.
	logitGain = 1e-8
	// logitDrift is a next step, as a change of somebody's log odds, that shows
	// odds running away to 0 or infinity.
	logitDrift = 0.01
)

// Propensity fits the model. A term that the earlier ones explain gets the
// coefficient 0 and no error of its own. The error is "balance.separation".
func (s Study) Propensity() (Propensity, error) {
	l := s.newLogit()
	if !l.fit() {
		return Propensity{}, errs.New(errs.State, "balance.separation")
	}
	p := Propensity{Terms: append([]string{"(Intercept)"}, s.Terms...)}
	p.Coef, p.SE = l.unscaled()
	for _, eta := range l.eta {
		p.Odds = append(p.Odds, math.Exp(eta))
	}
	return p, nil
}

// inverseProbability weighs controls by their odds of treatment, so that they
// stand for the treated.
func (s Study) inverseProbability() ([]float64, error) {
	p, err := s.Propensity()
	if err != nil {
		return nil, err
	}
	var controls []float64
	for i, t := range s.Treated {
		if !t {
			controls = append(controls, p.Odds[i])
		}
	}
	return s.spread(controls), nil
}

// logit is iteratively reweighted least squares over standardised columns, the
// first of them the intercept.
type logit struct {
	q           int
	x           []float64
	y           []bool
	mean, scale []float64
	beta        []float64
	eta         []float64
	inverse     symmetric.Matrix
}

func (s Study) newLogit() *logit {
	n, q := len(s.Treated), len(s.Terms)+1
	l := &logit{
		q: q, x: make([]float64, n*q), y: s.Treated,
		mean: make([]float64, q), scale: make([]float64, q), eta: make([]float64, n),
	}
	for i := range n {
		l.x[i*q] = 1
		copy(l.x[i*q+1:(i+1)*q], s.row(i))
		// R starts every probability a quarter of the way from one half.
		l.eta[i] = -math.Log(3)
		if s.Treated[i] {
			l.eta[i] = math.Log(3)
		}
	}
	l.scale[0] = 1
	for j := 1; j < q; j++ {
		l.standardise(j, float64(n))
	}
	return l
}

func (l *logit) standardise(j int, n float64) {
	for i := j; i < len(l.x); i += l.q {
		l.mean[j] += l.x[i] / n
	}
	for i := j; i < len(l.x); i += l.q {
		l.x[i] -= l.mean[j]
		l.scale[j] += l.x[i] * l.x[i] / n
	}
	l.scale[j] = math.Sqrt(l.scale[j])
	constant := l.scale[j] <= 1e-12*math.Abs(l.mean[j])
	if constant {
		l.scale[j] = 1
	}
	for i := j; i < len(l.x); i += l.q {
		l.x[i] /= l.scale[j]
		if constant {
			l.x[i] = 0
		}
	}
}

// fit iterates; it is false when there is no finite maximum.
func (l *logit) fit() bool {
	deviance := l.deviance()
	for range logitSteps {
		l.step()
		next := l.deviance()
		done := math.Abs(next-deviance)/(math.Abs(next)+0.1) < logitGain
		deviance = next
		if done {
			return l.settled()
		}
	}
	return false
}

// step solves one weighted least squares.
func (l *logit) step() {
	information, right := symmetric.New(l.q), make([]float64, l.q)
	for i, eta := range l.eta {
		x := l.x[i*l.q : (i+1)*l.q]
		mu := 1 / (1 + math.Exp(-eta))
		w := mu * (1 - mu)
		information.Outer(w, x)
		residual := w*eta - mu
		if l.y[i] {
			residual++
		}
		for j, v := range x {
			right[j] += residual * v
		}
	}
	f := symmetric.Decompose(information, nil)
	l.beta, l.inverse = f.Solve(right), f.Inverse()
	for i := range l.eta {
		l.eta[i] = dot(l.beta, l.x[i*l.q:(i+1)*l.q])
	}
}

func (l *logit) deviance() float64 {
	sum := 0.0
	for i, eta := range l.eta {
		if l.y[i] {
			eta = -eta
		}
		// log(1 + e^eta), without overflow
		sum += 2 * (max(eta, 0) + math.Log1p(math.Exp(-math.Abs(eta))))
	}
	return sum
}

// settled reports whether a further step would leave everybody's odds alone.
func (l *logit) settled() bool {
	again := *l
	again.eta = append([]float64(nil), l.eta...)
	again.step()
	for i, eta := range again.eta {
		if !(math.Abs(eta-l.eta[i]) < logitDrift) {
			return false
		}
	}
	return true
}

// unscaled returns coefficients and errors to the units of the study.
func (l *logit) unscaled() (coef, se []float64) {
	coef, se = make([]float64, l.q), make([]float64, l.q)
	back := make([]float64, l.q) // the intercept as a combination of the scaled coefficients
	for j := range l.q {
		coef[j] = l.beta[j] / l.scale[j]
		se[j] = math.Sqrt(l.inverse.At(j, j)) / l.scale[j]
		back[j] = -l.mean[j] / l.scale[j]
	}
	back[0] = 1
	coef[0] = dot(back, l.beta)
	variance := 0.0
	for i, b := range back {
		variance += b * dot(l.inverse.A[i*l.q:(i+1)*l.q], back)
	}
	se[0] = math.Sqrt(variance)
	return coef, se
}
