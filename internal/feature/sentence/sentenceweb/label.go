package sentenceweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/sentence"
	"titian/internal/platform/i18n"
)

// label is a field's name: the topic's own where it has one.
func label(l *i18n.Localizer, t sentence.Topic, name string) string {
	if key := "sentence.field." + string(t) + "." + name; l.Has(key) {
		return l.T(key)
	}
	return l.T("sentence.field." + name)
}

// hint is an example, where one helps.
func hint(l *i18n.Localizer, t sentence.Topic, name string) string {
	for _, key := range []string{"sentence.hint." + string(t) + "." + name, "sentence.hint." + name} {
		if l.Has(key) {
			return l.T(key)
		}
	}
	return ""
}

func sources(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, s := range sentence.Sources() {
		out = append(out, ui.Option{Value: string(s), Label: l.T("sentence.source." + string(s))})
	}
	return out
}

// adds are the buttons for what may be written down: what is missing first.
func adds(l *i18n.Localizer, v sheetView) []ui.Action {
	var out []ui.Action
	add := func(t sentence.Topic) {
		out = append(out, ui.Action{Label: l.T("sentence.add." + string(t)), Href: pathOf(v.Person.ID, "/new?topic="+string(t)), Quiet: len(out) > 0})
	}
	for _, t := range v.Timeline.Missing {
		add(t)
	}
	for _, t := range []sentence.Topic{sentence.Remission, sentence.Verdict, sentence.Detention, sentence.Fine, sentence.Condition, sentence.Official} {
		if len(v.Timeline.Missing) == 0 || t != v.Timeline.Missing[len(v.Timeline.Missing)-1] {
			add(t)
		}
	}
	if v.Timeline.Known() {
		out = append(out, ui.Action{Label: l.T("sentence.add_next"), Href: pathOf(v.Person.ID, "/new?topic=start&next=1"), Quiet: true})
	}
	return out
}

// first is the way to begin.
func first(l *i18n.Localizer, v sheetView) *ui.Action {
	if !v.Write {
		return nil
	}
	return &ui.Action{Label: l.T("sentence.add.start"), Href: pathOf(v.Person.ID, "/new?topic=start")}
}

// apart is how many days an official date lies from ours.
func apart(d sentence.Date) int { return max(d.On.Sub(d.Estimate), d.Estimate.Sub(d.On)) }
