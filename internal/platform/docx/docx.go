// Package docx fills Word templates: {{field}} becomes a value, and a table row
// that holds {{#list}} is repeated for each entry of a list.
//
// It owns how a marker is found although Word has split it over several runs, and
// what is said of a template that cannot be filled: which field, and in which
// words it stands. It refuses to know what the fields mean, to carry programs
// (macros), and to unpack more than MaxUnpacked: a template comes from outside.
//
// Start with Check, then Fill. Build makes a plain document, which is how the
// templates that come with the program are made.
package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"titian/internal/kernel/errs"
)

// MaxUnpacked is how many bytes the parts of a template may hold together.
const MaxUnpacked = 32 << 20

// Values are what a document says: single fields, and lists whose entries have
// fields of their own.
type Values struct {
	Fields map[string]string
	Lists  map[string][]map[string]string
}

// Known are the names that a template may use: fields, and by list the fields of
// its entries.
type Known struct {
	Fields []string
	Lists  map[string][]string
}

// filled are the parts of a Word file in which markers stand.
var filled = regexp.MustCompile(`^word/(document|header[0-9]*|footer[0-9]*|footnotes)\.xml$`)

// part is one file inside a Word file.
type part struct {
	name string
	data []byte
}

// unpack reads all parts within the limit.
func unpack(r io.ReaderAt, size int64) ([]part, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errs.New(errs.Invalid, "docx.invalid").Because(err)
	}
	var out []part
	left := int64(MaxUnpacked)
	for _, f := range z.File {
		data, err := read(f, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(data))
		out = append(out, part{f.Name, data})
	}
	if !slices.ContainsFunc(out, func(p part) bool { return p.name == "word/document.xml" }) {
		return nil, errs.New(errs.Invalid, "docx.invalid")
	}
	return out, nil
}

func read(f *zip.File, left int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, errs.New(errs.Invalid, "docx.invalid").Because(err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, left+1))
	if int64(len(data)) > left {
		return nil, errs.New(errs.Invalid, "docx.too_large")
	}
	if err != nil {
		return nil, errs.New(errs.Invalid, "docx.invalid").Because(err)
	}
	return data, nil
}

func pack(parts []part) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write(p.data)
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", p.name, err)
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// Fill puts values into a template. A field that the values do not have is the
// error that Check gives.
func Fill(r io.ReaderAt, size int64, v Values) ([]byte, error) {
	parts, err := unpack(r, size)
	if err != nil {
		return nil, err
	}
	for i, p := range parts {
		if !filled.MatchString(p.name) {
			continue
		}
		if parts[i].data, err = fillPart(p.data, v); err != nil {
			return nil, err
		}
	}
	return pack(parts)
}

// Check reads a template and reports every marker that cannot be filled: Invalid
// with one field error each, at path, with the marker ("field") and the words
// around it ("near"). Codes: docx.unknown, docx.unknown_list, docx.outside (an
// entry's field outside its row), docx.open (braces without end), docx.no_row.
func Check(r io.ReaderAt, size int64, path string, k Known) error {
	parts, err := unpack(r, size)
	if err != nil {
		return err
	}
	var f errs.Fields
	for _, p := range parts {
		if !filled.MatchString(p.name) {
			continue
		}
		tokens, err := scan(p.data)
		if err != nil {
			return err
		}
		for _, w := range examine(tokens, k) {
			f.Add(path, w.code, "field", w.field, "near", w.near)
		}
	}
	return f.Err()
}

// wrong is one marker that cannot be filled.
type wrong struct{ code, field, near string }

// marker is {{name}} or {{#list}}; a name is letters, digits, points, underlines.
var marker = regexp.MustCompile(`\{\{\s*(#?)\s*([^{}]*?)\s*\}\}`)

// examine looks at the text of every paragraph and at the row that holds it.
func examine(tokens []token, k Known) []wrong {
	var out []wrong
	eachParagraph(tokens, func(text, list string) {
		for _, m := range marker.FindAllStringSubmatch(text, -1) {
			code := ""
			switch name := m[2]; {
			case m[1] == "#" && k.Lists[name] == nil:
				code = "docx.unknown_list"
			case m[1] == "#" && list == "":
				code = "docx.no_row"
			case m[1] == "#", slices.Contains(k.Fields, name), list != "" && slices.Contains(k.Lists[list], name):
				continue
			default:
				code = "docx.unknown"
				for _, fields := range k.Lists {
					if slices.Contains(fields, name) {
						code = "docx.outside"
					}
				}
			}
			out = append(out, wrong{code, m[1] + m[2], near(text)})
		}
		if rest := marker.ReplaceAllString(text, ""); strings.Contains(rest, "{{") {
			out = append(out, wrong{"docx.open", "{{", near(text)})
		}
	})
	return out
}

// near is enough of a paragraph to find it again.
func near(text string) string {
	if r := []rune(strings.TrimSpace(text)); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return strings.TrimSpace(text)
}

var errShape = errors.New("document.xml is no Word document")
