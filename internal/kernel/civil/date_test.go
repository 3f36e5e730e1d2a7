package civil_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// days draws days that Parse accepts.
func days(t *rapid.T) civil.Date {
	return civil.Must("1900-01-01").AddDays(rapid.IntRange(0, 109571).Draw(t, "days"))
}

func TestADayIsReadOnlyInItsOneForm(t *testing.T) {
	for _, good := range []string{"2026-01-29", "2024-02-29", "1900-01-01", "2199-12-31"} {
		d, err := civil.Parse(good)
		if err != nil || d.String() != good {
			t.Errorf("Parse(%q) = %q, %v", good, d, err)
		}
	}
	for _, bad := range []string{"", "2026-1-29", "29-01-2026", "2026-02-30", "2025-02-29", "1899-12-31", "2200-01-01", "2026-01-29T00:00:00Z", " 2026-01-29", "2026-13-01", "２０２６-01-29"} {
		d, err := civil.Parse(bad)
		if !errors.Is(err, errs.Invalid) || errs.As(err).Code != "date.invalid" || !d.IsZero() {
			t.Errorf("Parse(%q) = %q, %v; want date.invalid", bad, d, err)
		}
	}
}

func TestMustPanicsOnWhatIsNoDay(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	civil.Must("31 January")
}

func TestAMonthLaterStaysInsideTheMonth(t *testing.T) {
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-11-22", 14, "2028-01-22"},
		{"2026-01-15", -13, "2024-12-15"},
		{"2026-08-31", 0, "2026-08-31"},
	} {
		if got := civil.Must(tt.from).AddMonths(tt.n).String(); got != tt.want {
			t.Errorf("%s + %d months = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestTheDayBeginsAtMidnightInJakarta(t *testing.T) {
	before := time.Date(2026, 11, 21, 16, 59, 59, 0, time.UTC)
	if got := civil.Today(before); got != civil.Must("2026-11-21") {
		t.Errorf("a second before midnight is %s", got)
	}
	if got := civil.Today(before.Add(time.Second)); got != civil.Must("2026-11-22") {
		t.Errorf("midnight is %s", got)
	}
}

func TestAnUnknownDayIsNeitherBeforeNorAfterAnything(t *testing.T) {
	var unknown civil.Date
	known := civil.Must("2026-11-22")
	for name, got := range map[string]bool{
		"unknown before known": unknown.Before(known), "known before unknown": known.Before(unknown),
		"unknown after known": unknown.After(known), "known after unknown": known.After(unknown),
	} {
		if got {
			t.Errorf("%s", name)
		}
	}
	if unknown.Compare(known) >= 0 {
		t.Error("unknown sorts after known")
	}
	if !unknown.AddDays(5).IsZero() || !unknown.AddMonths(5).IsZero() || unknown.String() != "" || !unknown.Time().IsZero() {
		t.Error("arithmetic made an unknown day known")
	}
}

func TestDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, e := days(t), days(t)
		if d.AddDays(e.Sub(d)) != e {
			t.Fatalf("%s + (%s − %s) is another day", d, e, d)
		}
		if d.Before(e) != (d.String() < e.String()) || d.After(e) != (d.String() > e.String()) {
			t.Fatalf("%s and %s sort otherwise than their text", d, e)
		}
		if d != civil.On(d.Year(), d.Month(), d.Day()) || d != civil.Of(d.Time()) {
			t.Fatalf("%s is not its own parts", d)
		}
		n := rapid.IntRange(-400, 400).Draw(t, "months")
		m := d.AddMonths(n)
		if got := (m.Year()-d.Year())*12 + int(m.Month()) - int(d.Month()); got != n || m.Day() > d.Day() {
			t.Fatalf("%s + %d months = %s", d, n, m)
		}
	})
}

func TestADayComesBackFromJSONAndFromEitherDatabase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := days(t)
		if rapid.Bool().Draw(t, "unknown") {
			want = civil.Date{}
		}
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got := civil.Must("2000-01-01")
		if err := json.Unmarshal(b, &got); err != nil || got != want {
			t.Fatalf("%s came back as %q, %v", b, got, err)
		}
		v, err := want.Value()
		if err != nil {
			t.Fatal(err)
		}
		stored := []any{v}
		if !want.IsZero() {
			stored = append(stored, want.Time(), []byte(want.String()))
		}
		for _, v := range stored {
			got = civil.Must("2000-01-01")
			if err := got.Scan(v); err != nil || got != want {
				t.Fatalf("%T %v came back as %q, %v", v, v, got, err)
			}
		}
	})
}

func TestWrongJSONLeavesTheDayAlone(t *testing.T) {
	for _, bad := range []string{`20260129`, `"29/01/2026"`, `true`, `{}`, `"2026-02-30"`} {
		d := civil.Must("2000-01-01")
		if err := json.Unmarshal([]byte(bad), &d); err == nil || d != civil.Must("2000-01-01") {
			t.Errorf("%s became %q, %v", bad, d, err)
		}
	}
	var d civil.Date
	if err := d.Scan(12); err == nil {
		t.Error("a number was read as a day")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-01-29", "2024-02-29", "1900-01-00", "2026-1-1", "", "2026-01-29.5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := civil.Parse(s)
		if (err == nil) == d.IsZero() {
			t.Fatalf("Parse(%q) = %q, %v", s, d, err)
		}
		if err == nil && d.String() != s {
			t.Errorf("%q came back as %q", s, d)
		}
		if u, wrong := time.Parse(time.DateOnly, s); (wrong == nil && u.Year() >= 1900 && u.Year() <= 2199) != (err == nil) {
			t.Errorf("Parse(%q) = %v, and time.Parse %v", s, err, wrong)
		}
		var j civil.Date
		if j.UnmarshalJSON([]byte(s)) == nil && !j.IsZero() && `"`+j.String()+`"` != s {
			t.Errorf("JSON %q came back as %q", s, j)
		}
	})
}
