package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

const lalondeCovariates = "age,educ,race,married,nodegree,re74,re75"

func compareJSON(t *testing.T, args ...string) compareReport {
	t.Helper()
	out, err := runStatistics(t, "", append([]string{
		"compare", "--json", "--input", statisticsReference("lalonde.csv"), "--treated", "treat", "--outcome", "re78",
	}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	var r compareReport
	d := json.NewDecoder(strings.NewReader(out))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return r
}

func TestCompareCommandPrintsRsEffects(t *testing.T) {
	r := compareJSON(t, "--covariates", lalondeCovariates)
	f := &statisticsFigures{t: t, tolerance: 1e-6}
	names := map[string]string{"unadjusted": "unadjusted", "ipw_att": "ipw", "entropy_balance": "entropy"}
	for _, want := range statisticsRecords(t, "lalonde_effect.csv") {
		for _, m := range r.Methods {
			if m.Method != names[want["method"]] {
				continue
			}
			f.equal(m.Method+" effective", &m.EffectiveControls, want["controls_ess"])
			f.equal(m.Method+" treated", &m.MeanTreated, want["mean_treated"])
			f.equal(m.Method+" control", &m.MeanControl, want["mean_control"])
			f.equal(m.Method+" effect", &m.Effect, want["effect"])
			f.equal(m.Method+" se", &m.SE, want["se_hc0"])
		}
	}
	f.log("lalonde_effect.csv")
	if r.Treated != 185 || r.Controls != 429 || r.EffectiveControls != r.Methods[1].EffectiveControls || len(r.Methods) != 3 {
		t.Errorf("got %+v", r)
	}
}

func TestCompareCommandPrintsRsBalance(t *testing.T) {
	r := compareJSON(t, "--covariates", lalondeCovariates)
	f := &statisticsFigures{t: t, tolerance: 1e-6}
	names := map[string]string{"black": "race=black", "hispan": "race=hispan"}
	for _, want := range statisticsRecords(t, "lalonde_balance.csv") {
		name := want["covariate"]
		if names[name] != "" {
			name = names[name]
		}
		found := false
		for _, b := range r.Balance {
			if b.Covariate == name {
				found = true
				f.equal(name, b.Before, want["smd_before"])
				if b.After == nil || *b.After > 1e-9 || *b.After < -1e-9 {
					t.Errorf("%s: %v is left", name, b.After)
				}
			}
		}
		if !found {
			t.Errorf("no %s in %+v", name, r.Balance)
		}
	}
	f.log("lalonde_balance.csv")
}

func TestCompareRefusesSmallAndBrokenStudies(t *testing.T) {
	small := "t,y,x\n" + strings.Repeat("1,1,0\n0,1,1\n", 59)
	apart := "t,y,x\n" + strings.Repeat("1,1,0\n0,1,1\n", 70)
	for _, c := range []struct{ name, file, want string }{
		{"few treated", small, "too few people: 59 treated, and a comparison needs at least 60"},
		{"nothing in common", apart, "no weights can make the controls look like the treated; look at x: no mix of controls has the treated people's mean there"},
		{"treated of 2", "t,y,x\n2,1,1\n", `standard input, line 2, column "t": only 0 and 1 are allowed, and this is "2"`},
		{"no outcome", "t,y,x\n1,NA,1\n", `standard input, line 2, column "y": the cell is empty`},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := runStatistics(t, c.file, "compare", "--input=-", "--treated=t", "--outcome=y", "--covariates=x")
			statisticsRefused(t, err, c.want)
			if out != "" {
				t.Errorf("printed %q", out)
			}
		})
	}
}

func TestCompareTextWarnsOfWhatItCannotProve(t *testing.T) {
	out, err := runStatistics(t, "", "compare", "--input", statisticsReference("lalonde.csv"), "--treated", "treat",
		"--outcome", "re78", "--covariates", lalondeCovariates, "--bootstrap", "200")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"185 treated, 429 controls (as many as 98.5 after weighting)", "-342.5 to 2889", "200 draws",
		"cannot prove a cause", "Do not rank programmes", "race=black",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	_, err = runStatistics(t, "", "compare", "--input", statisticsReference("lalonde.csv"), "--treated", "treat",
		"--outcome", "re78", "--covariates", "age", "--bootstrap", "20")
	statisticsRefused(t, err, "--bootstrap needs at least 200 draws")
	_, err = runStatistics(t, "", "compare", "--input", statisticsReference("lalonde.csv"), "--treated", "treat",
		"--outcome", "re78", "--covariates", "age", "--bootstrap=-1")
	statisticsRefused(t, err, "--bootstrap needs at least 200 draws")
}

func TestTheOutcomeIsNoCovariate(t *testing.T) {
	for _, name := range []string{"re78", "treat"} {
		_, err := runStatistics(t, "", "compare", "--input", statisticsReference("lalonde.csv"), "--treated", "treat",
			"--outcome", "re78", "--covariates", "age,"+name)
		statisticsRefused(t, err, fmt.Sprintf("--covariates: %q is the outcome or says who was treated; covariates are measured before", name))
	}
}
