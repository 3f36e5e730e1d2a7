// Package programme is the middle of the thread: the catalogue of programmes,
// their offerings (classes at a facility), sessions, enrolments, attendance,
// competency and certificates.
//
// It owns the programme_* tables. It refuses to decide who needs what (that is
// assessment) and who paid (fund); it asks partnership, through Backing, which
// promise a class stands on. A class without a partner is a facility's own.
//
// Start with offering.go for the class, enrolment.go for seats and
// attendance.go for the marks.
package programme

import (
	"strings"
	"time"

	"titian/internal/feature/assessment"
	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Category is a programme's place in the official taxonomy (domain handbook §4).
type Category string

// The categories.
const (
	Personal       Category = "PERSONAL"      // kepribadian
	SelfReliance   Category = "SELF_RELIANCE" // kemandirian
	Rehabilitation Category = "REHABILITATION"
	Health         Category = "HEALTH"
	Reintegration  Category = "REINTEGRATION"
)

// Categories lists them in the order of the forms.
func Categories() []Category {
	return []Category{Personal, SelfReliance, Rehabilitation, Health, Reintegration}
}

// Programme is one entry of the national catalogue.
type Programme struct {
	ID       id.Programme `db:"id" privacy:"public" json:"id"`
	Code     string       `db:"code" privacy:"public" json:"code"`
	Name     string       `db:"name" privacy:"public" json:"name"`
	Category Category     `db:"category" privacy:"public" json:"category"`
	Area     string       `db:"area" privacy:"public" json:"area"`     // the area of need that it answers
	Sector   string       `db:"sector" privacy:"public" json:"sector"` // local potential, empty for none
	Hours    int          `db:"hours" privacy:"public" json:"hours"`
	Capacity int          `db:"capacity" privacy:"public" json:"capacity"` // what a class starts from
	Active   bool         `db:"active" privacy:"public" json:"active"`
	Version  int64        `db:"version" privacy:"public" json:"version"`
	Created  time.Time    `db:"created_at" privacy:"internal" json:"created_at"`
	Updated  time.Time    `db:"updated_at" privacy:"internal" json:"updated_at"`
}

// Unit is one unit of competency that a programme teaches and assesses.
type Unit struct {
	Programme id.Programme `db:"programme_id" privacy:"public" json:"-"`
	Code      string       `db:"code" privacy:"public" json:"code"`
	Title     string       `db:"title" privacy:"public" json:"title"`
}

// ProgrammeCommand describes a catalogue entry to add or change.
type ProgrammeCommand struct {
	ID       id.Programme
	Version  int64
	Code     string
	Name     string
	Category Category
	Area     string
	Sector   string
	Hours    int
	Capacity int
	Active   bool
	Units    []Unit
}

// Limits of what people type.
const (
	maxTitle    = 200
	maxShort    = 500
	maxCapacity = 500
	maxUnits    = 60
)

func (c *ProgrammeCommand) validate() error {
	var f errs.Fields
	c.Code = strings.ToUpper(strings.TrimSpace(c.Code))
	directory.CheckText(&f, "code", &c.Code, 30, true)
	directory.CheckText(&f, "name", &c.Name, maxTitle, true)
	directory.CheckChoice(&f, "area", assessment.Area(c.Area), assessment.Areas())
	directory.CheckText(&f, "sector", &c.Sector, 60, false)
	directory.CheckChoice(&f, "category", c.Category, Categories())
	between(&f, "hours", c.Hours, 1, 5000)
	between(&f, "capacity", c.Capacity, 1, maxCapacity)
	if len(c.Units) > maxUnits {
		f.Add("units", "too_many", "max", maxUnits)
	}
	seen := map[string]bool{}
	for i := range c.Units {
		at := row("units", i)
		directory.CheckText(&f, at+".code", &c.Units[i].Code, 40, true)
		directory.CheckText(&f, at+".title", &c.Units[i].Title, maxTitle, true)
		if seen[c.Units[i].Code] {
			f.Add(at+".code", "exists")
		}
		seen[c.Units[i].Code] = true
	}
	return f.Err()
}
