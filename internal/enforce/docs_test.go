package enforce_test

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func document(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func found(text, pattern string) map[string]bool {
	out := map[string]bool{}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		out[m[1]] = true
	}
	return out
}

// TestOperationsTellEverySetting compares the handbook with the flags' own tags.
func TestOperationsTellEverySetting(t *testing.T) {
	var source strings.Builder
	for _, f := range program(t) {
		if f.dir == "internal/delivery/cli" && !f.test {
			source.WriteString(document(t, f.path))
		}
	}
	text := document(t, "docs/operations.md")
	told, read := found(text, `(TITIAN_[A-Z_]+[A-Z])`), found(source.String(), `env:"(TITIAN_[A-Z_]+)"`)
	if !maps.Equal(told, read) {
		t.Errorf("docs/operations.md tells of %q; the command line reads %q", slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(read)))
	}
	flags := found(source.String(), "name:\"([a-z-]+)\"")
	for name := range found(source.String(), `(?m)^\t([A-Z]\w+)\s+\S+\s+`+"`") {
		flags[strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(name, "$1-$2"))] = true
	}
	ours := regexp.MustCompile(`(?m)^.*(sqlite3|pg_dump|pg_restore).*$`).ReplaceAllString(text, "")
	for flag := range found(ours, `--([a-z][a-z-]+)`) {
		if !flags[flag] && flag != "help" {
			t.Errorf("docs/operations.md: no command has the flag --%s", flag)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(found(text, "titian ([a-z]+)"))) {
		command := strings.ToUpper(word[:1]) + word[1:] + "Cmd"
		if !strings.Contains(source.String(), "type "+command+" struct") {
			t.Errorf("docs/operations.md: there is no command titian %s", word)
		}
	}
}

func TestTheGlossaryNamesTablesThatExist(t *testing.T) {
	known := map[string]bool{}
	for _, r := range authz.Roles() {
		known[string(r)] = true // programme_officer
	}
	for _, x := range schema(t, db.SQLite) {
		known[x.name] = true
		for _, c := range x.columns {
			known[c.name] = true
		}
	}
	for name := range found(document(t, "docs/glossary.md"), "`((?:"+strings.Join(append(ladder(), "audit"), "|")+")_[a-z_]+)`") {
		if !known[name] {
			t.Errorf("docs/glossary.md: there is no table or column %s", name)
		}
	}
}

func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	root := os.DirFS(filepath.Join("..", ".."))
	links := 0
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != "." || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if path.Ext(p) != ".md" || strings.Contains(p, "testdata") {
			return nil
		}
		prose := regexp.MustCompile("(?s)```.*?```|`[^`]*`").ReplaceAllString(document(t, p), "")
		for target := range found(prose, `\]\(([^)#:\s]+)(?:#[^)]*)?\)`) {
			links++
			if _, err := fs.Stat(root, path.Join(path.Dir(p), target)); err != nil {
				t.Errorf("%s: the link %s leads nowhere", p, target)
			}
		}
		return nil
	})
	if err != nil || links < 10 {
		t.Errorf("%d links, %v", links, err)
	}
}
