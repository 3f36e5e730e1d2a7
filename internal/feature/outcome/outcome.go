// Package outcome is how people fare after release: what the office that guides
// them found at 3, 6, 12 and 24 months.
//
// It owns outcome_follow_up. That a follow-up is due is computed from the day of
// release whenever it is asked, and never stored; only what was done is a row. A
// person who could not be reached is a row too, so that nobody is dropped from a
// figure in silence. It refuses to guess: what nobody could ask stays empty, and
// is counted as unknown. It holds no offence: whether somebody offended again is
// yes or no, and what they did stands elsewhere.
//
// Start with FollowUp and DueOn, then Service. Fares is the figures.
package outcome

import (
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// FollowUp is one visit or call after release, made or tried. Facility is the
// one that let the person go; whoever guides the person writes it.
type FollowUp struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID         id.FollowUp     `db:"id" privacy:"internal" json:"id"`
	Person     id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Milestone  int             `db:"milestone" privacy:"internal" json:"milestone"`
	ReleasedOn civil.Date      `db:"released_on" privacy:"restricted" json:"released_on"`
	DoneOn     civil.Date      `db:"done_on" privacy:"internal" json:"done_on"`
	Reached    bool            `db:"reached" privacy:"restricted" json:"reached"`
	Livelihood Livelihood      `db:"livelihood" privacy:"restricted" json:"livelihood"`
	Income     *money.Rupiah   `db:"income_rp" privacy:"restricted" json:"income"`
	Housing    Housing         `db:"housing" privacy:"restricted" json:"housing"`
	Family     Family          `db:"family" privacy:"restricted" json:"family"`
	Reoffended Answer          `db:"reoffended" privacy:"restricted" json:"reoffended"`
	Note       string          `db:"note" privacy:"restricted" seal:"id" json:"note"`
	Version    int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt  time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt  time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Livelihood is what a person lives from; empty when nobody could ask.
type Livelihood string

// The livelihoods. Employed and Business bring an income.
const (
	Employed Livelihood = "employed"
	Business Livelihood = "business"
	Studying Livelihood = "studying"
	Seeking  Livelihood = "seeking"
	Unable   Livelihood = "unable"
	NoWork   Livelihood = "none"
)

// Livelihoods lists them in the order of the form.
func Livelihoods() []Livelihood {
	return []Livelihood{Employed, Business, Studying, Seeking, Unable, NoWork}
}

// Earns reports whether an income belongs to l.
func (l Livelihood) Earns() bool { return l == Employed || l == Business }

// Housing is where a person lives; empty when nobody could ask.
type Housing string

// The kinds of housing.
const (
	Settled   Housing = "settled"
	Temporary Housing = "temporary"
	Homeless  Housing = "none"
)

// Housings lists them in the order of the form.
func Housings() []Housing { return []Housing{Settled, Temporary, Homeless} }

// Family is how the tie with the family stands; empty when nobody could ask.
type Family string

// The ties: kept throughout, found again, or none.
const (
	InContact Family = "in_contact"
	Restored  Family = "restored"
	NoContact Family = "no_contact"
)

// Families lists them in the order of the form.
func Families() []Family { return []Family{InContact, Restored, NoContact} }

// Answer is whether a new offence has become known since release; empty when
// nobody could ask.
type Answer string

// The answers.
const (
	No  Answer = "no"
	Yes Answer = "yes"
)

// Answers lists them in the order of the form.
func Answers() []Answer { return []Answer{No, Yes} }
