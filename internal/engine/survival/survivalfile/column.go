package survivalfile

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// column gathers the cells of one column.
type column struct {
	Column
	at      int
	textual bool // labels, and covariates whose first cell is text
	decided bool // a covariate has seen its first cell

	numbers []float64
	codes   []int32
	levels  []string
	index   map[string]int32
}

func newColumn(c Column, at int) *column {
	return &column{
		Column: c, at: at, index: map[string]int32{},
		textual: c.Kind == Label, decided: c.Kind != Covariate,
	}
}

// add takes a cell. present is false when it is missing and the row is to be
// left out; problem is empty or says what is wrong with the cell.
func (c *column) add(cell string) (present bool, problem string) {
	cell = strings.TrimSpace(cell)
	if cell == "" || cell == "NA" {
		if c.Kind == Label || c.Kind == Covariate {
			return false, ""
		}
		return false, "the cell is empty"
	}
	if !c.decided {
		_, c.decided = parse(cell)
		c.textual, c.decided = !c.decided, true
	}
	if c.textual {
		c.label(cell)
		return true, ""
	}
	v, ok := parse(cell)
	if !ok {
		return false, fmt.Sprintf("%s is not a number%s", quote(cell), c.hint())
	}
	if problem := c.refuse(v, cell); problem != "" {
		return false, problem
	}
	c.numbers = append(c.numbers, v)
	return true, ""
}

// parse reads a decimal number. Go's other spellings (hexadecimal,
// underscores, infinity) are texts here.
func parse(cell string) (float64, bool) {
	if strings.ContainsAny(cell, "xXpP_iInN") {
		return 0, false
	}
	v, err := strconv.ParseFloat(cell, 64)
	return v, err == nil
}

func (c *column) hint() string {
	if c.Kind == Covariate {
		return ", although the column begins with numbers"
	}
	return ""
}

// largest is where squares begin to lose their way to infinity.
const largest = 1e100

// refuse says why a number is not one for this kind of column.
func (c *column) refuse(v float64, cell string) string {
	switch {
	case math.Abs(v) > largest:
		return fmt.Sprintf("%s is beyond anything that is measured", quote(cell))
	case c.Kind == Time && v < 0:
		return fmt.Sprintf("a time cannot be negative, and this is %s", quote(cell))
	case c.Kind == Flag && v != 0 && v != 1:
		return fmt.Sprintf("only 0 and 1 are allowed, and this is %s", quote(cell))
	case c.Kind == Cause && (v < 0 || v > 100 || v != math.Trunc(v)):
		return fmt.Sprintf("only 0 (censored) and causes 1, 2, … 100 are allowed, and this is %s", quote(cell))
	}
	return ""
}

// quote shows a cell, however long.
func quote(cell string) string {
	if r := []rune(cell); len(r) > 40 {
		cell = string(r[:40]) + "…"
	}
	return strconv.Quote(cell)
}

func (c *column) label(cell string) {
	code, ok := c.index[cell]
	if !ok {
		cell = strings.Clone(cell)  // the reader's memory is used again
		code = int32(len(c.levels)) // fewer levels than rows
		c.index[cell] = code
		c.levels = append(c.levels, cell)
	}
	c.codes = append(c.codes, code)
}

// truncate forgets the cells after the first n.
func (c *column) truncate(n int) {
	c.numbers = c.numbers[:min(n, len(c.numbers))]
	c.codes = c.codes[:min(n, len(c.codes))]
}

// finish puts the levels in order: by value if all are numbers, else by text.
// A level that only left-out rows had is dropped.
func (c *column) finish() {
	if !c.textual {
		return
	}
	used := make([]bool, len(c.levels))
	for _, code := range c.codes {
		used[code] = true
	}
	var order []int32
	numeric := true
	for code, level := range c.levels {
		if used[code] {
			order = append(order, int32(code)) // fewer levels than rows
			_, ok := parse(level)
			numeric = numeric && ok
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		if numeric {
			x, _ := parse(c.levels[a])
			y, _ := parse(c.levels[b])
			return cmp.Or(cmp.Compare(x, y), cmp.Compare(c.levels[a], c.levels[b]))
		}
		return cmp.Compare(c.levels[a], c.levels[b])
	})
	c.recode(order)
}

// recode makes order[i] the level i.
func (c *column) recode(order []int32) {
	to := make([]int32, len(c.levels))
	levels := make([]string, len(order))
	for i, code := range order {
		to[code] = int32(i) // fewer levels than rows
		levels[i] = c.levels[code]
	}
	for i, code := range c.codes {
		c.codes[i] = to[code]
	}
	c.levels = levels
}
