package partnership

import (
	"context"
	"fmt"
	"slices"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Record enters a meeting of a cooperation. The actor acts for the host. Errors:
// Invalid, Forbidden, State when the cooperation is closed.
func (s *Service) Record(ctx context.Context, actor authz.Actor, cmd RecordCommand) (Meeting, error) {
	var m Meeting
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return m, err
	}
	if cmd.Status == "" {
		cmd.Status = MeetingPlanned
	}
	if err := cmd.validate(); err != nil {
		return m, err
	}
	if !slices.Contains([]MeetingStatus{MeetingPlanned, MeetingHeld}, cmd.Status) {
		return m, invalid("status", "choice.invalid")
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		c, err := within(ctx, tx, actor, cmd.Cooperation)
		if err != nil {
			return err
		}
		if !agreement.ActsFor(actor, c.Host) {
			return errNotYours()
		}
		today := civil.Today(tx.Now())
		if err := held(cmd.Status, cmd.HeldOn, today); err != nil {
			return err
		}
		before, err := follows(ctx, tx, actor, c.ID, cmd.Follows)
		if err != nil {
			return err
		}
		m = cmd.apply(Meeting{ID: cmd.ID, Follows: before.ID, Series: before.first(), Cooperation: c.ID, Host: c.Host, Partner: c.Partner, Status: cmd.Status, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()})
		if m.ID.IsZero() {
			m.ID = m.ID.Make()
		}
		if m.Ref, err = directory.NextNumberTx(ctx, tx, c.Host, meetingSeries, today.Year()); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "partnership_meeting", m); err != nil {
			return err
		}
		if err := replaceAttendees(ctx, tx, m.ID, cmd.Attendees); err != nil {
			return err
		}
		if err := audit.Created(ctx, tx, actor, what(m.Host, "meeting.record", "meeting", m.ID, 1), m); err != nil {
			return err
		}
		return s.meetingHappened(ctx, tx, actor, "meeting.record", m)
	})
	return m, wrap(err, "record meeting")
}

// ChangeMeeting rewrites what is said of a meeting that was not cancelled.
func (s *Service) ChangeMeeting(ctx context.Context, actor authz.Actor, key id.Meeting, version int64, cmd MeetingCommand) error {
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return err
	}
	if err := cmd.validate(); err != nil {
		return err
	}
	return s.alterMeeting(ctx, actor, key, version, "meeting.change", func(tx *db.Tx, m *Meeting) error {
		if m.Status == MeetingCancelled {
			return errs.New(errs.State, "meeting.cancelled")
		}
		*m = cmd.apply(*m)
		if err := held(m.Status, m.HeldOn, civil.Today(tx.Now())); err != nil {
			return err
		}
		return replaceAttendees(ctx, tx, key, cmd.Attendees)
	})
}

// Hold says that a planned meeting took place, on a day that may be unknown.
func (s *Service) Hold(ctx context.Context, actor authz.Actor, key id.Meeting, version int64, on civil.Partial) error {
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return err
	}
	if _, err := civil.ParsePartial(string(on)); err != nil {
		return invalid("held_on", "date.invalid")
	}
	return s.alterMeeting(ctx, actor, key, version, "meeting.hold", func(tx *db.Tx, m *Meeting) error {
		if on != "" {
			m.HeldOn = on
		}
		if err := m.move(MeetingHeld); err != nil {
			return err
		}
		return held(m.Status, m.HeldOn, civil.Today(tx.Now()))
	})
}

// CancelMeeting says that a planned meeting will not take place.
func (s *Service) CancelMeeting(ctx context.Context, actor authz.Actor, key id.Meeting, version int64) error {
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return err
	}
	return s.alterMeeting(ctx, actor, key, version, "meeting.cancel", func(_ *db.Tx, m *Meeting) error {
		return m.move(MeetingCancelled)
	})
}

func (m *Meeting) move(to MeetingStatus) error {
	if !slices.Contains(meetingMoves[m.Status], to) {
		return errs.New(errs.State, "meeting."+string(m.Status))
	}
	m.Status = to
	return nil
}

func (s *Service) alterMeeting(ctx context.Context, actor authz.Actor, key id.Meeting, version int64, action string, f func(*db.Tx, *Meeting) error) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findMeeting(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		if host = v.Host; !agreement.ActsFor(actor, host) {
			return errNotYours()
		}
		version = present(version, v.Version)
		m := v.Meeting
		if err := f(tx, &m); err != nil {
			return err
		}
		m.Version, m.UpdatedAt = version+1, tx.Now()
		if err := db.Update(ctx, tx, "partnership_meeting", m, version, "id"); err != nil {
			return err
		}
		if err := audit.Changed(ctx, tx, actor, what(host, action, "meeting", key, m.Version), v.Meeting, m); err != nil {
			return err
		}
		return s.meetingHappened(ctx, tx, actor, action, m)
	})
	return wrap(audit.Stale(ctx, s.db, err, host, key, version), action)
}

// Meeting gives one meeting with its decisions and what became of them.
func (s *Service) Meeting(ctx context.Context, actor authz.Actor, key id.Meeting) (MeetingDetail, error) {
	var d MeetingDetail
	if err := policy.Check(actor, "meeting.read"); err != nil {
		return d, err
	}
	var err error
	if d.MeetingView, err = findMeeting(ctx, s.db, actor, key); err != nil {
		return d, err
	}
	if d.Attendees, err = attendeesOf(ctx, s.db, key); err != nil {
		return d, err
	}
	if d.Decisions, err = decisionsOf(ctx, s.db, key); err != nil {
		return d, err
	}
	if d.Outcomes, err = outcomesOf(ctx, s.db, key); err != nil {
		return d, err
	}
	if d.Around, err = neighboursOf(ctx, s.db, d.Meeting); err != nil {
		return d, err
	}
	d.Carried, err = carriedTo(ctx, s.db, d.Meeting)
	return d, err
}

// MeetingFilter narrows the list of meetings.
type MeetingFilter struct {
	Text        string
	Cooperation id.Cooperation
	Kind        MeetingKind
	Status      MeetingStatus
	Sort        string // held_on (default) or ref
	Desc        bool
}

// Meetings lists what the actor may see. An unknown day sorts before all days.
func (s *Service) Meetings(ctx context.Context, actor authz.Actor, f MeetingFilter, r page.Request) (page.Of[MeetingView], error) {
	if err := policy.Check(actor, "meeting.read"); err != nil {
		return page.Of[MeetingView]{}, err
	}
	q := agreement.Over(selectMeeting(), actor.Scope, "m").Search(f.Text, "m.title", "m.ref", "h.name", "p.name")
	agreement.If(q, "m.cooperation_id = ?", f.Cooperation)
	agreement.If(q, "m.kind = ?", f.Kind)
	agreement.If(q, "m.status = ?", f.Status)
	o := agreement.Order[MeetingView]{
		By: "m.held_on", ID: "m.id", Desc: f.Desc,
		Value: func(v MeetingView) string { return string(v.HeldOn) },
		Key:   func(v MeetingView) string { return v.ID.String() },
	}
	if f.Sort == "ref" {
		o.By, o.Value = "m.ref", func(v MeetingView) string { return v.Ref }
	}
	return agreement.Page(ctx, s.db, q, o, r)
}

// Decide adds a decision at the end of a held meeting's list.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, meeting id.Meeting, key id.Decision, body string) (Decision, error) {
	var d Decision
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return d, err
	}
	var f errs.Fields
	if directory.CheckText(&f, "body", &body, textLimit, true); f.Err() != nil {
		return d, f.Err()
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		m, err := s.deciding(ctx, tx, actor, meeting)
		if err != nil {
			return err
		}
		last, err := db.One[int64](ctx, tx, `SELECT COALESCE(MAX(ordinal), 0) FROM partnership_decision WHERE meeting_id = $1`, meeting)
		if err != nil {
			return err
		}
		d = Decision{ID: key, Meeting: meeting, Cooperation: m.Cooperation, Ordinal: int(last) + 1, Body: body, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
		if d.ID.IsZero() {
			d.ID = d.ID.Make()
		}
		if err := db.Insert(ctx, tx, "partnership_decision", d); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, what(m.Host, "decision.add", "decision", d.ID, 1), d)
	})
	return d, wrap(err, "add decision")
}

// deciding loads a held meeting of the actor's and locks it, so that decisions
// are numbered one after the other.
func (s *Service) deciding(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Meeting) (MeetingView, error) {
	m, err := findMeeting(ctx, tx, actor, key)
	switch {
	case err != nil:
		return m, err
	case !agreement.ActsFor(actor, m.Host):
		return m, errNotYours()
	case m.Status != MeetingHeld:
		return m, errs.New(errs.State, "meeting.not_held")
	}
	_, err = db.One[id.Meeting](ctx, tx, `SELECT id FROM partnership_meeting WHERE id = $1`+tx.ForUpdate(), key)
	return m, err
}

// ChangeDecision rewrites a decision.
func (s *Service) ChangeDecision(ctx context.Context, actor authz.Actor, key id.Decision, version int64, body string) error {
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return err
	}
	var f errs.Fields
	if directory.CheckText(&f, "body", &body, textLimit, true); f.Err() != nil {
		return f.Err()
	}
	return s.alterDecision(ctx, actor, key, version, "decision.change", func(_ *db.Tx, d *Decision) error {
		d.Body = body
		return nil
	})
}

// RemoveDecision takes back a decision of which nothing has become; State
// otherwise.
func (s *Service) RemoveDecision(ctx context.Context, actor authz.Actor, key id.Decision) error {
	if err := policy.Check(actor, "meeting.write"); err != nil {
		return err
	}
	return wrap(s.db.InTx(ctx, func(tx *db.Tx) error {
		d, err := findDecision(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		m, err := s.deciding(ctx, tx, actor, d.Meeting)
		if err != nil {
			return err
		}
		used, err := db.One[int64](ctx, tx, `SELECT (SELECT COUNT(*) FROM partnership_proposal WHERE decision_id = $1) +
			(SELECT COUNT(*) FROM partnership_commitment WHERE decision_id = $2)`, key, key)
		if err != nil {
			return err
		}
		if used > 0 || !d.Agreement.IsZero() {
			return errs.New(errs.State, "decision.used")
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM partnership_decision WHERE id = $1`, key); err != nil {
			return err
		}
		return audit.Did(ctx, tx, actor, what(m.Host, "decision.remove", "decision", key, d.Version+1), audit.Change{Field: "body", Old: d.Body})
	}), "remove decision")
}

// Decision gives one decision, for the page that turns it into something.
func (s *Service) Decision(ctx context.Context, actor authz.Actor, key id.Decision) (Decision, error) {
	if err := policy.Check(actor, "meeting.read"); err != nil {
		return Decision{}, err
	}
	return findDecision(ctx, s.db, actor, key)
}

// origin finds the cooperation and the meeting of a command that may name a
// decision instead.
func origin(ctx context.Context, tx *db.Tx, actor authz.Actor, decision id.Decision, cooperation *id.Cooperation) (id.Meeting, error) {
	if decision.IsZero() {
		return id.Meeting{}, nil
	}
	d, err := findDecision(ctx, tx, actor, decision)
	if err != nil {
		return id.Meeting{}, linked(err, "decision_id")
	}
	*cooperation = d.Cooperation
	return d.Meeting, nil
}

// wrap says what was attempted, and leaves nil alone.
func wrap(err error, attempt string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", attempt, err)
}
