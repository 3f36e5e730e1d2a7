package survival

import (
	"math"

	"titian/internal/kernel/errs"
)

// RMST is the restricted mean: how long, on average, a person stays without
// the event in the first Tau of time. It reads in weeks or days and needs no
// assumption about the shape of a curve.
type RMST struct {
	Tau   float64
	Value float64
	SE    float64
}

// Interval is the 95 % interval of the mean, or of a difference.
func (r RMST) Interval() Interval { return normal(r.Value, r.SE) }

// RMST integrates the curve up to tau. It is refused ("survival.tau", with the
// argument "last") beyond the last follow-up unless everybody had the event:
// the curve out there is unknown, and drawing it level would flatter.
func (c Curve) RMST(tau float64) (RMST, error) {
	last := c.Last()
	if !(tau > 0) || math.IsInf(tau, 1) || tau > last.Time && last.Survival > 0 {
		return RMST{}, errs.New(errs.Invalid, "survival.tau").With("last", last.Time)
	}
	// From the end: area is what lies under the curve from a point to tau, and
	// an event there moves all of it.
	area, variance, until := 0.0, 0.0, tau
	for i := len(c.Points) - 1; i >= 0; i-- {
		p := c.Points[i]
		if p.Time >= tau {
			continue
		}
		area += p.Survival * (until - p.Time)
		until = p.Time
		if p.Events > 0 && p.Events < p.AtRisk {
			d, r := float64(p.Events), float64(p.AtRisk)
			variance += area * area * d / (r * (r - d))
		}
	}
	return RMST{tau, area, math.Sqrt(variance)}, nil
}

// Minus is the difference of two independent groups with the same Tau.
func (r RMST) Minus(reference RMST) RMST {
	return RMST{r.Tau, r.Value - reference.Value, math.Hypot(r.SE, reference.SE)}
}
