package report_test

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// somebody sits in a class of a whole thread.
func (w world) somebody(t *testing.T) id.Person {
	t.Helper()
	w.Whole("KS-1", w.LapasBungo, w.Baznas, 3)
	p, err := db.One[id.Person](t.Context(), w.d, `SELECT person_id FROM programme_enrolment ORDER BY person_id LIMIT 1`)
	if err != nil {
		t.Fatal(err)
	}
	w.Do(func(tx *db.Tx) { // whom the office holds, and who is grown
		if _, err := db.Exec(t.Context(), tx, `UPDATE person_person SET born = '1990', legal_status = 'convict', custody_status = 'active' WHERE id = $1`, p); err != nil {
			t.Fatal(err)
		}
	})
	return p
}

func (w world) access(t *testing.T, a authz.Actor, p id.Person) report.Access {
	t.Helper()
	x, err := w.s.AccessTo(t.Context(), a, p)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestWhoMaySeeAPersonIsToldWithTheReason(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		p := w.somebody(t)
		people, guardian := persontest.Service(w.d), w.Actor(authz.CaseGuardian, w.LapasBungo)
		x := w.access(t, guardian, p)
		var why []string
		for _, o := range x.Offices {
			why = append(why, o.Why)
		}
		if !slices.Contains(why, "holds") || why[len(why)-1] != "above" || len(why) < 3 {
			t.Errorf("offices %+v", x.Offices)
		}
		if len(x.Partners) != 1 || x.Partners[0].ID != w.Baznas || x.Partners[0].Class == "" {
			t.Fatalf("partners %+v", x.Partners)
		}
		before := x.Partners[0].Decision
		if before.Allowed {
			t.Errorf("before anybody asked: %+v", before)
		}
		for _, c := range []person.ConsentCommand{
			{Partner: w.Baznas, Purpose: person.ClassAttendance, GivenOn: civil.Must("2026-11-01"), Evidence: "lembar"},
			{Partner: w.PemkabLotim, Purpose: person.Aid, GivenOn: civil.Must("2026-11-01"), Evidence: "lembar"},
		} {
			if _, err := people.GiveConsent(t.Context(), guardian, p, c); err != nil {
				t.Fatal(err)
			}
		}
		x = w.access(t, guardian, p)
		if len(x.Partners) != 2 || x.Partners[1].Reason != person.NotLinked || x.Partners[1].Purpose != person.Aid {
			t.Errorf("partners %+v", x.Partners)
		}
		if got := x.Partners[0].Decision; got.Reason != person.ByConsent && got.Reason != person.NoAgreement || got.Allowed != (got.Agreement != "") {
			t.Errorf("with consent: %+v", got)
		}
		w.promises(t, "business_capital")
		if x = w.access(t, guardian, p); x.Partners[0].Reason == person.NotLinked || x.Partners[1].Reason != person.NotLinked {
			t.Errorf("the promise of another partner links: %+v", x.Partners)
		}
		for _, stranger := range []authz.Actor{w.Actor(authz.FacilityHead, w.LapasSelong)} {
			if _, err := w.s.AccessTo(t.Context(), stranger, p); !errors.Is(err, errs.NotFound) {
				t.Errorf("from elsewhere: %v", err)
			}
		}
		for _, role := range []authz.Role{authz.Partner, authz.Observer, authz.Administrator} {
			if _, err := w.s.AccessTo(t.Context(), w.Actor(role, w.LapasBungo), p); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

// promises makes the first promise to the facility one of a form.
func (w world) promises(t *testing.T, form string) {
	t.Helper()
	w.Do(func(tx *db.Tx) {
		if _, err := db.Exec(t.Context(), tx, `UPDATE partnership_commitment SET form = $1, status = 'open', promiser_id = partner_id WHERE host_id = $2`, form, w.LapasBungo); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(t.Context(), tx, `UPDATE agreement_agreement SET stage = 'AKTIF', starts_on = '2026-01-01', ends_on = '2027-12-31'`); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAPartnerIsIntroducedToThoseWhoAgreedUnderItsPromise(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		p := w.somebody(t)
		people, guardian, partner := persontest.Service(w.d), w.Actor(authz.CaseGuardian, w.LapasBungo), w.Actor(authz.Partner, w.Baznas)
		met := func() []report.Introduction {
			t.Helper()
			found, err := w.s.Introductions(t.Context(), partner)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		c, err := people.GiveConsent(t.Context(), guardian, p, person.ConsentCommand{Partner: w.Baznas, Purpose: person.JobPlacement, GivenOn: civil.Must("2026-11-01"), Evidence: "lembar"})
		if err != nil {
			t.Fatal(err)
		}
		w.promises(t, "training_places")
		if got := met(); len(got) != 0 {
			t.Errorf("a promise of training introduces for work: %+v", got)
		}
		if x := w.access(t, guardian, p).Partners[1]; x.Reason != person.NotLinked {
			t.Errorf("not linked: %+v", x)
		}
		w.promises(t, "job_places")
		got := met()
		if len(got) != 1 || got[0].Name == "" || got[0].Purpose != person.JobPlacement || got[0].Promise == "" || got[0].Until.IsZero() {
			t.Fatalf("introduced: %+v", got)
		}
		if x := w.access(t, guardian, p).Partners[1]; !x.Allowed || x.Class != got[0].Promise {
			t.Errorf("the page of who may see says: %+v", x)
		}
		other, err := w.s.Introductions(t.Context(), w.Actor(authz.Partner, w.PemkabLotim))
		if err != nil || len(other) != 0 {
			t.Errorf("another partner meets %+v, %v", other, err)
		}
		w.Set("person_person", "born", "2012", p)
		if got := met(); len(got) != 0 {
			t.Errorf("a child is introduced: %+v", got)
		}
		w.Set("person_person", "born", "1990", p)
		if _, err := people.WithdrawConsent(t.Context(), guardian, p, c.ID); err != nil || len(met()) != 0 {
			t.Errorf("after it was taken back: %+v, %v", met(), err)
		}
	})
}

func TestAnExtractHoldsEverythingAndIsAudited(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		p := w.somebody(t)
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "assessment_screening", map[string]any{"facility_id": w.LapasBungo, "id": id.Screening{}.Make(), "person_id": p, "kind": "tb", "screened_on": civil.Must("2026-10-01"), "result": "follow_up", "note": "Batuk lama"})
		})
		x, err := w.s.Extract(t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo), p, "0015********0001")
		if err != nil {
			t.Fatal(err)
		}
		parts := map[string]report.Part{}
		for _, part := range x.Parts {
			parts[part.Key] = part
			for _, r := range part.Rows {
				if len(r) != len(part.Columns) {
					t.Errorf("%s: %d cells below %d heads", part.Key, len(r), len(part.Columns))
				}
			}
		}
		if s := parts["screening"].Rows; len(s) != 1 || s[0][0] != "2026-10-01" || s[0][3] != "Batuk lama" {
			t.Errorf("health %v", s)
		}
		if len(parts["class"].Rows) == 0 || parts["register"].Rows[0][0] == "" || len(x.Shared.Partners) != 1 || x.Masked == "" {
			t.Errorf("extract %+v", x)
		}
		entries, err := audit.History(t.Context(), w.d, w.LapasBungo, p)
		if err != nil || len(entries) == 0 || entries[0].Action != "person.extract" {
			t.Errorf("audit %+v, %v", entries, err)
		}
		for actor, want := range map[*authz.Actor]error{
			ptr(w.Actor(authz.FacilityHead, w.LapasSelong)): errs.NotFound, ptr(w.Actor(authz.CaseGuardian, w.LapasBungo)): errs.Forbidden, ptr(w.Actor(authz.Partner, w.Baznas)): errs.Forbidden,
		} {
			if _, err := w.s.Extract(t.Context(), *actor, p, ""); !errors.Is(err, want) {
				t.Errorf("%s: %v", actor.Role, err)
			}
		}
	})
}

func ptr[T any](v T) *T { return &v }

// apart lists the tables with a person that an extract leaves out, and why.
func apart() map[string]string {
	return map[string]string{
		"person_sealed":   "the box of a sealed record, which nobody's extract is made of",
		"person_name_key": "the name again, cut up to be found",
	}
}

// TestNoTableAboutAPersonIsForgotten reads the schema: whoever adds a table that
// knows a person adds it to the extract, or says why not.
func TestNoTableAboutAPersonIsForgotten(t *testing.T) {
	tree, err := db.Schema(db.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(tree, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	asked, seen := report.HoldingTexts(), 0
	create := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\)`)
	for _, f := range files {
		raw, err := fs.ReadFile(tree, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range create.FindAllStringSubmatch(string(raw), -1) {
			if !strings.Contains(m[2], "\n  person_id ") {
				continue
			}
			seen++
			if _, out := apart()[m[1]]; !out && !regexp.MustCompile(`(FROM|JOIN)\s+`+m[1]+`\b`).MatchString(asked) {
				t.Errorf("%s: %s knows a person and is not part of the extract", f, m[1])
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d tables know a person", seen)
	}
}
