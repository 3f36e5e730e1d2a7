package docgen_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"titian/internal/platform/docgen"
)

var at = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

func made(t *testing.T, fill func(d *docgen.Doc)) []byte {
	t.Helper()
	d := docgen.New("Tanda terima", "Titian", at)
	fill(d)
	b, err := d.Bytes()
	if err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b[len(b)-10:], []byte("%%EOF")) {
		t.Fatalf("no PDF of %d bytes, %v", len(b), err)
	}
	return b
}

func pages(b []byte) int { return len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(b, -1)) }

// glyphs is what all streams draw.
func glyphs(t *testing.T, b []byte) string { t.Helper(); return strings.Join(streams(t, b), "") }

// streams inflates the streams, the pages first and in their order: what is drawn is
// two bytes a letter.
func streams(t *testing.T, b []byte) []string {
	t.Helper()
	var out []string
	for _, part := range bytes.Split(b, []byte("stream\n"))[1:] {
		r, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(r) // the rest of the file follows the stream
		out = append(out, string(text))
	}
	return out
}

// drawn is a text as the file draws it.
func drawn(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r >> 8))
		b.WriteByte(byte(r))
	}
	return b.String()
}

func TestNamesAreDrawnAsTheyAreWritten(t *testing.T) {
	for _, name := range []string{"Siti Nurhaliza", "I Gusti Ngurah Rai", "Téuku Ümar", "Sjafruddin, S.H."} {
		b := made(t, func(d *docgen.Doc) { d.Facts(docgen.Fact{Label: "Nama", Text: name}) })
		if text := glyphs(t, b); !strings.Contains(text, drawn(name)) {
			t.Errorf("%s is not in the document", name)
		}
	}
}

func TestALongDocumentHasPagesAndLosesNothing(t *testing.T) {
	var rows [][]string
	for i := range 120 {
		rows = append(rows, []string{fmt.Sprintf("Baris-%d", i), strings.Repeat("panjang ", 20), "akhir"})
	}
	b := made(t, func(d *docgen.Doc) {
		d.Heading("Riwayat")
		d.Table([]string{"Hari", "Isi", "Oleh"}, rows)
		d.Para("Selesai.")
		d.Signatures("Yang bersangkutan", "Petugas")
	})
	if n := pages(b); n < 5 {
		t.Errorf("%d pages", n)
	}
	text := glyphs(t, b)
	for _, i := range []int{0, 60, 119} {
		if !strings.Contains(text, drawn(fmt.Sprintf("Baris-%d", i))) {
			t.Errorf("row %d is lost", i)
		}
	}
}

func TestATablesHeadStandsOnEveryPageAndNeverAlone(t *testing.T) {
	columns := []docgen.Column{{Label: "Nomor", Share: 1}, {Label: "Hadirin", Share: 4}}
	for before := 34; before < 48; before++ { // about the foot of a page
		b := made(t, func(d *docgen.Doc) {
			for range before {
				d.Facts(docgen.Fact{Label: "a", Text: "b"})
			}
			rows := make([][]string, 40)
			for i := range rows {
				rows[i] = []string{"7", "Nama\nJabatan"}
			}
			d.Signing(columns, rows)
		})
		for i, page := range streams(t, b) {
			heads, rows := strings.Count(page, drawn("Hadirin")), strings.Count(page, drawn("Jabatan"))
			if heads != min(1, rows) {
				t.Errorf("%d lines before: page %d has %d heads over %d rows", before, i+1, heads, rows)
			}
		}
	}
}

func TestOneAloneSignsOnHalfALine(t *testing.T) {
	two := glyphs(t, made(t, func(d *docgen.Doc) { d.Signatures("Ketua", "Notulis") }))
	one := glyphs(t, made(t, func(d *docgen.Doc) { d.Signatures("Ketua") }))
	stroke := regexp.MustCompile(`[\d.]+ [\d.]+ m [\d.]+ [\d.]+ l S`)
	if got, want := stroke.FindString(one), stroke.FindString(two); got == "" || got != want {
		t.Errorf("alone %q, beside another %q", got, want)
	}
}

func TestTheSameDocumentIsTheSameFile(t *testing.T) {
	fill := func(d *docgen.Doc) { d.Para("Isi"); d.Table(nil, nil); d.Signatures() }
	if !bytes.Equal(made(t, fill), made(t, fill)) {
		t.Error("two files of one content differ")
	}
}
