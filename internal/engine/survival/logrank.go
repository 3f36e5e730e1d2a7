package survival

import (
	"math"

	"titian/internal/engine/survival/symmetric"
	"titian/internal/kernel/errs"
)

// Test is a comparison of groups. P is how often chance alone would give a
// ChiSquare at least this large; what to conclude is left to people.
type Test struct {
	ChiSquare float64
	DF        int
	P         float64
}

// Tally is one group's part in a log-rank test: events seen, and events to be
// expected if all groups had the same hazard. With rho both are weighted.
type Tally struct {
	N        int
	Observed float64
	Expected float64
}

// LogRankResult is a log-rank test with a Tally for each level of the factor.
type LogRankResult struct {
	Test
	Groups []Tally
}

// LogRank compares the hazards of groups. rho 0 is the log-rank test, 1 the
// Peto–Peto modification of Gehan and Wilcoxon, which gives early events more
// weight: each time weighs S(t−)^rho, S being the curve of all groups of the
// stratum together. With strata, people are compared only with people of the
// same stratum. Delayed entry is allowed.
//
// The error is "survival.lengths", "survival.rho", or "survival.no_comparison"
// (of kind State) when no two groups were ever at risk at an event together.
func LogRank(s *Sample, group Factor, strata *Factor, rho float64) (LogRankResult, error) {
	if !group.valid(s.N()) {
		return LogRankResult{}, errs.New(errs.Invalid, "survival.lengths")
	}
	if !(rho >= 0) || math.IsInf(rho, 1) {
		return LogRankResult{}, errs.New(errs.Invalid, "survival.rho")
	}
	parts := []*Sample{s}
	if strata != nil {
		var err error
		if parts, err = s.Split(*strata); err != nil {
			return LogRankResult{}, err
		}
	}
	t := newLogRank(group)
	for _, p := range parts {
		if p != nil {
			t.stratum(p, group, rho)
		}
	}
	return t.result()
}

// logRank gathers the strata.
type logRank struct {
	groups   []Tally
	variance symmetric.Matrix
	risk     []float64
	dead     []float64
}

func newLogRank(group Factor) *logRank {
	g := len(group.Levels)
	t := &logRank{make([]Tally, g), symmetric.New(g), make([]float64, g), make([]float64, g)}
	for _, c := range group.Code {
		t.groups[c].N++
	}
	return t
}

// stratum adds the people of one stratum.
func (t *logRank) stratum(s *Sample, group Factor, rho float64) {
	clear(t.risk)
	entries := s.entriesByGroup(group)
	if entries == nil {
		for _, r := range s.row {
			t.risk[group.Code[r]]++
		}
	}
	survival, entered := 1.0, 0
	s.walk(func(w step) {
		for ; entered < len(entries) && s.entered[entered] < w.time; entered++ {
			t.risk[entries[entered]]++
		}
		if w.events > 0 {
			clear(t.dead)
			for i := w.from; i < w.to; i++ {
				if s.event[i] != Censored {
					t.dead[group.Code[s.row[i]]]++
				}
			}
			t.add(float64(w.events), float64(w.risk), math.Pow(survival, rho))
			survival *= float64(w.risk-w.events) / float64(w.risk)
		}
		for i := w.from; i < w.to; i++ {
			t.risk[group.Code[s.row[i]]]--
		}
	})
}

// entriesByGroup has the group of each entry, beside s.entered.
func (s *Sample) entriesByGroup(group Factor) []int32 {
	if s.entry == nil {
		return nil
	}
	by := make([]int32, s.N())
	for i, at := range ascending(s.entry) {
		by[i] = group.Code[s.row[at]]
	}
	return by
}

// add is one event time: d of r people at risk have the event.
func (t *logRank) add(d, r, weight float64) {
	spread := 0.0
	if r > 1 {
		spread = weight * weight * d * (r - d) / (r * (r - 1))
	}
	for g, n := range t.risk {
		t.groups[g].Observed += weight * t.dead[g]
		if n == 0 {
			continue
		}
		t.groups[g].Expected += weight * d * n / r
		// (r − n)/r is 0, not a rounding error, for a group that is alone.
		t.variance.Add(g, g, spread*n*(r-n)/r)
		for h := range g {
			t.variance.Add(g, h, -spread*n*t.risk[h]/r)
		}
	}
}

// result drops the first group: the differences sum to 0.
func (t *logRank) result() (LogRankResult, error) {
	g := len(t.groups)
	v := symmetric.New(g - 1)
	u := make([]float64, g-1)
	for i := 1; i < g; i++ {
		u[i-1] = t.groups[i].Observed - t.groups[i].Expected
		for j := 1; j <= i; j++ {
			v.Add(i-1, j-1, t.variance.At(i, j))
		}
	}
	test, err := chiSquare(v, u)
	return LogRankResult{test, t.groups}, err
}

// chiSquare tests u = 0, its covariance being v.
func chiSquare(v symmetric.Matrix, u []float64) (Test, error) {
	f := symmetric.Decompose(v, nil)
	if f.Rank == 0 {
		return Test{}, errs.New(errs.State, "survival.no_comparison")
	}
	x := f.Quadratic(u)
	return Test{x, f.Rank, chiSquareTail(x, f.Rank)}, nil
}
