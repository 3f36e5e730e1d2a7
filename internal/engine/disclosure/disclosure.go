// Package disclosure decides what may be published about people and partners.
//
// It owns the fixed tables of the public statistics, the rules that make each
// number safe (small counts hidden, keyed random rounding, dominance for money,
// curves cut where few remain), the frozen release, and the gate that attacks a
// candidate release together with every earlier one. It refuses free queries,
// running totals, overlapping cuts, and any change of what was published.
//
// It is pure: no clock, no files, no network, no state outside its arguments.
// Start with Spec (what is asked), Build (what would be published) and Gate
// (whether it may be).
package disclosure

import (
	"fmt"
	"strconv"

	"titian/internal/kernel/errs"
)

// The rules. They are constants and not settings: a table that is safe only
// because somebody lowered a threshold last year is not safe.
const (
	Base            = 5  // every count is rounded to a multiple of it
	Threshold       = 10 // counts below it, zero included, are shown as "<10"
	Margin          = 4  // no small count may become known more narrowly than plus or minus this
	MinPopulation   = 50 // no rate where fewer people are counted
	MinContributors = 3  // no amount from fewer contributors
	MaxShare        = 80 // no amount of which one contributor gives more, in percent
	MinAtRisk       = 30 // a curve ends where fewer remain
)

// Value is what the public sees in one cell: a number, or one of the marks.
type Value int64

// The marks.
const (
	Small    Value = -1 // fewer than Threshold
	Withheld Value = -2 // held back by the statistician to protect another cell
	None     Value = -3 // no figure: population, contributors or numerator too small
	absent   Value = -4 // never published
)

// String is the value as it stands in a table.
func (v Value) String() string {
	switch v {
	case Small:
		return "<10"
	case Withheld:
		return ".."
	case None:
		return "-"
	case absent:
		return ""
	}
	return strconv.FormatInt(int64(v), 10)
}

// Shown reports whether v is a number.
func (v Value) Shown() bool { return v >= 0 }

// InputError is one mistake in a file. Line is 0 where the file has no useful
// lines (then Column is the path of the field, as in "tables[2].level").
// The text never repeats a record key: keys are personal.
type InputError struct {
	Line   int
	Column string
	Text   string
}

// Error places the mistake and says what is wrong.
func (e *InputError) Error() string {
	switch {
	case e.Line > 0 && e.Column != "":
		return fmt.Sprintf("line %d, column %s: %s", e.Line, e.Column, e.Text)
	case e.Line > 0:
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	case e.Column != "":
		return e.Column + ": " + e.Text
	}
	return e.Text
}

// Is makes every mistake in a file an errs.Invalid.
func (e *InputError) Is(target error) bool { return target == error(errs.Invalid) }

// fault makes an InputError.
func fault(line int, column, format string, args ...any) error {
	return &InputError{line, column, fmt.Sprintf(format, args...)}
}
