package intake_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// penal is an export with the columns of the sentence. The first row is E8 of
// the engine's examples, as SDP adds it up; the second has unlike columns filled.
const penal = `No. Registrasi;Nama;Alias;JK;Tgl Lahir;Status;Tgl Masuk;Tgl Ditahan;Lama Pidana;Remisi (Bulan);Remisi (Hari);Denda;Subsider;1/3;1/2;2/3;Ekspirasi;Tgl Bebas
B1;Budi Santoso;Budek als. Mas Bud;L;12-08-1990;Napi;14-10-2025;14-10-2025;1 Tahun 8 Bulan;1;0;Rp 1.000.000.000;3 (tiga) bulan;02-05-2026;;18-10-2026;15-05-2027;
B2;Siti Aminah;;P;01-03-1985;Napi;14-10-2025;;;;;;;;;;15-01-2027;
B3;Joko Susilo;;L;02-02-1980;Napi;14-10-2015;14-10-2015;Seumur hidup;;;-;;;;;;
`

// withdrawn takes a whole file back.
func (k *desk) withdrawn(i intake.Import) intake.Import {
	k.t.Helper()
	i, err := k.files.Undo(k.t.Context(), k.a, i.ID, 0)
	if err == nil {
		i, err = k.files.Work(k.t.Context(), k.a, i.ID, nil)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return i
}

func (k *desk) person(number string) person.Person {
	k.t.Helper()
	p, err := db.One[person.Person](k.t.Context(), k.d, `SELECT `+db.Columns[person.Person]("")+` FROM person_person WHERE register_no = $1`, number)
	if err != nil {
		k.t.Fatal(err)
	}
	return p
}

func (k *desk) sentence(number string) sentence.View {
	k.t.Helper()
	v, err := k.penal.Of(k.t.Context(), k.a, k.person(number).ID)
	if err != nil {
		k.t.Fatal(err)
	}
	return v
}

// written is all that is known of everybody's sentence, without keys and times.
func (k *desk) written() []string {
	k.t.Helper()
	out, err := db.All[string](k.t.Context(), k.d, `SELECT p.register_no || '|' || e.topic || '|' || e.code || '|' || COALESCE(CAST(e.dated_on AS TEXT), '') || '|' || e.years || '-' || e.months || '-' || e.days || '|' || e.source
		FROM sentence_entry e JOIN person_person p ON p.id = e.person_id WHERE e.state = 'current' ORDER BY 1`)
	dates, derr := db.All[string](k.t.Context(), k.d, `SELECT p.register_no || ' ' || s.point || ' ' || CAST(s.falls_on AS TEXT) FROM sentence_key_date s JOIN person_person p ON p.id = s.person_id ORDER BY 1`)
	if err != nil || derr != nil {
		k.t.Fatal(err, derr)
	}
	return append(out, dates...)
}

func TestAnExportsSentencesLandWithItsPeople(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		i := k.receive(penal)
		if got, want := k.counts(i), [6]int{3, 3, 0, 0, 0, 0}; got != want || i.Sentences != 2 || i.Flagged != 1 {
			t.Fatalf("got %v, want %v, %d sentences, %d flagged: %+v", got, want, i.Sentences, i.Flagged, k.remarks(i, ""))
		}
		flags := k.remarks(i, "flagged")
		want := []intake.Difference{{Field: intake.TwoThirds, Old: "2026-11-18", New: "2026-10-18", Beside: intake.Estimate}}
		if len(flags) != 1 || flags[0].Line != 2 || !cmp.Equal(flags[0].Differs, want) {
			t.Errorf("flagged: %+v", flags)
		}
		k.confirm(i, intake.ConfirmCommand{})
		v := k.sentence("B1")
		if v.Timeline.On(engine.NetExpiry).String() != "2027-05-15" || v.Timeline.On(engine.TwoThirds).String() != "2026-10-18" || len(v.Timeline.Flagged()) == 0 {
			t.Errorf("timeline: %+v", v.Timeline.Dates)
		}
		if v.Person.ReleaseDueOn != v.Timeline.Release() || v.Person.Version != 1 || v.Timeline.Reported == nil {
			t.Errorf("the register expects %s, version %d, the sentence %s", v.Person.ReleaseDueOn, v.Person.Version, v.Timeline.Release())
		}
		if due := k.person("B2").ReleaseDueOn; due.String() != "2027-01-15" || len(k.sentence("B2").Entries) != 0 {
			t.Errorf("an expiry alone is %s", due)
		}
		if v := k.sentence("B3"); len(v.Entries) != 2 || !v.Timeline.Release().IsZero() {
			t.Errorf("for life: %+v", v.Entries)
		}
		names, err := k.people.Aliases(t.Context(), k.a, v.Person.ID)
		if err != nil || len(names) != 2 {
			t.Errorf("aliases: %+v, %v", names, err)
		}
		if found, err := k.people.Find(t.Context(), k.a, "budek"); err != nil || len(found) != 1 || found[0].RegisterNo != "B1" {
			t.Errorf("found by the other name: %+v, %v", found, err)
		}
		k.sound()
	})
}

// sound checks the audit and what is kept beside people.
func (k *desk) sound() {
	k.t.Helper()
	k.verify()
	if drift, err := person.CheckKept(k.t.Context(), k.d); err != nil || !drift.None() {
		k.t.Errorf("kept beside people: %+v, %v", drift, err)
	}
}

func TestAFileWithSentencesTwiceIsHarmless(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive(penal), intake.ConfirmCommand{})
		people, sentences := k.register(), k.written()
		i := k.receive(penal)
		if got, want := k.counts(i), [6]int{3, 0, 0, 3, 0, 0}; got != want || i.Sentences != 0 {
			t.Errorf("got %v, want %v: %+v", got, want, k.remarks(i, ""))
		}
		k.confirm(i, intake.ConfirmCommand{})
		if diff := cmp.Diff(append(people, sentences...), append(k.register(), k.written()...)); diff != "" {
			t.Errorf("(-before +after)\n%s", diff)
		}
	})
}

// newer is the next month's export: a remission more, a fine that was paid, an
// expiry where there was none, another nickname.
var newer = strings.NewReplacer("Budek als. Mas Bud", "Bud Kecil", "Bulan;1;0;Rp 1.000.000.000", "Bulan;3;0;LUNAS", "15-05-2027", "16-03-2027").Replace(penal)

func TestANewerFileCorrectsWhatSDPSaidAndAnUndoBringsItBack(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive(penal), intake.ConfirmCommand{})
		before := k.written()
		i := k.receive(newer)
		if got, want := k.counts(i), [6]int{3, 0, 1, 2, 0, 0}; got != want || i.Sentences != 1 {
			t.Fatalf("got %v, want %v: %v", got, want, k.mistakes(i, ""))
		}
		var fields []string
		for _, x := range k.remarks(i, "changed")[0].Differs {
			fields = append(fields, string(x.Field)+" "+x.Old+" "+x.New)
		}
		if want := []string{"release_due_on 2027-08-15 2027-03-16", "fine_substitute 0-3-0 0-3-0 2026-11-22", "remission 0-1-0 0-3-0", "expiry 2027-05-15 2027-03-16", "alias  Bud Kecil"}; !cmp.Equal(fields, want) {
			t.Errorf("got %q, want %q", fields, want)
		}
		i = k.confirm(i, intake.ConfirmCommand{})
		if v := k.sentence("B1"); v.Person.ReleaseDueOn.String() != "2027-03-16" || v.Person.Version != 2 || len(v.Past) != 3 {
			t.Errorf("release %s, version %d, past %d", v.Person.ReleaseDueOn, v.Person.Version, len(v.Past))
		}
		if i = k.withdrawn(i); i.Kept != 0 {
			t.Errorf("%d are kept: %+v", i.Kept, k.remarks(i, "kept"))
		}
		if diff := cmp.Diff(before, k.written()); diff != "" {
			t.Errorf("(-before +after)\n%s", diff)
		}
		p := k.person("B1")
		names, err := k.people.Aliases(t.Context(), k.a, p.ID)
		if err != nil || p.ReleaseDueOn.String() != "2027-08-15" || len(names) != 2 {
			t.Errorf("release %s, %d aliases, %v", p.ReleaseDueOn, len(names), err)
		}
		k.sound()
		// Taken back, it may be taken in again.
		if again := k.confirm(k.receive(newer), intake.ConfirmCommand{}); again.Changed != 1 || k.person("B1").ReleaseDueOn.String() != "2027-03-16" {
			t.Errorf("again: %v", k.counts(again))
		}
	})
}

func TestAnUndoTakesSentencesOutWithTheirPeopleUnlessSomebodyWentOn(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		i := k.confirm(k.receive(penal), intake.ConfirmCommand{})
		joko := k.person("B3")
		if _, err := k.penal.Add(t.Context(), k.a, joko.ID, sentence.Command{Topic: sentence.Detention, Code: "city", Days: 10}); err != nil {
			t.Fatal(err)
		}
		if i = k.withdrawn(i); i.Status != intake.Undone || i.Kept != 1 {
			t.Errorf("%s, %d kept", i.Status, i.Kept)
		}
		if got := k.register(); len(got) != 1 || !strings.HasPrefix(got[0], "B3|") {
			t.Errorf("left: %q", got)
		}
		if got := k.written(); slices.ContainsFunc(got, func(s string) bool { return !strings.HasPrefix(s, "B3") }) || len(got) == 0 {
			t.Errorf("left of sentences: %q", got)
		}
		if n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM person_alias`); err != nil || n != 0 {
			t.Errorf("%d aliases are left, %v", n, err)
		}
		k.sound()
	})
}

func TestWhatAnOfficerWroteStaysAndTheDifferenceIsShown(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		short := strings.Join(strings.Split(penal, "\n")[:2], "\n") + "\n"
		bare := "No. Registrasi;Nama;JK;Status;Tgl Masuk;Ekspirasi\nB1;Budi Santoso;L;Napi;14-10-2025;15-05-2027\n"
		k.confirm(k.receive(bare), intake.ConfirmCommand{})
		p := k.person("B1").ID
		for _, c := range []sentence.Command{{Topic: sentence.Start, Code: "adult", DatedOn: civil.Must("2025-10-10")}, {Topic: sentence.Verdict, Years: 2}} {
			if _, err := k.penal.Add(t.Context(), k.a, p, c); err != nil {
				t.Fatal(err)
			}
		}
		i := k.receive(short)
		flags := k.remarks(i, "flagged")
		var got []string
		for _, x := range flags[0].Differs {
			if x.Beside == intake.Officer {
				got = append(got, string(x.Field)+" "+x.Old+" "+x.New)
			}
		}
		if want := []string{"detained_on 2025-10-10 2025-10-14", "sentence 2-0-0 1-8-0"}; !cmp.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		k.confirm(i, intake.ConfirmCommand{})
		v := k.sentence("B1")
		if v.Timeline.Case.Start.String() != "2025-10-10" || v.Timeline.Case.Verdicts[0].Years != 2 || v.Timeline.On(engine.NetExpiry).String() != "2027-05-15" {
			t.Errorf("case %+v", v.Timeline.Case)
		}
		// The day of expiry alone is SDP's date, too, once there is a sentence.
		again := k.receive(bare)
		if again.Same != 1 {
			t.Errorf("the bare file again: %v %+v", k.counts(again), k.remarks(again, ""))
		}
	})
}

func TestASentenceThatMakesNoSenseIsNamedByItsColumn(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	k := open(t, d)
	lines := strings.Split(penal, "\n")
	row := func(number string, pairs ...string) string {
		return strings.NewReplacer(append([]string{"B1", number, "Budi Santoso", "Orang " + number, "12-08-1990", ""}, pairs...)...).Replace(lines[1])
	}
	file := strings.Join([]string{
		lines[0],
		row("C1", "1 Tahun 8 Bulan", "20"),
		row("C2", "1 Tahun 8 Bulan", "1-8-0"),
		row("C3", "3 (tiga) bulan", "3 tahun 2 tahun"),
		row("C4", "Rp 1.000.000.000", "entah"),
		row("C5", "02-05-2026", "02-05-2027"),
		row("C6", "1;0;", "x;0;"),
		row("C7", ";14-10-2025;1 Tahun", ";14-10-2035;1 Tahun"),
		row("C8", "1 Tahun 8 Bulan", "200 tahun"),
		row("C9", "Budek als. Mas Bud", strings.Repeat("a", 300)),
		row("C10", "02-05-2026", "31/02/2026"),
	}, "\n")
	i := k.receive(file)
	want := []string{
		"2 sentence intake.unit", "3 sentence intake.length", "4 fine_substitute intake.length", "5 fine intake.word", "6 two_thirds intake.before",
		"7 remission_months intake.length", "8 one_third intake.before", "8 detained_on date.too_late", "9 sentence number.too_big", "10 alias too_long", "11 one_third date.invalid",
	}
	if got := k.mistakes(i, "wrong"); !cmp.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	l := words(t)
	for _, r := range k.remarks(i, "wrong") {
		for _, m := range r.Wrong {
			if text := intaketext.Mistake(l, i.Shape, m); !strings.HasPrefix(text, "Kolom ") || strings.Contains(text, "error.") {
				t.Errorf("row %d is told %q", r.Line, text)
			}
		}
	}
}

func TestAChangedReleaseIsToldToWhoPlansByIt(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	k := open(t, d)
	var moved []person.ReleaseMoved
	k.people.ReleaseMoved.Subscribe(func(_ context.Context, _ *db.Tx, m person.ReleaseMoved) error {
		moved = append(moved, m)
		return nil
	})
	k.confirm(k.receive(penal), intake.ConfirmCommand{})
	if len(moved) != 0 {
		t.Errorf("new people moved: %+v", moved)
	}
	i := k.confirm(k.receive(newer), intake.ConfirmCommand{})
	k.withdrawn(i)
	if len(moved) != 2 || moved[0].To.String() != "2027-03-16" || moved[1].To.String() != "2027-08-15" || moved[0].Person == (id.Person{}) {
		t.Errorf("told %+v", moved)
	}
}
