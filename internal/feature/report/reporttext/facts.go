package reporttext

import (
	"titian/internal/feature/report"
	"titian/internal/platform/i18n"
)

// Fact is one figure about the people of a step.
type Fact struct {
	Key  string // "enrolled", "livelihood" …
	Text string
	N    int
}

// Facts are the figures of a step that is about people; none for one that is
// about records, or when the thread has reached nobody yet.
func Facts(l *i18n.Localizer, t report.Thread, k report.StepKey) []Fact {
	if t.People.Enrolled == 0 {
		return nil
	}
	var out []Fact
	say := func(key string, n int) { out = append(out, Fact{key, l.T("fact."+key, "n", n), n}) }
	some := func(key string, n int) { // zero is no news
		if n > 0 {
			say(key, n)
		}
	}
	p, f := t.People, t.Fare
	switch k {
	case report.StepEnrolment:
		say("enrolled", p.Enrolled)
		say("by_need", p.ByNeed)
	case report.StepAttendance:
		say("sessions", t.Attended.Sessions)
		if t.Attended.Marked > 0 {
			rate := float64(t.Attended.Present) / float64(t.Attended.Marked)
			out = append(out, Fact{"rate", l.T("fact.rate", "rate", l.Percent(rate)), t.Attended.Present})
		}
		say("attended", p.Attended)
	case report.StepCompetency:
		say("completed", p.Completed)
		say("competent", p.Competent)
		say("certified", p.Certified)
	case report.StepReadiness:
		say("before", p.Before)
		say("after", p.After)
		say("gained", p.ReadyGain)
	case report.StepHandOver:
		say("released", p.Released)
		say("handed_over", p.HandedOver)
	case report.StepFollowUp:
		say("followed", p.Followed)
		say("reached", p.Reached)
		some("six_months", p.SixMonths)
	case report.StepOutcome:
		if f.Due == 0 {
			return nil
		}
		say("livelihood", f.Livelihood)
		some("seeking", f.Seeking)
		say("housed", f.Housed)
		say("family", f.Family)
		some("reoffended", f.Reoffended)
		some("fare_unknown", f.Unknown)
	}
	return out
}
