package agreement

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// ActivityStatus is whether an activity is still meant to happen. Whether it
// did happen is counted from classes and deliveries, never typed: ActivityState.
type ActivityStatus string

// The activity statuses.
const (
	Planned           ActivityStatus = "planned"
	ActivityCancelled ActivityStatus = "cancelled"
)

// BudgetSources lists where the money of an activity may come from.
func BudgetSources() []string {
	return []string{"APBN", "APBD", "ZAKAT", "INFAK_SEDEKAH", "DSKL", "CSR", "partner", "none"}
}

// Activity is one line of a work plan: what is to be done in a quarter.
type Activity struct {
	ID           id.Activity    `db:"id" privacy:"internal"`
	Agreement    id.Agreement   `db:"agreement_id" privacy:"internal"`
	Cooperation  id.Cooperation `db:"cooperation_id" privacy:"internal"`
	Title        string         `db:"title" privacy:"internal"`
	Year         int            `db:"year" privacy:"internal"`
	Quarter      int            `db:"quarter" privacy:"internal"`
	Place        string         `db:"place" privacy:"internal"`
	Target       int            `db:"target" privacy:"internal"`
	Unit         string         `db:"unit" privacy:"internal"`
	Responsible  string         `db:"responsible" privacy:"internal"` // a post
	BudgetSource string         `db:"budget_source" privacy:"internal"`
	Status       ActivityStatus `db:"status" privacy:"internal"`
	Version      int64          `db:"version" privacy:"internal"`
	CreatedAt    time.Time      `db:"created_at" privacy:"internal"`
	UpdatedAt    time.Time      `db:"updated_at" privacy:"internal"`
}

// ActivityCommand plans an activity or changes its plan.
type ActivityCommand struct {
	ID           id.Activity
	Title        string
	Year         int
	Quarter      int
	Place        string
	Target       int
	Unit         string
	Responsible  string
	BudgetSource string
}

func (c *ActivityCommand) validate() error {
	var f errs.Fields
	directory.CheckText(&f, "title", &c.Title, titleLimit, true)
	between(&f, "year", c.Year, 2000, 2100)
	between(&f, "quarter", c.Quarter, 1, 4)
	directory.CheckText(&f, "place", &c.Place, shortLimit, false)
	between(&f, "target", c.Target, 1, 1_000_000_000)
	directory.CheckText(&f, "unit", &c.Unit, titleLimit, true)
	directory.CheckText(&f, "responsible", &c.Responsible, titleLimit, true)
	directory.CheckChoice(&f, "budget_source", c.BudgetSource, BudgetSources())
	return f.Err()
}

func (c ActivityCommand) apply(a Activity) Activity {
	a.Title, a.Year, a.Quarter, a.Place = c.Title, c.Year, c.Quarter, c.Place
	a.Target, a.Unit, a.Responsible, a.BudgetSource = c.Target, c.Unit, c.Responsible, c.BudgetSource
	return a
}

// plan is what somebody planned, without what the program keeps of it.
func (a Activity) plan() ActivityCommand {
	return ActivityCommand{a.ID, a.Title, a.Year, a.Quarter, a.Place, a.Target, a.Unit, a.Responsible, a.BudgetSource}
}

func between(f *errs.Fields, path string, n, low, high int) {
	switch {
	case n < low:
		f.Add(path, "number.too_small", "min", low)
	case n > high:
		f.Add(path, "number.too_big", "max", high)
	}
}
