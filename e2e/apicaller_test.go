package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// object is a JSON object as it goes over the wire.
type object map[string]any

// text is a field that holds text.
func (o object) text(name string) string { s, _ := o[name].(string); return s }

// count is a field that holds a number; an absent or unknown one is 0.
func (o object) count(name string) int { n, _ := o[name].(float64); return int(n) }

// object is a field that holds an object; an absent one is empty.
func (o object) object(name string) object { m, _ := o[name].(map[string]any); return m }

// list is a field that holds objects.
func (o object) list(name string) []object {
	rows, _ := o[name].([]any)
	out := make([]object, 0, len(rows))
	for _, r := range rows {
		if m, ok := r.(map[string]any); ok {
			out = append(out, object(m))
		}
	}
	return out
}

// caller sends requests in the name of one sign-in or another. What the program
// refuses ends the test with its answer.
type caller struct {
	t      *testing.T
	base   string
	tokens map[string]string
	client http.Client
}

func newCaller(t *testing.T, base string) *caller {
	return &caller{t: t, base: base + "/api/v1", tokens: map[string]string{}, client: http.Client{Timeout: time.Minute}}
}

// ask sends a request and returns the status and the answer.
func (c *caller) ask(login, method, path string, header http.Header, body io.Reader) (int, object) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	req.Header.Set("Authorization", "Bearer "+c.tokens[login])
	resp, err := c.client.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	out := object{}
	if err := json.Unmarshal(raw, &out); err != nil && resp.StatusCode < 300 {
		c.t.Fatalf("%s %s: %v: %.200s", method, path, err, raw)
	}
	return resp.StatusCode, out
}

func (c *caller) done(login, method, path string, status int, answer object) object {
	c.t.Helper()
	if status < 200 || status > 299 {
		c.t.Fatalf("%s: %s %s: status %d: %v", login, method, path, status, answer)
	}
	return answer
}

func (c *caller) get(login, path string) object {
	c.t.Helper()
	status, out := c.ask(login, http.MethodGet, path, nil, nil)
	return c.done(login, http.MethodGet, path, status, out)
}

func (c *caller) post(login, path string, body object) object {
	c.t.Helper()
	return c.send(login, http.MethodPost, path, nil, body)
}

// patch changes what was just read, under its version.
func (c *caller) patch(login, path string, version int, body object) object {
	c.t.Helper()
	return c.send(login, http.MethodPatch, path, http.Header{"If-Match": {fmt.Sprintf("%q", fmt.Sprint(version))}}, body)
}

func (c *caller) send(login, method, path string, header http.Header, body object) object {
	c.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/json")
	status, out := c.ask(login, method, path, header, bytes.NewReader(raw))
	return c.done(login, method, path, status, out)
}

// tries posts what should be refused, and returns the status.
func (c *caller) tries(login, path string, body object) int {
	c.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	status, _ := c.ask(login, http.MethodPost, path, http.Header{"Content-Type": {"application/json"}}, bytes.NewReader(raw))
	return status
}

// file puts a PDF with a record.
func (c *caller) file(login, kind, record, name string, content []byte) {
	c.t.Helper()
	path := "/files?" + url.Values{"kind": {kind}, "record": {record}, "name": {name}}.Encode()
	status, out := c.ask(login, http.MethodPost, path, http.Header{"Content-Type": {"application/pdf"}}, bytes.NewReader(content))
	c.done(login, http.MethodPost, path, status, out)
}

// exists follows an address that an answer gave.
func (c *caller) exists(login, address string) {
	c.t.Helper()
	path, ours := strings.CutPrefix(address, "/api/v1")
	if !ours {
		c.t.Errorf("the address %q is not the API's", address)
		return
	}
	if status, answer := c.ask(login, http.MethodGet, path, nil, nil); status != http.StatusOK {
		c.t.Errorf("%s follows %s: status %d: %v", login, address, status, answer)
	}
}
