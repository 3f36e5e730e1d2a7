package partnership

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Neighbour is another meeting of the same series.
type Neighbour struct {
	ID     id.Meeting    `db:"id" privacy:"internal"`
	Ref    string        `db:"ref" privacy:"internal"`
	Title  string        `db:"title" privacy:"internal"`
	HeldOn civil.Partial `db:"held_on" privacy:"internal"`
	Status MeetingStatus `db:"status" privacy:"internal"`
}

// Carried is something that an earlier meeting of the series left open: a
// decision of which nothing has become, or a promise that is not fulfilled.
type Carried struct {
	Kind    string     `db:"kind" privacy:"internal"` // decision or commitment
	Record  id.Any     `db:"id" privacy:"internal"`
	Meeting id.Meeting `db:"meeting_id" privacy:"internal"`
	Ref     string     `db:"ref" privacy:"internal"`  // of the promise, or of the meeting that decided
	Text    string     `db:"body" privacy:"internal"` // title of the promise, or the decision
	DueOn   civil.Date `db:"due_on" privacy:"internal"`
}

// first is the key of a series that the meeting belongs to or begins.
func (m Meeting) first() id.Meeting {
	if m.Series.IsZero() {
		return m.ID
	}
	return m.Series
}

// follows finds the meeting that a new one follows, which is one of the same
// cooperation. Two may follow the same one: the series is a list by day of
// entry, not a chain that breaks.
func follows(ctx context.Context, tx *db.Tx, actor authz.Actor, c id.Cooperation, key id.Meeting) (Meeting, error) {
	if key.IsZero() {
		return Meeting{}, nil
	}
	v, err := findMeeting(ctx, tx, actor, key)
	if err == nil && v.Cooperation != c {
		err = errs.New(errs.NotFound, "not_found")
	}
	return v.Meeting, linked(err, "follows_id")
}

// neighboursOf lists the other meetings of a series. Whoever sees one of them
// sees the cooperation, and with it all.
func neighboursOf(ctx context.Context, q db.Querier, m Meeting) ([]Neighbour, error) {
	return db.All[Neighbour](ctx, q, `SELECT id, ref, title, held_on, status FROM partnership_meeting
		WHERE (id = $1 OR series_id = $2) AND id <> $3 ORDER BY id LIMIT 100`, m.first(), m.first(), m.ID)
}

// carriedTo lists what the meetings entered before this one left open, oldest
// first. A proposal that was taken back left nothing; one that was declined was
// an answer.
func carriedTo(ctx context.Context, q db.Querier, m Meeting) ([]Carried, error) {
	if m.Series.IsZero() {
		return nil, nil
	}
	return db.All[Carried](ctx, q, `SELECT 'decision', d.id, d.meeting_id, e.ref, d.body, NULL FROM partnership_meeting e
		JOIN partnership_decision d ON d.meeting_id = e.id
		WHERE (e.id = $1 OR e.series_id = $2) AND e.id < $3 AND d.agreement_id IS NULL AND d.settled_on IS NULL
		AND NOT EXISTS (SELECT 1 FROM partnership_proposal x WHERE x.decision_id = d.id AND x.status <> 'withdrawn')
		AND NOT EXISTS (SELECT 1 FROM partnership_commitment x WHERE x.decision_id = d.id)
		UNION ALL SELECT 'commitment', k.id, k.meeting_id, k.ref, k.title, k.due_on FROM partnership_meeting e
		JOIN partnership_commitment k ON k.meeting_id = e.id
		WHERE (e.id = $4 OR e.series_id = $5) AND e.id < $6 AND k.status = 'open' ORDER BY 3, 2`,
		m.Series, m.Series, m.ID, m.Series, m.Series, m.ID)
}
