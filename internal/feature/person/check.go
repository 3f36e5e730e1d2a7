package person

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// Limits of texts, in letters.
const (
	MaxTitle = 200
	MaxShort = 500
	MaxLong  = 20000
)

// CheckText trims *s and notes at path what is wrong with it. The features that
// stand on person check their texts with it too.
func CheckText(f *errs.Fields, path string, s *string, limit int, required bool) {
	*s = strings.TrimSpace(*s)
	switch {
	case *s == "" && required:
		f.Add(path, "required")
	case !utf8.ValidString(*s) || strings.ContainsFunc(*s, isControl):
		f.Add(path, "text.invalid")
	case utf8.RuneCountInString(*s) > limit:
		f.Add(path, "too_long", "max", limit)
	}
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

// CheckChoice notes at path that v is none of allowed.
func CheckChoice[T ~string](f *errs.Fields, path string, v T, allowed []T) {
	switch {
	case slices.Contains(allowed, v):
	case v == "":
		f.Add(path, "required")
	default:
		f.Add(path, "choice.invalid")
	}
}

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
