package programmeweb

import (
	"context"
	"net/http"
	"strconv"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func (p *pages) newSession(w http.ResponseWriter, r *http.Request) error {
	return p.confirm(w, r, form.Of("held_on", p.around.Today()), sessionPage)
}

func (p *pages) planSession(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := programme.SessionCommand{Offering: key, HeldOn: f.Date("held_on", form.Required), Topic: f.Text("topic", form.Max(200))}
	if f.Valid() {
		if _, err := p.service.PlanSession(r.Context(), authz.FromContext(r.Context()), cmd); err == nil {
			return web.Done(w, r, "/classes/"+key.String(), "session.planned", "day", i18n.From(r.Context()).Date(cmd.HeldOn))
		} else if !f.Merge(err) {
			return err
		}
	}
	return p.confirm(w, r, f, sessionPage)
}

func (p *pages) cancelSession(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Session](r, "id")
	if err != nil {
		return err
	}
	x, err := p.service.CancelSession(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version())
	if err != nil {
		return err
	}
	return web.Done(w, r, "/classes/"+x.Offering.String(), "session.cancelled")
}

// grid is the page on which a class is ticked.
type grid struct {
	programme.ClassRow
	Form    *form.Form
	Session id.Session // zero when the class and a day are marked
	Day     civil.Date
	Rows    []programme.Participant
}

func (g grid) action() string {
	if !g.Session.IsZero() {
		return "/sessions/" + g.Session.String() + "/attendance"
	}
	return "/classes/" + g.ID.String() + "/attendance"
}

// classGrid opens the grid of a day, today unless ?on= names another. A session
// of that day brings the marks that it has.
func (p *pages) classGrid(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	day, err := civil.Parse(r.URL.Query().Get("on"))
	if err != nil {
		day = p.around.Today()
	}
	list, err := p.service.Sessions(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.HeldOn == day && x.Status != programme.SessionCancelled {
			return p.grid(w, r, key, x, nil)
		}
	}
	return p.grid(w, r, key, programme.Session{HeldOn: day}, nil)
}

func (p *pages) sessionGrid(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Session](r, "id")
	if err != nil {
		return err
	}
	x, _, err := p.service.Session(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return p.grid(w, r, x.Offering, x, nil)
}

// grid shows the form, filled from the session unless f holds what was typed.
// Everybody starts as present: the officer changes the few who are not.
func (p *pages) grid(w http.ResponseWriter, r *http.Request, class id.Offering, x programme.Session, f *form.Form) error {
	g, err := gridOf(r.Context(), p.service, authz.FromContext(r.Context()), class, x, f)
	if err != nil {
		return err
	}
	return web.FormPage(w, r, g.Form, gridPage(g))
}

func gridOf(ctx context.Context, s *programme.Service, actor authz.Actor, class id.Offering, x programme.Session, f *form.Form) (grid, error) {
	g := grid{Session: x.ID, Day: x.HeldOn, Form: f}
	var err error
	if g.ClassRow, err = s.Class(ctx, actor, class); err != nil {
		return g, err
	}
	roster, err := s.Roster(ctx, actor, class)
	if err != nil {
		return g, err
	}
	marks := map[id.Enrolment]programme.Attendance{}
	if !x.ID.IsZero() {
		_, list, err := s.Session(ctx, actor, x.ID)
		if err != nil {
			return g, err
		}
		for _, m := range list {
			marks[m.Enrolment] = m
		}
	}
	if f == nil {
		g.Form = form.Of("held_on", x.HeldOn, "topic", x.Topic)
	}
	for _, who := range roster {
		m, marked := marks[who.Enrolment]
		if who.Name == "" || who.Status == programme.Left && !marked {
			continue
		}
		if f == nil {
			if !marked {
				m.Mark = programme.Present
			}
			g.Form.Row("marks", len(g.Rows)).Set("mark", string(m.Mark)).Set("note", m.Note)
		}
		g.Rows = append(g.Rows, who)
	}
	return g, nil
}

// readMarks reads the grid; held_on stands in it only when no session is named.
func readMarks(f *form.Form, cmd programme.AttendanceCommand) programme.AttendanceCommand {
	if cmd.Session.IsZero() {
		cmd.HeldOn = f.Date("held_on", form.Required)
	}
	cmd.Topic = f.Text("topic", form.Max(200))
	for _, row := range f.Rows("marks") {
		cmd.Marks = append(cmd.Marks, programme.Attendance{
			Enrolment: form.ID[id.Enrolment](row, "enrolment_id", form.Required),
			Mark:      form.Choice(row, "mark", programme.Marks()),
			Note:      row.Text("note", form.Max(500)),
		})
	}
	return cmd
}

func (p *pages) markClass(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	return p.mark(w, r, f, programme.Session{Offering: key}, readMarks(f, programme.AttendanceCommand{Offering: key}))
}

func (p *pages) markSession(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Session](r, "id")
	if err != nil {
		return err
	}
	x, _, err := p.service.Session(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	return p.mark(w, r, f, x, readMarks(f, programme.AttendanceCommand{Session: key}))
}

func (p *pages) mark(w http.ResponseWriter, r *http.Request, f *form.Form, x programme.Session, cmd programme.AttendanceCommand) error {
	if f.Valid() {
		held, err := p.service.Attend(r.Context(), authz.FromContext(r.Context()), cmd)
		if err == nil {
			return web.Done(w, r, "/classes/"+held.Offering.String(), "session.marked", "day", i18n.From(r.Context()).Date(held.HeldOn), "present", held.Present, "marked", held.Marked)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.grid(w, r, x.Offering, x, f)
}

func markRows(l *i18n.Localizer, g grid) []ui.MarkRow {
	var out []ui.MarkRow
	for i, x := range g.Rows {
		name := "marks[" + strconv.Itoa(i) + "].mark"
		out = append(out, ui.MarkRow{Name: name, Label: participantName(l, x, i), Note: x.RegisterNo})
	}
	return out
}

func markOptions(l *i18n.Localizer) []ui.MarkOption {
	var out []ui.MarkOption
	for _, m := range programme.Marks() {
		out = append(out, ui.MarkOption{Value: string(m), Label: l.T("attendance." + string(m)), Key: l.T("attendance.key." + string(m))})
	}
	return out
}
