package survival

import (
	"math"

	"titian/internal/kernel/errs"
)

// Change says whether a person's score moved by more than the questionnaire's
// own measurement error.
type Change string

// The answers. NoClearChange is not "no change": the instrument cannot tell.
const (
	Rose          Change = "rose"
	Fell          Change = "fell"
	NoClearChange Change = "no_clear_change"
)

// Instrument is what is known of a questionnaire: the standard deviation of
// its scores among people like these, and its reliability between 0 and 1.
type Instrument struct {
	SD          float64
	Reliability float64
}

// ReliableChange is the index of Jacobson and Truax: the difference in units
// of its own standard error, SD·√(2(1−r)). Beyond ±1.96 it is a clear change.
// The error is "change.instrument" when the instrument could not show a change
// of any size (no spread, or a reliability outside [0, 1)), and "change.score"
// when a score is not a number.
func (in Instrument) ReliableChange(before, after float64) (index float64, c Change, err error) {
	se := in.SD * math.Sqrt(2*(1-in.Reliability))
	if !(se > 0) || math.IsInf(se, 1) || in.Reliability < 0 {
		return 0, "", errs.New(errs.Invalid, "change.instrument")
	}
	index = (after - before) / se
	switch {
	case math.IsNaN(index) || math.IsInf(index, 0):
		return 0, "", errs.New(errs.Invalid, "change.score")
	case index > Z:
		return index, Rose, nil
	case index < -Z:
		return index, Fell, nil
	}
	return index, NoClearChange, nil
}
