package survivalfile

import "titian/internal/engine/survival"

// Numbers is a column of kind Time, Cause, Flag or Number.
func (t *Table) Numbers(name string) []float64 { return t.column(name, false).numbers }

// Whole is a column of kind Cause or Flag.
func (t *Table) Whole(name string) []int {
	numbers := t.Numbers(name)
	out := make([]int, len(numbers))
	for i, v := range numbers {
		out[i] = int(v)
	}
	return out
}

// Labels is a column of kind Label. Its levels are in alphabetical order, or
// by value when all are numbers.
func (t *Table) Labels(name string) survival.Factor {
	c := t.column(name, true)
	return survival.Factor{Levels: c.levels, Code: c.codes}
}

// column is a column that was asked for; one name may have been asked for as
// a label and as a covariate.
func (t *Table) column(name string, label bool) *column {
	for _, c := range t.columns {
		if c.Name == name && c.Kind != Covariate && (c.Kind == Label) == label {
			return c
		}
	}
	panic("survivalfile: column " + name + " was not asked for")
}

// maxLevels is how many values a text covariate may have: more is a name or a
// number that identifies people, not something that explains.
const maxLevels = 50

// Covariates expands the covariates that were asked for, in that order. A
// text becomes one column of 0 and 1 for each level but the first, named
// "race=white"; the first level is the one it is compared with.
func (t *Table) Covariates() (survival.Covariates, error) {
	var cov survival.Covariates
	var from []*column
	for _, c := range t.columns {
		if c.Kind != Covariate {
			continue
		}
		if c.textual && len(c.levels) > maxLevels {
			return cov, input("%s, column %q: a text covariate may have %d different values, this one has %d",
				t.File, c.Name, maxLevels, len(c.levels))
		}
		if c.textual && len(c.levels) == 1 {
			return cov, input("%s, column %q: every row has %s, which explains nothing", t.File, c.Name, quote(c.levels[0]))
		}
		from = append(from, c)
		for _, term := range c.terms() {
			cov.Terms = append(cov.Terms, term)
			cov.Block = append(cov.Block, c.Name)
		}
	}
	cov.X = make([]float64, 0, t.Rows()*len(cov.Terms))
	for row := range t.Rows() {
		for _, c := range from {
			cov.X = c.expand(cov.X, row)
		}
	}
	return cov, nil
}

// terms names the columns that a covariate becomes.
func (c *column) terms() []string {
	if !c.textual {
		return []string{c.Name}
	}
	var out []string
	for _, level := range c.levels[1:] {
		out = append(out, c.Name+"="+level)
	}
	return out
}

// expand appends the numbers of one row.
func (c *column) expand(x []float64, row int) []float64 {
	if !c.textual {
		return append(x, c.numbers[row])
	}
	at := len(x)
	for range c.levels[1:] {
		x = append(x, 0)
	}
	if code := int(c.codes[row]); code > 0 {
		x[at+code-1] = 1
	}
	return x
}

// Base is the first level of a text covariate.
type Base struct {
	Term  string
	Holds []bool // by row
}

// Bases has the first level of each text covariate with three or more: it is
// no term of a model, but a table of balance shows every level.
func (t *Table) Bases() []Base {
	var out []Base
	for _, c := range t.columns {
		if c.Kind != Covariate || !c.textual || len(c.levels) < 3 {
			continue
		}
		b := Base{c.Name + "=" + c.levels[0], make([]bool, t.Rows())}
		for i, code := range c.codes {
			b.Holds[i] = code == 0
		}
		out = append(out, b)
	}
	return out
}
