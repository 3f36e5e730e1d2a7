package docgen

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// shaper turns text into lines of letters in their places. Arabic joins its
// letters and runs from the right, Javanese stacks them: which picture a letter
// has depends on its neighbours, so the typeface's own rules are asked.
// One document has one shaper; it is not for two goroutines.
type shaper struct {
	fonts         *fonts
	regular, bold *font.Face
	scripts       []*font.Face
	engine        shaping.HarfbuzzShaper
	segmenter     shaping.Segmenter
	wrapper       shaping.LineWrapper
	bidi          bidi.Paragraph
}

func newShaper() (*shaper, error) {
	f, err := readFonts()
	if err != nil {
		return nil, err
	}
	s := &shaper{fonts: f, regular: font.NewFace(f.regular), bold: font.NewFace(f.bold)}
	for _, one := range f.scripts {
		s.scripts = append(s.scripts, font.NewFace(one))
	}
	return s, nil
}

// weight chooses faces for one text: Latin in its weight, then the scripts.
type weight struct {
	latin   *font.Face
	scripts []*font.Face
}

// ResolveFace is the first face that has the letter.
func (w weight) ResolveFace(r rune) *font.Face {
	if _, ok := w.latin.NominalGlyph(r); ok {
		return w.latin
	}
	for _, f := range w.scripts {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	return w.latin
}

// run is letters of one face and one direction.
type run struct {
	shaping.Output
	text  string // what the letters say
	size  float64
	level bidi.Level
}

// shapedAt is the size at which letters are put beside one another, whatever the
// size they are drawn in: the library rounds sizes to whole points.
const shapedAt = 100

// points is a length of the run as drawn.
func (r run) points(v fixed.Int26_6) float64 { return float64(v) / 64 * r.size / shapedAt }

// shapedLine is what stands on one line, from left to right.
type shapedLine []run

// width is in points.
func (l shapedLine) width() float64 {
	sum := 0.0
	for _, r := range l {
		sum += r.points(r.Advance)
	}
	return sum
}

// reach is how far the letters go above and below the base line, in points.
func (l shapedLine) reach() (up, down float64) {
	for _, r := range l {
		up, down = max(up, r.points(r.GlyphBounds.Ascent)), max(down, -r.points(r.GlyphBounds.Descent))
	}
	return up, down
}

// lines breaks a clean text to a width; size and width are in points.
func (s *shaper) lines(text string, bold bool, size, width float64) []shapedLine {
	latin := s.regular
	if bold {
		latin = s.bold
	}
	var out []shapedLine
	for para := range strings.SplitSeq(strings.TrimRight(s.fonts.spelled(text), "\n"), "\n") {
		out = append(out, s.paragraph([]rune(para), weight{latin, s.scripts}, size, width)...)
	}
	return out
}

// unjoined keeps Latin as fpdf writes it: letter beside letter.
var unjoined = []shaping.FontFeature{{Tag: opentype.MustNewTag("kern")}, {Tag: opentype.MustNewTag("liga")}}

func (s *shaper) paragraph(text []rune, faces weight, size, width float64) []shapedLine {
	if len(text) == 0 {
		return []shapedLine{nil}
	}
	levels := s.levels(text)
	var outputs []shaping.Output
	for start := 0; start < len(text); {
		end := start + 1
		for end < len(text) && levels[end] == levels[start] {
			end++
		}
		in := shaping.Input{
			Text: text, RunStart: start, RunEnd: end, Direction: direction(levels[start]),
			Size: fixed.I(shapedAt), Language: language.NewLanguage("id"),
		}
		for _, part := range s.segmenter.Split(in, faces) {
			if part.Face == faces.latin {
				part.FontFeatures = unjoined
			}
			outputs = append(outputs, s.engine.Shape(part))
		}
		start = end
	}
	wrapped, _ := s.wrapper.WrapParagraphF(shaping.WrapConfig{Direction: direction(base(text))}, fixed.Int26_6(width/size*shapedAt*64), text, shaping.NewSliceIterator(outputs))
	lines := make([]shapedLine, len(wrapped))
	for i, l := range wrapped {
		for _, o := range l {
			lines[i] = append(lines[i], run{o, string(text[o.Runes.Offset : o.Runes.Offset+o.Runes.Count]), size, levels[o.Runes.Offset]})
		}
		lines[i].order()
	}
	return lines
}

func direction(l bidi.Level) di.Direction {
	if l%2 == 1 {
		return di.DirectionRTL
	}
	return di.DirectionLTR
}

// base is the direction of a paragraph: our documents run from the left, also a
// line that begins with an Arabic name. Only what holds no other letter than such
// runs from the right.
func base(text []rune) bidi.Level {
	right := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Arabic, unicode.Hebrew):
			right = true
		case unicode.IsLetter(r):
			return 0
		}
	}
	if right {
		return 1
	}
	return 0
}

// levels tell of each letter how deep it stands in turned text: even runs from the
// left. A number after an Arabic name would be drawn to the left of the name, before
// what it is the number of. In our lines it is a date or a reference that follows the
// name, so it counts as Latin, like the sign before it.
func (s *shaper) levels(text []rune) []bidi.Level {
	paragraph, said := bidi.RightToLeft, text
	if base(text) == 0 {
		paragraph, said = bidi.LeftToRight, slices.Clone(text)
		for i, r := range said {
			if '0' <= r && r <= '9' {
				said[i] = 'n'
			}
		}
	}
	levels := make([]bidi.Level, len(text))
	runs := s.bidi.Segment(said, paragraph)
	for i := range runs.NumRuns() {
		r := runs.Run(i)
		for j := r.Start; j < r.End; j++ {
			levels[j] = r.Level
		}
	}
	return levels
}

// order puts the runs of a line as they are seen: each stretch that stands deeper
// is turned round, the deepest first (rule L2 of Unicode's annex 9).
func (l shapedLine) order() {
	deepest := bidi.Level(0)
	for _, r := range l {
		deepest = max(deepest, r.level)
	}
	for level := deepest; level > 0; level-- {
		for start := 0; start < len(l); {
			end := start
			for end < len(l) && l[end].level >= level {
				end++
			}
			slices.Reverse(l[start:end])
			start = max(end, start+1)
		}
	}
}
