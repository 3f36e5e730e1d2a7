package programme

import (
	"context"
	"strconv"
	"strings"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// PlanSession adds a session to a live class. Permission: class.write. Errors:
// Invalid (outside the class's dates), NotFound, State.
func (s *Service) PlanSession(ctx context.Context, actor authz.Actor, cmd SessionCommand) (Session, error) {
	if err := policy.Check(actor, "class.write"); err != nil {
		return Session{}, err
	}
	var f errs.Fields
	directory.CheckText(&f, "topic", &cmd.Topic, maxTitle, false)
	if cmd.HeldOn.IsZero() {
		f.Add("held_on", "required")
	}
	if err := f.Err(); err != nil {
		return Session{}, err
	}
	var out Session
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		o, err := offeringInScope(ctx, tx, actor, cmd.Offering)
		if err != nil {
			return err
		}
		if !o.Status.Live() {
			return errs.New(errs.State, "class.ended")
		}
		if cmd.HeldOn.Before(o.Starts) || cmd.HeldOn.After(o.Ends) {
			return field("held_on", "session.outside")
		}
		out, err = s.addSession(ctx, tx, actor, o, cmd)
		return err
	})
	return out, wrap("plan session", err)
}

func (s *Service) addSession(ctx context.Context, tx *db.Tx, actor authz.Actor, o Offering, cmd SessionCommand) (Session, error) {
	x := Session{
		Facility: o.Facility, ID: cmd.ID, Offering: o.ID, HeldOn: cmd.HeldOn, Topic: cmd.Topic, Status: SessionPlanned,
		Version: 1, Created: tx.Now(), Updated: tx.Now(),
	}
	if x.ID.IsZero() {
		x.ID = x.ID.Make()
	}
	if err := db.Insert(ctx, tx, "programme_session", x); err != nil {
		return x, err
	}
	return x, audit.Created(ctx, tx, actor, audit.What{Org: x.Facility, Action: "session.plan", Kind: "session", Record: x.ID, Version: 1}, x)
}

// CancelSession cancels a session that was not held. Permission: class.write.
// Errors: NotFound, State, Conflict.
func (s *Service) CancelSession(ctx context.Context, actor authz.Actor, key id.Session, version int64) (Session, error) {
	if err := policy.Check(actor, "class.write"); err != nil {
		return Session{}, err
	}
	var x Session
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := sessionInScope(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		x = old
		if x.Status != SessionPlanned {
			return errs.New(errs.State, "session.not_planned")
		}
		since := orPresent(version, old.Version)
		x.Status, x.Version, x.Updated = SessionCancelled, since+1, tx.Now()
		if err := db.Update(ctx, tx, "programme_session", x, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, audit.What{Org: x.Facility, Action: "session.cancel", Kind: "session", Record: x.ID, Version: x.Version}, old, x)
	})
	return x, wrap("cancel session", audit.Stale(ctx, s.db, err, x.Facility, key, version))
}

// Sessions lists a class's sessions by day. Permission: class.read.
func (s *Service) Sessions(ctx context.Context, actor authz.Actor, class id.Offering) ([]Session, error) {
	if err := policy.Check(actor, "class.read"); err != nil {
		return nil, err
	}
	o, err := offeringInScope(ctx, s.db, actor, class)
	if err != nil {
		return nil, wrap("list sessions", err)
	}
	list, err := sessionsOf(ctx, s.db, o)
	return list, wrap("list sessions", err)
}

// Session returns one session with its marks. Permission: roster.read; a
// partner gets the marks of those it may know by name.
func (s *Service) Session(ctx context.Context, actor authz.Actor, key id.Session) (Session, []Attendance, error) {
	if err := policy.Check(actor, "roster.read"); err != nil {
		return Session{}, nil, err
	}
	x, err := sessionInScope(ctx, s.db, actor, key)
	if err != nil {
		return x, nil, wrap("read session", err)
	}
	marks, err := marksOf(ctx, s.db, x)
	if err == nil && !actor.Scope.Partner.IsZero() {
		marks, err = s.marksFor(ctx, actor, x, marks)
	}
	return x, marks, wrap("read session", err)
}

// marksFor keeps the marks, without notes, of participants the partner may know.
func (s *Service) marksFor(ctx context.Context, actor authz.Actor, x Session, marks []Attendance) ([]Attendance, error) {
	roster, err := s.Roster(ctx, actor, x.Offering)
	if err != nil {
		return nil, err
	}
	named := map[id.Enrolment]bool{}
	for _, p := range roster {
		named[p.Enrolment] = p.Name != ""
	}
	var out []Attendance
	for _, m := range marks {
		if named[m.Enrolment] {
			m.Note = ""
			out = append(out, m)
		}
	}
	return out, nil
}

// Attend records attendance and so holds the session; marks of the same
// participants replace earlier ones. The class runs from its first held
// session. Permission: attendance.write; a partner marks only those it may know
// by name. Errors: Invalid, NotFound, State.
func (s *Service) Attend(ctx context.Context, actor authz.Actor, cmd AttendanceCommand) (Session, error) {
	if err := policy.Check(actor, "attendance.write"); err != nil {
		return Session{}, err
	}
	if err := cmd.validate(civil.Today(s.db.Now())); err != nil {
		return Session{}, err
	}
	var x Session
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		o, err := s.attendedClass(ctx, tx, actor, &cmd)
		if err != nil {
			return err
		}
		if err := s.mayMark(ctx, tx, actor, o, cmd.Marks); err != nil {
			return err
		}
		old, isNew, err := s.sessionFor(ctx, tx, o, cmd)
		if err != nil {
			return err
		}
		tx.Result(old.ID.String()) // before the audit of the class, which may begin here
		if err := upsertMarks(ctx, tx, old, cmd.Marks); err != nil {
			return err
		}
		x = old
		x.Status, x.Updated = SessionHeld, tx.Now()
		if cmd.Topic != "" {
			x.Topic = cmd.Topic
		}
		if isNew {
			x.Marked, x.Present = tally(cmd.Marks)
			if err := db.Insert(ctx, tx, "programme_session", x); err != nil {
				return err
			}
		} else {
			if x.Marked, x.Present, err = counted(ctx, tx, x); err != nil {
				return err
			}
			x.Version++
			if err := db.Update(ctx, tx, "programme_session", x, old.Version, "facility_id", "id"); err != nil {
				return err
			}
		}
		if o.Status == Open {
			if err := s.start(ctx, tx, actor, o); err != nil {
				return err
			}
		}
		w := audit.What{Org: x.Facility, Action: "session.attend", Kind: "session", Record: x.ID, Version: x.Version}
		return audit.Did(ctx, tx, actor, w, audit.Change{Field: "held_on", New: x.HeldOn.String()}, audit.Change{Field: "marks", New: summary(cmd.Marks)})
	})
	return x, wrap("record attendance", err)
}

const maxMarks = 500

func (c *AttendanceCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckText(&f, "topic", &c.Topic, maxTitle, false)
	if c.Session.IsZero() && c.HeldOn.IsZero() {
		f.Add("held_on", "required")
	}
	if c.HeldOn.After(today) {
		f.Add("held_on", "date.future")
	}
	if len(c.Marks) == 0 {
		f.Add("marks", "required")
	} else if len(c.Marks) > maxMarks {
		f.Add("marks", "too_many", "max", maxMarks)
	}
	seen := make(map[id.Enrolment]bool, len(c.Marks))
	for i := range c.Marks {
		m := &c.Marks[i]
		if seen[m.Enrolment] {
			f.Add(row("marks", i)+".enrolment_id", "exists")
		}
		seen[m.Enrolment] = true
		if m.Mark != Present && m.Mark != Excused && m.Mark != Absent {
			f.Add(row("marks", i)+".mark", "choice.invalid")
		}
		if m.Note != "" {
			directory.CheckText(&f, row("marks", i)+".note", &m.Note, maxShort, false)
		}
	}
	return f.Err()
}

// attendedClass finds the class, through its session when only that is named.
func (s *Service) attendedClass(ctx context.Context, tx *db.Tx, actor authz.Actor, cmd *AttendanceCommand) (Offering, error) {
	if beside(actor, cmd.Session) {
		return Offering{}, errNotFound
	}
	if !cmd.Session.IsZero() {
		x, err := sessionInScope(ctx, tx, actor, cmd.Session)
		if err != nil {
			return Offering{}, err
		}
		if x.Status == SessionCancelled {
			return Offering{}, errs.New(errs.State, "session.not_planned")
		}
		if x.HeldOn.After(civil.Today(tx.Now())) {
			return Offering{}, errs.New(errs.State, "session.future")
		}
		cmd.Offering, cmd.HeldOn = x.Offering, x.HeldOn
	}
	o, err := offeringLocked(ctx, tx, actor, cmd.Offering) // two officers on one day mark one session
	if err != nil {
		return o, err
	}
	if o.Status == Cancelled {
		return o, errs.New(errs.State, "class.ended")
	}
	if cmd.HeldOn.Before(o.Starts) {
		return o, field("held_on", "session.outside")
	}
	return o, nil
}

// mayMark checks that each mark is of a participant of the class whom the actor may mark.
func (s *Service) mayMark(ctx context.Context, tx *db.Tx, actor authz.Actor, o Offering, marks []Attendance) error {
	people, err := enrolledIn(ctx, tx, o, marks)
	if err != nil {
		return err
	}
	var known map[id.Person]bool
	if !actor.Scope.Partner.IsZero() {
		if known, err = s.knownTo(ctx, tx, actor, o); err != nil {
			return err
		}
	}
	var f errs.Fields
	for i, m := range marks {
		person, ok := people[m.Enrolment]
		if !ok || known != nil && !known[person] || known == nil && !actor.Scope.Partner.IsZero() {
			f.Add(row("marks", i)+".enrolment_id", "choice.invalid")
		}
	}
	return f.Err()
}

// sessionFor is the session to mark: the one named, the class's session on that
// day, or a new one that is not stored yet.
func (s *Service) sessionFor(ctx context.Context, tx *db.Tx, o Offering, cmd AttendanceCommand) (x Session, isNew bool, err error) {
	x, found, err := sessionToMark(ctx, tx, o, cmd)
	if err != nil || found {
		return x, false, err
	}
	return Session{
		Facility: o.Facility, ID: id.Session{}.Make(), Offering: o.ID, HeldOn: cmd.HeldOn, Topic: cmd.Topic,
		Version: 1, Created: tx.Now(), Updated: tx.Now(),
	}, true, nil
}

// start moves a class to running, as part of its first attendance.
func (s *Service) start(ctx context.Context, tx *db.Tx, actor authz.Actor, o Offering) error {
	next := o
	next.Status, next.Version, next.Updated = Running, o.Version+1, tx.Now()
	if err := db.Update(ctx, tx, "programme_offering", next, o.Version, "facility_id", "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, actor, s.what(next, "class.start"), o, next)
}

func tally(marks []Attendance) (marked, present int) {
	for _, m := range marks {
		if m.Mark == Present {
			present++
		}
	}
	return len(marks), present
}

// summary is what audit keeps of the marks: each enrolment's first letter, no names.
func summary(marks []Attendance) string {
	var b strings.Builder
	b.Grow(len(marks) * 14)
	for _, m := range marks {
		b.WriteString(m.Enrolment.String()[24:])
		b.WriteByte('=')
		b.WriteString(string(m.Mark[:1]))
		b.WriteByte(' ')
	}
	return strconv.Itoa(len(marks)) + ": " + strings.TrimSpace(b.String())
}
