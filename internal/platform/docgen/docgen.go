// Package docgen makes documents that people print, sign and keep: an A4 page
// with a title, facts, paragraphs and tables, as PDF.
//
// It owns the look of such a page and knows nothing of what stands on it. It
// refuses to be the only form of anything: a PDF of this kind carries no tags for
// screen readers, so every document has a page of the same content beside it.
// The typeface is Go's own (BSD licence), embedded whole: Latin with every mark
// that Indonesian names have. Arabic, Javanese, Balinese and Sundanese letters are
// drawn as curves in Noto's typefaces, joined and stacked as their readers write
// them; a letter of another script stands as its Unicode number.
package docgen

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

const (
	face   = "go"
	margin = 20.0  // millimetres on every side
	width  = 170.0 // between the margins of A4
	line   = 5.4
	label  = 52.0 // column of labels
)

// Doc is a document in the making. Its methods may be called in any order and
// number; Bytes ends it.
type Doc struct {
	pdf    *fpdf.Fpdf
	shaper *shaper // made when the first letter needs it
	bold   bool
}

// Fact is a label with what it says.
type Fact struct{ Label, Text string }

// New begins a document. at is its instant: the same content at the same instant
// is the same file. footer stands on every page, before the page's number.
func New(title, footer string, at time.Time) *Doc {
	d := Untitled(title, footer, at)
	d.text("B", 17, 7.5, title)
	return d
}

// Untitled is New for a document that prints its title in its own way.
func Untitled(title, footer string, at time.Time) *Doc {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, margin)
	p.AddUTF8FontFromBytes(face, "", goregular.TTF)
	p.AddUTF8FontFromBytes(face, "B", gobold.TTF)
	p.SetTitle(title, true)
	p.SetCreator("Titian", true)
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.SetCatalogSort(true)
	d := &Doc{pdf: p}
	p.SetFooterFunc(func() { d.foot(footer) })
	p.AliasNbPages("{nb}")
	p.AddPage()
	return d
}

// foot writes what stands on every page. It leaves the pen's weight as it was: a
// page may end within a bold line.
func (d *Doc) foot(footer string) {
	bold := d.bold
	d.pdf.SetY(-14)
	d.font("", 8)
	d.pdf.SetTextColor(90, 90, 90)
	d.first(footer, width-20, 5, "L")
	d.pdf.SetXY(margin+width-20, d.pdf.GetY()-5)
	d.pdf.CellFormat(20, 5, fmt.Sprintf("%d / {nb}", d.pdf.PageNo()), "", 0, "R", false, 0, "")
	d.pdf.SetTextColor(0, 0, 0)
	d.bold = bold
}

// text writes lines as wide as the page.
func (d *Doc) text(style string, size, height float64, s string) {
	d.font(style, size)
	d.write(s, width, height, "L")
	d.pdf.Ln(height / 2)
}

// Heading begins a part. It keeps two lines of what follows on its page.
func (d *Doc) Heading(s string) {
	if _, h := d.pdf.GetPageSize(); d.pdf.GetY() > h-margin-4*line {
		d.pdf.AddPage()
	}
	d.pdf.Ln(2)
	d.text("B", 12, 6, s)
}

// Para writes a paragraph.
func (d *Doc) Para(s string) { d.text("", 10.5, line, s) }

// Facts write a label and its text a line.
func (d *Doc) Facts(facts ...Fact) {
	for _, f := range facts {
		d.row([]cell{{width: label, style: "B"}, {width: width - label}}, []string{f.Label, f.Text}, line, false)
	}
	d.pdf.Ln(line / 2)
}

// Column is one column of a table: what stands above it, its share of the width,
// and whether it holds numbers, which stand to the right.
type Column struct {
	Label string
	Share float64
	Right bool
}

// Table writes rows below a head. Columns are equally wide.
func (d *Doc) Table(head []string, rows [][]string) {
	columns := make([]Column, len(head))
	for i, h := range head {
		columns[i] = Column{Label: h, Share: 1}
	}
	d.Columns(columns, rows)
}

// Columns writes rows below a head, each column as wide as its share. The head
// stands again above what goes on on the next page, and never alone at a page's end.
func (d *Doc) Columns(columns []Column, rows [][]string) { d.table(columns, rows, line) }

// signHeight is the height of a row in which a hand signs.
const signHeight = 10.0

// Signing is Columns with rows so high that a hand can sign in them.
func (d *Doc) Signing(columns []Column, rows [][]string) { d.table(columns, rows, signHeight) }

func (d *Doc) table(columns []Column, rows [][]string, least float64) {
	if len(columns) == 0 {
		return
	}
	var shares float64
	for _, c := range columns {
		shares += c.Share
	}
	cells, heads, labels := make([]cell, len(columns)), make([]cell, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		cells[i], labels[i] = cell{width: width * c.Share / shares, right: c.Right}, c.Label
		heads[i] = cells[i]
		heads[i].style = "B"
	}
	head := func() { d.row(heads, labels, line, true) }
	if len(rows) > 0 {
		d.room(d.high(heads, labels, line) + d.high(cells, rows[0], least))
	}
	head()
	for _, r := range rows {
		if d.room(d.high(cells, r, least)) {
			head()
		}
		d.row(cells, r, least, true)
	}
	d.pdf.Ln(line / 2)
}

// cell is the form of one cell of a row.
type cell struct {
	width float64
	right bool
	style string
}

// room begins the next page where height does not fit on this one, and says so.
// What fits on no page begins where it is and is broken within.
func (d *Doc) room(height float64) bool {
	_, h := d.pdf.GetPageSize()
	if d.pdf.GetY()+height <= h-margin || height >= h-2*margin {
		return false
	}
	d.pdf.AddPage()
	return true
}

// high is the height of a row: that of its highest cell, and not below the least.
func (d *Doc) high(cells []cell, texts []string, least float64) float64 {
	height := least
	for i, s := range texts[:min(len(texts), len(cells))] {
		d.font(cells[i].style, 9.5)
		height = max(height, d.broken(s, cells[i].width, line).height)
	}
	return height
}

// row writes cells beside one another, each as high as the highest. A row that
// does not fit begins the next page.
func (d *Doc) row(cells []cell, texts []string, least float64, ruled bool) {
	texts = texts[:min(len(texts), len(cells))]
	height := d.high(cells, texts, least)
	d.room(height)
	x, y := d.pdf.GetX(), d.pdf.GetY()
	for i, s := range texts {
		align := "L"
		if cells[i].right {
			align = "R"
		}
		d.font(cells[i].style, 9.5)
		d.pdf.SetXY(x, y)
		d.write(s, cells[i].width, line, align)
		x += cells[i].width
	}
	if d.pdf.GetY() < y+height { // a cell that is not the last may be the highest
		d.pdf.SetXY(margin, y+height)
	}
	if ruled {
		d.pdf.SetDrawColor(200, 200, 200)
		d.pdf.Line(margin, d.pdf.GetY(), margin+width, d.pdf.GetY())
	}
	d.pdf.SetX(margin)
}

// handRoom is where a hand writes, below the labels.
const handRoom = 14.0

// Signatures leave room for hands, side by side, each above a line. The lines are
// level, below the longest label.
func (d *Doc) Signatures(labels ...string) {
	if len(labels) == 0 {
		return
	}
	d.font("", 9.5)
	w, high := width/float64(max(2, len(labels))), 0.0 // one alone signs on half a line too
	for _, s := range labels {
		high = max(high, d.broken(s, w-8, line).height)
	}
	high = max(28, high+handRoom)
	d.room(high + 12)
	d.pdf.Ln(8)
	y := d.pdf.GetY()
	for i, s := range labels {
		x := margin + float64(i)*w
		d.pdf.SetXY(x, y)
		d.write(s, w-8, line, "L")
		d.pdf.SetDrawColor(0, 0, 0)
		d.pdf.Line(x+inset, y+high, x+w-10, y+high)
	}
	d.pdf.SetXY(margin, y+high+2)
}

// Bytes ends the document and gives the file.
func (d *Doc) Bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := d.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("write document: %w", err)
	}
	return b.Bytes(), nil
}
