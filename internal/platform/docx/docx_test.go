package docx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"titian/internal/kernel/errs"
	"titian/internal/platform/docx"
)

// word is a Word file of a body, as Word would write it.
func word(t *testing.T, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = io.WriteString(w, `<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>`+body+`</w:body></w:document>`)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// body is what stands in a file's document.
func body(t *testing.T, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	_, s, _ := strings.Cut(string(b), "<w:body>")
	s, _, _ = strings.Cut(s, "</w:body>")
	return s
}

func values() docx.Values {
	return docx.Values{
		Fields: map[string]string{"judul": "Rapat <koordinasi> & evaluasi", "nomor": "M-1", "catatan": "Baris satu\r\nBaris dua"},
		Lists:  map[string][]map[string]string{"hadirin": {{"no": "1", "nama": "Siti"}, {"no": "2", "nama": "محمد"}}, "agenda": nil},
	}
}

func fill(t *testing.T, document string) string {
	t.Helper()
	file := word(t, document)
	out, err := docx.Fill(bytes.NewReader(file), int64(len(file)), values())
	if err != nil {
		t.Fatal(err)
	}
	return body(t, out)
}

func TestMarkersAreFilledHoweverWordHasCutThem(t *testing.T) {
	const p, q = `<w:t xml:space="preserve">`, `</w:t>`
	for what, tt := range map[string]struct{ in, want string }{
		"in one run":           {`<w:p><w:r><w:t>Judul: {{judul}}.</w:t></w:r></w:p>`, `<w:p><w:r>` + p + `Judul: Rapat &lt;koordinasi&gt; &amp; evaluasi.` + q + `</w:r></w:p>`},
		"over three runs":      {`<w:p><w:r><w:t>No {</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>{nomor</w:t></w:r><w:r><w:t>}} ya</w:t></w:r></w:p>`, `<w:p><w:r>` + p + `No M-1` + q + `</w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr>` + p + q + `</w:r><w:r>` + p + ` ya` + q + `</w:r></w:p>`},
		"two in a run":         {`<w:p><w:r><w:t>{{nomor}}{{ nomor }}</w:t></w:r></w:p>`, `<w:p><w:r>` + p + `M-1M-1` + q + `</w:r></w:p>`},
		"of several lines":     {`<w:p><w:r><w:t>{{catatan}}</w:t></w:r></w:p>`, `<w:p><w:r>` + p + `Baris satu</w:t><w:br/>` + p + `Baris dua` + q + `</w:r></w:p>`},
		"none":                 {`<w:p/><w:p><w:r><w:t/><w:tab/><w:t>a &amp; b</w:t></w:r></w:p>`, `<w:p/><w:p><w:r><w:t/><w:tab/><w:t>a &amp; b</w:t></w:r></w:p>`},
		"beside an empty text": {`<w:p><w:r><w:t/><w:t>{{nomor}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t/>` + p + `M-1` + q + `</w:r></w:p>`},
		"beside an ampersand":  {`<w:p><w:r><w:t>a &amp; {{nomor}}</w:t></w:r></w:p>`, `<w:p><w:r>` + p + `a &amp; M-1` + q + `</w:r></w:p>`},
		"a row for each": {
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{#had</w:t></w:r><w:r><w:t>irin}}{{no}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`,
			`<w:tbl><w:tr><w:tc><w:p><w:r>` + p + q + `</w:r><w:r>` + p + `1` + q + `</w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r>` + p + q + `</w:r><w:r>` + p + `2` + q + `</w:r></w:p></w:tc></w:tr></w:tbl>`,
		},
		"no row for nobody": {`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{#agenda}}{{no}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, `<w:tbl></w:tbl>`},
	} {
		if got := fill(t, tt.in); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", what, got, tt.want)
		}
	}
}

func TestATemplateIsToldWhichFieldIsWrongAndWhere(t *testing.T) {
	known := docx.Known{Fields: []string{"judul"}, Lists: map[string][]string{"hadirin": {"nama"}}}
	for what, tt := range map[string]struct {
		in   string
		want []string
	}{
		"all is known":     {`<w:p><w:r><w:t>{{judul}}</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{#hadirin}}{{nama}}{{judul}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, nil},
		"an unknown field": {`<w:p><w:r><w:t>Nama rapat: {{jud</w:t></w:r><w:r><w:t>ull}} ini</w:t></w:r></w:p>`, []string{"docx.unknown judull Nama rapat: {{judull}} ini"}},
		"two of them":      {`<w:p><w:r><w:t>{{a}} {{b c}}</w:t></w:r></w:p>`, []string{"docx.unknown a {{a}} {{b c}}", "docx.unknown b c {{a}} {{b c}}"}},
		"outside its row":  {`<w:p><w:r><w:t>{{nama}}</w:t></w:r></w:p>`, []string{"docx.outside nama {{nama}}"}},
		"a list of nobody": {`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{#tamu}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, []string{"docx.unknown_list #tamu {{#tamu}}"}},
		"a list in no row": {`<w:p><w:r><w:t>{{#hadirin}}</w:t></w:r></w:p>`, []string{"docx.no_row #hadirin {{#hadirin}}"}},
		"no end":           {`<w:p><w:r><w:t>Judul {{judul} ya</w:t></w:r></w:p>`, []string{"docx.open {{ Judul {{judul} ya"}},
		"after the table":  {`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{#hadirin}}{{nama}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>{{nama}}</w:t></w:r></w:p>`, []string{"docx.outside nama {{nama}}"}},
	} {
		file := word(t, tt.in)
		var got []string
		if e := errs.As(docx.Check(bytes.NewReader(file), int64(len(file)), "file", known)); e != nil {
			for _, f := range e.Fields {
				got = append(got, f.Code+" "+f.Args["field"].(string)+" "+f.Args["near"].(string))
				if f.Path != "file" {
					t.Errorf("%s: at %s", what, f.Path)
				}
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", what, got, tt.want)
		}
	}
}

func TestWhatIsNoTemplateIsRefused(t *testing.T) {
	deep := strings.Repeat("<w:p>", 300) + strings.Repeat("</w:p>", 300)
	var other bytes.Buffer
	z := zip.NewWriter(&other)
	if _, err := z.Create("xl/workbook.xml"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		file []byte
		want string
	}{
		"text":             {[]byte("Notulen"), "docx.invalid"},
		"a workbook":       {other.Bytes(), "docx.invalid"},
		"broken XML":       {word(t, "<w:p><w:r>"), ""},
		"no XML":           {word(t, "<w:p &"), "docx.invalid"},
		"a tower of tags":  {word(t, deep), "docx.invalid"},
		"a bomb":           {word(t, strings.Repeat(" ", docx.MaxUnpacked)), "docx.too_large"},
		"growing entities": {word(t, `<!DOCTYPE x [<!ENTITY a "b">]>`), "docx.invalid"},
	} {
		err := docx.Check(bytes.NewReader(tt.file), int64(len(tt.file)), "file", docx.Known{})
		if e := errs.As(err); tt.want != "" && (e == nil || e.Code != tt.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	file := word(t, `<w:p><w:r><w:t>{{apa}}</w:t></w:r></w:p>`)
	if _, err := docx.Fill(bytes.NewReader(file), int64(len(file)), docx.Values{}); errs.KindOf(err) != errs.Invalid {
		t.Errorf("an unknown field is filled: %v", err)
	}
}

func TestABuiltDocumentIsATemplate(t *testing.T) {
	var d docx.Doc
	d.Title("{{judul}}")
	d.Facts("Nomor", "{{nomor}}")
	d.Heading("Hadir")
	d.Table([]int{1000, 8000}, []string{"No.", "Nama"}, []string{"{{#hadirin}}{{no}}", "{{nama}}"})
	d.Para("{{catatan}}")
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	known := docx.Known{Fields: []string{"judul", "nomor", "catatan"}, Lists: map[string][]string{"hadirin": {"no", "nama"}}}
	if err := docx.Check(bytes.NewReader(file), int64(len(file)), "file", known); err != nil {
		t.Error(err)
	}
	out, err := docx.Fill(bytes.NewReader(file), int64(len(file)), values())
	if err != nil {
		t.Fatal(err)
	}
	if s := body(t, out); strings.Contains(s, "{{") || !strings.Contains(s, "محمد") || strings.Count(s, "<w:tr>") != 4 {
		t.Errorf("filled: %s", s)
	}
}

func TestABuiltDocumentHasItsFootAndRoomForHands(t *testing.T) {
	var d docx.Doc
	d.Footer("{{nomor}} · {{judul}}")
	d.Closing("Demikian.")
	d.Hands("{{judul}}", "Notulis")
	d.NextPage("Daftar hadir")
	d.Signing([]int{1000, 6000, 2000}, []string{"No.", "Nama", "Tanda tangan"}, []string{"{{#hadirin}}{{no}}", "{{nama}}", ""})
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	known := docx.Known{Fields: []string{"judul", "nomor"}, Lists: map[string][]string{"hadirin": {"no", "nama"}}}
	if err := docx.Check(bytes.NewReader(file), int64(len(file)), "file", known); err != nil {
		t.Error(err)
	}
	out, err := docx.Fill(bytes.NewReader(file), int64(len(file)), values())
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open("word/footer1.xml")
	if err != nil {
		t.Fatal(err)
	}
	foot, err := io.ReadAll(r)
	if err != nil || strings.Contains(string(foot), "{{") || !strings.Contains(string(foot), " PAGE ") || !strings.Contains(string(foot), " NUMPAGES ") {
		t.Errorf("the foot, %v: %s", err, foot)
	}
	s := body(t, out)
	if !strings.Contains(s, `w:footerReference`) || !strings.Contains(s, `<w:pageBreakBefore/>`) || strings.Count(s, `<w:trHeight`) != strings.Count(s, `<w:tr>`)-2 {
		t.Errorf("the body: %s", s)
	}
}

func FuzzFill(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>{{judul}}</w:t></w:r></w:p>`)
	f.Add(`<w:tr><w:p><w:t>{{#hadirin}}{{no}}</w:t></w:p></w:tr>`)
	f.Add(`<w:p><w:t>{{nomor</w:t><w:t>}}</w:t></w:p><w:t/>`)
	f.Fuzz(func(t *testing.T, s string) {
		file := word(t, s)
		_, _ = docx.Fill(bytes.NewReader(file), int64(len(file)), values()) // answers, whatever comes
		_ = docx.Check(bytes.NewReader(file), int64(len(file)), "file", docx.Known{})
	})
}
