package casework_test

import (
	"errors"
	"slices"
	"testing"

	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworktest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func words(kind casework.NoteKind, text string) casework.NoteCommand {
	return casework.NoteCommand{Kind: kind, HappenedOn: "2026-11", Text: text}
}

func TestANoteIsCorrectedAndTakenBackWithoutBeingLost(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, guardian := t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Catatan")
		n, err := w.Casework.WriteNote(ctx, guardian, p.ID, words(casework.Family, "Ibunya datang"))
		if err != nil || n.Office != "Lapas Kelas IIB Muara Bungo" || n.Number != 1 || n.Root != n.ID {
			t.Fatalf("written %+v, %v", n, err)
		}
		if _, err := w.Casework.CorrectNote(ctx, guardian, n.ID, 0, words("", "Bibinya datang")); !errors.Is(err, errs.Invalid) {
			t.Errorf("corrected without a word: %v", err)
		}
		fix := words(casework.HealthNote, "Bibinya datang")
		fix.Reason = "Salah dengar"
		m, err := w.Casework.CorrectNote(ctx, guardian, n.ID, n.Version, fix)
		if err != nil || m.Number != 2 || m.Kind != casework.Family || m.Root != n.ID {
			t.Fatalf("corrected %+v, %v", m, err)
		}
		if _, err := w.Casework.CorrectNote(ctx, guardian, n.ID, 0, fix); !errors.Is(err, errs.State) {
			t.Errorf("an old wording was corrected: %v", err)
		}
		all, err := w.Casework.Wordings(ctx, guardian, m.ID)
		if err != nil || len(all) != 2 || all[0].Text != "Bibinya datang" || all[1].Text != "Ibunya datang" || all[1].Status != casework.NoteReplaced {
			t.Errorf("wordings %+v, %v", all, err)
		}
		if _, err := w.Casework.RetractNote(ctx, guardian, m.ID, 9, "x"); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale retraction: %v", err)
		}
		if gone, err := w.Casework.RetractNote(ctx, guardian, m.ID, m.Version, "Tertukar orang"); err != nil || gone.Status != casework.NoteRetracted {
			t.Errorf("taken back: %+v, %v", gone, err)
		}
		for retracted, want := range map[bool]int{false: 0, true: 1} {
			got, err := w.Casework.Notes(ctx, guardian, p.ID, casework.NoteFilter{Retracted: retracted}, page.Request{})
			if err != nil || len(got.Items) != want {
				t.Errorf("with those taken back %v: %+v, %v", retracted, got.Items, err)
			}
		}
		_, err = w.Casework.WriteNote(ctx, guardian, p.ID, casework.NoteCommand{Kind: "gossip", HappenedOn: "2027"})
		if got := caseworktest.Paths(err); !slices.Equal(got, []string{"kind", "happened_on", "text"}) {
			t.Errorf("wrong fields %q", got)
		}
	})
}

// reads counts the entries that readings of notes left.
func reads(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM audit_entry WHERE action = 'note.read'`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhoReadsWhichNoteIsATable(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx := t.Context()
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Matriks")
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		keys := map[casework.NoteKind]id.Note{}
		for _, k := range casework.NoteKinds() {
			n, err := w.Casework.WriteNote(ctx, head, p.ID, words(k, string(k)))
			if err != nil {
				t.Fatal(err)
			}
			keys[k] = n.ID
		}
		for _, c := range []struct {
			role                       authz.Role
			org                        id.Organisation
			open                       int
			health, protection, single error
		}{
			{authz.FacilityHead, w.LapasBungo, 5, nil, nil, nil},
			{authz.CaseGuardian, w.LapasBungo, 5, nil, nil, nil},
			{authz.ProgrammeOfficer, w.LapasBungo, 5, errs.Forbidden, errs.Forbidden, errs.NotFound},
			{authz.RegionalOffice, w.KanwilJambi, 5, errs.Forbidden, errs.Forbidden, errs.NotFound},
			{authz.FacilityHead, w.LapasSelong, -1, errs.NotFound, errs.NotFound, errs.NotFound},
			{authz.Observer, w.LapasBungo, -1, errs.Forbidden, errs.Forbidden, errs.Forbidden},
			{authz.Partner, w.Baznas, -1, errs.Forbidden, errs.Forbidden, errs.Forbidden},
			{authz.Administrator, w.LapasBungo, -1, errs.Forbidden, errs.Forbidden, errs.Forbidden},
		} {
			a := w.Actor(c.role, c.org)
			before := reads(t, w.DB)
			list, err := w.Casework.Notes(ctx, a, p.ID, casework.NoteFilter{}, page.Request{})
			if c.open >= 0 && (err != nil || len(list.Items) != c.open) || c.open < 0 && err == nil {
				t.Errorf("%s: %d open notes, %v", c.role, len(list.Items), err)
			}
			if reads(t, w.DB) != before {
				t.Errorf("%s: passing by is recorded as reading", c.role)
			}
			for kind, want := range map[casework.NoteKind]error{casework.HealthNote: c.health, casework.ProtectionNote: c.protection} {
				before := reads(t, w.DB)
				got, err := w.Casework.Notes(ctx, a, p.ID, casework.NoteFilter{Kind: kind}, page.Request{})
				if !errors.Is(err, want) || want == nil && len(got.Items) != 1 {
					t.Errorf("%s reads %s: %v, %v", c.role, kind, got.Items, err)
				}
				if left := reads(t, w.DB) - before; (left == 1) != (want == nil) {
					t.Errorf("%s reads %s: %d entries in the audit", c.role, kind, left)
				}
			}
			if _, err := w.Casework.Wordings(ctx, a, keys[casework.HealthNote]); !errors.Is(err, c.single) {
				t.Errorf("%s opens the health note: %v", c.role, err)
			}
		}
		officer := w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		if _, err := w.Casework.WriteNote(ctx, officer, p.ID, words(casework.HealthNote, "x")); !errors.Is(err, errs.Forbidden) {
			t.Errorf("written by who may not read it: %v", err)
		}
		if _, err := w.Casework.RetractNote(ctx, officer, keys[casework.HealthNote], 0, "x"); !errors.Is(err, errs.NotFound) {
			t.Errorf("taken back by who may not read it: %v", err)
		}
	})
}

func TestAlertsReachThoseWhoMustKnowAndNobodyElse(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, head := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Waspada")
		for _, k := range casework.AlertKinds() {
			if _, err := w.Casework.RaiseAlert(ctx, head, p.ID, casework.AlertCommand{Kind: k, Text: string(k), SinceOn: civil.Must("2026-11-01")}); err != nil {
				t.Fatal(err)
			}
		}
		count := func(a authz.Actor) int {
			t.Helper()
			got, err := w.Casework.Alerts(ctx, a, p.ID, false)
			if err != nil {
				if !errors.Is(err, errs.Forbidden) && !errors.Is(err, errs.NotFound) {
					t.Error(err)
				}
				return -1
			}
			return len(got)
		}
		for _, c := range []struct {
			role authz.Role
			org  id.Organisation
			want int
		}{
			{authz.FacilityHead, w.LapasBungo, 3},
			{authz.CaseGuardian, w.LapasBungo, 3},
			{authz.ProgrammeOfficer, w.LapasBungo, 1},
			{authz.RegionalOffice, w.KanwilJambi, -1},
			{authz.Partner, w.Baznas, -1},
			{authz.Observer, w.LapasBungo, -1},
			{authz.Administrator, w.LapasBungo, -1},
			{authz.CaseGuardian, w.LapasSelong, -1},
			{authz.ProbationOfficer, w.BapasJambi, -1},
		} {
			if got := count(w.Actor(c.role, c.org)); got != c.want {
				t.Errorf("%s sees %d alerts, want %d", c.role, got, c.want)
			}
		}
		officer := w.Actor(authz.ProbationOfficer, w.BapasJambi)
		if err := w.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := person.GuideTx(ctx, tx, officer, p.ID, w.BapasJambi)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := count(officer); got != 2 {
			t.Errorf("who guides sees %d alerts, want protection and the ban", got)
		}
	})
}

func TestAnAlertStandsForItsDaysAndIsEndedWithAReason(t *testing.T) {
	run(t, func(t *testing.T, w *caseworktest.World) {
		ctx, guardian := t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Berakhir")
		raise := func(since, until string) casework.Alert {
			t.Helper()
			x, err := w.Casework.RaiseAlert(ctx, guardian, p.ID, casework.AlertCommand{Kind: casework.ContactBan, Text: "x", SinceOn: civil.Must(since), UntilOn: caseworktest.Day(until)})
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		over, coming, now := raise("2026-01-01", "2026-11-21"), raise("2026-11-23", ""), raise("2026-11-22", "2026-11-22")
		list, err := w.Casework.Alerts(ctx, guardian, p.ID, false)
		if err != nil || len(list) != 1 || list[0].ID != now.ID {
			t.Errorf("standing: %+v, %v", list, err)
		}
		if all, err := w.Casework.Alerts(ctx, guardian, p.ID, true); err != nil || len(all) != 3 {
			t.Errorf("all: %+v, %v", all, err)
		}
		if _, err := w.Casework.EndAlert(ctx, guardian, over.ID, 0, "x"); !errors.Is(err, errs.State) {
			t.Errorf("ended twice: %v", err)
		}
		if _, err := w.Casework.EndAlert(ctx, guardian, now.ID, now.Version, ""); !errors.Is(err, errs.Invalid) {
			t.Errorf("ended without a word: %v", err)
		}
		if x, err := w.Casework.EndAlert(ctx, guardian, now.ID, now.Version, "Dicabut"); err != nil || x.Stands(civil.Must("2026-11-22")) {
			t.Errorf("ended: %+v, %v", x, err)
		}
		if _, err := w.Casework.ChangeAlert(ctx, guardian, coming.ID, 7, casework.AlertCommand{Text: "y", SinceOn: civil.Must("2026-11-23")}); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		if x, err := w.Casework.ChangeAlert(ctx, guardian, coming.ID, coming.Version, casework.AlertCommand{Kind: casework.MedicalAlert, Text: "y", SinceOn: civil.Must("2026-11-23")}); err != nil || x.Kind != casework.ContactBan || x.Text != "y" {
			t.Errorf("changed: %+v, %v", x, err)
		}
		if x, err := w.Casework.Alert(ctx, guardian, coming.ID); err != nil || x.Text != "y" {
			t.Errorf("read: %+v, %v", x, err)
		}
	})
}
