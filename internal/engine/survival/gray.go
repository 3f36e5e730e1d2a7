package survival

import (
	"math"

	"titian/internal/engine/survival/symmetric"
	"titian/internal/kernel/errs"
)

// Gray compares the cumulative incidence of one cause between groups (Gray
// 1988). Unlike a log-rank test of that cause it looks at what is seen, the
// share of people, and so also at what the other causes leave over. rho weighs
// each time by (1 − F(t−))^rho. The figures are those of R's cmprsk.
//
// The errors are those of LogRank, and "survival.entry" for a sample with
// delayed entry, for which the test is not defined.
func Gray(s *Sample, group Factor, strata *Factor, cause int, rho float64) (Test, error) {
	switch {
	case !group.valid(s.N()):
		return Test{}, errs.New(errs.Invalid, "survival.lengths")
	case cause < 1 || cause > maxCauses:
		return Test{}, errs.New(errs.Invalid, "survival.cause")
	case !(rho >= 0) || math.IsInf(rho, 1):
		return Test{}, errs.New(errs.Invalid, "survival.rho")
	case s.entry != nil:
		return Test{}, errs.New(errs.Invalid, "survival.entry")
	}
	parts := []*Sample{s}
	if strata != nil {
		var err error
		if parts, err = s.Split(*strata); err != nil {
			return Test{}, err
		}
	}
	n := len(group.Levels)
	score, variance := make([]float64, n), symmetric.New(n)
	for _, p := range parts {
		if p == nil {
			continue
		}
		g := newGray(n, rho)
		g.run(p, group, int32(cause)) // bounded above
		g.finish()
		for i := range score {
			score[i] += g.score[i]
		}
		for i := range variance.A {
			variance.A[i] += g.variance.A[i]
		}
	}
	v := symmetric.New(n - 1)
	for i := range n - 1 {
		for j := range i + 1 {
			v.Add(i, j, variance.At(i, j))
		}
	}
	return chiSquare(v, score[:n-1])
}

// gray is one stratum. In the words of the paper h_k = r_k/S_k is the size that
// group k's risk set would have without other causes, F the incidence of all
// groups together. a holds the weight of a group's event in each score, c its
// integral against dF/(1−F). The variance integrates (a − c)² and its parts
// come at different times, hence the three sums.
type gray struct {
	rho       float64
	pooled    float64 // F before the present time
	groups    []grayGroup
	a, c      symmetric.Matrix
	score     []float64
	variance  symmetric.Matrix
	linear    symmetric.Matrix // row: score; column: group
	quadratic []float64        // by group
}

type grayGroup struct {
	risk          float64
	survival      float64 // of any event, before the present time
	cif           float64 // of the cause, before the present time
	cause, others float64 // events at the present time
}

// after is survival just after the present time.
func (g grayGroup) after() float64 {
	if g.risk == 0 {
		return g.survival
	}
	return g.survival * (g.risk - g.cause - g.others) / g.risk
}

// adjusted is h_k.
func (g grayGroup) adjusted() float64 { return g.risk / g.survival }

func newGray(n int, rho float64) *gray {
	g := &gray{
		rho: rho, groups: make([]grayGroup, n), score: make([]float64, n), quadratic: make([]float64, n),
		a: symmetric.New(n), c: symmetric.New(n), variance: symmetric.New(n), linear: symmetric.New(n),
	}
	for i := range g.groups {
		g.groups[i].survival = 1
	}
	return g
}

func (g *gray) run(s *Sample, group Factor, cause int32) {
	for _, r := range s.row {
		g.groups[group.Code[r]].risk++
	}
	s.walk(func(w step) {
		for i := w.from; i < w.to; i++ {
			k := &g.groups[group.Code[s.row[i]]]
			switch s.event[i] {
			case Censored:
			case cause:
				k.cause++
			default:
				k.others++
			}
		}
		if w.events > 0 {
			g.events()
		}
		for i := w.from; i < w.to; i++ {
			g.groups[group.Code[s.row[i]]].risk--
		}
	})
}

// events is one time with events.
func (g *gray) events() {
	var total, left, cause float64
	for _, k := range g.groups {
		if k.risk > 0 {
			total += k.adjusted()
			left += k.adjusted() * (1 - k.cif)
			cause += k.cause
		}
	}
	weight := math.Pow(1-g.pooled, g.rho)
	now := g.pooled + cause/total
	g.weights(weight, total, cause)
	for i, k := range g.groups {
		if k.risk == 0 {
			continue
		}
		g.score[i] += weight * (k.cause - cause*k.adjusted()*(1-k.cif)/left)
		if cause > 0 {
			g.ofCause(i, k, total, cause, now)
		}
		if k.others > 0 && k.after() > 0 {
			g.ofOthers(i, k, now)
		}
	}
	for i := range g.groups {
		k := &g.groups[i]
		if k.risk > 0 {
			k.cif += k.survival * k.cause / k.risk
			k.survival = k.after()
		}
		k.cause, k.others = 0, 0
	}
	g.pooled = now
}

// weights brings a and c to the present time.
func (g *gray) weights(weight, total, cause float64) {
	g.a.Zero()
	for i, k := range g.groups {
		for j, m := range g.groups {
			if k.risk == 0 || m.risk == 0 {
				continue
			}
			a := -weight * k.adjusted() * m.adjusted() / total
			if i == j {
				a = weight * k.adjusted() * (total - k.adjusted()) / total
			}
			g.a.Add(i, j, a)
			if cause > 0 && g.pooled < 1 {
				g.c.Add(i, j, a*cause/(total*(1-g.pooled)))
			}
		}
	}
}

// ofCause adds the variance from events of the cause, with the correction of
// cmprsk for several at the same time.
func (g *gray) ofCause(k int, of grayGroup, total, cause, now float64) {
	share := 1.0
	if after := of.after(); after > 0 {
		share = 1 - (1-now)/after
	}
	ties := 1.0
	if cause > 1 {
		ties = 1 - (cause-1)/(total*of.survival-1)
	}
	g.spread(k, share, 1, ties*of.survival*cause/(total*of.risk))
}

// ofOthers adds the variance from events of the other causes.
func (g *gray) ofOthers(k int, of grayGroup, now float64) {
	ties := 1.0
	if of.others > 1 {
		ties = 1 - (of.others-1)/(of.risk-1)
	}
	g.spread(k, (1-now)/of.after(), 0, ties*of.survival*of.survival*of.others/(of.risk*of.risk))
}

// spread adds v times the squares of a − share·c, or of −share·c when the
// event is of another cause (own 0).
func (g *gray) spread(k int, share, own, v float64) {
	g.quadratic[k] += share * share * v
	for i := range g.groups {
		x := own*g.a.At(i, k) - share*g.c.At(i, k)
		g.linear.Add(i, k, share*x*v)
		for j := range i + 1 {
			y := own*g.a.At(j, k) - share*g.c.At(j, k)
			g.variance.Add(i, j, x*y*v)
		}
	}
}

// finish adds what c gained after each event.
func (g *gray) finish() {
	for i := range g.groups {
		for j := range i + 1 {
			for k := range g.groups {
				ci, cj := g.c.At(i, k), g.c.At(j, k)
				g.variance.Add(i, j, ci*cj*g.quadratic[k]+ci*g.linear.At(j, k)+cj*g.linear.At(i, k))
			}
		}
	}
}
