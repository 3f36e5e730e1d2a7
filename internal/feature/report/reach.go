package report

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/platform/authz"
)

// Few is the number of people below which a count is not told to those outside of
// the correctional service: among few, everybody knows who is meant.
const Few = 10

// Reached is indicator 25: the people whom the classes on some agreements' promises
// have reached, and the seats in them. Each person counts once.
type Reached struct {
	Promised int `db:"promised" privacy:"internal" json:"promised"` // by the promises that have classes
	Seats    int `db:"seats" privacy:"internal" json:"seats"`
	Used     int `db:"used" privacy:"internal" json:"seats_used"`
	People   int `db:"people" privacy:"internal" json:"people"`
	Finished int `db:"finished" privacy:"internal" json:"finished"`
	Still    int `db:"still" privacy:"internal" json:"still_in_class"` // and so not known yet

	// Hidden says that counts of people below Few were replaced by zero, because the
	// reader stands outside; see docs/privacy.md.
	Hidden bool `json:"hidden"`
}

// classesOf are the classes on the promises of chosen agreements. A promise that
// is reached by two ways, through a memorandum and directly, counts once.
const classesOf = `, classes AS (SELECT DISTINCT o.facility_id, o.id, o.capacity, o.enrolled, c.id AS promise, c.quantity
	FROM family f CROSS JOIN partnership_commitment c CROSS JOIN programme_offering o
	WHERE c.agreement_id = f.id AND o.commitment_id = c.id AND o.status <> 'cancelled'),
	seated AS (SELECT e.person_id, MAX(CASE e.status WHEN 'completed' THEN 1 ELSE 0 END) AS finished, MAX(CASE e.status WHEN 'active' THEN 1 ELSE 0 END) AS still
	FROM classes k CROSS JOIN programme_enrolment e WHERE e.facility_id = k.facility_id AND e.offering_id = k.id GROUP BY e.person_id)
	SELECT (SELECT COALESCE(SUM(quantity), 0) FROM (SELECT DISTINCT promise, quantity FROM classes) p) AS promised,
	(SELECT COALESCE(SUM(capacity), 0) FROM classes) AS seats, (SELECT COALESCE(SUM(enrolled), 0) FROM classes) AS used,
	(SELECT COUNT(*) FROM seated) AS people, (SELECT COALESCE(SUM(finished), 0) FROM seated) AS finished,
	(SELECT COALESCE(SUM(CASE WHEN finished = 0 THEN still ELSE 0 END), 0) FROM seated) AS still`

// Reached counts the people whom some agreements have reached. It names nobody;
// whoever stands outside is not told of fewer than Few. Permission: thread.read;
// agreements out of scope are not there.
func (s *Service) Reached(ctx context.Context, actor authz.Actor, whose partnership.Whose) (Reached, error) {
	if err := policy.Check(actor, "thread.read"); err != nil {
		return Reached{}, err
	}
	r, err := agreement.One[Reached](ctx, s.db, whose.Families(actor.Scope).Then(classesOf))
	if err == nil && outside(actor) {
		r.hide()
	}
	return r, wrap("count people reached", err)
}

// outside reports whether a reader stands outside of the correctional service, or
// reads for those who do.
func outside(a authz.Actor) bool { return a.Role == authz.Partner || a.Role == authz.Observer }

// hide takes away what speaks of few people.
func (r *Reached) hide() {
	for _, n := range []*int{&r.People, &r.Finished, &r.Still} {
		if *n > 0 && *n < Few {
			*n, r.Hidden = 0, true
		}
	}
	if r.Hidden { // or what is hidden could be worked out
		r.Used, r.Finished, r.Still = 0, 0, 0
	}
}
