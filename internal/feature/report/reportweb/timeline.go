package reportweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// timelineView is a page of a person's timeline.
type timelineView struct {
	Person person.Person
	Frame  templ.Component
	Query  list.Query
	Found  page.Of[report.Event]
}

var timelineSpec = list.Spec{Filters: []string{"kind"}}

func (p *PeoplePages) timeline(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, timelineSpec)
	if err != nil {
		return err
	}
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v := timelineView{Query: q}
	if v.Found, err = p.reports.Timeline(r.Context(), actor, key, report.TimelineFilter{Kind: q.Filter("kind")}, q.Page()); err != nil {
		return err
	}
	if v.Person, err = p.people.Get(r.Context(), actor, key); err != nil {
		return err
	}
	v.Frame = p.frame(v.Person, "timeline")
	return web.Page(w, r, timelinePage(v))
}

func (p *PeoplePages) exportTimeline(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, timelineSpec)
	if err != nil {
		return err
	}
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("timeline.on"), l.T("timeline.kind"), l.T("timeline.event"), l.T("timeline.detail")}
	return list.Export(w, r, l.T("timeline.file"), header, func(pr page.Request) (page.Of[report.Event], error) {
		return p.reports.Timeline(r.Context(), actor, key, report.TimelineFilter{Kind: q.Filter("kind")}, pr)
	}, func(e report.Event) list.Cells {
		return list.Cells{e.On, l.T("timeline.kind." + e.Kind), eventTitle(l, e), eventDetail(l, e)}
	})
}

func timelineFilters(l *i18n.Localizer) []ui.FilterSelect {
	var kinds []ui.Option
	for _, k := range report.TimelineKinds() {
		kinds = append(kinds, ui.Option{Value: k, Label: l.T("timeline.kind." + k)})
	}
	return []ui.FilterSelect{{Name: "kind", Label: l.T("timeline.kind"), Options: kinds}}
}

// codeWords are the families of words of an event's code, where it has one.
var codeWords = map[string]string{
	"stay.end": "custody.end.", "legal.changed": "person.legal.", "alert.raised": "alert.kind.", "sentence.written": "timeline.topic.", "need.found": "need.area.", "need.closed": "need.area.", "readiness.taken": "readiness.phase.",
	"note.written": "note.kind.", "step.settled": "plan.status.", "board.decided": "case.decision.", "stage.entered": "stage.", "class.ended": "enrolment.status.",
	"hand_over.sent": "handover.kind.", "hand_over.answered": "handover.status.", "consent.given": "timeline.answer.", "consent.withdrawn": "consent.purpose.",
}

// eventTitle says what happened, in a few words.
func eventTitle(l *i18n.Localizer, e report.Event) string {
	title := l.T("timeline.what." + e.What)
	switch e.What {
	case "follow_up.done":
		return title + ": " + l.T("today.month", "n", e.Code)
	case "plan.written":
		return title + " " + e.More
	}
	if code := coded(l, codeWords[e.What], e.Code); codeWords[e.What] != "" && code != "" {
		return title + ": " + code
	}
	return title
}

// eventDetail is what stands beside it.
func eventDetail(l *i18n.Localizer, e report.Event) string {
	switch e.What {
	case "sheet.submitted":
		if l.Lang() == i18n.English {
			return e.More
		}
		return e.Text
	case "legal.changed":
		return joined(coded(l, "legal.reason.", e.Text), e.More)
	case "sentence.written":
		return sentenceDetail(l, e)
	case "need.closed":
		return joined(e.Text, coded(l, "need.reason.", e.More))
	case "board.decided":
		return joined(coded(l, "stage.", e.More), e.Text)
	case "consent.given":
		return joined(e.Text, coded(l, "consent.purpose.", e.More))
	case "class.ended":
		return joined(e.Text, l.T("timeline.attended", "marks", e.More))
	case "plan.written":
		return e.Text
	}
	return joined(e.Text, e.More)
}

// sentenceDetail is an entry's length, "2 y 6 m", and its sort.
func sentenceDetail(l *i18n.Localizer, e report.Event) string {
	parts := strings.Split(e.More, "/")
	var length []string
	for i, unit := range []string{"years", "months", "days"} {
		if i < len(parts) && parts[i] != "0" && parts[i] != "" {
			length = append(length, l.T("timeline."+unit, "count", parts[i]))
		}
	}
	return joined(strings.Join(length, " "), coded(l, "timeline.sort.", e.Text))
}

// joined writes what is there, with a dot between.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}
