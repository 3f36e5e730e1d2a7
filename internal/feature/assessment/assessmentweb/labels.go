package assessmentweb

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

func area(l *i18n.Localizer, a assessment.Area) string { return l.T("need.area." + string(a)) }

// title is a need in a line: its area and, if somebody wrote one, its topic.
func title(l *i18n.Localizer, a assessment.Area, topic string) string {
	if topic == "" {
		return area(l, a)
	}
	return area(l, a) + ": " + topic
}

func severity(s string) int {
	n, _ := strconv.Atoi(s) // zero is no severity
	return n
}

// severityTag says how much a need matters; without the highest, going home is
// likely to fail, and amber says that it is due.
func severityTag(l *i18n.Localizer, n int) ui.Tag {
	tone := ui.Neutral
	if n == assessment.High {
		tone = ui.Due
	}
	return ui.Tag{Text: l.T("need.severity." + strconv.Itoa(n)), Tone: tone}
}

func options[T ~string](l *i18n.Localizer, family string, values []T) []ui.Option {
	out := make([]ui.Option, 0, len(values))
	for _, v := range values {
		out = append(out, ui.Option{Value: string(v), Label: l.T(family + string(v))})
	}
	return out
}

// severities are the choices of a form, the gravest last, each explained.
func severities(l *i18n.Localizer) []ui.Option {
	out := options(l, "need.severity.", []string{"1", "2", "3"})
	for i := range out {
		out[i].Hint = l.T("need.severity_hint." + out[i].Value)
	}
	return out
}

func needFilters(l *i18n.Localizer, v needsView) []ui.FilterSelect {
	out := []ui.FilterSelect{
		{Name: "area", Label: l.T("need.area"), Options: options(l, "need.area.", assessment.Areas())},
		{Name: "severity", Label: l.T("need.severity"), Options: options(l, "need.severity.", []string{"3", "2", "1"})},
	}
	if len(v.Choices) > 1 {
		out = append(out, ui.FilterSelect{Name: "facility", Label: l.T("need.facility"), Options: v.Choices})
	}
	return out
}

func orUnknown(l *i18n.Localizer, s string) string {
	if s == "" {
		return l.Unknown()
	}
	return s
}

// things lists things of the checklist in one line.
func things(l *i18n.Localizer, list []string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = l.T("readiness.item." + x)
	}
	return strings.Join(out, ", ")
}

func crumbs(l *i18n.Localizer, p person.Person) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("need.people"), Href: "/people"}, {Label: p.Name, Href: below(p.ID, "")}}
}

// needConflict is what somebody else saved of a need beside what was typed.
func needConflict(l *i18n.Localizer, v needView, err error) *ui.Conflict {
	c, latest := &ui.Conflict{Latest: needPath(v.ID, "")}, filledNeed(v.Need)
	for _, f := range errs.As(err).Fields {
		c.By, c.When = whoWhen(l, f)
		if l.Has("need." + f.Path) {
			c.Differences = append(c.Differences, ui.Difference{Label: l.T("need." + f.Path), Yours: needValue(l, v.Form, f.Path), Theirs: needValue(l, latest, f.Path)})
		}
	}
	return c
}

// needValue is a field of a need's form as a reader knows it.
func needValue(l *i18n.Localizer, f *form.Form, field string) string {
	value := f.Value(field)
	if value != "" && (field == "area" || field == "severity") {
		return l.T("need." + field + "." + value)
	}
	return orUnknown(l, value)
}

// whoWhen reads who was first out of a conflict's field.
func whoWhen(l *i18n.Localizer, f errs.Field) (who, when string) {
	at, _ := f.Args["at"].(time.Time)
	return fmt.Sprint(f.Args["who"]), l.Time(at)
}
