package api

import (
	"encoding"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"titian/internal/kernel/errs"
)

// param is one field of an input struct that the path or the query fills.
type param struct {
	name  string
	path  bool // in the path, otherwise in the query
	index []int
	set   func(field reflect.Value, text string) error
	field reflect.StructField
}

// inputs is how requests fill a T: made once when the operation is registered.
type inputs struct {
	params []param
	known  map[string]bool // query names
}

// inputsOf reads T's tags `path:"id"` and `query:"status"`; untagged structs
// among its fields are looked into. A field of a type that no text can fill is a
// mistake of the programmer and panics at start-up.
func inputsOf(t reflect.Type) *inputs {
	in := &inputs{known: map[string]bool{}}
	in.collect(t, nil)
	return in
}

func (in *inputs) collect(t reflect.Type, at []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(append([]int{}, at...), i)
		name, inPath := sf.Tag.Lookup("path")
		query, inQuery := sf.Tag.Lookup("query")
		switch {
		case inPath, inQuery:
			if inQuery {
				name = query
				in.known[name] = true
			}
			in.params = append(in.params, param{name: name, path: inPath, index: index, set: setter(sf.Type), field: sf})
		case sf.Type.Kind() == reflect.Struct && sf.Name != "Body":
			in.collect(sf.Type, index)
		}
	}
}

// setter is how text becomes a value of t.
func setter(t reflect.Type) func(reflect.Value, string) error {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return func(f reflect.Value, s string) error {
			return f.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)) //nolint:forcetypeassert // checked above
		}
	}
	switch t.Kind() {
	case reflect.String:
		return func(f reflect.Value, s string) error { f.SetString(s); return nil }
	case reflect.Int, reflect.Int64:
		return func(f reflect.Value, s string) error {
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				return errs.New(errs.Invalid, "number.invalid").Because(err)
			}
			f.SetInt(n)
			return nil
		}
	case reflect.Bool:
		return func(f reflect.Value, s string) error {
			b, err := strconv.ParseBool(s)
			if err != nil {
				return errs.New(errs.Invalid, "choice.invalid").Because(err)
			}
			f.SetBool(b)
			return nil
		}
	}
	panic(fmt.Sprintf("api: a path or query cannot fill a %s", t))
}

// read fills v. A path that is no key is NotFound, like a key that nobody has. A
// query name that the operation does not know is refused: a filter that is
// misspelt and ignored would answer with rows that nobody asked for.
func (in *inputs) read(r *http.Request, v reflect.Value) error {
	query, err := queryOf(r)
	if err != nil {
		return err
	}
	var bad errs.Fields
	for name := range query {
		if !in.known[name] {
			bad.Add(told(name), "api.unknown")
		}
	}
	for _, p := range in.params {
		text := query.Get(p.name)
		if p.path {
			text = r.PathValue(p.name)
		}
		if text == "" {
			continue
		}
		if err := p.set(v.FieldByIndex(p.index), text); err != nil {
			if p.path {
				return errs.New(errs.NotFound, "not_found").Because(err)
			}
			bad.Add(p.name, codeOf(err))
		}
	}
	return bad.Err()
}

func queryOf(r *http.Request) (url.Values, error) {
	if r.URL.RawQuery == "" {
		return nil, nil
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errs.New(errs.Invalid, "api.query").Because(errors.Join(status(http.StatusBadRequest), err))
	}
	return q, nil
}

func codeOf(err error) string {
	if e := errs.As(err); e != nil {
		return e.Code
	}
	return "api.type"
}

// document lists the parameters for the OpenAPI document.
func (in *inputs) document(s *schemas, path string) []*huma.Param {
	var out []*huma.Param
	for _, p := range in.params {
		where := "query"
		if p.path {
			where = "path"
			if !strings.Contains(path, "{"+p.name+"}") {
				panic(fmt.Sprintf("api: %s has no {%s}", path, p.name))
			}
		}
		schema := huma.SchemaFromField(s, p.field, "")
		out = append(out, &huma.Param{Name: p.name, In: where, Required: p.path, Description: schema.Description, Schema: schema})
	}
	return out
}
