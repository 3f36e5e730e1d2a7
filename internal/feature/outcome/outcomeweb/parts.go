package outcomeweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/outcome"
	"titian/internal/platform/audit"
	"titian/internal/platform/i18n"
)

// narrow is the filters of a list, with the offices when there are several.
func narrow(l *i18n.Localizer, offices []ui.Option, filters ...ui.FilterSelect) []ui.FilterSelect {
	if len(offices) > 0 {
		filters = append(filters, ui.FilterSelect{Name: "office", Label: l.T("follow_up.office"), Options: offices})
	}
	return filters
}

func editAction(l *i18n.Localizer, v showView) *ui.Action {
	if !v.Writable {
		return nil
	}
	return &ui.Action{Label: l.T("follow_up.edit"), Href: path(v.ID) + "/edit"}
}

// events are who wrote what, newest first.
func events(l *i18n.Localizer, history []audit.Entry) []ui.Event {
	var out []ui.Event
	for i := len(history) - 1; i >= 0; i-- {
		x := history[i]
		out = append(out, ui.Event{Title: l.T("follow_up.did." + x.Action[len("follow_up."):]), By: x.Actor, When: l.Time(x.At)})
	}
	return out
}

func figureColumns(l *i18n.Localizer) []ui.Column {
	out := []ui.Column{{Label: l.T("follow_up.measure")}}
	for _, m := range outcome.Milestones() {
		out = append(out, ui.Column{Label: months(l, m)})
	}
	return out
}
