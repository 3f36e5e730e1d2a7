package programmeweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/programme"
	"titian/internal/platform/i18n"
)

// This file turns the core's constants into words of the reader's language.

func categoryName(l *i18n.Localizer, c programme.Category) string {
	return l.T("programme.category." + string(c))
}

func categoryOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, c := range programme.Categories() {
		out = append(out, ui.Option{Value: string(c), Label: categoryName(l, c)})
	}
	return out
}

func areaOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, a := range assessment.Areas() {
		out = append(out, ui.Option{Value: string(a), Label: l.T("programme.area." + string(a))})
	}
	return out
}

func statusOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, s := range programme.Statuses() {
		out = append(out, ui.Option{Value: string(s), Label: l.T("class.status." + string(s))})
	}
	return out
}

func statusTag(l *i18n.Localizer, s programme.Status) ui.Tag {
	tone := map[programme.Status]ui.Tone{programme.Open: ui.Due, programme.Running: ui.Active, programme.Completed: ui.Good, programme.Cancelled: ui.Neutral}[s]
	return ui.Tag{Text: l.T("class.status." + string(s)), Tone: tone}
}

func sessionTag(l *i18n.Localizer, s programme.SessionStatus) ui.Tag {
	tone := map[programme.SessionStatus]ui.Tone{programme.SessionPlanned: ui.Due, programme.SessionHeld: ui.Good, programme.SessionCancelled: ui.Neutral}[s]
	return ui.Tag{Text: l.T("session.status." + string(s)), Tone: tone}
}

func enrolmentTag(l *i18n.Localizer, s programme.EnrolmentStatus) ui.Tag {
	tone := map[programme.EnrolmentStatus]ui.Tone{programme.Active: ui.Active, programme.Finished: ui.Good, programme.Left: ui.Neutral}[s]
	return ui.Tag{Text: l.T("enrolment.status." + string(s)), Tone: tone}
}

// reasonOptions leaves out the reason that only the cancelling of a class gives.
func reasonOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, r := range programme.LeaveReasons() {
		if r != "class_cancelled" {
			out = append(out, ui.Option{Value: r, Label: l.T("enrolment.reason." + r)})
		}
	}
	return out
}

func inactiveTag(l *i18n.Localizer, x programme.Programme) *ui.Tag {
	if x.Active {
		return nil
	}
	return &ui.Tag{Text: l.T("programme.inactive"), Tone: ui.Neutral}
}

func orUnknown(l *i18n.Localizer, s string) string {
	if s == "" {
		return l.Unknown()
	}
	return s
}

func actionIf(may bool, label, href string) *ui.Action {
	if !may {
		return nil
	}
	return &ui.Action{Label: label, Href: href}
}
