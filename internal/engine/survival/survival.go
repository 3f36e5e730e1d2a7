// Package survival answers what became of people after a day that matters: how
// long until they are arrested again, find work or leave a programme, when many
// are still being followed and nothing is known of their future.
//
// It owns the Kaplan–Meier curve and its intervals, restricted means,
// quantiles, log-rank tests, cumulative incidence with competing events and
// Gray's test, the Cox model with its check, and the reliable change index. Its
// subpackages own the comparison of a programme's people with others (balance),
// reading a file (survivalfile) and drawing curves (survivalchart).
//
// It speaks in intervals and counts, never in verdicts: nothing here says
// "significant". It refuses to predict for one person. Where a figure does not
// exist (the median of a curve that never falls to one half) it says so with a
// flag or a typed error; it never returns NaN.
//
// Start at NewSample; KaplanMeier, LogRank, Incidence, Gray and Cox each take a
// Sample. Every definition is the one of R's survival and cmprsk packages, so
// that a statistician can repeat any figure.
package survival

import (
	"math"

	"titian/internal/kernel/errs"
)

// Censored is the event of a person who was still being followed, without the
// event, when the data end.
const Censored = 0

// Sample is a set of follow-up times, checked and sorted once, so that every
// calculation after it is one pass. It never changes.
type Sample struct {
	exit  []float64 // ascending
	event []int32   // beside exit
	row   []int32   // beside exit: where the caller had this row

	entry   []float64 // beside exit; nil when everybody is followed from the start
	entered []float64 // the same entries, ascending

	causes int
}

// NewSample takes one row a person: followed until exit, and what happened
// then, 0 for nothing yet and 1, 2, … for the event (with competing events, its
// cause). entry, if not nil, is when following began (delayed entry); a person
// is at risk in (entry, exit]. Several rows with adjoining intervals describe a
// person whose covariates change.
//
// Times closer than a relative 1.5e-8 count as one, because 30/365.25 must tie
// with itself however it was rounded.
//
// It returns an Invalid error: "survival.empty", "survival.lengths", or, with
// the argument "row", "survival.time", "survival.event" or "survival.interval".
func NewSample(entry, exit []float64, event []int) (*Sample, error) {
	if len(exit) == 0 {
		return nil, errs.New(errs.Invalid, "survival.empty")
	}
	if len(event) != len(exit) || entry != nil && len(entry) != len(exit) || len(exit) > math.MaxInt32 {
		return nil, errs.New(errs.Invalid, "survival.lengths")
	}
	if err := check(entry, exit, event); err != nil {
		return nil, err
	}
	return arrange(entry, exit, event)
}

// check refuses the first row that cannot be a follow-up.
func check(entry, exit []float64, event []int) error {
	for i, t := range exit {
		switch {
		case !isTime(t) || entry != nil && !isTime(entry[i]):
			return rowError("survival.time", i)
		case event[i] < 0 || event[i] > maxCauses:
			return rowError("survival.event", i)
		case entry != nil && entry[i] >= t:
			return rowError("survival.interval", i)
		}
	}
	return nil
}

// maxCauses bounds the causes of a competing-events table: a larger number is
// a date or an identity number in the wrong column.
const maxCauses = 100

func isTime(t float64) bool { return t >= 0 && !math.IsInf(t, 1) }

func rowError(code string, row int) *errs.Error {
	return errs.New(errs.Invalid, code).With("row", row)
}

// arrange sorts a checked sample.
func arrange(entry, exit []float64, event []int) (*Sample, error) {
	order := ascending(exit)
	s := &Sample{
		exit:  make([]float64, len(exit)),
		event: make([]int32, len(exit)),
		row:   order,
	}
	for i, r := range order {
		s.exit[i] = exit[r]
		s.event[i] = int32(event[r]) // bounded by maxCauses
		s.causes = max(s.causes, event[r])
	}
	if entry != nil {
		s.entry = make([]float64, len(entry))
		for i, r := range order {
			s.entry[i] = entry[r]
		}
		s.entered = sorted(s.entry)
	}
	if i := s.fuse(); i >= 0 {
		return nil, rowError("survival.interval", int(s.row[i]))
	}
	return s, nil
}

// N counts rows.
func (s *Sample) N() int { return len(s.exit) }

// Events counts rows that end with an event of any cause.
func (s *Sample) Events() int {
	n := 0
	for _, e := range s.event {
		if e != Censored {
			n++
		}
	}
	return n
}

// Causes is the highest cause seen: 1 when events do not compete.
func (s *Sample) Causes() int { return s.causes }

// LongestFollowUp is the last time anybody was seen.
func (s *Sample) LongestFollowUp() float64 { return s.exit[len(s.exit)-1] }

// Factor sorts rows into named groups. Code has an index into Levels for every
// row, in the caller's order.
type Factor struct {
	Levels []string
	Code   []int32
}

// valid reports whether f describes n rows.
func (f Factor) valid(n int) bool {
	if len(f.Code) != n || len(f.Levels) == 0 {
		return false
	}
	for _, c := range f.Code {
		if c < 0 || int(c) >= len(f.Levels) {
			return false
		}
	}
	return true
}

// Split makes one sample for each level of f; a level nobody has gives nil.
// The error is "survival.lengths" when f does not describe the rows.
func (s *Sample) Split(f Factor) ([]*Sample, error) {
	if !f.valid(s.N()) {
		return nil, errs.New(errs.Invalid, "survival.lengths")
	}
	parts := make([]*Sample, len(f.Levels))
	for g, size := range s.sizes(f) {
		if size > 0 {
			parts[g] = s.empty(size)
		}
	}
	for i, r := range s.row {
		parts[f.Code[r]].take(s, i)
	}
	for _, p := range parts {
		if p != nil && p.entry != nil {
			p.entered = sorted(p.entry)
		}
	}
	return parts, nil
}

func (s *Sample) sizes(f Factor) []int {
	n := make([]int, len(f.Levels))
	for _, c := range f.Code {
		n[c]++
	}
	return n
}

// empty is a part of s that has room for n rows.
func (s *Sample) empty(n int) *Sample {
	p := &Sample{
		exit:   make([]float64, 0, n),
		event:  make([]int32, 0, n),
		row:    make([]int32, 0, n),
		causes: s.causes,
	}
	if s.entry != nil {
		p.entry = make([]float64, 0, n)
	}
	return p
}

// take appends row i of s; s is sorted, therefore p stays sorted.
func (p *Sample) take(s *Sample, i int) {
	p.exit = append(p.exit, s.exit[i])
	p.event = append(p.event, s.event[i])
	p.row = append(p.row, s.row[i])
	if s.entry != nil {
		p.entry = append(p.entry, s.entry[i])
	}
}

// AtRisk counts the people followed just before t: entered before it and not
// yet gone.
func (s *Sample) AtRisk(t float64) int {
	gone := lowerBound(s.exit, t)
	if s.entered == nil {
		return s.N() - gone
	}
	if t == 0 {
		return lowerBound(s.entered, math.SmallestNonzeroFloat64)
	}
	return lowerBound(s.entered, t) - gone
}
