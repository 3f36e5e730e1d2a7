package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"titian/internal/app/demo"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var updateRights = flag.Bool("update-rights", false, "write docs/rights.md anew")

const rightsFile = "../../docs/rights.md"

// TestTheRightsAreAsWritten asks every use case of the program as every role and
// compares with docs/rights.md, which people read who do not read Go. The file
// is written from what the program does, not from what its policies say.
func TestTheRightsAreAsWritten(t *testing.T) {
	w := load(t, db.SQLite)
	var b strings.Builder
	b.WriteString(rightsHead)
	w.mayDo(t, &b)
	w.maySee(t, &b)
	if *updateRights {
		if err := os.WriteFile(rightsFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(rightsFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != b.String() {
		t.Errorf("docs/rights.md is not what the program does: read the difference, then go test ./internal/app -run Rights -update-rights\n%s", firstDifference(string(written), b.String()))
	}
}

func firstDifference(was, is string) string {
	a, b := strings.Split(was, "\n"), strings.Split(is, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, now %d", len(a), len(b))
}

const rightsHead = `# Rights

Who may do what, as the program does it: a test asks every use case as every role and compares the answers with this
file. A change of rights is a change of this file, so that whoever answers for it can read it without reading code.

Two questions are asked of every act. *May this role do this at all?* is the first table. *In which records?* is the
second. Where one of the answers is no, nothing happens: a role that may not is refused, a record that is not one's own
is not found. The operator (the command line on the server itself) may do all of it; nobody without a sign-in may do any.

Columns: **Ad** administrator · **He** head of a facility or probation office · **Pr** programme officer · **Gu** case
guardian · **Pk** probation officer · **Re** regional office · **Pa** partner · **Ob** observer. A dot is a refusal.

What a partner may know of a person is narrower still, and decided person by person: see [privacy](privacy.md).

## Acts
`

// abbreviations are the columns, in the order of authz.Roles.
func abbreviations() []string { return []string{"Ad", "He", "Pr", "Gu", "Pk", "Re", "Pa", "Ob"} }

// mayDo writes the use cases of each room with the roles that are not refused.
func (w *world) mayDo(t *testing.T, b *strings.Builder) {
	t.Helper()
	v := reflect.ValueOf(w.App).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Pointer || f.Type().Elem().Name() != "Service" {
			continue
		}
		room := path.Base(f.Type().Elem().PkgPath())
		told := synopses(t, room)
		fmt.Fprintf(b, "\n### %s\n\n| act | %s | what |\n|---|%s---|\n", room, strings.Join(abbreviations(), " | "), strings.Repeat("---|", len(abbreviations())))
		for m := range f.NumMethod() {
			method := f.Type().Method(m)
			if method.Type.NumIn() < 3 || method.Type.In(2) != reflect.TypeFor[authz.Actor]() {
				continue // a hook
			}
			fmt.Fprintf(b, "| %s |", method.Name)
			for _, role := range authz.Roles() {
				mark := " · |"
				if !refusedTo(t, f.Method(m), role) {
					mark = " ✓ |"
				}
				b.WriteString(mark)
			}
			fmt.Fprintf(b, " %s |\n", told[method.Name])
		}
	}
}

// refusedTo calls a use case with nothing but an actor: whoever may do it gets
// further than the policy, and finds nothing.
func refusedTo(t *testing.T, method reflect.Value, role authz.Role) (refused bool) {
	t.Helper()
	defer func() {
		if recover() != nil { // it got further
			refused = false
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	args := []reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(authz.Actor{Name: "Uji", Role: role})}
	for i := 2; i < method.Type().NumIn() && (!method.Type().IsVariadic() || i < method.Type().NumIn()-1); i++ {
		args = append(args, reflect.Zero(method.Type().In(i)))
	}
	out := method.Call(args)
	err, _ := out[len(out)-1].Interface().(error)
	return errors.Is(err, errs.Forbidden) || errors.Is(err, errs.Unauthenticated)
}

// synopses are the first sentences of what a room's use cases say of themselves.
func synopses(t *testing.T, room string) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../feature/" + room + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Doc == nil || !strings.Contains(receiver(fn), "Service") {
				continue
			}
			text := strings.Join(strings.Fields(fn.Doc.Text()), " ")
			if i := strings.Index(text, ". "); i > 0 {
				text = text[:i]
			}
			out[fn.Name.Name] = strings.ReplaceAll(strings.TrimSuffix(text, "."), "|", "/")
		}
	}
	return out
}

func receiver(fn *ast.FuncDecl) string {
	if star, ok := fn.Recv.List[0].Type.(*ast.StarExpr); ok {
		if name, ok := star.X.(*ast.Ident); ok {
			return name.Name
		}
	}
	return ""
}

// kinds are the records whose lists everybody's scope cuts.
func kinds() []string {
	return []string{"people", "classes", "cooperations", "agreements", "meetings", "proposals", "commitments", "funds", "users"}
}

// maySee writes, for each kind of record and each role, whether the role finds
// those of its own place, and another's: from the demo, as the API answers.
func (w *world) maySee(t *testing.T, b *strings.Builder) {
	t.Helper()
	logins, guided := map[authz.Role]string{}, ""
	for _, s := range demo.SignIns() {
		if slices.Contains(everyRole(), s.Login) {
			logins[s.Role] = s.Login
			if s.Role == authz.ProbationOfficer {
				guided = "?probation=" + w.keyFor(t, s.Org) // whom one guides is another list
			}
		}
	}
	fmt.Fprintf(b, "\n## Records\n\n*own*: those of one's own facility, office or partner, and below it. *all*: another's as well. A dot: none.\n\n| record | %s |\n|---|%s\n",
		strings.Join(abbreviations(), " | "), strings.Repeat("---|", len(abbreviations())))
	for _, kind := range kinds() {
		list := "/api/v1/" + kind
		others := []string{w.keyOf(t, "binadik.maros", list), w.keyOf(t, "pemkab.maros", list)}
		fmt.Fprintf(b, "| %s |", kind)
		for _, role := range authz.Roles() {
			of := list
			if kind == "people" && role == authz.ProbationOfficer {
				of += guided
			}
			b.WriteString(" " + w.sees(t, logins[role], list, of, others) + " |")
		}
		b.WriteString("\n")
	}
}

func (w *world) sees(t *testing.T, login, list, of string, others []string) string {
	t.Helper()
	if login == "" {
		t.Fatal("a role signs in nowhere")
	}
	for _, key := range others {
		if key != "" && w.ask(t, login, http.MethodGet, list+"/"+key, "").Code == http.StatusOK {
			return "all"
		}
	}
	a := w.ask(t, login, http.MethodGet, of, "")
	var found struct {
		Items []json.RawMessage `json:"items"`
	}
	if a.Code != http.StatusOK || json.Unmarshal(a.Body.Bytes(), &found) != nil || len(found.Items) == 0 {
		return "·"
	}
	return "own"
}
