package api_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestTheDocumentIsValidOpenAPI(t *testing.T) {
	_, c := newGifts(t)
	a := c.Get("/openapi.json")
	if a.Status != 200 || a.Header.Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("got %d %v", a.Status, a.Header)
	}
	f, err := os.Open("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", raw); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.MustCompile("openapi.json").Validate(document); err != nil {
		t.Error(err)
	}
}

func TestTheDocumentKnowsOurWords(t *testing.T) {
	_, c := newGifts(t)
	var d struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Required bool
			}
			Responses map[string]any
		}
		Components struct {
			Schemas map[string]struct {
				Required   []string
				Properties map[string]struct {
					Type   any
					Format string
					Items  map[string]string
				}
			}
		}
	}
	c.Get("/openapi.json").JSON(&d)
	view, ok := d.Components.Schemas["GiftView"]
	if !ok {
		t.Fatalf("schemas: %v", d.Components.Schemas)
	}
	for field, want := range map[string]string{
		"id": `{"Type":"string","Format":"uuid","Items":null}`, "due_on": `{"Type":["string","null"],"Format":"date","Items":null}`,
		"cost": `{"Type":"integer","Format":"int64","Items":null}`, "lines": `{"Type":"array","Format":"","Items":{"$ref":"#/components/schemas/LineView"}}`,
	} {
		if got, _ := json.Marshal(view.Properties[field]); string(got) != want {
			t.Errorf("%s: got %s, want %s", field, got, want)
		}
	}
	if r := d.Components.Schemas["GiftBody"].Required; len(r) != 1 || r[0] != "title" {
		t.Errorf("required of a body: %v", r)
	}
	match := false
	for _, p := range d.Paths["/gifts/{id}"]["patch"].Parameters {
		match = match || p.Name == "If-Match" && p.In == "header" && p.Required
	}
	if !match || d.Paths["/gifts"]["post"].Responses["201"] == nil {
		t.Errorf("operations: %v", d.Paths)
	}
}

func TestTheReadingPageListsEveryOperation(t *testing.T) {
	_, c := newGifts(t)
	a := c.Get("/docs")
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	page := doc.Find("h3").Text()
	for _, p := range c.API.Patterns() {
		if !strings.Contains(page, p) {
			t.Errorf("%s is not on the page", p)
		}
	}
	if n := doc.Find("script, [style]").Length(); n != 0 {
		t.Errorf("%d scripts and styles", n)
	}
	doc.Find(`a[href^="#"]`).Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		if doc.Find("[id='"+href[1:]+"']").Length() != 1 {
			t.Errorf("%s leads nowhere", href)
		}
	})
}
