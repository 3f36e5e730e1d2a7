package report_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// lived makes somebody with something in every source.
func lived(t *testing.T, w world) person.Person {
	t.Helper()
	ctx, head := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo)
	work, needs := casework.New(w.d, nil), assessment.New(w.d)
	p := persontest.Convict(t, w.d, w.LapasBungo, "Perjalanan")
	sentencetest.Serving(t, sentence.New(w.d, persontest.Service(w.d)), p.ID, "2025-02-01", 3, 0)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := needs.RecordNeed(ctx, head, p.ID, assessment.NeedCommand{Area: assessment.Skill, Topic: "las", Severity: 2, Evidence: "uji", AssessedOn: civil.Must("2025-04-01")})
	must(err)
	for kind, day := range map[casework.NoteKind]civil.Partial{casework.Family: "2025-05", casework.HealthNote: "2025-06-01"} {
		_, err := work.WriteNote(ctx, head, p.ID, casework.NoteCommand{Kind: kind, HappenedOn: day, Text: "RAHASIA " + string(kind)})
		must(err)
	}
	_, err = work.WritePlan(ctx, head, p.ID, caseworktest.Plan())
	must(err)
	g, err := work.Convene(ctx, head, casework.SittingCommand{Facility: w.LapasBungo, HeldOn: civil.Must("2026-01-10")})
	must(err)
	g, err = work.BringCases(ctx, head, g.ID, []casework.CaseCommand{{Person: p.ID, Request: "uji"}})
	must(err)
	_, err = work.Decide(ctx, head, g.Cases[0].ID, 0, casework.DecisionCommand{Kind: casework.MoveStage, ToStage: casework.Mid1, Grounds: "Baik"})
	must(err)
	programme, class, seat := id.Programme{}.Make(), id.Offering{}.Make(), id.Enrolment{}.Make()
	w.Do(func(tx *db.Tx) {
		w.Add(tx, "programme_programme", reporttest.Row{"id": programme, "code": "LAS", "category": "SELF_RELIANCE", "area": "skill"})
		w.Add(tx, "programme_offering", reporttest.Row{"facility_id": w.LapasBungo, "id": class, "programme_id": programme, "ref": "K", "title": "Kelas las", "capacity": 5, "enrolled": 1, "status": "completed"})
		w.Add(tx, "programme_enrolment", reporttest.Row{"facility_id": w.LapasBungo, "id": seat, "offering_id": class, "person_id": p.ID, "status": "completed", "enrolled_on": civil.Must("2026-02-01"), "ended_on": civil.Must("2026-03-01")})
		w.Add(tx, "programme_attendance", reporttest.Row{"facility_id": w.LapasBungo, "session_id": id.Session{}.Make(), "enrolment_id": seat, "mark": "present"})
		w.Add(tx, "programme_attendance", reporttest.Row{"facility_id": w.LapasBungo, "session_id": id.Session{}.Make(), "enrolment_id": seat, "mark": "absent"})
		w.Add(tx, "programme_certificate", reporttest.Row{"id": id.Certificate{}.Make(), "code": "X", "facility_id": w.LapasBungo, "enrolment_id": seat, "title": "Las dasar", "issued_on": civil.Must("2026-03-02")})
		w.Add(tx, "handover_handover", reporttest.Row{"facility_id": w.LapasBungo, "id": id.HandOver{}.Make(), "person_id": p.ID, "to_id": w.BapasJambi, "ref": "ST1", "release_kind": "parole", "release_on": civil.Must("2026-12-10"), "status": "accepted", "sent_on": civil.Must("2026-04-01"), "answered_on": civil.Must("2026-04-02")})
		w.Add(tx, "outcome_follow_up", reporttest.Row{"facility_id": w.LapasBungo, "id": id.FollowUp{}.Make(), "person_id": p.ID, "milestone": 3, "released_on": civil.Must("2026-05-20"), "done_on": civil.Must("2026-08-30"), "reached": false})
		w.Add(tx, "person_consent", reporttest.Row{"facility_id": w.LapasBungo, "id": id.Consent{}.Make(), "person_id": p.ID, "partner_id": w.Baznas, "purpose": "class_attendance", "answer": "given", "answered_by": "self", "given_on": civil.Must("2026-01-20"), "withdrawn_on": civil.Must("2026-09-01"), "latest": true})
	})
	return p
}

// whole reads a timeline page by page.
func (w world) whole(t *testing.T, a authz.Actor, p id.Person, kind string, size int) []report.Event {
	t.Helper()
	var out []report.Event
	for r := (page.Request{Size: size}); ; {
		got, err := w.s.Timeline(t.Context(), a, p, report.TimelineFilter{Kind: kind}, r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got.Items...)
		if r.After = got.Next; r.After == "" {
			return out
		}
	}
}

func names(events []report.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.On.String()+" "+e.What)
	}
	return out
}

func TestATimelineTellsEverythingInOrderPageByPage(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		p, head := lived(t, w), w.Actor(authz.FacilityHead, w.LapasBungo)
		want := []string{
			"2026-11-22 plan.written", "2026-09-01 consent.withdrawn", "2026-08-30 follow_up.done", "2026-04-02 hand_over.answered", "2026-04-01 hand_over.sent",
			"2026-03-02 certificate.issued", "2026-03-01 class.ended", "2026-02-01 class.begun", "2026-01-20 consent.given", "2026-01-10 board.decided", "2026-01-10 stage.entered",
			"2025-06-01 note.written", "2025-05-01 note.written", "2025-04-01 need.found", "2025-03-01 legal.changed", "2025-03-01 stay.begin", "2025-02-01 sentence.written", " sentence.written",
		}
		for _, size := range []int{200, 7, 3, 1} {
			got := names(w.whole(t, head, p.ID, "", size))
			if !slices.Equal(got, want) {
				t.Errorf("in pages of %d: %q, want %q", size, got, want)
			}
		}
		all := w.whole(t, head, p.ID, "", 200)
		if e := all[6]; e.Text != "Kelas las" || e.Code != "completed" || e.More != "1/2" || !strings.HasPrefix(e.Path, "/classes/") {
			t.Errorf("the class: %+v", e)
		}
		if health, family := all[11], all[12]; health.Code != "health" || health.Text != "" || family.Text != "RAHASIA family" || !strings.HasPrefix(family.Path, "/notes/") {
			t.Errorf("the notes: %+v, %+v", health, family)
		}
		if got := names(w.whole(t, head, p.ID, "board", 1)); !slices.Equal(got, want[9:11]) {
			t.Errorf("the board alone: %q", got)
		}
	})
}

func TestATimelineTellsOfAlertsToThoseWhoMustKnow(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		p, work := persontest.Convict(t, w.d, w.LapasBungo, "Berwaspada"), casework.New(w.d, nil)
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		for kind, text := range map[casework.AlertKind]string{casework.MedicalAlert: "RAHASIA", casework.ContactBan: "Tidak menerima X"} {
			if _, err := work.RaiseAlert(t.Context(), head, p.ID, casework.AlertCommand{Kind: kind, Text: text, SinceOn: civil.Must("2026-10-01"), UntilOn: civil.Must("2027-01-01")}); err != nil {
				t.Fatal(err)
			}
		}
		for role, want := range map[authz.Role]int{authz.FacilityHead: 2, authz.ProgrammeOfficer: 1, authz.RegionalOffice: 0} {
			org := w.LapasBungo
			if role == authz.RegionalOffice {
				org = w.KanwilJambi
			}
			got := 0
			for _, e := range w.whole(t, w.Actor(role, org), p.ID, "note", 20) {
				if e.What == "alert.raised" {
					got++
				}
				if strings.Contains(e.Text, "RAHASIA") || e.Code == "contact_ban" && e.Text == "" {
					t.Errorf("%s reads %+v", role, e)
				}
			}
			if got != want {
				t.Errorf("%s learns of %d alerts, want %d", role, got, want)
			}
		}
	})
}

func TestATimelineLacksWhatTheReaderMayNotSee(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		p := lived(t, w)
		kanwil := w.whole(t, w.Actor(authz.RegionalOffice, w.KanwilJambi), p.ID, "", 50)
		for _, e := range kanwil {
			if e.Code == "health" {
				t.Errorf("the regional office learns of %+v", e)
			}
		}
		if len(kanwil) != 17 {
			t.Errorf("the regional office reads %q", names(kanwil))
		}
		for name, c := range map[string]struct{ got, want error }{
			"another facility": {second(w.s.Timeline(t.Context(), w.Actor(authz.FacilityHead, w.LapasSelong), p.ID, report.TimelineFilter{}, page.Request{})), errs.NotFound},
			"an observer":      {second(w.s.Timeline(t.Context(), w.Actor(authz.Observer, w.LapasBungo), p.ID, report.TimelineFilter{}, page.Request{})), errs.Forbidden},
			"a partner":        {second(w.s.Timeline(t.Context(), w.Actor(authz.Partner, w.Baznas), p.ID, report.TimelineFilter{}, page.Request{})), errs.Forbidden},
			"a wrong kind":     {second(w.s.Timeline(t.Context(), w.officer(), p.ID, report.TimelineFilter{Kind: "luck"}, page.Request{})), errs.Invalid},
			"a forged cursor":  {second(w.s.Timeline(t.Context(), w.officer(), p.ID, report.TimelineFilter{}, page.Request{After: page.Encode("x", "y", "z")})), errs.Invalid},
		} {
			if !errors.Is(c.got, c.want) {
				t.Errorf("%s: %v", name, c.got)
			}
		}
	})
}

// TestATimelineCostsOneQueryASource, whatever has happened, and reads no table
// from end to end; so does the list of who is blocked.
func TestATimelineCostsOneQueryASource(t *testing.T) {
	traced(t, func(t *testing.T, w world, queries *[]asked) {
		p, officer := lived(t, w), w.Actor(authz.FacilityHead, w.LapasBungo)
		work := casework.New(w.d, nil)
		for range 60 {
			if _, err := work.WriteNote(t.Context(), officer, p.ID, casework.NoteCommand{Kind: casework.Contact, HappenedOn: "2026-11-01", Text: "uji"}); err != nil {
				t.Fatal(err)
			}
		}
		*queries = nil
		if got, err := w.s.Timeline(t.Context(), officer, p.ID, report.TimelineFilter{}, page.Request{}); err != nil || len(got.Items) != 50 {
			t.Fatalf("%d events, %v", len(got.Items), err)
		}
		if n := len(*queries); n > 1+len(report.TimelineSorts()) {
			t.Errorf("a timeline took %d queries", n)
		}
		before := len(*queries)
		if _, err := w.s.Blocked(t.Context(), officer, report.BlockFilter{Facility: w.LapasBungo}, page.Request{}); err != nil {
			t.Fatal(err)
		}
		if n := len(*queries) - before; n > 7 {
			t.Errorf("who is blocked took %d queries", n)
		}
		for _, q := range *queries {
			for _, line := range plan(t, w.d, q) {
				if scans(line) {
					t.Errorf("%s in %.200s", line, q.text)
				}
			}
		}
	})
}
