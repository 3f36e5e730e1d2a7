package casework

import (
	"strconv"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// SittingStatus is where a sitting stands.
type SittingStatus string

// The statuses of a sitting.
const (
	Planned   SittingStatus = "planned"
	Concluded SittingStatus = "concluded"
	Cancelled SittingStatus = "cancelled"
)

// SittingStatuses lists the statuses in the order of the filter.
func SittingStatuses() []SittingStatus { return []SittingStatus{Planned, Concluded, Cancelled} }

// Sitting is one sitting of the review board (sidang TPP) of a facility or a
// probation office.
type Sitting struct {
	Facility     id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID           id.Sitting      `db:"id" privacy:"internal" json:"id"`
	Ref          string          `db:"ref" privacy:"internal" json:"ref"`
	HeldOn       civil.Date      `db:"held_on" privacy:"internal" json:"held_on"`
	Place        string          `db:"place" privacy:"internal" json:"place"`
	Chair        string          `db:"chair" privacy:"internal" json:"chair"`
	Status       SittingStatus   `db:"status" privacy:"internal" json:"status"`
	Minutes      string          `db:"minutes" privacy:"restricted" seal:"id" json:"minutes"`
	CancelReason string          `db:"cancel_reason" privacy:"restricted" seal:"id" json:"cancel_reason"`
	Version      int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt    time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt    time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Member is a member of the board at one sitting.
type Member struct {
	Facility id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	Sitting  id.Sitting      `db:"sitting_id" privacy:"internal" json:"-"`
	Line     int             `db:"line" privacy:"internal" json:"-"`
	Name     string          `db:"name" privacy:"restricted" json:"name"`
	Post     string          `db:"post" privacy:"internal" json:"post"`
	Present  bool            `db:"present" privacy:"internal" json:"present"`
}

// MaxMembers of a board; a TPP has seven to fifteen.
const MaxMembers = 30

// series numbers the sittings: BUNGO-TPP-26-3.
const series = "TPP"

// SittingCommand calls a sitting or changes one. Members without a name and a
// post are left out.
type SittingCommand struct {
	ID       id.Sitting // of a new one, optional
	Facility id.Organisation
	HeldOn   civil.Date
	Place    string
	Chair    string
	Minutes  string
	Members  []Member
}

func (c *SittingCommand) validate() error {
	var f errs.Fields
	if c.HeldOn.IsZero() {
		f.Add("held_on", "required")
	}
	directory.CheckText(&f, "place", &c.Place, person.MaxTitle, false)
	directory.CheckText(&f, "chair", &c.Chair, person.MaxTitle, false)
	directory.CheckText(&f, "minutes", &c.Minutes, person.MaxLong, false)
	if len(c.Members) > MaxMembers {
		f.Add("members", "too_many", "max", MaxMembers)
	}
	for i := range c.Members {
		m, at := &c.Members[i], "members["+strconv.Itoa(i)+"]."
		directory.CheckText(&f, at+"name", &m.Name, person.MaxTitle, m.Post != "")
		directory.CheckText(&f, at+"post", &m.Post, person.MaxTitle, false)
	}
	return f.Err()
}

func (c *SittingCommand) write(x *Sitting) {
	x.HeldOn, x.Place, x.Chair, x.Minutes = c.HeldOn, c.Place, c.Chair, c.Minutes
}

// members are the rows of those who were named.
func (c *SittingCommand) members(x Sitting) []Member {
	out := []Member{}
	for _, m := range c.Members {
		if m.Name == "" {
			continue
		}
		m.Facility, m.Sitting, m.Line = x.Facility, x.ID, len(out)
		out = append(out, m)
	}
	return out
}
