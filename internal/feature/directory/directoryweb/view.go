package directoryweb

import (
	"slices"
	"strconv"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// sortOf says what an organisation is: "Lapas IIB", "Mitra: lembaga zakat".
func sortOf(l *i18n.Localizer, o directory.Organisation) string {
	switch o.Kind {
	case directory.Facility:
		s := l.T("facility." + string(o.FacilityType))
		if o.Class != "" {
			s += " " + l.T("organisation.of_class", "class", o.Class)
		}
		return s
	case directory.Partner:
		return l.T("kind.partner") + ": " + l.T("partner_kind."+string(o.PartnerKind))
	}
	return l.T("kind." + string(o.Kind))
}

func statusTag(l *i18n.Localizer, active bool) ui.Tag {
	if active {
		return ui.Tag{Text: l.T("organisation.active"), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T("organisation.inactive"), Tone: ui.Neutral}
}

func options[T ~string](l *i18n.Localizer, prefix string, values []T) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, v := range values {
		out[i] = ui.Option{Value: string(v), Label: l.T(prefix + string(v))}
	}
	return out
}

func choiceOptions(list []directory.Choice) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c.ID.String(), Label: c.Name}
	}
	return out
}

func regencyOptions(list []directory.Regency) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, r := range list {
		out[i] = ui.Option{Value: string(r.Code), Label: r.Name}
	}
	return out
}

// kindsFor lists what the actor may make: a directorate only by those who see
// everything.
func kindsFor(a authz.Actor) []directory.Kind {
	kinds := directory.Kinds()
	if !a.Scope.All {
		kinds = slices.DeleteFunc(kinds, func(k directory.Kind) bool { return k == directory.Directorate || k == directory.RegionalOffice })
	}
	return kinds
}

func crumbs(l *i18n.Localizer, above []directory.Organisation) []ui.Crumb {
	out := []ui.Crumb{{Label: l.T("organisation.list"), Href: "/organisations"}}
	for _, o := range above {
		out = append(out, ui.Crumb{Label: o.Name, Href: "/organisations/" + o.ID.String()})
	}
	return out
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func rowName(i int, field string) string {
	return "sectors[" + strconv.Itoa(i) + "]." + field
}
