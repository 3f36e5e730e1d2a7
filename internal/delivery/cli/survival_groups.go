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
