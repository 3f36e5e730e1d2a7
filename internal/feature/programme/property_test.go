package programme_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var public = authz.Public(authz.Origin{Channel: "web"})

func lower(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", " ")) }

// TestKeptCountsEqualTheRowsAfterAnyHistory plays random days of a facility and
// then counts: what a class and a session keep must be what their rows say.
func TestKeptCountsEqualTheRowsAfterAnyHistory(t *testing.T) {
	run(t, func(t *testing.T, w *programmetest.World) {
		rapid.Check(t, func(rt *rapid.T) {
			h := history{t: t, w: w, class: w.Class(t, rapid.IntRange(1, 6).Draw(rt, "seats")), people: w.People(t, w.LapasBungo, 8)}
			rt.Repeat(map[string]func(*rapid.T){
				"enrol":    h.enrol,
				"leave":    h.leave,
				"attend":   h.attend,
				"shrink":   h.shrink,
				"complete": func(rt *rapid.T) { h.end(rt, rapid.IntRange(0, 9).Draw(rt, "luck") == 0) },
				"":         h.check,
			})
		})
	})
}

type history struct {
	t      *testing.T
	w      *programmetest.World
	class  programme.Offering
	people []id.Person
	seats  []id.Enrolment
}

// allowed fails unless err is nil or a refusal that the rules foresee.
func (h *history) allowed(rt *rapid.T, err error) {
	switch errs.KindOf(err) {
	case errs.State, errs.Conflict, errs.Invalid:
	default:
		if err != nil {
			rt.Fatal(err)
		}
	}
}

func (h *history) enrol(rt *rapid.T) {
	p := rapid.SampledFrom(h.people).Draw(rt, "person")
	e, err := h.w.Service.Enrol(h.t.Context(), h.w.Officer, programme.EnrolCommand{Offering: h.class.ID, Person: p})
	if err == nil {
		h.seats = append(h.seats, e.ID)
	}
	h.allowed(rt, err)
}

func (h *history) leave(rt *rapid.T) {
	if len(h.seats) == 0 {
		rt.Skip("nobody has a seat")
	}
	e, err := h.w.Service.Enrolment(h.t.Context(), h.w.Officer, rapid.SampledFrom(h.seats).Draw(rt, "seat"))
	if err != nil {
		rt.Fatal(err)
	}
	_, err = h.w.Service.Leave(h.t.Context(), h.w.Officer, e.ID, e.Version, "work")
	h.allowed(rt, err)
}

func (h *history) attend(rt *rapid.T) {
	if len(h.seats) == 0 {
		rt.Skip("nobody has a seat")
	}
	cmd := programme.AttendanceCommand{Offering: h.class.ID, HeldOn: civil.Must("2026-11-10").AddDays(rapid.IntRange(0, 3).Draw(rt, "day"))}
	for _, e := range rapid.SliceOfNDistinct(rapid.SampledFrom(h.seats), 1, len(h.seats), rapid.ID).Draw(rt, "who") {
		cmd.Marks = append(cmd.Marks, programme.Attendance{Enrolment: e, Mark: rapid.SampledFrom(programme.Marks()).Draw(rt, "mark")})
	}
	_, err := h.w.Service.Attend(h.t.Context(), h.w.Officer, cmd)
	h.allowed(rt, err)
}

func (h *history) shrink(rt *rapid.T) {
	now := must[programme.ClassRow](h.t)(h.w.Service.Class(h.t.Context(), h.w.Officer, h.class.ID))
	cmd := h.w.Command(rapid.IntRange(1, 8).Draw(rt, "seats"))
	cmd.ID, cmd.Version = now.ID, now.Version
	_, err := h.w.Service.ChangeClass(h.t.Context(), h.w.Officer, cmd)
	h.allowed(rt, err)
}

func (h *history) end(rt *rapid.T, really bool) {
	if !really {
		rt.Skip("the class goes on")
	}
	now := must[programme.ClassRow](h.t)(h.w.Service.Class(h.t.Context(), h.w.Officer, h.class.ID))
	_, err := h.w.Service.CompleteClass(h.t.Context(), h.w.Officer, now.ID, now.Version)
	h.allowed(rt, err)
}

func (h *history) check(rt *rapid.T) {
	type line struct {
		What string `db:"what" privacy:"internal"`
		Kept int    `db:"kept" privacy:"internal"`
		Rows int    `db:"rows" privacy:"internal"`
	}
	lines, err := db.All[line](h.t.Context(), h.w.DB, `SELECT 'seats' AS what, o.enrolled AS kept,
			(SELECT count(*) FROM programme_enrolment e WHERE e.offering_id = o.id AND e.status <> 'left') AS rows FROM programme_offering o WHERE o.id = $1
		UNION ALL SELECT 'marked', s.marked, (SELECT count(*) FROM programme_attendance a WHERE a.session_id = s.id) FROM programme_session s WHERE s.offering_id = $2
		UNION ALL SELECT 'present', s.present, (SELECT count(*) FROM programme_attendance a WHERE a.session_id = s.id AND a.mark = 'present') FROM programme_session s WHERE s.offering_id = $3`,
		h.class.ID, h.class.ID, h.class.ID)
	if err != nil {
		rt.Fatal(err)
	}
	for _, x := range lines {
		if x.Kept != x.Rows {
			rt.Fatalf("%s: kept %d, rows %d", x.What, x.Kept, x.Rows)
		}
	}
	if now := must[programme.ClassRow](h.t)(h.w.Service.Class(h.t.Context(), h.w.Officer, h.class.ID)); now.Free() < 0 {
		rt.Fatalf("%d seats of %d are taken", now.Enrolled, now.Capacity)
	}
}
