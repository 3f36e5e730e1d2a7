package handoverweb

import (
	"fmt"
	"strconv"
	"time"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file turns the core's constants into words of the reader's language.

func statusTag(l *i18n.Localizer, s handover.Status) ui.Tag {
	tone := map[handover.Status]ui.Tone{handover.Draft: ui.Neutral, handover.Sent: ui.Active, handover.Returned: ui.Due, handover.Accepted: ui.Good, handover.Cancelled: ui.Neutral}[s]
	return ui.Tag{Text: l.T("handover.status." + string(s)), Tone: tone}
}

func answerTag(l *i18n.Localizer, a handover.Answer) ui.Tag {
	switch a {
	case handover.Enclosed:
		return ui.Tag{Text: l.T("handover.answer.enclosed"), Tone: ui.Good}
	case handover.Missing:
		return ui.Tag{Text: l.T("handover.answer.missing"), Tone: ui.Due}
	case handover.NotApplicable:
		return ui.Tag{Text: l.T("handover.answer.not_applicable"), Tone: ui.Neutral}
	}
	return ui.Tag{Text: l.T("handover.answer.open"), Tone: ui.Due}
}

func options[T ~string](all []T, name func(T) string) []ui.Option {
	var out []ui.Option
	for _, x := range all {
		out = append(out, ui.Option{Value: string(x), Label: name(x)})
	}
	return out
}

func statusOptions(l *i18n.Localizer) []ui.Option {
	return options(handover.Statuses(), func(s handover.Status) string { return l.T("handover.status." + string(s)) })
}

func kindOptions(l *i18n.Localizer) []ui.Option {
	return options(person.ReleaseKinds(), func(k person.EndKind) string { return l.T("handover.kind." + string(k)) })
}

func answerOptions(l *i18n.Localizer) []ui.Option {
	return options(handover.Answers(), func(a handover.Answer) string { return l.T("handover.answer." + string(a)) })
}

// tabs are the two sides of the list.
func tabs(l *i18n.Localizer, v listView) []ui.Tab {
	var out []ui.Tab
	for _, s := range handover.Sides() {
		out = append(out, ui.Tab{Label: l.T("handover.side." + string(s)), Href: v.Query.With("side", string(s)), Current: s == v.Side})
	}
	return out
}

// primary is the act that carries the file on, for whoever's turn it is.
func primary(l *i18n.Localizer, v fileView) *ui.Action {
	switch {
	case v.Sends(v.Actor) && (v.Status == handover.Draft || v.Status == handover.Returned):
		if len(v.Unanswered()) > 0 {
			return &ui.Action{Label: l.T("handover.complete"), Href: path(v.ID, "/edit")}
		}
		return &ui.Action{Label: l.T("handover.send"), Href: path(v.ID, "/send"), Post: true, Hidden: []ui.Hidden{{Name: form.VersionField, Value: strconv.FormatInt(v.Version, 10)}}}
	case v.Answers(v.Actor) && v.Status == handover.Sent:
		return &ui.Action{Label: l.T("handover.accept.title"), Href: path(v.ID, "/accept")}
	case v.Answers(v.Actor) && v.Status == handover.Accepted && v.FirstContactOn.IsZero():
		return &ui.Action{Label: l.T("handover.contact.title"), Href: path(v.ID, "/contact")}
	}
	return nil
}

// secondary are the other acts.
func secondary(l *i18n.Localizer, v fileView) []ui.Action {
	var out []ui.Action
	quiet := func(key, rest string, danger bool) {
		out = append(out, ui.Action{Label: l.T(key), Href: path(v.ID, rest), Quiet: !danger, Danger: danger})
	}
	desk := v.Status == handover.Draft || v.Status == handover.Returned
	if v.Sends(v.Actor) && desk {
		quiet("handover.edit", "/edit", false)
	}
	if v.Answers(v.Actor) && v.Status == handover.Sent {
		quiet("handover.return.title", "/return", false)
	}
	if v.Answers(v.Actor) && v.Status == handover.Accepted && !v.FirstContactOn.IsZero() {
		quiet("handover.contact.title", "/contact", false)
	}
	if v.Sends(v.Actor) && v.Status.Open() {
		quiet("handover.cancel.title", "/cancel", true)
	}
	return out
}

// facts are what stands on top of the file.
func facts(l *i18n.Localizer, v fileView) []ui.Fact {
	who := ui.Fact{Label: l.T("handover.person"), Text: v.Name + " (" + v.RegisterNo + ")", Seen: l.T("handover.seen")}
	if v.Actor.Scope.Has(v.Facility) || v.Status == handover.Accepted {
		who.Href = "/people/" + v.Person.String()
	}
	rows := []ui.Fact{
		who,
		{Label: l.T("handover.from"), Text: v.Names[v.Facility]},
		{Label: l.T("handover.to_id"), Text: v.Names[v.To]},
		{Label: l.T("handover.release_kind"), Text: l.T("handover.kind." + string(v.ReleaseKind))},
		{Label: l.T("handover.release_on"), Text: l.Date(v.ReleaseOn)},
	}
	if !v.SentOn.IsZero() {
		rows = append(rows, ui.Fact{Label: l.T("handover.sent_on"), Text: l.Date(v.SentOn)})
	}
	if !v.AnsweredOn.IsZero() {
		rows = append(rows, ui.Fact{Label: l.T("handover.answered_on"), Text: l.Date(v.AnsweredOn)})
	}
	if v.AnswerReason != "" {
		rows = append(rows, ui.Fact{Label: l.T("handover.reason"), Text: reason(l, v.AnswerReason)})
	}
	if v.Status == handover.Accepted {
		rows = append(rows, ui.Fact{Label: l.T("handover.first_contact_on"), Text: l.Date(v.FirstContactOn)})
	}
	return rows
}

// reason is why a file was answered: somebody's words, or the code of what
// happened to the person.
func reason(l *i18n.Localizer, s string) string {
	if key := "handover.dropped." + s; l.Has(key) {
		return l.T(key)
	}
	return s
}

// gaps names what keeps the file from being sent.
func gaps(l *i18n.Localizer, f handover.File) []string {
	var out []string
	if f.Summary == "" {
		out = append(out, l.T("handover.summary"))
	}
	if f.FollowOn == "" {
		out = append(out, l.T("handover.follow_on"))
	}
	for _, paper := range handover.Papers() {
		if f.Answer(paper).Answer == "" {
			out = append(out, l.T("handover.paper."+paper))
		}
	}
	return out
}

// conflictOf sets what was typed beside what somebody else saved meanwhile.
func conflictOf(l *i18n.Localizer, f *form.Form, now handover.File, e *errs.Error) *ui.Conflict {
	c := &ui.Conflict{Latest: path(now.ID, "")}
	for _, x := range e.Fields {
		at, _ := x.Args["at"].(time.Time)
		c.By, c.When = fmt.Sprint(x.Args["who"]), l.Time(at)
	}
	theirs := filled(now)
	for _, name := range []string{"release_on", "summary", "follow_on"} {
		if f.Value(name) != theirs.Value(name) {
			c.Differences = append(c.Differences, ui.Difference{Label: l.T("handover." + name), Yours: f.Value(name), Theirs: theirs.Value(name)})
		}
	}
	return c
}

// mayDraft reports whether a page about a person should offer to begin a file.
func mayDraft(a authz.Actor, p person.Person, earlier []handover.HandOver) bool {
	for _, h := range earlier {
		if h.Status.Open() || h.Status == handover.Accepted {
			return false
		}
	}
	return handover.May(a, handover.CanWrite) && a.Scope.Has(p.Facility) && p.Custody != person.Died
}
