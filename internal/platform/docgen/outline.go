package docgen

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// boldLine widens what is bold in a script that has one weight: a share of the size.
const boldLine = 0.035

// drawing is the letters of a run as curves, in points, with the pen at the run's
// beginning on the base line. They carry their text, for readers that copy or
// speak it.
func drawing(r run, bold bool, red, green, blue int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "/Span <</ActualText <FEFF%s>>> BDC q\n", utf16Hex(r.text))
	colour := fmt.Sprintf("%.3f %.3f %.3f", float64(red)/255, float64(green)/255, float64(blue)/255)
	fill := "f"
	fmt.Fprintf(&b, "%s rg", colour)
	if bold {
		fill = "B"
		fmt.Fprintf(&b, " %s RG %.3f w 1 j", colour, r.size*boldLine)
	}
	b.WriteByte('\n')
	scale, x := r.size/float64(r.Face.Upem()), 0.0
	for _, g := range r.Glyphs {
		if outline, ok := r.Face.GlyphData(g.GlyphID).(font.GlyphOutline); ok && len(outline.Segments) > 0 {
			curves(&b, outline.Segments, pen{x + r.points(g.XOffset), r.points(g.YOffset), scale})
			b.WriteString(fill + "\n")
		}
		x += r.points(g.Advance)
	}
	b.WriteString("Q EMC")
	return b.String()
}

// pen is where a letter stands and how large its units are.
type pen struct{ x, y, scale float64 }

func (p pen) at(s opentype.SegmentPoint) (x, y float64) {
	return p.x + float64(s.X)*p.scale, p.y + float64(s.Y)*p.scale
}

// curves writes one letter. TrueType bends each curve by one point, PDF by two.
func curves(b *strings.Builder, segments []opentype.Segment, p pen) {
	var fromX, fromY float64
	for i, s := range segments {
		points := s.ArgsSlice()
		toX, toY := p.at(points[len(points)-1])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				b.WriteString("h ")
			}
			fmt.Fprintf(b, "%.2f %.2f m\n", toX, toY)
		case opentype.SegmentOpLineTo:
			fmt.Fprintf(b, "%.2f %.2f l\n", toX, toY)
		case opentype.SegmentOpQuadTo:
			x, y := p.at(points[0])
			fmt.Fprintf(b, "%.2f %.2f %.2f %.2f %.2f %.2f c\n", fromX+2*(x-fromX)/3, fromY+2*(y-fromY)/3, toX+2*(x-toX)/3, toY+2*(y-toY)/3, toX, toY)
		case opentype.SegmentOpCubeTo:
			x1, y1 := p.at(points[0])
			x2, y2 := p.at(points[1])
			fmt.Fprintf(b, "%.2f %.2f %.2f %.2f %.2f %.2f c\n", x1, y1, x2, y2, toX, toY)
		}
		fromX, fromY = toX, toY
	}
	b.WriteString("h ")
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// isText reports whether fpdf can write a run as letters rather than as curves:
// Latin, from left to right.
func (s *shaper) isText(r run) bool {
	return (r.Face == s.regular || r.Face == s.bold) && r.Direction == di.DirectionLTR
}
