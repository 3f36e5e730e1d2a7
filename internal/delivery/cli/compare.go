package cli

import (
	"bytes"
	"fmt"

	"titian/internal/engine/survival/balance"
	"titian/internal/engine/survival/survivalfile"
	"titian/internal/kernel/errs"
)

// CompareCmd sets the people of a programme beside others who are weighted to
// look like them. It refuses when either side is too small, and it says how
// large the difference is and how sure, never that the programme caused it.
type CompareCmd struct {
	Input      string   `required:"" placeholder:"FILE" help:"CSV with one row a person; - reads standard input."`
	Treated    string   `required:"" placeholder:"COLUMN" help:"1 for people of the programme, 0 for the others."`
	Outcome    string   `required:"" placeholder:"COLUMN" help:"The outcome: a number, or 0 and 1."`
	Covariates []string `required:"" placeholder:"COLUMNS" help:"What to make alike, separated by commas: chosen beforehand, measured before the programme. Text is a factor."`
	Bootstrap  int      `default:"0" placeholder:"DRAWS" help:"Also intervals from this many repeated draws (200 or more; 2000 before publishing)."`
	Seed       uint64   `default:"1" help:"Start of the draws; the same seed gives the same answer."`
	JSON       bool     `name:"json" help:"Print JSON."`
}

// compareReport is the answer as JSON. Balance and effective controls belong
// to entropy balancing; the other methods are there to be compared with it.
type compareReport struct {
	Treated           int              `json:"treated"`
	Controls          int              `json:"controls"`
	EffectiveControls float64          `json:"effective_controls"`
	LeftOut           int              `json:"left_out"`
	Methods           []compareMethod  `json:"methods"`
	Balance           []compareBalance `json:"balance"`
	Notes             []string         `json:"notes,omitempty"`
}

type compareMethod struct {
	Method            string            `json:"method"`
	EffectiveControls float64           `json:"effective_controls"`
	MeanTreated       float64           `json:"mean_treated"`
	MeanControl       float64           `json:"mean_control"`
	Effect            float64           `json:"effect"`
	SE                float64           `json:"se"`
	Lower             float64           `json:"lower"`
	Upper             float64           `json:"upper"`
	LargestSMD        *float64          `json:"largest_smd"`
	Bootstrap         *compareBootstrap `json:"bootstrap,omitempty"`
}

type compareBootstrap struct {
	Draws  int     `json:"draws"`
	Failed int     `json:"failed"`
	SE     float64 `json:"se"`
	Lower  float64 `json:"lower"`
	Upper  float64 `json:"upper"`
}

type compareBalance struct {
	Covariate string   `json:"covariate"`
	Before    *float64 `json:"smd_before"`
	After     *float64 `json:"smd_after"`
}

// Help is the command's example.
func (CompareCmd) Help() string {
	return "Example: titian compare --input people.csv --treated programme --outcome income --covariates age,schooling,prior --bootstrap 2000"
}

// Run computes everything before it prints anything.
func (c *CompareCmd) Run(env *Env) error {
	for _, name := range c.Covariates {
		if name == c.Treated || name == c.Outcome {
			return statisticsInput(fmt.Sprintf("--covariates: %q is the outcome or says who was treated; covariates are measured before", name))
		}
	}
	columns := []survivalfile.Column{
		{Name: c.Treated, Kind: survivalfile.Flag},
		{Name: c.Outcome, Kind: survivalfile.Number},
	}
	table, err := statisticsTable(env, c.Input, append(columns, covariateColumns(c.Covariates)...))
	if err != nil {
		return err
	}
	study, err := c.study(table)
	if err != nil {
		return err
	}
	report, err := c.report(table, study)
	if err != nil {
		return statisticsRefusal(err)
	}
	var out bytes.Buffer
	if c.JSON {
		err = printStatistics(&out, report)
	} else {
		report.text(&out)
	}
	if err != nil {
		return fmt.Errorf("print comparison: %w", err)
	}
	_, err = env.Stdout.Write(out.Bytes())
	return err
}

func (c *CompareCmd) study(t *survivalfile.Table) (balance.Study, error) {
	covariates, err := t.Covariates()
	if err != nil {
		return balance.Study{}, err
	}
	s := balance.Study{Outcome: t.Numbers(c.Outcome), Terms: covariates.Terms, X: covariates.X}
	for _, v := range t.Numbers(c.Treated) {
		s.Treated = append(s.Treated, v == 1)
	}
	return s, nil
}

// report tries every method. Without an answer from entropy balancing there is
// no comparison; another method that fails becomes a note.
func (c *CompareCmd) report(t *survivalfile.Table, s balance.Study) (*compareReport, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	r := &compareReport{LeftOut: t.LeftOut}
	r.Treated, r.Controls = s.Sizes()
	if t.LeftOut > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d rows were left out because a covariate is missing", t.LeftOut))
	}
	shown := withBases(t, s)
	for _, m := range []balance.Method{balance.Unadjusted, balance.Entropy, balance.IPW} {
		w, err := s.Weights(m)
		if err == nil {
			err = c.add(r, s, shown, m, w)
		}
		if err != nil && (m == balance.Entropy || errs.As(err) == nil || refusalSentence(err) == "") {
			return nil, err
		}
		if err != nil {
			r.Notes = append(r.Notes, fmt.Sprintf("%s is not shown: %s", m, refusalSentence(err)))
		}
	}
	return r, nil
}

// add puts one method into the report.
func (c *CompareCmd) add(r *compareReport, s, shown balance.Study, m balance.Method, w []float64) error {
	e, err := s.Difference(w)
	if err != nil {
		return err
	}
	method := compareMethod{
		Method: string(m), EffectiveControls: e.EffectiveControls,
		MeanTreated: e.MeanTreated, MeanControl: e.MeanControl,
		Effect: e.Difference, SE: e.SE, Lower: e.Interval.Lower, Upper: e.Interval.Upper,
	}
	if c.Bootstrap != 0 {
		b, err := s.Bootstrap(m, c.Bootstrap, c.Seed)
		if err != nil {
			return err
		}
		method.Bootstrap = &compareBootstrap{b.Draws, b.Failed, b.SE, b.Interval.Lower, b.Interval.Upper}
	}
	rows := shown.Balance(w)
	method.LargestSMD = largestSMD(rows)
	r.Methods = append(r.Methods, method)
	if m == balance.Entropy {
		r.EffectiveControls = e.EffectiveControls
		for _, b := range rows {
			r.Balance = append(r.Balance, compareBalance{b.Term, figure(b.Before, b.Defined), figure(b.After, b.Defined)})
		}
	}
	return nil
}

// withBases is the study with the first level of every factor of three or
// more as a column too. It is only looked at: in a model it would be redundant.
func withBases(t *survivalfile.Table, s balance.Study) balance.Study {
	bases := t.Bases()
	out := balance.Study{Treated: s.Treated, Outcome: s.Outcome, Terms: append([]string(nil), s.Terms...)}
	for _, b := range bases {
		out.Terms = append(out.Terms, b.Term)
	}
	p := len(s.Terms)
	for i := range s.Treated {
		out.X = append(out.X, s.X[i*p:(i+1)*p]...)
		for _, b := range bases {
			x := 0.0
			if b.Holds[i] {
				x = 1
			}
			out.X = append(out.X, x)
		}
	}
	return out
}

// largestSMD is the worst balance left, or nothing when a term has no size.
func largestSMD(rows []balance.Imbalance) *float64 {
	worst := 0.0
	for _, b := range rows {
		if !b.Defined {
			return nil
		}
		worst = max(worst, b.After, -b.After)
	}
	return &worst
}
