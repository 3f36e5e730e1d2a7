package civil

import (
	"database/sql/driver"
	"fmt"

	"titian/internal/kernel/errs"
)

// Partial is a day of which only a part may be known: "", "2025", "2025-11" or
// "2025-11-03". A report that names no day, a birth year without a day: say so
// and never guess. It is stored as text and sorts as text.
type Partial string

// ParsePartial checks s; anything else is Invalid with code "date.invalid".
func ParsePartial(s string) (Partial, error) {
	if s == "" {
		return "", nil
	}
	if _, err := Parse(s + missing(len(s))); err != nil {
		return "", err
	}
	return Partial(s), nil
}

// missing is the earliest ending of a date of which n characters are known.
func missing(n int) string {
	switch n {
	case len("2006"):
		return "-01-01"
	case len("2006-01"):
		return "-01"
	}
	return ""
}

// PartialOf is the fully known day d, or unknown.
func PartialOf(d Date) Partial { return Partial(d.String()) }

// Date is the day when all of it is known.
func (p Partial) Date() (d Date, known bool) {
	if len(p) != len(layout) {
		return Date{}, false
	}
	d, err := Parse(string(p))
	return d, err == nil
}

// Earliest is the first day that p can mean; zero when nothing is known.
func (p Partial) Earliest() Date {
	d, err := Parse(string(p) + missing(len(p)))
	if err != nil {
		return Date{}
	}
	return d
}

// UnmarshalText reads and checks the text form.
func (p *Partial) UnmarshalText(b []byte) error {
	v, err := ParsePartial(string(b))
	if err == nil {
		*p = v
	}
	return err
}

// MarshalText writes the text form.
func (p Partial) MarshalText() ([]byte, error) { return []byte(p), nil }

// Value stores the text.
func (p Partial) Value() (driver.Value, error) { return string(p), nil }

// Scan reads TEXT.
func (p *Partial) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*p = ""
	case string:
		*p = Partial(v)
	case []byte:
		*p = Partial(v)
	default:
		return fmt.Errorf("%w: scan partial date from %T", errs.Internal, v)
	}
	return nil
}
