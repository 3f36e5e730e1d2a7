package docgen

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
	"rsc.io/qr"
)

// codeSize is the side of a code on paper, in millimetres: a telephone reads it
// at arm's length, also from a photocopy.
const codeSize = 28.0

// Centred writes lines in the middle of the page, for title pages.
func (d *Doc) Centred(bold bool, size float64, s string) {
	style := ""
	if bold {
		style = "B"
	}
	d.font(style, size)
	d.write(s, width, size*0.5, "C")
	d.pdf.Ln(1.5)
}

// Code prints text as a QR code with lines of explanation beside it. The two stay
// on one page.
func (d *Doc) Code(text, explanation string) error {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return fmt.Errorf("encode %d letters as QR code: %w", len(text), err)
	}
	if _, h := d.pdf.GetPageSize(); d.pdf.GetY() > h-margin-codeSize-2*line {
		d.pdf.AddPage()
	}
	d.pdf.Ln(line)
	y := d.pdf.GetY()
	form := fpdf.ImageOptions{ImageType: "PNG"}
	d.pdf.RegisterImageOptionsReader(text, form, bytes.NewReader(c.PNG()))
	d.pdf.ImageOptions(text, margin, y, codeSize, codeSize, false, form, 0, "")
	d.pdf.SetXY(margin+codeSize+5, y+2)
	d.font("", 9)
	d.write(explanation, width-codeSize-5, 4.6, "L")
	d.pdf.SetXY(margin, max(d.pdf.GetY(), y+codeSize)+line)
	return nil
}

// Page begins a new page.
func (d *Doc) Page() { d.pdf.AddPage() }
