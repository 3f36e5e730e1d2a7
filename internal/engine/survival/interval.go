package survival

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Z is the normal quantile of a two-sided 95 % interval.
const Z = 1.959963984540054

// Interval is a 95 % confidence interval. Some do not exist (around a curve
// that has not moved yet, or that has reached 0): Defined is then false.
type Interval struct {
	Lower, Upper float64
	Defined      bool
}

// IntervalKind is the scale on which an interval is symmetric.
type IntervalKind string

// The kinds, as R names them. LogLog is the default here: it stays between 0
// and 1 by itself and keeps its coverage when few people are at risk.
const (
	Plain  IntervalKind = "plain"
	Log    IntervalKind = "log"
	LogLog IntervalKind = "log-log"
)

// around bounds a probability p with standard error se.
func (k IntervalKind) around(p, se float64) Interval {
	if p <= 0 || p > 1 {
		return Interval{}
	}
	switch k {
	case Plain:
		return Interval{max(p-Z*se, 0), min(p+Z*se, 1), true}
	case Log:
		w := Z * se / p
		return Interval{math.Exp(math.Log(p) - w), min(math.Exp(math.Log(p)+w), 1), true}
	default:
		if p == 1 {
			return Interval{}
		}
		w := Z * se / (p * math.Log(p))
		centre := math.Log(-math.Log(p))
		return Interval{math.Exp(-math.Exp(centre - w)), math.Exp(-math.Exp(centre + w)), true}
	}
}

// normal is the symmetric interval of an estimate.
func normal(value, se float64) Interval {
	return Interval{value - Z*se, value + Z*se, true}
}

// chiSquareTail is the chance of a larger chi-square, from df = 1.
func chiSquareTail(x float64, df int) float64 {
	if x <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(float64(df)/2, x/2)
}

// normalTail is the two-sided chance of a larger |z|.
func normalTail(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
