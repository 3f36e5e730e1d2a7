package questionnaire

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"titian/internal/kernel/errs"
)

// Limits of an expression. It has no loop, so that its length bounds its steps.
const (
	maxExpression = 2000
	maxNodes      = 400
	maxMemory     = 10_000
)

// functions are the built-in ones that expressions may call.
func functions() []string {
	return []string{"abs", "ceil", "floor", "round", "min", "max", "len", "sum", "mean"}
}

// reserved are names that no item may take, because expressions mean something
// else by them.
func reserved() []string {
	words := []string{"has", "points", "param", "score", "true", "false", "nil", "in", "not", "and", "or", "let", "if", "else", "matches", "contains", "env"}
	return append(words, functions()...)
}

// expression is one compiled expression. uses are the items whose answers it
// reads; asks are those of which it asks only has.item.
type expression struct {
	source  string
	program *vm.Program
	uses    []string
	asks    []string
}

// tells are all items whose answers its value may give away.
func (x expression) tells() []string { return slices.Concat(x.uses, x.asks) }

// scope is what expressions at one place of the document can see.
type scope struct {
	items  map[string]*item // those that come before
	params []Parameter
	later  map[string]bool // items that come after, to say so
	score  bool            // the score itself, for bands
	result expr.Option
}

// declared is the scope as the compiler knows it. A name that is not in it is an
// error when the document is saved, not a silence when somebody is assessed.
func (s scope) declared() types.Map {
	m, has, points, param := types.Map{}, types.Map{}, types.Map{}, types.Map{}
	for key, it := range s.items {
		m[key], has[key], points[key] = it.declared(), types.Bool, types.Float64
	}
	for _, p := range s.params {
		param[p.Key] = types.Float64
	}
	m["has"], m["points"], m["param"] = has, points, param
	if s.score {
		m["score"] = types.Float64
	}
	return m
}

// compile notes at path what is wrong with an expression.
func (s scope) compile(f *errs.Fields, path, source string) expression {
	x := expression{source: source}
	if len(source) > maxExpression {
		f.Add(path, "too_long", "max", maxExpression)
		return x
	}
	tree, err := parser.Parse(source)
	if err != nil {
		f.Add(path, "questionnaire.expression", "text", firstLine(err))
		return x
	}
	look := &visitor{}
	ast.Walk(&tree.Node, look)
	if look.loop || look.nodes > maxNodes {
		f.Add(path, "questionnaire.too_much")
		return x
	}
	names := s.declared()
	for _, name := range look.names {
		if _, known := names[name]; !known && !slices.Contains(functions(), name) && !slices.Contains(look.locals, name) {
			code := "questionnaire.unknown_name"
			if s.later[name] {
				code = "questionnaire.later"
			}
			f.Add(path, code, "name", name)
			return x
		}
	}
	options := []expr.Option{expr.Env(names), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes), s.result}
	for _, name := range functions() {
		options = append(options, expr.EnableBuiltin(name))
	}
	if x.program, err = expr.Compile(source, options...); err != nil {
		f.Add(path, "questionnaire.expression", "text", firstLine(err))
		return x
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(append(look.names, look.points...)))) {
		if s.items[name] != nil {
			x.uses = append(x.uses, name)
		}
	}
	x.asks = look.asks
	return x
}

// visitor looks at an expression before it is compiled.
type visitor struct {
	names  []string // identifiers, without those of namespaces
	points []string // items read as points.item
	asks   []string // items read as has.item
	locals []string // names that the expression gives itself: let a = …
	nodes  int
	loop   bool
}

// Visit notes names and everything that could run more than once.
func (v *visitor) Visit(n *ast.Node) {
	v.nodes++
	switch x := (*n).(type) {
	case *ast.PredicateNode, *ast.PointerNode:
		v.loop = true
	case *ast.BinaryNode:
		v.loop = v.loop || x.Operator == ".."
	case *ast.VariableDeclaratorNode:
		v.locals = append(v.locals, x.Name)
	case *ast.IdentifierNode:
		v.names = append(v.names, x.Value)
	case *ast.MemberNode:
		of, ok := x.Node.(*ast.IdentifierNode)
		name, ok2 := x.Property.(*ast.StringNode)
		switch {
		case !ok || !ok2:
		case of.Value == "points":
			v.points = append(v.points, name.Value)
		case of.Value == "has":
			v.asks = append(v.asks, name.Value)
		}
	}
}

// truth is the value of a condition. One that reads an answer which is not
// there does not hold.
func (x expression) truth(s *state) bool {
	if x.program == nil {
		return true // no condition
	}
	for _, key := range x.uses {
		if !s.answered(key) {
			return false
		}
	}
	v, err := x.run(s)
	held, ok := v.(bool)
	return err == nil && ok && held
}

// number is the value of an expression that gives one.
func (x expression) number(s *state) (float64, bool) {
	v, err := x.run(s)
	n, ok := v.(float64)
	return n, err == nil && ok && !math.IsNaN(n) && !math.IsInf(n, 0)
}

// run gives the expression a machine of its own with little memory.
func (x expression) run(s *state) (any, error) {
	machine := vm.VM{MemoryBudget: maxMemory}
	return machine.Run(x.program, s.env)
}

// firstLine leaves out the drawing of where the error is.
func firstLine(err error) string {
	line, _, _ := strings.Cut(fmt.Sprint(err), "\n")
	return line
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
