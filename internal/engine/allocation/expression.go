package allocation

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

// Finding is a condition that is not met. When the condition compares, it says
// what is compared: Left has the Value, and the condition would be met if it
// stood to Needed as the Operator says. Unknown names an attribute that nobody
// has recorded.
type Finding struct {
	Rule      string `json:"rule"`
	Condition string `json:"condition"`
	Left      string `json:"left,omitempty"`
	Value     any    `json:"value,omitempty"`
	Operator  string `json:"operator,omitempty"`
	Needed    any    `json:"needed,omitempty"`
	Unknown   string `json:"unknown,omitempty"`
}

// facts are what expressions see.
type facts struct{ person, offering Attributes }

func (in facts) env() map[string]any {
	return map[string]any{"person": map[string]any(in.person), "offering": map[string]any(in.offering)}
}

// expression is one compiled expression and the attributes it uses.
type expression struct {
	program *vm.Program
	uses    []attribute
}

// attribute is person.name or offering.name.
type attribute struct{ of, name string }

// unknown is the first attribute without a value, as "person.name", or "".
func (x expression) unknown(in facts) string {
	for _, a := range x.uses {
		from := in.person
		if a.of == "offering" {
			from = in.offering
		}
		if from[a.name] == nil {
			return a.of + "." + a.name
		}
	}
	return ""
}

// float is the value of a number; 0 when an attribute is unknown.
func (x expression) float(in facts) (float64, error) {
	if x.unknown(in) != "" {
		return 0, nil
	}
	v, err := expr.Run(x.program, in.env())
	if err != nil {
		return 0, errs.New(errs.Invalid, "allocation.expression").Because(err)
	}
	n := v.(float64) // compiled to be one
	if math.IsNaN(n) {
		return 0, errs.New(errs.Invalid, "allocation.not_a_number")
	}
	return n, nil
}

// check is one condition of a rule. Both sides of a comparison are compiled
// on their own as well, to tell what they were.
type check struct {
	rule, text  string
	whole       expression
	left, right expression // without a program unless the condition compares
	leftText    string
	operator    string
}

// evaluate is nil when the condition is met.
func (c check) evaluate(in facts) (*Finding, error) {
	f := &Finding{Rule: c.rule, Condition: c.text}
	if f.Unknown = c.whole.unknown(in); f.Unknown != "" {
		return f, nil
	}
	env := in.env()
	met, err := expr.Run(c.whole.program, env)
	if err != nil {
		return nil, errs.New(errs.Invalid, "allocation.expression").With("rule", c.rule).Because(err)
	}
	if met.(bool) {
		return nil, nil
	}
	if c.left.program == nil {
		return f, nil
	}
	f.Left, f.Operator = c.leftText, c.operator
	if f.Value, err = expr.Run(c.left.program, env); err == nil {
		f.Needed, err = expr.Run(c.right.program, env)
	}
	if err != nil {
		return nil, errs.New(errs.Invalid, "allocation.expression").With("rule", c.rule).Because(err)
	}
	return f, nil
}

// scope compiles expressions over the declared attributes. There is arithmetic
// and comparison and nothing that could give another answer tomorrow.
type scope struct {
	options  []expr.Option
	declared types.Map
}

func newScope(rules Rules, f *errs.Fields) scope {
	s := scope{declared: types.Map{
		"person": declare(rules.Person, "person", f), "offering": declare(rules.Offering, "offering", f),
	}}
	s.options = []expr.Option{expr.Env(s.declared), expr.DisableAllBuiltins()}
	for _, name := range []string{"abs", "ceil", "floor", "round", "min", "max", "len", "lower", "upper", "trim"} {
		s.options = append(s.options, expr.EnableBuiltin(name))
	}
	return s
}

// declare turns declared attributes into what the compiler checks against: a
// name that nobody declared is an error when rules are published, not an empty
// value when they decide.
func declare(attributes map[string]Type, of string, f *errs.Fields) types.Map {
	known := map[Type]types.Type{Number: types.Float64, Text: types.String, YesNo: types.Bool}
	m := types.Map{}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		t, ok := known[attributes[name]]
		if !ok {
			f.Add(of+"."+name, "unknown_type", "value", string(attributes[name]))
			continue
		}
		m[name] = t
	}
	return m
}

// compile notes an expression that does not compile at path.
func (s scope) compile(source, path string, f *errs.Fields, want ...expr.Option) expression {
	program, err := expr.Compile(source, append(slices.Clone(s.options), want...)...)
	if err != nil {
		f.Add(path, "expression", "text", firstLine(err))
		return expression{}
	}
	return expression{program, attributesIn(source)}
}

// number compiles an expression that has to give a number.
func (s scope) number(source, path string, f *errs.Fields) expression {
	return s.compile(source, path, f, expr.AsFloat64())
}

// checks splits a rule at its outermost "and".
func (s scope) checks(rule Rule, path string, f *errs.Fields) []check {
	whole := s.compile(rule.When, path, f, expr.AsBool())
	if whole.program == nil {
		return nil
	}
	tree, err := parser.Parse(rule.When)
	if err != nil {
		f.Add(path, "expression", "text", firstLine(err))
		return nil
	}
	var list []check
	for _, node := range conjuncts(tree.Node) {
		c := check{rule: rule.Name, text: node.String()}
		c.whole = s.compile(c.text, path, f, expr.AsBool())
		if b, ok := node.(*ast.BinaryNode); ok && slices.Contains(comparisons, b.Operator) {
			c.left, c.right = s.compile(b.Left.String(), path, f), s.compile(b.Right.String(), path, f)
			c.leftText, c.operator = b.Left.String(), b.Operator
		}
		list = append(list, c)
	}
	return list
}

// comparisons are the operators whose two sides a finding can tell apart.
var comparisons = []string{"==", "!=", "<", "<=", ">", ">=", "in"}

// conjuncts are the conditions that all have to be met; each is explained on
// its own, so that nobody is told of a condition that they meet.
func conjuncts(n ast.Node) []ast.Node {
	if b, ok := n.(*ast.BinaryNode); ok && (b.Operator == "and" || b.Operator == "&&") {
		return append(conjuncts(b.Left), conjuncts(b.Right)...)
	}
	return []ast.Node{n}
}

// attributesIn are the attributes that a valid expression names.
func attributesIn(source string) []attribute {
	tree, err := parser.Parse(source)
	if err != nil {
		return nil // it has compiled, so this cannot be
	}
	v := &attributeVisitor{}
	ast.Walk(&tree.Node, v)
	return v.found
}

type attributeVisitor struct{ found []attribute }

// Visit notes person.name and offering.name.
func (v *attributeVisitor) Visit(n *ast.Node) {
	m, ok := (*n).(*ast.MemberNode)
	if !ok {
		return
	}
	of, ok := m.Node.(*ast.IdentifierNode)
	name, ok2 := m.Property.(*ast.StringNode)
	if ok && ok2 {
		v.found = append(v.found, attribute{of.Value, name.Value})
	}
}

// firstLine leaves out the drawing of where the error is: paths and messages
// are one line.
func firstLine(err error) string {
	line, _, _ := strings.Cut(fmt.Sprint(err), "\n")
	return line
}
