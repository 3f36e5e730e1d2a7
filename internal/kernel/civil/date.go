// Package civil has days without a time or a zone: a sentence starts on a day,
// an agreement ends on a day. Instants (time.Time in UTC) are for events only.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"

	"titian/internal/kernel/errs"
)

// Date is one day of the Gregorian calendar. Its zero value means "unknown":
// NULL in the database, null in JSON, "belum diketahui" on a page.
type Date struct{ days int32 } // days since 0001-01-01, plus one

const layout = "2006-01-02"

var epoch = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

// On makes a day; out-of-range days roll over as time.Date does.
func On(year int, month time.Month, day int) Date {
	return Of(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of is the day that t's clock shows in t's own location.
func Of(t time.Time) Date {
	y, m, d := t.Date()
	u := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return Date{int32((u.Unix()-epoch.Unix())/86400) + 1}
}

// WIB is Western Indonesian Time, the zone in which the service's days begin.
var WIB = time.FixedZone("WIB", 7*60*60)

// Today is the day in WIB at an instant.
func Today(now time.Time) Date { return Of(now.In(WIB)) }

// Parse reads "2026-01-29"; anything else, or a day that does not exist, is
// Invalid with code "date.invalid". Years run from 1900 to 2199.
func Parse(s string) (Date, error) {
	if len(s) != len(layout) || s[4] != '-' || s[7] != '-' {
		return Date{}, errs.New(errs.Invalid, "date.invalid")
	}
	year, month, day := number(s[:4]), number(s[5:7]), number(s[8:])
	// A day that does not exist, or what is no number, comes back as another day.
	d := On(year, time.Month(month), day)
	if y, m, dd := d.Time().Date(); y != year || int(m) != month || dd != day || y < 1900 || y > 2199 {
		return Date{}, errs.New(errs.Invalid, "date.invalid")
	}
	return d, nil
}

// number reads digits; -1 for anything else. Lists read a date a row, for which
// time.Parse, which looks at its layout anew each time, took a twentieth of all.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// Must is Parse for tests and package variables.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports "unknown".
func (d Date) IsZero() bool { return d.days == 0 }

// Time is midnight UTC of the day.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Unix(epoch.Unix()+int64(d.days-1)*86400, 0).UTC()
}

// Year, Month and Day are the day's parts.
func (d Date) Year() int { return d.Time().Year() }

// Month of the year.
func (d Date) Month() time.Month { return d.Time().Month() }

// Day of the month.
func (d Date) Day() int { return d.Time().Day() }

// AddDays moves by n days; an unknown day stays unknown.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{d.days + int32(n)}
}

// AddMonths moves by calendar months; a missing day of month means the month's
// last day (31 January + 1 month = 28 February).
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	y, m, day := d.Time().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return On(first.Year(), first.Month(), min(day, last))
}

// EndOfMonth is the last day of d's month.
func (d Date) EndOfMonth() Date {
	if d.IsZero() {
		return d
	}
	return d.AddDays(1 - d.Day()).AddMonths(1).AddDays(-1)
}

// Sub counts the days from e to d.
func (d Date) Sub(e Date) int { return int(d.days - e.days) }

// Before reports whether both days are known and d is the earlier.
func (d Date) Before(e Date) bool { return e.After(d) }

// After reports whether both days are known and d is the later: nothing is
// overdue against an unknown date.
func (d Date) After(e Date) bool { return !d.IsZero() && !e.IsZero() && d.days > e.days }

// Compare orders days; unknown comes first.
func (d Date) Compare(e Date) int { return int(d.days) - int(e.days) }

// String is "2026-01-29", or empty when unknown.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(layout)
}

// MarshalText writes String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads String; empty is unknown.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// MarshalJSON writes null for unknown.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return append(d.Time().AppendFormat([]byte{'"'}, layout), '"'), nil
}

// UnmarshalJSON reads a string or null.
func (d *Date) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = Date{}
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return errs.New(errs.Invalid, "date.invalid")
	}
	return d.UnmarshalText(b[1 : len(b)-1])
}

// Value stores the text, or NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads TEXT (SQLite) or date (PostgreSQL).
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = Of(v)
		return nil
	}
	return fmt.Errorf("scan date from %T", v)
}
