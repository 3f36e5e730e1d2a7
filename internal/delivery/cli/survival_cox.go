package cli

import (
	"titian/internal/engine/survival"
	"titian/internal/engine/survival/survivalfile"
)

// coxReport is a fitted model as JSON.
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
