package report

import (
	"context"
	"slices"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Task is one thing that is due, with the page on which one action clears it.
// Tasks are derived from dates at every read and stored nowhere. A task about a
// person names the person: it stands only before those who guide that person.
type Task struct {
	Kind    string     `db:"kind" privacy:"internal" json:"kind"`
	ID      id.Any     `db:"id" privacy:"internal" json:"id"`
	Ref     string     `db:"ref" privacy:"restricted" json:"ref"`
	Title   string     `db:"title" privacy:"restricted" json:"title"`
	Due     civil.Date `db:"due_on" privacy:"internal" json:"due_on"`
	N       int        `db:"n" privacy:"internal" json:"months,omitempty"` // of a follow-up
	People  int        `json:"people,omitempty"`                           // whom a task of many is about
	Path    string     `json:"path"`
	Overdue bool       `json:"overdue"`
}

// Today is a reader's home.
type Today struct {
	Day   civil.Date `json:"day"`
	Tasks []Task     `json:"tasks"`
	More  bool       `json:"more"` // there are more than are listed
}

// maxTasks is what a person can take in; the lists of each feature have the rest.
const maxTasks = 100

// Today lists what is due for the actor, most urgent first. Permission: today.read.
func (s *Service) Today(ctx context.Context, actor authz.Actor) (Today, error) {
	if err := policy.Check(actor, "today.read"); err != nil {
		return Today{}, err
	}
	out := Today{Day: civil.Today(s.db.Now()), Tasks: []Task{}}
	u := &union{}
	kinds := map[string]taskKind{}
	for _, k := range taskKinds {
		if slices.Contains(k.roles, actor.Role) {
			k.find(u, actor, out.Day)
			kinds[k.name] = k
		}
	}
	if len(u.parts) == 0 {
		return out, nil
	}
	rows, err := db.All[Task](ctx, s.db, strings.Join(u.parts, "\nUNION ALL "), u.args...)
	if err != nil {
		return out, wrap("list tasks", err)
	}
	for i := range rows {
		rows[i].settle(kinds[rows[i].Kind], out.Day)
	}
	slices.SortFunc(rows, func(a, b Task) int {
		if c := a.Due.Compare(b.Due); c != 0 {
			return c
		}
		return strings.Compare(a.Kind+a.ID.String(), b.Kind+b.ID.String())
	})
	out.More = len(rows) > maxTasks
	out.Tasks = append(out.Tasks, rows[:min(len(rows), maxTasks)]...)
	return out, nil
}

// settle turns the day that the row knows (of release, of a dispute) into the day
// on which the task is due.
func (t *Task) settle(k taskKind, day civil.Date) {
	switch t.Kind {
	case "follow_up":
		t.Due = t.Due.AddMonths(t.N)
	case "step":
		t.Due = t.Due.AddDays(-t.N)
		t.N = 0
	case "board_due":
		t.People, t.N = t.N, 0
	case "disputed":
		t.Due = t.Due.AddDays(settleWithin)
	}
	t.Overdue = t.Due.Before(day)
	t.Path = k.before + t.ID.String() + k.after
}
