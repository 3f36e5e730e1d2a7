package money_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/money"
)

func TestRupiahIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]money.Rupiah{
		"0": 0, "1250000": 1250000, "1.250.000": 1250000, "Rp1.250.000": 1250000, "Rp 1.250.000,00": 1250000,
		" Rp500 ": 500, "Rp250.000,-": 250000, "1.000.000.000.000.000": money.Max,
	} {
		if got, err := money.Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestWhatIsNoWholeAmountIsRefused(t *testing.T) {
	for _, bad := range []string{
		"", "Rp", "-5", "+5", "1,50", "1.50", "1.2500", "1250.000", ".500", "500.", "1..000", "1,250,000", "1e6", "１２",
		"1 000", "1.000.000.000.000.001", "99999999999999999999", "USD 5", "RpRp5", "5 juta",
	} {
		if got, err := money.Parse(bad); !errors.Is(err, errs.Invalid) || errs.As(err).Code != "money.invalid" || got != 0 {
			t.Errorf("Parse(%q) = %d, %v; want money.invalid", bad, got, err)
		}
	}
}

func TestRupiahIsWrittenWithPoints(t *testing.T) {
	for amount, want := range map[money.Rupiah]string{
		0: "Rp0", 999: "Rp999", 1000: "Rp1.000", 1250000: "Rp1.250.000", -1500: "-Rp1.500",
		math.MinInt64: "-Rp9.223.372.036.854.775.808",
	} {
		if got := amount.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAnAmountComesBackFromItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := money.Rupiah(rapid.Int64Range(0, int64(money.Max)).Draw(t, "amount"))
		if got, err := money.Parse(want.String()); err != nil || got != want {
			t.Fatalf("%s came back as %d, %v", want, got, err)
		}
	})
}

func TestGroupsKeepEveryDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		s := money.Group(n, "'")
		for i, g := range strings.Split(strings.TrimPrefix(s, "-"), "'") {
			if len(g) > 3 || i > 0 && len(g) != 3 || g == "" {
				t.Fatalf("%d is grouped as %s", n, s)
			}
		}
		if plain := money.Group(n, ""); strings.ReplaceAll(s, "'", "") != plain {
			t.Fatalf("%d is grouped as %s", n, s)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Rp 1.250.000,00", "1250000", "250.000,-", "0.5", ",00", "Rp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := money.Parse(s)
		if r < 0 || r > money.Max || err != nil && r != 0 {
			t.Fatalf("Parse(%q) = %d, %v", s, r, err)
		}
		if err != nil {
			return
		}
		if again, err := money.Parse(r.String()); err != nil || again != r {
			t.Errorf("%q is %s, which is %d, %v", s, r, again, err)
		}
	})
}
