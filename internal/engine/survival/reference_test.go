package survival_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"titian/internal/engine/survival"
)

// Tolerances, relative, as stated in testdata/README.md.
const (
	exact  = 1e-8
	fitted = 1e-6
)

// records reads a file of testdata as one map a row.
func records(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func number(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// reference gathers the largest difference from one file.
type reference struct {
	t         *testing.T
	file      string
	tolerance float64
	largest   float64
	compared  int
}

// against starts a comparison; the difference is logged when the test ends,
// where "make reference" finds it.
func against(t *testing.T, file string, tolerance float64) *reference {
	r := &reference{t: t, file: file, tolerance: tolerance}
	t.Cleanup(func() {
		t.Logf("reference %s: %d figures, largest relative difference %.2g (tolerance %.0e)",
			r.file, r.compared, r.largest, r.tolerance)
		if r.compared == 0 {
			t.Errorf("%s: nothing was compared", r.file)
		}
	})
	return r
}

// figure compares got with the text of the reference.
func (r *reference) figure(what string, got float64, text string) {
	r.t.Helper()
	want := number(r.t, text)
	difference := math.Abs(got - want)
	if want != 0 {
		difference /= math.Abs(want)
	}
	r.compared++
	if !(difference <= r.tolerance) {
		r.t.Errorf("%s: got %.12g, R has %s", what, got, text)
	}
	r.largest = max(r.largest, difference)
}

// rossi is the LIFE experiment with its groups by financial aid.
func rossi(t testing.TB) (*survival.Sample, survival.Factor, []map[string]string) {
	t.Helper()
	rows := records(t, "rossi.csv")
	var exit []float64
	var event []int
	aid := survival.Factor{Levels: []string{"no", "yes"}}
	for _, r := range rows {
		exit = append(exit, number(t, r["week"]))
		event = append(event, int(number(t, r["arrest"])))
		aid.Code = append(aid.Code, int32(slices.Index(aid.Levels, r["fin"])))
	}
	return sample(t, nil, exit, event), aid, rows
}

func sample(t testing.TB, entry, exit []float64, event []int) *survival.Sample {
	t.Helper()
	s, err := survival.NewSample(entry, exit, event)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func split(t testing.TB, s *survival.Sample, f survival.Factor) []*survival.Sample {
	t.Helper()
	parts, err := s.Split(f)
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

func TestKaplanMeierEqualsR(t *testing.T) {
	s, aid, _ := rossi(t)
	parts := split(t, s, aid)
	ref := against(t, "rossi_km_by_fin.csv", exact)
	for _, r := range records(t, ref.file) {
		p := survival.KaplanMeier(parts[slices.Index(aid.Levels, r["group"])]).At(number(t, r["time"]))
		in := p.Interval(survival.IntervalKind(r["conf"]))
		what := r["group"] + " " + r["conf"] + " week " + r["time"]
		ref.figure(what+" at risk", float64(p.AtRisk), r["n_risk"])
		ref.figure(what+" survival", p.Survival, r["surv"])
		ref.figure(what+" se", p.SE, r["se"])
		ref.figure(what+" lower", in.Lower, r["lower"])
		ref.figure(what+" upper", in.Upper, r["upper"])
	}
}

func TestQuantilesEqualR(t *testing.T) {
	s, aid, _ := rossi(t)
	parts := split(t, s, aid)
	ref := against(t, "rossi_quantiles.csv", exact)
	for i, r := range records(t, ref.file) {
		c := survival.KaplanMeier(parts[i])
		for _, percent := range []string{" 5", "10", "15", "20", "25"} {
			got, ok := c.Quantile(number(t, strings.TrimSpace(percent)) / 100)
			if ok != (r[percent] != "") {
				t.Errorf("%s %s %%: reached is %v", r["group"], percent, ok)
			} else if ok {
				ref.figure(r["group"]+" "+percent, got, r[percent])
			}
		}
	}
}

func TestRestrictedMeansEqualR(t *testing.T) {
	s, aid, _ := rossi(t)
	ref := against(t, "rossi_rmst.csv", exact)
	var first survival.RMST
	for i, p := range split(t, s, aid) {
		r := records(t, ref.file)[i]
		got, err := survival.KaplanMeier(p).RMST(number(t, r["tau"]))
		if err != nil {
			t.Fatal(err)
		}
		ref.figure(r["group"]+" rmst", got.Value, r["rmst"])
		ref.figure(r["group"]+" se", got.SE, r["se"])
		if i == 0 {
			first = got
			continue
		}
		ref.figure("difference", got.Minus(first).Value, r["diff"])
		ref.figure("se of difference", got.Minus(first).SE, r["diff_se"])
	}
}

func TestLogRankEqualsR(t *testing.T) {
	s, aid, _ := rossi(t)
	ref := against(t, "rossi_logrank_fin.csv", exact)
	for _, r := range records(t, ref.file) {
		got, err := survival.LogRank(s, aid, nil, number(t, r["rho"]))
		if err != nil {
			t.Fatal(err)
		}
		g := got.Groups[slices.Index(aid.Levels, r["group"])]
		what := "rho " + r["rho"] + " " + r["group"]
		ref.figure(what+" chi-square", got.ChiSquare, r["chisq"])
		ref.figure(what+" df", float64(got.DF), r["df"])
		ref.figure(what+" p", got.P, r["p"])
		ref.figure(what+" n", float64(g.N), r["n"])
		ref.figure(what+" observed", g.Observed, r["observed"])
		ref.figure(what+" expected", g.Expected, r["expected"])
	}
}

// The figure is published with the reference data, to five digits only.
func TestLogRankStratifiedByWorkExperience(t *testing.T) {
	s, aid, rows := rossi(t)
	work := survival.Factor{Levels: []string{"no", "yes"}}
	for _, r := range rows {
		work.Code = append(work.Code, int32(slices.Index(work.Levels, r["wexp"])))
	}
	got, err := survival.LogRank(s, aid, &work, 0)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got.ChiSquare-4.0331) > 5e-5 || math.Abs(got.P-.0446) > 5e-5 {
		t.Errorf("got chi-square %.6f, p %.6f; want 4.0331, .0446", got.ChiSquare, got.P)
	}
}

// mgus2 is the competing-risks table of R's vignette: cause 1 is progression,
// cause 2 death before it.
func mgus2(t testing.TB) (*survival.Sample, survival.Factor) {
	t.Helper()
	sex := survival.Factor{Levels: []string{"F", "M"}}
	var exit []float64
	var event []int
	for _, r := range records(t, "mgus2.csv") {
		time, cause := r["ptime"], 1
		if r["pstat"] == "0" {
			time, cause = r["futime"], 2*int(number(t, r["death"]))
		}
		exit = append(exit, number(t, time))
		event = append(event, cause)
		sex.Code = append(sex.Code, int32(slices.Index(sex.Levels, r["sex"])))
	}
	return sample(t, nil, exit, event), sex
}

func TestAalenJohansenEqualsR(t *testing.T) {
	s, sex := mgus2(t)
	parts := split(t, s, sex)
	ref := against(t, "mgus2_aalen_johansen.csv", exact)
	for _, r := range records(t, ref.file) {
		c, err := survival.Incidence(parts[slices.Index(sex.Levels, r["group"])], int(number(t, r["cause"])))
		if err != nil {
			t.Fatal(err)
		}
		p := c.At(number(t, r["time"]))
		what := r["group"] + " cause " + r["cause"] + " month " + r["time"]
		ref.figure(what+" cif", p.CIF, r["cif"])
		ref.figure(what+" se", p.SE, r["se"])
		ref.figure(what+" at risk", float64(p.AtRisk), r["n_risk"])
	}
}

func TestGrayEqualsCmprsk(t *testing.T) {
	s, sex := mgus2(t)
	ref := against(t, "mgus2_gray.csv", exact)
	for _, r := range records(t, ref.file) {
		got, err := survival.Gray(s, sex, nil, int(number(t, r["cause"])), 0)
		if err != nil {
			t.Fatal(err)
		}
		ref.figure("cause "+r["cause"], got.ChiSquare, r["gray_chisq"])
		ref.figure("p of cause "+r["cause"], got.P, r["p"])
		ref.figure("df of cause "+r["cause"], float64(got.DF), r["df"])
	}
}

// rossiCovariates are the seven of the published model.
func rossiCovariates(t testing.TB, rows []map[string]string) survival.Covariates {
	t.Helper()
	cov := survival.Covariates{Terms: []string{"finb", "age", "black", "wexpb", "married", "parole", "prio"}}
	is := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	for _, r := range rows {
		cov.X = append(cov.X, is(r["fin"] == "yes"), number(t, r["age"]), is(r["race"] == "black"),
			is(r["wexp"] == "yes"), is(r["mar"] == "married"), is(r["paro"] == "yes"), number(t, r["prio"]))
	}
	return cov
}

func TestCoxEqualsR(t *testing.T) {
	s, _, rows := rossi(t)
	cov := rossiCovariates(t, rows)
	ref := against(t, "rossi_cox.csv", fitted)
	for _, r := range records(t, ref.file) {
		m, err := survival.Cox(s, cov, survival.CoxOptions{Ties: survival.Ties(r["ties"])})
		if err != nil {
			t.Fatal(err)
		}
		c := m.Coefficients[slices.Index(cov.Terms, r["term"])]
		what := r["ties"] + " " + r["term"]
		ref.figure(what, c.Coef, r["coef"])
		ref.figure(what+" se", c.SE, r["se"])
		ref.figure(what+" hr", c.HazardRatio(), r["hr"])
		ref.figure(what+" lower", c.Interval().Lower, r["hr_lower"])
		ref.figure(what+" upper", c.Interval().Upper, r["hr_upper"])
		ref.figure(what+" p", c.P(), r["p"])
		ref.figure(what+" loglik", m.LogLik, r["loglik"])
		ref.figure(what+" null", m.LogLikNull, r["loglik0"])
		ref.figure(what+" concordance", m.Concordance, r["concordance"])
		ref.figure(what+" n", float64(m.N), r["n"])
		ref.figure(what+" events", float64(m.Events), r["events"])
	}
}

func TestProportionalHazardsCheckEqualsR(t *testing.T) {
	s, _, rows := rossi(t)
	m, err := survival.Cox(s, rossiCovariates(t, rows), survival.CoxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ref := against(t, "rossi_zph.csv", fitted)
	for i, r := range records(t, ref.file) {
		got := m.Proportional[i]
		if got.Block != r["term"] {
			t.Errorf("test %d is of %s, R has %s", i, got.Block, r["term"])
		}
		ref.figure(r["term"], got.ChiSquare, r["chisq"])
		ref.figure(r["term"]+" df", float64(got.DF), r["df"])
		ref.figure(r["term"]+" p", got.P, r["p"])
	}
}
