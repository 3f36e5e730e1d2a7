package docgen

import (
	"fmt"
	"strings"
)

// inset is the room that fpdf leaves on both sides of a cell, in millimetres.
const inset = 1.0

// pointsPerMM turns millimetres into points.
const pointsPerMM = 72 / 25.4

// block is text broken to a width: plain lines, or shaped ones where a letter is
// not Latin.
type block struct {
	plain  string
	lines  []shapedLine
	height float64
}

// broken breaks text in the current font to lines of a width, each at least as
// high as height. Letters that reach far up or down have higher lines.
func (d *Doc) broken(text string, width, height float64) block {
	text = clean(text)
	if isPlain(text) {
		return block{plain: text, height: height * float64(max(1, len(d.pdf.SplitText(text, width))))}
	}
	if d.shaper == nil {
		s, err := newShaper()
		if err != nil { // the typefaces are of the build: the document is not made
			d.pdf.SetError(err)
			return block{height: height}
		}
		d.shaper = s
	}
	size, _ := d.pdf.GetFontSize()
	out := block{lines: d.shaper.lines(text, d.bold, size, (width-2*inset)*pointsPerMM)}
	for _, l := range out.lines {
		out.height += lineHeight(l, height)
	}
	return out
}

// lineHeight is in millimetres.
func lineHeight(l shapedLine, least float64) float64 {
	up, down := l.reach()
	return max(least, (up+down)/pointsPerMM+0.8)
}

// write sets text in the current font from where the pen stands. The pen ends at
// the left margin below it.
func (d *Doc) write(text string, width, height float64, align string) {
	b := d.broken(text, width, height)
	if b.lines == nil {
		d.pdf.MultiCell(width, height, b.plain, "", align, false)
		return
	}
	x := d.pdf.GetX()
	for _, l := range b.lines {
		d.pdf.SetX(x)
		d.drawLine(l, width, height, align)
	}
	d.pdf.SetX(margin)
}

// drawLine draws one line; an empty cell lets fpdf turn the page where needed.
func (d *Doc) drawLine(l shapedLine, width, height float64, align string) {
	x, high := d.pdf.GetX(), lineHeight(l, height)
	d.pdf.CellFormat(width, high, "", "", 2, "L", false, 0, "")
	size, _ := d.pdf.GetFontSize()
	up, down := l.reach()
	bottom := d.pdf.GetY()
	y := bottom - high/2 + 0.3*size/pointsPerMM // where fpdf sets a line of Latin
	y = min(y, bottom-down/pointsPerMM)
	y = max(y, bottom-high+up/pointsPerMM)
	free := width - 2*inset - l.width()/pointsPerMM
	x += inset
	switch align {
	case "R":
		x += free
	case "C":
		x += free / 2
	}
	for _, r := range l {
		d.drawRun(r, x, y)
		x += r.points(r.Advance) / pointsPerMM
	}
}

func (d *Doc) drawRun(r run, x, y float64) {
	if d.shaper.isText(r) {
		d.pdf.Text(x, y, strings.TrimRight(r.text, " \u200c\u200d"))
		return
	}
	_, page := d.pdf.GetPageSize()
	red, green, blue := d.pdf.GetTextColor()
	bold := d.bold && r.Face != d.shaper.bold
	d.pdf.RawWriteStr(fmt.Sprintf("q 1 0 0 1 %.2f %.2f cm\n%s\nQ", x*pointsPerMM, (page-y)*pointsPerMM, drawing(r, bold, red, green, blue)))
}

// first is the beginning of text as it fits on one line.
func (d *Doc) first(text string, width, height float64, align string) {
	b := d.broken(text, width, height)
	if b.lines != nil {
		d.drawLine(b.lines[0], width, height, align)
		return
	}
	line := b.plain
	if lines := d.pdf.SplitText(b.plain, width); len(lines) > 1 {
		line = d.pdf.SplitText(b.plain, width-4)[0] + " …"
	}
	d.pdf.CellFormat(width, height, line, "", 2, align, false, 0, "")
}

// font sets the typeface for what is written next.
func (d *Doc) font(style string, size float64) {
	d.bold = style == "B"
	d.pdf.SetFont(face, style, size)
}
