package docx

import (
	"encoding/xml"
	"strings"

	"titian/internal/kernel/errs"
)

// fillPart replaces the markers of one part.
func fillPart(data []byte, v Values) ([]byte, error) {
	tokens, err := scan(data)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if err := write(&b, tokens, v, nil); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

// write copies tokens, filling paragraphs and repeating rows. entry is the list's
// entry that a repeated row stands for.
func write(b *strings.Builder, tokens []token, v Values, entry map[string]string) error {
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if t.kind == opens && t.name == "w:tr" && entry == nil {
			stop := end(tokens, i)
			if name := listOf(tokens[i:stop]); name != "" {
				for _, e := range v.Lists[name] {
					if err := write(b, tokens[i:stop], v, e); err != nil {
						return err
					}
				}
				i = stop - 1
				continue
			}
		}
		if t.kind == opens && t.name == "w:p" {
			stop := end(tokens, i)
			if err := paragraph(b, tokens[i:stop], v, entry); err != nil {
				return err
			}
			i = stop - 1
			continue
		}
		b.WriteString(t.raw)
	}
	return nil
}

// paragraph writes a paragraph with its markers filled. Word cuts a typed
// {{title}} into runs where it pleases (spelling, a moment's pause), so a value
// is written where its marker begins and the rest of the marker disappears from
// the runs that follow. What the marker looked like, the value looks like.
func paragraph(b *strings.Builder, tokens []token, v Values, entry map[string]string) error {
	text := textOf(tokens)
	found := marker.FindAllStringSubmatchIndex(text, -1)
	if len(found) == 0 {
		for _, t := range tokens {
			b.WriteString(t.raw)
		}
		return nil
	}
	values := make([]string, len(found))
	for i, m := range found {
		name := text[m[4]:m[5]]
		value, known := v.Fields[name]
		if entryValue, own := entry[name]; own {
			value, known = entryValue, true
		}
		if text[m[2]:m[3]] == "#" {
			value, known = "", true
		}
		if !known {
			return errs.New(errs.Invalid, "docx.unknown").With("field", name).With("near", near(text))
		}
		values[i] = value
	}
	at := map[int]bool{}
	for _, i := range shown(tokens) {
		at[i] = true
	}
	from := 0 // of the paragraph's text
	for i, t := range tokens {
		if !at[i] {
			b.WriteString(opened(t))
			continue
		}
		b.WriteString(piece(t.text, from, found, values))
		from += len(t.text)
	}
	return nil
}

// opened is a tag as it stands; text that is filled may begin or end with a space,
// which Word drops unless it is told to keep it.
func opened(t token) string {
	if t.kind == opens && t.name == "w:t" && !strings.HasSuffix(t.raw, "/>") {
		return `<w:t xml:space="preserve">`
	}
	return t.raw
}

// piece is one run's text, which stands at from, with the values of the markers
// that begin in it and without the letters of those that only pass through.
func piece(text string, from int, found [][]int, values []string) string {
	var b strings.Builder
	pos, to := from, from+len(text)
	for i, m := range found {
		if m[1] <= from || m[0] >= to {
			continue
		}
		if m[0] >= from {
			b.WriteString(escaped(text[pos-from : m[0]-from]))
			b.WriteString(lines(values[i]))
		}
		pos = min(m[1], to)
	}
	b.WriteString(escaped(text[pos-from:]))
	return b.String()
}

// lines writes a value of several lines with Word's own line ends.
func lines(s string) string {
	return strings.ReplaceAll(escaped(strings.ReplaceAll(s, "\r", "")), "&#xA;", `</w:t><w:br/><w:t xml:space="preserve">`)
}

// escaped is text as it may stand between tags; letters that XML cannot hold
// become the sign for an unknown letter.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
