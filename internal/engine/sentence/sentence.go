// Package sentence computes the dates of a prison sentence: when it ends, when
// a third, a half and two thirds of it are served, and from when assimilation,
// family leave, parole, conditional leave and pre-release leave are possible.
//
// It owns the arithmetic, the rule sets (data, in rules/*.json) and the reading
// of a case as JSON. It refuses to decide anything: a date that has come makes
// a case due, it moves nobody, and every date is an estimate that the service's
// own register and decrees override. It knows no database, clock or file.
//
// Start with Case (what is known), Rules.Timeline (what follows) and Timeline.
// docs/engines/sentence.md tells the rules in words, with their sources in law.
package sentence

import "titian/internal/kernel/civil"

// Status is under which law a sentence is served.
type Status string

// The statuses.
const (
	Adult    Status = "adult"
	Juvenile Status = "juvenile"
)

// Statuses lists both.
func Statuses() []Status { return []Status{Adult, Juvenile} }

// Case is everything that the dates depend on.
type Case struct {
	Status     Status
	Start      civil.Date // first day of the last unbroken detention
	Verdicts   []Term     // served in a row
	Detention  []Detention
	Remissions []Remission
	Substitute Substitute
	Conditions []Condition
}

// Term is a length as a verdict says it.
type Term struct {
	Years  int `json:"years"`
	Months int `json:"months"`
	Days   int `json:"days"`
}

// IsZero reports a length of nothing.
func (t Term) IsZero() bool { return t == Term{} }

// Plus adds part by part.
func (t Term) Plus(u Term) Term {
	return Term{t.Years + u.Years, t.Months + u.Months, t.Days + u.Days}
}

// from is the day on which a term that begins on d ends: years and months by the
// calendar first (a missing day of the month means its last day), then days.
func (t Term) from(d civil.Date) civil.Date {
	return d.AddMonths(12*t.Years + t.Months).AddDays(t.Days)
}

// Detention is earlier detention that was broken off before Start.
type Detention struct {
	Kind string // rutan, house, city
	Days int
}

// Remission is one reduction that was granted. Kind is as the decree calls it;
// one that the rule set does not know counts like any other.
type Remission struct {
	Date   civil.Date
	Kind   string
	Months int
	Days   int
}

// Substitute is the prison term that stands in for a fine. It counts while the
// fine is unpaid.
type Substitute struct {
	Term
	Unpaid bool
}

// due is the term to be served, nothing when the fine is paid.
func (s Substitute) due() Term {
	if !s.Unpaid {
		return Term{}
	}
	return s.Term
}

// Condition is something special about the case: a category of offences with
// further conditions, or a sentence without an end. Met says that what the law
// asks besides time has been shown.
type Condition struct {
	Code string
	Met  bool
}

// Point is one of the dates of a timeline.
type Point uint8

// The points, in the order of the answer.
const (
	NominalExpiry Point = iota
	NetExpiry
	OneThird
	OneHalf
	TwoThirds
	Assimilation
	FamilyLeave
	Parole
	SupervisionEnd
	ConditionalLeave
	PrereleaseLeave
	SubstituteFrom
	SubstituteUntil
	Release
	points // their number
)

var pointNames = [points]string{
	"nominal_expiry", "net_expiry", "one_third", "one_half", "two_thirds", "assimilation_from", "family_leave_from", "parole_from",
	"supervision_end", "conditional_leave_from", "prerelease_leave_from", "substitute_from", "substitute_until", "release_on",
}

// Points lists all points.
func Points() []Point {
	all := make([]Point, points)
	for i := range all {
		all[i] = Point(i)
	}
	return all
}

// PointOf finds a point by its name in JSON.
func PointOf(name string) (Point, bool) {
	for i, n := range pointNames {
		if n == name {
			return Point(i), true
		}
	}
	return 0, false
}

// String is the point's name in JSON.
func (p Point) String() string { return pointNames[p] }

// MarshalText writes the name.
func (p Point) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Timeline is what follows from a case under one rule set.
type Timeline struct {
	Rules   string // id of the rule set
	Term    Term   // the verdicts' sum
	Gross   int    // that in days of the fractions (a month is 30)
	Credit  int    // days credited for earlier detention
	Reduced int    // days of remission that shortened the sentence

	Steps   []Step   // how each date came about, in order
	Needs   []Need   // what must be shown besides time
	Changes []Change // what would move a date

	on  [points]civil.Date
	why [points]Reason
}

// On is the day of a point; the zero day when there is none, and Why says why.
func (t *Timeline) On(p Point) civil.Date { return t.on[p] }

// Why says why a point has no day. Its Code is empty where there is one.
func (t *Timeline) Why(p Point) Reason { return t.why[p] }
