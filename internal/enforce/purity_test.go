package enforce_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

func TestOnlyTheOutermostReadsTheEnvironment(t *testing.T) {
	for _, f := range program(t) {
		if f.test || placeOf(f.dir).floor == "cmd" || placeOf(f.dir).floor == "app" {
			continue
		}
		f.uses("os", func(n ast.Node, name string) {
			if slices.Contains([]string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}, name) {
				t.Errorf("%s: os.%s: settings come in as values, so that a test can give others; only cmd and app look outside", f.at(n), name)
			}
		})
	}
}

// TestTheCallerGivesClockContextAndWriter keeps features, engines and kernel
// from reaching for what only the edge has.
func TestTheCallerGivesClockContextAndWriter(t *testing.T) {
	forbidden := []struct {
		pkg   string
		names []string
		why   string
	}{
		{"time", []string{"Now", "Since", "Until", "Tick"}, "take the time from tx.Now() or the injected clock"},
		{"context", []string{"Background", "TODO"}, "take the caller's context"},
		{"fmt", []string{"Print", "Printf", "Println"}, "write to what the caller gave"},
	}
	for _, f := range program(t) {
		if f.test || !slices.Contains([]string{"kernel", "engine", "feature"}, placeOf(f.dir).floor) {
			continue
		}
		for _, x := range forbidden {
			f.uses(x.pkg, func(n ast.Node, name string) {
				if slices.Contains(x.names, name) {
					t.Errorf("%s: %s.%s: %s", f.at(n), x.pkg, name, x.why)
				}
			})
		}
		for _, pkg := range []string{"math/rand", "math/rand/v2"} {
			f.uses(pkg, func(n ast.Node, name string) {
				if first := name[:1]; strings.ToLower(name) != name && !strings.HasPrefix(name, "New") && !slices.Contains([]string{"Rand", "PCG", "ChaCha8", "Source", "Zipf"}, name) {
					t.Errorf("%s: rand.%s draws from a source that nobody can repeat: take a seeded one (%s…)", f.at(n), name, first)
				}
			})
		}
	}
}

func TestNothingRunsBeforeMain(t *testing.T) {
	for _, f := range program(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: an init function runs whether one wants it or not: construct in app", f.at(fn))
			}
		}
	}
}

// packageVars are the variables at the top of one package's files.
type packageVars struct {
	specs map[string]*ast.ValueSpec
	names map[string]bool
}

func varsOf(all []file) map[string]packageVars {
	out := map[string]packageVars{}
	for _, f := range all {
		for _, d := range f.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			v := out[f.dir]
			if v.specs == nil {
				v = packageVars{map[string]*ast.ValueSpec{}, map[string]bool{}}
			}
			for _, s := range g.Specs {
				for _, n := range s.(*ast.ValueSpec).Names {
					v.specs[n.Name], v.names[n.Name] = s.(*ast.ValueSpec), true
				}
			}
			out[f.dir] = v
		}
	}
	return out
}

// TestPackageVariablesNeverChange allows tables, patterns and errors that are
// made once and read; what changes belongs to a value that app constructs.
func TestPackageVariablesNeverChange(t *testing.T) {
	var code []file
	for _, f := range program(t) {
		if !f.test && slices.Contains([]string{"kernel", "engine", "feature", "app"}, placeOf(f.dir).floor) {
			code = append(code, f)
		}
	}
	vars := varsOf(code)
	for _, f := range code {
		for _, d := range f.ast.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, s := range g.Specs {
					if why := changeable(g, s.(*ast.ValueSpec)); why != "" {
						t.Errorf("%s: package variable %s %s", f.at(s), s.(*ast.ValueSpec).Names[0].Name, why)
					}
				}
			}
		}
		writes(f, func(n ast.Node, target ast.Expr) {
			id := rootOf(target)
			if id == nil || id.Name == "_" || !vars[f.dir].names[id.Name] {
				return
			}
			if id.Obj != nil && id.Obj.Decl != vars[f.dir].specs[id.Name] {
				return // a local variable of the same name
			}
			t.Errorf("%s: package variable %s is changed: two callers would see each other's change", f.at(n), id.Name)
		})
	}
}

// changeable is empty, or what makes the declaration a store.
func changeable(g *ast.GenDecl, s *ast.ValueSpec) string {
	embedded := g.Doc != nil && strings.Contains(g.Doc.Text()+comments(g.Doc), "//go:embed")
	if len(s.Values) == 0 {
		if embedded {
			return ""
		}
		return "has no value: it waits to be changed"
	}
	for _, v := range s.Values {
		switch x := v.(type) {
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				return "points at a value that anybody may change"
			}
		case *ast.CallExpr:
			if fn, ok := x.Fun.(*ast.Ident); ok && (fn.Name == "make" || fn.Name == "new") {
				return "is made empty: it waits to be filled"
			}
		case *ast.CompositeLit:
			if sel, ok := x.Type.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && (pkg.Name == "sync" || pkg.Name == "atomic") {
					return "is a lock: what it guards belongs to a value that app constructs"
				}
			}
		}
	}
	return ""
}

func comments(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text)
	}
	return b.String()
}

// writes visits what statements of f assign to, increment or take the address of.
func writes(f file, visit func(n ast.Node, target ast.Expr)) {
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.AssignStmt:
			if x.Tok != token.DEFINE {
				for _, l := range x.Lhs {
					visit(x, l)
				}
			}
		case *ast.IncDecStmt:
			visit(x, x.X)
		case *ast.CallExpr:
			if fn, ok := x.Fun.(*ast.Ident); ok && len(x.Args) > 0 && (fn.Name == "delete" || fn.Name == "clear") {
				visit(x, x.Args[0])
			}
		}
		return true
	})
}

// rootOf is the variable behind x[i].y.
func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// TestATransactionReadsThroughItself: a read that goes around the open
// transaction sees the past, and takes a second connection while it holds the
// first; enough of them at once wait for each other for ever. A write
// transaction inside another waits for itself.
func TestATransactionReadsThroughItself(t *testing.T) {
	for _, f := range program(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			fn, ok := n.(*ast.FuncLit)
			if !ok || !takesTx(fn.Type) {
				return true
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "InTx" {
					t.Errorf("%s: a transaction within a transaction waits for itself", f.at(n))
				}
				for _, arg := range call.Args {
					if sel, ok := arg.(*ast.SelectorExpr); ok && (sel.Sel.Name == "db" || sel.Sel.Name == "DB") && sel.Sel.Obj == nil {
						t.Errorf("%s: inside a transaction read through tx, not around it", f.at(arg))
					}
				}
				return true
			})
			return true
		})
	}
}

// takesTx reports whether a function has a parameter *db.Tx.
func takesTx(fn *ast.FuncType) bool {
	for _, p := range fn.Params.List {
		if star, ok := p.Type.(*ast.StarExpr); ok {
			if sel, ok := star.X.(*ast.SelectorExpr); ok && sel.Sel.Name == "Tx" {
				return true
			}
		}
	}
	return false
}

func TestNothingIsLeftForLater(t *testing.T) {
	for _, f := range program(t) {
		for _, g := range f.ast.Comments {
			for _, c := range g.List {
				for _, word := range []string{"TO" + "DO", "FIX" + "ME", "XXX"} {
					if _, rest, found := strings.Cut(c.Text, word); found && !strings.Contains(rest, "#") {
						t.Errorf("%s: %s without an issue's number is forgotten", f.at(c), word)
					}
				}
			}
		}
	}
}
