package report

import (
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// PeopleCount is how many people a class, or the whole thread, has reached and
// how far they have come. Each person counts once.
type PeopleCount struct {
	Enrolled   int `json:"enrolled"`
	ByNeed     int `json:"by_need"`
	Attended   int `json:"attended"` // present at least once
	Completed  int `json:"completed"`
	Left       int `json:"left"`
	Competent  int `json:"competent"`
	Certified  int `json:"certified"`
	Before     int `json:"readiness_before"`
	After      int `json:"readiness_after"`
	ReadyGain  int `json:"readiness_gained"` // more done after than before
	Released   int `json:"released"`
	HandedOver int `json:"handed_over"`
	Followed   int `json:"followed_up"`
	Reached    int `json:"reached"`
	SixMonths  int `json:"six_month_follow_up"`
}

// Fare is how the people who were followed up fare, at their latest follow-up.
// Unknown is counted, never dropped.
type Fare struct {
	Due        int `json:"due"`     // released three months ago or earlier, or asked before that
	Unknown    int `json:"unknown"` // due, and not followed up or not reached
	Livelihood int `json:"livelihood"`
	Seeking    int `json:"seeking"`
	Housed     int `json:"housed"`
	Family     int `json:"family"`
	Reoffended int `json:"reoffended"`
}

// Attended is the sessions held and the marks given.
type Attended struct {
	Sessions int `json:"sessions"`
	Marked   int `json:"marked"`
	Present  int `json:"present"`
}

// followUpAfter is the months after release at which one first asks how a person fares.
const followUpAfter = 3

// fate gathers what is known of one person.
type fate struct {
	seats      []seat
	released   civil.Date
	before     int
	after      int
	hasBefore  bool
	hasAfter   bool
	handedOver bool
	followed   bool
	sixMonths  bool
	reached    bool
	last       event
}

// gather joins seats and events by person, in the order of the seats.
func gather(seats []seat, events []event) (map[id.Person]*fate, []id.Person) {
	fates := make(map[id.Person]*fate, len(seats))
	var order []id.Person
	for _, x := range seats {
		f := fates[x.Person]
		if f == nil {
			f = &fate{released: x.Released}
			fates[x.Person] = f
			order = append(order, x.Person)
		}
		f.seats = append(f.seats, x)
	}
	for _, e := range events {
		if f := fates[e.Person]; f != nil { // who was enrolled between the two queries waits for the next reader
			f.take(e)
		}
	}
	return fates, order
}

// take notes one event; they come oldest first, so the last one stands. Somebody
// who is held again has lost the day of release in the register; the follow-up
// has kept it, and what was found stays found.
func (f *fate) take(e event) {
	switch {
	case e.Kind == "readiness" && e.What == "before":
		f.before, f.hasBefore = e.N, true
	case e.Kind == "readiness":
		f.after, f.hasAfter = e.N, true
	case e.Kind == "hand_over":
		f.handedOver = true
	case e.Kind == "follow_up":
		f.followed = true
		f.sixMonths = f.sixMonths || e.N == 6
		if f.released.IsZero() {
			f.released = e.Released
		}
		if e.What == "reached" {
			f.reached, f.last = true, e
		}
	}
}

// add counts one person by some of the person's seats: all of them for the
// thread, one for a class.
func (c *PeopleCount) add(f *fate, seats []seat) {
	var need, attended, completed, left, competent, certified bool
	for _, x := range seats {
		need = need || !x.Need.IsZero()
		attended = attended || x.Present > 0
		completed = completed || x.Status == "completed"
		left = left || x.Status == "left"
		competent = competent || x.Units > 0 && x.Competent == x.Units
		certified = certified || x.Certified > 0
	}
	c.Enrolled++
	count(&c.ByNeed, need)
	count(&c.Attended, attended)
	count(&c.Completed, completed)
	count(&c.Left, left && !completed)
	count(&c.Competent, competent)
	count(&c.Certified, certified)
	count(&c.Before, f.hasBefore)
	count(&c.After, f.hasAfter)
	count(&c.ReadyGain, f.hasBefore && f.hasAfter && f.after > f.before)
	count(&c.Released, !f.released.IsZero())
	count(&c.HandedOver, f.handedOver)
	count(&c.Followed, f.followed)
	count(&c.Reached, f.reached)
	count(&c.SixMonths, f.sixMonths)
}

func (r *Fare) add(f *fate, today civil.Date) {
	due := !f.released.IsZero() && !f.released.AddMonths(followUpAfter).After(today)
	if !due && !f.reached {
		return
	}
	r.Due++
	if !f.reached {
		r.Unknown++
		return
	}
	switch f.last.Livelihood {
	case "employed", "business", "studying":
		r.Livelihood++
	case "seeking":
		r.Seeking++
	}
	count(&r.Housed, f.last.Housing == "settled")
	count(&r.Family, f.last.Family == "in_contact" || f.last.Family == "restored")
	count(&r.Reoffended, f.last.Reoffended == "yes")
}

func count(n *int, is bool) {
	if is {
		*n++
	}
}
