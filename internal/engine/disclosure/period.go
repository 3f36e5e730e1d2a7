package disclosure

import "fmt"

// Month counts calendar months: year × 12 + month − 1.
type Month int

// ParseMonth reads "2025-01"; years run from 1900 to 2199.
func ParseMonth(s string) (Month, bool) {
	if len(s) != 7 || s[4] != '-' {
		return 0, false
	}
	n := 0
	for i, c := range []byte(s) {
		if i == 4 {
			continue
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	year, month := n/100, n%100
	if year < 1900 || year > 2199 || month < 1 || month > 12 {
		return 0, false
	}
	return Month(year*12 + month - 1), true
}

// String is "2025-01".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// Span is the length of a table's periods in months. Periods are calendar
// months, quarters and years, so that each lies whole inside the next longer one.
type Span int

// The spans.
const (
	Monthly   Span = 1
	Quarterly Span = 3
	Yearly    Span = 12
)

var spanNames = map[string]Span{"month": Monthly, "quarter": Quarterly, "year": Yearly}

// String is the name in a spec.
func (s Span) String() string { return nameOf(spanNames, s) }

// period is the number of the period of span s that holds m.
func (s Span) period(m Month) int { return int(m) / int(s) }

// within are the periods of span s whose last month lies in [from, to]: a year
// is published with its December, never before it is over.
func (s Span) within(from, to Month) (first, count int) {
	first = int(from) / int(s)    // the period of from always ends in or after it
	end := (int(to) + 1) / int(s) // periods that are over by the end of to
	return first, max(0, end-first)
}

// label is "2025-01", "2025-Q1" or "2025".
func (s Span) label(period int) string {
	m := Month(period * int(s))
	switch s {
	case Yearly:
		return fmt.Sprintf("%04d", int(m)/12)
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", int(m)/12, int(m)%12/3+1)
	}
	return m.String()
}

// nameOf is the inverse of a table of names.
func nameOf[T comparable](names map[string]T, v T) string {
	for name, x := range names {
		if x == v {
			return name
		}
	}
	return ""
}
