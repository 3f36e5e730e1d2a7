package personweb

import (
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func legal(l *i18n.Localizer, s person.LegalStatus) string { return l.T("person.legal." + string(s)) }

func custody(l *i18n.Localizer, s person.CustodyStatus) string {
	return l.T("person.custody." + string(s))
}

// risk tells the level, or that nobody has assessed it.
func risk(l *i18n.Localizer, r person.Risk) string {
	if r == "" {
		return l.T("person.risk.none")
	}
	return l.T("person.risk." + string(r))
}

// known tells a word of a family, or that it is not known.
func known(l *i18n.Localizer, family, word string) string {
	if word == "" {
		return l.Unknown()
	}
	return l.T(family + word)
}

func orUnknown(l *i18n.Localizer, s string) string {
	if s == "" {
		return l.Unknown()
	}
	return s
}

// custodyTag colours where a person is; only an escape is red.
func custodyTag(l *i18n.Localizer, s person.CustodyStatus) *ui.Tag {
	tone := map[person.CustodyStatus]ui.Tone{person.Active: ui.Active, person.Released: ui.Good, person.Escaped: ui.Overdue}[s]
	if tone == "" {
		tone = ui.Neutral
	}
	return &ui.Tag{Text: custody(l, s), Tone: tone}
}

// soonDays is from when a release is near enough to be told beside its day.
const soonDays = 30

// dueText is the day of release of a list's row: for those inside the day that
// the register expects, for those outside the day they went. That it is near or
// past is told in fixed words: counting the days of fifty rows would cost as
// much as the rest of the page.
func dueText(l *i18n.Localizer, p *person.Row, today civil.Date) string {
	switch {
	case p.Custody == person.Released:
		return l.T("person.out_on") + " " + l.Date(p.ReleasedOn)
	case p.ReleaseDueOn.IsZero() || p.Custody != person.Active:
		return l.Date(p.ReleaseDueOn)
	case p.ReleaseDueOn.Before(today):
		return l.Date(p.ReleaseDueOn) + l.T("person.passed")
	case p.ReleaseDueOn.Before(today.AddDays(soonDays + 1)):
		return l.Date(p.ReleaseDueOn) + l.T("person.soon")
	}
	return l.Date(p.ReleaseDueOn)
}

// options are the choices of a family of words; empty is "not known" and is
// what the select offers by itself.
func options[T ~string](l *i18n.Localizer, family string, values []T) []ui.Option {
	out := make([]ui.Option, 0, len(values))
	for _, v := range values {
		if v != "" {
			out = append(out, ui.Option{Value: string(v), Label: l.T(family + string(v))})
		}
	}
	return out
}

func filters(l *i18n.Localizer, v listView) []ui.FilterSelect {
	out := []ui.FilterSelect{
		{Name: "status", Label: l.T("person.custody_status"), Options: options(l, "person.custody.", person.CustodyStatuses())},
		{Name: "legal_status", Label: l.T("person.legal_status"), Options: options(l, "person.legal.", person.LegalStatuses())},
	}
	if len(v.Choices) > 1 {
		out = append(out, ui.FilterSelect{Name: "facility", Label: l.T("person.facility"), Options: v.Choices})
	}
	return out
}

func actionIf(may bool, label, href string) *ui.Action {
	if !may {
		return nil
	}
	return &ui.Action{Label: label, Href: href}
}

// mayMove reports whether the reader's own facility may move the person: the
// office that guides somebody reads the record and does not.
func mayMove(actor authz.Actor, p person.Person) bool {
	return person.May(actor, person.CanMove) && actor.Scope.Has(p.Facility)
}

func crumbs(l *i18n.Localizer, above ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: l.T("person.list"), Href: "/people"}}, above...)
}

func crumbOf(p person.Person) ui.Crumb { return ui.Crumb{Label: p.Name, Href: path(p.ID, "")} }
