// Package money counts rupiah. There are no sen in use, so an amount is a whole
// number and sums are exact.
package money

import (
	"strconv"
	"strings"

	"titian/internal/kernel/errs"
)

// Rupiah is an amount of Indonesian rupiah.
type Rupiah int64

// Max is the largest amount that a form accepts: one quadrillion, far above any
// agreement and far below overflow when a million rows are summed.
const Max Rupiah = 1_000_000_000_000_000

// Parse reads "1250000", "1.250.000", "Rp1.250.000" and "Rp 1.250.000,00".
// Cents other than zero, signs and anything else are Invalid ("money.invalid").
func Parse(s string) (Rupiah, error) {
	bad := errs.New(errs.Invalid, "money.invalid")
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "Rp"))
	s = strings.TrimSuffix(strings.TrimSuffix(s, ",00"), ",-")
	groups := strings.Split(s, ".")
	for i, g := range groups {
		if g == "" || strings.Trim(g, "0123456789") != "" || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return 0, bad
		}
	}
	n, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	if err != nil || Rupiah(n) > Max {
		return 0, bad
	}
	return Rupiah(n), nil
}

// String is "Rp1.250.000", the Indonesian way, which is also how English pages show rupiah.
func (r Rupiah) String() string {
	if digits, negative := strings.CutPrefix(Group(int64(r), "."), "-"); negative {
		return "-Rp" + digits
	}
	return "Rp" + Group(int64(r), ".")
}

// Group writes n with a separator every three digits.
func Group(n int64, sep string) string {
	s := strconv.FormatInt(n, 10)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	for i, c := range []byte(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteByte(c)
	}
	return b.String()
}
