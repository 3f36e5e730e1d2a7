package person_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

const night = "Dirawat di RSUD, perlu data keluarga malam ini"

// officer is an actor with an account and a request of their own.
func officer(a authz.Actor, request string) authz.Actor {
	a.User, a.Origin.RequestID = id.User{}.Make(), request
	return a
}

// clocked runs a test on each engine with a clock that the test turns.
func clocked(t *testing.T, f func(t *testing.T, d *db.DB, pass func(time.Duration))) {
	t.Helper()
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			now := dbtest.Now
			d := dbtest.OpenAt(t, dbtest.URL(t, dialect), func() time.Time { return now })
			f(t, d, func(by time.Duration) { now = now.Add(by) })
		})
	}
}

func TestAnEmergencyOpensOneRecordForReadingUntilItsHour(t *testing.T) {
	clocked(t, func(t *testing.T, d *db.DB, pass func(time.Duration)) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Darurat", func(c *person.RegisterCommand) { c.NIK = "0015080503900001" })
		other := persontest.Convict(t, d, w.LapasBungo, "Lain")
		far := officer(w.Actor(authz.FacilityHead, w.LapasSelong), "r1")
		if _, err := s.Get(ctx, far, p.ID); !errors.Is(err, errs.NotFound) {
			t.Fatalf("before: %v", err)
		}
		e, err := s.BreakGlass(ctx, far, person.EmergencyCommand{Number: "B-I-Darurat", Reason: night})
		if err != nil || e.Facility != w.LapasBungo || e.Person != p.ID || !e.ExpiresAt.Equal(dbtest.Now.Add(8*time.Hour)) {
			t.Fatalf("opened: %+v, %v", e, err)
		}
		got, err := s.Get(ctx, far, p.ID)
		if err != nil || got.Name != "Darurat" {
			t.Errorf("reads %+v, %v", got, err)
		}
		if n, err := s.Identity(ctx, far, got); err != nil || n.Masked != "0015********0001" {
			t.Errorf("identity %+v, %v", n, err)
		}
		if stays, err := s.CustodyOf(ctx, far, p.ID); err != nil || len(stays) != 1 {
			t.Errorf("stays %v, %v", stays, err)
		}
		if _, err := s.Get(ctx, far, other.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("somebody else: %v", err)
		}
		if _, err := s.Change(ctx, far, p.ID, person.ChangeCommand{Details: persontest.Command(w.LapasBungo, "Diubah").Details}); !errors.Is(err, errs.NotFound) {
			t.Errorf("writing: %v", err)
		}
		if _, err := s.GiveConsent(ctx, officer(w.Actor(authz.ProbationOfficer, w.BapasJambi), "r"), p.ID, yes(w.Baznas)); !errors.Is(err, errs.NotFound) {
			t.Errorf("another officer: %v", err)
		}
		elsewhere := far
		elsewhere.Org = w.LapasMaros
		if _, err := s.Get(ctx, elsewhere, p.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the same officer in another place: %v", err)
		}
		pass(7 * time.Hour)
		if _, err := s.Get(ctx, far, p.ID); err != nil {
			t.Errorf("in the seventh hour: %v", err)
		}
		pass(time.Hour)
		if _, err := s.Get(ctx, far, p.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("after its hour: %v", err)
		}
	})
}

func TestEachRequestUnderAnEmergencyIsAuditedOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Darurat")
		far := officer(w.Actor(authz.RegionalOffice, w.KanwilNTB), "r1")
		if _, err := s.BreakGlass(ctx, far, person.EmergencyCommand{Number: p.RegisterNo, Reason: night}); err != nil {
			t.Fatal(err)
		}
		for _, request := range []string{"r1", "r1", "r2"} {
			far.Origin.RequestID = request
			if _, err := s.Get(ctx, far, p.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Consents(ctx, far, p.ID); err != nil {
				t.Fatal(err)
			}
		}
		entries, err := audit.History(ctx, d, w.LapasBungo, p.ID)
		reads := 0
		for _, e := range entries {
			if e.Action == "person.emergency_read" {
				reads++
			}
		}
		if err != nil || reads != 2 {
			t.Errorf("%d readings in the audit, %v", reads, err)
		}
		seen, err := s.Readers(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), p.ID, page.Request{})
		if err != nil || len(seen.Items) != 2 || seen.Items[0].Way != person.WayEmergency || seen.Items[0].Role != "regional_office" {
			t.Errorf("readers %+v, %v", seen.Items, err)
		}
	})
}

func TestAnEmergencyNeedsANumberInHandAndStopsGuessing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		twin := func(c *person.RegisterCommand) { c.RegisterNo = "B-I-7" }
		persontest.Convict(t, d, w.LapasBungo, "Kembar Satu", twin)
		second := persontest.Convict(t, d, w.LapasMaros, "Kembar Dua", twin)
		numbered := persontest.Convict(t, d, w.LapasBungo, "Bernomor", func(c *person.RegisterCommand) { c.NIK = "0015080503900002" })
		far := officer(w.Actor(authz.ProgrammeOfficer, w.LapasSelong), "r")
		ask := func(number string, at id.Organisation) (person.Emergency, error) {
			return s.BreakGlass(ctx, far, person.EmergencyCommand{Number: number, Facility: at, Reason: night})
		}
		code := func(err error) string {
			if e := errs.As(err); e != nil && len(e.Fields) > 0 {
				return e.Fields[0].Path + " " + e.Fields[0].Code
			} else if e != nil {
				return e.Code
			}
			return ""
		}
		if e, err := ask("0015 0805 0390 0002", id.Organisation{}); err != nil || e.Person != numbered.ID {
			t.Errorf("by identity number: %+v, %v", e, err)
		}
		if _, err := ask(numbered.RegisterNo, id.Organisation{}); code(err) != "emergency.open" {
			t.Errorf("opened twice: %v", err)
		}
		if _, err := ask("B-I-7", id.Organisation{}); code(err) != "facility_id emergency.which" {
			t.Errorf("two have the number: %v", err)
		}
		if e, err := ask("B-I-7", w.LapasMaros); err != nil || e.Person != second.ID {
			t.Errorf("one of them: %+v, %v", e, err)
		}
		for _, guess := range []string{"Kembar", "B-I-", "B-I-99"} { // a name, a part, nobody's
			if _, err := ask(guess, id.Organisation{}); code(err) != "number emergency.nobody" {
				t.Errorf("%s: %v", guess, err)
			}
		}
		if _, err := ask("B-I-7", w.LapasBungo); !errors.Is(err, errs.Limited) {
			t.Errorf("the sixth number of a night: %v", err)
		}
		near := officer(w.Actor(authz.ProgrammeOfficer, w.LapasBungo), "r")
		if _, err := s.BreakGlass(ctx, near, person.EmergencyCommand{Number: numbered.RegisterNo, Reason: night}); code(err) != "number emergency.in_scope" {
			t.Errorf("in scope: %v", err)
		}
		if _, err := s.BreakGlass(ctx, near, person.EmergencyCommand{Reason: "penting"}); code(err) != "number required" {
			t.Errorf("nothing: %v", err)
		}
		for _, role := range []authz.Role{authz.CaseGuardian, authz.Partner, authz.Observer, authz.Administrator} {
			if _, err := s.BreakGlass(ctx, officer(w.Actor(role, w.LapasSelong), "r"), person.EmergencyCommand{Number: "B-I-7", Reason: night}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

func TestTheHeadOfTheOfficeReviewsAndNobodyTheirOwn(t *testing.T) {
	clocked(t, func(t *testing.T, d *db.DB, pass func(time.Duration)) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Darurat")
		far, head := officer(w.Actor(authz.FacilityHead, w.LapasSelong), "r"), officer(w.Actor(authz.FacilityHead, w.LapasBungo), "r")
		e, err := s.BreakGlass(ctx, far, person.EmergencyCommand{Number: p.RegisterNo, Reason: night})
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.Emergencies(ctx, head, page.Request{})
		if err != nil || len(list.Items) != 1 || !list.Items[0].MayReview || list.Items[0].Name != "Darurat" {
			t.Errorf("the head sees %+v, %v", list.Items, err)
		}
		if _, err := s.Review(ctx, far, e.ID, person.ReviewCommand{Verdict: person.Justified}); !errors.Is(err, errs.Forbidden) && !errors.Is(err, errs.NotFound) {
			t.Errorf("one's own: %v", err)
		}
		if _, err := s.Review(ctx, head, e.ID, person.ReviewCommand{Verdict: person.NotJustified}); errs.As(err) == nil || errs.As(err).Fields[0].Path != "review_note" {
			t.Errorf("blamed without a word: %v", err)
		}
		if _, err := s.Review(ctx, w.Actor(authz.FacilityHead, w.LapasMaros), e.ID, person.ReviewCommand{Verdict: person.Justified}); !errors.Is(err, errs.NotFound) {
			t.Errorf("from elsewhere: %v", err)
		}
		got, err := s.Review(ctx, head, e.ID, person.ReviewCommand{Verdict: person.NotJustified, Note: "Tidak ada rujukan hari itu", Version: e.Version})
		if err != nil || got.Verdict != person.NotJustified || got.ReviewedBy == "" || !got.ReviewedAt.Equal(dbtest.Now) {
			t.Errorf("reviewed: %+v, %v", got, err)
		}
		if _, err := s.Review(ctx, head, e.ID, person.ReviewCommand{Verdict: person.Justified}); !errors.Is(err, errs.State) {
			t.Errorf("reviewed twice: %v", err)
		}
		pass(9 * time.Hour)
		mine, err := s.Emergency(ctx, far, e.ID)
		if err != nil || mine.Name != "" || mine.Verdict != person.NotJustified {
			t.Errorf("after its hour the officer sees %+v, %v", mine, err)
		}
		raw, err := db.All[string](ctx, d, `SELECT changes FROM audit_entry`)
		if err != nil || strings.Contains(strings.Join(raw, ""), "RSUD") {
			t.Errorf("the audit keeps the reason in plain: %v", err)
		}
	})
}

func TestANumberInAnEmergencyIsFoundByAnIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for number, index := range map[string]string{"BI.77/2026": "person_name_key", "0000001501900001": "person_person_nik_key"} {
			text, args := person.EmergencyText(persontest.Service(d), number)
			if plan := dbtest.Plan(t, d, text, args); !strings.Contains(plan, index) || strings.Contains(plan, "SCAN person_person\n") {
				t.Errorf("%s: want %s:\n%s", number, index, plan)
			}
		}
	})
}
