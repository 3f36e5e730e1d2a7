package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/intake"
	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// desk is one office with its register and its files.
type desk struct {
	t      *testing.T
	d      *db.DB
	w      *directorytest.World
	files  *intake.Service
	people *person.Service
	penal  *sentence.Service
	a      authz.Actor
}

func open(t *testing.T, d *db.DB) *desk {
	t.Helper()
	w := directorytest.Seed(t, d)
	people := person.New(d, person.Keys{Encrypt: [32]byte{1}, Hash: [32]byte{2}})
	sentences := sentence.New(d, people)
	return &desk{t, d, w, intake.New(d, blob.New(d, [32]byte{3}), people, sentences), people, sentences, w.Actor(authz.ProgrammeOfficer, w.LapasBungo)}
}

// receive hands in a file and checks it.
func (k *desk) receive(file string) intake.Import {
	k.t.Helper()
	i, err := k.files.Receive(k.t.Context(), k.a, intake.ReceiveCommand{FileName: "ekspor.csv", File: strings.NewReader(file)})
	if err == nil {
		i, err = k.files.Check(k.t.Context(), k.a, i.ID, nil)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return i
}

// confirm lets a checked file in, to the end.
func (k *desk) confirm(i intake.Import, c intake.ConfirmCommand) intake.Import {
	k.t.Helper()
	c.Version = i.Version
	i, err := k.files.Confirm(k.t.Context(), k.a, i.ID, c)
	if err == nil {
		i, err = k.files.Work(k.t.Context(), k.a, i.ID, nil)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return i
}

func (k *desk) remarks(i intake.Import, what string) []intake.Remark {
	k.t.Helper()
	p, err := k.files.Remarks(k.t.Context(), k.a, i.ID, intake.RemarkFilter{What: what}, page.Request{Size: page.MaxSize})
	if err != nil {
		k.t.Fatal(err)
	}
	return p.Items
}

// mistakes are the remarks as "line field code".
func (k *desk) mistakes(i intake.Import, what string) []string {
	var out []string
	for _, r := range k.remarks(i, what) {
		for _, m := range r.Wrong {
			out = append(out, fmt.Sprint(r.Line, " ", m.Field, " ", m.Code))
		}
	}
	return out
}

// register is everybody, as text.
func (k *desk) register() []string {
	k.t.Helper()
	out, err := db.All[string](k.t.Context(), k.d, `SELECT p.register_no || '|' || p.name || '|' || p.sex || '|' || p.born || '|' || p.legal_status || '|' || p.custody_status || '|' || c.end_kind || '|' || p.version
		FROM person_person p JOIN person_custody c ON c.person_id = p.id ORDER BY p.register_no, p.name`)
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

func (k *desk) counts(i intake.Import) [6]int {
	return [6]int{i.Rows, i.Fresh, i.Changed, i.Same, i.Wrong, i.Doubtful}
}

func (k *desk) verify() {
	k.t.Helper()
	r, err := audit.Verify(k.t.Context(), k.d, nil)
	if err != nil || len(r.Problems) > 0 {
		k.t.Errorf("audit: %+v, %v", r.Problems, err)
	}
}

const export = `LAPAS KELAS IIB MUARA BUNGO;;;;;;;
Per 22 November 2026;;;;;;;
NO;NO. REGISTRASI;NAMA LENGKAP;NIK;TEMPAT/TGL. LAHIR;JENIS KELAMIN;STATUS;TGL MASUK;EKSPIRASI;KAB/KOTA;BLOK
1;2;3;4;5;6;7;8;9;10;11
1;BI.001/2025;Budi Santoso;0015081208900001;Muara Bungo, 12-08-1990;Laki-laki;Narapidana;03/02/2025;12 Agustus 2028;Kab. Bungo;A1
2;BI.002/2025;Siti Aminah;;1985;P;NAPI;2025-02-04;15-01-27;Kota Jambi;B2
`

func TestThePlaceOfBirthComesFromItsColumnOrFromBeforeTheDay(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		i := k.confirm(k.receive("No. Registrasi;Nama;Tempat/Tgl Lahir;JK;Status;Tgl Masuk\nBI.1;Budi Santoso;Muara Bungo, 12-08-1990;L;NAPI;2025-02-03\nBI.2;Andi Saputra;12-08-1991;L;NAPI;2025-02-03\n"), intake.ConfirmCommand{})
		if i.Status != intake.Done {
			t.Fatalf("the file is %s: %v", i.Status, k.mistakes(i, ""))
		}
		// A column of its own says more, on either side of the day; an empty cell leaves what is known.
		i = k.confirm(k.receive("No. Registrasi;Nama;Tempat Lahir;Tempat/Tgl Lahir;JK;Status;Tgl Masuk\nBI.1;Budi Santoso;;12-08-1990;L;NAPI;2025-02-03\nBI.2;Andi Saputra;Kota  Jambi;Bungo, 12-08-1991;L;NAPI;2025-02-03\n"), intake.ConfirmCommand{})
		if i.Status != intake.Done {
			t.Fatalf("the second file is %s: %v", i.Status, k.mistakes(i, ""))
		}
		got, err := db.All[string](t.Context(), d, `SELECT register_no || ' ' || birth_place FROM person_person ORDER BY register_no`)
		if diff := cmp.Diff([]string{"BI.1 Muara Bungo", "BI.2 Kota Jambi"}, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got)\n%s", err, diff)
		}
	})
}

func TestAnExportLandsInTheRegister(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		i := k.receive(export)
		if got, want := k.counts(i), [6]int{2, 2, 0, 0, 0, 0}; got != want {
			t.Fatalf("got %v, want %v: %v", got, want, k.mistakes(i, ""))
		}
		if n := len(k.register()); n != 0 {
			t.Errorf("%d people are in the register before anybody confirmed", n)
		}
		i = k.confirm(i, intake.ConfirmCommand{})
		if i.Status != intake.Done {
			t.Errorf("the file is %s", i.Status)
		}
		want := []string{"BI.001/2025|Budi Santoso|M|1990-08-12|convict|active||1", "BI.002/2025|Siti Aminah|F|1985|convict|active||1"}
		if diff := cmp.Diff(want, k.register()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		p, err := db.One[person.Person](t.Context(), d, `SELECT `+db.Columns[person.Person]("")+` FROM person_person WHERE name_key = 'budi santoso'`)
		if err != nil || p.HomeRegency != "15.08" || p.ReleaseDueOn.String() != "2028-08-12" || p.AdmittedOn.String() != "2025-02-03" || len(p.NIKHash) != 32 {
			t.Errorf("got %+v, %v", p, err)
		}
		if n, err := k.people.Identity(t.Context(), k.a, p); err != nil || n.Masked != "0015********0001" || len(n.Doubts) > 0 {
			t.Errorf("identity %+v, %v", n, err)
		}
		h, err := k.people.History(t.Context(), k.a, p.ID)
		if err != nil || len(h) != 1 || h[0].Actor != k.a.Name || h[0].Action != "person.import" || h[0].RequestID != i.ID.String() {
			t.Errorf("history %+v, %v", h, err)
		}
		k.verify()
	})
}

func TestTheSameFileTwiceIsHarmless(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive(export), intake.ConfirmCommand{})
		before := k.register()
		i := k.receive(export)
		if got, want := k.counts(i), [6]int{2, 0, 0, 2, 0, 0}; got != want {
			t.Errorf("got %v, want %v: %+v", got, want, k.remarks(i, ""))
		}
		k.confirm(i, intake.ConfirmCommand{})
		if diff := cmp.Diff(before, k.register()); diff != "" {
			t.Errorf("(-before +after)\n%s", diff)
		}
	})
}

const later = `Nama;No. Registrasi;NIK;Tgl Lahir;JK;Status;Tgl Masuk;Ekspirasi
Budi Santoso;BI.099/2026;0015081208900001;12-08-1990;L;Narapidana;03-02-2025;12-08-2027
Siti Aminah;BI.002/2025;;01-03-1985;P;Narapidana;04-02-2025;15-01-2027
Rahmat Hidayat;AIII.7/2026;;02-02-2000;L;Tahanan;01-11-2026;
`

func TestAnUpdateChangesWhatItNamesAndLeavesTheRest(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive(export), intake.ConfirmCommand{})
		i := k.receive(later)
		if got, want := k.counts(i), [6]int{3, 1, 2, 0, 0, 0}; got != want {
			t.Fatalf("got %v, want %v: %v", got, want, k.mistakes(i, ""))
		}
		differs := k.remarks(i, "changed")
		want := []intake.Difference{{Field: "register_no", Old: "BI.001/2025", New: "BI.099/2026"}, {Field: "release_due_on", Old: "2028-08-12", New: "2027-08-12"}}
		if diff := cmp.Diff(want, differs[0].Differs); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		k.confirm(i, intake.ConfirmCommand{})
		wantRegister := []string{"AIII.7/2026|Rahmat Hidayat|M|2000-02-02|detainee|active||1", "BI.002/2025|Siti Aminah|F|1985-03-01|convict|active||2", "BI.099/2026|Budi Santoso|M|1990-08-12|convict|active||2"}
		if diff := cmp.Diff(wantRegister, k.register()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if home, err := db.One[string](t.Context(), d, `SELECT home_regency FROM person_person WHERE register_no = 'BI.002/2025'`); err != nil || home != "15.71" {
			t.Errorf("what the file does not name became %q, %v", home, err)
		}
		k.verify()
	})
}

func TestABadFileNeverHalfLands(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		i := k.receive(later + "Tanpa Nomor;;;01-01-1990;L;Narapidana;01-01-2025;\nBudi;B1;0015081208900001;;X;Tahanan;31/31/2025;\n")
		if got, want := k.mistakes(i, "wrong"), []string{"5 register_no required", "6 sex intake.word", "6 admitted_on date.invalid", "6 nik intake.nik_repeated"}; !cmp.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if _, err := k.files.Confirm(t.Context(), k.a, i.ID, intake.ConfirmCommand{Version: i.Version}); !errors.Is(err, errs.State) {
			t.Errorf("a file with wrong rows is confirmed: %v", err)
		}
		if n := len(k.register()); n != 0 {
			t.Errorf("%d people landed", n)
		}
		k.confirm(i, intake.ConfirmCommand{GoodRows: true})
		if n := len(k.register()); n != 3 {
			t.Errorf("%d good rows landed, want 3", n)
		}
	})
}

func TestAWholeFileIsTakenBackOnItsDayExceptWhatOthersWentOnWith(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive(export), intake.ConfirmCommand{})
		before := k.register()
		i := k.confirm(k.receive(later+"Joko;BI.5;;1990;L;Napi;01-01-2025;\nAgus;BI.6;;1990;L;Napi;01-01-2025;\n"), intake.ConfirmCommand{})
		used := func(number string) id.Person {
			p, err := db.One[id.Person](t.Context(), d, `SELECT id FROM person_person WHERE register_no = $1`, number)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		joko, siti := used("BI.5"), used("BI.002/2025")
		if _, err := k.people.GiveConsent(t.Context(), k.a, joko, person.ConsentCommand{Partner: k.w.Baznas, Purpose: person.Purposes()[0], GivenOn: civil.Must("2026-11-22"), Evidence: "surat"}); err != nil {
			t.Fatal(err)
		}
		p, err := k.people.Get(t.Context(), k.a, siti)
		if err != nil {
			t.Fatal(err)
		}
		c := person.ChangeCommand{Details: person.DetailsOf(p), Version: p.Version}
		c.Religion = "islam"
		if _, err := k.people.Change(t.Context(), k.a, siti, c); err != nil {
			t.Fatal(err)
		}
		i, err = k.files.Undo(t.Context(), k.a, i.ID, 0)
		if err == nil {
			i, err = k.files.Work(t.Context(), k.a, i.ID, nil)
		}
		if err != nil || i.Status != intake.Undone || i.Kept != 2 {
			t.Fatalf("got %s, kept %d: %v", i.Status, i.Kept, err)
		}
		after := k.register()
		want := []string{before[0][:len(before[0])-1] + "3", "BI.002/2025|Siti Aminah|F|1985-03-01|convict|active||3", "BI.5|Joko|M|1990|convict|active||1"}
		if diff := cmp.Diff(want, after); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		k.verify()
	})
}
