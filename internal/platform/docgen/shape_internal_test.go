package docgen

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"pgregory.net/rapid"
)

func shaped(t *testing.T, text string, width float64) []shapedLine {
	t.Helper()
	s, err := newShaper()
	if err != nil {
		t.Fatal(err)
	}
	return s.lines(clean(text), false, 10, width)
}

// pictures are the glyphs of a line of one run, from left to right.
func pictures(t *testing.T, text string) []font.GID {
	t.Helper()
	lines := shaped(t, text, 500)
	if len(lines) != 1 || len(lines[0]) != 1 {
		t.Fatalf("%q is %d lines", text, len(lines))
	}
	var ids []font.GID
	for _, g := range lines[0][0].Glyphs {
		ids = append(ids, g.GlyphID)
	}
	return ids
}

// Lam before alef has a form of its own, and so has the alef.
func TestLamAndAlefAreALigature(t *testing.T) {
	both := pictures(t, "لا")
	alef := pictures(t, "با")[0] // as it stands after any other letter
	lam := pictures(t, "لب")[1]  // as it stands before any other letter
	if slices.Contains(both, alef) || slices.Contains(both, lam) {
		t.Errorf("%v are the parts %d and %d", both, lam, alef)
	}
}

func TestArabicLettersJoin(t *testing.T) {
	alone := shaped(t, "م", 500)[0][0].Glyphs[0].GlyphID
	name := shaped(t, "محمد", 500)[0][0]
	if len(name.Glyphs) != 4 || name.Direction != di.DirectionRTL {
		t.Fatalf("%d letters, direction %v", len(name.Glyphs), name.Direction)
	}
	for _, g := range name.Glyphs {
		if g.GlyphID == alone {
			t.Error("a letter within a word has its form of standing alone")
		}
		if g.GlyphID == 0 {
			t.Error("a letter has no picture")
		}
	}
}

// Pangkon takes the vowel from a consonant; a consonant after it stands below.
func TestJavaneseStacksItsLetters(t *testing.T) {
	side, below := shaped(t, "ꦏꦏ", 500)[0], shaped(t, "ꦏ꧀ꦏ", 500)[0]
	if below.width() >= side.width() {
		t.Errorf("stacked %.1f points wide, side by side %.1f", below.width(), side.width())
	}
	_, sideDown := side.reach()
	_, belowDown := below.reach()
	if belowDown <= sideDown {
		t.Errorf("stacked letters reach %.1f below the line, others %.1f", belowDown, sideDown)
	}
	if lineHeight(below, 1) <= lineHeight(side, 1) {
		t.Error("stacked letters have no higher line")
	}
}

func seen(l shapedLine) string {
	var parts []string
	for _, r := range l {
		parts = append(parts, strings.TrimSpace(r.text))
	}
	return strings.Join(parts, "|")
}

func TestTurnedTextStandsInItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"Haji محمد علي, S.H.": "Haji|محمد علي|, S.H.",
		"محمد, S.H.":          "محمد|, S.H.",
		"Nomor محمد: 12/PP":   "Nomor|محمد|: 12/PP",
		"Siti ꦱꦶꦠꦶ":           "Siti|ꦱꦶꦠꦶ",
		"محمد 12":             "12|محمد",
	} {
		lines := shaped(t, text, 500)
		if len(lines) != 1 || seen(lines[0]) != want {
			t.Errorf("%q: %q", text, seen(lines[0]))
		}
	}
}

func TestLinesKeepTheirWidthAndLoseNothing(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("محمد عبد الرحمن ", 12), strings.Repeat("ꦱꦸꦩꦂꦤꦺꦴ", 20),
		"Dengan hormat kepada " + strings.Repeat("الشيخ محمد dan ꦱꦸꦩꦂꦤꦺꦴ, ", 8), strings.Repeat("م", 300),
	} {
		for _, width := range []float64{60, 150, 480} {
			var got strings.Builder
			logical := map[int]string{}
			for _, l := range shaped(t, text, width) {
				if l.width() > width+0.5 {
					t.Errorf("%q: a line of %.1f in %.1f", text[:20], l.width(), width)
				}
				for _, r := range l {
					logical[r.Runes.Offset] = r.text
				}
			}
			for i := range []rune(text) {
				got.WriteString(logical[i])
			}
			if got.String() != text {
				t.Errorf("width %.0f: %q became %q", width, text, got.String())
			}
		}
	}
}

// What is measured is what fpdf writes, else what follows stands too far or too near.
func TestLatinIsAsWideAsItIsWritten(t *testing.T) {
	d := New("Judul", "", time.Unix(0, 0))
	for _, style := range []string{"", "B"} {
		d.font(style, 10.5)
		const text = "Kusumaningrat AVA Wiradikarta – “fi” 12"
		b := d.broken(text+" ꦱ", 170, line)
		if got, want := b.lines[0][0].points(b.lines[0][0].Advance), d.pdf.GetStringWidth(text+" ")*pointsPerMM; math.Abs(got-want) > 0.4 {
			t.Errorf("%q: measured %.2f points, written %.2f", style, got, want)
		}
	}
}

// A row is as high as its cells are told to be: no more, and above all no less.
func TestTextIsAsHighAsItWasMeasured(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("abiWM. –\nمꦏꦴ")), 0, 200, -1).Draw(t, "text")
		width := rapid.Float64Range(12, 170).Draw(t, "width")
		d := New("Judul", "", time.Unix(0, 0))
		d.font("", 9.5)
		d.Page()
		want := d.broken(text, width, 1).height
		before := d.pdf.GetY()
		d.write(text, width, 1, "L")
		if got := d.pdf.GetY() - before; d.pdf.PageNo() == 2 && math.Abs(got-want) > 0.01 {
			t.Errorf("%q in %.1f: measured %.2f, written %.2f", text, width, want, got)
		}
	})
}

// No text of anybody's stops a document, and no line of it is without end.
func FuzzShape(f *testing.F) {
	for _, s := range []string{
		"محمد", "ꦩꦱ꧀ꦗꦏ", "\u202eabc", "👩‍👩‍👧 李", "a\u0301\u0301\u0301ــــ", "\u200d\u200c", "\xff\xfe", "١٢٣ abc ٤٥", "ᬩᬮᬶ ᮞᮥᮔ᮪ᮓ",
		"\n\n\u2028م\n", "(م[12])", strings.Repeat("ـ", 400), "\u0600\u06dd١", "\U000e0001", "ꦀꦁꦂꦃꦄ꦳ꦴꦶꦷꦸ",
	} {
		f.Add(s, uint8(40))
	}
	s, err := newShaper()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, width uint8) {
		text = text[:min(len(text), 2000)] // a longer one tells nothing more
		lines := s.lines(clean(text), true, 9.5, float64(width))
		if len(lines) > len([]rune(text))*8+1 {
			t.Errorf("%d lines of %d letters", len(lines), len([]rune(text)))
		}
		for _, l := range lines {
			for _, r := range l {
				_ = drawing(r, true, 0, 0, 0)
			}
		}
	})
}

// What is called plain is written by fpdf, which has Go's typeface only.
func TestWhatIsPlainIsInTheTypeface(t *testing.T) {
	f, err := readFonts()
	if err != nil {
		t.Fatal(err)
	}
	for r := rune(' '); r < plainEnd; r++ {
		if clean(string(r)) == string(r) && !f.latin(r) {
			t.Errorf("%U is not", r)
		}
	}
	for _, r := range plainSigns {
		if !f.latin(r) {
			t.Errorf("%U is not", r)
		}
	}
}
