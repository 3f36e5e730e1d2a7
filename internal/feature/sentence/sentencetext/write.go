package sentencetext

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf8"

	"titian/internal/engine/sentence"
	"titian/internal/platform/i18n"
)

// WriteText writes a timeline as plain text for a terminal.
func WriteText(w io.Writer, l *i18n.Localizer, t sentence.Timeline) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n%s\n%s\n\n", l.T("sentence.title"), l.T("sentence.official"), l.T("sentence.rules", "id", t.Rules))
	wide := 0
	for _, p := range sentence.Points() {
		wide = max(wide, utf8.RuneCountInString(Point(l, p)))
	}
	for _, p := range sentence.Points() {
		value := l.Date(t.On(p))
		if why := t.Why(p); why.Code != "" {
			value = l.T("sentence.none", "why", Reason(l, why))
		}
		fmt.Fprintf(b, "%-*s  %s\n", wide, Point(l, p), value)
	}
	writeSteps(b, l, t.Steps)
	if len(t.Needs) > 0 {
		fmt.Fprintf(b, "\n%s\n", l.T("sentence.needs"))
	}
	for _, n := range t.Needs {
		fmt.Fprintf(b, "  %s: %s\n", Right(l, n.Of), Need(l, n))
	}
	fmt.Fprintf(b, "\n%s\n", l.T("sentence.changes"))
	for _, c := range t.Changes {
		fmt.Fprintf(b, "  %s\n", Change(l, c))
	}
	return b.Flush()
}

// writeSteps writes the steps under the dates that they lead to.
func writeSteps(b *bufio.Writer, l *i18n.Localizer, steps []sentence.Step) {
	if len(steps) > 0 {
		fmt.Fprintf(b, "\n%s\n", l.T("sentence.steps"))
	}
	for i, s := range steps {
		if i == 0 || steps[i-1].Of != s.Of {
			fmt.Fprintf(b, "  %s\n", Point(l, s.Of))
		}
		fmt.Fprintf(b, "    %s\n", Sourced(l, s))
	}
}
