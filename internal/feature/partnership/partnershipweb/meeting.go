package partnershipweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func (p *pages) registerMeetings(rt *web.Router) {
	p.registerPapers(rt)
	rt.HandleFunc("GET /calendars/{file}", p.feed, web.Public())
	rt.HandleFunc("GET /meetings", p.meetings)
	rt.Export("/meetings", p.meetingsCSV)
	rt.HandleFunc("GET /meetings/new", may("meeting.write", p.newMeeting))
	rt.HandleFunc("POST /meetings", p.record, web.Repeat("/meetings/{result}"))
	rt.HandleFunc("GET /meetings/{id}", p.showMeeting)
	rt.HandleFunc("GET /meetings/{id}/edit", may("meeting.write", p.editMeeting))
	rt.HandleFunc("POST /meetings/{id}", p.changeMeeting, web.Repeat("/meetings/{id}"))
	rt.HandleFunc("GET /meetings/{id}/hold", may("meeting.write", p.confirmHold))
	rt.HandleFunc("POST /meetings/{id}/hold", p.hold, web.Repeat("/meetings/{id}"))
	rt.HandleFunc("POST /meetings/{id}/cancel", p.cancelMeeting, web.Repeat("/meetings/{id}"))
	rt.HandleFunc("GET /meetings/{id}/decisions/new", may("meeting.write", p.newDecision))
	rt.HandleFunc("POST /meetings/{id}/decisions", p.decide, web.Repeat("/meetings/{id}"))
	rt.HandleFunc("GET /decisions/{id}/edit", may("meeting.write", p.editDecision))
	rt.HandleFunc("POST /decisions/{id}", p.changeDecision)
	rt.HandleFunc("POST /decisions/{id}/remove", p.removeDecision)
	rt.HandleFunc("GET /decisions/{id}/settle", may("meeting.write", p.askSettle))
	rt.HandleFunc("POST /decisions/{id}/settle", p.settle)
	rt.HandleFunc("GET /decisions/{id}/agreement", may("meeting.write", p.askAgreement))
	rt.HandleFunc("POST /decisions/{id}/agreement", p.draftAgreement, web.Repeat("/agreements/{result}"))
	rt.HandleFunc("GET /meetings/{id}/invitation.ics", p.invitation)
}

var meetingSpec = list.Spec{Filters: []string{"status", "kind", "cooperation"}, Sorts: []string{"held_on", "ref"}, Default: "-held_on"}

type meetingsView struct {
	Query list.Query
	Page  page.Of[partnership.MeetingView]
}

func meetingFilter(q list.Query) (partnership.MeetingFilter, error) {
	f := partnership.MeetingFilter{
		Text: q.Text, Status: partnership.MeetingStatus(q.Filter("status")), Kind: partnership.MeetingKind(q.Filter("kind")), Sort: q.Sort, Desc: q.Desc,
	}
	return f, f.Cooperation.UnmarshalText([]byte(q.Filter("cooperation")))
}

func (p *pages) meetings(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, meetingSpec)
	if err != nil {
		return err
	}
	f, err := meetingFilter(q)
	if err != nil {
		return err
	}
	found, err := p.service.Meetings(r.Context(), authz.FromContext(r.Context()), f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, meetingsPage(meetingsView{q, found}))
}

func (p *pages) meetingsCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, meetingSpec)
	if err != nil {
		return err
	}
	f, err := meetingFilter(q)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{l.T("meeting.ref"), l.T("meeting.title"), l.T("meeting.kind"), l.T("meeting.held_on"), l.T("meeting.place"), l.T("side.host"), l.T("side.partner"), l.T("meeting.status")}
	return list.Export(w, r, l.T("meeting.file"), head, func(pr page.Request) (page.Of[partnership.MeetingView], error) {
		return p.service.Meetings(ctx, authz.FromContext(ctx), f, pr)
	}, func(m partnership.MeetingView) list.Cells {
		return list.Cells{m.Ref, m.Title, l.T("meeting.kind." + string(m.Kind)), m.HeldOn, m.Place, m.HostName, m.PartnerName, l.T("meeting.status." + string(m.Status))}
	})
}

// meetingView is all that the page of a meeting shows to one reader.
type meetingView struct {
	partnership.MeetingDetail
	Actor authz.Actor
	Files templ.Component
}

func (v meetingView) path(rest string) string { return "/meetings/" + v.ID.String() + rest }

func (v meetingView) writes() bool {
	return partnership.May(v.Actor, "meeting.write") && agreement.ActsFor(v.Actor, v.Host) && v.Status != partnership.MeetingCancelled
}

// outcomes lists what became of one decision.
func (v meetingView) outcomes(d partnership.Decision) []partnership.Outcome {
	var out []partnership.Outcome
	for _, o := range v.Outcomes {
		if o.Decision == d.ID {
			out = append(out, o)
		}
	}
	return out
}

func (p *pages) forMeeting(r *http.Request) (partnership.MeetingDetail, error) {
	key, err := web.PathID[id.Meeting](r, "id")
	if err != nil {
		return partnership.MeetingDetail{}, err
	}
	return p.service.Meeting(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) showMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := p.forMeeting(r)
	if err != nil {
		return err
	}
	files, err := p.files(r, partnership.MeetingFiles, id.Any(m.ID))
	if err != nil {
		return err
	}
	return web.Page(w, r, meetingPage(meetingView{m, authz.FromContext(r.Context()), files}))
}

// meetingForm is the form of a new or changed meeting.
type meetingForm struct {
	formView
	New  bool
	Rows int
}

const spareAttendees = 3

func (p *pages) recordForm(r *http.Request, f *form.Form) (templ.Component, error) {
	c, _, err := p.cooperationOf(r.Context(), f)
	l, at := i18n.From(r.Context()), "/cooperations/"+c.ID.String()
	return meetingFormPage(meetingForm{New: true, Rows: len(f.Rows("attendees")) + spareAttendees, formView: formView{
		Form: f, Title: l.T("meeting.new"), Lead: l.T("side.between", "host", c.HostName, "partner", c.PartnerName),
		Crumbs: []ui.Crumb{{Label: c.Title, Href: at}}, Props: ui.FormProps{Action: "/meetings", Submit: l.T("meeting.record_do"), Cancel: at},
	}}), err
}

func (p *pages) newMeeting(w http.ResponseWriter, r *http.Request) error {
	c, err := p.recordForm(r, begin(r, p.afterMeeting(r)...))
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func readMeeting(f *form.Form) partnership.MeetingCommand {
	cmd := partnership.MeetingCommand{
		Kind: form.Choice(f, "kind", partnership.MeetingKinds()), Title: f.Text("title", form.Required), HeldOn: f.Partial("held_on"),
		BeginsAt: f.Text("begins_at"), Place: f.Text("place"), Agenda: f.Text("agenda"), Minutes: f.Text("minutes"),
	}
	for _, row := range f.Rows("attendees") {
		cmd.Attendees = append(cmd.Attendees, partnership.Attendee{Organisation: row.Text("organisation"), Office: row.Text("office", form.Required), Name: row.Text("name")})
	}
	cmd.Attendees = append(cmd.Attendees, readLines(f)...)
	return cmd
}

// readLines reads people who were pasted, one a line: office; organisation; name.
// Forty rows of three inputs are no way to write down a full room.
func readLines(f *form.Form) []partnership.Attendee {
	var out []partnership.Attendee
	for line := range strings.Lines(f.Value("attendee_lines")) {
		cells := strings.Split(strings.ReplaceAll(line, "\t", ";"), ";")
		var a partnership.Attendee
		for i, to := range []*string{&a.Office, &a.Organisation, &a.Name} {
			if i < len(cells) {
				*to = strings.TrimSpace(cells[i])
			}
		}
		if a != (partnership.Attendee{}) {
			out = append(out, a)
		}
	}
	return out
}

// afterMeeting fills the form of a meeting that follows another, as its link asks.
func (p *pages) afterMeeting(r *http.Request) []any {
	var key id.Meeting
	_ = key.UnmarshalText([]byte(r.URL.Query().Get("follows"))) // no key follows nothing
	if key.IsZero() {
		return []any{"status", "held"}
	}
	before, err := p.service.Meeting(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return []any{"status", "held"}
	}
	return []any{"status", "planned", "follows_id", key, "kind", before.Kind, "title", before.Title, "place", before.Place}
}

func (p *pages) record(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.RecordCommand{
		Cooperation: form.ID[id.Cooperation](f, "cooperation_id", form.Required), Follows: form.ID[id.Meeting](f, "follows_id"),
		Status: form.Choice(f, "status", []partnership.MeetingStatus{partnership.MeetingPlanned, partnership.MeetingHeld}), MeetingCommand: readMeeting(f),
	}
	var made partnership.Meeting
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.Record(r.Context(), authz.FromContext(r.Context()), cmd)
			return err
		},
		To: func() string { return "/meetings/" + made.ID.String() }, Done: "meeting.recorded",
		Page: func(*ui.Conflict) (templ.Component, error) { return p.recordForm(r, f) },
	})
}

func meetingCrumbs(l *i18n.Localizer, m partnership.MeetingView) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("meeting.list"), Href: "/meetings"}, {Label: m.Title, Href: "/meetings/" + m.ID.String()}}
}

func changeMeetingForm(l *i18n.Localizer, f *form.Form, m partnership.MeetingDetail, conflict *ui.Conflict) templ.Component {
	at := "/meetings/" + m.ID.String()
	return meetingFormPage(meetingForm{Rows: len(f.Rows("attendees")) + spareAttendees, formView: formView{
		Form: f, Title: l.T("meeting.edit"), Crumbs: meetingCrumbs(l, m.MeetingView), Conflict: conflict,
		Props: ui.FormProps{Action: at, Submit: l.T("meeting.save"), Cancel: at},
	}})
}

func (p *pages) editMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := p.forMeeting(r)
	if err != nil {
		return err
	}
	f := form.Of("kind", m.Kind, "title", m.Title, "held_on", m.HeldOn, "begins_at", m.BeginsAt, "place", m.Place, "agenda", m.Agenda, "minutes", m.Minutes, "version", m.Version)
	for i, a := range m.Attendees {
		f.Row("attendees", i).Set("organisation", a.Organisation).Set("office", a.Office).Set("name", a.Name)
	}
	return web.Page(w, r, changeMeetingForm(i18n.From(r.Context()), f, m, nil))
}

// alterMeeting runs a change of an existing meeting and its page.
func (p *pages) alterMeeting(w http.ResponseWriter, r *http.Request, f *form.Form, done string, do func(key id.Meeting) error, show func(partnership.MeetingDetail, *ui.Conflict) templ.Component) error {
	key, err := web.PathID[id.Meeting](r, "id")
	if err != nil {
		return err
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error { return do(key) }, To: func() string { return "/meetings/" + key.String() }, Done: done, Words: "meeting.",
		Version: func() (int64, error) { m, err := p.forMeeting(r); return m.Version, err },
		Page: func(conflict *ui.Conflict) (templ.Component, error) {
			m, err := p.forMeeting(r)
			return show(m, conflict), err
		},
	})
}

func (p *pages) changeMeeting(w http.ResponseWriter, r *http.Request) error {
	f, l := form.Parse(r), i18n.From(r.Context())
	cmd := readMeeting(f)
	return p.alterMeeting(w, r, f, "meeting.changed", func(key id.Meeting) error {
		return p.service.ChangeMeeting(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, func(m partnership.MeetingDetail, conflict *ui.Conflict) templ.Component {
		return changeMeetingForm(l, f, m, conflict)
	})
}

func holdForm(l *i18n.Localizer, f *form.Form, m partnership.MeetingDetail, conflict *ui.Conflict) templ.Component {
	at := "/meetings/" + m.ID.String()
	return holdPage(formView{
		Form: f, Title: l.T("meeting.hold"), Crumbs: meetingCrumbs(l, m.MeetingView), Conflict: conflict,
		Props: ui.FormProps{Action: at + "/hold", Submit: l.T("meeting.hold_do"), Cancel: at},
	})
}

func (p *pages) confirmHold(w http.ResponseWriter, r *http.Request) error {
	m, err := p.forMeeting(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, holdForm(i18n.From(r.Context()), form.Of("held_on", m.HeldOn, "version", m.Version), m, nil))
}

func (p *pages) hold(w http.ResponseWriter, r *http.Request) error {
	f, l := form.Parse(r), i18n.From(r.Context())
	on := f.Partial("held_on")
	return p.alterMeeting(w, r, f, "meeting.was_held", func(key id.Meeting) error {
		return p.service.Hold(r.Context(), authz.FromContext(r.Context()), key, f.Version(), on)
	}, func(m partnership.MeetingDetail, conflict *ui.Conflict) templ.Component {
		return holdForm(l, f, m, conflict)
	})
}

func (p *pages) cancelMeeting(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Meeting](r, "id")
	if err != nil {
		return err
	}
	if err := p.service.CancelMeeting(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/meetings/"+key.String(), "meeting.was_cancelled")
}

func decisionForm(l *i18n.Localizer, f *form.Form, m partnership.MeetingDetail, title, action string) templ.Component {
	return decisionPage(formView{
		Form: f, Title: title, Crumbs: meetingCrumbs(l, m.MeetingView),
		Props: ui.FormProps{Action: action, Submit: l.T("decision.save"), Cancel: "/meetings/" + m.ID.String()},
	})
}

func (p *pages) newDecision(w http.ResponseWriter, r *http.Request) error {
	m, err := p.forMeeting(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	return web.Page(w, r, decisionForm(l, form.New(), m, l.T("decision.new"), "/meetings/"+m.ID.String()+"/decisions"))
}

func (p *pages) decide(w http.ResponseWriter, r *http.Request) error {
	f, l := form.Parse(r), i18n.From(r.Context())
	body := f.Text("body", form.Required)
	return p.alterMeeting(w, r, f, "decision.added", func(key id.Meeting) error {
		_, err := p.service.Decide(r.Context(), authz.FromContext(r.Context()), key, id.Decision{}, body)
		return err
	}, func(m partnership.MeetingDetail, _ *ui.Conflict) templ.Component {
		return decisionForm(l, f, m, l.T("decision.new"), "/meetings/"+m.ID.String()+"/decisions")
	})
}

// forDecision loads a decision with its meeting.
func (p *pages) forDecision(r *http.Request) (partnership.Decision, partnership.MeetingDetail, error) {
	var m partnership.MeetingDetail
	key, err := web.PathID[id.Decision](r, "id")
	if err != nil {
		return partnership.Decision{}, m, err
	}
	actor := authz.FromContext(r.Context())
	d, err := p.service.Decision(r.Context(), actor, key)
	if err == nil {
		m, err = p.service.Meeting(r.Context(), actor, d.Meeting)
	}
	return d, m, err
}

func (p *pages) editDecision(w http.ResponseWriter, r *http.Request) error {
	d, m, err := p.forDecision(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	return web.Page(w, r, decisionForm(l, form.Of("body", d.Body, "version", d.Version), m, l.T("decision.edit"), "/decisions/"+d.ID.String()))
}

func (p *pages) changeDecision(w http.ResponseWriter, r *http.Request) error {
	d, m, err := p.forDecision(r)
	if err != nil {
		return err
	}
	f, l := form.Parse(r), i18n.From(r.Context())
	body := f.Text("body", form.Required)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			return p.service.ChangeDecision(r.Context(), authz.FromContext(r.Context()), d.ID, f.Version(), body)
		},
		To: func() string { return "/meetings/" + m.ID.String() }, Done: "decision.changed", Words: "decision.",
		Version: func() (int64, error) { now, _, err := p.forDecision(r); return now.Version, err },
		Page: func(*ui.Conflict) (templ.Component, error) {
			return decisionForm(l, f, m, l.T("decision.edit"), "/decisions/"+d.ID.String()), nil
		},
	})
}

func (p *pages) removeDecision(w http.ResponseWriter, r *http.Request) error {
	d, m, err := p.forDecision(r)
	if err != nil {
		return err
	}
	if err := p.service.RemoveDecision(r.Context(), authz.FromContext(r.Context()), d.ID); err != nil {
		return err
	}
	return web.Done(w, r, "/meetings/"+m.ID.String(), "decision.removed")
}

// firstLine is a decision as the title of what it becomes.
func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}
