package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// monthNumber reads a month's name, short or long, in either language and in
// the spellings that people type, or is zero.
func monthNumber(word string) int {
	switch word {
	case "peb", "pebruari":
		return 2
	case "agt", "agus":
		return 8
	case "sept":
		return 9
	case "nop", "nopember":
		return 11
	}
	for m := time.January; m <= time.December; m++ {
		for _, l := range Langs() {
			if word == strings.ToLower(shortMonth(l, m)) || word == strings.ToLower(longMonth(l, m)) {
				return int(m)
			}
		}
	}
	return 0
}

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
		if named := monthNumber(p); i == 0 && named != 0 {
			n, err = named, nil
		}
		if err != nil || n < 1 || n > 31 {
			return "", false
		}
		iso += fmt.Sprintf("-%02d", n)
	}
	return iso, true
}
