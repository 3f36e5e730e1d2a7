package enforce_test

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

// act is a use case: an exported method of a feature's service, asked by an actor.
type act struct{ feature, method string }

// pagesOnly lists the acts that change something and that people do on pages alone,
// and apiOnly those of programs alone, each with its reason.
func pagesOnly() map[string]string {
	return map[string]string{
		"account.SignIn":            "a password is for browsers; a program carries a token",
		"account.Enter":             "the step after the password",
		"account.ChangePassword":    "whoever finds a token must not become its owner for good",
		"account.SignOutEverywhere": "it ends sessions of browsers; a program's tokens are revoked one by one",
		"notice.Open":               "whoever holds a reply link is a person without an account, at a page",
		"notice.Spend":              "the answer behind a reply link",
		"person.Compare":            "two records side by side: programs read both, and /duplicates says how alike they are",
		"person.Receipt":            "the sheet that a person signs; its facts stand in the list of consents",
		"person.TransferOf":         "a line on a person's page; programs list /transfers",
	}
}

func apiOnly() map[string]string {
	return map[string]string{
		"programme.Enrol": "the page enrols one or many with EnrolAll",
	}
}

// TestWhatPeopleDoOnPagesProgramsDoByTheAPI compares the two doors of the program:
// every act that writes is behind both, behind neither (the server's own runs and
// the command line), or named above with its reason.
func TestWhatPeopleDoOnPagesProgramsDoByTheAPI(t *testing.T) {
	pages, programs := callers(t, "web"), callers(t, "api")
	excused := map[string]bool{}
	found := 0
	for _, a := range changing(t) {
		name := a.feature + "." + a.method
		switch {
		case pages[a] && programs[a]:
			found++
		case pages[a]:
			if _, ok := pagesOnly()[name]; !ok {
				t.Errorf("%s is done on pages and not by the API: add the operation to %sapi, or a reason to pagesOnly", name, a.feature)
			}
			excused[name] = true
		case programs[a]:
			if _, ok := apiOnly()[name]; !ok {
				t.Errorf("%s is done by the API and not on pages: add the form to %sweb, or a reason to apiOnly", name, a.feature)
			}
			excused[name] = true
		}
	}
	if found < 100 {
		t.Errorf("only %d acts are behind both doors: does this test still understand the services?", found)
	}
	for _, list := range []map[string]string{pagesOnly(), apiOnly()} {
		for name := range list {
			if !excused[name] {
				t.Errorf("internal/enforce/parity_test.go: nobody needs the exception %s any more", name)
			}
		}
	}
}

// changing lists the acts that open a transaction, themselves or through a function of
// their own package.
func changing(t *testing.T) []act {
	t.Helper()
	calls := map[act]map[string]bool{} // what each function of a feature mentions
	var acts []act
	for _, f := range program(t) {
		p := placeOf(f.dir)
		if f.test || p.floor != "feature" || p.part != "" {
			continue
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			key := act{p.feature, fn.Name.Name}
			if calls[key] == nil {
				calls[key] = map[string]bool{}
			}
			mentions(fn, calls[key])
			if isAct(fn) {
				acts = append(acts, key)
			}
		}
	}
	return slices.DeleteFunc(acts, func(a act) bool { return !reaches(calls, a, map[act]bool{}) })
}

// mentions notes the functions of its own package, and the methods of its own
// receiver, that a function calls or passes on; and InTx, whosever it is.
func mentions(fn *ast.FuncDecl, into map[string]bool) {
	own := ""
	if fn.Recv != nil && len(fn.Recv.List[0].Names) > 0 {
		own = fn.Recv.List[0].Names[0].Name
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			if of, ok := x.X.(*ast.Ident); ok && of.Name == own || x.Sel.Name == "InTx" {
				into[x.Sel.Name] = true
			}
		case *ast.CallExpr:
			if name, ok := x.Fun.(*ast.Ident); ok {
				into[name.Name] = true
			}
		}
		return true
	})
}

// reaches reports whether a function comes to a transaction within its package.
func reaches(calls map[act]map[string]bool, a act, seen map[act]bool) bool {
	if seen[a] {
		return false
	}
	seen[a] = true
	if calls[a]["InTx"] {
		return true
	}
	for name := range calls[a] {
		if next := (act{a.feature, name}); calls[next] != nil && reaches(calls, next, seen) {
			return true
		}
	}
	return false
}

// isAct reports whether a function is an exported method of Service that takes the
// context and the actor.
func isAct(fn *ast.FuncDecl) bool {
	if fn.Recv == nil || !fn.Name.IsExported() || len(fn.Type.Params.List) < 2 {
		return false
	}
	star, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := star.X.(*ast.Ident)
	actor, isActor := fn.Type.Params.List[1].Type.(*ast.SelectorExpr)
	return ok && name.Name == "Service" && isActor && actor.Sel.Name == "Actor"
}

// callers are the acts that the packages of one door mention. What app puts together
// for the pages of several features counts as pages.
func callers(t *testing.T, part string) map[act]bool {
	t.Helper()
	named := map[string]map[string]string{} // by package: what a service is called there, and its feature
	door := func(f file) bool {
		p := placeOf(f.dir)
		return !f.test && (p.floor == "feature" && p.part == part || part == "web" && f.dir == "internal/app" && path.Base(f.path) == "pages.go")
	}
	for _, f := range program(t) {
		if door(f) || f.dir == "internal/app" && !f.test {
			if named[f.dir] == nil {
				named[f.dir] = map[string]string{}
			}
			f.services(named[f.dir])
		}
	}
	out := map[act]bool{}
	for _, f := range program(t) {
		if !door(f) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			for _, feature := range strings.Fields(named[f.dir][last(s.X)]) {
				out[act{feature, s.Sel.Name}] = true
			}
			return true
		})
	}
	return out
}

// last is the last name of a.b.c.
func last(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// services notes the fields and parameters of a file that are a feature's service.
func (f file) services(into map[string]string) {
	ast.Inspect(f.ast, func(n ast.Node) bool {
		field, ok := n.(*ast.Field)
		if !ok {
			return true
		}
		star, ok := field.Type.(*ast.StarExpr)
		if !ok {
			return true
		}
		s, ok := star.X.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "Service" {
			return true
		}
		names := []string{"Service"} // embedded
		for i, name := range field.Names {
			if i == 0 {
				names = nil
			}
			names = append(names, name.Name)
		}
		for _, name := range names {
			if feature := last(s.X); !slices.Contains(strings.Fields(into[name]), feature) {
				into[name] += " " + feature
			}
		}
		return true
	})
}
