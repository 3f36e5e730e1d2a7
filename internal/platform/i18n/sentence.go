package i18n

import (
	"fmt"
	"strings"
)

// sentence is a message with placeholders, taken apart: a page of fifty rows says
// hundreds of them, and a template engine would be a tenth of its cost. Messages
// name their placeholders as {{.name}} and know nothing else of templates.
type sentence struct {
	one   []part // English of one thing; empty where the language has no such form
	other []part
}

// part is text, or the name of a placeholder.
type part struct{ text, name string }

// parseSentence refuses what would need a template engine.
func parseSentence(one, other string) (sentence, error) {
	var s sentence
	var err error
	if s.other, err = parseParts(other); err != nil || one == "" {
		return s, err
	}
	s.one, err = parseParts(one)
	return s, err
}

func parseParts(s string) ([]part, error) {
	var out []part
	for s != "" {
		text, rest, open := strings.Cut(s, "{{")
		if text != "" {
			out = append(out, part{text: text})
		}
		if !open {
			return out, nil
		}
		inner, after, closed := strings.Cut(rest, "}}")
		name, dot := strings.CutPrefix(strings.TrimSpace(inner), ".")
		if !closed || !dot || name == "" || strings.ContainsAny(name, " .|()") {
			return nil, fmt.Errorf("%q is no placeholder: it is {{.name}}", inner)
		}
		out, s = append(out, part{name: name}), after
	}
	return out, nil
}

// say puts the sentence together. The value "n" chooses its form. A placeholder
// of which nothing is told stays as it is written, for a tester to see.
func (s sentence) say(l *Localizer, each func(yield func(name string, v any))) string {
	type told struct{ name, text string }
	var room [4]told
	known, parts := room[:0], s.other
	each(func(name string, v any) {
		if name == "n" && len(s.one) > 0 && isOne(v) {
			parts = s.one
		}
		known = append(known, told{name, l.write(name, v)})
	})
	var b strings.Builder
next:
	for _, p := range parts {
		if p.name == "" {
			b.WriteString(p.text)
			continue
		}
		for _, k := range known {
			if k.name == p.name {
				b.WriteString(k.text)
				continue next
			}
		}
		b.WriteString("{{." + p.name + "}}")
	}
	return b.String()
}

// isOne reports whether English speaks of v in the singular.
func isOne(v any) bool {
	switch v := v.(type) {
	case int:
		return v == 1 || v == -1
	case int64:
		return v == 1 || v == -1
	case string:
		return v == "1"
	}
	return false
}
