package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/app"
	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/intake"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// notLinked lists tables with a person_id that need not follow a merge, and why.
func notLinked() map[string]string {
	return map[string]string{
		"person_name_key":   "kept by the register itself: see person.Keeper",
		"person_sealed":     "who is sealed is not merged",
		"sentence_key_date": "computed anew from the entries: see sentence.JoinedTx",
	}
}

func TestEveryRowAboutAPersonFollowsAMerge(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	tables, err := db.All[string](t.Context(), d, `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'person_id' ORDER BY m.name`)
	if err != nil || len(tables) < 20 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	a := app.Construct(app.Config{Now: d.Now}, d)
	linked := map[string]bool{}
	for _, l := range a.Person.Links {
		linked[l.Table] = true
		if !slices.Contains(tables, l.Table) {
			t.Errorf("%s is linked and has no person_id", l.Table)
		}
	}
	for _, x := range tables {
		if _, reasoned := notLinked()[x]; linked[x] == reasoned {
			t.Errorf("%s: when two records are merged its rows are linked %v, reasoned %v: let its owner give a person.Link", x, linked[x], reasoned)
		}
	}
}

// lives plays random days of a few records of which some are one person's.
type lives struct {
	*app.App
	t      *testing.T
	actor  authz.Actor
	people []id.Person
	parent map[id.Person]id.Person // who was merged, into whom
	merges []person.Merge          // not undone
	notes  map[id.Note]id.Person   // with the record that each was written to
	needs  map[id.Need]id.Person

	into    id.Organisation // of the files, and of everybody at first
	other   id.Organisation
	files   []id.Import // that may be taken back
	brought map[id.Person]bool
	number  *int // of files so far, over all lives
	filing  bool // files come in: in one life of eight, since each is read whole
}

// TestMergesUndoneInAnyOrderLoseNothing: whatever happens to records and in what
// order, merged and parted, moved, released, brought by a file and taken out with
// it, each row is where the merges that stand say it is, nothing is gone,
// what is kept beside people is right, and the audit verifies.
func TestMergesUndoneInAnyOrderLoseNothing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		a := app.Construct(app.Config{Now: d.Now}, d)
		files := 0
		rapid.Check(t, func(rt *rapid.T) {
			l := &lives{
				number: &files,
				App:    a, t: t, actor: authz.OperatorAs("uji"), parent: map[id.Person]id.Person{}, notes: map[id.Note]id.Person{}, needs: map[id.Need]id.Person{},
				into: w.LapasBungo, other: w.RutanSungaiPenuh, brought: map[id.Person]bool{}, filing: rapid.IntRange(0, 7).Draw(rt, "files") == 7,
			}
			for i := range 3 {
				l.people = append(l.people, persontest.Convict(t, d, w.LapasBungo, fmt.Sprintf("Hidup %d", i)).ID)
			}
			rt.Repeat(map[string]func(*rapid.T){
				"note": l.note, "need": l.need, "release": l.release, "admit": l.admit, "merge": l.merge, "unmerge": l.unmerge,
				"request": l.request, "accept": l.accept, "import": l.imports, "undo": l.undo, "": l.check,
			})
		})
		if drift, err := person.CheckKept(t.Context(), d); err != nil || !drift.None() {
			t.Errorf("kept beside people: %+v, %v", drift, err)
		}
		report, err := audit.Verify(t.Context(), d, make([]byte, 32))
		if err != nil || len(report.Problems) > 0 {
			t.Errorf("the audit: %+v, %v", report.Problems, err)
		}
	})
}

func (l *lives) any(rt *rapid.T) id.Person {
	return l.people[rapid.IntRange(0, len(l.people)-1).Draw(rt, "record")]
}

// root is whose record stands for one.
func (l *lives) root(p id.Person) id.Person {
	for !l.parent[p].IsZero() {
		p = l.parent[p]
	}
	return p
}

// done fails unless err is nil or a refusal that the rules know: of a record that
// was merged nothing can be written.
func (l *lives) done(rt *rapid.T, p id.Person, err error) bool {
	switch errs.KindOf(err) {
	case errs.State, errs.Conflict, errs.Invalid:
		return false
	case errs.NotFound:
		if !l.parent[p].IsZero() {
			return false
		}
	}
	if err != nil {
		rt.Fatal(err)
	}
	if !l.parent[p].IsZero() {
		rt.Fatalf("something was written to a record that was merged")
	}
	return true
}

func (l *lives) note(rt *rapid.T) {
	p := l.any(rt)
	n, err := l.Casework.WriteNote(rt.Context(), l.actor, p, casework.NoteCommand{Kind: casework.Contact, HappenedOn: "2026-11-01", Text: "Bicara dengan keluarga"})
	if l.done(rt, p, err) {
		l.notes[n.ID] = p
	}
}

func (l *lives) need(rt *rapid.T) {
	p := l.any(rt)
	n, err := l.Assessment.RecordNeed(rt.Context(), l.actor, p, assessment.NeedCommand{Area: assessment.Work, Severity: assessment.Low, Evidence: "Wawancara", AssessedOn: civil.Must("2026-11-01")})
	if l.done(rt, p, err) {
		l.needs[n.ID] = p
	}
}

func (l *lives) release(rt *rapid.T) {
	p := l.any(rt)
	_, err := l.Person.Release(rt.Context(), l.actor, p, person.ReleaseCommand{On: civil.Must("2026-11-10"), Kind: person.Expiry})
	l.done(rt, p, err)
}

func (l *lives) admit(rt *rapid.T) {
	p := l.any(rt)
	_, err := l.Person.Admit(rt.Context(), l.actor, p, person.AdmitCommand{On: civil.Must("2026-11-15"), RegisterNo: "B-2", LegalStatus: person.Detainee})
	l.done(rt, p, err)
}

func (l *lives) merge(rt *rapid.T) {
	c := person.MergeCommand{Loser: l.any(rt), Survivor: l.any(rt), Reason: "Terdaftar dua kali"}
	m, err := l.Person.Merge(rt.Context(), l.actor, c)
	if !l.parent[c.Survivor].IsZero() && errs.KindOf(err) == errs.NotFound {
		return
	}
	if l.done(rt, c.Loser, err) {
		l.parent[c.Loser], l.merges = c.Survivor, append(l.merges, m)
	}
}

func (l *lives) unmerge(rt *rapid.T) {
	if len(l.merges) == 0 {
		return
	}
	i := rapid.IntRange(0, len(l.merges)-1).Draw(rt, "merge")
	m := l.merges[i]
	_, err := l.Person.Unmerge(rt.Context(), l.actor, m.ID, "Ternyata dua orang")
	if k := errs.KindOf(err); (k == errs.State || k == errs.NotFound) && !l.parent[m.Survivor].IsZero() {
		return // a later merge is undone first
	}
	if err != nil {
		rt.Fatal(err)
	}
	delete(l.parent, m.Loser)
	l.merges = slices.Delete(l.merges, i, i+1)
}

// check compares where every row is with where the merges say it must be.
func (l *lives) check(rt *rapid.T) {
	for n, written := range l.notes {
		l.where(rt, "note", `SELECT person_id FROM casework_note WHERE id = $1`, n, written)
	}
	for n, written := range l.needs {
		l.where(rt, "need", `SELECT person_id FROM assessment_need WHERE id = $1`, n, written)
	}
	for _, p := range l.people {
		if root := l.root(p); root != p {
			if to, err := l.Person.Survivor(rt.Context(), l.actor, p); err != nil || to != root {
				rt.Fatalf("an old address leads to %v (%v), not to %v", to, err, root)
			}
		}
	}
}

func (l *lives) where(rt *rapid.T, kind, text string, row any, written id.Person) {
	at, err := db.One[id.Person](rt.Context(), l.DB, text, row)
	if err != nil || at != l.root(written) {
		rt.Fatalf("a %s is with %v (%v), not with %v", kind, at, err, l.root(written))
	}
}

func (l *lives) request(rt *rapid.T) {
	p := l.any(rt)
	_, err := l.Person.RequestTransfer(rt.Context(), l.actor, p, person.TransferCommand{
		To: rapid.SampledFrom([]id.Organisation{l.into, l.other}).Draw(rt, "to"), Purpose: "crowding", Letter: "SK", PlannedOn: civil.Must("2026-11-22"),
	})
	l.done(rt, p, err)
}

func (l *lives) accept(rt *rapid.T) {
	p := l.any(rt)
	if !l.parent[p].IsZero() {
		return
	}
	x, open, err := l.Person.TransferOf(rt.Context(), l.actor, p)
	if err != nil {
		rt.Fatal(err)
	}
	if open {
		_, err = l.Person.AcceptTransfer(rt.Context(), l.actor, x.ID, person.AcceptCommand{On: civil.Must("2026-11-20")})
		l.done(rt, p, err)
	}
}

// imports takes a file in: it brings somebody new with a sentence, and knows more
// of somebody who is there.
func (l *lives) imports(rt *rapid.T) {
	if !l.filing || len(l.files) > 1 {
		return
	}
	*l.number++
	number := *l.number
	known, err := db.One[person.Person](rt.Context(), l.DB, `SELECT `+db.Columns[person.Person]("")+` FROM person_person WHERE id = $1`, l.any(rt))
	if err != nil {
		rt.Fatal(err)
	}
	file := "No. Registrasi;Nama;Alias;JK;Tgl Lahir;Status;Tgl Masuk;Tgl Ditahan;Lama Pidana;Subsider;2/3;Ekspirasi\n" +
		fmt.Sprintf("IMP-%d;Baru %d;Si %d;L;01-02-1990;Napi;03-02-2025;03-02-2025;4 tahun;3 bulan;04-10-2027;03-02-2029\n", number, number, number) +
		fmt.Sprintf("%s;%s;Julukan %d;;;;;;%d tahun;;;\n", known.RegisterNo, known.Name, number, 2+number%5)
	i, err := l.Intake.Receive(rt.Context(), l.actor, intake.ReceiveCommand{Into: l.into, FileName: "uji.csv", File: strings.NewReader(file)})
	if err == nil {
		i, err = l.Intake.Check(rt.Context(), l.actor, i.ID, nil)
	}
	if err == nil {
		i, err = l.Intake.Confirm(rt.Context(), l.actor, i.ID, intake.ConfirmCommand{GoodRows: true, Version: i.Version})
	}
	if err == nil {
		i, err = l.Intake.Work(rt.Context(), l.actor, i.ID, nil)
	}
	if err != nil || i.Status != intake.Done {
		rt.Fatalf("a file: %s, %v", i.Status, err)
	}
	fresh, err := db.All[id.Person](rt.Context(), l.DB, `SELECT id FROM person_person WHERE register_no = $1 AND name = $2`, fmt.Sprintf("IMP-%d", number), fmt.Sprintf("Baru %d", number))
	if err != nil || len(fresh) != 1 {
		rt.Fatalf("%d came with a file: %v", len(fresh), err)
	}
	l.people, l.brought[fresh[0]] = append(l.people, fresh[0]), true
	l.files = append(l.files, i.ID)
}

// undo takes a file back. Whoever leaves with it has nothing that others wrote.
func (l *lives) undo(rt *rapid.T) {
	if len(l.files) == 0 {
		return
	}
	n := rapid.IntRange(0, len(l.files)-1).Draw(rt, "file")
	i, err := l.Intake.Undo(rt.Context(), l.actor, l.files[n], 0)
	if err == nil {
		i, err = l.Intake.Work(rt.Context(), l.actor, i.ID, nil)
	}
	if err != nil || i.Status != intake.Undone {
		rt.Fatalf("an undo: %s, %v", i.Status, err)
	}
	l.files = slices.Delete(l.files, n, n+1)
	for p := range l.brought {
		if _, there, err := db.Find[id.Person](rt.Context(), l.DB, `SELECT id FROM person_person WHERE id = $1`, p); err != nil {
			rt.Fatal(err)
		} else if !there {
			l.left(rt, p)
		}
	}
}

// left is that somebody is no longer in the register.
func (l *lives) left(rt *rapid.T, p id.Person) {
	for _, written := range []map[id.Person]bool{set(l.notes), set(l.needs)} {
		if written[p] {
			rt.Fatal("somebody left with a note")
		}
	}
	for loser, survivor := range l.parent {
		if loser == p || survivor == p {
			rt.Fatal("somebody left who is part of a merge")
		}
	}
	for _, table := range []string{"sentence_entry", "sentence_key_date", "person_alias", "person_custody", "person_name_key"} {
		if n, err := db.One[int64](rt.Context(), l.DB, `SELECT count(*) FROM `+table+` WHERE person_id = $1`, p); err != nil || n != 0 {
			rt.Fatalf("%d orphans in %s, %v", n, table, err)
		}
	}
	delete(l.brought, p)
	l.people = slices.DeleteFunc(l.people, func(x id.Person) bool { return x == p })
}

func set[K comparable](m map[K]id.Person) map[id.Person]bool {
	out := map[id.Person]bool{}
	for _, p := range m {
		out[p] = true
	}
	return out
}
