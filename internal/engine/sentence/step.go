package sentence

import "titian/internal/kernel/civil"

// Step is one step towards a date, as a code with its figures; the edge says it
// in the reader's words. Which figures a code uses stands beside it below. It is
// kept small: there are some twenty in every timeline.
type Step struct {
	Of    Point
	From  civil.Date
	Date  civil.Date // where the step arrives
	Days  int32
	Whole int32 // that Days are a part of
	Ratio Ratio
	Code  string
	Kind  string
	Term  Term
	Rule  *Topic // the law behind it, as the rule set names it
}

// The codes of steps.
const (
	StepSum             = "sum"              // Whole verdicts in a row make Term
	StepCalendar        = "calendar"         // From plus Term by the calendar
	StepCredit          = "credit"           // Whole days of Kind count Ratio: Days
	StepCredited        = "credited"         // From less Days of credit
	StepRemission       = "remission"        // Kind granted on From: Days off
	StepLate            = "remission_late"   // Kind granted on From, after the end: not counted
	StepReduced         = "reduced"          // From less Days of remission
	StepFraction        = "fraction"         // Ratio of Whole days, rounded up, are Days: From plus Days
	StepReducedSoFar    = "reduced_so_far"   // From less Days granted by then
	StepGrantDay        = "grant_day"        // the grant on Date brought it there, not to before Date
	StepServed          = "served"           // Days really served from From
	StepAt              = "at"               // as Point named by Kind
	StepWindow          = "window"           // at most Days before From
	StepWindowRemission = "window_remission" // as long as the last remission, Days, before From
	StepSubstitute      = "substitute"       // Days of fine substitute are served first
	StepSegment         = "segment"          // a segment of its own, Term from From
	StepProbation       = "probation"        // From plus Whole months of probation
	StepProbationLonger = "probation_longer" // the substitute, Term, counts too
	StepMainEnd         = "main_end"         // no substitute: the end of the main term
)

// Reason says why a point has no day.
type Reason struct {
	Code   string `json:"code"`
	Months int    `json:"months,omitempty"` // a limit of the rule
	Days   int    `json:"days,omitempty"`   // what the case has
	Kind   string `json:"kind,omitempty"`   // the condition that bars it
}

// The codes of reasons.
const (
	ReasonNoEnd        = "no_end"         // a sentence without an end (Kind), unless commuted
	ReasonNotForStatus = "not_for_status" // the rules give it not to adults, or not to juveniles
	ReasonTooLong      = "too_long"       // the sentence is longer than Months
	ReasonTooShort     = "too_short"      // the sentence is shorter than Months
	ReasonPartTooShort = "part_too_short" // the part to be served, Days, is less than Months
	ReasonBarred       = "barred"         // the category Kind is excluded
	ReasonNoRemission  = "no_remission"   // its length is the last remission's, and there is none
	ReasonNothingLeft  = "nothing_left"   // the sentence ends no later
	ReasonNoParole     = "no_parole"      // without parole no supervision
	ReasonNoSubstitute = "no_substitute"  // no unpaid fine
)

// Need is what must be shown besides time before a right is granted.
type Need struct {
	Of     Point      `json:"of"`
	Code   string     `json:"code"`
	Months int        `json:"months,omitempty"`
	From   civil.Date `json:"from,omitzero"`
	To     civil.Date `json:"to,omitzero"`
	Source string     `json:"source,omitempty"`
}

// The codes of needs that hold for everybody; those of special conditions stand
// in the rule set.
const (
	NeedConduct = "good_conduct" // without discipline record for Months, From–To
	NeedRisk    = "falling_risk" // assessed risk went down (UU 22/2022 art. 10)
)

// Change is something that would move a date.
type Change struct {
	Of   Point      `json:"of"`
	Code string     `json:"code"`
	Date civil.Date `json:"date,omitzero"` // where it would be then
	Days int        `json:"days,omitempty"`
	Kind string     `json:"kind,omitempty"`
}

// The codes of changes.
const (
	ChangeFinePaid  = "fine_paid"  // paying the fine brings Of to Date
	ChangeRemission = "remission"  // a further month of remission is Days earlier
	ChangeConduct   = "conduct"    // a discipline record begins the months of conduct anew
	ChangeCommuted  = "commuted"   // commuting to a term of years
	ChangeUnknown   = "unknown"    // a condition (Kind) that the rule set does not know: check by hand
	ChangeOfficial  = "official"   // the register's or a decree's date overrides
	ChangeUncertain = "rule_doubt" // a rule that the rule set marks as uncertain
)
