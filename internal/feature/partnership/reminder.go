package partnership

import (
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// ReminderKind says what somebody is reminded of.
type ReminderKind string

// The kinds of reminders.
const (
	PromiseDue          ReminderKind = "promise_due"
	PromiseOverdue      ReminderKind = "promise_overdue"
	PartDue             ReminderKind = "part_due"
	PartOverdue         ReminderKind = "part_overdue"
	AnswerOverdue       ReminderKind = "answer_overdue"
	ConfirmationOverdue ReminderKind = "confirmation_overdue"
)

// ReminderKinds lists the kinds.
func ReminderKinds() []ReminderKind {
	return []ReminderKind{PromiseDue, PromiseOverdue, PartDue, PartOverdue, AnswerOverdue, ConfirmationOverdue}
}

const (
	// EscalateDays is how long past its day a matter stays between the two sides
	// before the office one level up is told.
	EscalateDays = 7
	// catchUpDays is how late a missed run may still tell of something: what is
	// older was told long ago or stands on Today.
	catchUpDays = 90
)

// before are the days ahead of a promise's day on which its side is reminded.
var before = [...]int{30, 7}

// Reminder is one thing that an organisation must be told. Key is the same
// whenever it is asked for again and another when the day was moved, so that
// whoever sends reminders sends each once by keeping the keys that were sent.
type Reminder struct {
	Key          string
	Kind         ReminderKind
	Record       string // commitment, proposal or delivery
	ID           id.Any
	Ref          string
	Title        string
	Cooperation  id.Cooperation
	Organisation id.Organisation // to be told
	Of           id.Organisation // whose turn it is to act
	OfName       string
	Post         id.Post // of Organisation, when one owns the matter: its holder is told, whoever that is by then
	DueOn        civil.Date
	Level        int // 0: who must act; 1: the office one level up
}

// Path is the page on which the matter stands.
func (r Reminder) Path() string {
	return map[string]string{"commitment": "/commitments/", "proposal": "/proposals/", "delivery": "/deliveries/"}[r.Record] + r.ID.String()
}

// clock is something with a day by which an organisation must act.
type clock struct {
	Reminder
	part int             // of a promise with milestones; zero is the whole
	up   id.Organisation // one level up; zero when nobody stands there
}

// on lists what must be told of the clock on a day. It asks in spans of days, not
// for single days, so that a run which did not happen is caught up by the next.
func (c clock) on(day civil.Date, due, overdue ReminderKind) []Reminder {
	left := c.DueOn.Sub(day)
	switch {
	case left >= 0 && due == "":
		return nil
	case left > before[0]:
		return nil
	case left > before[1]:
		return []Reminder{c.tell(due, before[0], 0)}
	case left >= 0:
		return []Reminder{c.tell(due, before[1], 0)}
	case -left > EscalateDays+catchUpDays:
		return nil
	}
	out := []Reminder{c.tell(overdue, 0, 0)}
	if -left > EscalateDays && !c.up.IsZero() {
		out = append(out, c.tell(overdue, 0, 1))
	}
	return out
}

// tell is one reminder of the clock, with its key.
func (c clock) tell(kind ReminderKind, ahead, level int) Reminder {
	r := c.Reminder
	r.Kind, r.Level = kind, level
	if level > 0 {
		r.Organisation, r.Post = c.up, id.Post{}
	}
	r.Key = string(kind) + ":" + r.ID.String() + ":" + r.DueOn.String()
	for _, n := range []int{c.part, ahead, level} {
		r.Key += ":" + strconv.Itoa(n)
	}
	return r
}
