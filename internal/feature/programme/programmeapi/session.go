package programmeapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Session is one meeting of a class.
type Session struct {
	ID      id.Session  `json:"id"`
	Class   id.Offering `json:"class_id"`
	HeldOn  civil.Date  `json:"held_on"`
	Topic   string      `json:"topic"`
	Status  string      `json:"status" enum:"planned,held,cancelled"`
	Marked  int         `json:"marked"`
	Present int         `json:"present"`
	Version int64       `json:"version"`
}

func sessionView(x programme.Session) Session {
	return Session{x.ID, x.Offering, x.HeldOn, x.Topic, string(x.Status), x.Marked, x.Present, x.Version}
}

// Sessions are the sessions of a class by day.
type Sessions struct {
	Sessions []Session `json:"sessions"`
}

type sessionBody struct {
	ID     id.Session `json:"id,omitempty"`
	HeldOn civil.Date `json:"held_on"`
	Topic  string     `json:"topic,omitempty" maxLength:"200"`
}

// Mark is the attendance of one participant.
type Mark struct {
	Enrolment id.Enrolment `json:"enrolment_id"`
	Mark      string       `json:"mark" enum:"present,excused,absent"`
	Note      string       `json:"note,omitempty" maxLength:"500"`
}

// Marks are the attendance of one session.
type Marks struct {
	Marks []Mark `json:"marks"`
}

type attendanceBody struct {
	HeldOn civil.Date `json:"held_on"`
	Topic  string     `json:"topic,omitempty" maxLength:"200"`
	Marks  []Mark     `json:"marks"`
}

type marksBody struct {
	Topic string `json:"topic,omitempty" maxLength:"200"`
	Marks []Mark `json:"marks"`
}

type ofSession struct {
	Session id.Session `path:"session"`
}

func marks(list []Mark) []programme.Attendance {
	out := make([]programme.Attendance, len(list))
	for i, m := range list {
		out[i] = programme.Attendance{Enrolment: m.Enrolment, Mark: programme.Mark(m.Mark), Note: m.Note}
	}
	return out
}

func registerSessions(a *api.API, s *programme.Service) {
	get := func(ctx context.Context, actor authz.Actor, key id.Session) (programme.Session, error) {
		x, _, err := s.Session(ctx, actor, key)
		return x, err
	}
	sessions := api.Resource[id.Session, programme.Session, Session]{
		API: a, Path: "/sessions", Tag: "Classes", Name: "session", View: sessionView, Get: get,
		Key:     func(x programme.Session) id.Session { return x.ID },
		Version: func(x programme.Session) int64 { return x.Version },
	}
	api.One(sessions)
	api.Read(a, api.Op{Path: "/classes/{class}/sessions", Tag: "Classes", Summary: "Sessions of a class by day"},
		func(ctx context.Context, actor authz.Actor, in ofClass) (Sessions, error) {
			list, err := s.Sessions(ctx, actor, in.Class)
			out := Sessions{Sessions: make([]Session, len(list))}
			for i, x := range list {
				out.Sessions[i] = sessionView(x)
			}
			return out, err
		})
	api.CreateUnder(sessions, "/classes/{class}/sessions", func(ctx context.Context, actor authz.Actor, in ofClass, b sessionBody) (programme.Session, error) {
		return s.PlanSession(ctx, actor, programme.SessionCommand{ID: b.ID, Offering: in.Class, HeldOn: b.HeldOn, Topic: b.Topic})
	})
	api.Act(sessions, "cancel", "Cancel a planned session", func(ctx context.Context, actor authz.Actor, key id.Session, version int64, _ api.None) (programme.Session, error) {
		return s.CancelSession(ctx, actor, key, version)
	})
	api.Read(a, api.Op{Path: "/sessions/{session}/attendance", Tag: "Classes", Summary: "Attendance of a session"},
		func(ctx context.Context, actor authz.Actor, in ofSession) (Marks, error) {
			_, list, err := s.Session(ctx, actor, in.Session)
			out := Marks{Marks: make([]Mark, len(list))}
			for i, m := range list {
				out.Marks[i] = Mark{m.Enrolment, string(m.Mark), m.Note}
			}
			return out, err
		})
	registerAttendance(a, s, get)
}

// registerAttendance adds the two ways to mark: a class on a day, whose session
// is made when there is none, and a session that was planned.
func registerAttendance(a *api.API, s *programme.Service, get func(context.Context, authz.Actor, id.Session) (programme.Session, error)) {
	again := func(ctx context.Context, actor authz.Actor, result string) (Session, error) {
		var key id.Session
		if err := key.UnmarshalText([]byte(result)); err != nil {
			return Session{}, errs.New(errs.NotFound, "not_found").Because(err)
		}
		x, err := get(ctx, actor, key)
		return sessionView(x), err
	}
	api.Post(a, api.Op{Path: "/classes/{class}/attendance", Tag: "Classes", Summary: "Record attendance of a class on a day"},
		func(ctx context.Context, actor authz.Actor, in ofClass, b attendanceBody) (Session, error) {
			x, err := s.Attend(ctx, actor, programme.AttendanceCommand{Offering: in.Class, HeldOn: b.HeldOn, Topic: b.Topic, Marks: marks(b.Marks)})
			return sessionView(x), err
		}, func(ctx context.Context, actor authz.Actor, _ ofClass, result string) (Session, error) {
			return again(ctx, actor, result)
		})
	api.Post(a, api.Op{Path: "/sessions/{session}/attendance", Tag: "Classes", Summary: "Record attendance of a session"},
		func(ctx context.Context, actor authz.Actor, in ofSession, b marksBody) (Session, error) {
			x, err := s.Attend(ctx, actor, programme.AttendanceCommand{Session: in.Session, Topic: b.Topic, Marks: marks(b.Marks)})
			return sessionView(x), err
		}, func(ctx context.Context, actor authz.Actor, _ ofSession, result string) (Session, error) {
			return again(ctx, actor, result)
		})
}
