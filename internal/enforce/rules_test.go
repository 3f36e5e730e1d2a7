package enforce_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// These tests show that the rules can fail: each is asked about code that breaks it.

func parsed(t *testing.T, dir, text string) file {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, "x.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return file{path: dir + "/x.go", dir: dir, ast: tree, set: set}
}

func TestTheFloorRulesTellGoodImportsFromBad(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"internal/feature/fund", "titian/internal/feature/partnership", true},
		{"internal/feature/fund", "titian/internal/feature/programme", false},
		{"internal/feature/fund", "titian/internal/platform/db", true},
		{"internal/feature/fund", "titian/internal/engine/allocation", true},
		{"internal/feature/fund", "titian/internal/app", false},
		{"internal/feature/fund", "titian/internal/delivery/web", false},
		{"internal/feature/fund", "titian/internal/feature/fund/fundweb", false},
		{"internal/feature/fund/fundweb", "titian/internal/feature/fund", true},
		{"internal/feature/fund/fundweb", "titian/internal/delivery/web/ui", true},
		{"internal/feature/fund/fundweb", "titian/internal/delivery/api", false},
		{"internal/feature/fund/fundapi", "titian/internal/delivery/api", true},
		{"internal/feature/fund/fundweb", "titian/internal/feature/directory", true},
		{"internal/feature/report/reportweb", "titian/internal/feature/fund/fundweb", false},
		{"internal/feature/fund/fundweb", "titian/internal/delivery/cli", false},
		{"internal/feature/tourism", "titian/internal/feature/directory", false},
		{"internal/platform/audit", "titian/internal/platform/db", true},
		{"internal/platform/audit", "titian/internal/feature/person", false},
		{"internal/platform/audit", "titian/internal/engine/survival", false},
		{"internal/kernel/money", "titian/internal/platform/db", false},
		{"internal/engine/survival/balance", "titian/internal/engine/survival", true},
		{"internal/engine/survival", "titian/internal/engine/allocation", false},
		{"internal/engine/survival", "titian/internal/platform/db", false},
		{"internal/delivery/web", "titian/internal/feature/person", false},
		{"internal/delivery/web", "titian/internal/delivery/api", false},
		{"internal/delivery/cli", "titian/internal/app", true},
		{"internal/delivery/cli", "titian/internal/feature/fund/fundweb", false},
		{"internal/app", "titian/internal/feature/fund/fundweb", true},
		{"internal/app", "titian/internal/delivery/cli", false},
		{"cmd/titian", "titian/internal/app", false},
		{"cmd/titian", "titian/internal/delivery/cli", true},
	} {
		from := placeOf(tt.from)
		why := mayImport(file{dir: tt.from}, from, placeOf(tt.to), floors()[from.floor])
		if (why == "") != tt.want {
			t.Errorf("%s importing %s: permitted %v (%s)", tt.from, tt.to, why == "", why)
		}
	}
}

func TestStatementsAreFoundInStringsAndCalls(t *testing.T) {
	f := parsed(t, "internal/feature/fund", "package fund\n"+
		"const a = `INSERT INTO fund_entry (id) SELECT id FROM person_person p JOIN agreement_party y ON true`\n"+
		"const b = \"DELETE FROM\\n fund_fund WHERE id = $1\"\n"+
		"const c = \"we learn from person_person, and update fund_fund in prose\"\n"+
		"const d = `INSERT INTO fund_fund (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = $1`\n"+
		"func g() { db.Insert(ctx, tx, \"directory_post\", row); db.Update[T](ctx, tx, \"account_user\", row, 1, \"id\") }\n")
	var wrote, read []string
	statements(f, func(_ ast.Node, _, table string) { wrote = append(wrote, table) }, func(_ ast.Node, _, table string) { read = append(read, table) })
	if want := []string{"fund_entry", "fund_fund", "fund_fund", "directory_post", "account_user"}; !slices.Equal(wrote, want) {
		t.Errorf("wrote %q, want %q", wrote, want)
	}
	if want := []string{"person_person", "agreement_party"}; !slices.Equal(read, want) {
		t.Errorf("read %q, want %q", read, want)
	}
}

func TestChangingPackageVariablesAreFound(t *testing.T) {
	f := parsed(t, "internal/feature/fund", `package fund

import "sync"

var empty int
var cache = make(map[string]int)
var lock = sync.Mutex{}
var shared = &thing{}
var table = map[string]int{"a": 1}

func g() { table["b"] = 2; table := 1; table++ }
`)
	var found []string
	for _, d := range f.ast.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, s := range g.Specs {
				if changeable(g, s.(*ast.ValueSpec)) != "" {
					found = append(found, s.(*ast.ValueSpec).Names[0].Name)
				}
			}
		}
	}
	if want := []string{"empty", "cache", "lock", "shared"}; !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
	vars, changes := varsOf([]file{f})[f.dir], 0
	writes(f, func(_ ast.Node, target ast.Expr) {
		if id := rootOf(target); vars.names[id.Name] && (id.Obj == nil || id.Obj.Decl == vars.specs[id.Name]) {
			changes++
		}
	})
	if changes != 1 {
		t.Errorf("%d changes were found, want the one that is not of a local variable", changes)
	}
}

func TestMentionsOfAPackageAreFoundUnderAnyName(t *testing.T) {
	f := parsed(t, "internal/feature/fund", "package fund\n\nimport (\n\tclock \"time\"\n\t\"math/rand/v2\"\n)\n\nvar a = clock.Now()\nvar b = rand.IntN(3)\n\nfunc g(clock other) { clock.Now() }\n")
	var names []string
	for _, pkg := range []string{"time", "math/rand/v2", "os"} {
		f.uses(pkg, func(_ ast.Node, name string) { names = append(names, name) })
	}
	if want := []string{"Now", "IntN"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
