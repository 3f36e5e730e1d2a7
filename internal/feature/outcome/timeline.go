package outcome

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Step is one milestone of a person's latest release. FollowUp is nil until one
// is done.
type Step struct {
	Milestone int        `json:"milestone"`
	DueOn     civil.Date `json:"due_on"`
	OpensOn   civil.Date `json:"opens_on"`
	Standing  Standing   `json:"standing"`
	FollowUp  *FollowUp  `json:"follow_up"`
}

// Timeline is a person's milestones and what was found at each. Steps is empty
// for somebody who was never released; Earlier are the follow-ups of releases
// before the latest.
type Timeline struct {
	Person   person.Label
	Steps    []Step
	Earlier  []FollowUp
	Today    civil.Date
	Writable bool // the actor's office does this person's follow-ups
}

// Timeline sets a person's milestones out. Who may see the person may see it.
func (s *Service) Timeline(ctx context.Context, a authz.Actor, key id.Person) (Timeline, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Timeline{}, err
	}
	t, _, err := s.timeline(ctx, a, key)
	return t, err
}

// Begin is the timeline for somebody who is about to record a follow-up; it
// refuses whom Record would refuse.
func (s *Service) Begin(ctx context.Context, a authz.Actor, key id.Person) (Timeline, error) {
	if err := policy.Check(a, CanWrite); err != nil {
		return Timeline{}, err
	}
	t, p, err := s.timeline(ctx, a, key)
	if err != nil {
		return Timeline{}, err
	}
	return t, mayFollow(a, &p)
}

func (s *Service) timeline(ctx context.Context, a authz.Actor, key id.Person) (Timeline, person.Person, error) {
	p, err := person.Visible(ctx, s.db, a, key)
	if err != nil {
		return Timeline{}, p, err
	}
	done, err := ofPerson(ctx, s.db, key)
	t := Timeline{
		Person: person.Label{ID: p.ID, Name: p.Name, RegisterNo: p.RegisterNo, ReleasedOn: p.ReleasedOn},
		Today:  civil.Today(s.db.Now()), Writable: May(a, CanWrite) && mayFollow(a, &p) == nil,
	}
	t.Steps, t.Earlier = steps(&p, done, t.Today)
	return t, p, err
}

// steps lays what was done over the milestones of the latest release.
func steps(p *person.Person, done []FollowUp, today civil.Date) (out []Step, earlier []FollowUp) {
	if !p.ReleasedOn.IsZero() {
		for _, m := range Milestones() {
			x := Step{Milestone: m, DueOn: DueOn(p.ReleasedOn, m), OpensOn: Opens(p.ReleasedOn, m), Standing: standing(p.ReleasedOn, m, today)}
			if !followed(p) {
				x.Standing = Ended
			}
			out = append(out, x)
		}
	}
	for i := range done {
		if at := index(out, &done[i], p.ReleasedOn); at >= 0 {
			out[at].FollowUp, out[at].Standing = &done[i], Done
		} else {
			earlier = append(earlier, done[i])
		}
	}
	return out, earlier
}

func index(steps []Step, f *FollowUp, released civil.Date) int {
	for i := range steps {
		if f.ReleasedOn == released && f.Milestone == steps[i].Milestone {
			return i
		}
	}
	return -1
}

// Free are the milestones that a follow-up can be recorded for: their time has
// come, and none is written.
func (t *Timeline) Free() []Step {
	var out []Step
	for _, x := range t.Steps {
		if x.Standing == Open || x.Standing == Overdue || x.Standing == Missed {
			out = append(out, x)
		}
	}
	return out
}

// Next is the milestone that can be recorded now: the latest one that is open or
// overdue. Zero when none is.
func (t *Timeline) Next() int {
	next := 0
	for _, x := range t.Steps {
		if x.Standing == Open || x.Standing == Overdue {
			next = x.Milestone
		}
	}
	return next
}
