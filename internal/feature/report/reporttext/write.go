package reporttext

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"

	"titian/internal/feature/report"
	"titian/internal/platform/i18n"
)

// width is the columns of a terminal that nobody has made wider.
const width = 80

// WriteText writes a thread as plain text, readable in 80 columns.
func WriteText(w io.Writer, l *i18n.Localizer, t report.Thread) error {
	b := bufio.NewWriter(w)
	p := printer{b}
	p.wrap("", "", t.Title)
	p.wrap("", "", join(t.Ref, l.T("thread.between", "host", t.Host, "partner", t.Partner), l.T("thread.status."+t.Status)))
	done := 0
	for _, s := range t.Steps {
		if s.Done {
			done++
		}
	}
	p.wrap("", "", l.T("thread.done_of", "done", done, "all", len(t.Steps)))
	if t.Found != "" {
		p.wrap("", "", l.T("thread.text.path"))
	}
	for _, s := range t.Steps {
		p.step(l, t, s)
	}
	return b.Flush()
}

type printer struct{ *bufio.Writer }

func (p printer) step(l *i18n.Localizer, t report.Thread, s report.Step) {
	box, note := "[ ] ", ""
	if s.Done {
		box = "[x] "
	}
	facts := Facts(l, t, s.Key)
	switch {
	case t.Next == s.Key:
		note = " <- " + l.T("thread.text.next")
	case len(s.Nodes) == 0 && len(facts) == 0:
		note = ": " + l.T("thread.text.none")
	}
	_, _ = p.WriteString("\n")
	p.wrap("", "    ", box+Step(l, s.Key)+note)
	for _, n := range s.Nodes {
		first := "    - "
		if n.Here {
			first = "  > - "
		}
		p.wrap(first, "      ", n.Title)
		p.wrap("      ", "      ", join(n.Ref, kindOf(l, n), Day(l, n), Status(l, n), Due(l, n, t.Day), Vitality(l, n)))
		p.wrap("      ", "      ", Amount(l, n))
	}
	for _, f := range facts {
		p.wrap("    - ", "      ", f.Text)
	}
}

// kindOf names the kind where the step does not.
func kindOf(l *i18n.Localizer, n report.Node) string {
	if n.Kind == "decision" {
		return Kind(l, n)
	}
	return ""
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// wrap writes text in lines of at most width columns: the first begins with
// first, the others with rest. A word longer than a line stands alone.
func (p printer) wrap(first, rest, text string) {
	line := first
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			_, _ = p.WriteString(line + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	if !empty {
		_, _ = p.WriteString(line + "\n") // the writer keeps its first error for Flush
	}
}
