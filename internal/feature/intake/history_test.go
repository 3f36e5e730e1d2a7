package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/feature/intake"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// past is what the register keeps of how somebody came to be as they are: all
// steps in law, numbers and stays, oldest first.
func (k *desk) past(p id.Person) []string {
	k.t.Helper()
	out, err := db.All[string](k.t.Context(), k.d, `SELECT w FROM (
		SELECT id, 'step ' || legal_status || ' ' || reason || ' ' || CAST(since_on AS TEXT) || ' ' || note AS w FROM person_legal_step WHERE person_id = $1
		UNION ALL SELECT id, 'number ' || kind || ' ' || number || ' ' || coalesce(CAST(since_on AS TEXT), '') AS w FROM person_number WHERE person_id = $2
		UNION ALL SELECT id, 'stay ' || coalesce(CAST(starts_on AS TEXT), '') AS w FROM person_custody WHERE person_id = $3) x ORDER BY w`, p, p, p)
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

// numbered finds whom a register number shows.
func (k *desk) numbered(number string) person.Person {
	k.t.Helper()
	p, err := db.One[person.Person](k.t.Context(), k.d, `SELECT `+db.Columns[person.Person]("")+` FROM person_person WHERE register_no = $1`, number)
	if err != nil {
		k.t.Fatal(err)
	}
	return p
}

func TestAPersonFromAFileHasTheHistoryOfOneRegisteredByHand(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive(export), intake.ConfirmCommand{})
		filed := k.numbered("BI.001/2025")
		details := person.DetailsOf(filed)
		hand, err := k.people.Register(t.Context(), k.a, person.RegisterCommand{Facility: filed.Facility, AdmittedOn: filed.AdmittedOn, Details: details})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"number b1 BI.001/2025 2025-02-03", "stay 2025-02-03", "step convict recorded 2025-02-03 "}
		if diff := cmp.Diff(want, k.past(filed.ID)); diff != "" {
			t.Errorf("from the file (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff(k.past(hand.ID), k.past(filed.ID)); diff != "" {
			t.Errorf("(-by hand +from the file)\n%s", diff)
		}
		if diff := cmp.Diff(k.acts(hand.ID), k.acts(filed.ID)); diff != "" {
			t.Errorf("audit (-by hand +from the file)\n%s", diff)
		}
	})
}

// acts are the kinds of records that the audit has on somebody with the classes
// of what it says of them; a number is said of one of the two only.
func (k *desk) acts(p id.Person) []string {
	k.t.Helper()
	list, err := k.people.History(k.t.Context(), k.a, p)
	if err != nil {
		k.t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		line := e.Kind
		for _, c := range e.Diff() {
			if c.Field != "nik_cipher" && c.Field != "nik_hash" && c.Field != "id" {
				line += " " + c.Field + ":" + c.Class
			}
		}
		out = append(out, line)
	}
	return out
}

func TestAnUpdateFromAFileKeepsStepsAndNumbersAsAChangeByHandAndAnUndoTakesThemOut(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive("Nama;No. Registrasi;JK;Status;Tgl Masuk;Tgl Lahir\nRahmat Hidayat;AIII.7/2026;L;Tahanan;01-11-2026;02-02-2000\nBudi Santoso;BI.3/2026;L;Narapidana;01-11-2026;02-02-1999\n"), intake.ConfirmCommand{})
		rahmat, budi := k.numbered("AIII.7/2026"), k.numbered("BI.3/2026")
		before := [][]string{k.past(rahmat.ID), k.past(budi.ID)}
		i := k.confirm(k.receive("Nama;No. Registrasi;JK;Status;Tgl Masuk;Tgl Lahir\nRahmat Hidayat;BI.9/2026;L;Narapidana;01-11-2026;02-02-2000\nBudi Santoso;BI.33/2026;L;Narapidana;01-11-2026;02-02-1999\n"), intake.ConfirmCommand{})
		want := [][]string{
			{"number a3 AIII.7/2026 2026-11-01", "number b1 BI.9/2026 2026-11-22", "stay 2026-11-01", "step convict recorded 2026-11-22 ", "step detainee recorded 2026-11-01 "},
			{"number b1 BI.33/2026 2026-11-01", "stay 2026-11-01", "step convict recorded 2026-11-01 "},
		}
		if diff := cmp.Diff(want, [][]string{k.past(rahmat.ID), k.past(budi.ID)}); diff != "" {
			t.Errorf("after the update (-want +got)\n%s", diff)
		}
		k.undo(i)
		if diff := cmp.Diff(before, [][]string{k.past(rahmat.ID), k.past(budi.ID)}); diff != "" {
			t.Errorf("after the undo (-before +after)\n%s", diff)
		}
		if p := k.numbered("AIII.7/2026"); p.LegalStatus != person.Detainee {
			t.Errorf("after the undo %s is %s", p.RegisterNo, p.LegalStatus)
		}
		k.verify()
	})
}

func (k *desk) undo(i intake.Import) intake.Import {
	k.t.Helper()
	i, err := k.files.Undo(k.t.Context(), k.a, i.ID, 0)
	if err == nil {
		i, err = k.files.Work(k.t.Context(), k.a, i.ID, nil)
	}
	if err != nil || i.Status != intake.Undone {
		k.t.Fatalf("undo: %s, %v", i.Status, err)
	}
	return i
}

func TestAnUndoTakesTheFirstNumbersAndStepsOutWithTheirPeople(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		i := k.confirm(k.receive(export), intake.ConfirmCommand{})
		siti := k.numbered("BI.002/2025")
		if _, err := k.people.AddNumber(t.Context(), k.a, siti.ID, person.NumberCommand{Number: "AIII.2/2024", SinceOn: civil.Must("2024-12-01")}); err != nil {
			t.Fatal(err)
		}
		if i = k.undo(i); i.Kept != 1 {
			t.Errorf("%d are kept, want whom somebody gave a further number", i.Kept)
		}
		left, err := db.One[int64](t.Context(), d, `SELECT (SELECT COUNT(*) FROM person_number) * 100 + (SELECT COUNT(*) FROM person_legal_step) * 10 + (SELECT COUNT(*) FROM person_custody)`)
		if err != nil || left != 211 {
			t.Errorf("numbers, steps and stays left: %d, %v, want 2, 1 and 1", left, err)
		}
		if _, err := k.people.Get(t.Context(), k.w.Actor(authz.ProgrammeOfficer, k.w.LapasBungo), siti.ID); errs.KindOf(err) == errs.NotFound {
			t.Error("whom somebody went on with is gone")
		}
		k.verify()
	})
}
