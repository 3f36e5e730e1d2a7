package programme_test

import (
	"testing"

	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func TestSeatsEndWithTheStayAndSayWhy(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, op := t.Context(), authz.OperatorAs("test")
		people := persontest.Service(w.DB)
		people.Left.Subscribe(programme.FreeSeatsTx)
		leave := func(kind person.EndKind) func(id.Person) error {
			return func(p id.Person) error {
				_, err := people.Leave(ctx, op, p, person.LeaveCommand{On: civil.Must("2026-11-22"), Kind: kind})
				return err
			}
		}
		for reason, goes := range map[string]func(id.Person) error{
			"released": func(p id.Person) error {
				_, err := people.Release(ctx, op, p, person.ReleaseCommand{On: civil.Must("2026-11-22"), Kind: person.Expiry})
				return err
			},
			"transferred": func(p id.Person) error {
				asked, err := people.RequestTransfer(ctx, op, p, person.TransferCommand{To: w.LapasSelong, Purpose: "security", Letter: "SK", PlannedOn: civil.Must("2026-11-22")})
				if err == nil {
					_, err = people.AcceptTransfer(ctx, op, asked.ID, person.AcceptCommand{On: civil.Must("2026-11-22")})
				}
				return err
			},
			"other": leave(person.EndEscape),
		} {
			o := w.Class(t, 4)
			p, stays := persontest.Convict(t, w.DB, w.LapasBungo, "Pergi "+reason), w.Person(t, w.LapasBungo, "Tinggal", "convict")
			seat, other := w.Seat(t, o.ID, p.ID), w.Seat(t, o.ID, stays)
			if err := goes(p.ID); err != nil {
				t.Fatal(reason, err)
			}
			got := must[programme.Enrolment](t)(w.Service.Enrolment(ctx, w.Officer, seat.ID))
			if got.Status != programme.Left || got.Reason != reason || got.Ended != civil.Must("2026-11-22") {
				t.Errorf("%s: the seat reads %+v", reason, got)
			}
			if left := must[programme.Enrolment](t)(w.Service.Enrolment(ctx, w.Officer, other.ID)); left.Status != programme.Active || enrolled(t, w, o.ID) != 1 {
				t.Errorf("%s: the neighbour's seat is %s, %d are taken", reason, left.Status, enrolled(t, w, o.ID))
			}
		}
	})
}

func TestWhoLeftAClassMayComeBackAndBothSeatsStay(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, o := t.Context(), w.Class(t, 2)
		p := w.Person(t, w.LapasBungo, "Kembali", "convict")
		first := w.Seat(t, o.ID, p)
		_, err := w.Service.Enrol(ctx, w.Officer, programme.EnrolCommand{Offering: o.ID, Person: p})
		want(t, err, errs.Conflict, "enrolled")
		if _, err := w.Service.Leave(ctx, w.Officer, first.ID, first.Version, "health"); err != nil {
			t.Fatal(err)
		}
		if found := must[[]programme.Candidate](t)(w.Service.Unseated(ctx, w.Officer, o.ID, "Kembali")); len(found) != 1 {
			t.Errorf("%d are offered a seat", len(found))
		}
		second := w.Seat(t, o.ID, p)
		roster := must[[]programme.Participant](t)(w.Service.Roster(ctx, w.Officer, o.ID))
		if len(roster) != 2 || enrolled(t, w, o.ID) != 1 || second.ID == first.ID {
			t.Errorf("the list has %d lines, %d seats are taken", len(roster), enrolled(t, w, o.ID))
		}
	})
}
