package casework

import (
	"strconv"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Plan is one version of a person's plan. ReleaseOn is the expected release on
// the day it was made: against it one sees what has moved since.
type Plan struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Plan         `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Number    int             `db:"number" privacy:"internal" json:"number"`
	Newest    bool            `db:"newest" privacy:"internal" json:"newest"`
	Reason    string          `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	PlannedOn civil.Date      `db:"planned_on" privacy:"restricted" json:"planned_on"`
	ReleaseOn civil.Date      `db:"release_on" privacy:"restricted" json:"release_on"`
	ReviewOn  civil.Date      `db:"review_on" privacy:"restricted" json:"review_on"`
	Author    string          `db:"author" privacy:"internal" json:"author"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Goal is what the plan wants to reach: an answer to a need, or free. Origin is
// the goal's own key through all versions.
type Goal struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	Plan     id.Plan         `db:"plan_id" privacy:"internal" json:"-"`
	Line     int             `db:"line" privacy:"internal" json:"-"`
	Origin   id.Any          `db:"origin_id" privacy:"internal" json:"origin_id"`
	Need     id.Need         `db:"need_id" privacy:"internal" json:"need_id,omitzero"`
	Title    string          `db:"title" privacy:"restricted" json:"title"`
	Steps    []Step          `json:"steps"`
}

// StepStatus is what became of a step.
type StepStatus string

// The statuses of a step.
const (
	StepOpen    StepStatus = "open"
	StepDone    StepStatus = "done"
	StepSkipped StepStatus = "skipped"
)

// Step is one thing to do, by a post or whoever Owner names. It is due on DueOn,
// or DaysBefore the expected release, or has no day.
type Step struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	ID         id.Step         `db:"id" privacy:"internal" json:"id"`
	Plan       id.Plan         `db:"plan_id" privacy:"internal" json:"plan_id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	GoalLine   int             `db:"goal_line" privacy:"internal" json:"-"`
	Line       int             `db:"line" privacy:"internal" json:"-"`
	Origin     id.Any          `db:"origin_id" privacy:"internal" json:"origin_id"`
	Task       string          `db:"task" privacy:"restricted" json:"task"`
	Post       id.Post         `db:"post_id" privacy:"internal" json:"post_id,omitzero"`
	Owner      string          `db:"owner" privacy:"restricted" json:"owner"`
	DueOn      civil.Date      `db:"due_on" privacy:"restricted" json:"due_on"`
	DaysBefore *int64          `db:"days_before" privacy:"internal" json:"days_before"`
	Newest     bool            `db:"newest" privacy:"internal" json:"-"`
	Status     StepStatus      `db:"status" privacy:"restricted" json:"status"`
	SettledOn  civil.Date      `db:"settled_on" privacy:"restricted" json:"settled_on"`
	SettledWhy string          `db:"settled_why" privacy:"restricted" seal:"id" json:"settled_why"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Due is the day on which the step is due when the person is expected to be
// released on a day: unknown while that is.
func (s Step) Due(release civil.Date) civil.Date {
	if s.DaysBefore == nil {
		return s.DueOn
	}
	if release.IsZero() {
		return civil.Date{}
	}
	return release.AddDays(-int(*s.DaysBefore))
}

// Hangs reports whether the step moves with the release.
func (s Step) Hangs() bool { return s.DaysBefore != nil }

// Distances are the days before release on which a step can hang. They are a
// short list so that one query finds what is due, and because nobody plans for
// "83 days before".
func Distances() []int64 { return []int64{365, 270, 180, 120, 90, 60, 45, 30, 21, 14, 7, 3, 1, 0} }

// Limits of a plan: more is no plan that anybody follows.
const (
	MaxGoals = 12
	MaxSteps = 12
)

// PlanCommand writes a plan, whole. Seen is the number of the version that the
// author had before them; another one since is a conflict. Empty goals and steps
// are left out, so that a form may send spare rows.
type PlanCommand struct {
	ID       id.Plan // optional
	Seen     int
	Reason   string // why it is re-planned; of the first version it may be empty
	ReviewOn civil.Date
	Goals    []GoalCommand
}

// GoalCommand is one goal. Origin names the goal of the version before.
type GoalCommand struct {
	Origin id.Any
	Need   id.Need
	Title  string
	Steps  []StepCommand
}

// StepCommand is one step. Origin names the step of the version before.
type StepCommand struct {
	Origin     id.Any
	Task       string
	Post       id.Post
	Owner      string
	DueOn      civil.Date
	DaysBefore *int64
}

func (s StepCommand) empty() bool {
	return s.Task == "" && s.Post.IsZero() && s.Owner == "" && s.DueOn.IsZero() && s.DaysBefore == nil
}

func (g GoalCommand) empty() bool {
	for _, s := range g.Steps {
		if !s.empty() {
			return false
		}
	}
	return g.Title == "" && g.Need.IsZero()
}

func (c *PlanCommand) validate(first bool, today civil.Date) error {
	var f errs.Fields
	directory.CheckText(&f, "reason", &c.Reason, person.MaxShort, !first)
	if c.ReviewOn.Before(today) {
		f.Add("review_on", "date.too_early", "min", today)
	}
	filled := 0
	for i := range c.Goals {
		if g := &c.Goals[i]; !g.empty() {
			filled++
			g.check(&f, "goals["+strconv.Itoa(i)+"].")
		}
	}
	switch {
	case filled == 0:
		f.Add("goals[0].title", "required")
	case filled > MaxGoals:
		f.Add("goals", "too_many", "max", MaxGoals)
	}
	return f.Err()
}

func (g *GoalCommand) check(f *errs.Fields, at string) {
	directory.CheckText(f, at+"title", &g.Title, person.MaxTitle, true)
	if len(g.Steps) > MaxSteps {
		f.Add(at+"steps", "too_many", "max", MaxSteps)
	}
	for i := range g.Steps {
		if s := &g.Steps[i]; !s.empty() {
			s.check(f, at+"steps["+strconv.Itoa(i)+"].")
		}
	}
}

func (s *StepCommand) check(f *errs.Fields, at string) {
	directory.CheckText(f, at+"task", &s.Task, person.MaxShort, true)
	directory.CheckText(f, at+"owner", &s.Owner, person.MaxTitle, s.Post.IsZero())
	switch {
	case s.DaysBefore != nil && !s.DueOn.IsZero():
		f.Add(at+"due_on", "plan.one_day")
	case s.DaysBefore == nil && s.DueOn.IsZero():
		f.Add(at+"due_on", "plan.some_day")
	case s.DaysBefore != nil && !isDistance(*s.DaysBefore):
		f.Add(at+"days_before", "choice.invalid")
	}
}

func isDistance(n int64) bool {
	for _, d := range Distances() {
		if d == n {
			return true
		}
	}
	return false
}
