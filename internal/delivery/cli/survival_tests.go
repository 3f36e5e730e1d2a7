package cli

import (
	"errors"

	"titian/internal/engine/survival"
	"titian/internal/engine/survival/survivalfile"
	"titian/internal/kernel/errs"
)

// test compares the groups. A test that the data do not allow becomes a note:
// the curves are still worth reading.
func (r *survivalReport) test(c *SurvivalCmd, t *survivalfile.Table, s *survival.Sample, groups survival.Factor) error {
	var strata *survival.Factor
	if c.Strata != "" {
		f := t.Labels(c.Strata)
		strata = &f
	}
	if !c.Competing {
		return r.logRank(s, groups, strata, c.Rho)
	}
	for cause := 1; cause <= s.Causes(); cause++ {
		g, err := survival.Gray(s, groups, strata, cause, c.Rho)
		if err != nil {
			if err := r.noteRefusal(err); err != nil {
				return err
			}
			continue
		}
		r.Tests = append(r.Tests, survivalTest{Name: "gray", Cause: cause, Rho: c.Rho, ChiSq: g.ChiSquare, DF: g.DF, P: g.P})
	}
	return nil
}

func (r *survivalReport) logRank(s *survival.Sample, groups survival.Factor, strata *survival.Factor, rho float64) error {
	l, err := survival.LogRank(s, groups, strata, rho)
	if err != nil {
		return r.noteRefusal(err)
	}
	name := "log-rank"
	switch rho {
	case 0:
	case 1:
		name = "peto-peto"
	default:
		name = "fleming-harrington"
	}
	test := survivalTest{Name: name, Rho: rho, ChiSq: l.ChiSquare, DF: l.DF, P: l.P}
	for i, g := range l.Groups {
		test.Groups = append(test.Groups, testGroup{groups.Levels[i], g.N, g.Observed, g.Expected})
	}
	r.Tests = append(r.Tests, test)
	return nil
}

// noteRefusal turns a refusal into a note and passes on any other error.
func (r *survivalReport) noteRefusal(err error) error {
	text := refusalSentence(err)
	if text == "" {
		return err
	}
	for _, n := range r.Notes {
		if n == text {
			return nil
		}
	}
	r.note("%s", text)
	return nil
}

// refusalSentence is the sentence for a refusal, or nothing.
func refusalSentence(err error) string {
	var e *errs.Error
	if errors.As(statisticsRefusal(err), &e) && e.Code == "input" {
		text, _ := e.Args["text"].(string)
		return text
	}
	return ""
}

type coxReport struct {
	Ties         string            `json:"ties"`
	N            int               `json:"n"`
	Events       int               `json:"events"`
	Coefficients []coxCoefficient  `json:"coefficients"`
	LogLik       float64           `json:"loglik"`
	LogLikNull   float64           `json:"loglik_null"`
	Concordance  float64           `json:"concordance"`
	Proportional []proportionalRow `json:"zph"`
}

type coxCoefficient struct {
	Term     string   `json:"term"`
	Coef     float64  `json:"coef"`
	SE       float64  `json:"se"`
	RobustSE *float64 `json:"robust_se,omitempty"`
	HR       *float64 `json:"hr"`
	Lower    *float64 `json:"lower"`
	Upper    *float64 `json:"upper"`
	P        float64  `json:"p"`
}

type proportionalRow struct {
	Term  string  `json:"term"`
	ChiSq float64 `json:"chisq"`
	DF    int     `json:"df"`
	P     float64 `json:"p"`
}

// cox fits the model.
func (c *SurvivalCmd) cox(t *survivalfile.Table, s *survival.Sample) (*coxReport, error) {
	covariates, err := t.Covariates()
	if err != nil {
		return nil, err
	}
	options := survival.CoxOptions{Ties: survival.Ties(c.Ties)}
	if c.Strata != "" {
		f := t.Labels(c.Strata)
		options.Strata = &f
	}
	if c.ID != "" {
		options.Cluster = t.Labels(c.ID).Code
	}
	m, err := survival.Cox(s, covariates, options)
	if err != nil {
		return nil, statisticsRefusal(err)
	}
	r := &coxReport{
		Ties: string(m.Ties), N: m.N, Events: m.Events,
		LogLik: m.LogLik, LogLikNull: m.LogLikNull, Concordance: m.Concordance,
	}
	for _, k := range m.Coefficients {
		in := k.Interval()
		r.Coefficients = append(r.Coefficients, coxCoefficient{
			k.Term, k.Coef, k.SE, figure(k.RobustSE, k.RobustSE > 0),
			figure(k.HazardRatio(), true), figure(in.Lower, true), figure(in.Upper, true), k.P(),
		})
	}
	for _, p := range m.Proportional {
		r.Proportional = append(r.Proportional, proportionalRow{p.Block, p.ChiSquare, p.DF, p.P})
	}
	return r, nil
}
