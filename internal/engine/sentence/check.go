package sentence

import (
	"slices"
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// What a case may hold. The limits are far above any real case, and keep every
// sum within what a day can be.
const (
	maxItems  = 1000
	maxYears  = 150
	maxMonths = 12 * maxYears
	maxDays   = 366 * maxYears
)

// lastDay is the last day that a date is written for.
var lastDay = civil.Must("2199-12-31")

// Check collects every error of a case, with paths as in its JSON.
func (c *Case) Check(r *Rules) error {
	var f errs.Fields
	if !slices.Contains(Statuses(), c.Status) {
		choice(&f, "legal_status", string(c.Status))
	}
	if c.Start.IsZero() {
		f.Add("start", "required")
	}
	c.checkItems(&f, r)
	checkTerm(&f, place{"fine_substitute", single}, c.Substitute.Term)
	if f.Err() == nil {
		c.checkWhole(&f, r)
	}
	return f.Err()
}

func (c *Case) checkItems(f *errs.Fields, r *Rules) {
	for _, x := range []struct {
		path string
		n    int
	}{{"verdicts", len(c.Verdicts)}, {"detention", len(c.Detention)}, {"remissions", len(c.Remissions)}, {"conditions", len(c.Conditions)}} {
		if x.n > maxItems {
			f.Add(x.path, "sentence.too_many", "max", maxItems)
		}
	}
	for i, v := range c.Verdicts {
		here := place{"verdicts", i}
		checkTerm(f, here, v)
		if v.IsZero() {
			f.Add(here.String(), "sentence.no_length")
		}
	}
	for i, d := range c.Detention {
		here := place{"detention", i}
		if _, known := r.Credit[d.Kind]; !known {
			choice(f, here.of("kind"), d.Kind)
		}
		number(f, here, "days", d.Days, maxDays)
	}
	for i, m := range c.Remissions {
		c.checkRemission(f, place{"remissions", i}, m)
	}
	for i, x := range c.Conditions {
		if x.Code == "" {
			f.Add(place{"conditions", i}.String(), "required")
		}
	}
}

func (c *Case) checkRemission(f *errs.Fields, here place, m Remission) {
	if m.Kind == "" {
		f.Add(here.of("kind"), "required")
	}
	switch {
	case m.Date.IsZero():
		f.Add(here.of("date"), "required")
	case m.Date.Before(c.Start):
		f.Add(here.of("date"), "sentence.before_start", "start", c.Start)
	}
	number(f, here, "months", m.Months, maxMonths)
	number(f, here, "days", m.Days, maxDays)
	if m.Months == 0 && m.Days == 0 {
		f.Add(here.String(), "sentence.no_length")
	}
}

// checkWhole looks at what only the whole can be wrong in.
func (c *Case) checkWhole(f *errs.Fields, r *Rules) {
	if len(c.Verdicts) == 0 && c.endless(r) == "" {
		f.Add("verdicts", "required")
		return
	}
	sum := c.sum()
	checkTerm(f, place{"verdicts", single}, sum)
	credit := 0
	for _, d := range c.Detention {
		credit += r.Credit[d.Kind].floor(d.Days)
	}
	if credit > maxDays {
		f.Add("detention", "sentence.range", "min", 0, "max", maxDays)
	}
	if f.Err() == nil && c.Substitute.due().from(sum.from(c.Start)).AddMonths(r.Adult.SupervisionMonths).After(lastDay) {
		f.Add("verdicts", "sentence.too_far", "last", lastDay)
	}
}

// sum is the verdicts served in a row as one (KUHP art. 72(2)): by part, so that
// it does not matter in how many verdicts they were said.
func (c *Case) sum() Term {
	var t Term
	for _, v := range c.Verdicts {
		t = t.Plus(v)
	}
	return t
}

// Endless reports a sentence without an end: life, death.
func (c *Case) Endless(r *Rules) bool { return c.endless(r) != "" }

// endless is the condition that leaves a sentence without an end, or empty.
func (c *Case) endless(r *Rules) string {
	for _, x := range c.Conditions {
		if k := r.condition(x.Code); k != nil && k.NoEnd {
			return x.Code
		}
	}
	return ""
}

func checkTerm(f *errs.Fields, here place, t Term) {
	number(f, here, "years", t.Years, maxYears)
	number(f, here, "months", t.Months, maxMonths)
	number(f, here, "days", t.Days, maxDays)
}

func number(f *errs.Fields, here place, name string, n, limit int) {
	if n < 0 || n > limit {
		f.Add(here.of(name), "sentence.range", "min", 0, "max", limit)
	}
}

func choice(f *errs.Fields, path, value string) {
	if value == "" {
		f.Add(path, "required")
		return
	}
	f.Add(path, "choice.invalid")
}

// place is where in the JSON something stands. It becomes text only when it is
// wrong there: making the paths of right places would cost more than the dates.
type place struct {
	list string
	i    int
}

const single = -1 // not in a list

func (p place) String() string {
	if p.i == single {
		return p.list
	}
	return p.list + "[" + strconv.Itoa(p.i) + "]"
}

func (p place) of(field string) string { return p.String() + "." + field }
