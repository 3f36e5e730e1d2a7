package outcomeweb

import (
	"strconv"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// word is one answer in the reader's words; no answer is unknown.
func word[T ~string](l *i18n.Localizer, family string, v T) string {
	if v == "" {
		return l.Unknown()
	}
	return l.T("follow_up." + family + "." + string(v))
}

// options are the choices of a family: "follow_up.housing." has one message each.
func options[T ~string](l *i18n.Localizer, family string, values []T) []ui.Option {
	var out []ui.Option
	for _, v := range values {
		out = append(out, ui.Option{Value: string(v), Label: word(l, family, v)})
	}
	return out
}

func yesNo(b bool) outcome.Answer {
	if b {
		return outcome.Yes
	}
	return outcome.No
}

func months(l *i18n.Localizer, m int) string { return l.T("follow_up.months", "n", m) }

// milestones are the choices of the filter.
func milestones(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, m := range outcome.Milestones() {
		out = append(out, ui.Option{Value: strconv.Itoa(m), Label: months(l, m)})
	}
	return out
}

// free are the milestones that a form can still be about.
func free(l *i18n.Localizer, steps []outcome.Step) []ui.Option {
	var out []ui.Option
	for _, x := range steps {
		out = append(out, ui.Option{Value: strconv.Itoa(x.Milestone), Label: months(l, x.Milestone), Hint: l.T("follow_up.falls_on", "day", x.DueOn)})
	}
	return out
}

// standing says how a milestone stands, in words and colour.
func standing(l *i18n.Localizer, s outcome.Standing, due, today civil.Date) ui.Tag {
	tones := map[outcome.Standing]ui.Tone{outcome.Open: ui.Due, outcome.Overdue: ui.Overdue, outcome.Done: ui.Good}
	tone, ok := tones[s]
	if !ok {
		tone = ui.Neutral
	}
	if s == outcome.Open || s == outcome.Overdue {
		return ui.Tag{Text: l.Due(due, today), Tone: tone}
	}
	return ui.Tag{Text: word(l, "standing", s), Tone: tone}
}

// facts are what was found, as the page of a follow-up tells it.
func facts(l *i18n.Localizer, x outcome.Row) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("follow_up.name"), Text: x.Name, Href: "/people/" + x.Person.String()},
		{Label: l.T("follow_up.register_no"), Text: x.RegisterNo},
		{Label: l.T("follow_up.released_on"), Text: l.Date(x.ReleasedOn)},
		{Label: l.T("follow_up.done_on"), Text: l.Date(x.DoneOn)},
		{Label: l.T("follow_up.reached"), Text: word(l, "reached", yesNo(x.Reached))},
	}
	if x.Reached {
		out = append(out, ui.Fact{Label: l.T("follow_up.livelihood"), Text: word(l, "livelihood", x.Livelihood)})
		if x.Livelihood.Earns() {
			out = append(out, ui.Fact{Label: l.T("follow_up.income"), Text: income(l, x.FollowUp), Seen: l.T("follow_up.income_seen")})
		}
		out = append(out, ui.Fact{Label: l.T("follow_up.housing"), Text: word(l, "housing", x.Housing)},
			ui.Fact{Label: l.T("follow_up.family"), Text: word(l, "family", x.Family)},
			ui.Fact{Label: l.T("follow_up.reoffended"), Text: word(l, "reoffended", x.Reoffended), Seen: l.T("follow_up.reoffended_seen")})
	}
	if x.Note != "" {
		out = append(out, ui.Fact{Label: l.T("follow_up.note"), Text: x.Note})
	}
	return out
}

func income(l *i18n.Localizer, x outcome.FollowUp) string {
	if x.Income == nil {
		return l.Unknown()
	}
	return l.Rupiah(*x.Income)
}

// gist is what was found, in a line.
func gist(l *i18n.Localizer, x outcome.FollowUp) string {
	if !x.Reached {
		return word(l, "reached", outcome.No)
	}
	text := word(l, "livelihood", x.Livelihood) + " · " + word(l, "housing", x.Housing) + " · " + word(l, "family", x.Family)
	if x.Reoffended == outcome.Yes {
		text += " · " + word(l, "reoffended", x.Reoffended)
	}
	return text
}
