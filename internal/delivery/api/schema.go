package api

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

const schemaPrefix = "#/components/schemas/"

// schemas collects the document's types. Huma's own registry names a type by its
// name alone, and every feature has a "createBody"; it also knows neither our
// keys nor our days.
type schemas struct {
	byName map[string]*huma.Schema
	types  map[string]reflect.Type
}

func newSchemas() *schemas {
	return &schemas{byName: map[string]*huma.Schema{}, types: map[string]reflect.Type{}}
}

// Schema is t's schema, or a reference to it when it is a struct of ours.
func (s *schemas) Schema(t reflect.Type, allowRef bool, hint string) *huma.Schema {
	nullable := t.Kind() == reflect.Pointer
	if nullable {
		t = t.Elem()
	}
	if leaf := leafSchema(t); leaf != nil {
		leaf.Nullable = leaf.Nullable || nullable
		return leaf
	}
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		out := huma.SchemaFromType(s, t)
		out.Nullable = nullable // an empty list is [], never null
		return out
	}
	name := schemaName(t)
	if have, known := s.types[name]; known && have != t {
		panic(fmt.Sprintf("api: %s and %s both want the schema name %s", have, t, name))
	} else if !known {
		s.types[name], s.byName[name] = t, &huma.Schema{}
		*s.byName[name] = *huma.SchemaFromType(s, t)
	}
	if allowRef {
		return &huma.Schema{Ref: schemaPrefix + name}
	}
	return s.byName[name]
}

// leafSchema is how the kernel's words look in JSON.
func leafSchema(t reflect.Type) *huma.Schema {
	switch {
	case t.PkgPath() == reflect.TypeFor[id.Any]().PkgPath():
		return &huma.Schema{Type: huma.TypeString, Format: "uuid"}
	case t == reflect.TypeFor[civil.Date]():
		return &huma.Schema{Type: huma.TypeString, Format: "date", Nullable: true, Description: "A day, or null when it is not known"}
	case t == reflect.TypeFor[civil.Partial]():
		return &huma.Schema{Type: huma.TypeString, Pattern: `^(\d{4}(-\d{2}(-\d{2})?)?)?$`, Description: "A day of which only a part may be known: 2025, 2025-11 or 2025-11-03; empty when unknown"}
	case t == reflect.TypeFor[money.Rupiah]():
		return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: "Whole rupiah"}
	}
	return nil
}

// schemaName is the type's name after its feature: meetingapi.createBody is
// MeetingCreateBody, meetingapi.Meeting is Meeting.
func schemaName(t reflect.Type) string {
	name, argument, generic := strings.Cut(t.Name(), "[")
	if generic { // Listed[titian/…/meetingapi.Meeting] is MeetingListed
		argument = strings.TrimSuffix(argument[strings.LastIndex(argument, "/")+1:], "]")
		feature, arg, _ := strings.Cut(argument, ".")
		return joinName(feature, arg) + name
	}
	path := t.PkgPath()
	return joinName(path[strings.LastIndex(path, "/")+1:], name)
}

func joinName(pkg, name string) string {
	feature := strings.TrimSuffix(strings.TrimSuffix(pkg, "_test"), "api")
	if name = capital(name); strings.HasPrefix(name, capital(feature)) {
		return name
	}
	return capital(feature) + name
}

func capital(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// The rest makes schemas a huma.Registry.

// SchemaFromRef finds what a reference means.
func (s *schemas) SchemaFromRef(ref string) *huma.Schema {
	return s.byName[strings.TrimPrefix(ref, schemaPrefix)]
}

// TypeFromRef finds the type of a reference.
func (s *schemas) TypeFromRef(ref string) reflect.Type {
	return s.types[strings.TrimPrefix(ref, schemaPrefix)]
}

// Map is all of them by name.
func (s *schemas) Map() map[string]*huma.Schema { return s.byName }

// RegisterTypeAlias is not needed: leafSchema knows the exceptions.
func (s *schemas) RegisterTypeAlias(reflect.Type, reflect.Type) {}

// MarshalJSON writes the document's components.
func (s *schemas) MarshalJSON() ([]byte, error) { return json.Marshal(s.byName) }
