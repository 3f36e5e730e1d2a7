package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"titian/internal/kernel/errs"
)

// None is the body of an operation that takes no input.
type None struct{}

// readBody takes the body whole: it is needed twice, to decode and to hash.
func (x *exchange) readBody() ([]byte, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxBody))
	if err != nil {
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return nil, errs.New(errs.TooLarge, "too_large").Because(err)
		}
		return nil, errs.New(errs.Invalid, "api.body").Because(errors.Join(status(http.StatusBadRequest), err))
	}
	if len(raw) == 0 {
		return nil, nil
	}
	kind, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, errs.New(errs.Invalid, "api.content_type").Because(status(http.StatusUnsupportedMediaType))
	}
	return raw, nil
}

// decode reads raw strictly into v: unknown fields and text after the value are
// refused. Text that is no JSON is 400; JSON of another shape is 422 with every
// wrong field's path.
func decode(raw []byte, v any) error {
	if len(raw) == 0 {
		if _, none := v.(*None); none {
			return nil
		}
		return malformed(io.ErrUnexpectedEOF)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return nil
		}
		return malformed(errors.New("text after the value"))
	}
	if !json.Valid(raw) {
		return malformed(err)
	}
	var f errs.Fields
	explain(&f, "", raw, reflect.TypeOf(v).Elem())
	if explained := f.Err(); explained != nil {
		return explained
	}
	return malformed(err)
}

func malformed(cause error) error {
	return errs.New(errs.Invalid, "api.json").Because(errors.Join(status(http.StatusBadRequest), cause))
}

// explain finds every place where raw does not fit t. The decoder names the
// first one only, and not at all when the place is a key or a day that reads
// itself. It runs after a failure only.
func explain(f *errs.Fields, path string, raw json.RawMessage, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	whole := reflect.New(t).Interface()
	_, own := whole.(json.Unmarshaler)
	if !own && t.Kind() == reflect.Struct {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) == nil {
			explainFields(f, path, object, t)
			return
		}
	}
	if !own && t.Kind() == reflect.Slice {
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) == nil {
			for i, item := range items {
				explain(f, fmt.Sprintf("%s[%d]", path, i), item, t.Elem())
			}
			return
		}
	}
	if err := json.Unmarshal(raw, whole); err != nil {
		code := "api.type"
		if e := errs.As(err); e != nil {
			code = e.Code
		}
		f.Add(path, code)
	}
}

func explainFields(f *errs.Fields, path string, object map[string]json.RawMessage, t reflect.Type) {
	fields := fieldTypes(t)
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		ft, known := fields[name]
		at := name
		if !known {
			at = told(name)
		}
		if path != "" {
			at = path + "." + at
		}
		if known {
			explain(f, at, object[name], ft)
		} else {
			f.Add(at, "api.unknown")
		}
	}
}

// told is an unknown name as an error may repeat it. What is no name of a field by
// its letters may be anything, a person's name put in the wrong place included.
func told(name string) string {
	if len(name) > 40 || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || strings.Trim(name, "0123456789") == "" {
		return "?"
	}
	return name
}

// fieldTypes maps a struct's JSON names to their types.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for _, sf := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			out[name] = sf.Type
		}
	}
	return out
}
