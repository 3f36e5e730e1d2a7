// Package handover carries a person's file from the prison that releases them
// to the probation office that guides them: drafted, checked for gaps, sent,
// and accepted or returned with a reason.
//
// It owns the handover_* tables. It refuses to send a file with an open
// question, to change a file that is with the other side, and to release
// anybody (person does). Accepting is what makes a person the office's client.
//
// Start with HandOver and its moves, then Service.
package handover

import (
	"slices"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Status is where a hand-over stands.
type Status string

// The statuses.
const (
	Draft     Status = "draft"
	Sent      Status = "sent"
	Accepted  Status = "accepted"
	Returned  Status = "returned"
	Cancelled Status = "cancelled"
)

// Statuses lists the statuses in the order of the filters.
func Statuses() []Status { return []Status{Draft, Sent, Returned, Accepted, Cancelled} }

// moves are the permitted changes. What was returned is mended and sent again;
// what was accepted is the office's and stays.
var moves = map[Status][]Status{
	Draft:    {Sent, Cancelled},
	Sent:     {Accepted, Returned, Cancelled},
	Returned: {Sent, Cancelled},
}

func (s Status) may(next Status) bool { return slices.Contains(moves[s], next) }

// Open reports whether the hand-over is still under way.
func (s Status) Open() bool { return len(moves[s]) > 0 }

// editable reports whether the file is on the sender's desk.
func (s Status) editable() bool { return s.may(Sent) }

// HandOver is one file on its way.
type HandOver struct {
	Facility       id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID             id.HandOver     `db:"id" privacy:"internal" json:"id"`
	Person         id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	To             id.Organisation `db:"to_id" privacy:"internal" json:"to_id"`
	Ref            string          `db:"ref" privacy:"internal" json:"ref"`
	ReleaseKind    person.EndKind  `db:"release_kind" privacy:"restricted" json:"release_kind"`
	ReleaseOn      civil.Date      `db:"release_on" privacy:"restricted" json:"release_on"`
	Summary        string          `db:"summary" privacy:"restricted" seal:"id" json:"summary"`
	FollowOn       string          `db:"follow_on" privacy:"restricted" seal:"id" json:"follow_on"`
	Status         Status          `db:"status" privacy:"internal" json:"status"`
	SentOn         civil.Date      `db:"sent_on" privacy:"internal" json:"sent_on"`
	AnsweredOn     civil.Date      `db:"answered_on" privacy:"internal" json:"answered_on"`
	AnswerReason   string          `db:"answer_reason" privacy:"restricted" seal:"id" json:"answer_reason"`
	FirstContactOn civil.Date      `db:"first_contact_on" privacy:"internal" json:"first_contact_on"`
	Version        int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt      time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt      time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// File is a hand-over with its papers and whose it is. The office that receives
// it reads the name here before it may read the register.
type File struct {
	HandOver
	Name       string `json:"name"`
	RegisterNo string `json:"register_no"`
	Items      []Item `json:"items"`
}

// The actions on hand-overs.
const (
	CanRead   authz.Action = "handover.read"
	CanWrite  authz.Action = "handover.write"  // the side that releases
	CanAnswer authz.Action = "handover.answer" // the side that receives
)

// policy: which side an actor is on is decided by scope, row by row.
var policy = authz.Policy{
	CanRead:   {authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.ProbationOfficer, authz.RegionalOffice},
	CanWrite:  {authz.FacilityHead, authz.ProgrammeOfficer},
	CanAnswer: {authz.FacilityHead, authz.ProbationOfficer},
}

// May reports whether a page should offer an action to the actor.
func May(a authz.Actor, action authz.Action) bool { return policy.May(a, action) }

// Sends reports whether the actor is on the side that releases.
func (h *HandOver) Sends(a authz.Actor) bool { return a.Scope.Has(h.Facility) && May(a, CanWrite) }

// Answers reports whether the actor is on the side that receives.
func (h *HandOver) Answers(a authz.Actor) bool { return a.Scope.Has(h.To) && May(a, CanAnswer) }

// in reports whether the actor may read: the sender always, the receiver once
// the file has been sent.
func (h *HandOver) in(s authz.Scope) bool {
	return s.Has(h.Facility) || !h.SentOn.IsZero() && s.Has(h.To)
}

var errNotFound = errs.New(errs.NotFound, "not_found")

// Command drafts a file or changes a draft.
type Command struct {
	ID          id.HandOver // of a new one, optional
	To          id.Organisation
	ReleaseKind person.EndKind
	ReleaseOn   civil.Date
	Summary     string
	FollowOn    string
	Items       []ItemAnswer
}

func (c *Command) validate() error {
	var f errs.Fields
	if c.To.IsZero() {
		f.Add("to_id", "required")
	}
	directory.CheckChoice(&f, "release_kind", c.ReleaseKind, person.ReleaseKinds())
	if c.ReleaseOn.IsZero() {
		f.Add("release_on", "required")
	}
	directory.CheckText(&f, "summary", &c.Summary, person.MaxLong, false)
	directory.CheckText(&f, "follow_on", &c.FollowOn, person.MaxLong, false)
	checkItems(&f, c.Items)
	return f.Err()
}

func (c *Command) write(h *HandOver) {
	h.To, h.ReleaseKind, h.ReleaseOn, h.Summary, h.FollowOn = c.To, c.ReleaseKind, c.ReleaseOn, c.Summary, c.FollowOn
}
