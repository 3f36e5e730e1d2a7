package programme

import (
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// EnrolmentStatus is where a participant stands in a class.
type EnrolmentStatus string

// The enrolment statuses.
const (
	Active   EnrolmentStatus = "active"
	Finished EnrolmentStatus = "completed"
	Left     EnrolmentStatus = "left"
)

// LeaveReasons are the reasons for leaving a class early that are counted apart:
// a release or a transfer is no failing of the class or the person.
func LeaveReasons() []string {
	return []string{"released", "transferred", "health", "security", "work", "own_wish", "class_cancelled", "other"}
}

// Enrolment is one person's seat in a class.
type Enrolment struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID       id.Enrolment    `db:"id" privacy:"internal" json:"id"`
	Offering id.Offering     `db:"offering_id" privacy:"internal" json:"class_id"`
	Person   id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Need     id.Need         `db:"need_id" privacy:"internal" json:"need_id"`
	Status   EnrolmentStatus `db:"status" privacy:"internal" json:"status"`
	Enrolled civil.Date      `db:"enrolled_on" privacy:"internal" json:"enrolled_on"`
	Ended    civil.Date      `db:"ended_on" privacy:"internal" json:"ended_on"`
	Reason   string          `db:"end_reason" privacy:"internal" json:"end_reason"`
	Version  int64           `db:"version" privacy:"internal" json:"version"`
	Created  time.Time       `db:"created_at" privacy:"internal" json:"created_at"`
	Updated  time.Time       `db:"updated_at" privacy:"internal" json:"updated_at"`
}

// EnrolCommand gives one person a seat. Need is the need that the class
// answers; without one the enrolment stands, and is counted as not by need.
type EnrolCommand struct {
	ID       id.Enrolment
	Offering id.Offering
	Person   id.Person
	Need     id.Need
}

// Candidate is a person at the facility with an open need that the class
// answers and no seat in it yet.
type Candidate struct {
	Person     id.Person  `db:"person_id" privacy:"internal" json:"person_id"`
	Need       id.Need    `db:"need_id" privacy:"internal" json:"need_id"`
	Name       string     `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string     `db:"register_no" privacy:"restricted" json:"register_no"`
	Topic      string     `db:"topic" privacy:"restricted" json:"topic"`
	Severity   int        `db:"severity" privacy:"restricted" json:"severity"`
	ReleaseDue civil.Date `db:"release_due_on" privacy:"restricted" json:"release_due_on"`
}

// Participant is one line of a class list. To a partner Name is empty unless
// the person consents, and RegisterNo always is.
type Participant struct {
	Enrolment  id.Enrolment    `db:"enrolment_id" privacy:"internal" json:"enrolment_id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Name       string          `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string          `db:"register_no" privacy:"restricted" json:"register_no"`
	Status     EnrolmentStatus `db:"status" privacy:"internal" json:"status"`
	Need       id.Need         `db:"need_id" privacy:"internal" json:"need_id"`
	Reason     string          `db:"end_reason" privacy:"internal" json:"end_reason"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	Present    int             `db:"present" privacy:"internal" json:"present"`
	Marked     int             `db:"marked" privacy:"internal" json:"marked"`
	Competent  int             `db:"competent" privacy:"internal" json:"competent"`
	Assessed   int             `db:"assessed" privacy:"internal" json:"assessed"`
	Code       string          `db:"code" privacy:"internal" json:"certificate_code"`
}
