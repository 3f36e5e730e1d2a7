// Package sentencetext says a sentence's timeline in words: the names of its
// dates, each step, why a right does not exist, what must be shown and what
// would change a date; as an answer for programs and as plain text. Pages, API
// and the command line share it, so that all say the same. It refuses to
// calculate; that is the engine's.
package sentencetext

import (
	"embed"
	"strings"

	"titian/internal/engine/sentence"
	"titian/internal/platform/i18n"
)

// Words are the messages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

// Point is the name of a date.
func Point(l *i18n.Localizer, p sentence.Point) string { return l.T("sentence.point." + p.String()) }

// Right is the name of what begins on a date: "PB".
func Right(l *i18n.Localizer, p sentence.Point) string { return l.T("sentence.right." + p.String()) }

// Term is a length in words: "3 tahun 6 bulan".
func Term(l *i18n.Localizer, t sentence.Term) string {
	var parts []string
	for _, x := range []struct {
		key string
		n   int
	}{{"sentence.years", t.Years}, {"sentence.months", t.Months}, {"sentence.days", t.Days}} {
		if x.n != 0 {
			parts = append(parts, l.T(x.key, "n", x.n))
		}
	}
	return strings.Join(parts, " ")
}

// Kind is the name of a sort of detention, remission or condition, or of a point
// that a step refers to; one that has no name stays as it was written.
func Kind(l *i18n.Localizer, kind string) string {
	for _, family := range []string{"sentence.detention.", "sentence.condition.", "sentence.point."} {
		if l.Has(family + kind) {
			return l.T(family + kind)
		}
	}
	if key := "sentence.kind." + strings.ToUpper(kind); l.Has(key) {
		return l.T(key)
	}
	return kind
}

// Step is one step as a sentence, without its source.
func Step(l *i18n.Localizer, s sentence.Step) string {
	return l.T("sentence.step."+s.Code, "from", s.From, "date", s.Date, "term", Term(l, s.Term), "n", int(s.Whole), "whole", s.Whole,
		"days", s.Days, "num", s.Ratio[0], "den", s.Ratio[1], "kind", Kind(l, s.Kind))
}

// Sourced is a step with the law that it follows, and a mark where the rule set
// is not sure of it.
func Sourced(l *i18n.Localizer, s sentence.Step) string {
	text := Step(l, s)
	if s.Rule.Source != "" {
		text += " " + l.T("sentence.source", "law", s.Rule.Source)
	}
	if s.Rule.Uncertain {
		text += " " + l.T("sentence.doubt")
	}
	return text
}

// Reason says why there is no date.
func Reason(l *i18n.Localizer, r sentence.Reason) string {
	return l.T("sentence.reason."+r.Code, "months", r.Months, "days", r.Days, "kind", Kind(l, r.Kind))
}

// Need is what must be shown.
func Need(l *i18n.Localizer, n sentence.Need) string {
	return l.T("sentence.need."+n.Code, "months", n.Months, "from", n.From, "to", n.To)
}

// Change is what would move a date.
func Change(l *i18n.Localizer, c sentence.Change) string {
	return l.T("sentence.change."+c.Code, "right", Right(l, c.Of), "date", c.Date, "days", c.Days, "kind", Kind(l, c.Kind))
}
