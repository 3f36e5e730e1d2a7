package cli

import (
	"fmt"
	"strings"

	"titian/internal/engine/survival"
	"titian/internal/engine/survival/survivalchart"
)

// chart is the picture of a report; it always shows the whole curves.
func (c *SurvivalCmd) chart(r *survivalReport) survivalchart.Chart {
	out := survivalchart.Chart{
		Title:      fmt.Sprintf("Without %s, by %s", c.Event, c.Time),
		Vertical:   "share without the event, with 95 % interval",
		Horizontal: c.Time,
		RiskTitle:  "At risk",
	}
	if c.Competing {
		out.Title = fmt.Sprintf("Causes of %s, by %s", c.Event, c.Time)
		out.Vertical = "share with the event, with 95 % interval"
	}
	for i, k := range r.curves {
		out.Series = append(out.Series, c.curveSeries(r.Groups[i].Group, k))
	}
	for i, causes := range r.causes {
		for _, k := range causes {
			out.Series = append(out.Series, c.shareSeries(r.Groups[i].Group, k))
		}
	}
	out.Description = r.describe()
	return out
}

func (c *SurvivalCmd) curveSeries(label string, k survival.Curve) survivalchart.Series {
	s := survivalchart.Series{
		Label: label, Until: k.Last().Time,
		Risk: func(t float64) int { return k.At(t).AtRisk },
	}
	for _, p := range k.Points {
		in := p.Interval(survival.IntervalKind(c.Conf))
		s.Steps = append(s.Steps, survivalchart.Step{
			Time: p.Time, Value: p.Survival, Lower: in.Lower, Upper: in.Upper, Band: in.Defined,
		})
	}
	return s
}

// shareSeries is one cause; numbers at risk are the group's, shown once.
func (c *SurvivalCmd) shareSeries(group string, k survival.IncidenceCurve) survivalchart.Series {
	s := survivalchart.Series{
		Label: fmt.Sprintf("%s, cause %d", group, k.Cause),
		Group: group,
		Until: k.Points[len(k.Points)-1].Time,
	}
	if k.Cause == 1 {
		s.Risk = func(t float64) int { return k.At(t).AtRisk }
	}
	for _, p := range k.Points {
		in := p.Interval(survival.IntervalKind(c.Conf))
		s.Steps = append(s.Steps, survivalchart.Step{
			Time: p.Time, Value: p.CIF, Lower: in.Lower, Upper: in.Upper, Band: in.Defined,
		})
	}
	return s
}

// describe says in words what the picture shows: where each curve ends.
func (r *survivalReport) describe() string {
	var b strings.Builder
	for i, k := range r.curves {
		p := k.Last()
		fmt.Fprintf(&b, "Group %s: %d people, %d events; %.1f %% without the event at %s. ",
			r.Groups[i].Group, k.N, k.Events, 100*p.Survival, timeText(p.Time))
	}
	for i, causes := range r.causes {
		for _, k := range causes {
			p := k.Points[len(k.Points)-1]
			fmt.Fprintf(&b, "Group %s, cause %d: %d events; %.1f %% by %s. ",
				r.Groups[i].Group, k.Cause, k.Events, 100*p.CIF, timeText(p.Time))
		}
	}
	b.WriteString("Intervals are 95 %; they say how sure the figures are, not what caused them.")
	return b.String()
}

func timeText(v float64) string { return fmt.Sprintf("%.6g", v) }
