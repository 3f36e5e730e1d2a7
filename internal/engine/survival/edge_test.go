package survival_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"titian/internal/engine/survival"
	"titian/internal/kernel/errs"
)

func code(t *testing.T, err error, kind errs.Kind, want string) {
	t.Helper()
	if e := errs.As(err); e == nil || e.Code != want || !errors.Is(err, kind) {
		t.Errorf("got %v, want %s of kind %s", err, want, kind)
	}
}

func TestSampleRefusesWhatIsNoFollowUp(t *testing.T) {
	for _, c := range []struct {
		name  string
		entry []float64
		exit  []float64
		event []int
		code  string
	}{
		{"nobody", nil, nil, nil, "survival.empty"},
		{"an event missing", nil, []float64{1, 2}, []int{1}, "survival.lengths"},
		{"negative time", nil, []float64{1, -2}, []int{1, 0}, "survival.time"},
		{"time that is not a number", nil, []float64{math.NaN()}, []int{1}, "survival.time"},
		{"infinite time", nil, []float64{math.Inf(1)}, []int{1}, "survival.time"},
		{"negative event", nil, []float64{1}, []int{-1}, "survival.event"},
		{"a date as event", nil, []float64{1}, []int{20260101}, "survival.event"},
		{"entry at exit", []float64{3}, []float64{3}, []int{1}, "survival.interval"},
		{"entry at exit but for rounding", []float64{3, 0}, []float64{3 + 1e-12, 4}, []int{1, 0}, "survival.interval"},
		{"negative entry", []float64{-1}, []float64{3}, []int{1}, "survival.time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := survival.NewSample(c.entry, c.exit, c.event)
			code(t, err, errs.Invalid, c.code)
		})
	}
}

func TestTimesThatDifferByRoundingAreOneTime(t *testing.T) {
	s := sample(t, nil, []float64{0.1 + 0.2, 0.3, 1}, []int{1, 1, 0})
	c := survival.KaplanMeier(s)
	if len(c.Points) != 3 || c.Points[1].Events != 2 {
		t.Errorf("got %+v", c.Points)
	}
}

func TestOnePersonCensored(t *testing.T) {
	c := survival.KaplanMeier(sample(t, nil, []float64{5}, []int{0}))
	last := c.Last()
	if last.Survival != 1 || last.SE != 0 || last.AtRisk != 1 || c.Events != 0 {
		t.Errorf("got %+v", last)
	}
	if _, reached := c.Quantile(0.5); reached {
		t.Error("a median without events")
	}
	if in := last.Interval(survival.LogLog); in.Defined {
		t.Errorf("an interval around a curve that never moved: %+v", in)
	}
}

func TestBeforeTheFirstFollowUpEndsTheShareIsKnown(t *testing.T) {
	c := survival.KaplanMeier(sample(t, nil, []float64{2, 3, 4}, []int{0, 1, 0}))
	for _, kind := range []survival.IntervalKind{survival.Plain, survival.Log, survival.LogLog} {
		for _, at := range []float64{0, 1} { // R: 1 (1 to 1)
			if in := c.At(at).Interval(kind); in != (survival.Interval{Lower: 1, Upper: 1, Defined: true}) {
				t.Errorf("%s at %g: got %+v", kind, at, in)
			}
		}
	}
	if in := c.At(2).Interval(survival.LogLog); in.Defined { // R: NA
		t.Errorf("after somebody was lost at 2: got %+v", in)
	}
}

func TestLastPersonHasTheEvent(t *testing.T) {
	c := survival.KaplanMeier(sample(t, nil, []float64{2, 4}, []int{1, 1}))
	last := c.Last()
	if last.Survival != 0 || last.SE != 0 || last.Interval(survival.Plain).Defined {
		t.Errorf("got %+v", last)
	}
	m, err := c.RMST(10) // the curve is known to be 0 from 4 on
	if err != nil || m.Value != 3 || math.IsNaN(m.SE) {
		t.Errorf("got %+v, %v", m, err)
	}
	if median, _ := c.Quantile(0.5); median != 3 {
		t.Errorf("the median of a level stretch is its middle, got %g", median)
	}
}

func TestCensoringAtTheTimeOfAnEventComesAfterIt(t *testing.T) {
	c := survival.KaplanMeier(sample(t, nil, []float64{2, 2, 3}, []int{0, 1, 0}))
	if p := c.At(2); p.AtRisk != 3 || p.Survival != 2.0/3 || p.Censored != 1 {
		t.Errorf("got %+v", p)
	}
}

func TestEventsAtTimeZeroCount(t *testing.T) {
	c := survival.KaplanMeier(sample(t, nil, []float64{0, 1}, []int{1, 0}))
	if p := c.Points[0]; p.Time != 0 || p.Survival != 0.5 || p.AtRisk != 2 || len(c.Points) != 2 {
		t.Errorf("got %+v", c.Points)
	}
}

func TestNobodyIsAtRiskBeforeTheFirstEntryOrAfterTheLastExit(t *testing.T) {
	s := sample(t, []float64{3, 4}, []float64{6, 5}, []int{1, 0})
	c := survival.KaplanMeier(s)
	for time, want := range map[float64]int{0: 0, 3: 0, 3.5: 1, 5: 2, 6: 1, 7: 0} {
		if got := c.At(time).AtRisk; got != want {
			t.Errorf("at %g: %d at risk, want %d", time, got, want)
		}
	}
}

func TestRestrictedMeanStopsWhereFollowUpStops(t *testing.T) {
	c := survival.KaplanMeier(sample(t, nil, []float64{2, 4}, []int{1, 0}))
	for _, tau := range []float64{4.5, 0, -1, math.NaN(), math.Inf(1)} {
		_, err := c.RMST(tau)
		code(t, err, errs.Invalid, "survival.tau")
	}
}

func TestTestsNeedTwoGroupsAtRiskTogether(t *testing.T) {
	apart := survival.Factor{Levels: []string{"a", "b"}, Code: []int32{0, 1}}
	alone := survival.Factor{Levels: []string{"a"}, Code: []int32{0, 0}}
	s := sample(t, nil, []float64{1, 2}, []int{0, 1})
	for _, f := range []survival.Factor{apart, alone} {
		_, err := survival.LogRank(s, f, nil, 0)
		code(t, err, errs.State, "survival.no_comparison")
	}
	_, err := survival.Gray(s, alone, nil, 1, 0)
	code(t, err, errs.State, "survival.no_comparison")
	none := sample(t, nil, []float64{1, 2}, []int{0, 0})
	_, err = survival.LogRank(none, apart, nil, 0)
	code(t, err, errs.State, "survival.no_comparison")
	_, err = survival.LogRank(s, apart, nil, -1)
	code(t, err, errs.Invalid, "survival.rho")
	_, err = survival.LogRank(s, survival.Factor{Levels: []string{"a"}, Code: []int32{7, 0}}, nil, 0)
	code(t, err, errs.Invalid, "survival.lengths")
}

func TestGrayRefusesDelayedEntry(t *testing.T) {
	f := survival.Factor{Levels: []string{"a", "b"}, Code: []int32{0, 1}}
	_, err := survival.Gray(sample(t, []float64{0, 1}, []float64{1, 2}, []int{1, 1}), f, nil, 1, 0)
	code(t, err, errs.Invalid, "survival.entry")
}

func TestIncidenceOfACauseNobodyHadIsZero(t *testing.T) {
	c, err := survival.Incidence(sample(t, nil, []float64{1, 2}, []int{1, 0}), 3)
	if err != nil {
		t.Fatal(err)
	}
	if p := c.At(2); p.CIF != 0 || p.SE != 0 || p.Interval(survival.LogLog).Defined {
		t.Errorf("got %+v", p)
	}
	_, err = survival.Incidence(sample(t, nil, []float64{1}, []int{1}), 0)
	code(t, err, errs.Invalid, "survival.cause")
}

func TestCoxRefusesWhatHasNoAnswer(t *testing.T) {
	exit, event := []float64{1, 2, 3, 4, 5, 6, 7, 8}, []int{1, 1, 1, 1, 0, 0, 1, 0}
	for _, c := range []struct {
		name  string
		terms string
		x     []float64
		event []int
		code  string
	}{
		{"no events", "x", []float64{1, 2, 3, 4, 5, 6, 7, 8}, make([]int, 8), "cox.no_events"},
		{"a column that never varies", "x", []float64{5, 5, 5, 5, 5, 5, 5, 5}, event, "cox.collinear"},
		{"twice the same column", "x y", []float64{1, 2, 4, 8, 2, 4, 1, 2, 2, 4, 3, 6, 5, 10, 1, 2}, event, "cox.collinear"},
		{"perfect order", "x", []float64{8, 7, 6, 5, 4, 3, 2, 1}, event, "cox.separation"},
		{"a flag only survivors have", "x", []float64{0, 0, 0, 0, 1, 1, 0, 1}, event, "cox.separation"},
		{"an event only where one is at risk", "x", []float64{1, 2, 1, 2, 1, 2, 1, 2}, []int{0, 0, 0, 0, 0, 0, 0, 1}, "cox.collinear"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := survival.Cox(sample(t, nil, exit, c.event),
				survival.Covariates{Terms: strings.Fields(c.terms), X: c.x}, survival.CoxOptions{})
			kind := errs.State
			code(t, err, kind, c.code)
		})
	}
	s := sample(t, nil, exit, event)
	_, err := survival.Cox(s, survival.Covariates{Terms: []string{"x"}, X: []float64{1}}, survival.CoxOptions{})
	code(t, err, errs.Invalid, "cox.lengths")
	_, err = survival.Cox(s, survival.Covariates{Terms: []string{"x"}, X: []float64{1, 2, math.NaN(), 4, 5, 6, 7, 8}}, survival.CoxOptions{})
	code(t, err, errs.Invalid, "cox.value")
}

// Nearly separated is not separated: the figures are large but finite.
func TestCoxFitsARareButRealContrast(t *testing.T) {
	var exit, x []float64
	var event []int
	for i := range 2000 {
		exit = append(exit, float64(1+i%97))
		event = append(event, i%3%2)
		x = append(x, float64(min(i%1000, 1)^1))
	}
	event[0], event[1000] = 1, 0
	m, err := survival.Cox(sample(t, nil, exit, event), survival.Covariates{Terms: []string{"rare"}, X: x}, survival.CoxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if c := m.Coefficients[0]; !(c.SE > 0.5 && c.SE < 3) {
		t.Errorf("got %+v", c)
	}
}

func TestFitsNeverReturnNaNOnRandomData(t *testing.T) {
	of, _ := crowd(8)
	for n := 2; n < 60; n++ {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(i * i % 5)
		}
		m, err := survival.Cox(rows(t, of[:n], false), survival.Covariates{Terms: []string{"x"}, X: x}, survival.CoxOptions{})
		if err != nil {
			if errs.As(err) == nil {
				t.Errorf("%d people: untyped %v", n, err)
			}
			continue
		}
		c := m.Coefficients[0]
		if math.IsNaN(c.Coef+c.SE+c.P()+m.LogLik+m.Concordance) || math.IsInf(c.SE, 0) {
			t.Errorf("%d people: %+v", n, m)
		}
		for _, p := range m.Proportional {
			if math.IsNaN(p.ChiSquare + p.P) {
				t.Errorf("%d people: %+v", n, p)
			}
		}
	}
}

func TestReliableChange(t *testing.T) {
	in := survival.Instrument{SD: 7.5, Reliability: 0.88} // error of a difference: 3.674
	for _, c := range []struct {
		before, after float64
		index         float64
		want          survival.Change
	}{
		{20, 28, 2.1773, survival.Rose},
		{20, 27, 1.9052, survival.NoClearChange},
		{28, 20, -2.1773, survival.Fell},
		{20, 20, 0, survival.NoClearChange},
	} {
		index, got, err := in.ReliableChange(c.before, c.after)
		if err != nil || got != c.want || math.Abs(index-c.index) > 1e-4 {
			t.Errorf("%g to %g: %g %s, %v; want %g %s", c.before, c.after, index, got, err, c.index, c.want)
		}
	}
	for _, in := range []survival.Instrument{{0, 0.9}, {5, 1}, {5, 1.2}, {5, -0.1}, {math.NaN(), 0.5}, {math.Inf(1), 0.5}} {
		_, _, err := in.ReliableChange(1, 2)
		code(t, err, errs.Invalid, "change.instrument")
	}
	_, _, err := in.ReliableChange(1, math.NaN())
	code(t, err, errs.Invalid, "change.score")
}
