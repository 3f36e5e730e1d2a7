package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"titian/internal/engine/survival"
)

// sets is how many random data sets each textbook comparison of curves and
// tests draws; models are dearer and draw fewer.
func sets(t *testing.T, full int) int {
	t.Helper()
	if testing.Short() {
		return full / 50
	}
	return full
}

// person is one row as a textbook has it.
type person struct {
	entry, exit float64
	event       int
	group       int32
	stratum     int32
}

// people draws a small data set full of ties. late allows delayed entry.
func people(r *rand.Rand, most, causes int, late bool) []person {
	out := make([]person, 1+r.IntN(most))
	for i := range out {
		p := person{exit: float64(1 + r.IntN(6)), event: r.IntN(causes + 1), group: int32(r.IntN(3)), stratum: int32(r.IntN(2))}
		if late {
			p.entry = float64(r.IntN(int(p.exit)))
		}
		out[i] = p
	}
	return out
}

// rows gives the engine what the textbook has.
func rows(t testing.TB, of []person, late bool) *survival.Sample {
	t.Helper()
	var entry, exit []float64
	var event []int
	for _, p := range of {
		exit, event = append(exit, p.exit), append(event, p.event)
		if late {
			entry = append(entry, p.entry)
		}
	}
	return sample(t, entry, exit, event)
}

func groupsOf(of []person) survival.Factor {
	f := survival.Factor{Levels: []string{"a", "b", "c"}}
	for _, p := range of {
		f.Code = append(f.Code, p.group)
	}
	return f
}

func strataOf(of []person) survival.Factor {
	f := survival.Factor{Levels: []string{"x", "y"}}
	for _, p := range of {
		f.Code = append(f.Code, p.stratum)
	}
	return f
}

func atRisk(p person, t float64, late bool) bool { return p.exit >= t && (!late || p.entry < t) }

// eventTimes are the distinct times of events, ascending.
func eventTimes(of []person) []float64 {
	var out []float64
	for _, p := range of {
		if p.event != 0 {
			out = append(out, p.exit)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// textbookSurvival is the product limit and Greenwood's sum, from their
// definitions.
func textbookSurvival(of []person, until float64, late bool) (s, se float64) {
	s = 1
	sum := 0.0
	for _, t := range eventTimes(of) {
		if t > until {
			break
		}
		d, r := 0.0, 0.0
		for _, p := range of {
			if atRisk(p, t, late) {
				r++
				if p.exit == t && p.event != 0 {
					d++
				}
			}
		}
		s *= 1 - d/r
		if r > d {
			sum += d / (r * (r - d))
		}
	}
	return s, s * math.Sqrt(sum)
}

func near(got, want float64) bool {
	return math.Abs(got-want) <= 1e-10*max(1, math.Abs(want))
}

func TestCurvesEqualTheTextbookOnRandomData(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := range sets(t, 500_000) {
		late := n%2 == 1
		of := people(r, 9, 1, late)
		c := survival.KaplanMeier(rows(t, of, late))
		for _, p := range c.Points {
			s, se := textbookSurvival(of, p.Time, late)
			if !near(p.Survival, s) || s > 1e-9 && !near(p.SE, se) {
				t.Fatalf("%+v at %g: got %g ± %g, textbook %g ± %g", of, p.Time, p.Survival, p.SE, s, se)
			}
		}
		textbookMean(t, of, c, late)
	}
}

// textbookMean integrates the curve by halves of a unit: all times are whole.
func textbookMean(t *testing.T, of []person, c survival.Curve, late bool) {
	t.Helper()
	tau := c.Last().Time
	got, err := c.RMST(tau)
	if err != nil {
		t.Fatalf("%+v: %v", of, err)
	}
	want := 0.0
	for x := 0.0; x < tau; x++ {
		s, _ := textbookSurvival(of, x, late)
		want += s
	}
	if !near(got.Value, want) {
		t.Fatalf("%+v: restricted mean %g, textbook %g", of, got.Value, want)
	}
}

// textbookLogRank compares two groups: (O − E)²/V, sums over every time of
// every stratum.
func textbookLogRank(of []person, late bool) (chiSquare, variance float64) {
	difference := 0.0
	for stratum := range int32(2) {
		var in []person
		for _, p := range of {
			if p.stratum == stratum {
				in = append(in, p)
			}
		}
		for _, t := range eventTimes(in) {
			var d, r, d1, r1 float64
			for _, p := range in {
				if !atRisk(p, t, late) {
					continue
				}
				dies := 0.0
				if p.exit == t && p.event != 0 {
					dies = 1
				}
				r, d = r+1, d+dies
				if p.group == 1 {
					r1, d1 = r1+1, d1+dies
				}
			}
			difference += d1 - d*r1/r
			if r > 1 {
				variance += d * (r1 / r) * (1 - r1/r) * (r - d) / (r - 1)
			}
		}
	}
	return difference * difference / variance, variance
}

func TestLogRankEqualsTheTextbookOnRandomData(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for n := range sets(t, 500_000) {
		late := n%2 == 1
		of := people(r, 9, 1, late)
		for i := range of {
			of[i].group %= 2
		}
		strata := strataOf(of)
		got, err := survival.LogRank(rows(t, of, late), groupsOf(of), &strata, 0)
		want, variance := textbookLogRank(of, late)
		if (variance > 1e-12) != (err == nil) {
			t.Fatalf("%+v: variance %g, error %v", of, variance, err)
		}
		if err == nil && (!near(got.ChiSquare, want) || got.DF != 1) {
			t.Fatalf("%+v: chi-square %g on %d, textbook %g", of, got.ChiSquare, got.DF, want)
		}
	}
}

// weightedIncidence is Aalen–Johansen with a weight for each person, from its
// definition.
func weightedIncidence(of []person, weight []float64, cause int, until float64, late bool) float64 {
	s, f := 1.0, 0.0
	for _, t := range eventTimes(of) {
		if t > until {
			break
		}
		var r, d, dk float64
		for i, p := range of {
			if !atRisk(p, t, late) {
				continue
			}
			r += weight[i]
			if p.exit == t && p.event != 0 {
				d += weight[i]
				if p.event == cause {
					dk += weight[i]
				}
			}
		}
		f += s * dk / r
		s *= 1 - d/r
	}
	return f
}

func TestIncidenceEqualsTheTextbookOnRandomData(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	const h = 1e-4
	for n := range sets(t, 50_000) {
		late := n%2 == 1
		of := people(r, 9, 2, late)
		c, err := survival.Incidence(rows(t, of, late), 1)
		if err != nil {
			t.Fatal(err)
		}
		weight := slices.Repeat([]float64{1}, len(of))
		for _, p := range c.Points {
			if want := weightedIncidence(of, weight, 1, p.Time, late); !near(p.CIF, want) {
				t.Fatalf("%+v at %g: got %g, textbook %g", of, p.Time, p.CIF, want)
			}
			// The jackknife's influence is the derivative by a person's weight.
			variance := 0.0
			for i := range of {
				weight[i] = 1 + h
				up := weightedIncidence(of, weight, 1, p.Time, late)
				weight[i] = 1 - h
				down := weightedIncidence(of, weight, 1, p.Time, late)
				weight[i] = 1
				variance += (up - down) * (up - down) / (4 * h * h)
			}
			if math.Abs(p.SE-math.Sqrt(variance)) > 1e-6 {
				t.Fatalf("%+v at %g: se %g, derivative %g", of, p.Time, p.SE, math.Sqrt(variance))
			}
		}
	}
}

// Without other causes, cumulative incidence is one minus the curve, and its
// jackknife error is Greenwood's.
func TestIncidenceWithoutCompetitionIsOneMinusTheCurve(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for range sets(t, 20_000) {
		of := people(r, 12, 1, false)
		s := rows(t, of, false)
		c, err := survival.Incidence(s, 1)
		if err != nil {
			t.Fatal(err)
		}
		k := survival.KaplanMeier(s)
		for i, p := range c.Points {
			if !near(p.CIF, 1-k.Points[i].Survival) || math.Abs(p.SE-k.Points[i].SE) > 1e-8 {
				t.Fatalf("%+v at %g: %g ± %g beside %g ± %g", of, p.Time, p.CIF, p.SE, 1-k.Points[i].Survival, k.Points[i].SE)
			}
		}
	}
}

// efronLikelihood is the partial likelihood from its definition.
func efronLikelihood(of []person, x [][]float64, beta []float64, late bool) float64 {
	risk := make([]float64, len(of))
	log := 0.0
	for i := range of {
		eta := 0.0
		for j, b := range beta {
			eta += b * x[i][j]
		}
		risk[i] = math.Exp(eta)
		if of[i].event != 0 {
			log += eta
		}
	}
	for stratum := range int32(2) {
		for _, t := range eventTimes(of) {
			var all, tied float64
			d := 0
			for i, p := range of {
				if p.stratum != stratum || !atRisk(p, t, late) {
					continue
				}
				all += risk[i]
				if p.exit == t && p.event != 0 {
					tied += risk[i]
					d++
				}
			}
			for k := range d {
				log -= math.Log(all - float64(k)/float64(d)*tied)
			}
		}
	}
	return log
}

func TestCoxMaximisesTheTextbookLikelihoodOnRandomData(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	fitted := 0
	for n := range sets(t, 5_000) {
		late := n%2 == 1
		of := append(people(r, 25, 1, late), people(r, 10, 1, late)...)
		x := make([][]float64, len(of))
		cov := survival.Covariates{Terms: []string{"a", "b"}}
		for i := range of {
			x[i] = []float64{float64(r.IntN(3)), r.NormFloat64()}
			cov.X = append(cov.X, x[i]...)
		}
		strata := strataOf(of)
		m, err := survival.Cox(rows(t, of, late), cov, survival.CoxOptions{Strata: &strata})
		if err != nil {
			continue // small sets are often separated; edge_test looks at those
		}
		fitted++
		beta := []float64{m.Coefficients[0].Coef, m.Coefficients[1].Coef}
		best := efronLikelihood(of, x, beta, late)
		if !near(best, m.LogLik) || !near(efronLikelihood(of, x, []float64{0, 0}, late), m.LogLikNull) {
			t.Fatalf("%+v: log likelihood %g, textbook %g", of, m.LogLik, best)
		}
		for j := range beta {
			for _, step := range []float64{-1e-3, 1e-3} {
				beside := slices.Clone(beta)
				beside[j] += step * m.Coefficients[j].SE
				if efronLikelihood(of, x, beside, late) > best+1e-9 {
					t.Fatalf("%+v: %v is not the maximum", of, beta)
				}
			}
		}
		if want := textbookConcordance(of, x, beta, late); math.Abs(m.Concordance-want) > 1e-12 {
			t.Fatalf("%+v: concordance %g, textbook %g", of, m.Concordance, want)
		}
	}
	if fitted < 50 {
		t.Errorf("only %d models were fitted", fitted)
	}
}

// textbookConcordance looks at every pair.
func textbookConcordance(of []person, x [][]float64, beta []float64, late bool) float64 {
	eta := func(i int) float64 { return beta[0]*x[i][0] + beta[1]*x[i][1] }
	var won, pairs float64
	for i, p := range of {
		for j, q := range of {
			lasted := q.exit > p.exit || q.exit == p.exit && q.event == 0
			if p.event == 0 || i == j || p.stratum != q.stratum || !lasted || late && q.entry >= p.exit {
				continue
			}
			pairs++
			switch d := eta(i) - eta(j); {
			case math.Abs(d) < 1e-12:
				won += 0.5
			case d > 0:
				won++
			}
		}
	}
	if pairs == 0 {
		return 0.5
	}
	return won / pairs
}
