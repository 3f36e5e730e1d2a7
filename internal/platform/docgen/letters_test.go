package docgen_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"titian/internal/platform/docgen"
)

func TestItIsKnownWhichLettersAreDrawn(t *testing.T) {
	l, err := docgen.NewLetters()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"Téuku Ümar, S.H. – “Rapat”\n1/2": true, "": true, "I Gusti Ngurah Rai": true,
		"محمد": true, "ꦩꦱ꧀": true, "ᬩᬮᬶ": true, "ᮞᮥᮔ᮪ᮓ": true, "Nama محمد\tعلي": true, "e\u0301": true,
		"李": false, "Budi 👍": false, "สมชาย": false,
	} {
		if got := l.Draw(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// said is how a file tells the text of letters that it draws as curves.
func said(s string) string {
	return "ActualText <FEFF" + strings.ToUpper(hex.EncodeToString([]byte(drawn(s)))) + ">"
}

const (
	arabic   = "محمد عبد الرحمن"
	javanese = "ꦱꦸꦩꦂꦤꦺꦴ"
)

func TestNamesInOtherScriptsAreDrawnWhereverTheyStand(t *testing.T) {
	for _, name := range []string{arabic, javanese} {
		for place, fill := range map[string]func(d *docgen.Doc){
			"paragraph": func(d *docgen.Doc) { d.Para("Oleh " + name) },
			"heading":   func(d *docgen.Doc) { d.Heading(name) },
			"fact":      func(d *docgen.Doc) { d.Facts(docgen.Fact{Label: "Nama", Text: name}) },
			"cell":      func(d *docgen.Doc) { d.Table([]string{"Nama", "Kota"}, [][]string{{name, "Turen"}}) },
			"number": func(d *docgen.Doc) {
				d.Columns([]docgen.Column{{Label: "n", Share: 1, Right: true}}, [][]string{{name}})
			},
			"hand":     func(d *docgen.Doc) { d.Signatures("Ketua", name) },
			"title":    func(d *docgen.Doc) { d.Centred(true, 14, name) },
			"the code": func(d *docgen.Doc) { _ = d.Code("x", name) },
		} {
			if text := glyphs(t, made(t, fill)); !strings.Contains(text, said(name)) {
				t.Errorf("%s: %s is not drawn", place, name)
			}
		}
	}
}

func TestLatinBesideAnotherScriptStaysText(t *testing.T) {
	text := glyphs(t, made(t, func(d *docgen.Doc) { d.Para("Sukoco " + arabic + ", S.H.") }))
	if !strings.Contains(text, drawn("Sukoco")) || !strings.Contains(text, drawn(", S.H.")) {
		t.Error("Latin letters are not text")
	}
}

func TestALetterWithoutPictureIsSpelled(t *testing.T) {
	b := made(t, func(d *docgen.Doc) {
		d.Facts(docgen.Fact{Label: "Nama", Text: "Budi 李明👍 Santoso"})
		d.Para("Rahmat👍")
	})
	text := glyphs(t, b)
	if !strings.Contains(text, drawn("Budi [U+674E U+660E U+1F44D] Santoso")) && !strings.Contains(text, drawn("[U+674E U+660E U+1F44D]")) {
		t.Error("the missing letters are not spelled")
	}
}

func TestNoNameTurnsTheWordsBesideIt(t *testing.T) {
	text := glyphs(t, made(t, func(d *docgen.Doc) { d.Para("Rp\u202e000.1\u202c dibayar") }))
	if !strings.Contains(text, drawn("Rp000.1 dibayar")) {
		t.Error("a turned number is not written as it is kept")
	}
}

// Forty people with long names in three scripts: each is there, no row is cut by
// the end of a page, and the file is small.
func TestFortyNamesInThreeScripts(t *testing.T) {
	long := "Raden Mas Haji Kusumaningrat Wiradikarta Sastroamidjojo, S.H., M.Hum. "
	var rows [][]string
	for i := range 40 {
		rows = append(rows, []string{string(rune('A' + i%26)), long + []string{arabic, javanese, ""}[i%3], "Kepala " + javanese, "Yayasan " + arabic})
	}
	b := made(t, func(d *docgen.Doc) { d.Table([]string{"No", "Nama", "Jabatan", "Instansi"}, rows) })
	text := glyphs(t, b)
	// 13 or 14 names of each, and 40 offices of each; a name may be broken between lines.
	if n := strings.Count(text, said(javanese)); n < 40 {
		t.Errorf("%d names in Javanese letters", n)
	}
	if n := pages(b); n < 2 || n > 9 {
		t.Errorf("%d pages", n)
	}
	if len(b) > 400_000 {
		t.Errorf("%d bytes", len(b))
	}
}

func TestALongFooterKeepsToItsLine(t *testing.T) {
	d := docgen.New("Judul", strings.Repeat("Rapat "+arabic+" ", 20), at)
	d.Page()
	b, err := d.Bytes()
	if err != nil || pages(b) != 2 {
		t.Errorf("%d pages, %v", pages(b), err)
	}
}
