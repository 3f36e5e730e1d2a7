package programme

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"titian/internal/kernel/errs"
)

// text trims *s and notes what is wrong with it at path.
func text(f *errs.Fields, path string, s *string, required bool, limit int) {
	*s = strings.TrimSpace(*s)
	switch {
	case *s == "" && required:
		f.Add(path, "required")
	case utf8.RuneCountInString(*s) > limit:
		f.Add(path, "too_long", "max", limit)
	case !utf8.ValidString(*s) || strings.ContainsFunc(*s, forbidden):
		f.Add(path, "text.invalid")
	}
}

// forbidden finds control characters; a line break is none.
func forbidden(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

func between(f *errs.Fields, path string, n, low, high int) {
	if n < low || n > high {
		f.Add(path, "number.range", "min", low, "max", high)
	}
}

func oneOf[T comparable](f *errs.Fields, path string, v T, allowed []T) {
	for _, a := range allowed {
		if a == v {
			return
		}
	}
	f.Add(path, "choice.invalid")
}

func row(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
