package accountweb

import (
	"context"
	"strings"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// roles says where somebody works: "Kepala UPT, Lapas Muara Bungo; …".
func roles(l *i18n.Localizer, places []account.Place) string {
	parts := make([]string, len(places))
	for i, p := range places {
		parts[i] = placeName(l, p)
	}
	return strings.Join(parts, "; ")
}

func placeName(l *i18n.Localizer, p account.Place) string {
	return l.T("role."+string(p.Role)) + ", " + p.OrgName
}

func statusKey(active bool) string {
	if active {
		return "user.active"
	}
	return "user.inactive"
}

func statusTag(l *i18n.Localizer, active bool) ui.Tag {
	if active {
		return ui.Tag{Text: l.T(statusKey(active)), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T(statusKey(active)), Tone: ui.Neutral}
}

func tokenTag(l *i18n.Localizer, state string) ui.Tag {
	if state == "active" {
		return ui.Tag{Text: l.T("token.state." + state), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T("token.state." + state), Tone: ui.Neutral}
}

func roleOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, r := range authz.Roles() {
		out = append(out, ui.Option{Value: string(r), Label: l.T("role." + string(r))})
	}
	return out
}

func languageOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, lang := range account.Languages() {
		out = append(out, ui.Option{Value: lang, Label: l.T("language." + lang)})
	}
	return out
}

func orgOptions(list []directory.Choice) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c.ID.String(), Label: c.Name}
	}
	return out
}

func placeOptions(l *i18n.Localizer, list []account.Place) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, p := range list {
		out[i] = ui.Option{Value: p.ID.String(), Label: l.T("role." + string(p.Role)), Hint: p.OrgName}
	}
	return out
}

// period is a membership's time: "sejak 1 Jan 2026" or "1 Jan – 3 Mar 2026".
func period(ctx context.Context, m account.Membership) string {
	l := i18n.From(ctx)
	switch {
	case m.EndsOn.IsZero():
		return l.T("membership.since", "from", m.StartsOn)
	case m.EndsOn.Before(m.StartsOn):
		return l.T("membership.withdrawn")
	}
	return l.T("membership.period", "from", m.StartsOn, "to", m.EndsOn)
}

// ended reports whether a membership is over, so that its button is not offered.
func ended(ctx context.Context, m account.Membership) bool {
	return !m.EndsOn.IsZero() && m.EndsOn.Before(ui.Today(ctx))
}

func lastDay(t account.Token) civil.Date { return civil.Today(t.ExpiresAt).AddDays(-1) }

// placeLink is where the role is changed, when there is more than one.
func placeLink(several bool) string {
	if several {
		return "/sign-in/place?next=/account"
	}
	return ""
}
