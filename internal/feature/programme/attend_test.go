package programme_test

import (
	"sync"
	"testing"

	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
)

func seated(t *testing.T, w *programmetest.World, n int) (programme.Offering, []programme.Enrolment) {
	t.Helper()
	o := w.Class(t, n)
	var list []programme.Enrolment
	for _, p := range w.People(t, w.LapasBungo, n) {
		list = append(list, w.Seat(t, o.ID, p))
	}
	return o, list
}

func TestMarksReplaceEarlierOnesAndAreCounted(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o, e := seated(t, w, 3)
		x := must[programme.Session](t)(s.Attend(ctx, w.Officer, attendance(o.ID, "2026-11-20", e...)))
		if x.Status != programme.SessionHeld || x.Marked != 3 || x.Present != 3 {
			t.Errorf("session = %+v", x)
		}
		cmd := programme.AttendanceCommand{
			Offering: o.ID, HeldOn: civil.Must("2026-11-20"), Topic: "Keselamatan",
			Marks: []programme.Attendance{{Enrolment: e[0].ID, Mark: programme.Absent, Note: "tanpa kabar"}, {Enrolment: e[1].ID, Mark: programme.Excused}},
		}
		again := must[programme.Session](t)(s.Attend(ctx, w.Officer, cmd))
		if again.ID != x.ID || again.Marked != 3 || again.Present != 1 || again.Topic != "Keselamatan" {
			t.Errorf("second marking = %+v", again)
		}
		_, list, err := s.Session(ctx, w.Officer, x.ID)
		if err != nil || len(list) != 3 || list[0].Note != "tanpa kabar" {
			t.Errorf("marks = %v, %v", list, err)
		}
		roster := must[[]programme.Participant](t)(s.Roster(ctx, w.Officer, o.ID))
		if roster[0].Present != 0 || roster[2].Present != 1 || roster[2].Marked != 1 {
			t.Errorf("roster counts = %+v", roster)
		}
	})
}

func TestAPlannedSessionIsHeldThroughItsAttendance(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o, e := seated(t, w, 2)
		plan := func(on string) programme.Session {
			return must[programme.Session](t)(s.PlanSession(ctx, w.Officer, programme.SessionCommand{Offering: o.ID, HeldOn: civil.Must(on), Topic: "Praktik"}))
		}
		planned, future, dropped := plan("2026-11-21"), plan("2026-12-01"), plan("2026-11-19")
		held := must[programme.Session](t)(s.Attend(ctx, w.Officer, attendance(o.ID, "2026-11-21", e...)))
		if held.ID != planned.ID || held.Topic != "Praktik" {
			t.Errorf("marking the day held %+v", held)
		}
		byID := programme.AttendanceCommand{Session: future.ID, Marks: marks(programme.Present, e...)}
		_, err := s.Attend(ctx, w.Officer, byID)
		want(t, err, errs.State, "session.future")
		dropped = must[programme.Session](t)(s.CancelSession(ctx, w.Officer, dropped.ID, dropped.Version))
		_, err = s.CancelSession(ctx, w.Officer, dropped.ID, dropped.Version)
		want(t, err, errs.State, "session.not_planned")
		_, err = s.CancelSession(ctx, w.Officer, held.ID, held.Version)
		want(t, err, errs.State, "session.not_planned")
		_, err = s.Attend(ctx, w.Officer, programme.AttendanceCommand{Session: dropped.ID, Marks: marks(programme.Present, e...)})
		want(t, err, errs.State, "session.not_planned")
		for path, on := range map[string]string{"before": "2026-10-31", "after": "2026-12-21"} {
			t.Log(path)
			_, err = s.PlanSession(ctx, w.Officer, programme.SessionCommand{Offering: o.ID, HeldOn: civil.Must(on)})
			wantField(t, err, "held_on", "session.outside")
		}
		if list := must[[]programme.Session](t)(s.Sessions(ctx, w.Officer, o.ID)); len(list) != 3 || list[0].ID != dropped.ID || list[2].ID != future.ID {
			t.Errorf("sessions by day = %+v", list)
		}
	})
}

func TestAttendanceIsRefusedWhenItCannotBeTrue(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o, e := seated(t, w, 2)
		_, others := seated(t, w, 1)
		for name, c := range map[string]struct {
			cmd        programme.AttendanceCommand
			path, code string
		}{
			"tomorrow":            {attendance(o.ID, "2026-11-23", e...), "held_on", "date.future"},
			"before the class":    {attendance(o.ID, "2026-10-31", e...), "held_on", "session.outside"},
			"nobody":              {attendance(o.ID, "2026-11-20"), "marks", "required"},
			"twice":               {attendance(o.ID, "2026-11-20", e[0], e[0]), "marks[1].enrolment_id", "exists"},
			"of another class":    {attendance(o.ID, "2026-11-20", e[0], others[0]), "marks[1].enrolment_id", "choice.invalid"},
			"an unknown mark":     {programme.AttendanceCommand{Offering: o.ID, HeldOn: civil.Must("2026-11-20"), Marks: marks("late", e[0])}, "marks[0].mark", "choice.invalid"},
			"an unknown day":      {programme.AttendanceCommand{Offering: o.ID, Marks: marks(programme.Present, e[0])}, "held_on", "required"},
			"five hundred and on": {programme.AttendanceCommand{Offering: o.ID, HeldOn: civil.Must("2026-11-20"), Marks: make([]programme.Attendance, 501)}, "marks", "too_many"},
		} {
			t.Log(name)
			_, err := s.Attend(ctx, w.Officer, c.cmd)
			wantField(t, err, c.path, c.code)
		}
		if o := must[programme.ClassRow](t)(s.Class(ctx, w.Officer, o.ID)); o.Status != programme.Open {
			t.Errorf("refused attendance moved the class to %s", o.Status)
		}
	})
}

func TestTwoOfficersWhoMarkOneDayMakeOneSession(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		o, e := seated(t, w, 6)
		var wg sync.WaitGroup
		for i := range e {
			wg.Go(func() {
				if _, err := w.Service.Attend(t.Context(), w.Officer, attendance(o.ID, "2026-11-20", e[i])); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		list := must[[]programme.Session](t)(w.Service.Sessions(t.Context(), w.Officer, o.ID))
		if len(list) != 1 || list[0].Marked != 6 || list[0].Present != 6 {
			t.Errorf("sessions of the day = %+v", list)
		}
	})
}

func TestTheHistoryNamesMarksAndNobody(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		o, e := seated(t, w, 2)
		x := must[programme.Session](t)(w.Service.Attend(t.Context(), w.Officer, attendance(o.ID, "2026-11-20", e...)))
		h := must[[]audit.Entry](t)(audit.History(t.Context(), w.DB, w.LapasBungo, x.ID))
		if len(h) != 1 || h[0].Action != "session.attend" {
			t.Fatalf("history of the session = %+v", h)
		}
		if d := h[0].Diff(); len(d) != 2 || d[1].New != "2: "+e[0].ID.String()[24:]+"=p "+e[1].ID.String()[24:]+"=p" {
			t.Errorf("what the history keeps = %+v", d)
		}
		class := must[[]audit.Entry](t)(w.Service.History(t.Context(), w.Officer, o.ID))
		if len(class) != 2 || class[0].Action != "class.start" || class[1].Action != "class.open" {
			t.Errorf("history of the class = %+v", class)
		}
	})
}

func result(unit string, competent bool) programme.Result {
	before, after := int64(40), int64(85)
	return programme.Result{Unit: unit, Before: &before, After: &after, Competent: competent, AssessedOn: civil.Must("2026-11-20"), Assessor: "Instruktur BLK"}
}

func TestACertificateNeedsEveryUnitAndCanBeVerifiedByAnyone(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o, seats := seated(t, w, 1)
		e := seats[0]
		assess := func(r ...programme.Result) error {
			_, err := s.Assess(ctx, w.Officer, programme.AssessCommand{Enrolment: e.ID, Results: r})
			return err
		}
		wantField(t, assess(), "results", "required")
		wantField(t, assess(result("U9", true)), "results[0].unit", "choice.invalid")
		bad := result("U1", true)
		over := int64(101)
		bad.After, bad.AssessedOn, bad.Assessor = &over, civil.Must("2026-11-23"), ""
		err := assess(bad)
		for path, code := range map[string]string{"results[0].after": "number.range", "results[0].assessed_on": "date.future", "results[0].assessor": "required"} {
			wantField(t, err, path, code)
		}
		if err := assess(result("U1", true), result("U2", false)); err != nil {
			t.Fatal(err)
		}
		_, err = s.Certify(ctx, w.Officer, e.ID, "S-1")
		want(t, err, errs.State, "certificate.not_completed")

		must[programme.Session](t)(s.Attend(ctx, w.Officer, attendance(o.ID, "2026-11-20", e)))
		running := must[programme.ClassRow](t)(s.Class(ctx, w.Officer, o.ID))
		must[programme.Offering](t)(s.CompleteClass(ctx, w.Officer, o.ID, running.Version))
		_, err = s.Certify(ctx, w.Officer, e.ID, "S-1")
		want(t, err, errs.State, "certificate.units_missing")
		if err := assess(result("U2", true)); err != nil {
			t.Fatal(err)
		}
		if list := must[[]programme.Result](t)(s.Results(ctx, w.Officer, e.ID)); len(list) != 2 || !list[1].Competent || *list[1].After != 85 {
			t.Errorf("results = %+v", list)
		}
		c := must[programme.Certificate](t)(s.Certify(ctx, w.Officer, e.ID, "S-1"))
		_, err = s.Certify(ctx, w.Officer, e.ID, "S-2")
		want(t, err, errs.Conflict, "exists")

		seen := must[programme.Certificate](t)(s.Verify(ctx, public, " "+lower(c.Code)))
		if seen.Holder != "Orang 001" || seen.Issuer != "BAZNAS Kabupaten Bungo" || seen.Title != "Las dasar" || !seen.Facility.IsZero() || !seen.Enrolment.IsZero() {
			t.Errorf("the public sees %+v", seen)
		}
		_, err = s.Verify(ctx, public, "AAAA-AAAA-AAAA-AAAA")
		want(t, err, errs.NotFound, "")

		c = must[programme.Certificate](t)(s.Revoke(ctx, w.Officer, c.ID, c.Version))
		_, err = s.Revoke(ctx, w.Officer, c.ID, c.Version)
		want(t, err, errs.State, "certificate.revoked")
		if seen := must[programme.Certificate](t)(s.Verify(ctx, public, c.Code)); seen.RevokedOn.IsZero() {
			t.Error("a revoked certificate verifies as good")
		}
		_, err = s.Revoke(ctx, w.Officer, id.Certificate{}.Make(), 1)
		want(t, err, errs.NotFound, "")
		if again := must[programme.Certificate](t)(s.Certify(ctx, w.Officer, e.ID, "S-2")); again.Code == c.Code {
			t.Error("the new certificate has the revoked one's code")
		}
	})
}
