package programme_test

import (
	"reflect"
	"testing"

	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// run is a test on both engines with the world of programmetest.
func run(t *testing.T, f func(t *testing.T, w *programmetest.World)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) { f(t, programmetest.Seed(t, d)) })
}

// want fails unless err has the kind and, when given, the code.
func want(t *testing.T, err error, kind errs.Kind, code string) {
	t.Helper()
	e := errs.As(err)
	if e == nil || e.Kind != kind || code != "" && e.Code != code {
		t.Fatalf("error = %v, want %s %s", err, kind, code)
	}
}

// wantField fails unless err is Invalid with code at path.
func wantField(t *testing.T, err error, path, code string) {
	t.Helper()
	want(t, err, errs.Invalid, "")
	for _, f := range errs.As(err).Fields {
		if f.Path == path && f.Code == code {
			return
		}
	}
	t.Fatalf("error = %v, want %s:%s", err, path, code)
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestAClassTakesPartnerAndThreadFromItsPromise(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		o := w.Class(t, 20)
		if o.Partner != w.Baznas || o.Cooperation != w.Cooperation || o.Status != programme.Open || o.Ref != "BUNGO-KLS-26-1" {
			t.Errorf("class = %+v", o)
		}
		row := must[programme.ClassRow](t)(w.Service.Class(t.Context(), w.Officer, o.ID))
		if row.PartnerName != "BAZNAS Kabupaten Bungo" || row.ProgrammeName != "Las dasar" || row.FacilityName != "Lapas Kelas IIB Muara Bungo" {
			t.Errorf("row = %+v", row)
		}
		cmd := w.Command(20)
		cmd.Commitment = id.Commitment{}
		own := must[programme.Offering](t)(w.Service.OpenClass(t.Context(), w.Officer, cmd))
		if !own.Partner.IsZero() || !own.Cooperation.IsZero() {
			t.Errorf("a class without a promise has partner %v", own.Partner)
		}
	})
}

func TestAClassNeedsALivePromiseAnActiveProgrammeAndItsOwnPlan(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx := t.Context()
		_, foreign := w.Promise(t, w.LapasSelong, w.PemkabLotim)
		for name, c := range map[string]struct {
			change     func(c *programme.ClassCommand)
			path, code string
		}{
			"unknown programme":  {func(c *programme.ClassCommand) { c.Programme = id.Programme{}.Make() }, "programme_id", "choice.invalid"},
			"unknown promise":    {func(c *programme.ClassCommand) { c.Commitment = id.Commitment{}.Make() }, "commitment_id", "choice.invalid"},
			"another's promise":  {func(c *programme.ClassCommand) { c.Commitment = foreign }, "commitment_id", "choice.invalid"},
			"unknown activity":   {func(c *programme.ClassCommand) { c.Activity = id.Activity{}.Make() }, "activity_id", "choice.invalid"},
			"ends before starts": {func(c *programme.ClassCommand) { c.Ends = civil.Must("2026-10-01") }, "ends_on", "date.order"},
			"too long":           {func(c *programme.ClassCommand) { c.Ends = civil.Must("2036-10-01") }, "ends_on", "class.too_long"},
			"no seats":           {func(c *programme.ClassCommand) { c.Capacity = 0 }, "capacity", "number.range"},
			"no title":           {func(c *programme.ClassCommand) { c.Title = " " }, "title", "required"},
			"control character":  {func(c *programme.ClassCommand) { c.Place = "a\x00b" }, "place", "text.invalid"},
		} {
			cmd := w.Command(20)
			c.change(&cmd)
			_, err := w.Service.OpenClass(ctx, w.Officer, cmd)
			t.Log(name)
			wantField(t, err, c.path, c.code)
		}
		w.Live = false
		_, err := w.Service.OpenClass(ctx, w.Officer, w.Command(20))
		wantField(t, err, "commitment_id", "class.promise_ended")
		w.Live = true

		p := w.Programme
		must[programme.Programme](t)(w.Service.ChangeProgramme(ctx, w.Officer, programme.ProgrammeCommand{
			ID: p.ID, Version: p.Version, Code: p.Code, Name: p.Name,
			Category: p.Category, Area: p.Area, Hours: p.Hours, Capacity: p.Capacity, Active: false,
		}))
		_, err = w.Service.OpenClass(ctx, w.Officer, w.Command(20))
		wantField(t, err, "programme_id", "choice.invalid")
	})
}

func TestAllErrorsOfAClassComeAtOnce(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		_, err := w.Service.OpenClass(t.Context(), w.Officer, programme.ClassCommand{})
		want(t, err, errs.Invalid, "")
		if n := len(errs.As(err).Fields); n != 5 {
			t.Errorf("%d field errors: %v", n, err)
		}
	})
}

func TestAClassRunsOnlyForward(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o := w.Class(t, 5)
		_, err := s.CompleteClass(ctx, w.Officer, o.ID, o.Version)
		want(t, err, errs.State, "class.not_running")
		_, err = s.CancelClass(ctx, w.Officer, o.ID, o.Version, "")
		wantField(t, err, "reason", "required")

		e := w.Seat(t, o.ID, w.People(t, w.LapasBungo, 1)[0])
		must[programme.Session](t)(s.Attend(ctx, w.Officer, attendance(o.ID, "2026-11-20", e)))
		o = must[programme.ClassRow](t)(s.Class(ctx, w.Officer, o.ID)).Offering
		if o.Status != programme.Running {
			t.Fatalf("status after the first attendance = %s", o.Status)
		}
		o = must[programme.Offering](t)(s.CompleteClass(ctx, w.Officer, o.ID, o.Version))
		if e = must[programme.Enrolment](t)(s.Enrolment(ctx, w.Officer, e.ID)); e.Status != programme.Finished || e.Ended != civil.Must("2026-11-22") {
			t.Errorf("enrolment of a completed class = %+v", e)
		}
		_, err = s.CancelClass(ctx, w.Officer, o.ID, o.Version, "salah")
		want(t, err, errs.State, "class.ended")
		cmd := w.Command(5)
		cmd.ID, cmd.Version = o.ID, o.Version
		_, err = s.ChangeClass(ctx, w.Officer, cmd)
		want(t, err, errs.State, "class.ended")
		_, err = s.PlanSession(ctx, w.Officer, programme.SessionCommand{Offering: o.ID, HeldOn: civil.Must("2026-12-01")})
		want(t, err, errs.State, "class.ended")

		c := w.Class(t, 5)
		e = w.Seat(t, c.ID, w.Person(t, w.LapasBungo, "Lain", "convict"))
		c = must[programme.ClassRow](t)(s.Class(ctx, w.Officer, c.ID)).Offering
		c = must[programme.Offering](t)(s.CancelClass(ctx, w.Officer, c.ID, c.Version, "Instruktur sakit"))
		if e = must[programme.Enrolment](t)(s.Enrolment(ctx, w.Officer, e.ID)); e.Status != programme.Left || e.Reason != "class_cancelled" || c.Enrolled != 1 {
			t.Errorf("enrolment of a cancelled class = %+v of %+v", e, c)
		}
		_, err = s.Attend(ctx, w.Officer, attendance(c.ID, "2026-11-20", e))
		want(t, err, errs.State, "class.ended")
	})
}

func TestSeatsCannotFallBelowThoseTaken(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		o := w.Class(t, 3)
		for _, p := range w.People(t, w.LapasBungo, 3) {
			w.Seat(t, o.ID, p)
		}
		cmd := w.Command(2)
		cmd.ID, cmd.Version = o.ID, o.Version
		_, err := w.Service.ChangeClass(t.Context(), w.Officer, cmd)
		wantField(t, err, "capacity", "class.seats_taken")
		cmd.Capacity = 4
		changed := must[programme.Offering](t)(w.Service.ChangeClass(t.Context(), w.Officer, cmd))
		if changed.Capacity != 4 || changed.Enrolled != 3 {
			t.Errorf("changed class = %+v", changed)
		}
		_, err = w.Service.ChangeClass(t.Context(), w.Officer, cmd)
		want(t, err, errs.Conflict, "stale")
		if f := errs.As(err).Fields; len(f) != 1 || f[0].Path != "capacity" {
			t.Errorf("what changed meanwhile = %v", f)
		}
	})
}

func TestOutOfScopeIsNotFound(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		o := w.Class(t, 5)
		e := w.Seat(t, o.ID, w.People(t, w.LapasBungo, 1)[0])
		x := must[programme.Session](t)(s.Attend(ctx, w.Officer, attendance(o.ID, "2026-11-20", e)))
		other := w.Actor(authz.ProgrammeOfficer, w.LapasSelong)
		donor := w.Actor(authz.Partner, w.PemkabLotim)
		for name, err := range map[string]error{
			"class":            second(s.Class(ctx, other, o.ID)),
			"class of partner": second(s.Class(ctx, donor, o.ID)),
			"roster":           second(s.Roster(ctx, donor, o.ID)),
			"change":           second(s.CancelClass(ctx, other, o.ID, 1, "x")),
			"sessions":         second(s.Sessions(ctx, other, o.ID)),
			"enrolment":        second(s.Enrolment(ctx, other, e.ID)),
			"enrolment (own)":  second(s.Enrolment(ctx, w.Donor, e.ID)),
			"leave":            second(s.Leave(ctx, other, e.ID, 1, "other")),
			"attend":           second(s.Attend(ctx, other, attendance(o.ID, "2026-11-20", e))),
			"attend session":   second(s.Attend(ctx, other, programme.AttendanceCommand{Session: x.ID, Marks: marks(programme.Present, e)})),
			"enrol":            second(s.Enrol(ctx, other, programme.EnrolCommand{Offering: o.ID, Person: e.Person})),
			"history":          second(s.History(ctx, w.Donor, o.ID)),
			"candidates":       second(s.Candidates(ctx, other, o.ID)),
			"open elsewhere":   second(s.OpenClass(ctx, other, programme.ClassCommand{Facility: w.LapasBungo})),
			"results":          second(s.Results(ctx, w.Donor, e.ID)),
		} {
			if errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, err := s.Session(ctx, other, x.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("session: %v", err)
		}
		kanwil := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if _, err := s.Class(ctx, kanwil, o.ID); err != nil {
			t.Errorf("the office above reads it: %v", err)
		}
		if list := must[[]programme.PersonClass](t)(s.PersonClasses(ctx, other, e.Person)); len(list) != 0 {
			t.Errorf("another facility reads a person's classes: %v", list)
		}
		if list := must[[]programme.PersonClass](t)(s.PersonClasses(ctx, kanwil, e.Person)); len(list) != 1 {
			t.Errorf("the office above reads %d classes of a person", len(list))
		}
		w.Exec(t, `UPDATE person_person SET probation_id = $1 WHERE id = $2`, w.BapasJambi, e.Person)
		if list := must[[]programme.PersonClass](t)(s.PersonClasses(ctx, w.Actor(authz.ProbationOfficer, w.BapasJambi), e.Person)); len(list) != 1 {
			t.Errorf("the probation office of the person reads %d classes", len(list))
		}
	})
}

// TestNobodyAndThePowerlessAreRefusedByEveryMethod calls every use case with
// zero arguments: the policy is asked before anything is touched.
func TestNobodyAndThePowerlessAreRefusedByEveryMethod(t *testing.T) {
	s := reflect.ValueOf(programme.New(nil, nil))
	for i := range s.NumMethod() {
		m := s.Type().Method(i)
		for _, c := range []struct {
			actor authz.Actor
			kind  errs.Kind
		}{{authz.Actor{}, errs.Unauthenticated}, {authz.Actor{Role: "powerless"}, errs.Forbidden}} {
			in := []reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(c.actor)}
			for n := 3; n < m.Type.NumIn(); n++ {
				in = append(in, reflect.Zero(m.Type.In(n)))
			}
			out := s.Method(i).Call(in)
			err, _ := out[len(out)-1].Interface().(error)
			if errs.KindOf(err) != c.kind {
				t.Errorf("%s as %q: %v", m.Name, c.actor.Role, err)
			}
		}
	}
}

func TestClassesAreFoundFilteredAndPaged(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		ctx, s := t.Context(), w.Service
		for i := range 5 {
			cmd := w.Command(10)
			cmd.Title, cmd.Starts = "Kelas "+string(rune('A'+i)), cmd.Starts.AddDays(i/2)
			if i == 0 {
				cmd.Title, cmd.Commitment = "100%_khusus", id.Commitment{}
			}
			must[programme.Offering](t)(s.OpenClass(ctx, w.Officer, cmd))
		}
		for _, desc := range []bool{false, true} {
			var titles []string
			r := page.Request{Size: 2}
			for {
				p := must[page.Of[programme.ClassRow]](t)(s.Classes(ctx, w.Officer, programme.ClassFilter{Desc: desc}, r))
				for _, o := range p.Items {
					titles = append(titles, o.Title)
				}
				if r.After = p.Next; r.After == "" {
					break
				}
			}
			seen := map[string]bool{}
			for _, x := range titles {
				seen[x] = true
			}
			if len(titles) != 5 || len(seen) != 5 {
				t.Errorf("pages give %v", titles)
			}
			if latest := titles[0] == "Kelas E"; latest != desc {
				t.Errorf("desc=%v begins with %s", desc, titles[0])
			}
		}
		count := func(a authz.Actor, f programme.ClassFilter) int {
			return len(must[page.Of[programme.ClassRow]](t)(s.Classes(ctx, a, f, page.Request{})).Items)
		}
		for name, c := range map[string]struct{ got, want int }{
			"text is literal":    {count(w.Officer, programme.ClassFilter{Text: "0%_K"}), 1},
			"text":               {count(w.Officer, programme.ClassFilter{Text: "kelas"}), 4},
			"reference":          {count(w.Officer, programme.ClassFilter{Text: "bungo-kls-26-3"}), 1},
			"status":             {count(w.Officer, programme.ClassFilter{Status: programme.Running}), 0},
			"programme":          {count(w.Officer, programme.ClassFilter{Programme: w.Programme.ID}), 5},
			"promise":            {count(w.Officer, programme.ClassFilter{Commitment: w.Commitment}), 4},
			"the partner's own":  {count(w.Donor, programme.ClassFilter{}), 4},
			"nobody else's":      {count(w.Actor(authz.ProgrammeOfficer, w.LapasSelong), programme.ClassFilter{}), 0},
			"the office above":   {count(w.Actor(authz.RegionalOffice, w.KanwilJambi), programme.ClassFilter{}), 5},
			"the directorate":    {count(w.Actor(authz.Observer, w.Directorate), programme.ClassFilter{}), 5},
			"another's partner":  {count(w.Actor(authz.Partner, w.PemkabLotim), programme.ClassFilter{}), 0},
			"scope of no office": {count(authz.Actor{Role: authz.Observer}, programme.ClassFilter{}), 0},
		} {
			if c.got != c.want {
				t.Errorf("%s: %d, want %d", name, c.got, c.want)
			}
		}
		_, err := s.Classes(ctx, w.Officer, programme.ClassFilter{}, page.Request{After: "bm9uc2Vuc2U"})
		want(t, err, errs.Invalid, "cursor.invalid")
	})
}

func second[T any](_ T, err error) error { return err }

func attendance(class id.Offering, on string, who ...programme.Enrolment) programme.AttendanceCommand {
	return programme.AttendanceCommand{Offering: class, HeldOn: civil.Must(on), Marks: marks(programme.Present, who...)}
}

func marks(m programme.Mark, who ...programme.Enrolment) []programme.Attendance {
	var out []programme.Attendance
	for _, e := range who {
		out = append(out, programme.Attendance{Enrolment: e.ID, Mark: m})
	}
	return out
}
