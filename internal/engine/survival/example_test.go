package survival_test

import (
	"fmt"

	"titian/internal/engine/survival"
)

// Ten made-up people, followed for up to twelve months after release.
func Example() {
	months := []float64{2, 3, 5, 5, 8, 12, 12, 12, 12, 12}
	back := []int{1, 0, 1, 1, 0, 1, 0, 0, 0, 0}
	s, err := survival.NewSample(nil, months, back)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := survival.KaplanMeier(s)
	for _, month := range []float64{3, 6, 12} {
		p := c.At(month)
		in := p.Interval(survival.LogLog)
		fmt.Printf("month %2g: %.0f %% still free (%.0f to %.0f), %d at risk\n",
			month, 100*p.Survival, 100*in.Lower, 100*in.Upper, p.AtRisk)
	}
	_, reached := c.Quantile(0.5)
	fmt.Println("half were back:", reached)
	// Output:
	// month  3: 90 % still free (47 to 99), 9 at risk
	// month  6: 68 % still free (29 to 88), 6 at risk
	// month 12: 54 % still free (18 to 80), 5 at risk
	// half were back: false
}

// A test of two groups gives a chi-square, and what to make of it is left to
// people who also look at the curves.
func ExampleLogRank() {
	s, err := survival.NewSample(nil, []float64{1, 2, 3, 4, 5, 6, 7, 8}, []int{1, 1, 1, 1, 1, 1, 0, 0})
	if err != nil {
		fmt.Println(err)
		return
	}
	groups := survival.Factor{Levels: []string{"aid", "none"}, Code: []int32{1, 1, 0, 1, 0, 1, 0, 0}}
	t, err := survival.LogRank(s, groups, nil, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, g := range t.Groups {
		fmt.Printf("%s: %g events, %.2f expected\n", groups.Levels[i], g.Observed, g.Expected)
	}
	// Output:
	// aid: 2 events, 3.75 expected
	// none: 4 events, 2.25 expected
}

func ExampleInstrument_ReliableChange() {
	readiness := survival.Instrument{SD: 7.5, Reliability: 0.88}
	for _, after := range []float64{27, 29} {
		index, change, err := readiness.ReliableChange(20, after)
		fmt.Printf("20 to %g: index %.2f, %s %v\n", after, index, change, err)
	}
	// Output:
	// 20 to 27: index 1.91, no_clear_change <nil>
	// 20 to 29: index 2.45, rose <nil>
}
