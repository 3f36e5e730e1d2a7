package programme

import (
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// SessionStatus says whether a session took place.
type SessionStatus string

// The session statuses: held only through its attendance, so that no session
// counts that nobody attended.
const (
	SessionPlanned   SessionStatus = "planned"
	SessionHeld      SessionStatus = "held"
	SessionCancelled SessionStatus = "cancelled"
)

// Session is one meeting of a class. Marked and Present repeat its attendance
// rows, written in the same transaction.
type Session struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID       id.Session      `db:"id" privacy:"internal" json:"id"`
	Offering id.Offering     `db:"offering_id" privacy:"internal" json:"class_id"`
	HeldOn   civil.Date      `db:"held_on" privacy:"internal" json:"held_on"`
	Topic    string          `db:"topic" privacy:"internal" json:"topic"`
	Status   SessionStatus   `db:"status" privacy:"internal" json:"status"`
	Marked   int             `db:"marked" privacy:"internal" json:"marked"`
	Present  int             `db:"present" privacy:"internal" json:"present"`
	Version  int64           `db:"version" privacy:"internal" json:"version"`
	Created  time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
	Updated  time.Time       `db:"updated_at" privacy:"internal" json:"updated_at"`
}

// SessionCommand plans a session of a class.
type SessionCommand struct {
	ID       id.Session
	Offering id.Offering
	HeldOn   civil.Date
	Topic    string
}

// Mark is what attendance says of one participant.
type Mark string

// The marks. An excused absence is no failing of the person; it still is no presence.
const (
	Present Mark = "present"
	Excused Mark = "excused"
	Absent  Mark = "absent"
)

// Marks lists them in the order of the grid.
func Marks() []Mark { return []Mark{Present, Excused, Absent} }

// Attendance is one participant's mark in one session.
type Attendance struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	Session   id.Session      `db:"session_id" privacy:"internal" json:"-"`
	Enrolment id.Enrolment    `db:"enrolment_id" privacy:"internal" json:"enrolment_id"`
	Mark      Mark            `db:"mark" privacy:"internal" json:"mark"`
	Note      string          `db:"note" privacy:"restricted" json:"note"`
}

// AttendanceCommand marks a session. Without a session it is the class's
// session on HeldOn, which is made when there is none: an officer who has just
// held a class need not have planned it first.
type AttendanceCommand struct {
	Offering id.Offering
	Session  id.Session
	HeldOn   civil.Date
	Topic    string
	Marks    []Attendance
}
