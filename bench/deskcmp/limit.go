package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// limit is a promise about one figure: the CPU of an operation on one server
// as a multiple of another's, or a measure, alone or as such a multiple.
type limit struct {
	What    string  `json:"what"`
	Op      string  `json:"op"`
	Measure string  `json:"measure"` // instead of Op: start, memory or beyond
	Of      string  `json:"of"`
	To      string  `json:"to"`
	ToOp    string  `json:"to_op"` // if not Op
	Most    float64 `json:"most"`
	Least   float64 `json:"least"`
}

func readLimits(file string) ([]limit, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list []limit
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, l := range list {
		if (l.Op == "") == (l.Measure == "") || (l.Most == 0) == (l.Least == 0) {
			return nil, fmt.Errorf("%s: %+v needs op or measure, and most or least", file, l)
		}
	}
	return list, nil
}

// figure is what the limit is about; false where it was not measured.
func (l limit) figure(all *figures) (float64, bool) {
	if l.Measure != "" {
		of := medianOf(all.measures[gauge{l.Measure, l.Of}])
		if l.To == "" {
			return of, of > 0
		}
		to := medianOf(all.measures[gauge{l.Measure, l.To}])
		return of / max(to, 1e-9), of > 0 && to > 0
	}
	toOp := l.ToOp
	if toOp == "" {
		toOp = l.Op
	}
	of, to := all.series(l.Op, l.Of), all.series(toOp, l.To)
	var ratios []float64
	for i := range min(len(of), len(to)) {
		if of[i][cpu] > 0 && to[i][cpu] > 0 {
			ratios = append(ratios, of[i][cpu]/to[i][cpu])
		}
	}
	return medianOf(ratios), len(ratios) > 0
}

func (l limit) holds(figure float64) bool {
	if l.Most > 0 {
		return figure <= l.Most
	}
	return figure >= l.Least
}

func (l limit) wanted() string {
	if l.Most > 0 {
		return fmt.Sprintf("at most %g", l.Most)
	}
	return fmt.Sprintf("at least %g", l.Least)
}

func (l limit) String() string {
	s := l.Op + l.Measure + " " + l.Of
	if l.To != "" {
		s += " / " + l.To
	}
	if l.ToOp != "" {
		s += " " + l.ToOp
	}
	return s + " (" + l.What + ")"
}
