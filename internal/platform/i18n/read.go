package i18n

import (
	"fmt"
	"strconv"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// monthNumbers has every spelling of a month that people type, in both
// languages, lower case.
var monthNumbers = func() map[string]int {
	m := map[string]int{"agt": 8, "agus": 8, "nop": 11, "nopember": 11, "pebruari": 2, "peb": 2, "sept": 9}
	for _, lang := range Langs() {
		for i := range 12 {
			m[strings.ToLower(months[lang][i])] = i + 1
			m[strings.ToLower(longMonths[lang][i])] = i + 1
		}
	}
	return m
}()

// ParseDate reads a day the way officers write it: "22-11-2026", "22/11/2026",
// "22.11.2026", "22 Nov 2026", "22 November 2026" and "2026-11-22". Day comes
// before month, always; a two-digit year is refused because guessing a century
// once put a birth into the future. Empty is the unknown day. Anything else is
// Invalid with code "date.invalid".
func ParseDate(s string) (civil.Date, error) {
	p, err := ParsePartial(s)
	if err != nil || p == "" {
		return civil.Date{}, err
	}
	d, known := p.Date()
	if !known {
		return civil.Date{}, errs.New(errs.Invalid, "date.invalid")
	}
	return d, nil
}

// ParsePartial reads a day of which the day, or the day and the month, may be
// missing: besides what ParseDate reads, "11-2026", "Nov 2026", "2026-11", "2026".
func ParsePartial(s string) (civil.Partial, error) {
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == '-' || r == '/' || r == '.' || r == ',' || r == ' ' || r == '\t' || r == '\u00a0'
	})
	if len(parts) == 0 && strings.TrimSpace(s) == "" {
		return "", nil
	}
	if len(parts) > 1 && len(parts[0]) != 4 { // written day first: turn round
		for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
			parts[i], parts[j] = parts[j], parts[i]
		}
	}
	iso, ok := isoParts(parts)
	if !ok {
		return "", errs.New(errs.Invalid, "date.invalid")
	}
	return civil.ParsePartial(iso)
}

// isoParts joins year, month and day, of which the last two may be missing.
func isoParts(parts []string) (string, bool) {
	if len(parts) == 0 || len(parts) > 3 || len(parts[0]) != 4 {
		return "", false
	}
	iso := parts[0]
	for i, p := range parts[1:] {
		n, err := strconv.Atoi(p)
		if i == 0 && monthNumbers[p] != 0 {
			n, err = monthNumbers[p], nil
		}
		if err != nil || n < 1 || n > 31 {
			return "", false
		}
		iso += fmt.Sprintf("-%02d", n)
	}
	return iso, true
}
