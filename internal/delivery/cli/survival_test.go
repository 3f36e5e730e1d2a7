package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"titian/internal/kernel/errs"
)

// runStatistics parses a command line of survival or compare and runs it.
func runStatistics(t *testing.T, stdin string, args ...string) (stdout string, err error) {
	t.Helper()
	var commands struct {
		Survival SurvivalCmd `cmd:""`
		Compare  CompareCmd  `cmd:""`
	}
	parser, err := kong.New(&commands, kong.Exit(func(int) { t.Fatal("the parser wants to leave") }))
	if err != nil {
		t.Fatal(err)
	}
	k, err := parser.Parse(args)
	if err != nil {
		return "", err
	}
	var out, log bytes.Buffer
	env := &Env{Context: context.Background(), Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &log, Now: time.Now}
	err = k.Run(env)
	return out.String(), err
}

// statisticsReference is the path of a reference file.
func statisticsReference(name string) string {
	return filepath.Join("..", "..", "engine", "survival", "testdata", name)
}

// statisticsRecords reads a reference file as one map a row.
func statisticsRecords(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(statisticsReference(name))
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
			m[strings.TrimSpace(h)] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// figures compares the command's figures with a reference file.
type statisticsFigures struct {
	t         *testing.T
	tolerance float64
	largest   float64
	n         int
}

func (f *statisticsFigures) equal(what string, got *float64, text string) {
	f.t.Helper()
	want, err := strconv.ParseFloat(text, 64)
	if err != nil || got == nil {
		f.t.Errorf("%s: got %v, reference %q", what, got, text)
		return
	}
	d := math.Abs(*got - want)
	if want != 0 {
		d /= math.Abs(want)
	}
	f.n++
	f.largest = max(f.largest, d)
	if d > f.tolerance {
		f.t.Errorf("%s: got %.12g, reference %s", what, *got, text)
	}
}

func (f *statisticsFigures) log(file string) {
	f.t.Logf("reference %s through the command: %d figures, largest relative difference %.2g (tolerance %.0e)",
		file, f.n, f.largest, f.tolerance)
	if f.n == 0 {
		f.t.Errorf("%s: nothing was compared", file)
	}
}

// survivalJSON runs the command and reads its JSON as a stranger would.
func survivalJSON(t *testing.T, stdin string, args ...string) survivalReport {
	t.Helper()
	out, err := runStatistics(t, stdin, append([]string{"survival", "--json"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	var r survivalReport
	d := json.NewDecoder(strings.NewReader(out))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return r
}

func rossiArgs(more ...string) []string {
	return append([]string{"--input", statisticsReference("rossi.csv"), "--time", "week", "--event", "arrest"}, more...)
}

func groupNamed(t *testing.T, r survivalReport, name string) survivalGroup {
	t.Helper()
	for _, g := range r.Groups {
		if g.Group == name {
			return g
		}
	}
	t.Fatalf("no group %q", name)
	return survivalGroup{}
}

func TestSurvivalCommandPrintsRsCurves(t *testing.T) {
	f := &statisticsFigures{t: t, tolerance: 1e-8}
	for _, want := range statisticsRecords(t, "rossi_km_by_fin.csv") {
		r := survivalJSON(t, "", rossiArgs("--group", "fin", "--conf", want["conf"], "--at", want["time"])...)
		row := groupNamed(t, r, want["group"]).Curve[0]
		what := want["group"] + " " + want["conf"] + " " + want["time"]
		risk := float64(row.AtRisk)
		f.equal(what+" at risk", &risk, want["n_risk"])
		f.equal(what+" survival", &row.Survival, want["surv"])
		f.equal(what+" se", row.SE, want["se"])
		f.equal(what+" lower", row.Lower, want["lower"])
		f.equal(what+" upper", row.Upper, want["upper"])
	}
	f.log("rossi_km_by_fin.csv")
}

func TestSurvivalCommandPrintsRsTestsAndMeans(t *testing.T) {
	f := &statisticsFigures{t: t, tolerance: 1e-8}
	for _, want := range statisticsRecords(t, "rossi_logrank_fin.csv") {
		r := survivalJSON(t, "", rossiArgs("--group", "fin", "--rho", want["rho"])...)
		test := r.Tests[0]
		if name := map[string]string{"0": "log-rank", "1": "peto-peto"}[want["rho"]]; test.Name != name || test.DF != 1 {
			t.Errorf("got test %+v, want %s", test, name)
		}
		f.equal("chi-square", &test.ChiSq, want["chisq"])
		f.equal("p", &test.P, want["p"])
		for _, g := range test.Groups {
			if g.Group == want["group"] {
				f.equal("observed", &g.Observed, want["observed"])
				f.equal("expected", &g.Expected, want["expected"])
			}
		}
	}
	f.log("rossi_logrank_fin.csv")

	f = &statisticsFigures{t: t, tolerance: 1e-8}
	for _, want := range statisticsRecords(t, "rossi_rmst.csv") {
		r := survivalJSON(t, "", rossiArgs("--group", "fin", "--tau", want["tau"])...)
		g := groupNamed(t, r, want["group"])
		f.equal("rmst", &g.RMST.Value, want["rmst"])
		f.equal("se", &g.RMST.SE, want["se"])
		if want["diff_se"] != "" {
			f.equal("difference", &r.RMST[0].Value, want["diff"])
			f.equal("its se", &r.RMST[0].SE, want["diff_se"])
		}
		if g.Median != nil {
			t.Errorf("a median of %g", *g.Median)
		}
	}
	f.log("rossi_rmst.csv")

	f = &statisticsFigures{t: t, tolerance: 1e-8}
	r := survivalJSON(t, "", rossiArgs("--group", "fin", "--quantiles", "5,10,15,20,25")...)
	for i, want := range statisticsRecords(t, "rossi_quantiles.csv") {
		for _, q := range r.Groups[i].Quantiles {
			text := want[fmt.Sprint(q.Percent)]
			if text == "" && q.Time != nil {
				t.Errorf("%v %% reached at %g", q.Percent, *q.Time)
			}
			if text != "" {
				f.equal("quantile", q.Time, text)
			}
		}
	}
	f.log("rossi_quantiles.csv")
}

// rossiAsModelled is the file with the flags of the published model; text
// covariates stay text.
func rossiAsModelled(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("week,arrest,fin,age,black,wexp,married,parole,prio\n")
	is := func(yes bool) string { return map[bool]string{true: "1", false: "0"}[yes] }
	for _, r := range statisticsRecords(t, "rossi.csv") {
		b.WriteString(strings.Join([]string{
			r["week"], r["arrest"], r["fin"], r["age"], is(r["race"] == "black"), r["wexp"],
			is(r["mar"] == "married"), is(r["paro"] == "yes"), r["prio"],
		}, ",") + "\n")
	}
	return b.String()
}

func TestSurvivalCommandPrintsRsCoxModel(t *testing.T) {
	f := &statisticsFigures{t: t, tolerance: 1e-6}
	names := map[string]string{"finb": "fin=yes", "wexpb": "wexp=yes"}
	stdin := rossiAsModelled(t)
	args := []string{"--input", "-", "--time", "week", "--event", "arrest", "--covariates", "fin,age,black,wexp,married,parole,prio"}
	for _, want := range statisticsRecords(t, "rossi_cox.csv") {
		c := survivalJSON(t, stdin, append(args, "--ties", want["ties"])...).Cox
		name := want["term"]
		if names[name] != "" {
			name = names[name]
		}
		i := slices.IndexFunc(c.Coefficients, func(k coxCoefficient) bool { return k.Term == name })
		if i < 0 {
			t.Fatalf("no term %s in %+v", name, c.Coefficients)
		}
		k := c.Coefficients[i]
		f.equal(name, &k.Coef, want["coef"])
		f.equal(name+" se", &k.SE, want["se"])
		f.equal(name+" hr", k.HR, want["hr"])
		f.equal(name+" lower", k.Lower, want["hr_lower"])
		f.equal(name+" upper", k.Upper, want["hr_upper"])
		f.equal(name+" p", &k.P, want["p"])
		f.equal("loglik", &c.LogLik, want["loglik"])
		f.equal("loglik_null", &c.LogLikNull, want["loglik0"])
		f.equal("concordance", &c.Concordance, want["concordance"])
	}
	f.log("rossi_cox.csv")

	f = &statisticsFigures{t: t, tolerance: 1e-6}
	checks := survivalJSON(t, stdin, args...).Cox.Proportional
	for i, want := range statisticsRecords(t, "rossi_zph.csv") {
		f.equal(want["term"], &checks[i].ChiSq, want["chisq"])
		f.equal(want["term"]+" p", &checks[i].P, want["p"])
	}
	f.log("rossi_zph.csv")
}

// mgus2AsCompeting has one event column: progression 1, death before it 2.
func mgus2AsCompeting(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("sex,months,what\n")
	for _, r := range statisticsRecords(t, "mgus2.csv") {
		month, what := r["ptime"], "1"
		if r["pstat"] == "0" {
			month, what = r["futime"], map[string]string{"0": "0", "1": "2"}[r["death"]]
		}
		b.WriteString(r["sex"] + "," + month + "," + what + "\n")
	}
	return b.String()
}

func TestSurvivalCommandPrintsRsCompetingRisks(t *testing.T) {
	r := survivalJSON(t, mgus2AsCompeting(t), "--input", "-", "--time", "months", "--event", "what",
		"--group", "sex", "--competing", "--at", "60,120,240,360")
	f := &statisticsFigures{t: t, tolerance: 1e-8}
	for _, want := range statisticsRecords(t, "mgus2_aalen_johansen.csv") {
		cause, _ := strconv.Atoi(want["cause"])
		for _, row := range groupNamed(t, r, want["group"]).Causes[cause-1].Curve {
			if strconv.FormatFloat(row.Time, 'f', -1, 64) == want["time"] {
				risk := float64(row.AtRisk)
				f.equal("at risk", &risk, want["n_risk"])
				f.equal("cif", &row.CIF, want["cif"])
				f.equal("se", &row.SE, want["se"])
			}
		}
	}
	f.log("mgus2_aalen_johansen.csv")
	f = &statisticsFigures{t: t, tolerance: 1e-8}
	for i, want := range statisticsRecords(t, "mgus2_gray.csv") {
		if r.Tests[i].Name != "gray" || fmt.Sprint(r.Tests[i].Cause) != want["cause"] {
			t.Errorf("got %+v", r.Tests[i])
		}
		f.equal("gray", &r.Tests[i].ChiSq, want["gray_chisq"])
		f.equal("p", &r.Tests[i].P, want["p"])
	}
	f.log("mgus2_gray.csv")
}

func TestSurvivalCurveHasARowForEachTimeFromZero(t *testing.T) {
	r := survivalJSON(t, "t,e\n5,1\n3,0\n5,0\n", "--input", "-", "--time", "t", "--event", "e")
	var times []float64
	for _, p := range r.Groups[0].Curve {
		times = append(times, p.Time)
	}
	if !slices.Equal(times, []float64{0, 3, 5}) || r.Groups[0].Group != "all" || r.N != 3 || r.Events != 1 {
		t.Errorf("got %+v", r)
	}
}

func TestRobustErrorsComeFromThePersonsOfAnIDColumn(t *testing.T) {
	r := survivalJSON(t, "id,from,to,e,x\na,0,5,0,1\na,5,9,1,2\nb,0,4,1,3\nc,0,8,0,2\nd,1,6,1,1\ne,0,7,1,3\n",
		"--input", "-", "--time", "to", "--entry", "from", "--event", "e", "--covariates", "x", "--id", "id")
	k := r.Cox.Coefficients[0]
	if k.RobustSE == nil || *k.RobustSE == k.SE {
		t.Errorf("got %+v", k)
	}
}

func TestSurvivalRefusesWrongInputAndPrintsNothing(t *testing.T) {
	const good = "t,e,g,x\n1,1,a,1\n2,0,b,2\n3,1,b,1\n"
	for _, c := range []struct{ name, file, args, want string }{
		{"empty file", "", "", "standard input, line 1: the file is empty and has no header"},
		{"missing column", "t,g\n1,a\n", "", `standard input, line 1: there is no column "e"; the header names t, g`},
		{"unknown group", good, "--group sex", `standard input, line 1: there is no column "sex"; the header names t, e, g, x`},
		{"text for a number", "t,e\n1,1\nsoon,0\n", "", `standard input, line 3, column "t": "soon" is not a number`},
		{"negative time", "t,e\n1,1\n-1,0\n", "", `standard input, line 3, column "t": a time cannot be negative, and this is "-1"`},
		{"cause without --competing", "t,e\n1,2\n", "", `standard input, line 2, column "e": only 0 and 1 are allowed, and this is "2"`},
		{"cut off", good + "4,1", "", "standard input, line 5, column \"g\": the line ends before this column; the file may be cut off there"},
		{"entry after exit", "t,e,x\n9,1,0\n3,1,5\n", "--entry x", `standard input, line 3, column "x": following begins at or after its end, so the row covers no time`},
		{"a group for each person", "t,e,g" + manyGroups(), "--group g", `standard input, column "g": at most 50 groups can be compared, this column has 51 different values`},
		{"separation", "t,e,x\n1,1,3\n2,1,2\n3,1,1\n4,0,0\n", "--covariates x", "the Cox model has no answer: x (perhaps with others) tells without fail who has the event first, so its hazard ratio is infinite; leave it out or join its categories"},
		{"no events", "t,e,x\n1,0,3\n2,0,2\n", "--covariates x", "the Cox model needs events, and the file has none"},
		{"tau", good, "--tau 0", "--tau must be more than 0"},
		{"rho", good, "--rho -1", "--rho must lie between 0 and 10"},
		{"at", good, "--at -1", "--at: a time cannot be negative"},
		{"quantiles", good, "--quantiles 100", "--quantiles: a percentage lies between 0 and 100"},
		{"id alone", good, "--id g", "--id needs --covariates: it widens the errors of the Cox model"},
		{"tau of causes", good, "--competing --tau 3", "--tau and --quantiles belong to curves of one kind of event and cannot go with --competing"},
		{"model of causes", good, "--competing --covariates x", "--covariates fits a model of one kind of event and cannot go with --competing: code the causes of interest as 1 and all else as 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"survival", "--input=-", "--time=t", "--event=e"}, strings.Fields(strings.ReplaceAll(c.args, " -1", "=-1"))...)
			out, err := runStatistics(t, c.file, args...)
			statisticsRefused(t, err, c.want)
			if out != "" {
				t.Errorf("printed %q", out)
			}
		})
	}
}

func manyGroups() string {
	var b strings.Builder
	for i := range 51 {
		fmt.Fprintf(&b, "\n1,1,person %d", i)
	}
	return b.String() + "\n"
}

func statisticsRefused(t *testing.T, err error, want string) {
	t.Helper()
	e := errs.As(err)
	if e == nil || !errors.Is(err, errs.Invalid) || e.Code != "input" || e.Args["text"] != want {
		t.Errorf("got  %v\nwant %s", err, want)
		if e != nil {
			t.Errorf("text %v", e.Args["text"])
		}
	}
}

func TestSurvivalRefusesAFileThatIsNotThere(t *testing.T) {
	_, err := runStatistics(t, "", "survival", "--input", "nowhere.csv", "--time", "t", "--event", "e")
	statisticsRefused(t, err, "open nowhere.csv: no such file or directory")
	_, err = runStatistics(t, "", "survival", "--input", t.TempDir(), "--time", "t", "--event", "e")
	if e := errs.As(err); e == nil || e.Code != "input" {
		t.Errorf("a folder: %v", err)
	}
}

func TestSurvivalRefusesAFileWithoutALastLineEnd(t *testing.T) {
	_, err := runStatistics(t, "t,e\n1,1\n2,0", "survival", "--input=-", "--time=t", "--event=e")
	statisticsRefused(t, err, `standard input, line 3, column "e": the file breaks off here, without a line end; if it is complete, end its last line`)
}

func TestWhatDoesNotExistIsNullAndSaidInANote(t *testing.T) {
	r := survivalJSON(t, "t,e,g\n1,1,a\n2,1,a\n3,0,b\n9,0,b\n", "--input", "-", "--time", "t", "--event", "e", "--group", "g", "--tau", "5")
	a, b := groupNamed(t, r, "a"), groupNamed(t, r, "b")
	if last := a.Curve[len(a.Curve)-1]; last.Survival != 0 || last.SE != nil || last.Lower != nil {
		t.Errorf("where the curve ends: %+v", last)
	}
	if b.Median != nil || b.RMST == nil || b.RMST.Value != 5 {
		t.Errorf("got %+v", b)
	}
	r = survivalJSON(t, "t,e,g\n1,0,a\n2,0,b\n", "--input", "-", "--time", "t", "--event", "e", "--group", "g", "--tau", "5")
	if len(r.Tests) != 0 || len(r.Notes) != 3 || r.Groups[0].RMST != nil {
		t.Errorf("got %+v", r)
	}
}

func TestSurvivalTextSpeaksInIntervals(t *testing.T) {
	out, err := runStatistics(t, rossiAsModelled(t), "survival", "--input=-", "--time=week", "--event=arrest",
		"--group=fin", "--covariates=fin,age", "--at=10,52", "--quantiles=5")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"432 rows, 114 events", "Group no: 216 rows, 66 events", "0.6283 to 0.7512", "Half had the event by: not reached",
		"Restricted mean to 52, yes minus no: 2.042 (95 % interval -0.3359 to 4.419)", "p = 0.0501", "fin=yes", "5 % had the event by: 13",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(strings.ToLower(out), "significant") {
		t.Error("the text gives a verdict")
	}
}

func TestSurvivalPictureHasTitleDescriptionAndNumbersAtRisk(t *testing.T) {
	out, err := runStatistics(t, "", append([]string{"survival", "--svg", "--group=fin"}, rossiArgs()...)...)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<title", "<desc", "Group no: 216 people, 66 events; 69.4 % without the event at 52.", ">At risk<", ">208<"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	out, err = runStatistics(t, mgus2AsCompeting(t), "survival", "--svg", "--competing", "--input=-", "--time=months", "--event=what", "--group=sex")
	if err != nil || !strings.Contains(out, "M, cause 2") {
		t.Errorf("got %s, %v", out, err)
	}
	if _, err := runStatistics(t, "", append([]string{"survival", "--svg", "--json"}, rossiArgs()...)...); err == nil {
		t.Error("a picture and JSON at once")
	}
}
