package programmeweb

import (
	"fmt"
	"strconv"
	"time"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file chooses what the page of a class offers to its reader.

func versionText(v int64) string { return strconv.FormatInt(v, 10) }

func partnerName(l *i18n.Localizer, o programme.ClassRow) string {
	if o.Partner.IsZero() {
		return l.T("class.own")
	}
	return o.PartnerName
}

// participantName stands in for a name that the reader may not know.
func participantName(l *i18n.Localizer, x programme.Participant, i int) string {
	if x.Name == "" {
		return l.T("class.unnamed", "number", i+1)
	}
	return x.Name
}

func yesNo(l *i18n.Localizer, yes bool) string {
	if yes {
		return l.T("class.yes")
	}
	return l.T("class.no")
}

func classCrumbs(l *i18n.Localizer, o programme.ClassRow) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("class.list"), Href: "/classes"}, {Label: o.Title, Href: "/classes/" + o.ID.String()}}
}

func programmeOptions(list []programme.Programme) []ui.Option {
	var out []ui.Option
	for _, x := range list {
		out = append(out, ui.Option{Value: x.ID.String(), Label: x.Name})
	}
	return out
}

func promiseOptions(list []Promise) []ui.Option {
	var out []ui.Option
	for _, x := range list {
		out = append(out, ui.Option{Value: x.ID.String(), Label: x.Ref + " · " + x.Title + " · " + x.Partner})
	}
	return out
}

func facts(l *i18n.Localizer, v classView) []ui.Fact {
	list := []ui.Fact{
		{Label: l.T("class.programme"), Text: v.ProgrammeName, Href: "/programmes/" + v.Programme.String()},
		{Label: l.T("class.facility"), Text: v.FacilityName},
		{Label: l.T("class.partner"), Text: partnerName(l, v.ClassRow)},
	}
	if !v.Promise.ID.IsZero() {
		list = append(list, ui.Fact{Label: l.T("class.promise"), Text: v.Promise.Ref + " · " + v.Promise.Title, Href: "/commitments/" + v.Promise.ID.String()})
	}
	list = append(list,
		ui.Fact{Label: l.T("class.place"), Text: orUnknown(l, v.Place)},
		ui.Fact{Label: l.T("class.dates"), Text: l.T("class.from_to", "from", v.Starts, "to", v.Ends)},
	)
	if v.CloseReason != "" {
		list = append(list, ui.Fact{Label: l.T("class.cancel_reason"), Text: v.CloseReason})
	}
	return list
}

// primary is the one most likely act: fill the seats first, then tick attendance.
func primary(l *i18n.Localizer, v classView) *ui.Action {
	switch {
	case !v.Status.Live():
		return nil
	case v.may("enrolment.write") && v.Status == programme.Open && v.Free() > 0:
		return &ui.Action{Label: l.T("class.enrol"), Href: v.path("/enrol")}
	case v.may("attendance.write") && !v.Starts.After(v.Today):
		return &ui.Action{Label: l.T("class.attendance"), Href: v.path("/attendance")}
	}
	return nil
}

// secondary are the other acts; what ends the class stands last.
func secondary(l *i18n.Localizer, v classView) []ui.Action {
	var out []ui.Action
	first := primary(l, v)
	add := func(may bool, key, rest string, danger bool) {
		if may && v.Status.Live() && (first == nil || first.Href != v.path(rest)) {
			out = append(out, ui.Action{Label: l.T(key), Href: v.path(rest), Quiet: !danger, Danger: danger})
		}
	}
	add(v.may("attendance.write") && !v.Starts.After(v.Today), "class.attendance", "/attendance", false)
	add(v.may("enrolment.write") && v.Free() > 0, "class.enrol", "/enrol", false)
	add(v.may("class.write"), "session.plan", "/sessions/new", false)
	add(v.may("class.write"), "class.edit", "/edit", false)
	add(v.may("class.write") && v.Status == programme.Running, "class.complete", "/complete", false)
	add(v.may("class.write"), "class.cancel", "/cancel", true)
	return out
}

// nextAct is the act at the end of a class's row.
func nextAct(l *i18n.Localizer, a authz.Actor, o programme.ClassRow) ui.Action {
	at := "/classes/" + o.ID.String()
	switch {
	case o.Status == programme.Open && o.Free() > 0 && programme.May(a, "enrolment.write"):
		return ui.Action{Label: l.T("class.enrol"), Href: at + "/enrol"}
	case o.Status == programme.Running && programme.May(a, "attendance.write"):
		return ui.Action{Label: l.T("class.attendance"), Href: at + "/attendance"}
	}
	return ui.Action{Label: l.T("class.show"), Href: at}
}

func rosterColumns(l *i18n.Localizer, v classView) []ui.Column {
	list := []ui.Column{{Label: l.T("class.name")}, {Label: l.T("class.status")}, {Label: l.T("class.present"), Numeric: true}}
	if v.Actor.Scope.Partner.IsZero() {
		list = append(list, ui.Column{Label: l.T("class.by_need")}, ui.Column{Label: l.T("class.competent"), Numeric: true},
			ui.Column{Label: l.T("certificate.one")}, ui.Column{Label: l.T("class.next"), Hidden: true})
	}
	return list
}

// conflictOf lists what somebody else changed beside what was typed. A field
// whose label, prefix and name, nobody wrote is not on the form.
func conflictOf(l *i18n.Localizer, f *form.Form, e *errs.Error, prefix, latest string) *ui.Conflict {
	c := &ui.Conflict{Latest: latest}
	for _, x := range e.Fields {
		at, _ := x.Args["at"].(time.Time)
		c.By, c.When = fmt.Sprint(x.Args["who"]), l.Time(at)
		theirs := fmt.Sprint(x.Args["new"])
		if day, err := civil.Parse(theirs); err == nil {
			theirs = l.Date(day)
		}
		if l.Has(prefix + x.Path) {
			c.Differences = append(c.Differences, ui.Difference{Label: l.T(prefix + x.Path), Yours: f.Value(x.Path), Theirs: theirs})
		}
	}
	return c
}

func events(l *i18n.Localizer, list []audit.Entry) []ui.Event {
	var out []ui.Event
	for _, e := range list {
		out = append(out, ui.Event{Title: l.T("class.did." + e.Action), By: e.Actor, When: l.Time(e.At)})
	}
	return out
}
