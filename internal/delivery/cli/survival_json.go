package cli

import "titian/internal/engine/survival"

// survivalReport is the answer as JSON; the text and the picture are made of
// the same figures. A figure that does not exist is null.
type survivalReport struct {
	N       int              `json:"n"`
	Events  int              `json:"events"`
	LeftOut int              `json:"left_out"`
	Groups  []survivalGroup  `json:"groups"`
	RMST    []rmstDifference `json:"rmst_differences,omitempty"`
	Tests   []survivalTest   `json:"tests"`
	Cox     *coxReport       `json:"cox,omitempty"`
	Notes   []string         `json:"notes,omitempty"`

	curves []survival.Curve
	causes [][]survival.IncidenceCurve
}

type survivalGroup struct {
	Group     string        `json:"group"`
	N         int           `json:"n"`
	Events    int           `json:"events"`
	Curve     []curveRow    `json:"curve,omitempty"`
	Median    *float64      `json:"median"`
	Quantiles []quantileRow `json:"quantiles,omitempty"`
	RMST      *rmstRow      `json:"rmst"`
	Causes    []causeRow    `json:"causes,omitempty"`
}

type curveRow struct {
	Time     float64  `json:"time"`
	AtRisk   int      `json:"at_risk"`
	Events   int      `json:"events"`
	Censored int      `json:"censored"`
	Survival float64  `json:"survival"`
	SE       *float64 `json:"se"`
	Lower    *float64 `json:"lower"`
	Upper    *float64 `json:"upper"`
}

type quantileRow struct {
	Percent float64  `json:"percent"`
	Time    *float64 `json:"time"`
}

type rmstRow struct {
	Tau   float64 `json:"tau"`
	Value float64 `json:"value"`
	SE    float64 `json:"se"`
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

type rmstDifference struct {
	Group string `json:"group"`
	Minus string `json:"minus"`
	rmstRow
}

type causeRow struct {
	Cause  int        `json:"cause"`
	Events int        `json:"events"`
	Curve  []shareRow `json:"curve"`
}

type shareRow struct {
	Time   float64  `json:"time"`
	AtRisk int      `json:"at_risk"`
	Events int      `json:"events"`
	CIF    float64  `json:"cif"`
	SE     float64  `json:"se"`
	Lower  *float64 `json:"lower"`
	Upper  *float64 `json:"upper"`
}

type survivalTest struct {
	Name   string      `json:"name"`
	Cause  int         `json:"cause,omitempty"`
	Rho    float64     `json:"rho"`
	ChiSq  float64     `json:"chisq"`
	DF     int         `json:"df"`
	P      float64     `json:"p"`
	Groups []testGroup `json:"groups,omitempty"`
}

type testGroup struct {
	Group    string  `json:"group"`
	N        int     `json:"n"`
	Observed float64 `json:"observed"`
	Expected float64 `json:"expected"`
}
