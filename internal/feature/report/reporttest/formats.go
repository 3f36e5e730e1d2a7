package reporttest

import (
	"bytes"
	"embed"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"titian/internal/feature/report"
)

// schemas are what OCDS 1.1 and HSDS 3 ask of the fields that we write, and no
// other field: a misspelt one is found.
//
//go:embed schemas/*.json
var schemas embed.FS

// CheckOCDS holds a package against the standard.
func CheckOCDS(t testing.TB, p report.OCDSPackage) {
	t.Helper()
	check(t, "ocds-1.1.profile.json", p)
}

// CheckHSDS holds a page of organizations against the specification.
func CheckHSDS(t testing.TB, p report.HSDSPackage) {
	t.Helper()
	check(t, "hsds-3.profile.json", p)
}

func check(t testing.TB, name string, v any) {
	t.Helper()
	text, err := schemas.ReadFile("schemas/" + name)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(name, schema); err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(document); err != nil {
		t.Errorf("%v\n%.2000s", err, written)
	}
}
