package i18n_test

import (
	"strings"
	"testing"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

func TestFactsAreWrittenTheReadersWay(t *testing.T) {
	b := bundle(t)
	id, en := b.Localizer(i18n.Indonesian), b.Localizer(i18n.English)
	day, today := civil.Must("2026-08-17"), civil.Must("2026-08-17")
	at := time.Date(2026, 8, 16, 18, 30, 0, 0, time.UTC)
	for _, tt := range []struct{ got, want string }{
		{id.Date(day), "17 Agu 2026"},
		{en.Date(day), "17 Aug 2026"},
		{id.Date(civil.Date{}), "belum diketahui"},
		{en.Date(civil.Date{}), "not yet known"},
		{id.LongDate(day), "Senin, 17 Agustus 2026"},
		{en.LongDate(day), "Monday, 17 August 2026"},
		{id.LongDate(civil.Date{}), "belum diketahui"},
		{id.Partial("2025-10"), "Okt 2025"},
		{id.Partial("2025"), "2025"},
		{id.Partial("2025-10-09"), "9 Okt 2025"},
		{id.Partial(""), "belum diketahui"},
		{id.Time(at), "17 Agu 2026 01.30 WIB"},
		{en.In(i18n.WIT).Time(at), "17 Aug 2026 03:30 WIT"},
		{id.In(i18n.WITA).Clock(at), "02.30 WITA"},
		{id.Hour("09:30"), "09.30"},
		{en.Hour("09:30"), "09:30"},
		{id.Hour(""), ""},
		{id.Time(time.Time{}), "belum diketahui"},
		{id.Rupiah(1250000), "Rp1.250.000"},
		{en.Rupiah(1250000), "Rp1.250.000"},
		{id.Number(1234567), "1.234.567"},
		{en.Number(-1234), "-1,234"},
		{id.Decimal(2.55, 1), "2,5"},
		{en.Decimal(2.5, 1), "2.5"},
		{id.Percent(0.834), "83%"},
		{id.Due(today, today), "hari ini"},
		{id.Due(today.AddDays(1), today), "besok"},
		{id.Due(today.AddDays(3), today), "3 hari lagi"},
		{id.Due(today.AddDays(-2), today), "terlambat 2 hari"},
		{en.Due(today.AddDays(-1), today), "1 day overdue"},
		{en.Due(today.AddDays(2), today), "in 2 days"},
		{id.Due(civil.Date{}, today), "belum diketahui"},
		{id.Ago(today, today), "hari ini"},
		{id.Ago(today.AddDays(-1), today), "kemarin"},
		{id.Ago(today.AddDays(-2), today), "2 hari lalu"},
		{en.Ago(today.AddDays(2), today), "in 2 days"},
		{id.Ago(civil.Date{}, today), "belum diketahui"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestEveryMonthIsNamedInBothLanguages(t *testing.T) {
	b := bundle(t)
	for _, lang := range i18n.Langs() {
		l := b.Localizer(lang)
		for m := range 12 {
			d := civil.On(2026, time.Month(m+1), 5)
			_, long, _ := strings.Cut(l.LongDate(d), ", ")
			for _, written := range []string{l.Date(d), long} {
				back, err := i18n.ParseDate(written)
				if err != nil || back != d {
					t.Errorf("%s writes %v as %q and reads it as %v, %v", lang, d, written, back, err)
				}
			}
		}
	}
}
