package agreementweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// This file turns the core's constants into words of the reader's language.

func statusTag(l *i18n.Localizer, s agreement.Status) ui.Tag {
	if s == agreement.Closed {
		return ui.Tag{Text: l.T("coop.status.closed"), Tone: ui.Neutral}
	}
	return ui.Tag{Text: l.T("coop.status.active"), Tone: ui.Active}
}

// activityTag says how an activity stands today.
func activityTag(l *i18n.Localizer, s agreement.ActivityState) ui.Tag {
	tone := map[agreement.ActivityState]ui.Tone{
		agreement.ActivityPlanned: ui.Neutral, agreement.ActivityRunning: ui.Active, agreement.ActivityDone: ui.Good,
		agreement.ActivityBehind: ui.Overdue, agreement.ActivityOff: ui.Neutral,
	}[s]
	return ui.Tag{Text: l.T("activity.status." + string(s)), Tone: tone}
}

func stageName(l *i18n.Localizer, s agreement.Stage) string {
	return l.T("agreement.stage." + string(s))
}

// standingTag says what an agreement is on a day: "berakhir 39 hari lagi".
func standingTag(l *i18n.Localizer, a agreement.Agreement, today civil.Date) ui.Tag {
	s, days := a.On(today)
	tone := map[agreement.Standing]ui.Tone{
		agreement.Preparing: ui.Neutral, agreement.NotYet: ui.Active, agreement.InForce: ui.Good,
		agreement.EndingSoon: ui.Due, agreement.PastItsEnd: ui.Overdue, agreement.WasCancelled: ui.Neutral,
	}[s]
	switch s {
	case agreement.EndingSoon, agreement.NotYet:
		return ui.Tag{Text: l.T("agreement.standing."+string(s), "n", days), Tone: tone}
	case agreement.Preparing:
		return ui.Tag{Text: stageName(l, a.Stage), Tone: tone}
	}
	return ui.Tag{Text: l.T("agreement.standing." + string(s)), Tone: tone}
}

func allKindOptions(l *i18n.Localizer) []ui.Option {
	return options(agreement.AllKinds(), func(k agreement.Kind) string { return l.T("agreement.kind." + string(k)) })
}

func kindOptions(l *i18n.Localizer) []ui.Option {
	return options(agreement.Kinds(), func(k agreement.Kind) string { return l.T("agreement.kind." + string(k)) })
}

func trackOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, t := range agreement.LegalTracks() {
		out = append(out, ui.Option{Value: string(t), Label: l.T("agreement.track." + string(t)), Hint: l.T("agreement.track_hint." + string(t))})
	}
	return out
}

func stageOptions(l *i18n.Localizer, stages []agreement.Stage) []ui.Option {
	return options(stages, func(s agreement.Stage) string { return stageName(l, s) })
}

func standingOptions(l *i18n.Localizer) []ui.Option {
	return options([]agreement.Standing{agreement.Preparing, agreement.InForce, agreement.EndingSoon, agreement.PastItsEnd}, func(s agreement.Standing) string {
		return l.T("agreement.is." + string(s))
	})
}

func budgetOptions(l *i18n.Localizer) []ui.Option {
	return options(agreement.BudgetSources(), func(s string) string { return l.T("activity.budget." + s) })
}

func quarterOptions(l *i18n.Localizer) []ui.Option {
	return options([]string{"1", "2", "3", "4"}, func(s string) string { return l.T("activity.quarter_n", "number", s) })
}

func statusOptions(l *i18n.Localizer) []ui.Option {
	return options(agreement.Statuses(), func(s agreement.Status) string { return l.T("coop.status." + string(s)) })
}

func namedOptions(list []agreement.Named) []ui.Option {
	var out []ui.Option
	for _, o := range list {
		out = append(out, ui.Option{Value: o.ID.String(), Label: o.Name})
	}
	return out
}

func parentOptions(list []agreement.View, except string) []ui.Option {
	var out []ui.Option
	for _, a := range list {
		if a.ID.String() != except {
			out = append(out, ui.Option{Value: a.ID.String(), Label: a.Ref + " · " + a.Title})
		}
	}
	return out
}

func options[T ~string](values []T, label func(T) string) []ui.Option {
	var out []ui.Option
	for _, v := range values {
		out = append(out, ui.Option{Value: string(v), Label: label(v)})
	}
	return out
}

func orUnknown(l *i18n.Localizer, s string) string {
	if s == "" {
		return l.Unknown()
	}
	return s
}
