package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// operation is what the document says of one operation besides its Op.
type operation struct {
	inputs *inputs
	body   reflect.Type
	answer reflect.Type
	status int
	match  matching
	etag   bool // the answer carries an ETag
	once   bool // takes an Idempotency-Key
	link   bool // the answer carries a Link to the next page
	takes  bool // the body is a file's content
	gives  bool // the answer is a file's content
}

// matching says what an operation makes of If-Match.
type matching int

const (
	matchNever matching = iota
	matchOptional
	matchRequired
)

func newDocument(version string, s *schemas) *huma.OpenAPI {
	if version == "" {
		version = "dev"
	}
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Titian", Version: version, License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			Description: "Carries people from prison back to their communities. Send a token as \"Authorization: Bearer …\"; the answer depends on " +
				"what its owner may see. Errors are application/problem+json in the language of Accept-Language (id or en). " +
				"Send an Idempotency-Key with every POST: repeating it is then harmless.",
		},
		Servers:  []*huma.Server{{URL: Prefix}},
		Security: []map[string][]string{{"token": {}}},
		Components: &huma.Components{Schemas: s, SecuritySchemes: map[string]*huma.SecurityScheme{
			"token": {Type: "http", Scheme: "bearer", Description: "Made under Tokens in the web or with titian token create"},
		}},
	}
}

var notWord = regexp.MustCompile(`[^a-z0-9]+`)

// describe adds an operation to the document, once somebody asks for that: to
// reflect on every type takes a third of the program's start.
func (a *API) describe(o Op, d operation) {
	a.described = append(a.described, func() { a.describeNow(o, d) })
}

// describeNow panics when one schema name means two types: a mistake of the
// programmer, which the test of the document finds.
func (a *API) describeNow(o Op, d operation) {
	op := &huma.Operation{
		Method: o.Method, Path: o.Path, Tags: []string{o.Tag}, Summary: o.Summary, Description: o.Detail,
		OperationID: strings.Trim(notWord.ReplaceAllString(strings.ToLower(o.Method+" "+o.Path), "-"), "-"),
		Parameters:  d.inputs.document(a.schemas, o.Path),
	}
	if d.body != nil && d.body != reflect.TypeFor[None]() {
		op.RequestBody = &huma.RequestBody{Required: true, Content: a.content("application/json", d.body)}
	}
	if d.takes {
		op.RequestBody = &huma.RequestBody{Required: true, Content: fileContent()}
	}
	header := func(name, about string, required bool) {
		op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "header", Description: about, Required: required, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if d.once {
		header("Idempotency-Key", "Any text of up to 128 characters, new for each thing to be done", false)
	}
	if d.match != matchNever {
		header("If-Match", "The ETag of the version that you have read", d.match == matchRequired)
	}
	answer := &huma.Response{Description: http.StatusText(d.status), Content: fileContent(), Headers: map[string]*huma.Param{}}
	if !d.gives {
		answer.Content = a.content("application/json", d.answer)
	}
	for name, when := range map[string]bool{"ETag": d.etag, "Link": d.link, "Idempotency-Replayed": d.once} {
		if when {
			answer.Headers[name] = &huma.Param{Schema: &huma.Schema{Type: huma.TypeString}}
		}
	}
	op.Responses = map[string]*huma.Response{
		strconv.Itoa(d.status): answer,
		"default":              {Description: "A problem", Content: a.content("application/problem+json", reflect.TypeFor[Problem]())},
	}
	a.document.AddOperation(op)
}

// fileContent is bytes of any kind.
func fileContent() map[string]*huma.MediaType {
	return map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}

func (a *API) content(kind string, t reflect.Type) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{kind: {Schema: a.schemas.Schema(t, true, "")}}
}

// serveDocument serves the document and its reading page to whoever asks: they
// tell nothing that the program's source does not.
func (a *API) serveDocument() {
	whole := sync.OnceValue(func() *huma.OpenAPI {
		for _, describe := range a.described {
			describe()
		}
		return a.document
	})
	document := sync.OnceValues(func() ([]byte, error) { return json.Marshal(whole()) })
	page := sync.OnceValues(func() ([]byte, error) { return readingPage(whole()) })
	a.serveFile("/openapi.json", "application/openapi+json", document)
	a.serveFile("/docs", "text/html; charset=utf-8", page)
}

func (a *API) serveFile(path, kind string, content func() ([]byte, error)) {
	a.mux.HandleFunc("GET "+Prefix+path, func(w http.ResponseWriter, r *http.Request) {
		requestID := a.options.NewID()
		body, err := content()
		if err != nil {
			a.options.Log.ErrorContext(r.Context(), "write API document", "request", requestID, "error", err)
			a.fail(w, r, requestID, err)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'")
		send(w, requestID, http.StatusOK, []string{kind}, body)
	})
}
