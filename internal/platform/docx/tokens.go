package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"titian/internal/kernel/errs"
)

// token is a piece of a part as it stands: a tag or the text between tags. The
// pieces put together again are the part, byte for byte; Go's encoder would
// rename every namespace, and Word then refuses the file.
type token struct {
	kind sort
	name string // of a tag, with Word's prefix: "w:p"
	raw  string
	text string // of the text between tags, unescaped
}

type sort int

const (
	opens sort = iota
	closes
	words
	other
)

const maxDepth = 200

// scan cuts a part into tokens. A part with a document type is refused: Word
// writes none, and only entities that grow need one.
func scan(data []byte) ([]token, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = true
	var out []token
	depth, at := 0, int64(0)
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errs.New(errs.Invalid, "docx.invalid").Because(err)
		}
		end := d.InputOffset()
		x := token{kind: other, raw: string(data[at:end])}
		at = end
		switch t := t.(type) {
		case xml.StartElement:
			x.kind, x.name = opens, full(t.Name)
			depth++
		case xml.EndElement:
			x.kind, x.name = closes, full(t.Name)
			depth--
		case xml.CharData:
			x.kind, x.text = words, string(t)
		case xml.Directive:
			return nil, errs.New(errs.Invalid, "docx.invalid").Because(errShape)
		}
		if depth > maxDepth {
			return nil, errs.New(errs.Invalid, "docx.invalid").Because(errShape)
		}
		out = append(out, x)
	}
	return out, nil
}

func full(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// end is the index after the element that opens at i. A tag that closes itself
// is two tokens, the second of them empty.
func end(tokens []token, i int) int {
	depth := 0
	for j := i; j < len(tokens); j++ {
		switch {
		case tokens[j].kind == opens && tokens[j].name == tokens[i].name:
			depth++
		case tokens[j].kind == closes && tokens[j].name == tokens[i].name:
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return len(tokens)
}

// shown are the indices of a paragraph's text: what stands in w:t, and not in a
// text box's own paragraphs.
func shown(tokens []token) []int {
	var out []int
	inside := ""
	for i, t := range tokens {
		switch t.kind {
		case opens:
			inside = t.name
		case closes:
			inside = ""
		case words:
			if inside == "w:t" {
				out = append(out, i)
			}
		case other:
		}
	}
	return out
}

// textOf is what a reader sees of the tokens.
func textOf(tokens []token) string {
	var b strings.Builder
	for _, i := range shown(tokens) {
		b.WriteString(tokens[i].text)
	}
	return b.String()
}

// eachParagraph visits the paragraphs with the list whose row they stand in, if
// any.
func eachParagraph(tokens []token, visit func(text, list string)) {
	row, list := -1, ""
	for i := 0; i < len(tokens); i++ {
		switch t := tokens[i]; {
		case i >= row && t.kind == opens && t.name == "w:tr":
			stop := end(tokens, i)
			row, list = stop, listOf(tokens[i:stop])
		case t.kind == opens && t.name == "w:p":
			if i >= row {
				list = ""
			}
			stop := end(tokens, i)
			visit(textOf(tokens[i:stop]), list)
			i = stop - 1
		}
	}
}

// listOf is the list that a table row repeats, or empty. A row that holds a table
// of its own is no such row: its inner rows are.
func listOf(row []token) string {
	name := ""
	for i := 0; i < len(row); i++ {
		if row[i].kind == opens && row[i].name == "w:tbl" {
			return ""
		}
		if row[i].kind != opens || row[i].name != "w:p" {
			continue
		}
		stop := end(row, i)
		for _, m := range marker.FindAllStringSubmatch(textOf(row[i:stop]), -1) {
			if m[1] == "#" && name == "" {
				name = m[2]
			}
		}
		i = stop - 1
	}
	return name
}
