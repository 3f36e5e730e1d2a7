package generate

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"titian/internal/platform/db"
)

// classSize is what a load driver marks at once.
const classSize = 30

// placed is one enrolment while marks are dealt out.
type placed struct{ enrolment, class, first, count int }

// eachEnrolment walks the enrolments in a fixed order: person p sits in two or
// three consecutive classes, beginning with number ((p-1) div F) mod 5.
func (n *nation) eachEnrolment(f func(person int, e placed) error) error {
	e := 0
	for p := 1; p <= n.people; p++ {
		facility, start := (p-1)%n.facilities, ((p-1)/n.facilities)%perFac
		for k := range spread(p, n.people, n.enrolments) {
			e++
			count := min(spread(e, n.enrolments, n.marks), n.weeks)
			x := placed{enrolment: e, class: facility*perFac + 1 + (start+k)%perFac, count: count, first: (e * 7) % (n.weeks - count + 1)}
			if err := f(p, x); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *nation) enrol(ctx context.Context) error {
	b := n.bulk("programme_enrolment", "facility_id, id, offering_id, person_id, status, enrolled_on, end_reason, version, created_at, updated_at")
	taken := map[int]int{}
	err := n.eachEnrolment(func(p int, e placed) error {
		if len(n.classes[e.class]) < classSize {
			n.classes[e.class] = append(n.classes[e.class], e.enrolment)
		}
		taken[e.class]++
		status := pick(n.r, 50, "active", 85, "completed", 100, "left")
		return b.add(ctx, key(kindFacility, (e.class-1)/perFac+1), key(kindEnrolment, e.enrolment), key(kindClass, e.class), key(kindPerson, p),
			status, n.sessionDay(e.first), "", 1, n.now, n.now)
	})
	if err != nil {
		return err
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	for c, count := range taken {
		if _, err := db.Exec(ctx, n.tx, `UPDATE programme_offering SET enrolled = $1 WHERE facility_id = $2 AND id = $3`, count, key(kindFacility, (c-1)/perFac+1), key(kindClass, c)); err != nil {
			return fmt.Errorf("count seats: %w", err)
		}
	}
	return nil
}

// attend deals out the marks by class, because the rows of a session lie together.
func (n *nation) attend(ctx context.Context) error {
	type tally struct{ marked, present int }
	byClass := make([][]placed, n.facilities*perFac+1)
	if err := n.eachEnrolment(func(_ int, e placed) error {
		byClass[e.class] = append(byClass[e.class], e)
		return nil
	}); err != nil {
		return err
	}
	s := n.bulk("programme_session", "facility_id, id, offering_id, held_on, topic, status, marked, present, version, created_at, updated_at")
	a := n.bulk("programme_attendance", "facility_id, session_id, enrolment_id, mark, note")
	for c := 1; c < len(byClass); c++ {
		facility := key(kindFacility, (c-1)/perFac+1)
		for week := range n.weeks {
			var t tally
			session := n.sessionKey(c, week)
			for _, e := range byClass[c] {
				if week < e.first || week >= e.first+e.count {
					continue
				}
				mark := pick(n.r, 82, "present", 90, "excused", 100, "absent")
				t.marked++
				if mark == "present" {
					t.present++
				}
				if err := a.add(ctx, facility, session, key(kindEnrolment, e.enrolment), mark, ""); err != nil {
					return err
				}
			}
			if t.marked == 0 {
				continue
			}
			if err := s.add(ctx, facility, session, key(kindClass, c), n.sessionDay(week), "", "held", t.marked, t.present, 1, n.now, n.now); err != nil {
				return err
			}
		}
	}
	if err := a.flush(ctx); err != nil {
		return err
	}
	return s.flush(ctx)
}

type classIDs struct {
	Facility   int   `json:"facility"`
	Class      int   `json:"class"`
	Enrolments []int `json:"enrolments"`
}

type idsFile struct {
	Facilities int        `json:"facilities"`
	Persons    int        `json:"persons"`
	Away       []int      `json:"away"` // of them, who is not held and whom no class takes
	Classes    []classIDs `json:"classes"`
	Queries    []string   `json:"queries"`
	Typos      []string   `json:"typos"`
}

// writeIDs tells a load driver what there is to ask for.
func (n *nation) writeIDs() error {
	if n.o.IDs == nil {
		return nil
	}
	out := idsFile{Facilities: n.facilities, Persons: n.people, Away: n.away}
	for c := 1; c <= n.facilities*perFac; c++ {
		if len(n.classes[c]) == classSize {
			out.Classes = append(out.Classes, classIDs{(c-1)/perFac + 1, c, n.classes[c]})
		}
	}
	for range 2000 {
		name := strings.ToLower(n.names.of(n.r, "M"))
		last := name[strings.LastIndexByte(name, ' ')+1:]
		for len(last) < 5 {
			name = strings.ToLower(n.names.of(n.r, "M"))
			last = name[strings.LastIndexByte(name, ' ')+1:]
		}
		from := n.r.IntN(len(last) - 3)
		out.Queries = append(out.Queries, last[from:from+4])
		b := []byte(name)
		i := len(name) - 3
		b[i], b[i+1] = b[i+1], b[i]
		out.Typos = append(out.Typos, string(b))
	}
	if err := json.NewEncoder(n.o.IDs).Encode(out); err != nil {
		return fmt.Errorf("write ids: %w", err)
	}
	return nil
}
