package sentenceweb

import (
	"slices"

	"titian/internal/delivery/web/ui"
	engine "titian/internal/engine/sentence"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// row is one date with everything that the page tells of it.
type row struct {
	sentence.Date
	Number int // in the picture; zero when it is not drawn
	Name   string
	Steps  []engine.Step
	Needs  []engine.Need
	Why    engine.Reason
}

// rows are the dates in order; those that do not exist stand at the end.
func rows(l *i18n.Localizer, t *sentence.Timeline) (dated, absent []row) {
	for _, d := range t.Dates {
		x := row{Date: d, Name: sentencetext.Point(l, d.Point), Why: t.Computed.Why(d.Point)}
		for _, s := range t.Computed.Steps {
			if s.Of == d.Point {
				x.Steps = append(x.Steps, s)
			}
		}
		for _, n := range t.Computed.Needs {
			if n.Of == d.Point {
				x.Needs = append(x.Needs, n)
			}
		}
		switch {
		case !d.On.IsZero():
			dated = append(dated, x)
		case x.Why.Code != "":
			absent = append(absent, x)
		}
	}
	slices.SortStableFunc(dated, func(a, b row) int { return a.On.Compare(b.On) })
	for i := range dated {
		dated[i].Number = i + 1
	}
	return dated, absent
}

// next is the first date that is still to come.
func next(l *i18n.Localizer, t *sentence.Timeline, today civil.Date) (row, bool) {
	dated, _ := rows(l, t)
	for _, x := range dated {
		if !x.On.Before(today) {
			return x, true
		}
	}
	return row{}, false
}

// source says who vouches for a date.
func source(l *i18n.Localizer, d sentence.Date) ui.Tag {
	tone := ui.Neutral
	if d.Source != sentence.Estimate {
		tone = ui.Good
	}
	return ui.Tag{Text: l.T("sentence.source." + string(d.Source)), Tone: tone}
}

// distance is how far a date is, without blame: a date that has passed makes a
// case due, and nobody is late by it alone.
func distance(l *i18n.Localizer, on, today civil.Date) string {
	if on.Before(today) {
		return l.T("sentence.passed", "ago", l.Ago(on, today))
	}
	return l.Due(on, today)
}
