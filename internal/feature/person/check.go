package person

import (
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// Limits of texts, in letters.
const (
	MaxTitle = 200
	MaxShort = 500
	MaxLong  = 20000
)

// CheckPast notes at path that a day which has happened is missing or yet to come.
func CheckPast(f *errs.Fields, path string, d, today civil.Date) {
	switch {
	case d.IsZero():
		f.Add(path, "required")
	case d.After(today):
		f.Add(path, "date.too_late", "max", today)
	}
}

// CheckRange notes at path that n is out of bounds.
func CheckRange(f *errs.Fields, path string, n, low, high int) {
	switch {
	case n < low:
		f.Add(path, "number.too_small", "min", low)
	case n > high:
		f.Add(path, "number.too_big", "max", high)
	}
}
