package i18n

import (
	"strconv"
	"strings"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/money"
)

// Indonesia's three zones have had no summer time since 1963, so fixed offsets
// serve and no zone database has to be shipped.
var (
	WIB  = time.FixedZone("WIB", 7*60*60)
	WITA = time.FixedZone("WITA", 8*60*60)
	WIT  = time.FixedZone("WIT", 9*60*60)
)

func shortMonth(l Lang, m time.Month) string {
	if l == English {
		return [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[m-1]
	}
	return [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}[m-1]
}

func longMonth(l Lang, m time.Month) string {
	if l == English {
		return m.String()
	}
	return [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}[m-1]
}

func weekday(l Lang, d time.Weekday) string {
	if l == English {
		return d.String()
	}
	return [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}[d]
}

// Date is "22 Nov 2026"; the unknown day reads as a sentence, never as a dash.
func (l *Localizer) Date(d civil.Date) string {
	if d.IsZero() {
		return l.Unknown()
	}
	t := d.Time()
	return strconv.Itoa(t.Day()) + " " + shortMonth(l.lang, t.Month()) + " " + strconv.Itoa(t.Year())
}

// LongDate is "Minggu, 22 November 2026", for headings and documents.
func (l *Localizer) LongDate(d civil.Date) string {
	if d.IsZero() {
		return l.Unknown()
	}
	t := d.Time()
	return weekday(l.lang, t.Weekday()) + ", " + strconv.Itoa(t.Day()) + " " + longMonth(l.lang, t.Month()) + " " + strconv.Itoa(t.Year())
}

// Partial writes as much of a day as is known: "22 Nov 2026", "Nov 2026", "2026".
func (l *Localizer) Partial(p civil.Partial) string {
	switch d := p.Earliest(); {
	case d.IsZero():
		return l.Unknown()
	case len(p) == len("2006"):
		return string(p)
	case len(p) == len("2006-01"):
		return shortMonth(l.lang, d.Month()) + " " + strconv.Itoa(d.Year())
	default:
		return l.Date(d)
	}
}

// Unknown is what stands where a fact is not known.
func (l *Localizer) Unknown() string { return l.T("unknown") }

// Time is "22 Nov 2026 14.05 WIB" in the localizer's zone.
func (l *Localizer) Time(t time.Time) string {
	if t.IsZero() {
		return l.Unknown()
	}
	t = t.In(l.zone)
	return l.Date(civil.Of(t)) + " " + l.Clock(t)
}

// Clock is the time of day with its zone: "14.05 WIB", in English "14:05 WIB".
func (l *Localizer) Clock(t time.Time) string {
	if l.lang == English {
		return t.In(l.zone).Format("15:04 MST")
	}
	return t.In(l.zone).Format("15.04 MST")
}

// Hour is an hour that somebody wrote down for a place, "09:30", the reader's
// way: "09.30", in English "09:30". It has no zone to be turned into.
func (l *Localizer) Hour(hourMinute string) string {
	if l.lang == English {
		return hourMinute
	}
	return strings.Replace(hourMinute, ":", ".", 1)
}

// Rupiah is "Rp1.250.000" in both languages, as on the notes.
func (l *Localizer) Rupiah(r money.Rupiah) string { return r.String() }

// Number groups thousands: "1.250", in English "1,250".
func (l *Localizer) Number(n int) string {
	if l.lang == English {
		return money.Group(int64(n), ",")
	}
	return money.Group(int64(n), ".")
}

// Decimal writes f with a fixed number of digits: "2,5", in English "2.5".
func (l *Localizer) Decimal(f float64, digits int) string {
	s := strconv.FormatFloat(f, 'f', digits, 64)
	if l.lang == English {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}

// Percent writes a ratio between 0 and 1 in whole per cent: "83%".
func (l *Localizer) Percent(ratio float64) string { return l.Decimal(ratio*100, 0) + "%" }

// Due says how far away a day is for somebody who must act: "3 hari lagi",
// "hari ini", "terlambat 2 hari".
func (l *Localizer) Due(d, today civil.Date) string {
	if d.IsZero() {
		return l.Unknown()
	}
	switch n := d.Sub(today); {
	case n == 0:
		return l.T("day.today")
	case n == 1:
		return l.T("day.tomorrow")
	case n > 0:
		return l.T("day.in", "n", n)
	default:
		return l.T("day.late", "n", -n)
	}
}

// Ago says how long ago a day was when nobody is late: "2 hari lalu".
func (l *Localizer) Ago(d, today civil.Date) string {
	if d.IsZero() {
		return l.Unknown()
	}
	switch n := today.Sub(d); {
	case n == 0:
		return l.T("day.today")
	case n == 1:
		return l.T("day.yesterday")
	case n > 0:
		return l.T("day.ago", "n", n)
	default:
		return l.T("day.in", "n", -n)
	}
}
