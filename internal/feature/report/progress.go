package report

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Progress is what has come of one activity of a work plan: counted from
// sessions that were held and people who finished, never typed.
type Progress struct {
	Activity id.Activity `json:"activity_id"`
	Sessions int         `json:"sessions"` // held
	Seated   int         `json:"seated"`   // people in its classes now
	Finished int         `json:"finished"` // people who completed one
	Classes  []Carrier   `json:"classes"`
	Promises []Carrier   `json:"promises"`
}

// Carrier is a class that carries an activity out, or a promise that feeds it.
type Carrier struct {
	Activity id.Activity `db:"activity_id" privacy:"internal" json:"-"`
	ID       id.Any      `db:"id" privacy:"internal" json:"id"`
	Ref      string      `db:"ref" privacy:"internal" json:"ref"`
	Title    string      `db:"title" privacy:"internal" json:"title"`
	Status   string      `db:"status" privacy:"internal" json:"status"`
	Sessions int         `db:"sessions" privacy:"internal" json:"sessions"`
	Seated   int         `db:"seated" privacy:"internal" json:"seated"`
	Finished int         `db:"finished" privacy:"internal" json:"finished"`
}

const planClasses = `SELECT o.activity_id, o.id, o.ref, o.title, o.status,
	(SELECT count(*) FROM programme_session s WHERE s.facility_id = o.facility_id AND s.offering_id = o.id AND s.status = 'held') AS sessions,
	(SELECT count(*) FROM programme_enrolment e WHERE e.facility_id = o.facility_id AND e.offering_id = o.id AND e.status = 'active') AS seated,
	(SELECT count(*) FROM programme_enrolment e WHERE e.facility_id = o.facility_id AND e.offering_id = o.id AND e.status = 'completed') AS finished
	FROM programme_offering o WHERE o.cooperation_id = $1 AND o.status <> 'cancelled'
	AND o.activity_id IN (SELECT id FROM agreement_activity WHERE agreement_id = $2) ORDER BY o.starts_on, o.id`

const planPromises = `SELECT c.activity_id, c.id, c.ref, c.title, c.status, 0, 0, 0 FROM partnership_commitment c
	WHERE c.cooperation_id = $1 AND c.activity_id IN (SELECT id FROM agreement_activity WHERE agreement_id = $2) ORDER BY c.due_on, c.id`

// ProgressOf tells what has come of each activity of an agreement's work plan.
// Activities that nothing carries are absent. Permission: progress.read. Errors:
// NotFound.
func (s *Service) ProgressOf(ctx context.Context, actor authz.Actor, key id.Agreement) ([]Progress, error) {
	if err := policy.Check(actor, "progress.read"); err != nil {
		return nil, err
	}
	coop, err := s.coopOf(ctx, actor, key)
	if err != nil {
		return nil, wrap("read a work plan's progress", err)
	}
	classes, err := db.All[Carrier](ctx, s.db, planClasses, coop, key)
	if err != nil {
		return nil, wrap("count what classes did", err)
	}
	promises, err := db.All[Carrier](ctx, s.db, planPromises, coop, key)
	if err != nil {
		return nil, wrap("read promises of a plan", err)
	}
	out := []Progress{}
	at := map[id.Activity]int{}
	of := func(a id.Activity) *Progress {
		i, ok := at[a]
		if !ok {
			i = len(out)
			at[a] = i
			out = append(out, Progress{Activity: a, Classes: []Carrier{}, Promises: []Carrier{}})
		}
		return &out[i]
	}
	for _, c := range classes {
		p := of(c.Activity)
		p.Classes = append(p.Classes, c)
		p.Sessions, p.Seated, p.Finished = p.Sessions+c.Sessions, p.Seated+c.Seated, p.Finished+c.Finished
	}
	for _, c := range promises {
		p := of(c.Activity)
		p.Promises = append(p.Promises, c)
	}
	return out, nil
}
