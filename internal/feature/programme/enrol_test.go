package programme_test

import (
	"sync"
	"testing"

	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func enrolled(t *testing.T, w *programmetest.World, class id.Offering) int {
	t.Helper()
	return must[programme.ClassRow](t)(w.Service.Class(t.Context(), w.Officer, class)).Enrolled
}

func TestTwoOfficersCannotTakeTheLastSeat(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		o := w.Class(t, 4)
		people := w.People(t, w.LapasBungo, 12)
		errors := make([]error, len(people))
		var wg sync.WaitGroup
		for i, p := range people {
			wg.Go(func() {
				_, errors[i] = w.Service.Enrol(t.Context(), w.Officer, programme.EnrolCommand{Offering: o.ID, Person: p})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errors {
			if err == nil {
				won++
				continue
			}
			want(t, err, errs.State, "class.full")
		}
		if won != 4 || enrolled(t, w, o.ID) != 4 {
			t.Errorf("%d people got the 4 seats; counted %d", won, enrolled(t, w, o.ID))
		}
	})
}

func TestChangingAClassLosesNoSeatTakenMeanwhile(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		o := w.Class(t, 50)
		people := w.People(t, w.LapasBungo, 20)
		var wg sync.WaitGroup
		for _, p := range people {
			wg.Go(func() {
				if _, err := w.Service.Enrol(t.Context(), w.Officer, programme.EnrolCommand{Offering: o.ID, Person: p}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			cmd := w.Command(50)
			cmd.ID, cmd.Version = o.ID, o.Version
			for range 10 {
				changed, err := w.Service.ChangeClass(t.Context(), w.Officer, cmd)
				if err != nil {
					t.Error(err)
					return
				}
				cmd.Version = changed.Version
			}
		})
		wg.Wait()
		if n := enrolled(t, w, o.ID); n != 20 {
			t.Errorf("20 people enrolled, the class counts %d", n)
		}
	})
}

func TestWhoMayHaveASeat(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o := w.Class(t, 5)
		p := w.Person(t, w.LapasBungo, "Ahmad", "convict")
		need := w.Need(t, w.LapasBungo, p, "work", 3)
		e := must[programme.Enrolment](t)(s.Enrol(ctx, w.Officer, programme.EnrolCommand{Offering: o.ID, Person: p, Need: need}))
		if e.Need != need || e.Status != programme.Active || e.Enrolled != civil.Must("2026-11-22") {
			t.Errorf("enrolment = %+v", e)
		}
		_, err := s.Enrol(ctx, w.Officer, programme.EnrolCommand{Offering: o.ID, Person: p})
		want(t, err, errs.Conflict, "enrolled")
		if n := enrolled(t, w, o.ID); n != 1 {
			t.Errorf("a refused seat is counted: %d", n)
		}
		_, err = s.Enrol(ctx, w.Officer, programme.EnrolCommand{Offering: o.ID, Person: w.Person(t, w.LapasSelong, "Jauh", "convict")})
		want(t, err, errs.NotFound, "")
		_, err = s.Enrol(ctx, w.Officer, programme.EnrolCommand{Offering: o.ID, Person: id.Person{}.Make()})
		want(t, err, errs.NotFound, "")
		gone := w.Person(t, w.LapasBungo, "Bebas", "convict")
		w.Exec(t, `UPDATE person_person SET custody_status = 'released' WHERE id = $1`, gone)
		_, err = s.Enrol(ctx, w.Officer, programme.EnrolCommand{Offering: o.ID, Person: gone})
		want(t, err, errs.State, "person.not_here")
		_, err = s.Enrol(ctx, w.Officer, programme.EnrolCommand{Offering: o.ID, Person: w.Person(t, w.LapasBungo, "Lain", "convict"), Need: need})
		wantField(t, err, "need_id", "choice.invalid")
		_, err = s.Enrol(ctx, w.Donor, programme.EnrolCommand{Offering: o.ID, Person: p})
		want(t, err, errs.Forbidden, "")
	})
}

func TestSeveralPeopleGetSeatsTogetherOrNotAtAll(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o := w.Class(t, 3)
		var cmds []programme.EnrolCommand
		for _, p := range w.People(t, w.LapasBungo, 4) {
			cmds = append(cmds, programme.EnrolCommand{Person: p})
		}
		_, err := s.EnrolAll(ctx, w.Officer, o.ID, cmds)
		want(t, err, errs.State, "class.full")
		_, err = s.EnrolAll(ctx, w.Officer, o.ID, nil)
		wantField(t, err, "people", "required")
		_, err = s.EnrolAll(ctx, w.Officer, o.ID, []programme.EnrolCommand{cmds[0], cmds[0]})
		want(t, err, errs.Conflict, "enrolled")
		if n := enrolled(t, w, o.ID); n != 0 {
			t.Fatalf("%d seats are taken after refusals", n)
		}
		if list := must[[]programme.Enrolment](t)(s.EnrolAll(ctx, w.Officer, o.ID, cmds[:3])); len(list) != 3 || enrolled(t, w, o.ID) != 3 {
			t.Errorf("enrolled %d", len(list))
		}
	})
}

func TestWhoLeavesFreesASeat(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o := w.Class(t, 1)
		people := w.People(t, w.LapasBungo, 2)
		e := w.Seat(t, o.ID, people[0])
		_, err := s.Leave(ctx, w.Officer, e.ID, e.Version, "bored")
		wantField(t, err, "reason", "choice.invalid")
		_, err = s.Leave(ctx, w.Officer, e.ID, e.Version+1, "released")
		want(t, err, errs.Conflict, "stale")
		e = must[programme.Enrolment](t)(s.Leave(ctx, w.Officer, e.ID, e.Version, "released"))
		if e.Status != programme.Left || e.Reason != "released" || e.Ended.IsZero() {
			t.Errorf("left = %+v", e)
		}
		_, err = s.Leave(ctx, w.Officer, e.ID, e.Version, "released")
		want(t, err, errs.State, "enrolment.ended")
		w.Seat(t, o.ID, people[1])
	})
}

func TestCandidatesComeWorstFirstAndOnceEach(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		o := w.Class(t, 5)
		add := func(name, due string, severity int) id.Person {
			p := w.Person(t, w.LapasBungo, name, "convict")
			w.Need(t, w.LapasBungo, p, "work", severity)
			if due != "" {
				w.Exec(t, `UPDATE person_person SET release_due_on = $1 WHERE id = $2`, civil.Must(due), p)
			}
			return p
		}
		add("Unknown day", "", 3)
		twice := add("Later", "2028-01-01", 3)
		w.Need(t, w.LapasBungo, twice, "work", 1)
		add("Sooner", "2027-01-01", 3)
		add("Milder", "2026-12-01", 2)
		seated := add("Seated", "2026-12-01", 3)
		w.Seat(t, o.ID, seated)
		gone := add("Gone", "2026-12-01", 3)
		w.Exec(t, `UPDATE person_person SET custody_status = 'released' WHERE id = $1`, gone)
		other := w.Person(t, w.LapasBungo, "Other need", "convict")
		w.Need(t, w.LapasBungo, other, "family", 3)

		var names []string
		for _, c := range must[[]programme.Candidate](t)(w.Service.Candidates(t.Context(), w.Officer, o.ID)) {
			names = append(names, c.Name)
		}
		if got, want := join(names), "Sooner, Later, Unknown day, Milder"; got != want {
			t.Errorf("candidates = %s, want %s", got, want)
		}
		names = nil
		for _, c := range must[[]programme.Candidate](t)(w.Service.Unseated(t.Context(), w.Officer, o.ID, "NEED")) {
			names = append(names, c.Name)
		}
		if got := join(names); got != "Other need" {
			t.Errorf("found by name = %s", got)
		}
		_, err := w.Service.Unseated(t.Context(), w.Officer, o.ID, "x")
		wantField(t, err, "name", "too_short")
	})
}

func TestAPartnerKnowsByNameOnlyWhoConsentsWhileTheAgreementHolds(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o := w.Class(t, 5)
		yes, no := w.Person(t, w.LapasBungo, "Setuju", "convict"), w.Person(t, w.LapasBungo, "Tidak", "convict")
		child, withdrawn := w.Person(t, w.LapasBungo, "Anak", "juvenile"), w.Person(t, w.LapasBungo, "Mundur", "convict")
		var seats []programme.Enrolment
		for _, p := range []id.Person{yes, no, child, withdrawn} {
			seats = append(seats, w.Seat(t, o.ID, p))
		}
		for _, p := range []id.Person{yes, child, withdrawn} {
			w.Consent(t, w.LapasBungo, p, w.Baznas)
		}
		w.Consent(t, w.LapasBungo, no, w.PemkabLotim) // consent to another partner is none
		w.Exec(t, `UPDATE person_consent SET withdrawn_on = '2026-11-10' WHERE person_id = $1`, withdrawn)
		x := must[programme.Session](t)(s.Attend(ctx, w.Officer, attendance(o.ID, "2026-11-20", seats...)))

		names := func() string {
			var list []string
			for _, p := range must[[]programme.Participant](t)(s.Roster(ctx, w.Donor, o.ID)) {
				if p.Name != "" {
					list = append(list, p.Name)
				}
				if p.RegisterNo != "" || !p.Person.IsZero() || p.Reason != "" || !p.Need.IsZero() || p.Assessed != 0 {
					t.Errorf("the partner sees %+v", p)
				}
			}
			return join(list)
		}
		if got := names(); got != "Setuju" {
			t.Errorf("the partner knows %s", got)
		}
		_, seen, err := s.Session(ctx, w.Donor, x.ID)
		if err != nil || len(seen) != 1 || seen[0].Enrolment != seats[0].ID {
			t.Errorf("the partner reads marks %v, %v", seen, err)
		}
		must[programme.Session](t)(s.Attend(ctx, w.Donor, attendance(o.ID, "2026-11-21", seats[0])))
		_, err = s.Attend(ctx, w.Donor, attendance(o.ID, "2026-11-21", seats[0], seats[2]))
		wantField(t, err, "marks[1].enrolment_id", "choice.invalid")

		w.InForce = false
		if got := names(); got != "" {
			t.Errorf("without an agreement in force the partner knows %s", got)
		}
		_, err = s.Attend(ctx, w.Donor, attendance(o.ID, "2026-11-21", seats[0]))
		wantField(t, err, "marks[0].enrolment_id", "choice.invalid")
		if list := must[[]programme.Participant](t)(s.Roster(ctx, w.Officer, o.ID)); len(list) != 4 || list[0].Name != "Anak" || list[0].RegisterNo == "" {
			t.Errorf("the officer reads %+v", list)
		}
		_, err = s.Roster(ctx, w.Actor(authz.Observer, w.LapasBungo), o.ID)
		want(t, err, errs.Forbidden, "")
	})
}

func join(list []string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += ", "
		}
		out += s
	}
	return out
}
