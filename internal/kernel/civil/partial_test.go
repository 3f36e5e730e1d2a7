package civil_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

func TestAPartOfADayIsSaidAndNeverGuessed(t *testing.T) {
	for _, tt := range []struct {
		in       string
		earliest string
		known    bool
	}{
		{"", "", false},
		{"2025", "2025-01-01", false},
		{"2025-11", "2025-11-01", false},
		{"2025-11-03", "2025-11-03", true},
	} {
		p, err := civil.ParsePartial(tt.in)
		if err != nil || string(p) != tt.in {
			t.Errorf("ParsePartial(%q) = %q, %v", tt.in, p, err)
		}
		d, known := p.Date()
		if known != tt.known || known && d.String() != tt.in {
			t.Errorf("%q is the day %q, %v", tt.in, d, known)
		}
		if got := p.Earliest().String(); got != tt.earliest {
			t.Errorf("the earliest of %q is %q, want %q", tt.in, got, tt.earliest)
		}
	}
}

func TestAWrongPartIsInvalidAndNothingIsKept(t *testing.T) {
	for _, bad := range []string{"25", "2025-", "2025-13", "2025-1", "2025-00", "1899", "2200", "2025-02-30", "20-1", "2025-1-3", "2025-11-03 ", "tahun"} {
		p, err := civil.ParsePartial(bad)
		if !errors.Is(err, errs.Invalid) || p != "" {
			t.Errorf("ParsePartial(%q) = %q, %v", bad, p, err)
		}
	}
}

func TestAStoredTextThatIsNoDateHasNoEarliestDay(t *testing.T) {
	for _, p := range []civil.Partial{"2025-", "2025-11-03T00:00", "kemarin", "2025-99-99"} {
		if got := p.Earliest(); !got.IsZero() {
			t.Errorf("the earliest of %q is %s", p, got)
		}
	}
}

func TestAPartialDayComesBackFromTextAndDatabase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := days(t).String()
		want := civil.Partial(whole[:rapid.SampledFrom([]int{0, 4, 7, 10}).Draw(t, "known")])
		text, _ := want.MarshalText()
		var read civil.Partial
		if err := read.UnmarshalText(text); err != nil || read != want {
			t.Fatalf("%q came back as %q, %v", want, read, err)
		}
		v, _ := want.Value()
		for _, v := range []any{v, []byte(want)} {
			got := civil.Partial("x")
			if err := got.Scan(v); err != nil || got != want {
				t.Fatalf("%q was stored and came back as %q, %v", want, got, err)
			}
		}
	})
}

func FuzzParsePartial(f *testing.F) {
	for _, s := range []string{"", "2025", "2025-11", "2025-11-03", "2025-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := civil.ParsePartial(s)
		if err == nil && string(p) != s || err != nil && p != "" {
			t.Fatalf("ParsePartial(%q) = %q, %v", s, p, err)
		}
		if d, known := p.Date(); known && p.Earliest() != d {
			t.Errorf("the earliest of %q is %s", p, p.Earliest())
		}
		if earliest := civil.Partial(s).Earliest(); (err == nil && s != "") == earliest.IsZero() {
			t.Errorf("%q: earliest %q although %v", s, earliest, err)
		}
	})
}
