// Package i18ntest holds the test that every package with words runs: a page
// must read the same in both languages, and no page may show a key.
package i18ntest

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/platform/i18n"
)

// used finds message keys in Go and templ sources: l.T("key"), T(ctx, "key"),
// web.Done(w, r, to, "key"). A key followed by + is the start of a family.
var used = regexp.MustCompile(`(?:\.T\(|\bT\(ctx, |\bDone\(w, r, [^\n]*?, )"([a-z0-9_.-]+)"(\s*\+)?`)

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// Check fails t when the two languages of words differ in their keys or
// placeholders, when a message is empty, or when a source file in dirs uses a
// key that neither words, nor others, nor the common words have.
func Check(t testing.TB, words fs.FS, dirs []string, others ...fs.FS) {
	t.Helper()
	bundle, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Add(append(others, words)...); err != nil {
		t.Fatal(err)
	}
	compare(t, read(t, words, i18n.Indonesian), read(t, words, i18n.English))
	for _, dir := range dirs {
		for _, u := range uses(t, dir) {
			if !u.in(bundle) {
				t.Errorf("%s uses the message %q, which nobody wrote", u.file, u.key)
			}
		}
	}
}

// compare reports what one language has and the other has not.
func compare(t testing.TB, indonesian, english map[string]string) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(indonesian)) {
		en, ok := english[key]
		switch {
		case !ok:
			t.Errorf("%q has no English", key)
		case strings.TrimSpace(indonesian[key]) == "" || strings.TrimSpace(en) == "":
			t.Errorf("%q is empty", key)
		case !slices.Equal(placeholders(indonesian[key]), placeholders(en)):
			t.Errorf("%q has other placeholders in English: %q, %q", key, indonesian[key], en)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(english)) {
		if _, ok := indonesian[key]; !ok {
			t.Errorf("%q has no Indonesian", key)
		}
	}
}

// entry is a line of a words file that begins a message.
var entry = regexp.MustCompile(`(?m)^  "([^"]+)":`)

// twice are the keys that a file of words holds more than once. A decoder keeps
// the last of them without a word, and the page that meant the first reads wrong.
func twice(raw []byte) []string {
	seen, out := map[string]bool{}, []string{}
	for _, m := range entry.FindAllSubmatch(raw, -1) {
		key := string(m[1])
		if seen[key] {
			out = append(out, key)
		}
		seen[key] = true
	}
	return out
}

// read gives each key's text; the forms of a plural are joined.
func read(t testing.TB, words fs.FS, lang i18n.Lang) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(words, "words/"+string(lang)+".json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatalf("words/%s.json: %v", lang, err)
	}
	for _, key := range twice(raw) {
		t.Errorf("words/%s.json says %q twice; only the last is read", lang, key)
	}
	texts := map[string]string{}
	for key, v := range all {
		switch v := v.(type) {
		case string:
			texts[key] = v
		case map[string]any:
			one, hasOne := v["one"].(string)
			other, hasOther := v["other"].(string)
			if !hasOther || lang == i18n.English && !hasOne || len(v) > 2 {
				t.Errorf("%q (%s) needs one and other, and nothing else", key, lang)
			}
			texts[key] = one + " " + other
		default:
			t.Errorf("%q (%s) is neither text nor a plural", key, lang)
		}
	}
	return texts
}

func placeholders(s string) []string {
	names := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		names[m[1]] = true
	}
	return slices.Sorted(maps.Keys(names))
}

type use struct {
	file, key string
	family    bool
}

func (u use) in(b *i18n.Bundle) bool {
	if !u.family {
		return b.Has(u.key)
	}
	return slices.ContainsFunc(b.Keys(i18n.Indonesian), func(k string) bool { return strings.HasPrefix(k, u.key) })
}

// uses finds the keys in the sources of one folder, generated ones left out.
func uses(t testing.TB, dir string) []use {
	t.Helper()
	var found []use
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		source := strings.HasSuffix(name, ".templ") || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_templ.go") && !strings.HasSuffix(name, "_test.go")
		if !source {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllSubmatch(b, -1) {
			found = append(found, use{name, string(m[1]), len(m[2]) > 0})
		}
	}
	return found
}
