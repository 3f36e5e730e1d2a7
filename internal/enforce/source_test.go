package enforce_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// file is one Go file of the program.
type file struct {
	path string // from the module's root, with slashes
	dir  string
	test bool // a test, or a package of builders for tests
	ast  *ast.File
	set  *token.FileSet
}

// at is where n stands, as a compiler would say it.
func (f file) at(n ast.Node) string { return f.path + ":" + strconv.Itoa(f.set.Position(n.Pos()).Line) }

// imports are the paths that the file imports, by their specs.
func (f file) imports() map[*ast.ImportSpec]string {
	out := map[*ast.ImportSpec]string{}
	for _, s := range f.ast.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err == nil {
			out[s] = p
		}
	}
	return out
}

// nameOf is what the file calls an imported package, or empty.
func (f file) nameOf(pkg string) string {
	for s, p := range f.imports() {
		switch {
		case p != pkg:
		case s.Name != nil:
			return s.Name.Name
		case strings.HasPrefix(path.Base(p), "v"): // math/rand/v2
			return path.Base(path.Dir(p))
		default:
			return path.Base(p)
		}
	}
	return ""
}

// uses visits each mention of a package's names: uses("os", f) sees os.Getenv as "Getenv".
func (f file) uses(pkg string, visit func(n ast.Node, name string)) {
	local := f.nameOf(pkg)
	if local == "" {
		return
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == local && x.Obj == nil {
			visit(s, s.Sel.Name)
		}
		return true
	})
}

// literals visits the file's string literals, unquoted.
func (f file) literals(visit func(n ast.Node, text string)) {
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil {
				visit(l, s)
			}
		}
		return true
	})
}

// files is the source of the program: internal and cmd.
var files = sync.OnceValues(func() ([]file, error) {
	root := os.DirFS(filepath.Join("..", ".."))
	var out []file
	for _, top := range []string{"internal", "cmd"} {
		err := fs.WalkDir(root, top, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(p) != ".go" {
				return err
			}
			text, err := fs.ReadFile(root, p)
			if err != nil {
				return err
			}
			set := token.NewFileSet()
			tree, err := parser.ParseFile(set, p, text, parser.ParseComments)
			if err != nil {
				return err
			}
			out = append(out, file{p, path.Dir(p), strings.HasSuffix(p, "_test.go") || builders(path.Dir(p)), tree, set})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
})

// builders reports whether a package serves tests only: dbtest, persontest, webtest.
func builders(dir string) bool { return strings.HasSuffix(path.Base(dir), "test") }

func program(t *testing.T) []file {
	t.Helper()
	all, err := files()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d files were found: the rules would hold of nothing", len(all))
	}
	return all
}

// ladder is the order of the features: each imports only what stands before it.
func ladder() []string {
	return []string{
		"directory", "account", "attachment", "notice", "person", "sentence", "intake", "assessment", "casework", "agreement", "partnership", "fund", "programme", "matching",
		"handover", "supervision", "house", "livelihood", "outcome", "report",
	}
}

func rung(feature string) int { return slices.Index(ladder(), feature) }

// place says on which floor a package of the program stands, and for a feature
// which one and which part: "" core, "web", "api", "test" or another subpackage.
type place struct{ floor, feature, part string }

func placeOf(dir string) place {
	parts := strings.Split(strings.TrimPrefix(dir, "titian/"), "/")
	if parts[0] != "internal" {
		return place{floor: parts[0]}
	}
	p := place{floor: parts[1]}
	if p.floor == "delivery" && len(parts) > 2 {
		p.floor = "delivery/" + parts[2]
	}
	if p.floor == "feature" && len(parts) > 2 {
		p.feature = parts[2]
		if len(parts) > 3 {
			p.part = strings.TrimPrefix(parts[3], p.feature)
		}
	}
	if p.floor == "engine" && len(parts) > 2 {
		p.part = parts[2]
	}
	return p
}
