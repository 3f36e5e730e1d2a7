package programme

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Status is where a class stands.
type Status string

// A class is open while people may enrol and nothing has been held, running
// from its first held session, and ends completed or cancelled.
const (
	Open      Status = "open"
	Running   Status = "running"
	Completed Status = "completed"
	Cancelled Status = "cancelled"
)

// Statuses lists them in order.
func Statuses() []Status { return []Status{Open, Running, Completed, Cancelled} }

// moves are the permitted changes of status. A cancelled class stays so: what
// was lost with it is shown on its thread.
var moves = map[Status][]Status{
	Open:    {Running, Cancelled},
	Running: {Completed, Cancelled},
}

func (s Status) mayBecome(next Status) bool {
	for _, m := range moves[s] {
		if m == next {
			return true
		}
	}
	return false
}

// Live reports whether people may still enrol and attend.
func (s Status) Live() bool { return s == Open || s == Running }

// Offering is a class: one run of a programme at one facility.
type Offering struct {
	Facility    id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID          id.Offering     `db:"id" privacy:"internal" json:"id"`
	Programme   id.Programme    `db:"programme_id" privacy:"internal" json:"programme_id"`
	Cooperation id.Cooperation  `db:"cooperation_id" privacy:"internal" json:"cooperation_id"`
	Commitment  id.Commitment   `db:"commitment_id" privacy:"internal" json:"commitment_id"`
	Activity    id.Activity     `db:"activity_id" privacy:"internal" json:"activity_id"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal" json:"partner_id"`
	Ref         string          `db:"ref" privacy:"internal" json:"ref"`
	Title       string          `db:"title" privacy:"internal" json:"title"`
	Place       string          `db:"place" privacy:"internal" json:"place"`
	Starts      civil.Date      `db:"starts_on" privacy:"internal" json:"starts_on"`
	Ends        civil.Date      `db:"ends_on" privacy:"internal" json:"ends_on"`
	Capacity    int             `db:"capacity" privacy:"internal" json:"capacity"`
	Enrolled    int             `db:"enrolled" privacy:"internal" json:"enrolled"`
	Status      Status          `db:"status" privacy:"internal" json:"status"`
	CloseReason string          `db:"close_reason" privacy:"internal" json:"close_reason"`
	Version     int64           `db:"version" privacy:"internal" json:"version"`
	Created     time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
	Updated     time.Time       `db:"updated_at" privacy:"internal" json:"updated_at"`
}

// Free is the number of seats that nobody has.
func (o Offering) Free() int { return o.Capacity - o.Enrolled }

// ClassCommand describes a class to open or change. A class that a promise
// pays for names the commitment; its partner and thread follow from that.
type ClassCommand struct {
	ID         id.Offering
	Facility   id.Organisation
	Version    int64
	Programme  id.Programme
	Commitment id.Commitment
	Activity   id.Activity
	Title      string
	Place      string
	Starts     civil.Date
	Ends       civil.Date
	Capacity   int
}

// maxYears bounds a class: Paket C, the longest programme, takes three.
const maxYears = 4

func (c *ClassCommand) validate() error {
	var f errs.Fields
	if c.Programme.IsZero() {
		f.Add("programme_id", "required")
	}
	directory.CheckText(&f, "title", &c.Title, maxTitle, true)
	directory.CheckText(&f, "place", &c.Place, maxTitle, false)
	between(&f, "capacity", c.Capacity, 1, maxCapacity)
	if c.Starts.IsZero() {
		f.Add("starts_on", "required")
	}
	if c.Ends.IsZero() {
		f.Add("ends_on", "required")
	}
	if c.Ends.Before(c.Starts) {
		f.Add("ends_on", "date.order")
	} else if c.Ends.After(c.Starts.AddMonths(12 * maxYears)) {
		f.Add("ends_on", "class.too_long", "years", maxYears)
	}
	return f.Err()
}
