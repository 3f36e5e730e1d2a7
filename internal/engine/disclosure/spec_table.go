package disclosure

import (
	"fmt"
	"slices"

	"titian/internal/kernel/money"
)

// tableJSON is a table as it is written in a spec.
type tableJSON struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Measure string `json:"measure,omitempty"`
	Level   string `json:"level,omitempty"`
	Period  string `json:"period,omitempty"`
	Group   string `json:"group,omitempty"`
	Step    int64  `json:"step,omitempty"`
	Of      string `json:"of,omitempty"`
	Per     string `json:"per,omitempty"`
}

// defaultStep is what amounts are rounded to when a table says nothing.
const defaultStep money.Rupiah = 1_000_000

// maxCells is every regency by month and twenty groups for thirty years.
const maxCells = 4_000_000

// cells is how many cells the table has in a release.
func (t Table) cells(s *Spec) int {
	_, periods := t.Span.within(s.From, s.To)
	return periods * len(s.Places.codes(t.Level)) * len(s.groupValues(t.Group))
}

// tables checks the tables in order; a rate may name only those above it.
func (w *specJSON) tables(s *Spec) error {
	if len(w.Tables) == 0 {
		return fault(0, "tables", "no table is asked for")
	}
	for i, t := range w.Tables {
		path := fmt.Sprintf("tables[%d]", i)
		if !name().MatchString(t.ID) {
			return fault(0, path+".id", "%q is not a name; use small letters, digits, dots and dashes", t.ID)
		}
		if s.table(t.ID) != nil {
			return fault(0, path+".id", "%q is the name of two tables", t.ID)
		}
		table, err := t.table(s, path)
		if err != nil {
			return err
		}
		s.Tables = append(s.Tables, table)
	}
	return nil
}

// table checks one table. Every kind refuses the fields of the others: a step on
// a count would suggest that its rounding can be chosen.
func (t tableJSON) table(s *Spec, path string) (Table, error) {
	kind, ok := kindNames[t.Kind]
	if !ok {
		return Table{}, fault(0, path+".kind", "%q is not a kind; use count, rate, money or curve", t.Kind)
	}
	if kind == Rate {
		return t.rate(s, path)
	}
	table := Table{ID: t.ID, Kind: kind, Measure: t.Measure, Group: t.Group, Step: money.Rupiah(t.Step)}
	if !name().MatchString(t.Measure) {
		return table, fault(0, path+".measure", "%q is not a name; use small letters, digits, dots and dashes", t.Measure)
	}
	if t.Of+t.Per != "" {
		return table, fault(0, path+".of", "only a rate has of and per")
	}
	if table.Level, ok = levelNames[t.Level]; !ok {
		return table, fault(0, path+".level", "%q is not a level; use nation, province or regency", t.Level)
	}
	if table.Span, ok = spanNames[t.Period]; !ok {
		return table, fault(0, path+".period", "%q is not a period; use month, quarter or year", t.Period)
	}
	if t.Group != "" && !slices.ContainsFunc(s.Groups, func(g Group) bool { return g.Column == t.Group }) {
		return table, fault(0, path+".group", "%q is not declared in groups", t.Group)
	}
	if n := table.cells(s); n > maxCells {
		return table, fault(0, path, "%d cells are too many; a table has %d at most", n, maxCells)
	}
	switch {
	case kind != Money && t.Step != 0:
		return table, fault(0, path+".step", "only a money table has a step")
	case kind == Money && t.Step == 0:
		table.Step = defaultStep
	case t.Step < 0 || table.Step > maxStep:
		return table, fault(0, path+".step", "%d is not between 1 and %d rupiah", t.Step, maxStep)
	}
	return table, nil
}

// rate takes its rows from its numerator, which must stand above it.
func (t tableJSON) rate(s *Spec, path string) (Table, error) {
	if t.Measure+t.Level+t.Period+t.Group != "" || t.Step != 0 {
		return Table{}, fault(0, path, "a rate has only id, kind, of and per; its rows are those of its two tables")
	}
	of, per := s.table(t.Of), s.table(t.Per)
	if of == nil || of.Kind != Count {
		return Table{}, fault(0, path+".of", "%q is not a count table listed above", t.Of)
	}
	if per == nil || per.Kind != Count || !per.sameCut(*of) {
		return Table{}, fault(0, path+".per", "%q is not a count table listed above with the rows of %q", t.Per, t.Of)
	}
	return Table{ID: t.ID, Kind: Rate, Level: of.Level, Span: of.Span, Group: of.Group, Of: t.Of, Per: t.Per}, nil
}
