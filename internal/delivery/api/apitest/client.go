// Package apitest asks an API in tests: a kit with one actor signed in, asked
// in memory. Only tests import it.
package apitest

import (
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Client asks the API as Actor, which may be changed between requests, in
// English unless Lang says otherwise.
type Client struct {
	Actor authz.Actor
	Lang  string
	API   *api.API
	Log   *strings.Builder

	t   testing.TB
	mux *http.ServeMux
}

// New returns a client of an API with the operations that register adds. Words
// are the message files of the features, besides the kit's.
func New(t testing.TB, actor authz.Actor, register func(*api.API), words ...fs.FS) *Client {
	t.Helper()
	c := &Client{Actor: actor, Lang: "en", Log: &strings.Builder{}, t: t, mux: http.NewServeMux()}
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(append(words, api.Words)...); err != nil {
		t.Fatal(err)
	}
	c.API = api.New(c.mux, api.Options{Words: bundle, Auth: signedIn{c}, Log: slog.New(slog.NewTextHandler(c.Log, nil)), Version: "test"})
	register(c.API)
	return c
}

// signedIn lets the client's actor in, whoever that is by now.
type signedIn struct{ client *Client }

// Actor answers without looking at the request.
func (s signedIn) Actor(*http.Request) (authz.Actor, error) { return s.client.Actor, nil }

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	t      testing.TB
}

// Get reads a path below the API's prefix.
func (c *Client) Get(path string, headers ...string) *Answer {
	c.t.Helper()
	return c.Do(http.MethodGet, path, nil, headers...)
}

// Post sends body, a value to encode or a string as it is. Headers are pairs.
func (c *Client) Post(path string, body any, headers ...string) *Answer {
	c.t.Helper()
	return c.Do(http.MethodPost, path, body, headers...)
}

// Patch changes the record whose version the client has read.
func (c *Client) Patch(path, etag string, body any, headers ...string) *Answer {
	c.t.Helper()
	return c.Do(http.MethodPatch, path, body, append(headers, "If-Match", etag)...)
}

// Do sends any request. Headers are pairs; a body is JSON unless they say otherwise.
func (c *Client) Do(method, path string, body any, headers ...string) *Answer {
	c.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		r = strings.NewReader(string(raw))
	}
	req := httptest.NewRequestWithContext(c.t.Context(), method, api.Prefix+path, r)
	req.Header.Set("Accept-Language", c.Lang)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	c.mux.ServeHTTP(rec, req)
	return &Answer{Status: rec.Code, Header: rec.Header(), Body: rec.Body.String(), t: c.t}
}

// JSON decodes the answer into v.
func (a *Answer) JSON(v any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.Body), v); err != nil {
		a.t.Fatalf("answer %d is no JSON for a %T: %v\n%s", a.Status, v, err, a.Body)
	}
}

// Problem is the answer as an error.
func (a *Answer) Problem() api.Problem {
	a.t.Helper()
	var p api.Problem
	a.JSON(&p)
	return p
}

// Code is the problem's code.
func (a *Answer) Code() string {
	a.t.Helper()
	return a.Problem().Code
}
