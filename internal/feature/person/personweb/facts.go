package personweb

import (
	"slices"
	"strconv"
	"strings"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/platform/i18n"
)

// facts are what tells one person from another, and where they stand. Days are
// as the service's register has them; that one lies ahead is said, because it
// moves with remission and decisions.
func facts(l *i18n.Localizer, v personView) []ui.Fact {
	out := []ui.Fact{{Label: l.T("person.facility"), Text: orUnknown(l, v.Names[v.Facility])}}
	if !v.Probation.IsZero() {
		out = append(out, ui.Fact{Label: l.T("person.probation"), Text: orUnknown(l, v.Names[v.Probation])})
	}
	if v.Custody == person.Active {
		out = append(out, ui.Fact{Label: l.T("person.release_due_on"), Text: expected(l, v)})
	}
	if !v.ReleasedOn.IsZero() {
		out = append(out, ui.Fact{Label: l.T("person.released_on"), Text: l.Date(v.ReleasedOn)})
	}
	return append(out,
		ui.Fact{Label: l.T("person.sex_born"), Text: l.T("person.sex."+string(v.Sex)) + ", " + l.Partial(v.Born)},
		ui.Fact{Label: l.T("person.home_regency"), Text: orUnknown(l, v.Home)},
		ui.Fact{Label: l.T("person.risk_level"), Text: risk(l, v.Risk)},
	)
}

// registered are all details of the register.
func registered(l *i18n.Localizer, v personView) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("person.name"), Text: v.Name},
		{Label: l.T("person.register_no"), Text: v.RegisterNo},
		{Label: l.T("person.legal_status"), Text: legal(l, v.LegalStatus)},
	}
	if v.LegalStatus != person.Client || !v.AdmittedOn.IsZero() {
		out = append(out, ui.Fact{Label: l.T("person.admitted_on"), Text: l.Date(v.AdmittedOn)})
	}
	return append(out,
		ui.Fact{Label: l.T("person.release_due_on"), Text: l.Date(v.ReleaseDueOn)},
		ui.Fact{Label: l.T("person.sex"), Text: l.T("person.sex." + string(v.Sex))},
		ui.Fact{Label: l.T("person.born"), Text: l.Partial(v.Born)},
		ui.Fact{Label: l.T("person.birth_place"), Text: orUnknown(l, v.BirthPlace)},
		ui.Fact{Label: l.T("person.nik"), Text: identity(l, v.Kept.Identity), Seen: l.T("person.nik_seen")},
		ui.Fact{Label: l.T("person.home_regency"), Text: orUnknown(l, v.Home)},
		ui.Fact{Label: l.T("person.religion"), Text: known(l, "person.religion.", v.Religion)},
		ui.Fact{Label: l.T("person.schooling"), Text: known(l, "person.schooling.", v.Schooling)},
		ui.Fact{Label: l.T("person.risk_level"), Text: risk(l, v.Risk)},
	)
}

// registerActions are what this reader may do to the register of a person.
func registerActions(l *i18n.Localizer, v personView) []ui.Action {
	var out []ui.Action
	if person.May(v.Actor, person.CanChange) {
		out = append(out, ui.Action{Label: l.T("person.edit"), Href: path(v.ID, "/edit"), Quiet: true})
	}
	if changesLegal(v.Actor, v.Person) {
		out = append(out, ui.Action{Label: l.T("legal.new"), Href: path(v.ID, "/legal/new"), Quiet: true})
	}
	if corrects(v.Actor, v.Person) {
		out = append(out, ui.Action{Label: l.T("correction.list"), Href: path(v.ID, "/corrections"), Quiet: true})
	}
	if person.May(v.Actor, person.CanCompare) {
		out = append(out, ui.Action{Label: l.T("person.doubles_of"), Href: path(v.ID, "/duplicates"), Quiet: true})
	}
	return out
}

// registerNo is a number with its kind.
func registerNo(l *i18n.Localizer, n person.Number) string {
	if n.Kind == "" {
		return n.Number
	}
	return n.Number + " (" + l.T("number.kind."+string(n.Kind)) + ")"
}

// room is where somebody lives inside a facility.
func room(x person.Placement) string {
	if x.Room == "" {
		return x.Block
	}
	return x.Block + ", " + x.Room
}

// years is when somebody did something, as far as it is known.
func years(t person.Trait) string {
	from, to := "", ""
	if t.Since != nil {
		from = strconv.FormatInt(*t.Since, 10)
	}
	if t.Until != nil {
		to = strconv.FormatInt(*t.Until, 10)
	}
	switch {
	case from == to, to == "":
		return from
	case from == "":
		return to
	}
	return from + "–" + to
}

// traitLine is all that is known of a trait in one line.
func traitLine(l *i18n.Localizer, t person.Trait) string {
	var parts []string
	for _, s := range []string{t.Detail, known(l, "trait.level.", string(t.Level)), years(t)} {
		if s != "" && s != l.Unknown() {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// legalReasons are the reasons for the steps that the person can take in law.
func legalReasons(l *i18n.Localizer, x person.Person) []ui.Option {
	seen := []person.LegalReason{}
	for _, next := range x.LegalNext() {
		for _, r := range x.LegalStatus.Reasons(next) {
			if !slices.Contains(seen, r) {
				seen = append(seen, r)
			}
		}
	}
	return options(l, "legal.reason.", append(seen, person.Recorded))
}

// expected is the day of release with how far it is and whose figure it is.
func expected(l *i18n.Localizer, v personView) string {
	if v.ReleaseDueOn.IsZero() {
		return l.Unknown()
	}
	return l.LongDate(v.ReleaseDueOn) + " (" + l.Due(v.ReleaseDueOn, v.Today) + ")\n" + l.T("person.estimate")
}

// identity is the masked number with what in it disagrees with the register.
func identity(l *i18n.Localizer, n person.Identity) string {
	lines := []string{orUnknown(l, n.Masked)}
	for _, doubt := range n.Doubts {
		lines = append(lines, l.T("person.doubt."+doubt))
	}
	return strings.Join(lines, "\n")
}

func endKinds(l *i18n.Localizer, kinds []person.EndKind) []ui.Option {
	return options(l, "custody.end.", kinds)
}

func ofKind(all []person.Trait, kind person.TraitKind) []person.Trait {
	var out []person.Trait
	for _, t := range all {
		if t.Kind == kind {
			out = append(out, t)
		}
	}
	return out
}
