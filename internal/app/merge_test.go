package app_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/app"
	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/directory/directorytest"
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
		"person_opening":    "filed as readings before anything moves",
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
}

// TestMergesUndoneInAnyOrderLoseNothing: whatever happens to two records and in
// what order, each row is where the merges that stand say it is, nothing is gone,
// what is kept beside people is right, and the audit verifies.
func TestMergesUndoneInAnyOrderLoseNothing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		a := app.Construct(app.Config{Now: d.Now}, d)
		rapid.Check(t, func(rt *rapid.T) {
			l := &lives{App: a, t: t, actor: w.Actor(authz.FacilityHead, w.LapasBungo), parent: map[id.Person]id.Person{}, notes: map[id.Note]id.Person{}, needs: map[id.Need]id.Person{}}
			for i := range 3 {
				l.people = append(l.people, persontest.Convict(t, d, w.LapasBungo, fmt.Sprintf("Hidup %d", i)).ID)
			}
			rt.Repeat(map[string]func(*rapid.T){"note": l.note, "need": l.need, "release": l.release, "admit": l.admit, "merge": l.merge, "unmerge": l.unmerge, "": l.check})
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
	if errs.KindOf(err) == errs.State && !l.parent[m.Survivor].IsZero() {
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
