package intake_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

// trial is one row of the torture file: what is odd in it, and what must come of
// it: the person as registered ("register|name|born|admitted"), or the mistakes.
type trial struct {
	set   map[string]string // over a good row, by header
	lands string            // empty: as the good row does
	wrong []string          // "field code"
}

// header is the torture file's; its names are as untidy as offices' are.
var header = []string{"No", "NO.REGISTRASI", " Nama  Lengkap ", "NIK / No. KTP", "Tempat, Tgl. Lahir", "L/P", "AGAMA", "Pendidikan Terakhir", "KAB./KOTA", "Status", "Tgl Masuk", "Ekspirasi", "Tingkat Risiko", "ALIAS", "Tgl. Ditahan", "Lama Pidana", "Remisi", "Denda", "Subsider", "1/3", "½", "2/3", "Tgl Bebas"}

const (
	reg, name, nik, born, sex, faith, school, home, status, in, out_, risk = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12

	other, held, term, remitted, fine, subst, third, half, twoThirds, free = 13, 14, 15, 16, 17, 18, 19, 20, 21, 22
)

func set(pairs ...any) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[header[pairs[i].(int)]] = pairs[i+1].(string) //nolint:forcetypeassert // a table of this test
	}
	return m
}

// trials are two hundred rows: every kind of damage that files come with, on each
// of the columns that it befalls.
func trials() []trial {
	var out []trial
	lands := func(field int, value, becomes string) {
		out = append(out, trial{set: set(field, value), lands: becomes})
	}
	wrong := func(field int, value string, mistakes ...string) {
		out = append(out, trial{set: set(field, value), wrong: mistakes})
	}
	// Days that can be read, as births and as admissions.
	for value, day := range map[string]string{
		"12/08/1990": "1990-08-12", "12-8-1990": "1990-08-12", "12.08.1990": "1990-08-12", "12/08/90": "1990-08-12", "12-08-90": "1990-08-12", "12 Agustus 1990": "1990-08-12",
		"12 Agt 1990": "1990-08-12", "12-Aug-90": "1990-08-12", "1990-08-12": "1990-08-12", "1990-08-12 00:00:00": "1990-08-12", "1990-08-12T00:00:00": "1990-08-12", "19900812": "1990-08-12",
		"33097": "1990-08-12", "Muara Bungo, 12-08-1990": "1990-08-12", "Muara Bungo 12-08-1990": "1990-08-12", "Kamis, 12 Agustus 1990": "1990-08-12", "1990": "1990", "08-1990": "1990-08",
		"00-00-1990": "1990", "00/08/1990": "1990-08", "12 Nopember 1990": "1990-11-12", "12 Peb 1990": "1990-02-12", "-": "", "": "", "\u200f12/08/1990": "1990-08-12", " 12/08/1990\u00a0": "1990-08-12",
	} {
		lands(born, value, "born "+day)
	}
	for value, day := range map[string]string{"03/02/25": "2025-02-03", "3 Pebruari 2025": "2025-02-03", "45691": "2025-02-03", "03 FEB 2025": "2025-02-03", "2025/02/03": "2025-02-03", "20250203": "2025-02-03"} {
		lands(in, value, "in "+day)
	}
	for _, value := range []string{"-", "", "nihil", "0000-00-00"} {
		lands(out_, value, "")
	}
	// Days that cannot.
	for value, code := range map[string]string{
		"31/02/1990": "date.invalid", "12/31/1990": "date.month_first", "32-01-1990": "date.invalid", "besok": "date.invalid", "12/08": "date.invalid", "12/08/1790": "date.invalid",
		"99999999": "date.invalid", "1/2/3/4": "date.invalid", "12-08-2030": "date.too_late", "2030": "date.too_late", "#REF!": "intake.cell_error", "########": "intake.cell_error", "=TODAY()": "intake.cell_formula",
	} {
		wrong(born, value, "born "+code)
	}
	for value, code := range map[string]string{
		"31/02/2025": "date.invalid", "02/28/2025": "date.month_first", "2025": "date.invalid", "03-2025": "date.incomplete", "": "required", "-": "required", "23-11-2026": "date.too_late", "#N/A": "intake.cell_error", "kemarin": "date.invalid", "=A1": "intake.cell_formula",
	} {
		wrong(in, value, "admitted_on "+code)
	}
	for value, code := range map[string]string{"01-01-2020": "date.too_early", "12/31/2028": "date.month_first", "seumur hidup": "date.invalid", "2028": "date.invalid", "=B2": "intake.cell_formula"} {
		wrong(out_, value, "expiry "+code)
	}
	// Identity numbers.
	for i, form := range []string{"001508 120890 %04d", "001508.120890.%04d", "'001508120890%04d", `="001508120890%04d"`, "001508-120890-%04d", "001508120890%04d"} {
		lands(nik, fmt.Sprintf(form, 7000+i), "nik")
	}
	for _, value := range []string{"-", "", "tidak ada"} {
		lands(nik, value, "")
	}
	for value, code := range map[string]string{
		"00150812089000011": "intake.nik_length", "001508120890001": "intake.nik_length", "1.50801E+15": "intake.nik_scientific", "1,50801E+15": "intake.nik_scientific", "1.5080112089E+15": "intake.nik_scientific",
		"O015081208900001": "intake.nik_letters", "0015089908900001": "nik.invalid", "0015081213900001": "nik.invalid", "0015081208900000": "nik.invalid", "#REF!": "intake.cell_error", "=D1": "intake.cell_formula",
		"NIK": "intake.nik_letters", "1508": "intake.nik_length", "٠٠١٥٠٨١٢٠٨٩٠٠٠٠١": "intake.nik_letters",
	} {
		wrong(nik, value, "nik "+code)
	}
	// Words.
	for value := range map[string]bool{"L": true, "l": true, "Laki-laki": true, "LAKI - LAKI": true, "Pria": true, "M": true} {
		lands(sex, value, "")
	}
	for _, value := range []string{"Islam", "ISLAM", "katholik", "Budha", "Khonghucu", "Kristen Protestan", "-", ""} {
		lands(faith, value, "")
	}
	for _, value := range []string{"SD", "sltp", "SMA/SMK", "S-1", "D III", "Tidak tamat SD", "STM", ""} {
		lands(school, value, "")
	}
	for _, value := range []string{"Kab. Bungo", "KABUPATEN BUNGO", "Bungo", "15.08", "Kota Jambi", "Bungo, Kab.", ""} {
		lands(home, value, "")
	}
	for _, value := range []string{"Narapidana", "NAPI", "B I", "BIIa", "B.I"} {
		lands(status, value, "")
	}
	for _, value := range []string{"Rendah", "SEDANG", "tinggi", "-", ""} {
		lands(risk, value, "")
	}
	for value, code := range map[string]string{"X": "intake.word", "": "required", "-": "required", "Banci": "intake.word", "1": "intake.word", "#REF!": "intake.cell_error", "L/P": "intake.word"} {
		wrong(sex, value, "sex "+code)
	}
	for value, code := range map[string]string{"Jedi": "intake.word", "Islam/Kristen": "intake.word", "=X": "intake.cell_formula"} {
		wrong(faith, value, "religion "+code)
	}
	for value, code := range map[string]string{"Harvard": "intake.word", "12": "intake.word"} {
		wrong(school, value, "schooling "+code)
	}
	for value, code := range map[string]string{"Atlantis": "intake.regency", "99.99": "intake.regency", "Kab.": "intake.regency"} {
		wrong(home, value, "home_regency "+code)
	}
	for value, code := range map[string]string{"Aktif": "intake.word", "": "required", "bebas": "person.register_free", "Pegawai": "intake.word", "C I": "intake.word"} {
		wrong(status, value, "legal_status "+code)
	}
	for value, code := range map[string]string{"Ekstrem": "intake.word", "5": "intake.word"} {
		wrong(risk, value, "risk_level "+code)
	}
	// The sentence.
	for _, value := range []string{"1 tahun 8 bulan", "1 Th. 8 Bl.", "1 thn, 8 bln 0 hr", "8 (delapan) bulan", "12 TAHUN", "10 hari", "Seumur Hidup", "-", "", "0", "1 tahun dan 6 bulan penjara", "2 years"} {
		lands(term, value, "")
	}
	for _, value := range []string{"1 bulan 15 hari", "45 hr", "nihil", "0", "3bulan"} {
		lands(remitted, value, "")
	}
	for _, value := range []string{"Rp 1.000.000.000,-", "1000000000", "LUNAS", "belum dibayar", "0", "-", "Rp. 800 juta"} {
		lands(fine, value, "")
	}
	for _, value := range []string{"3 bulan", "6 (enam) bulan kurungan", "190 hari", "-"} {
		lands(subst, value, "")
	}
	for at, day := range map[int]string{held: "03/02/2025", third: "3 April 2026", half: "2026-10-30", twoThirds: "46539", free: "12 Agustus 2028"} {
		lands(at, day, "")
	}
	for _, value := range []string{"Budek", "Budek, Mas Bud", "Udin als. Ucok alias Si Kecil", "-", "محمد"} {
		lands(other, value, "")
	}
	for value, code := range map[string]string{"20": "intake.unit", "1-8-0": "intake.length", "1/8": "intake.length", "lama": "intake.length", "1 tahun 2 tahun": "intake.length", "8 minggu": "intake.length", "1,5 tahun": "intake.length", "999 tahun": "number.too_big", "-1 tahun": "intake.length"} {
		wrong(term, value, "sentence "+code)
	}
	for value, code := range map[string]string{"2": "intake.unit", "banyak": "intake.length", "1E+2": "intake.length"} {
		wrong(remitted, value, "remission "+code)
	}
	for value, code := range map[string]string{"3": "intake.unit", "Rp 5.000": "intake.length"} {
		wrong(subst, value, "fine_substitute "+code)
	}
	wrong(fine, "entah", "fine intake.word")
	wrong(other, "!!!", "alias text.invalid")
	wrong(other, strings.Repeat("b", 300), "alias too_long")
	for at, mistakes := range map[int]string{held: "detained_on", third: "one_third", half: "one_half", twoThirds: "two_thirds", free: "release_due_on"} {
		wrong(at, "31/02/2026", mistakes+" date.invalid")
		wrong(at, "12/31/2026", mistakes+" date.month_first")
		wrong(at, "2026", mistakes+" date.invalid")
	}
	wrong(held, "23-11-2026", "detained_on date.too_late")
	wrong(third, "01-01-2029", "expiry intake.before")
	wrong(free, "01-01-2028", "release_due_on intake.before")
	// What befalls every column.
	for at, field := range map[int]string{
		reg: "register_no", name: "name", nik: "nik", born: "born", sex: "sex", faith: "religion", school: "schooling", home: "home_regency", status: "legal_status", in: "admitted_on", out_: "expiry", risk: "risk_level",
		other: "alias", held: "detained_on", term: "sentence", remitted: "remission", fine: "fine", subst: "fine_substitute", third: "one_third", half: "one_half", twoThirds: "two_thirds", free: "release_due_on",
	} {
		wrong(at, "#DIV/0!", field+" intake.cell_error")
		wrong(at, "=VLOOKUP(A1;B:C;2)", field+" intake.cell_formula")
		wrong(at, "ab\ufffdc", field+" intake.cell_encoding")
	}
	// Names and register numbers.
	for value, becomes := range map[string]string{
		"O'Brien d'Arc": "name O'Brien d'Arc", "Budi  \t Santoso": "name Budi Santoso", "\u202eمحمد علي\u202c": "name محمد علي", "דוד": "name דוד", "José Ñuñez": "name José Ñuñez", "Sūkarno": "name Sūkarno",
		"'-Budi": "name -Budi", "BUDI bin AHMAD": "name BUDI bin AHMAD", "X": "name X", "Budi\u200b": "name Budi", "毛泽东": "name 毛泽东",
	} {
		lands(name, value, becomes)
	}
	for value, code := range map[string]string{
		"": "name required", "-": "name required", "=CMD()": "name intake.cell_formula", "Bud\ufffdi": "name intake.cell_encoding", "!!!": "name text.invalid", "#VALUE!": "name intake.cell_error",
		strings.Repeat("a", 300): "name too_long", "Bu\x07di": "name text.invalid",
	} {
		wrong(name, value, code)
	}
	for value, code := range map[string]string{"": "register_no required", "-": "register_no required", "#NAME?": "register_no intake.cell_error", "1.2E+17": "register_no intake.cell_scientific", "=1+1": "register_no intake.cell_formula", strings.Repeat("9", 120): "register_no too_long"} {
		wrong(reg, value, code)
	}
	return out
}

// row is the trial as cells.
func (x trial) row(n int) []string {
	cells := []string{fmt.Sprint(n), fmt.Sprintf("BI.%04d", n), fmt.Sprintf("Orang Uji %d", n), "", fmt.Sprintf("%02d-%02d-19%02d", n%28+1, n%12+1, 60+n%30), "L", "Islam", "SD", "Kab. Bungo", "Narapidana", "03-02-2025", "12-08-2028", "Rendah", "", "", "", "", "", "", "", "", "", ""}
	for h, v := range x.set {
		cells[slices.Index(header, h)] = v
	}
	return cells
}

func TestEachRowOfTheTortureFileLandsRightOrIsNamedWithTheReason(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		list := trials()
		if len(list) < 300 {
			t.Fatalf("%d rows only", len(list))
		}
		var file bytes.Buffer
		file.WriteString("\ufeff")
		line := map[int]int{} // line → trial
		at := 1
		write := func(cells []string) {
			for i, c := range cells {
				if i > 0 {
					file.WriteByte(';')
				}
				if strings.HasPrefix(c, "=\"") || c == "" {
					file.WriteString(c)
				} else {
					fmt.Fprintf(&file, `"%s"`, strings.ReplaceAll(c, `"`, `""`))
				}
			}
			file.WriteString("\r\n")
			at++
		}
		write(header)
		for n, x := range list {
			line[at] = n
			write(x.row(n + 1))
		}
		i := k.receive(file.String())
		got := map[int][]string{}
		l := words(t)
		for what := range map[string]bool{"wrong": true} {
			for _, r := range k.every(i, what) {
				for _, m := range r.Wrong {
					got[line[r.Line]] = append(got[line[r.Line]], fmt.Sprint(m.Field, " ", m.Code))
					if text := intaketext.Mistake(l, i.Shape, m); !strings.HasPrefix(text, "Kolom ") || strings.Contains(text, "error.") || strings.HasSuffix(text, "tidak benar") {
						t.Errorf("row %v is told %q", list[line[r.Line]].set, text)
					}
				}
			}
		}
		for n, x := range list {
			if !slices.Equal(got[n], x.wrong) {
				t.Errorf("row %d %q: got %q, want %q", n+2, x.set, got[n], x.wrong)
			}
		}
		k.confirm(i, intake.ConfirmCommand{GoodRows: true})
		for n, x := range list {
			if len(x.wrong) == 0 {
				k.landed(n+1, x)
			}
		}
		k.verify()
	})
}

// every reads all pages of remarks.
func (k *desk) every(i intake.Import, what string) []intake.Remark {
	k.t.Helper()
	return k.remarks(i, what)
}

// landed checks one person of the torture file against what was to come of them.
func (k *desk) landed(n int, x trial) {
	k.t.Helper()
	p, err := db.All[struct {
		Name string `db:"name" privacy:"restricted"`
		Born string `db:"born" privacy:"restricted"`
		In   string `db:"admitted" privacy:"restricted"`
		NIK  int    `db:"nik" privacy:"restricted"`
	}](k.t.Context(), k.d, `SELECT name, born, CAST(admitted_on AS TEXT) AS admitted, CASE WHEN nik_hash IS NULL THEN 0 ELSE 1 END AS nik FROM person_person WHERE register_no = $1`, fmt.Sprintf("BI.%04d", n))
	if err != nil || len(p) != 1 {
		k.t.Errorf("row %q: %d people, %v", x.set, len(p), err)
		return
	}
	what, want, _ := strings.Cut(x.lands, " ")
	got := map[string]string{"name": p[0].Name, "born": p[0].Born, "in": p[0].In}[what]
	if what == "nik" && p[0].NIK != 1 || what != "nik" && what != "" && got != want {
		k.t.Errorf("row %q landed as %+v, want %s", x.set, p[0], x.lands)
	}
}

func words(t *testing.T) *i18n.Localizer {
	t.Helper()
	b, err := i18n.NewBundle()
	if err == nil {
		err = b.Add(intaketext.Words)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Localizer(i18n.Indonesian)
}

// refused is the code with which a whole file is refused.
func (k *desk) refused(file []byte) string {
	i, err := k.files.Receive(k.t.Context(), k.a, intake.ReceiveCommand{FileName: "x", File: bytes.NewReader(file)})
	if err == nil {
		_, err = k.files.Check(k.t.Context(), k.a, i.ID, nil)
	}
	e := errs.As(err)
	if e == nil {
		return fmt.Sprint(err)
	}
	for _, f := range e.Fields {
		return f.Code
	}
	return e.Code
}

func TestWholeFilesAreRefusedWithTheReason(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	k := open(t, d)
	for name, tt := range map[string]struct{ file, want string }{
		"nothing":            {"", "file.empty"},
		"a program":          {"MZ\x90\x00\x03", "file.type"},
		"1,000 columns":      {strings.Repeat("Nama;", 1000) + "x\n", "file.columns"},
		"duplicate headers":  {"Nama;NIK;NAMA\nBudi;;Joko\n", "intake.column_twice"},
		"no name":            {"NIK;Status\n;Napi\n", "intake.no_name"},
		"a header alone":     {"Nama;NIK\n", "file.no_rows"},
		"a file cut in two":  {"PK\x03\x04rest", "file.broken"},
		"a quote never shut": {"Nama;NIK\n\"Budi;\n" + strings.Repeat("a;b\n", 1<<19), "file.quote"},
	} {
		if got := k.refused([]byte(tt.file)); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestAWorkbooksOwnMistakesAreNamed(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	k := open(t, d)
	f := excelize.NewFile()
	defer f.Close()
	rows := [][]any{
		{"No. Registrasi", "Nama", "NIK", "JK", "Status", "Tgl Masuk", "Tgl Lahir"},
		{"B1", "Budi", 1.508011208900001e15, "L", "Napi", 45691, 33097},
		{"B2", "Siti", 1.50801120890e15, "P", "Napi", 45691, 33097.5},
		{45691, 12345, "", "L", "Napi", "03/02/2025", 1990},
		{"B4", "Gabung", "", "L", "Napi", 45691, ""},
		{"B5", "", "", "L", "Napi", 45691, ""},
		{"B6", "Rumus", "", "L", "Napi"},
		{123, "Angka", "", "L", "Napi", 45691, ""},
		{"B8", "Benar", true, "L", "Napi", 45691, ""},
	}
	for n, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", n+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err == nil {
		err = f.SetCellStyle("Sheet1", "A4", "A4", style)
	}
	if err == nil {
		err = f.MergeCell("Sheet1", "B5", "B6")
	}
	if err == nil {
		err = f.SetCellFormula("Sheet1", "F7", "F6")
	}
	var b bytes.Buffer
	if err == nil {
		err = f.Write(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	i := k.receive(b.String())
	want := []string{
		"3 nik intake.nik_cut", "4 register_no intake.cell_day", "4 name intake.cell_number", "6 name intake.cell_merged", "7 admitted_on intake.cell_formula", "9 nik intake.cell_logical",
	}
	if got := k.mistakes(i, "wrong"); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	k.confirm(i, intake.ConfirmCommand{GoodRows: true})
	if got := k.register(); len(got) != 3 || !strings.HasPrefix(got[0], "123|Angka") || !strings.Contains(got[1], "B1|Budi|M|1990-08-12") {
		t.Errorf("landed %q", got)
	}
}

func TestOldEncodingsKeepTheirLetters(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	k := open(t, d)
	text, err := charmap.Windows1252.NewEncoder().String("No. Registrasi\tNama\tJK\tStatus\tTgl Masuk\nB1\tJosé Ñuñez\tL\tNapi\t03/02/2025\n")
	if err != nil {
		t.Fatal(err)
	}
	k.confirm(k.receive(text), intake.ConfirmCommand{})
	if got := k.register(); len(got) != 1 || !strings.Contains(got[0], "José Ñuñez") {
		t.Errorf("got %q", got)
	}
}

func TestTheAnnotatedWorkbookSaysOfEachRowWhatBecomesOfIt(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	k := open(t, d)
	i := k.receive(export + "3;BI.3;Joko;12;;X;Napi;;;;\n")
	var b bytes.Buffer
	if err := k.files.Annotated(t.Context(), k.a, i.ID, &b, intaketext.Annotation(words(t), i.Shape)); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(io.NopCloser(bytes.NewReader(b.Bytes())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Hasil periksa")
	if err != nil || len(rows) != 4 || rows[0][0] != "Hasil" || rows[1][0] != "baru" || rows[3][0] != "salah" || !strings.Contains(rows[3][1], "Kolom D (NIK): NIK harus 16 angka") {
		t.Errorf("got %q, %v", rows, err)
	}
	// Corrected there, it is handed in as it is.
	if again := k.receive(b.String()); again.Rows != 3 || again.Fresh != 2 || again.Wrong != 1 {
		t.Errorf("handed in again: %v %v", k.counts(again), k.mistakes(again, "wrong"))
	}
}
