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
	if t.People.Enrolled == 0 && t.Told("enrolled") {
		return nil
	}
	var out []Fact
	few := false
	say := func(key string, n int) {
		if name, ok := named[key]; ok && !t.Told(name) {
			few = true
			return
		}
		out = append(out, Fact{key, l.T("fact."+key, "n", n), n})
	}
	some := func(key string, n int) { // zero is no news
		if n > 0 || !t.Told(named[key]) {
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
		if few = !t.Told("fare"); few || f.Due == 0 {
			break
		}
		say("livelihood", f.Livelihood)
		some("seeking", f.Seeking)
		say("housed", f.Housed)
		say("family", f.Family)
		some("reoffended", f.Reoffended)
		some("fare_unknown", f.Unknown)
	}
	if few {
		out = append(out, Fact{"few", l.T("fact.few", "n", report.Few), 0})
	}
	return out
}

// named are the counts behind the facts, as a thread names those it does not tell.
var named = map[string]string{
	"enrolled": "enrolled", "sessions": "attendance", "by_need": "by_need", "attended": "attended", "completed": "completed", "competent": "competent", "certified": "certified",
	"before": "readiness_before", "after": "readiness_after", "gained": "readiness_gained", "released": "released", "handed_over": "handed_over",
	"followed": "followed_up", "reached": "reached", "six_months": "six_month_follow_up",
}
