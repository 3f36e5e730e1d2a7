package disclosure

import (
	"fmt"
	"slices"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/money"
)

// Kind is what a table shows in its cells.
type Kind int

// The kinds.
const (
	Count Kind = iota + 1
	Rate       // one count table over another, from their published numbers
	Money
	Curve // how many had the event by each quarter since they entered
)

var kindNames = map[string]Kind{"count": Count, "rate": Rate, "money": Money, "curve": Curve}

// String is the name in a spec.
func (k Kind) String() string { return nameOf(kindNames, k) }

// Table is one fixed table: what is counted, and by which place, period and
// group. It keeps its definition for as long as its history lasts.
type Table struct {
	ID      string
	Kind    Kind
	Measure string // which records; empty for a rate
	Level   Level
	Span    Span
	Group   string       // column that splits the cells, or empty
	Step    money.Rupiah // amounts are rounded to a multiple of it
	Of, Per string       // a rate's numerator and denominator tables
}

// Spec is what one release is asked to hold.
type Spec struct {
	Release  string // its name, and its place in the history
	Released civil.Date
	From, To Month // periods that end in these months are published
	Places   Places
	Groups   []Group
	Tables   []Table
	Withhold []Ref
	Corrects []string // tables that this release replaces as a whole
}

// Group is a closed list of values that may split a table.
type Group struct {
	Column string
	Values []string
}

// Ref names a cell.
type Ref struct {
	Table  string `json:"table"`
	Period string `json:"period"`
	Place  string `json:"place"`
	Group  string `json:"group,omitempty"`
}

// String is "table period place group".
func (r Ref) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Table, r.Period, r.Place, r.Group))
}

// groupValues are the values of a table's group column; one empty value where
// the table has none.
func (s *Spec) groupValues(column string) []string {
	for _, g := range s.Groups {
		if g.Column == column {
			return g.Values
		}
	}
	return []string{""}
}

// table finds a table by id, or nil.
func (s *Spec) table(id string) *Table {
	i := slices.IndexFunc(s.Tables, func(t Table) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Tables[i]
}

// measures are the measures of the tables, in order.
func (s *Spec) measures() []string {
	var m []string
	for _, t := range s.Tables {
		if t.Measure != "" {
			m = append(m, t.Measure)
		}
	}
	slices.Sort(m)
	return slices.Compact(m)
}

// firstMonth is the first month that any table covers; a year that ends in the
// release reaches back to its January.
func (s *Spec) firstMonth() Month {
	m := s.From
	for _, t := range s.Tables {
		first, n := t.Span.within(s.From, s.To)
		if n > 0 {
			m = min(m, Month(first*int(t.Span)))
		}
	}
	return m
}

// needs reports whether some table is of the kind.
func (s *Spec) needs(k Kind) bool {
	return slices.ContainsFunc(s.Tables, func(t Table) bool { return t.Kind == k })
}

// sameCut reports whether the two tables have the same rows.
func (t Table) sameCut(u Table) bool {
	return t.Level == u.Level && t.Span == u.Span && t.Group == u.Group
}

// refines reports whether every cell of t lies whole inside one cell of u.
func (t Table) refines(u Table) bool {
	return t.Level >= u.Level && u.Span%t.Span == 0 && (u.Group == "" || u.Group == t.Group)
}
