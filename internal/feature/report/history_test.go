package report_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// life is a made-up history of one person, kept beside its rows to be counted
// by hand.
type life struct {
	key       id.Person
	seats     []madeSeat
	readiness []madeReadiness
	handOvers []madeHandOver
	followUps []madeFollowUp
	released  civil.Date
}

type madeSeat struct {
	status    string
	by        bool // by need
	marks     []string
	competent []bool
	revoked   []bool // certificates
	on        civil.Date
}

type madeReadiness struct {
	phase string
	done  int
	on    civil.Date
}

type madeHandOver struct {
	status string
	on     civil.Date
}

type madeFollowUp struct {
	milestone  int
	reached    bool
	livelihood string
	housing    string
	family     string
	reoffended string
	on         civil.Date
	released   civil.Date
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func someDay(r *rand.Rand) civil.Date { return civil.Must("2026-11-01").AddDays(-r.IntN(700)) }

func made(r *rand.Rand) life {
	l := life{key: id.Person{}.Make()}
	if r.IntN(2) == 0 {
		l.released = someDay(r)
	}
	for range 1 + r.IntN(2) {
		s := madeSeat{status: pick(r, "active", "completed", "left"), by: r.IntN(3) > 0, on: someDay(r)}
		for range r.IntN(3) {
			s.marks = append(s.marks, pick(r, "present", "absent", "excused"))
		}
		for range r.IntN(3) {
			s.competent = append(s.competent, r.IntN(3) > 0)
		}
		if r.IntN(2) == 0 {
			s.revoked = append(s.revoked, true)
		}
		if r.IntN(2) == 0 {
			s.revoked = append(s.revoked, false)
		}
		l.seats = append(l.seats, s)
	}
	day := civil.Must("2024-12-01") // distinct days, so that the latest is one
	for range r.IntN(4) {
		day = day.AddDays(1 + r.IntN(200))
		l.readiness = append(l.readiness, madeReadiness{pick(r, "before", "after", "release"), r.IntN(4), day})
	}
	for range r.IntN(3) {
		l.handOvers = append(l.handOvers, madeHandOver{pick(r, "draft", "sent", "accepted", "returned"), someDay(r)})
	}
	day = civil.Must("2024-12-01")
	for _, m := range []int{3, 6, 12} {
		if day = day.AddDays(1 + r.IntN(230)); r.IntN(2) == 0 {
			f := madeFollowUp{milestone: m, reached: r.IntN(3) > 0, on: day, released: day.AddMonths(-m)}
			if f.reached {
				f.livelihood, f.housing = pick(r, "", "employed", "business", "studying", "seeking", "unable", "none"), pick(r, "", "settled", "temporary", "none")
				f.family, f.reoffended = pick(r, "", "in_contact", "restored", "no_contact"), pick(r, "", "no", "yes")
			}
			l.followUps = append(l.followUps, f)
		}
	}
	return l
}

func (l life) since() civil.Date {
	first := l.seats[0].on
	for _, s := range l.seats {
		if s.on.Before(first) {
			first = s.on
		}
	}
	return first
}

func (l life) anySeat(is func(madeSeat) bool) bool {
	for _, s := range l.seats {
		if is(s) {
			return true
		}
	}
	return false
}

// counted is the slow way: one question after the other, of one person.
func (l life) counted(c *report.PeopleCount, fare *report.Fare) {
	n := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	has := func(list []string, what string) bool {
		for _, x := range list {
			if x == what {
				return true
			}
		}
		return false
	}
	c.Enrolled++
	c.ByNeed += n(l.anySeat(func(s madeSeat) bool { return s.by }))
	c.Attended += n(l.anySeat(func(s madeSeat) bool { return has(s.marks, "present") }))
	completed := l.anySeat(func(s madeSeat) bool { return s.status == "completed" })
	c.Completed += n(completed)
	c.Left += n(!completed && l.anySeat(func(s madeSeat) bool { return s.status == "left" }))
	c.Competent += n(l.anySeat(func(s madeSeat) bool {
		all := len(s.competent) > 0
		for _, ok := range s.competent {
			all = all && ok
		}
		return all
	}))
	c.Certified += n(l.anySeat(func(s madeSeat) bool {
		for _, revoked := range s.revoked {
			if !revoked {
				return true
			}
		}
		return false
	}))
	before, after := -1, -1
	for _, r := range l.readiness {
		if r.phase == "before" {
			before = r.done
		} else {
			after = r.done
		}
	}
	c.Before, c.After, c.ReadyGain = c.Before+n(before >= 0), c.After+n(after >= 0), c.ReadyGain+n(before >= 0 && after > before)
	handedOver := false
	for _, h := range l.handOvers {
		earlier := h.on.Before(l.since()) && (l.released.IsZero() || l.released.After(l.since()))
		handedOver = handedOver || h.status == "accepted" && !earlier
	}
	c.HandedOver += n(handedOver)
	released, followed, six := l.released, false, false
	var last *madeFollowUp
	for _, f := range l.followUps {
		if f.on.Before(l.since()) {
			continue
		}
		followed, six = true, six || f.milestone == 6
		if released.IsZero() {
			released = f.released
		}
		if f.reached {
			last = &f
		}
	}
	c.Followed, c.SixMonths, c.Reached, c.Released = c.Followed+n(followed), c.SixMonths+n(six), c.Reached+n(last != nil), c.Released+n(!released.IsZero())
	due := !released.IsZero() && !released.AddMonths(3).After(civil.Today(dbtest.Now))
	fare.Due += n(due || last != nil)
	if last == nil {
		fare.Unknown += n(due)
		return
	}
	fare.Livelihood += n(has([]string{"employed", "business", "studying"}, last.livelihood))
	fare.Seeking += n(last.livelihood == "seeking")
	fare.Housed += n(last.housing == "settled")
	fare.Family += n(has([]string{"in_contact", "restored"}, last.family))
	fare.Reoffended += n(last.reoffended == "yes")
}

// store writes the rows of a life; seat i is in class i.
func (l life) store(w world, tx *db.Tx, host id.Organisation, classes, sessions []id.Offering) {
	custody := "active"
	if !l.released.IsZero() {
		custody = "released"
	}
	w.Add(tx, "person_person", reporttest.Row{
		"id": l.key, "facility_id": host, "register_no": "R", "name": "Rekaan", "sex": "F", "risk_level": "",
		"legal_status": "convict", "custody_status": custody, "released_on": l.released,
	})
	for i, s := range l.seats {
		key, need := id.Enrolment{}.Make(), id.Need{}
		if s.by {
			need = need.Make()
		}
		w.Add(tx, "programme_enrolment", reporttest.Row{"facility_id": host, "id": key, "offering_id": classes[i], "person_id": l.key, "need_id": need, "status": s.status, "enrolled_on": s.on})
		for j, mark := range s.marks {
			w.Add(tx, "programme_attendance", reporttest.Row{"facility_id": host, "session_id": sessions[j], "enrolment_id": key, "mark": mark})
		}
		for j, ok := range s.competent {
			w.Add(tx, "programme_result", reporttest.Row{"facility_id": host, "enrolment_id": key, "unit": strconv.Itoa(j), "competent": ok})
		}
		for _, revoked := range s.revoked {
			row := reporttest.Row{"id": id.Certificate{}.Make(), "code": key.String() + strconv.FormatBool(revoked), "facility_id": host, "enrolment_id": key}
			if revoked {
				row["revoked_on"] = s.on
			}
			w.Add(tx, "programme_certificate", row)
		}
	}
	for _, r := range l.readiness {
		key := id.Readiness{}.Make()
		w.Add(tx, "assessment_readiness", reporttest.Row{"facility_id": host, "id": key, "person_id": l.key, "phase": r.phase, "taken_on": r.on})
		for i := range 4 {
			answer := "needed"
			if i < r.done {
				answer = "done"
			}
			w.Add(tx, "assessment_readiness_item", reporttest.Row{"facility_id": host, "readiness_id": key, "item": strconv.Itoa(i), "answer": answer})
		}
	}
	for _, h := range l.handOvers {
		key := id.HandOver{}.Make()
		w.Add(tx, "handover_handover", reporttest.Row{"facility_id": host, "id": key, "ref": key.String(), "person_id": l.key, "to_id": host, "release_kind": "expiry", "release_on": h.on, "status": h.status})
	}
	for _, f := range l.followUps {
		w.Add(tx, "outcome_follow_up", reporttest.Row{
			"facility_id": host, "id": id.FollowUp{}.Make(), "person_id": l.key, "milestone": f.milestone, "released_on": f.released,
			"done_on": f.on, "reached": f.reached, "livelihood": f.livelihood, "housing": f.housing, "family": f.family, "reoffended": f.reoffended,
		})
	}
}

func TestCountsAreThoseOfCountingByHand(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Promised("KS1", w.LapasBungo, w.Baznas)
		noise := w.Whole("KS2", w.LapasBungo, w.PemkabLotim, 3)
		var want report.PeopleCount
		var fare report.Fare
		w.Do(func(tx *db.Tx) {
			r := rand.New(rand.NewPCG(7, 11)) // seeded inside: a transaction may run again
			want, fare = report.PeopleCount{}, report.Fare{}
			classes := []id.Offering{id.Offering{}.Make(), id.Offering{}.Make()}
			programme := id.Programme{}.Make()
			w.Add(tx, "programme_programme", reporttest.Row{"id": programme, "code": "P", "category": "HEALTH"})
			for i, c := range classes {
				w.Add(tx, "programme_offering", reporttest.Row{"facility_id": w.LapasBungo, "id": c, "programme_id": programme, "cooperation_id": y.Coop, "ref": "K" + strconv.Itoa(i), "status": "running", "capacity": 500, "enrolled": 0})
			}
			sessions := []id.Offering{id.Offering{}.Make(), id.Offering{}.Make()}
			for range 150 {
				l := made(r)
				l.store(w, tx, w.LapasBungo, classes, sessions)
				l.counted(&want, &fare)
			}
		})
		th := w.thread(t, w.officer(), "KS1")
		if d := cmp.Diff(want, th.People); d != "" {
			t.Errorf("people, by hand and by the thread: %s", d)
		}
		if d := cmp.Diff(fare, th.Fare); d != "" {
			t.Errorf("how they fare, by hand and by the thread: %s", d)
		}
		if n := w.thread(t, w.officer(), noise.Ref).People.Enrolled; n != 3 {
			t.Errorf("another thread reached %d", n)
		}
	})
}
