package assessment

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Need is something that a person needs in one area, with how badly and how we
// know. Topic narrows the area: a trade, a level of schooling, a paper.
type Need struct {
	Facility    id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID          id.Need         `db:"id" privacy:"internal" json:"id"`
	Person      id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Area        Area            `db:"area" privacy:"restricted" json:"area"`
	Topic       string          `db:"topic" privacy:"restricted" json:"topic"`
	Severity    int             `db:"severity" privacy:"restricted" json:"severity"`
	Evidence    string          `db:"evidence" privacy:"restricted" seal:"id" json:"evidence"`
	AssessedOn  civil.Date      `db:"assessed_on" privacy:"restricted" json:"assessed_on"`
	ClosedOn    civil.Date      `db:"closed_on" privacy:"restricted" json:"closed_on"`
	CloseReason CloseReason     `db:"close_reason" privacy:"restricted" json:"close_reason"`
	Version     int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt   time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt   time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Open reports whether the need still stands.
func (n Need) Open() bool { return n.ClosedOn.IsZero() }

// CloseReason is why a need no longer stands; only Met is an achievement.
type CloseReason string

// The reasons.
const (
	Met       CloseReason = "met"
	NotNeeded CloseReason = "not_needed"
	Mistaken  CloseReason = "mistaken"
)

// CloseReasons lists the reasons in the order of the form.
func CloseReasons() []CloseReason { return []CloseReason{Met, NotNeeded, Mistaken} }

// Severities of a need: 1 would help, 2 matters for going home, 3 without it
// going home is likely to fail.
const (
	Low    = 1
	Medium = 2
	High   = 3
)

// NeedCommand writes a need down or corrects it.
type NeedCommand struct {
	ID         id.Need // of a new one, optional
	Area       Area
	Topic      string
	Severity   int
	Evidence   string
	AssessedOn civil.Date
}

func (c *NeedCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "area", c.Area, Areas())
	directory.CheckText(&f, "topic", &c.Topic, person.MaxTitle, false)
	if c.Severity < Low || c.Severity > High {
		f.Add("severity", "choice.invalid")
	}
	directory.CheckText(&f, "evidence", &c.Evidence, person.MaxShort, true)
	person.CheckPast(&f, "assessed_on", c.AssessedOn, today)
	return f.Err()
}

func (c *NeedCommand) write(n *Need) {
	n.Area, n.Topic, n.Severity, n.Evidence, n.AssessedOn = c.Area, c.Topic, c.Severity, c.Evidence, c.AssessedOn
}

// CloseCommand says that a need no longer stands.
type CloseCommand struct {
	On     civil.Date
	Reason CloseReason
}

func (c *CloseCommand) validate(n Need, today civil.Date) error {
	var f errs.Fields
	person.CheckPast(&f, "on", c.On, today)
	if c.On.Before(n.AssessedOn) {
		f.Add("on", "date.too_early", "min", n.AssessedOn)
	}
	directory.CheckChoice(&f, "reason", c.Reason, CloseReasons())
	return f.Err()
}
