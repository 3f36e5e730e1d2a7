package survival

import (
	"cmp"
	"math"
	"slices"

	"titian/internal/kernel/errs"
)

// Share is a cumulative incidence at one time: the share of people who by Time
// had the event of one cause, in a world where the other causes also happen.
// 1 − Kaplan–Meier would answer for a world without them, and is always higher.
type Share struct {
	Time   float64
	AtRisk int
	Events int // of this cause, at Time
	CIF    float64
	SE     float64
}

// Interval gives the 95 % bounds of kind k.
func (s Share) Interval(k IntervalKind) Interval {
	if s.CIF == 0 {
		return Interval{}
	}
	return k.around(s.CIF, s.SE)
}

// IncidenceCurve is the cumulative incidence of one cause, with a point at 0
// and at each distinct time.
type IncidenceCurve struct {
	Cause  int
	Events int
	Points []Share
	sample *Sample
}

// Incidence is the Aalen–Johansen estimate of one cause. Its variance is the
// infinitesimal jackknife, the sum of every person's squared influence, which
// is what R's survival prints. The error is "survival.cause" for a cause below 1.
func Incidence(s *Sample, cause int) (IncidenceCurve, error) {
	if cause < 1 || cause > maxCauses {
		return IncidenceCurve{}, errs.New(errs.Invalid, "survival.cause")
	}
	c := IncidenceCurve{Cause: cause, sample: s}
	c.Points = append(make([]Share, 0, s.steps()+1), Share{AtRisk: s.AtRisk(0)})
	j := newJackknife(s)
	s.walk(func(w step) {
		of := j.step(w, int32(cause)) // bounded above
		c.Events += of
		p := Share{w.time, w.risk, of, j.cif, math.Sqrt(max(j.variance(), 0))}
		if w.time == 0 {
			c.Points[0] = p
		} else {
			c.Points = append(c.Points, p)
		}
	})
	return c, nil
}

// At is the curve at time t; see Curve.At.
func (c IncidenceCurve) At(t float64) Share {
	i, found := slices.BinarySearchFunc(c.Points, t, func(p Share, t float64) int {
		return cmp.Compare(p.Time, t)
	})
	if found {
		return c.Points[i]
	}
	p := c.Points[max(i-1, 0)]
	p.Time, p.Events = t, 0
	p.AtRisk = c.sample.AtRisk(t)
	return p
}
