package balance

import (
	"math"

	"titian/internal/engine/survival/symmetric"
	"titian/internal/kernel/errs"
)

const (
	entropySteps = 200
	// entropyExact is the largest difference of means, in standard deviations,
	// that counts as none; entropyNear is still accepted where rounding ends
	// the descent.
	entropyExact = 1e-13
	entropyNear  = 1e-9
)

// entropy finds the weights closest to equal that give the controls the
// treated people's means (Hainmueller 2012): w ∝ exp(λ·x), where λ minimises
// the convex log Σ exp(λ·(x − mean of the treated)).
func (s Study) entropy() ([]float64, error) {
	d := s.dual()
	if err := d.reachable(s.Terms); err != nil {
		return nil, err
	}
	for range entropySteps {
		value, left := d.evaluate()
		if left <= entropyExact || !d.descend(value) {
			break
		}
	}
	if _, left := d.evaluate(); !(left <= entropyNear) {
		return nil, errs.New(errs.State, "balance.no_solution")
	}
	return s.spread(d.w), nil
}

// dual is the minimisation, over standardised covariates of the controls.
type dual struct {
	p        int
	x        []float64 // controls × p, as deviations from the treated mean
	w        []float64 // of the controls, summing to 1
	lambda   []float64
	gradient []float64 // the weighted mean deviation
	hessian  symmetric.Matrix
}

func (s Study) dual() *dual {
	p := len(s.Terms)
	mean, sd := s.treatedMoments()
	_, controls := s.Sizes()
	d := &dual{
		p: p, x: make([]float64, 0, controls*p), w: make([]float64, controls),
		lambda: make([]float64, p), gradient: make([]float64, p), hessian: symmetric.New(p),
	}
	for i, t := range s.Treated {
		if t {
			continue
		}
		for j, x := range s.row(i) {
			scale := sd[j]
			if scale == 0 {
				scale = max(math.Abs(mean[j]), 1)
			}
			d.x = append(d.x, (x-mean[j])/scale)
		}
	}
	return d
}

// reachable refuses a term whose treated mean lies outside the controls'
// values: no weights can reach it.
func (d *dual) reachable(terms []string) error {
	for j, term := range terms {
		low, high := math.Inf(1), math.Inf(-1)
		for i := j; i < len(d.x); i += d.p {
			low, high = min(low, d.x[i]), max(high, d.x[i])
		}
		if low > entropyNear || high < -entropyNear {
			return errs.New(errs.State, "balance.no_solution").With("term", term)
		}
	}
	return nil
}

// evaluate computes weights and gradient at lambda; left is the largest
// imbalance.
func (d *dual) evaluate() (value, left float64) {
	top := math.Inf(-1)
	for i := range d.w {
		d.w[i] = dot(d.lambda, d.x[i*d.p:(i+1)*d.p])
		top = max(top, d.w[i])
	}
	sum := 0.0
	for i := range d.w {
		d.w[i] = math.Exp(d.w[i] - top)
		sum += d.w[i]
	}
	clear(d.gradient)
	for i := range d.w {
		d.w[i] /= sum
		for j, x := range d.x[i*d.p : (i+1)*d.p] {
			d.gradient[j] += d.w[i] * x
		}
	}
	for _, g := range d.gradient {
		left = max(left, math.Abs(g))
	}
	return math.Log(sum) + top, left
}

// descend takes a Newton step, halved until the value falls. It is false when
// no step helps: at the minimum, or where there is none.
func (d *dual) descend(value float64) bool {
	d.hessian.Zero()
	for i, w := range d.w {
		d.hessian.Outer(w, d.x[i*d.p:(i+1)*d.p])
	}
	d.hessian.Outer(-1, d.gradient)
	step := symmetric.Decompose(d.hessian, nil).Solve(d.gradient)
	start := append([]float64(nil), d.lambda...)
	_, before := d.evaluate()
	for scale := 1.0; scale > 1e-10; scale /= 2 {
		for j := range d.lambda {
			d.lambda[j] = start[j] - scale*step[j]
		}
		// Close to the minimum only the gradient still shows progress.
		if v, left := d.evaluate(); v < value || left < before && left < entropyNear {
			return true
		}
	}
	copy(d.lambda, start)
	return false
}

// spread gives the treated 1 and the controls weights that sum to their number.
func (s Study) spread(controls []float64) []float64 {
	treated, _ := s.Sizes()
	sum := 0.0
	for _, w := range controls {
		sum += w
	}
	out := make([]float64, len(s.Treated))
	next := 0
	for i, t := range s.Treated {
		if t {
			out[i] = 1
			continue
		}
		out[i] = controls[next] * float64(treated) / sum
		next++
	}
	return out
}

// treatedMoments are the mean and the standard deviation of each term among
// the treated.
func (s Study) treatedMoments() (mean, sd []float64) {
	p := len(s.Terms)
	mean, sd = make([]float64, p), make([]float64, p)
	treated, _ := s.Sizes()
	s.eachTreated(func(x []float64) {
		for j, v := range x {
			mean[j] += v / float64(treated)
		}
	})
	s.eachTreated(func(x []float64) {
		for j, v := range x {
			sd[j] += (v - mean[j]) * (v - mean[j])
		}
	})
	for j := range sd {
		sd[j] = math.Sqrt(sd[j] / float64(treated-1))
		if sd[j] <= 1e-12*math.Abs(mean[j]) {
			sd[j] = 0
		}
	}
	return mean, sd
}

func (s Study) eachTreated(visit func(x []float64)) {
	for i, t := range s.Treated {
		if t {
			visit(s.row(i))
		}
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}
