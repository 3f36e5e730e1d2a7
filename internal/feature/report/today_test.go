package report_test

import (
	"slices"
	"testing"
	"time"

	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func nowIs() time.Time { return dbtest.Now }

func (w world) today(t *testing.T, a authz.Actor) []report.Task {
	t.Helper()
	got, err := w.s.Today(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return got.Tasks
}

// told is a list of tasks in short: kind, day, whether it is overdue.
func told(tasks []report.Task) []string {
	out := []string{}
	for _, k := range tasks {
		line := k.Kind + " " + k.Due.String()
		if k.Overdue {
			line += " overdue"
		}
		out = append(out, line)
	}
	return out
}

func expect(t *testing.T, who string, tasks []report.Task, want ...string) {
	t.Helper()
	if got := told(tasks); !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", who, got, want)
	}
}

func TestTodayIsWhatTheReaderCanClear(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Promised("KS1", w.LapasBungo, w.Baznas)
		w.Begun("KS2", w.LapasBungo, w.Baznas)
		session, class, programme := id.Session{}.Make(), id.Offering{}.Make(), id.Programme{}.Make()
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "programme_programme", reporttest.Row{"id": programme, "code": "P", "category": "HEALTH"})
			w.Add(tx, "programme_offering", reporttest.Row{"facility_id": w.LapasBungo, "id": class, "programme_id": programme, "partner_id": w.Baznas, "ref": "K", "title": "Kelas", "capacity": 5, "enrolled": 0, "status": "running"})
			for _, day := range []string{"2026-11-20", "2026-11-23"} {
				w.Add(tx, "programme_session", reporttest.Row{"facility_id": w.LapasBungo, "id": session, "offering_id": class, "held_on": civil.Must(day), "status": "planned"})
				session = id.Session{}.Make()
			}
		})
		officer, baznas := w.officer(), w.Actor(authz.Partner, w.Baznas)
		expect(t, "the officer", w.today(t, officer), "attendance 2026-11-20 overdue", "confirm 2026-11-24")
		expect(t, "the partner", w.today(t, baznas), "attendance 2026-11-20 overdue", "answer 2026-12-01")
		expect(t, "the guardian", w.today(t, w.Actor(authz.CaseGuardian, w.LapasBungo)), "attendance 2026-11-20 overdue")
		expect(t, "the observer", w.today(t, w.Actor(authz.Observer, w.LapasBungo)))
		expect(t, "the administrator", w.today(t, w.Actor(authz.Administrator, w.LapasBungo)))
		expect(t, "the office above", w.today(t, w.Actor(authz.RegionalOffice, w.KanwilJambi)))
		expect(t, "another facility", w.today(t, w.Actor(authz.ProgrammeOfficer, w.LapasSelong)))

		w.Set("partnership_delivery", "answered_on", civil.Must("2026-11-01"), y.Delivery)
		w.Set("partnership_delivery", "status", "disputed", y.Delivery)
		w.Set("agreement_agreement", "ends_on", civil.Must("2027-01-31"), y.Agreement)
		expect(t, "the partner after a dispute", w.today(t, baznas), "disputed 2026-11-15 overdue", "attendance 2026-11-20 overdue", "answer 2026-12-01", "agreement 2027-01-31")
		if p := w.today(t, baznas)[2]; p.Path != "/proposals/"+p.ID.String()+"/answer" {
			t.Errorf("an answer is given at %s", p.Path)
		}
		w.Do(func(tx *db.Tx) {
			if _, err := db.Exec(t.Context(), tx, `UPDATE partnership_delivery SET status = 'withdrawn' WHERE commitment_id = $1`, y.Commitment); err != nil {
				t.Fatal(err)
			}
		})
		if got := told(w.today(t, baznas)); !slices.Contains(got, "commitment 2026-11-30") {
			t.Errorf("a promise that nobody has reported on is not due: %q", got)
		}
	})
}

func TestWhatIsLeftLyingStandsBeforeTheOfficeAbove(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y, asked := w.Promised("KS1", w.LapasBungo, w.Baznas), w.Begun("KS2", w.LapasBungo, w.Baznas)
		kanwil, other := w.Actor(authz.RegionalOffice, w.KanwilJambi), w.Actor(authz.RegionalOffice, w.KanwilNTB)
		day := func(d string) {
			w.Set("partnership_proposal", "answer_due_on", civil.Must(d), asked.Proposal)
			w.Set("partnership_delivery", "status", "reported", y.Delivery)
			w.Set("partnership_delivery", "confirm_due_on", civil.Must(d), y.Delivery)
		}
		day("2026-11-15")
		expect(t, "seven days past the clock", w.today(t, kanwil))
		day("2026-11-14")
		expect(t, "eight days past the clock", w.today(t, kanwil), "late_answer 2026-11-14 overdue", "late_confirmation 2026-11-14 overdue")
		w.Do(func(tx *db.Tx) {
			if _, err := db.Exec(t.Context(), tx, `UPDATE partnership_commitment SET promiser_id = $1, receiver_id = $2 WHERE id = $3`, w.LapasBungo, w.Baznas, y.Commitment); err != nil {
				t.Fatal(err)
			}
		})
		w.Set("partnership_delivery", "receiver_id", w.Baznas, y.Delivery)
		expect(t, "when the partner is to confirm", w.today(t, kanwil), "late_answer 2026-11-14 overdue", "late_confirmation 2026-11-14 overdue")
		if p := w.today(t, kanwil)[1]; p.Path != "/deliveries/"+y.Delivery.String() {
			t.Errorf("leads to %s", p.Path)
		}
		expect(t, "another regional office", w.today(t, other))
		w.Do(func(tx *db.Tx) {
			if _, err := db.Exec(t.Context(), tx, `UPDATE partnership_delivery SET status = 'withdrawn' WHERE commitment_id = $1`, y.Commitment); err != nil {
				t.Fatal(err)
			}
		})
		w.Set("partnership_commitment", "due_on", civil.Must("2026-11-10"), y.Commitment)
		expect(t, "a promise nobody kept", w.today(t, kanwil), "late_promise 2026-11-10 overdue", "late_answer 2026-11-14 overdue")
	})
}

func TestTodayLeadsFromReleaseToFollowUp(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		due, gone, client := id.Person{}.Make(), id.Person{}.Make(), id.Person{}.Make()
		handOver := id.HandOver{}.Make()
		w.Do(func(tx *db.Tx) {
			p := func(key id.Person, more reporttest.Row) {
				row := reporttest.Row{"id": key, "facility_id": w.LapasBungo, "register_no": "B", "name": "Rekaan", "sex": "M", "risk_level": "", "legal_status": "convict", "custody_status": "active"}
				for k, v := range more {
					row[k] = v
				}
				w.Add(tx, "person_person", row)
			}
			p(due, reporttest.Row{"release_due_on": civil.Must("2026-12-10"), "admitted_on": civil.Must("2025-01-01")})
			p(gone, reporttest.Row{"custody_status": "released", "released_on": civil.Must("2026-05-20")})
			p(client, reporttest.Row{"custody_status": "released", "released_on": civil.Must("2026-08-25"), "probation_id": w.BapasJambi})
		})
		head, probation := w.Actor(authz.FacilityHead, w.LapasBungo), w.Actor(authz.ProbationOfficer, w.BapasJambi)
		expect(t, "the facility", w.today(t, head), "follow_up 2026-08-20 overdue", "follow_up 2026-11-20 overdue", "hand_over 2026-12-10")
		expect(t, "the probation officer", w.today(t, probation), "follow_up 2026-11-25")
		if p := w.today(t, probation)[0]; p.Path != "/people/"+client.String()+"/follow-ups/new" || p.N != 3 || p.Title != "Rekaan" {
			t.Errorf("got %+v", p)
		}

		w.Do(func(tx *db.Tx) {
			w.Add(tx, "handover_handover", reporttest.Row{"facility_id": w.LapasBungo, "id": handOver, "person_id": due, "to_id": w.BapasJambi, "ref": "ST1", "release_kind": "parole", "release_on": civil.Must("2026-12-10"), "status": "sent"})
			w.Add(tx, "outcome_follow_up", reporttest.Row{"facility_id": w.LapasBungo, "id": id.FollowUp{}.Make(), "person_id": gone, "milestone": 3, "released_on": civil.Must("2026-05-20"), "done_on": civil.Must("2026-08-30"), "reached": false})
		})
		expect(t, "the facility after the hand-over was sent", w.today(t, head), "follow_up 2026-11-20 overdue")
		expect(t, "the probation officer who received it", w.today(t, probation), "follow_up 2026-11-25", "accept 2026-12-10")
	})
}

func TestTodayIsCutAtItsMostUrgent(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Do(func(tx *db.Tx) {
			for i := range 130 {
				w.Add(tx, "person_person", reporttest.Row{
					"id": id.Person{}.Make(), "facility_id": w.LapasBungo, "register_no": "B", "name": "Rekaan", "sex": "M", "risk_level": "",
					"legal_status": "convict", "custody_status": "active", "release_due_on": civil.Must("2026-12-20").AddDays(-i),
				})
			}
		})
		w.Begun("KS1", w.Baznas, w.LapasBungo) // asked of the facility: an answer due later than all but some
		got, err := w.s.Today(t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo))
		if err != nil || len(got.Tasks) != 100 || !got.More {
			t.Fatalf("%d tasks, more %v, %v", len(got.Tasks), got.More, err)
		}
		if first := got.Tasks[0].Due; first != civil.Must("2026-12-20").AddDays(-129) {
			t.Errorf("the most urgent is due on %s", first)
		}
	})
}

func TestTodayAndDashboardAreForThoseWhoMay(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		for _, a := range []authz.Actor{{}, {Role: "powerless"}} {
			_, err := w.s.Today(t.Context(), a)
			_, err2 := w.s.Dashboard(t.Context(), a, w.LapasBungo)
			_, err3 := w.s.ThreadsOfPerson(t.Context(), a, id.Person{}.Make())
			for _, e := range []error{err, err2, err3} {
				if k := errs.KindOf(e); k != errs.Unauthenticated && k != errs.Forbidden {
					t.Errorf("%q gets %v", a.Role, e)
				}
			}
		}
	})
}

func TestTheDashboardCountsOneFacility(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		w.Whole("KS2", w.LapasSelong, w.Baznas, 30)
		w.Do(func(tx *db.Tx) {
			for day, status := range map[string]string{"2026-11-20": "held", "2026-11-21": "held", "2026-11-22": "planned", "2026-09-01": "held"} {
				w.Add(tx, "programme_session", reporttest.Row{"facility_id": w.LapasBungo, "id": id.Session{}.Make(), "offering_id": y.Class, "held_on": civil.Must(day), "status": status, "marked": 10, "present": 7})
			}
			if err := person.RebuildKept(t.Context(), tx); err != nil { // the rows were not written by the register
				t.Fatal(err)
			}
		})
		got, err := w.s.Dashboard(t.Context(), w.Actor(authz.Observer, w.KanwilJambi), w.LapasBungo)
		want := report.Dashboard{Facility: w.LapasBungo, Name: "Lapas Kelas IIB Muara Bungo", Active: 4, Enrolled: 0, Sessions: 2, Marked: 20, Present: 14, Rate: .7, Since: civil.Must("2026-10-23")}
		if err != nil || got != want {
			t.Errorf("got %+v, %v", got, err)
		}
		empty, err := w.s.Dashboard(t.Context(), w.Actor(authz.Observer, w.KanwilJambi), w.RutanSungaiPenuh)
		if err != nil || empty.Rate != 0 || empty.Active != 0 {
			t.Errorf("an empty facility: %+v, %v", empty, err)
		}
		for name, org := range map[string]id.Organisation{"another office's": w.LapasSelong, "a partner": w.Baznas, "an office": w.KanwilJambi} {
			if _, err := w.s.Dashboard(t.Context(), w.Actor(authz.Observer, w.KanwilJambi), org); errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s dashboard: %v", name, err)
			}
		}
	})
}
