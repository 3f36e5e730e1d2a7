package allocation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"

	"titian/internal/kernel/errs"
)

// Rules are published: who may take part, and what a place is worth. They are
// data, so that a change of policy is a new version and not a new program.
type Rules struct {
	Version string `json:"version"`

	// Person and Offering declare the attributes that expressions may use, as
	// person.name and offering.name, with their types.
	Person   map[string]Type `json:"person"`
	Offering map[string]Type `json:"offering"`

	Eligibility []Rule   `json:"eligibility"` // all have to be met
	Points      []Weight `json:"points"`
}

// Type is the type of an attribute.
type Type string

// The types. Numbers are float64.
const (
	Number Type = "number"
	Text   Type = "text"
	YesNo  Type = "yes_no"
)

// Rule is a condition of eligibility, such as
// "person.days_to_release >= offering.days and person.risk <= offering.max_risk".
// Each part that is joined by "and" is explained on its own.
type Rule struct {
	Name string `json:"name"`
	When string `json:"when"`
}

// Weight is a part of the points: Value is an expression that gives 0 to 1
// (what lies beyond is cut off), Weight its share. An unknown attribute counts
// as 0.
type Weight struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	Value  string  `json:"value"`
}

// Attributes are a person's or an offering's values. A name that is missing,
// or nil, is unknown: a rule that asks for it is not met.
type Attributes map[string]any

// Rulebook is rules that have been checked. It is safe for concurrent use.
type Rulebook struct {
	rules   Rules
	version string
	checks  []check
	values  []expression
	total   float64
}

// Compile checks rules. The error is Invalid and names every expression that
// does not compile, such as "eligibility[0].when".
func Compile(rules Rules) (*Rulebook, error) {
	var f errs.Fields
	scope := newScope(rules, &f)
	b := &Rulebook{rules: rules}
	if rules.Version == "" {
		f.Add("version", "required")
	}
	for i, rule := range rules.Eligibility {
		path := fmt.Sprintf("eligibility[%d].", i)
		if rule.Name == "" {
			f.Add(path+"name", "required")
		}
		b.checks = append(b.checks, scope.checks(rule, path+"when", &f)...)
	}
	for i, w := range rules.Points {
		path := fmt.Sprintf("points[%d].", i)
		if !(w.Weight > 0) || math.IsInf(w.Weight, 0) {
			f.Add(path+"weight", "out_of_range", "min", 0)
		}
		b.total += w.Weight
		b.values = append(b.values, scope.number(w.Value, path+"value", &f))
	}
	if len(rules.Points) == 0 {
		f.Add("points", "required")
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	b.version = rules.Version + " " + fingerprint(rules)
	return b, nil
}

// fingerprint tells two texts of one version apart.
func fingerprint(rules Rules) string {
	text, err := json.Marshal(rules) // maps are written in the order of their keys
	if err != nil {
		panic(err) // weights are finite: nothing else can fail
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// Version is the rules' version with a fingerprint of their content, as every
// result carries it.
func (b *Rulebook) Version() string { return b.version }

// Eligible evaluates all rules. No findings means eligible; each finding is a
// condition that is not met.
func (b *Rulebook) Eligible(person, offering Attributes) ([]Finding, error) {
	in := facts{person, offering}
	var findings []Finding
	for _, c := range b.checks {
		finding, err := c.evaluate(in)
		if err != nil {
			return nil, err
		}
		if finding != nil {
			findings = append(findings, *finding)
		}
	}
	return findings, nil
}

// Points are what a place is worth, 1 to 1000: the weighted mean of all values.
func (b *Rulebook) Points(person, offering Attributes) (int, error) {
	in := facts{person, offering}
	sum := 0.0
	for i, v := range b.values {
		x, err := v.float(in)
		if err != nil {
			return 0, fmt.Errorf("points for %s: %w", b.rules.Points[i].Name, err)
		}
		// The conversion keeps processors with fused multiply-add from giving
		// another last digit, and with it perhaps another point.
		sum += float64(b.rules.Points[i].Weight * min(max(x, 0), 1))
	}
	return min(max(int(math.Round(1000*sum/b.total)), 1), 1000), nil
}
