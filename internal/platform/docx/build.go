package docx

import "strings"

// Doc is a plain document in the making: A4, one typeface, black on white.
type Doc struct {
	body   strings.Builder
	footer string
}

// Footer stands at the foot of every page, before the page's number.
func (d *Doc) Footer(s string) { d.footer = s }

// Title writes the document's title in the middle.
func (d *Doc) Title(s string) { d.para("Title", s) }

// Heading begins a part.
func (d *Doc) Heading(s string) { d.para("Heading1", s) }

// Para writes a paragraph.
func (d *Doc) Para(s string) { d.para("Normal", s) }

// Closing is the paragraph above the hands: it goes with them to the next page.
func (d *Doc) Closing(s string) { d.para("Closing", s) }

func (d *Doc) para(style, s string) {
	d.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t xml:space="preserve">` + lines(s) + `</w:t></w:r></w:p>`)
}

// Facts write a label and its text a line, without rules.
func (d *Doc) Facts(pairs ...string) {
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid><w:gridCol w:w="2400"/><w:gridCol w:w="6600"/></w:tblGrid>`)
	for i := 0; i+1 < len(pairs); i += 2 {
		d.row([]int{2400, 6600}, []string{pairs[i], pairs[i+1]}, false, "")
	}
	d.body.WriteString(`</w:tbl>`)
	d.para("Normal", "")
}

// NextPage is Heading for a part that begins on a page of its own.
func (d *Doc) NextPage(s string) {
	d.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:pageBreakBefore/></w:pPr><w:r><w:t xml:space="preserve">` + lines(s) + `</w:t></w:r></w:p>`)
}

// Hands leave room for two signatures beside one another, on one page.
func (d *Doc) Hands(left, right string) {
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="4500"/><w:gridCol w:w="4500"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for _, name := range []string{left, right} {
		d.body.WriteString(`<w:tc><w:tcPr><w:tcW w:w="4500" w:type="dxa"/></w:tcPr>`)
		d.para("Hand", name)
		d.para("Cell", "\n\n\n______________________________")
		d.body.WriteString(`</w:tc>`)
	}
	d.body.WriteString(`</w:tr></w:tbl>`)
	d.para("Normal", "")
}

// Signing is Table with rows so high that a hand can sign in them.
func (d *Doc) Signing(widths []int, head []string, row []string) {
	d.table(widths, head, `<w:trHeight w:val="500" w:hRule="atLeast"/>`, row)
}

// Table writes a ruled table: a head, which is repeated on each page, and rows.
// Widths are in twentieths of a point and add up to 9,000.
func (d *Doc) Table(widths []int, head []string, rows ...[]string) {
	d.table(widths, head, "", rows...)
}

func (d *Doc) table(widths []int, head []string, height string, rows ...[]string) {
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		d.body.WriteString(`<w:gridCol w:w="` + number(w) + `"/>`)
	}
	d.body.WriteString(`</w:tblGrid>`)
	d.row(widths, head, true, "")
	for _, r := range rows {
		d.row(widths, r, false, height)
	}
	d.body.WriteString(`</w:tbl>`)
	d.para("Normal", "")
}

func (d *Doc) row(widths []int, cells []string, head bool, height string) {
	style, props := "Cell", `<w:cantSplit/>`+height
	if head {
		style, props = "CellHead", `<w:cantSplit/><w:tblHeader/>`
	}
	d.body.WriteString(`<w:tr><w:trPr>` + props + `</w:trPr>`)
	for i, c := range cells {
		d.body.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + number(widths[i]) + `" w:type="dxa"/></w:tcPr>`)
		d.para(style, c)
		d.body.WriteString(`</w:tc>`)
	}
	d.body.WriteString(`</w:tr>`)
}

// Bytes is the Word file.
func (d *Doc) Bytes() ([]byte, error) {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	foot := `<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">` + lines(d.footer) +
		`</w:t></w:r><w:r><w:tab/></w:r>` + field("PAGE") + `<w:r><w:t xml:space="preserve"> / </w:t></w:r>` + field("NUMPAGES") + `</w:p></w:ftr>`
	return pack([]part{
		{"[Content_Types].xml", []byte(head + contentTypes)},
		{"_rels/.rels", []byte(head + relations)},
		{"word/_rels/document.xml.rels", []byte(head + documentRelations)},
		{"word/styles.xml", []byte(head + styles)},
		{"word/footer1.xml", []byte(head + foot)},
		{"word/document.xml", []byte(head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>` + d.body.String() +
			`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`)},
	})
}

// field is a number that Word itself puts in.
func field(name string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + name + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}
