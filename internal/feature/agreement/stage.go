package agreement

import (
	"slices"

	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

// Stage is how far an agreement has come, in the words of the field.
type Stage string

// The stages from exploring to the end.
const (
	Exploring Stage = "PENJAJAKAN"
	Audience  Stage = "AUDIENSI"
	Proposed  Stage = "USULAN"
	Drafting  Stage = "DRAF"
	Review    Stage = "TELAAH_HUKUM"
	Agreed    Stage = "DISEPAKATI"
	Signed    Stage = "DITANDATANGANI"
	Running   Stage = "AKTIF"
	Evaluated Stage = "EVALUASI"
	Renewed   Stage = "DIPERPANJANG"
	Ended     Stage = "BERAKHIR"
	Cancelled Stage = "DIBATALKAN"
)

// Stages lists the stages in their order.
func Stages() []Stage {
	return []Stage{Exploring, Audience, Proposed, Drafting, Review, Agreed, Signed, Running, Evaluated, Renewed, Ended, Cancelled}
}

// FirstStages are those in which an agreement may enter the register: an office
// often hears of a draft only when it lies on the table.
func FirstStages() []Stage { return []Stage{Exploring, Audience, Proposed, Drafting} }

// Frozen reports whether the text, the parties and the terms stand fixed.
func (s Stage) Frozen() bool {
	return slices.Contains([]Stage{Signed, Running, Evaluated, Renewed, Ended, Cancelled}, s)
}

// Over reports whether nothing more happens under the agreement.
func (s Stage) Over() bool { return s == Renewed || s == Ended || s == Cancelled }

// Step is one permitted move. Document asks for the letter, minutes or decision
// that the move rests on. A step without roles is made by the program itself.
type Step struct {
	From, To Stage
	Roles    []authz.Role
	Document bool
}

// Steps is the table of permitted moves. Whoever prepares may move a draft
// forward and back; what binds the office (agreed, signed, ended, cancelled) is
// its head's, or the regional office's. An agreement becomes "renewed" when the
// agreement that renews it is signed, never by hand.
func Steps() []Step {
	preparers := []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.RegionalOffice}
	heads := []authz.Role{authz.FacilityHead, authz.RegionalOffice}
	steps := []Step{
		{Exploring, Audience, preparers, false},
		{Exploring, Proposed, preparers, true},
		{Audience, Proposed, preparers, true},
		{Audience, Drafting, preparers, false}, // an order given in the audience skips the written proposal
		{Proposed, Audience, preparers, false},
		{Proposed, Drafting, preparers, false},
		{Drafting, Review, preparers, false},
		{Review, Drafting, preparers, true},
		{Review, Agreed, heads, true},
		{Agreed, Drafting, heads, true},
		{Agreed, Signed, heads, false}, // the agreement is its own document
		{Signed, Running, preparers, false},
		{Running, Evaluated, preparers, true},
		{Evaluated, Running, preparers, true},
		{Running, Ended, heads, true},
		{Evaluated, Ended, heads, true},
		{Signed, Renewed, nil, false},
		{Running, Renewed, nil, false},
		{Evaluated, Renewed, nil, false},
		{Ended, Renewed, nil, false},
	}
	for _, s := range Stages() {
		if !s.Over() && s != Evaluated {
			steps = append(steps, Step{s, Cancelled, heads, true})
		}
	}
	return steps
}

// StepsFrom lists the moves that a role may make from a stage, for the page.
func StepsFrom(from Stage, a authz.Actor) []Step {
	var out []Step
	for _, s := range Steps() {
		if s.From == from && s.allows(a) {
			out = append(out, s)
		}
	}
	return out
}

// Ends reports whether nothing goes on after the step.
func (s Step) Ends() bool { return s.To == Ended || s.To == Cancelled }

func findStep(from, to Stage) (Step, bool) {
	for _, s := range Steps() {
		if s.From == from && s.To == to {
			return s, true
		}
	}
	return Step{}, false
}

func (s Step) allows(a authz.Actor) bool {
	return slices.Contains(s.Roles, a.Role) || a.Role == authz.Operator && len(s.Roles) > 0
}

// Standing is what an agreement is on a day, computed from its dates.
type Standing string

// The standings.
const (
	Preparing    Standing = "preparing"
	NotYet       Standing = "not_yet" // signed; its period has not begun
	InForce      Standing = "in_force"
	EndingSoon   Standing = "ending" // in force, with at most 180 days to go
	PastItsEnd   Standing = "past"
	WasCancelled Standing = "cancelled"
)

// ReminderDays are the days before an agreement's end on which people are told.
func ReminderDays() []int { return []int{180, 90, 30} }

// InForce reports whether the agreement binds on a day. A renewed one runs to
// the end of its own period.
func (a Agreement) InForce(d civil.Date) bool {
	return slices.Contains([]Stage{Signed, Running, Evaluated, Renewed}, a.Stage) &&
		!a.StartsOn.IsZero() && !a.EndsOn.IsZero() && !d.Before(a.StartsOn) && !d.After(a.EndsOn)
}

// On computes the standing on a day, and the days that are left where that
// means something.
func (a Agreement) On(d civil.Date) (Standing, int) {
	left := a.EndsOn.Sub(d)
	switch {
	case a.Stage == Cancelled:
		return WasCancelled, 0
	case !a.Stage.Frozen():
		return Preparing, 0
	case a.Stage == Ended || left < 0:
		return PastItsEnd, 0
	case d.Before(a.StartsOn):
		return NotYet, a.StartsOn.Sub(d)
	case left <= ReminderDays()[0]:
		return EndingSoon, left
	}
	return InForce, left
}
