package report

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// seat is one enrolment of the thread with what came of it.
type seat struct {
	Class     id.Offering `db:"offering_id" privacy:"internal"`
	Person    id.Person   `db:"person_id" privacy:"internal"`
	Need      id.Need     `db:"need_id" privacy:"internal"`
	Status    string      `db:"status" privacy:"internal"`
	Present   int         `db:"present" privacy:"internal"`
	Units     int         `db:"units" privacy:"internal"`
	Competent int         `db:"competent" privacy:"internal"`
	Certified int         `db:"certified" privacy:"internal"`
	Released  civil.Date  `db:"released_on" privacy:"restricted"`
}

// Of whose classes people are counted.
const (
	ofCooperation = "o.cooperation_id"
	ofPartner     = "o.partner_id"
)

// seatsOf counts who left a class and came back once, by the later seat.
func seatsOf(whose string) string { return seatsHead + whose + seatsTail }

const seatsHead = `SELECT e.offering_id, e.person_id, e.need_id, e.status,
	(SELECT count(*) FROM programme_attendance a WHERE a.facility_id = e.facility_id AND a.enrolment_id = e.id AND a.mark = 'present') AS present,
	(SELECT count(*) FROM programme_result r WHERE r.facility_id = e.facility_id AND r.enrolment_id = e.id) AS units,
	(SELECT count(*) FROM programme_result r WHERE r.facility_id = e.facility_id AND r.enrolment_id = e.id AND r.competent) AS competent,
	(SELECT count(*) FROM programme_certificate c WHERE c.facility_id = e.facility_id AND c.enrolment_id = e.id AND c.revoked_on IS NULL) AS certified,
	p.released_on
	FROM programme_offering o JOIN programme_enrolment e ON e.facility_id = o.facility_id AND e.offering_id = o.id
	JOIN person_person p ON p.id = e.person_id WHERE `

const seatsTail = ` = $1
	AND NOT EXISTS (SELECT 1 FROM programme_enrolment n WHERE n.facility_id = e.facility_id AND n.offering_id = e.offering_id AND n.person_id = e.person_id AND n.id > e.id)`

// event is one later fact about a person of the thread.
type event struct {
	Person     id.Person  `db:"person_id" privacy:"internal"`
	Kind       string     `db:"kind" privacy:"internal"`
	What       string     `db:"what" privacy:"internal"`
	Day        civil.Date `db:"day" privacy:"internal"`
	N          int        `db:"n" privacy:"internal"`
	Released   civil.Date `db:"released_on" privacy:"restricted"`
	Livelihood string     `db:"livelihood" privacy:"restricted"`
	Housing    string     `db:"housing" privacy:"restricted"`
	Family     string     `db:"family" privacy:"restricted"`
	Reoffended string     `db:"reoffended" privacy:"restricted"`
}

// eventsOf reads readiness, hand-overs and follow-ups of the thread's people in
// one pass, oldest first. What ended before somebody came to the thread is not
// the thread's: an earlier release, its hand-over and its follow-ups. A client
// who was released before the class began was handed over before it too.
func eventsOf(whose string) string { return eventsHead + whose + eventsTail }

const eventsHead = `WITH people AS (SELECT e.person_id, min(e.enrolled_on) AS since FROM programme_offering o
	JOIN programme_enrolment e ON e.facility_id = o.facility_id AND e.offering_id = o.id WHERE `

const eventsTail = ` = $1 GROUP BY e.person_id)
SELECT r.person_id, 'readiness' AS kind, r.phase AS what, r.taken_on AS day,
	(SELECT count(*) FROM assessment_readiness_item i WHERE i.facility_id = r.facility_id AND i.readiness_id = r.id AND i.answer = 'done') AS n,
	CAST(NULL AS date) AS released_on, '' AS livelihood, '' AS housing, '' AS family, '' AS reoffended
	FROM people CROSS JOIN assessment_readiness r WHERE r.person_id = people.person_id
UNION ALL SELECT h.person_id, 'hand_over', h.status, h.release_on, 0, CAST(NULL AS date), '', '', '', ''
	FROM people CROSS JOIN handover_handover h CROSS JOIN person_person p
	WHERE h.person_id = people.person_id AND h.status = 'accepted' AND p.id = people.person_id AND (h.release_on >= people.since OR p.released_on <= people.since)
UNION ALL SELECT f.person_id, 'follow_up', CASE WHEN f.reached THEN 'reached' ELSE 'unreached' END, f.done_on, f.milestone,
	f.released_on, f.livelihood, f.housing, f.family, f.reoffended
	FROM people CROSS JOIN outcome_follow_up f WHERE f.person_id = people.person_id AND f.done_on >= people.since
ORDER BY day`

// people counts who the thread has reached, as a whole and in each class.
func (s *Service) people(ctx context.Context, t *Thread, nodes []Node) error {
	seats, err := db.All[seat](ctx, s.db, seatsOf(ofCooperation), t.ID)
	if err != nil {
		return err
	}
	events, err := db.All[event](ctx, s.db, eventsOf(ofCooperation), t.ID)
	if err != nil {
		return err
	}
	fates, order := gather(seats, events)
	classes := map[string]*PeopleCount{}
	for i := range nodes {
		if nodes[i].Kind == "class" {
			nodes[i].People = &PeopleCount{}
			classes[nodes[i].ID] = nodes[i].People
		}
	}
	for _, p := range order {
		f := fates[p]
		t.People.add(f, f.seats)
		t.Fare.add(f, t.Day)
		for _, x := range f.seats {
			if c := classes[x.Class.String()]; c != nil {
				c.add(f, []seat{x})
			}
		}
	}
	return nil
}
