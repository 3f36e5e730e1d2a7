package cli

import (
	"fmt"
	"math"

	"titian/internal/engine/survival"
	"titian/internal/engine/survival/survivalfile"
)

// maxGroups is far above what anybody can read beside each other; more is a
// column of names or numbers that identify people.
const maxGroups = 50

// report computes everything that was asked for.
func (c *SurvivalCmd) report(t *survivalfile.Table) (*survivalReport, error) {
	s, err := c.sample(t)
	if err != nil {
		return nil, err
	}
	r := &survivalReport{N: s.N(), Events: s.Events(), LeftOut: t.LeftOut, Tests: []survivalTest{}}
	if t.LeftOut > 0 {
		r.note("%d rows were left out because a group or covariate is missing", t.LeftOut)
	}
	groups := survival.Factor{Levels: []string{"all"}, Code: make([]int32, s.N())}
	if c.Group != "" {
		groups = t.Labels(c.Group)
		if n := len(groups.Levels); n > maxGroups {
			return nil, statisticsInput(fmt.Sprintf("%s, column %q: at most %d groups can be compared, this column has %d different values",
				t.File, c.Group, maxGroups, n))
		}
	}
	parts, err := s.Split(groups)
	if err != nil {
		return nil, err
	}
	for i, p := range parts {
		r.Groups = append(r.Groups, survivalGroup{Group: groups.Levels[i], N: p.N(), Events: p.Events()})
	}
	if c.Competing {
		err = r.compete(c, s, parts)
	} else {
		r.follow(c, parts)
	}
	if err != nil {
		return nil, err
	}
	if len(groups.Levels) > 1 {
		if err := r.test(c, t, s, groups); err != nil {
			return nil, err
		}
	}
	if len(c.Covariates) > 0 {
		r.Cox, err = c.cox(t, s)
	}
	return r, err
}

func (r *survivalReport) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// follow adds the curves, medians and restricted means of one kind of event.
func (r *survivalReport) follow(c *SurvivalCmd, parts []*survival.Sample) {
	tau := math.Inf(1)
	for _, p := range parts {
		tau = min(tau, p.LongestFollowUp())
	}
	if c.Tau != nil {
		tau = *c.Tau
	}
	means := make([]*survival.RMST, len(parts))
	for i, p := range parts {
		g := &r.Groups[i]
		curve := survival.KaplanMeier(p)
		r.curves = append(r.curves, curve)
		g.Curve = c.curve(curve)
		g.Median = figure(curve.Quantile(0.5))
		for _, q := range c.Quantiles {
			g.Quantiles = append(g.Quantiles, quantileRow{q, figure(curve.Quantile(q / 100))})
		}
		mean, err := curve.RMST(tau)
		if err != nil {
			r.note("group %s: %s", g.Group, refusalSentence(err))
			continue
		}
		means[i], g.RMST = &mean, newRMSTRow(mean)
		if i > 0 && means[0] != nil {
			d := mean.Minus(*means[0])
			r.RMST = append(r.RMST, rmstDifference{g.Group, r.Groups[0].Group, *newRMSTRow(d)})
		}
	}
}

func newRMSTRow(m survival.RMST) *rmstRow {
	return &rmstRow{m.Tau, m.Value, m.SE, m.Interval().Lower, m.Interval().Upper}
}

// curve lists a curve's own times, or those of --at.
func (c *SurvivalCmd) curve(k survival.Curve) []curveRow {
	points := k.Points
	if len(c.At) > 0 {
		points = nil
		for _, t := range c.At {
			points = append(points, k.At(t))
		}
	}
	rows := make([]curveRow, len(points))
	for i, p := range points {
		in := p.Interval(survival.IntervalKind(c.Conf))
		rows[i] = curveRow{
			p.Time, p.AtRisk, p.Events, p.Censored, p.Survival,
			figure(p.SE, p.Survival > 0), figure(in.Lower, in.Defined), figure(in.Upper, in.Defined),
		}
	}
	return rows
}

// compete adds the cumulative incidence of each cause.
func (r *survivalReport) compete(c *SurvivalCmd, s *survival.Sample, parts []*survival.Sample) error {
	for i, p := range parts {
		var curves []survival.IncidenceCurve
		for cause := 1; cause <= s.Causes(); cause++ {
			k, err := survival.Incidence(p, cause)
			if err != nil {
				return err
			}
			curves = append(curves, k)
			r.Groups[i].Causes = append(r.Groups[i].Causes, causeRow{cause, k.Events, c.shares(k)})
		}
		r.causes = append(r.causes, curves)
	}
	return nil
}

func (c *SurvivalCmd) shares(k survival.IncidenceCurve) []shareRow {
	points := k.Points
	if len(c.At) > 0 {
		points = nil
		for _, t := range c.At {
			points = append(points, k.At(t))
		}
	}
	rows := make([]shareRow, len(points))
	for i, p := range points {
		in := p.Interval(survival.IntervalKind(c.Conf))
		rows[i] = shareRow{p.Time, p.AtRisk, p.Events, p.CIF, p.SE, figure(in.Lower, in.Defined), figure(in.Upper, in.Defined)}
	}
	return rows
}

// figure is a figure, or null.
func figure(v float64, ok bool) *float64 {
	if !ok || math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return &v
}
