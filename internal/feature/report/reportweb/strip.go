package reportweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/report"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// stages are the steps as the strip shows them: sixteen would not fit above a
// page, and nine are what people say.
var stages = []struct {
	key   string
	steps []report.StepKey
}{
	{"meeting", []report.StepKey{report.StepMeeting}},
	{"proposal", []report.StepKey{report.StepProposal}},
	{"commitment", []report.StepKey{report.StepCommitment}},
	{"agreement", []report.StepKey{report.StepAgreement, report.StepWorkPlan, report.StepRenewal}},
	{"delivery", []report.StepKey{report.StepDelivery, report.StepFund}},
	{"class", []report.StepKey{report.StepClass}},
	{"people", []report.StepKey{report.StepEnrolment, report.StepAttendance, report.StepCompetency}},
	{"home", []report.StepKey{report.StepReadiness, report.StepHandOver}},
	{"outcome", []report.StepKey{report.StepFollowUp, report.StepOutcome}},
}

// strip is the thread above the page of one of its records: where the reader
// is, what is missing, and either end at one click.
func strip(l *i18n.Localizer, a authz.Actor, t report.Thread) *ui.Thread {
	whole := "/thread/" + t.Ref
	if t.Found != "" {
		whole = "/thread/" + t.Found
	}
	out := &ui.Thread{Title: t.Title, Href: whole}
	steps := map[report.StepKey]report.Step{}
	for _, s := range t.Steps {
		steps[s.Key] = s
	}
	for _, g := range stages {
		out.Steps = append(out.Steps, stage(l, a, t, whole, g.key, g.steps, steps))
	}
	return out
}

func stage(l *i18n.Localizer, a authz.Actor, t report.Thread, whole, key string, keys []report.StepKey, steps map[report.StepKey]report.Step) ui.Step {
	first := steps[keys[0]]
	s := ui.Step{Label: l.T("thread.stage." + key), State: state(t, first)}
	here := false
	for _, k := range keys {
		here = here || steps[k].Here
		if t.Next == k {
			s.State = ui.StepMissing
		} else if steps[k].Count > 0 && s.State == ui.StepAhead {
			s.State = ui.StepOpen
		}
	}
	if s.State != ui.StepAhead {
		s.Href = whole + "#step-" + string(first.Key)
		for _, n := range first.Nodes {
			if page := pageOf(a, n); page != "" && first.Count == 1 && n.Kind == string(first.Key) {
				s.Href = page // the only one of its kind is opened at once
			}
		}
		s.Note = note(l, first)
	}
	if here {
		s.State = ui.StepHere
		s.Href = whole + "#step-" + string(first.Key)
	}
	return s
}

// note is how many records or people a stage has; one is seen by opening it.
func note(l *i18n.Localizer, s report.Step) string {
	switch {
	case s.Few:
		return l.T("thread.note.few", "n", report.Few)
	case len(s.Nodes) == 0 && s.Count > 0:
		return l.T("thread.note.people", "n", s.Count)
	case s.Count > 1:
		return l.T("thread.note.records", "n", s.Count)
	}
	return ""
}
