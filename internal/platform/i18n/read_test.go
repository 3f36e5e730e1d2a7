package i18n_test

import (
	"errors"
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

func TestDaysAreReadAsOfficersWriteThem(t *testing.T) {
	want := civil.Must("2026-11-22")
	for _, s := range []string{"22-11-2026", "22/11/2026", "22.11.2026", " 22 Nov 2026 ", "22 november 2026", "22 Nopember 2026", "2026-11-22", "2026/11/22", "22, Nov, 2026", "22\u00a0Nov\u00a02026"} {
		if got, err := i18n.ParseDate(s); err != nil || got != want {
			t.Errorf("ParseDate(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	if got, err := i18n.ParseDate("  "); err != nil || !got.IsZero() {
		t.Errorf("nothing typed: got %v, %v, want the unknown day", got, err)
	}
	for _, s := range []string{"31-02-2026", "22-11-26", "11-2026", "2026", "besok", "22-13-2026", "0-1-2026", "22--11--2026x", "-", "22 Nov 2026 x", "１-1-2026"} {
		if got, err := i18n.ParseDate(s); !errors.Is(err, errs.Invalid) {
			t.Errorf("ParseDate(%q) = %v, %v, want invalid", s, got, err)
		}
	}
}

func TestPartOfADayIsReadAsWhatIsKnown(t *testing.T) {
	for s, want := range map[string]civil.Partial{
		"": "", "2025": "2025", "11-2025": "2025-11", "Nov 2025": "2025-11", "november 2025": "2025-11", "2025-11": "2025-11",
		"Mei 2025": "2025-05", "3 Mei 2025": "2025-05-03", "3/5/2025": "2025-05-03",
	} {
		if got, err := i18n.ParsePartial(s); err != nil || got != want {
			t.Errorf("ParsePartial(%q) = %q, %v, want %q", s, got, err, want)
		}
	}
	for _, s := range []string{"13-2025", "25", "Nov", "2025-11-31", "a-b-c"} {
		if got, err := i18n.ParsePartial(s); err == nil {
			t.Errorf("ParsePartial(%q) = %q, want an error", s, got)
		}
	}
}

func FuzzParsePartial(f *testing.F) {
	for _, s := range []string{"22-11-2026", "Nov 2026", "2026", "", "99-99-9999", "22.11", "\u00a0", "0000-00-00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := i18n.ParsePartial(s)
		if err != nil {
			if !errors.Is(err, errs.Invalid) {
				t.Fatalf("ParsePartial(%q) fails with %v, which is not invalid input", s, err)
			}
			return
		}
		again, err := i18n.ParsePartial(string(p))
		if err != nil || again != p {
			t.Fatalf("ParsePartial(%q) = %q, which reads back as %q, %v", s, p, again, err)
		}
	})
}
