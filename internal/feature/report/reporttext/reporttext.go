// Package reporttext says a thread in words: the names of its steps, records and
// statuses in the reader's language, what a promise has come to, how people
// fare, and the whole as plain text for a terminal. Pages and the command line
// share it, so that both say the same. It refuses to decide what is shown; that
// is report's.
package reporttext

import (
	"embed"
	"strings"

	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/money"
	"titian/internal/platform/i18n"
)

// Words are the messages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Step is the name of a column.
func Step(l *i18n.Localizer, k report.StepKey) string { return l.T("step." + string(k)) }

// Kind is the name of a sort of record.
func Kind(l *i18n.Localizer, n report.Node) string { return l.T("node." + n.Kind) }

// Status is the record's status in words; a decision has none.
func Status(l *i18n.Localizer, n report.Node) string {
	if n.Status == "" {
		return ""
	}
	kind := n.Kind
	if kind == "renewal" {
		kind = "agreement"
	}
	return l.T("node." + kind + "." + n.Status)
}

// Day is when the record happened, or what it waits for. Nothing is said of a
// day that the kind does not have; a meeting's unknown day is said to be so.
func Day(l *i18n.Localizer, n report.Node) string {
	if year, quarter, planned := strings.Cut(n.Day, "-Q"); planned {
		return l.T("thread.quarter", "quarter", quarter, "year", year)
	}
	if n.Day != "" || n.Kind == "meeting" {
		return l.Partial(civil.Partial(n.Day))
	}
	return ""
}

// Due is the day by which something is due and how far that is, while somebody
// waits for it; of an agreement the day on which it ends.
func Due(l *i18n.Localizer, n report.Node, today civil.Date) string {
	switch {
	case n.Due.IsZero():
		return ""
	case Waiting(n):
		return l.T("thread.due", "day", n.Due) + " (" + l.Due(n.Due, today) + ")"
	case n.Kind == "agreement" || n.Kind == "renewal":
		return l.T("thread.ends", "day", n.Due)
	}
	return ""
}

// Waiting reports whether the record waits for somebody by its day.
func Waiting(n report.Node) bool {
	return n.Kind == "commitment" && n.Status == "open" || n.Kind == "proposal" && n.Status == "sent"
}

// Amount is what was promised and what has come of it, in one line.
func Amount(l *i18n.Localizer, n report.Node) string {
	a := n.Amount
	if a == nil {
		return ""
	}
	figure := func(v int64) string { return l.Number(int(v)) }
	key := "amount." + n.Kind
	switch {
	case n.Kind == "fund":
		figure = func(v int64) string { return l.Rupiah(money.Rupiah(v)) }
	case n.Kind == "proposal" && (n.Status == "accepted" || n.Status == "changed"):
		key = "amount.proposal.answered"
	case n.Kind == "commitment" && a.Delivered > a.Confirmed:
		key = "amount.commitment.reported"
	}
	text := l.T(key, "promised", figure(a.Promised), "delivered", figure(a.Delivered), "confirmed", figure(a.Confirmed), "unit", a.Unit)
	if a.Disputed > 0 {
		text += "; " + l.T("amount.disputed", "disputed", figure(a.Disputed), "counted", figure(a.Counted), "unit", a.Unit)
	}
	return text
}

// Vitality is the verdict on an agreement in a word or two.
func Vitality(l *i18n.Localizer, n report.Node) string {
	if n.Vitality == "" {
		return ""
	}
	return l.T("thread.vitality." + n.Vitality)
}
