package assessment

import (
	"slices"
	"strconv"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Phase is when readiness was looked at: before a programme, after it, and on
// the way out.
type Phase string

// The phases.
const (
	Before    Phase = "before"
	After     Phase = "after"
	AtRelease Phase = "release"
)

// Phases lists the phases in their order.
func Phases() []Phase { return []Phase{Before, After, AtRelease} }

// Things is the checklist of what must be in place for going home.
func Things() []string {
	return []string{"papers", "housing", "livelihood", "health", "family", "debts", "handover"}
}

// Answer to one thing of the checklist.
type Answer string

// The answers.
const (
	Done          Answer = "done"
	Needed        Answer = "needed"
	NotApplicable Answer = "not_applicable"
)

// Answers lists the answers in the order of the form.
func Answers() []Answer { return []Answer{Done, Needed, NotApplicable} }

// Readiness is one look at the checklist. Confidence is the person's own, from 1
// to 5; zero means that they were not asked.
type Readiness struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.Readiness    `db:"id" privacy:"internal" json:"id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Phase      Phase           `db:"phase" privacy:"restricted" json:"phase"`
	TakenOn    civil.Date      `db:"taken_on" privacy:"restricted" json:"taken_on"`
	Confidence int             `db:"confidence" privacy:"restricted" json:"confidence"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Item is the answer to one thing, and for what is needed who sees to it by when.
type Item struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	Readiness id.Readiness    `db:"readiness_id" privacy:"internal" json:"-"`
	Item      string          `db:"item" privacy:"restricted" json:"item"`
	Answer    Answer          `db:"answer" privacy:"restricted" json:"answer"`
	Owner     string          `db:"owner" privacy:"restricted" json:"owner"`
	DueOn     civil.Date      `db:"due_on" privacy:"restricted" json:"due_on"`
}

// Check is one look at the checklist with its answers, in the order of Things.
type Check struct {
	Readiness
	Items []Item `json:"items"`
}

// Score is how many of the things that apply are done, and which are missing.
type Score struct {
	Done       int      `json:"done"`
	Applicable int      `json:"applicable"`
	Missing    []string `json:"missing"`
}

// Score counts. What does not apply counts on neither side.
func (c Check) Score() Score {
	s := Score{Missing: []string{}}
	for _, it := range c.Items {
		switch it.Answer {
		case Done:
			s.Done++
			s.Applicable++
		case Needed:
			s.Applicable++
			s.Missing = append(s.Missing, it.Item)
		}
	}
	return s
}

// Answer is the answer to one thing.
func (c Check) Answer(thing string) Answer {
	for _, it := range c.Items {
		if it.Item == thing {
			return it.Answer
		}
	}
	return ""
}

// Change is what happened between two looks.
type Change struct {
	Before, After Check
	Gained        []string // done now, not before
	Lost          []string // done before, not now
}

// Compare finds the change from the first look before a programme to the latest
// one after it; there is none until both were taken. Checks come newest first.
func Compare(checks []Check) (Change, bool) {
	var c Change
	for _, x := range checks {
		if x.Phase == Before {
			c.Before = x // the last one seen is the oldest
		} else if c.After.ID.IsZero() {
			c.After = x
		}
	}
	if c.Before.ID.IsZero() || c.After.ID.IsZero() {
		return Change{}, false
	}
	for _, thing := range Things() {
		was, is := c.Before.Answer(thing) == Done, c.After.Answer(thing) == Done
		switch {
		case is && !was:
			c.Gained = append(c.Gained, thing)
		case was && !is:
			c.Lost = append(c.Lost, thing)
		}
	}
	return c, true
}

// ReadinessCommand takes a look at the checklist or corrects one.
type ReadinessCommand struct {
	ID         id.Readiness // of a new one, optional
	Phase      Phase
	TakenOn    civil.Date
	Confidence int
	Items      []ItemAnswer
}

// ItemAnswer is one answer of the form.
type ItemAnswer struct {
	Item   string     `json:"item" enum:"papers,housing,livelihood,health,family,debts,handover"`
	Answer Answer     `json:"answer" enum:"done,needed,not_applicable"`
	Owner  string     `json:"owner,omitempty" doc:"Post that sees to what is needed"`
	DueOn  civil.Date `json:"due_on,omitempty"`
}

func (c *ReadinessCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "phase", c.Phase, Phases())
	person.CheckPast(&f, "taken_on", c.TakenOn, today)
	person.CheckRange(&f, "confidence", c.Confidence, 0, 5)
	seen := map[string]bool{}
	for i := range c.Items {
		it, at := &c.Items[i], "items["+strconv.Itoa(i)+"]."
		if !slices.Contains(Things(), it.Item) || seen[it.Item] {
			f.Add(at+"item", "choice.invalid")
		}
		seen[it.Item] = true
		directory.CheckChoice(&f, at+"answer", it.Answer, Answers())
		directory.CheckText(&f, at+"owner", &it.Owner, person.MaxTitle, it.Answer == Needed)
		if it.DueOn.Before(c.TakenOn) {
			f.Add(at+"due_on", "date.too_early", "min", c.TakenOn)
		}
	}
	if len(c.Items) < len(Things()) {
		f.Add("items", "readiness.unanswered", "missing", len(Things())-len(seen))
	}
	return f.Err()
}

// items are the rows of the answers, in the order of the checklist.
func (c *ReadinessCommand) items(r Readiness) []Item {
	out := make([]Item, 0, len(c.Items))
	for _, thing := range Things() {
		for _, a := range c.Items {
			if a.Item != thing {
				continue
			}
			it := Item{Facility: r.Facility, Readiness: r.ID, Item: a.Item, Answer: a.Answer, Owner: a.Owner, DueOn: a.DueOn}
			if it.Answer != Needed {
				it.Owner, it.DueOn = "", civil.Date{}
			}
			out = append(out, it)
		}
	}
	return out
}
