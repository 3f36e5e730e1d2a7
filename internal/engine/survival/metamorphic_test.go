package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"titian/internal/engine/survival"
)

// figures are what a change of the data must leave alone, or scale.
type figures struct {
	survival, se, rmst, logRank, gray, coef, coefSE, concordance, zph float64
}

// compute looks at one data set from every side.
func compute(t *testing.T, of []person, x []float64, unit float64) figures {
	t.Helper()
	scaled := slices.Clone(of)
	for i := range scaled {
		scaled[i].exit *= unit
	}
	s := rows(t, scaled, false)
	c := survival.KaplanMeier(s)
	p := c.At(4 * unit)
	mean, err := c.RMST(5 * unit)
	if err != nil {
		t.Fatal(err)
	}
	l, err := survival.LogRank(s, groupsOf(of), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	g, err := survival.Gray(s, groupsOf(of), nil, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	m, err := survival.Cox(s, survival.Covariates{Terms: []string{"x"}, X: x}, survival.CoxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return figures{
		p.Survival, p.SE, mean.Value, l.ChiSquare, g.ChiSquare,
		m.Coefficients[0].Coef, m.Coefficients[0].SE, m.Concordance, m.Proportional[0].ChiSquare,
	}
}

func equal(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}

// crowd is a data set large enough for everything to exist.
func crowd(seed uint64) ([]person, []float64) {
	r := rand.New(rand.NewPCG(seed, 9))
	of := make([]person, 300)
	x := make([]float64, len(of))
	for i := range of {
		of[i] = person{exit: float64(1 + r.IntN(6)), event: r.IntN(3), group: int32(r.IntN(3))}
		x[i] = r.NormFloat64() + float64(of[i].event)
	}
	return of, x
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	of, x := crowd(1)
	want := compute(t, of, x, 1)
	r := rand.New(rand.NewPCG(7, 7))
	r.Shuffle(len(of), func(i, j int) {
		of[i], of[j] = of[j], of[i]
		x[i], x[j] = x[j], x[i]
	})
	got := compute(t, of, x, 1)
	equal(t, "survival", got.survival, want.survival)
	equal(t, "log-rank", got.logRank, want.logRank)
	equal(t, "gray", got.gray, want.gray)
	equal(t, "coefficient", got.coef, want.coef)
	equal(t, "proportionality", got.zph, want.zph)
	equal(t, "concordance", got.concordance, want.concordance)
}

func TestWeeksAndDaysTellTheSame(t *testing.T) {
	of, x := crowd(2)
	weeks, days := compute(t, of, x, 1), compute(t, of, x, 7)
	equal(t, "restricted mean", days.rmst, 7*weeks.rmst)
	days.rmst = weeks.rmst
	if days != weeks {
		t.Errorf("got %+v in days, %+v in weeks", days, weeks)
	}
}

func TestEverybodyTwiceNarrowsByRootTwo(t *testing.T) {
	of, x := crowd(3)
	once := compute(t, of, x, 1)
	// Efron's method sees more ties when people are doubled, so the model is
	// compared on times without ties.
	var twice []person
	var twiceX []float64
	for i, p := range of {
		twice, twiceX = append(twice, p, p), append(twiceX, x[i], x[i])
	}
	double := compute(t, twice, twiceX, 1)
	equal(t, "survival", double.survival, once.survival)
	equal(t, "se", double.se*math.Sqrt2, once.se)
	equal(t, "restricted mean", double.rmst, once.rmst)
	equal(t, "concordance", double.concordance, once.concordance)
}

func TestBreslowSeesEverybodyTwiceAsTheSamePeople(t *testing.T) {
	of, x := crowd(4)
	fit := func(times int) survival.Coefficient {
		var all []person
		cov := survival.Covariates{Terms: []string{"x"}}
		for i, p := range of {
			for range times {
				all, cov.X = append(all, p), append(cov.X, x[i])
			}
		}
		m, err := survival.Cox(rows(t, all, false), cov, survival.CoxOptions{Ties: survival.Breslow})
		if err != nil {
			t.Fatal(err)
		}
		return m.Coefficients[0]
	}
	once, twice := fit(1), fit(2)
	equal(t, "coefficient", twice.Coef, once.Coef)
	equal(t, "se", twice.SE*math.Sqrt2, once.SE)
}

func TestNamesOfGroupsDoNotMatter(t *testing.T) {
	of, x := crowd(5)
	want := compute(t, of, x, 1)
	for _, to := range [][3]int32{{1, 2, 0}, {2, 1, 0}, {0, 2, 1}} {
		renamed := slices.Clone(of)
		for i := range renamed {
			renamed[i].group = to[renamed[i].group]
		}
		got := compute(t, renamed, x, 1)
		equal(t, "log-rank", got.logRank, want.logRank)
		equal(t, "gray", got.gray, want.gray)
	}
}

func TestUnitsOfACovariateDoNotMatter(t *testing.T) {
	of, x := crowd(6)
	want := compute(t, of, x, 1)
	for i := range x {
		x[i] = 1e6 + 1000*x[i]
	}
	got := compute(t, of, x, 1)
	equal(t, "coefficient", 1000*got.coef, want.coef)
	equal(t, "se", 1000*got.coefSE, want.coefSE)
	equal(t, "proportionality", got.zph, want.zph)
}

// A person's follow-up may be cut into rows at any time: what changes with
// time-varying covariates is the covariate, not the arithmetic.
func TestCuttingFollowUpIntoRowsChangesNothing(t *testing.T) {
	of, x := crowd(7)
	whole, err := survival.Cox(rows(t, of, false), survival.Covariates{Terms: []string{"x"}, X: x}, survival.CoxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var pieces []person
	var person32 []int32
	cov := survival.Covariates{Terms: []string{"x"}}
	add := func(i int, p person) {
		pieces, person32, cov.X = append(pieces, p), append(person32, int32(i)), append(cov.X, x[i])
	}
	for i, p := range of {
		if cut := p.exit / 2; i%3 == 0 {
			first := p
			first.exit, first.event = cut, 0
			p.entry = cut
			add(i, first)
		}
		add(i, p)
	}
	cut, err := survival.Cox(rows(t, pieces, true), cov, survival.CoxOptions{Cluster: person32})
	if err != nil {
		t.Fatal(err)
	}
	single := make([]int32, len(of))
	for i := range single {
		single[i] = int32(i)
	}
	robust, err := survival.Cox(rows(t, of, false), survival.Covariates{Terms: []string{"x"}, X: x}, survival.CoxOptions{Cluster: single})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "coefficient", cut.Coefficients[0].Coef, whole.Coefficients[0].Coef)
	equal(t, "se", cut.Coefficients[0].SE, whole.Coefficients[0].SE)
	equal(t, "robust se", cut.Coefficients[0].RobustSE, robust.Coefficients[0].RobustSE)
	equal(t, "proportionality", cut.Proportional[0].ChiSquare, whole.Proportional[0].ChiSquare)
	if robust.Coefficients[0].RobustSE == robust.Coefficients[0].SE {
		t.Error("the robust error is the model's")
	}
}
