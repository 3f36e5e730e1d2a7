package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"titian/internal/delivery/web/static"
)

//go:embed docs.html
var docsText string

// docsPage is what the reading page shows: plain lists, so that it works without
// scripts, on paper and in a screen reader.
type docsPage struct {
	Style   string
	Info    *huma.Info
	Groups  []docsGroup
	Schemas []docsSchema
}

type docsGroup struct {
	Name       string
	Operations []docsOperation
}

type docsOperation struct {
	Method, Path, Summary, Detail, ID string
	Params                            []*huma.Param
	Body, Answer                      docsType
	Status                            string
}

type docsSchema struct {
	Name, About string
	Fields      []docsField
}

type docsField struct {
	Name, About string
	Type        docsType
	Required    bool
	Choices     []any
}

// docsType names a schema; Link is set when the page tells more about it.
type docsType struct{ Text, Link string }

// readingPage renders the document for people.
func readingPage(d *huma.OpenAPI) ([]byte, error) {
	t, err := template.New("docs").Parse(docsText)
	if err != nil {
		return nil, fmt.Errorf("parse API reading page: %w", err)
	}
	p := docsPage{Style: static.URL("titian.css"), Info: d.Info, Groups: docsGroups(d)}
	all := d.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p.Schemas = append(p.Schemas, docsSchemaOf(name, all[name]))
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("render API reading page: %w", err)
	}
	return b.Bytes(), nil
}

func docsGroups(d *huma.OpenAPI) []docsGroup {
	byName := map[string][]docsOperation{}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		item := d.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				byName[op.Tags[0]] = append(byName[op.Tags[0]], docsOperationOf(op))
			}
		}
	}
	var out []docsGroup
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		out = append(out, docsGroup{name, byName[name]})
	}
	return out
}

func docsOperationOf(op *huma.Operation) docsOperation {
	o := docsOperation{Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary, Detail: op.Description, ID: op.OperationID, Params: op.Parameters}
	if op.RequestBody != nil {
		o.Body = docsTypeOf(op.RequestBody.Content["application/json"].Schema)
	}
	for _, code := range []int{http.StatusOK, http.StatusCreated} {
		if r := op.Responses[fmt.Sprint(code)]; r != nil {
			o.Status, o.Answer = fmt.Sprint(code), docsTypeOf(r.Content["application/json"].Schema)
		}
	}
	return o
}

func docsSchemaOf(name string, s *huma.Schema) docsSchema {
	out := docsSchema{Name: name, About: s.Description}
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		f := s.Properties[field]
		out.Fields = append(out.Fields, docsField{Name: field, About: f.Description, Type: docsTypeOf(f), Required: slices.Contains(s.Required, field), Choices: f.Enum})
	}
	return out
}

func docsTypeOf(s *huma.Schema) docsType {
	switch {
	case s.Ref != "":
		name := strings.TrimPrefix(s.Ref, schemaPrefix)
		return docsType{name, "#" + name}
	case s.Type == huma.TypeArray:
		of := docsTypeOf(s.Items)
		return docsType{"list of " + of.Text, of.Link}
	case s.Type == "":
		return docsType{Text: "any"}
	}
	text := s.Type
	if s.Format != "" {
		text += " (" + s.Format + ")"
	}
	if s.Nullable {
		text += " or null"
	}
	return docsType{Text: text}
}
