package questionnaire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"titian/internal/kernel/errs"
)

// MaxBytes is the largest document; the largest shipped one has a twentieth.
const MaxBytes = 256 << 10

// Parse reads a document and names every field that does not belong or has the
// wrong shape by its path, such as "sections[2].items[0].label". What the
// fields mean is for Compile to check.
func Parse(raw []byte) (Document, error) {
	var d Document
	if len(raw) > MaxBytes {
		return d, errs.New(errs.TooLarge, "questionnaire.too_large").With("max", MaxBytes>>10)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")) // what some editors put first
	var any any
	if err := json.Unmarshal(raw, &any); err != nil {
		return d, errs.New(errs.Invalid, "questionnaire.no_json").With("line", lineOf(raw, err)).Because(err)
	}
	var f errs.Fields
	shape(&f, any, reflect.TypeFor[Document](), "")
	if err := f.Err(); err != nil {
		return d, err
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return Document{}, errs.New(errs.Invalid, "questionnaire.no_json").With("line", lineOf(raw, err)).Because(err)
	}
	return d, nil
}

// Bytes is the document as it is stored and exchanged: the same document always
// gives the same bytes.
func (d Document) Bytes() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(d) != nil {
		return nil // a document of texts and finite numbers always has a form; Compile refuses others
	}
	return b.Bytes()
}

// lineOf is the line on which the reader gave up.
func lineOf(raw []byte, err error) int {
	at := len(raw)
	if e, ok := err.(*json.SyntaxError); ok { //nolint:errorlint // json returns it bare
		at = min(int(e.Offset), at)
	}
	return 1 + bytes.Count(raw[:at], []byte("\n"))
}

// shape compares what was read with the type that it should fill. The standard
// decoder would tell of the first unknown field only, and not where it stands.
func shape(f *errs.Fields, v any, t reflect.Type, path string) {
	if v == nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		return // nothing there is an empty list
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	wrong := func(want string) { f.Add(orRoot(path), "questionnaire.shape", "want", want) }
	switch t.Kind() {
	case reflect.Struct:
		object, ok := v.(map[string]any)
		if !ok {
			wrong("{…}")
			return
		}
		members(f, object, t, path)
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			wrong("[…]")
			return
		}
		for i, x := range list {
			shape(f, x, t.Elem(), path+"["+strconv.Itoa(i)+"]")
		}
	case reflect.String:
		if _, ok := v.(string); !ok {
			wrong(`"…"`)
		}
	case reflect.Float64:
		if _, ok := v.(float64); !ok {
			wrong("1.5")
		}
	case reflect.Bool:
		if _, ok := v.(bool); !ok {
			wrong("true, false")
		}
	}
}

// members looks at an object's fields in the order of the type.
func members(f *errs.Fields, object map[string]any, t reflect.Type, path string) {
	if path != "" {
		path += "."
	}
	known := map[string]bool{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known[name] = true
		if x, there := object[name]; there {
			shape(f, x, t.Field(i).Type, path+name)
		}
	}
	for _, name := range sortedKeys(object) {
		if !known[name] {
			f.Add(path+name, "questionnaire.unknown_field")
		}
	}
}

func orRoot(path string) string {
	if path == "" {
		return "document"
	}
	return path
}
