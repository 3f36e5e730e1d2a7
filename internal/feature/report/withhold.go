package report

import (
	"slices"

	"titian/internal/platform/authz"
)

// figure is a count of people on a thread, by its name in the API.
type figure struct {
	name string
	n    *int
}

// inClass are the counts that whoever gives the class has before their eyes: its
// list has a line for each seat, with a name or without.
func (c *PeopleCount) inClass() []figure {
	return []figure{{"enrolled", &c.Enrolled}, {"attended", &c.Attended}, {"completed", &c.Completed}, {"left", &c.Left}}
}

// beyond are the counts of what a person needed, can do and became of.
func (c *PeopleCount) beyond() []figure {
	return []figure{
		{"by_need", &c.ByNeed},
		{"competent", &c.Competent},
		{"certified", &c.Certified},
		{"readiness_before", &c.Before},
		{"readiness_after", &c.After},
		{"readiness_gained", &c.ReadyGain},
		{"released", &c.Released},
		{"handed_over", &c.HandedOver},
		{"followed_up", &c.Followed},
		{"reached", &c.Reached},
		{"six_month_follow_up", &c.SixMonths},
	}
}

// withhold takes from an assembled thread what a reader outside may not know, as
// docs/privacy.md says of counts that leave the house. A partner keeps the exact
// counts of its classes, which it could read off their lists; an observer has no
// list. Everything else below Few is not told, of single classes nothing else is,
// and how people fare is told whole or not at all: its parts add up.
func (t *Thread) withhold(actor authz.Actor) {
	if !outside(actor) {
		return
	}
	figures := t.People.beyond()
	for i := range t.Steps {
		for k := range t.Steps[i].Nodes {
			t.Steps[i].Nodes[k].outward(actor.Role == authz.Observer)
		}
	}
	if actor.Role == authz.Observer {
		figures = append(figures, t.People.inClass()...)
	}
	for _, f := range figures {
		if *f.n > 0 && *f.n < Few {
			*f.n, t.Withheld = 0, append(t.Withheld, f.name)
		}
	}
	if actor.Role == authz.Observer && !t.Told("enrolled") {
		t.Attended, t.Withheld = Attended{}, append(t.Withheld, "attendance")
	}
	if t.Fare.small() {
		t.Fare, t.Withheld = Fare{}, append(t.Withheld, "fare")
	}
	for i, s := range t.Steps {
		if !t.Told(stepFigures[s.Key]) {
			t.Steps[i].Count, t.Steps[i].Few = 0, true
		}
	}
}

// stepFigures are the counts that stand for the steps about people.
var stepFigures = map[StepKey]string{
	StepEnrolment: "enrolled", StepAttendance: "attendance", StepCompetency: "competent", StepReadiness: "readiness_after",
	StepHandOver: "handed_over", StepFollowUp: "followed_up", StepOutcome: "reached",
}

// Told reports whether a count of the thread is told to the one who asked.
func (t Thread) Told(name string) bool { return !slices.Contains(t.Withheld, name) }

// outward leaves of one class's counts what its list says anyway.
func (n *Node) outward(observer bool) {
	if n.People == nil {
		return
	}
	told := *n.People
	for _, f := range told.beyond() {
		*f.n = 0
	}
	if observer {
		told = PeopleCount{}
	}
	n.People = &told
}

// small reports whether the group is small, or a part of it.
func (f Fare) small() bool {
	return slices.ContainsFunc([]int{f.Due, f.Unknown, f.Livelihood, f.Seeking, f.Housed, f.Family, f.Reoffended}, func(n int) bool { return n > 0 && n < Few })
}
