package survival

import (
	"cmp"
	"math"
	"slices"
)

// Point is a curve at one time. Survival holds from Time until the next point;
// AtRisk is counted just before Time. SE is the standard error of Survival
// (Greenwood); once Survival is 0 it does not exist and is left 0.
type Point struct {
	Time     float64
	AtRisk   int
	Events   int
	Censored int
	Survival float64
	SE       float64

	sure bool // nobody's follow-up has ended by now, so that 1 is no estimate
}

// Interval gives the 95 % bounds of kind k. Before the first follow-up ends it
// is the single value 1, as in R.
func (p Point) Interval(k IntervalKind) Interval {
	if p.sure {
		return Interval{1, 1, true}
	}
	if p.Survival == 0 {
		return Interval{}
	}
	return k.around(p.Survival, p.SE)
}

// Curve is the share of people to whom nothing has happened yet, by time. It
// has a point at 0 and at each distinct time in its sample.
type Curve struct {
	N      int
	Events int
	Points []Point
	sample *Sample
}

// KaplanMeier estimates the curve of a sample; events of every cause count.
func KaplanMeier(s *Sample) Curve {
	c := Curve{N: s.N(), sample: s}
	c.Points = append(make([]Point, 0, s.steps()+1), Point{AtRisk: s.AtRisk(0), Survival: 1, sure: true})
	survival, greenwood := 1.0, 0.0
	s.walk(func(w step) {
		if w.events > 0 {
			d, r := float64(w.events), float64(w.risk)
			survival *= (r - d) / r
			if w.events < w.risk {
				greenwood += d / (r * (r - d))
			}
		}
		c.Events += w.events
		p := Point{
			Time: w.time, AtRisk: w.risk, Events: w.events, Censored: w.censored,
			Survival: survival, SE: survival * math.Sqrt(greenwood),
		}
		if w.time == 0 {
			c.Points[0] = p
		} else {
			c.Points = append(c.Points, p)
		}
	})
	return c
}

// step is what happens at one distinct time.
type step struct {
	time                   float64
	risk, events, censored int
	from, to               int // the rows [from, to) of the sample
}

// walk visits the distinct exit times in ascending order.
func (s *Sample) walk(visit func(step)) {
	entered := 0
	for i := 0; i < len(s.exit); {
		w := step{time: s.exit[i], risk: s.N() - i, from: i}
		for ; i < len(s.exit) && s.exit[i] == w.time; i++ {
			if s.event[i] == Censored {
				w.censored++
			} else {
				w.events++
			}
		}
		w.to = i
		if s.entered != nil {
			for entered < len(s.entered) && s.entered[entered] < w.time {
				entered++
			}
			w.risk = entered - w.from
		}
		visit(w)
	}
}

// steps counts the distinct exit times.
func (s *Sample) steps() int {
	n := 1
	for i := 1; i < len(s.exit); i++ {
		if s.exit[i] != s.exit[i-1] {
			n++
		}
	}
	return n
}

// At is the curve at time t, whether or not anything happened then. After the
// last follow-up the curve is carried forward with nobody at risk, as in R with
// extend=TRUE: AtRisk 0 tells the reader that it rests on nobody any more.
func (c Curve) At(t float64) Point {
	i, found := slices.BinarySearchFunc(c.Points, t, func(p Point, t float64) int {
		return cmp.Compare(p.Time, t)
	})
	if found {
		return c.Points[i]
	}
	p := c.Points[max(i-1, 0)]
	p.Time, p.Events, p.Censored = t, 0, 0
	p.AtRisk = c.sample.AtRisk(t)
	return p
}

// Last is the curve where it ends.
func (c Curve) Last() Point { return c.Points[len(c.Points)-1] }

// Quantile is the time by which a share p of the people had the event: the
// first time when survival is 1-p or less. A curve that runs exactly at 1-p and
// then falls gives the middle of that stretch, as R's median does. It is false
// when the curve never falls so far, or p is not between 0 and 1.
func (c Curve) Quantile(p float64) (float64, bool) {
	if !(p > 0 && p < 1) {
		return 0, false
	}
	for i, a := range c.Points {
		if a.Survival > 1-p+tie {
			continue
		}
		if math.Abs(a.Survival-(1-p)) < tie {
			for _, b := range c.Points[i+1:] {
				if b.Survival < a.Survival {
					return (a.Time + b.Time) / 2, true
				}
			}
		}
		return a.Time, true
	}
	return 0, false
}
