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

const seatsOf = `SELECT e.offering_id, e.person_id, e.need_id, e.status,
	(SELECT count(*) FROM programme_attendance a WHERE a.facility_id = e.facility_id AND a.enrolment_id = e.id AND a.mark = 'present') AS present,
	(SELECT count(*) FROM programme_result r WHERE r.facility_id = e.facility_id AND r.enrolment_id = e.id) AS units,
	(SELECT count(*) FROM programme_result r WHERE r.facility_id = e.facility_id AND r.enrolment_id = e.id AND r.competent) AS competent,
	(SELECT count(*) FROM programme_certificate c WHERE c.facility_id = e.facility_id AND c.enrolment_id = e.id AND c.revoked_on IS NULL) AS certified,
	p.released_on
	FROM programme_offering o JOIN programme_enrolment e ON e.facility_id = o.facility_id AND e.offering_id = o.id
	JOIN person_person p ON p.id = e.person_id WHERE o.cooperation_id = $1`

// event is one later fact about a person of the thread.
type event struct {
	Person     id.Person  `db:"person_id" privacy:"internal"`
	Kind       string     `db:"kind" privacy:"internal"`
	What       string     `db:"what" privacy:"internal"`
	Day        civil.Date `db:"day" privacy:"internal"`
	N          int        `db:"n" privacy:"internal"`
	Livelihood string     `db:"livelihood" privacy:"restricted"`
	Housing    string     `db:"housing" privacy:"restricted"`
	Family     string     `db:"family" privacy:"restricted"`
	Reoffended string     `db:"reoffended" privacy:"restricted"`
}

// eventsOf reads readiness, hand-overs and follow-ups of the thread's people in
// one pass, oldest first.
const eventsOf = `WITH people AS (SELECT DISTINCT e.person_id FROM programme_offering o
	JOIN programme_enrolment e ON e.facility_id = o.facility_id AND e.offering_id = o.id WHERE o.cooperation_id = $1)
SELECT r.person_id, 'readiness' AS kind, r.phase AS what, r.taken_on AS day,
	(SELECT count(*) FROM assessment_readiness_item i WHERE i.facility_id = r.facility_id AND i.readiness_id = r.id AND i.answer = 'done') AS n,
	'' AS livelihood, '' AS housing, '' AS family, '' AS reoffended
	FROM people JOIN assessment_readiness r ON r.person_id = people.person_id
UNION ALL SELECT h.person_id, 'hand_over', h.status, h.release_on, 0, '', '', '', ''
	FROM people JOIN handover_handover h ON h.person_id = people.person_id
UNION ALL SELECT f.person_id, 'follow_up', CASE WHEN f.reached THEN 'reached' ELSE 'unreached' END, f.done_on, f.milestone,
	f.livelihood, f.housing, f.family, f.reoffended
	FROM people JOIN outcome_follow_up f ON f.person_id = people.person_id
ORDER BY day`

// followUpAfter is the months after release at which one first asks how a person fares.
const followUpAfter = 3

// fate gathers what is known of one person.
type fate struct {
	seats      []seat
	before     int
	after      int
	handedOver bool
	followed   bool
	sixMonths  bool
	reached    bool
	last       event
	hasBefore  bool
	hasAfter   bool
}

func (s *Service) people(ctx context.Context, t *Thread, nodes []Node) error {
	seats, err := db.All[seat](ctx, s.db, seatsOf, t.ID)
	if err != nil {
		return err
	}
	events, err := db.All[event](ctx, s.db, eventsOf, t.ID)
	if err != nil {
		return err
	}
	t.Attended, err = db.One[Attended](ctx, s.db, `SELECT count(*) AS sessions, coalesce(sum(x.marked), 0) AS marked, coalesce(sum(x.present), 0) AS present
		FROM programme_offering o JOIN programme_session x ON x.facility_id = o.facility_id AND x.offering_id = o.id AND x.status = 'held'
		WHERE o.cooperation_id = $1`, t.ID)
	if err != nil {
		return err
	}
	fates, order := gather(seats, events)
	today := civil.Today(s.db.Now())
	for _, p := range order {
		t.People.add(fates[p])
		t.Fare.add(fates[p], today)
	}
	t.perClass(nodes, fates, order)
	return nil
}

// gather joins seats and events by person, in the order of the seats.
func gather(seats []seat, events []event) (map[id.Person]*fate, []id.Person) {
	fates := make(map[id.Person]*fate, len(seats))
	var order []id.Person
	for _, x := range seats {
		f := fates[x.Person]
		if f == nil {
			f = &fate{}
			fates[x.Person] = f
			order = append(order, x.Person)
		}
		f.seats = append(f.seats, x)
	}
	for _, e := range events {
		fates[e.Person].take(e)
	}
	return fates, order
}

func (f *fate) take(e event) {
	switch {
	case e.Kind == "readiness" && e.What == "before":
		f.before, f.hasBefore = e.N, true
	case e.Kind == "readiness":
		f.after, f.hasAfter = e.N, true
	case e.Kind == "hand_over" && e.What == "accepted":
		f.handedOver = true
	case e.Kind == "follow_up":
		f.followed = true
		f.sixMonths = f.sixMonths || e.N == 6
		if e.What == "reached" {
			f.reached, f.last = true, e
		}
	}
}

func (c *PeopleCount) add(f *fate) { c.addSeats(f, f.seats) }

// addSeats counts one person by some of the person's seats.
func (c *PeopleCount) addSeats(f *fate, seats []seat) {
	var need, attended, completed, left, competent, certified bool
	for _, x := range seats {
		need = need || !x.Need.IsZero()
		attended = attended || x.Present > 0
		completed = completed || x.Status == "completed"
		left = left || x.Status == "left"
		competent = competent || x.Units > 0 && x.Competent == x.Units
		certified = certified || x.Certified > 0
	}
	released := !seats[0].Released.IsZero()
	for n, is := range map[*int]bool{
		&c.Enrolled: true, &c.ByNeed: need, &c.Attended: attended, &c.Completed: completed, &c.Left: left && !completed,
		&c.Competent: competent, &c.Certified: certified, &c.Before: f.hasBefore, &c.After: f.hasAfter,
		&c.ReadyGain: f.hasBefore && f.hasAfter && f.after > f.before, &c.Released: released,
		&c.HandedOver: f.handedOver, &c.Followed: f.followed, &c.Reached: f.reached, &c.SixMonths: f.sixMonths,
	} {
		if is {
			*n++
		}
	}
}

func (r *Fare) add(f *fate, today civil.Date) {
	released := f.seats[0].Released
	if released.IsZero() || released.AddMonths(followUpAfter).After(today) {
		return
	}
	r.Due++
	if !f.reached {
		r.Unknown++
		return
	}
	switch f.last.Livelihood {
	case "employed", "business", "studying":
		r.Livelihood++
	case "seeking":
		r.Seeking++
	}
	if f.last.Housing == "settled" {
		r.Housed++
	}
	if f.last.Family == "in_contact" || f.last.Family == "restored" {
		r.Family++
	}
	if f.last.Reoffended == "yes" {
		r.Reoffended++
	}
}

// perClass puts on each class of the thread the count of its own people.
func (t *Thread) perClass(nodes []Node, fates map[id.Person]*fate, order []id.Person) {
	at := map[string]*PeopleCount{}
	for i := range nodes {
		if nodes[i].Kind == "class" {
			nodes[i].People = &PeopleCount{}
			at[nodes[i].ID] = nodes[i].People
		}
	}
	for _, p := range order {
		f := fates[p]
		for _, x := range f.seats {
			if c := at[x.Class.String()]; c != nil {
				c.addSeats(f, []seat{x})
			}
		}
	}
}
