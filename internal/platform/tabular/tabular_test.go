package tabular_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"titian/internal/kernel/errs"
	"titian/internal/platform/tabular"
)

// read opens a file and gives all of it: texts, and the kinds that are not plain
// text behind a "|".
func read(t *testing.T, file []byte, l tabular.Limits) (*tabular.Table, [][]string, error) {
	t.Helper()
	table, err := tabular.Open(bytes.NewReader(file), int64(len(file)), l)
	if err != nil {
		return nil, nil, err
	}
	defer table.Close()
	var out [][]string
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return table, out, nil
		}
		if err != nil {
			return table, out, err
		}
		line := []string{fmt.Sprint(row.Line)}
		for _, c := range row.Cells {
			if c.Kind != tabular.Text {
				c.Text += fmt.Sprint("|", c.Kind)
			}
			line = append(line, c.Text)
		}
		out = append(out, line)
	}
}

func code(err error) string {
	if e := errs.As(err); e != nil {
		return e.Code
	}
	return fmt.Sprint(err)
}

func TestCSVIsReadInTheEncodingsAndSeparatorsThatOfficesUse(t *testing.T) {
	want := [][]string{{"1", "Nama", "NIK"}, {"2", "José Ñ", "007"}, {"4", "Baris\nkedua", "x"}}
	text := "Nama;NIK\r\nJosé Ñ;=\"007\"\r\n\r\n\"Baris\nkedua\";x\r\n"
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, encoding string }{
		"UTF-8":                     {text, "UTF-8"},
		"UTF-8 with a mark":         {"\ufeff" + text, "UTF-8"},
		"Windows-1252":              {latin, "Windows-1252"},
		"UTF-16 with a mark":        {wide, "UTF-16"},
		"UTF-16 without one":        {bare, "UTF-16"},
		"tabs":                      {strings.ReplaceAll(text, ";", "\t"), "UTF-8"},
		"commas":                    {strings.ReplaceAll(text, ";", ","), "UTF-8"},
		"spaces and marks about it": {strings.ReplaceAll(text, "José", "\u200e José\u00a0"), "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			table, got, err := read(t, []byte(tt.file), tabular.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			w := want
			if name == "spaces and marks about it" {
				w = [][]string{want[0], {"2", "José  Ñ", "007"}, want[2]}
			}
			if d := cmp.Diff(w, got); d != "" || table.Encoding != tt.encoding || table.Format != tabular.CSV {
				t.Errorf("%s read as %s (-want +got)\n%s", name, table.Encoding, d)
			}
		})
	}
}

func TestASeparatorInsideQuotationsDoesNotDecide(t *testing.T) {
	_, got, err := read(t, []byte("\"a,b,c,d\";x\n\"e,f,g,h\";y\n"), tabular.Limits{})
	if d := cmp.Diff([][]string{{"1", "a,b,c,d", "x"}, {"2", "e,f,g,h", "y"}}, got); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
}

func TestFormulasAndErrorsInCSVAreToldApartFromText(t *testing.T) {
	_, got, err := read(t, []byte("a,b,c,d,e\n=A1+B1,#REF!,'=x,'Aisyah,####\n"), tabular.Limits{})
	if d := cmp.Diff([]string{"2", "=A1+B1|5", "#REF!|4", "=x", "'Aisyah", "####|4"}, got[1]); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
}

func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t *testing.T, f *excelize.File, at string, v any) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", at, v); err != nil {
		t.Fatal(err)
	}
}

func TestAWorkbookIsReadCellByCellAsItWasStored(t *testing.T) {
	file := workbook(t, func(f *excelize.File) {
		set(t, f, "A1", "Nama")
		set(t, f, "B1", "Lahir")
		set(t, f, "A3", "Siti")
		set(t, f, "B3", time.Date(2025, 8, 12, 0, 0, 0, 0, time.UTC))
		set(t, f, "C3", 1.508010101900001e15)
		set(t, f, "D3", true)
		set(t, f, "E3", 45881)
		if err := f.SetCellFormula("Sheet1", "F3", "A1&B1"); err != nil { // never computed
			t.Fatal(err)
		}
		set(t, f, "A4", "gabung")
		if err := f.MergeCell("Sheet1", "A4", "A6"); err != nil {
			t.Fatal(err)
		}
		set(t, f, "B5", "x")
		if _, err := f.NewSheet("Lain"); err != nil {
			t.Fatal(err)
		}
	})
	table, got, err := read(t, file, tabular.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"1", "Nama", "Lahir"},
		{"3", "Siti", "2025-08-12|2", "1508010101900001|1", "TRUE|3", "45881|1", "|5"},
		{"4", "gabung"},
		{"5", "|6", "x"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if table.Sheet != "Sheet1" || cmp.Diff([]string{"Lain"}, table.Others) != "" {
		t.Errorf("read %q and not %q", table.Sheet, table.Others)
	}
}

// parts makes a workbook by hand, with one sheet whose rows are given.
func parts(t *testing.T, sheet string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	files := map[string]string{
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="worksheets/a.xml"/></Relationships>`,
		"xl/worksheets/a.xml":        sheet,
	}
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFormulaIsReadAsTheValueThatTheFileHolds(t *testing.T) {
	_, got, err := read(t, parts(t, `<worksheet><sheetData><row><c t="str"><f>A1</f><v>Budi</v></c><c><f>1+1</f><v>2</v></c><c><f>X</f></c><c t="e"><v>#REF!</v></c><c t="inlineStr"><is><t>la</t><t>ngsung</t></is></c></row></sheetData></worksheet>`), tabular.Limits{})
	if d := cmp.Diff([][]string{{"1", "Budi", "2|1", "|5", "#REF!|4", "langsung"}}, got); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
}

func TestFilesThatAreNoTablesAreRefusedByWhatTheyAre(t *testing.T) {
	bomb := strings.Repeat("<row><c><v>1</v></c></row>", 1<<18)
	endless := strings.Repeat("x", 3<<20)
	wide := strings.Repeat("Nama,", 1000)
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"no bytes":                   {nil, "file.empty"},
		"a program named .xlsx":      {append([]byte("MZ\x90\x00"), make([]byte, 100)...), "file.type"},
		"an old workbook":            {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 100)...), "file.type"},
		"a PDF":                      {[]byte("%PDF-1.7"), "file.type"},
		"noise":                      {[]byte("ab\x00\x01\x02cd"), "file.type"},
		"an archive of other things": {zipped(t), "file.type"},
		"a zip cut off":              {parts(t, "<worksheet/>")[:200], "file.broken"},
		"a sheet cut off":            {parts(t, "<worksheet><sheetData><row><c>"), "file.cut_off"},
		"a bomb":                     {parts(t, "<worksheet><sheetData>"+bomb+"</sheetData></worksheet>"), "file.bomb"},
		"a text without end":         {parts(t, "<worksheet><sheetData><row><c><v>"+endless+"</v></c></row></sheetData></worksheet>"), "file.bomb"},
		"a thousand columns":         {[]byte(wide + "x\n"), "file.columns"},
		"a quotation without end":    {[]byte("Nama\n\"" + strings.Repeat("abc\n", 1<<19)), "file.quote"},
	} {
		if _, _, err := read(t, tt.file, tabular.Limits{Unpacked: 4 << 20}); code(err) != tt.want {
			t.Errorf("%s: got %s, want %s", name, code(err), tt.want)
		}
	}
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create("readme.txt"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRowsAreBounded(t *testing.T) {
	if _, got, err := read(t, []byte("a\nb\nc\n"), tabular.Limits{Rows: 2}); code(err) != "file.rows" || len(got) != 2 {
		t.Errorf("got %d rows, %v", len(got), err)
	}
}

func TestDaysAreCountedAsSpreadsheetsCountThem(t *testing.T) {
	for _, tt := range []struct {
		serial string
		from04 bool
		want   string
	}{{"45881", false, "2025-08-12"}, {"45881.75", false, "2025-08-12"}, {"61", false, "1900-03-01"}, {"59", false, "1900-02-28"}, {"44419", true, "2025-08-12"}} {
		if d, ok := tabular.SerialDay(tt.serial, tt.from04); !ok || d.String() != tt.want {
			t.Errorf("%s is %s, want %s", tt.serial, d, tt.want)
		}
	}
	for _, bad := range []string{"0", "-3", "1e9", "NaN", "x", ""} {
		if d, ok := tabular.SerialDay(bad, false); ok {
			t.Errorf("%q is taken for %s", bad, d)
		}
	}
}

func TestWhatIsWrittenIsReadBackAsText(t *testing.T) {
	for _, format := range []tabular.Format{tabular.CSV, tabular.XLSX} {
		var b bytes.Buffer
		w, err := tabular.NewWriter(&b, format, "Warga Binaan", []string{"Nama", "NIK"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Row([]tabular.Out{{Text: "=Budi"}, {Text: "0015080101900001", Wrong: true}}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		_, got, err := read(t, b.Bytes(), tabular.Limits{})
		if d := cmp.Diff([][]string{{"1", "Nama", "NIK"}, {"2", "=Budi", "0015080101900001"}}, got); err != nil || d != "" {
			t.Errorf("%s: %v\n%s", format, err, d)
		}
	}
}

func TestColumnsAreNamedAsInASpreadsheet(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := tabular.ColumnName(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("Nama;NIK\nBudi;\"x\ny\"\n"))
	f.Add([]byte("\xff\xfea\x00;\x00\n\x00"))
	f.Add([]byte("sep=;\n\"a"))
	f.Fuzz(func(t *testing.T, file []byte) { fuzz(t, file) })
}

func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="3"><c r="B3" t="s" s="1"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells></worksheet>`)
	f.Add(`<worksheet><sheetData><row><c r="ZZZZ99"><f>x</f></c>`)
	f.Fuzz(func(t *testing.T, sheet string) { fuzz(t, parts(t, sheet)) })
}

// fuzz: whatever the bytes are, they are read or refused with a reason, each row
// with its line and within the limits.
func fuzz(t *testing.T, file []byte) {
	table, err := tabular.Open(bytes.NewReader(file), int64(len(file)), tabular.Limits{Columns: 20, Rows: 50, Unpacked: 1 << 20})
	if err != nil {
		if errs.As(err) == nil {
			t.Fatalf("refused without a reason: %v", err)
		}
		return
	}
	defer table.Close()
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			if errs.As(err) == nil {
				t.Fatalf("stopped without a reason: %v", err)
			}
			return
		}
		if row.Line < 0 || len(row.Cells) == 0 || len(row.Cells) > 20 {
			t.Fatalf("row %d has %d cells", row.Line, len(row.Cells))
		}
	}
}
