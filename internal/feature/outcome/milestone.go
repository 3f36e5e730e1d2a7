package outcome

import (
	"slices"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
)

// Ahead is how many days before its day a follow-up may be done: an officer who
// is in the village anyway need not come again. Lapse is how many months after
// its day a follow-up still tells of it; later, the figure stays unknown.
const (
	Ahead = 14
	Lapse = 6
)

// Milestones lists the months after release at which people are asked.
func Milestones() []int { return []int{3, 6, 12, 24} }

func isMilestone(m int) bool { return slices.Contains(Milestones(), m) }

// DueOn is the day of a milestone: as many calendar months after the release.
func DueOn(released civil.Date, milestone int) civil.Date { return released.AddMonths(milestone) }

// Opens and Closes are the first and the last day on which a follow-up counts
// for a milestone.
func Opens(released civil.Date, milestone int) civil.Date {
	return DueOn(released, milestone).AddDays(-Ahead)
}

// Closes is the last such day.
func Closes(released civil.Date, milestone int) civil.Date {
	return released.AddMonths(milestone + Lapse)
}

// Standing is how a milestone stands on a day.
type Standing string

// The standings. Missed is beyond Closes: it can still be entered from paper, if
// it was done in time.
const (
	Coming  Standing = "coming"
	Open    Standing = "open"
	Overdue Standing = "overdue"
	Missed  Standing = "missed"
	Done    Standing = "done"
	Ended   Standing = "ended" // the person died or escaped: nothing is due any more
)

func standing(released civil.Date, milestone int, today civil.Date) Standing {
	switch {
	case today.Before(Opens(released, milestone)):
		return Coming
	case !today.After(DueOn(released, milestone)):
		return Open
	case !today.After(Closes(released, milestone)):
		return Overdue
	}
	return Missed
}

// followed reports whether a person is looked up after release. One who came
// back to prison still is, by whoever asks for them: that they came back is an
// outcome.
func followed(p *person.Person) bool {
	return !p.ReleasedOn.IsZero() && p.Custody != person.Died && p.Custody != person.Escaped
}

// firstReleased is the earliest day of release from which n months on is day or
// later. Months differ in length, so it is looked for from the nearest guess.
func firstReleased(day civil.Date, n int) civil.Date {
	r := day.AddMonths(-n)
	for r.AddMonths(n).Before(day) {
		r = r.AddDays(1)
	}
	return r
}

// lastReleased is the latest day of release from which n months on is day or
// earlier.
func lastReleased(day civil.Date, n int) civil.Date {
	return firstReleased(day.AddDays(1), n).AddDays(-1)
}
