package docx

import "strings"

// Doc is a plain document in the making: A4, one typeface, black on white.
type Doc struct{ body strings.Builder }

// Title writes the document's title in the middle.
func (d *Doc) Title(s string) { d.para("Title", s) }

// Heading begins a part.
func (d *Doc) Heading(s string) { d.para("Heading1", s) }

// Para writes a paragraph.
func (d *Doc) Para(s string) { d.para("Normal", s) }

func (d *Doc) para(style, s string) {
	d.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t xml:space="preserve">` + lines(s) + `</w:t></w:r></w:p>`)
}

// Facts write a label and its text a line, without rules.
func (d *Doc) Facts(pairs ...string) {
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid><w:gridCol w:w="2400"/><w:gridCol w:w="6600"/></w:tblGrid>`)
	for i := 0; i+1 < len(pairs); i += 2 {
		d.row([]int{2400, 6600}, []string{pairs[i], pairs[i+1]}, false)
	}
	d.body.WriteString(`</w:tbl>`)
	d.para("Normal", "")
}

// Table writes a ruled table: a head, which is repeated on each page, and rows.
// Widths are in twentieths of a point and add up to 9,000.
func (d *Doc) Table(widths []int, head []string, rows ...[]string) {
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		d.body.WriteString(`<w:gridCol w:w="` + number(w) + `"/>`)
	}
	d.body.WriteString(`</w:tblGrid>`)
	d.row(widths, head, true)
	for _, r := range rows {
		d.row(widths, r, false)
	}
	d.body.WriteString(`</w:tbl>`)
	d.para("Normal", "")
}

func (d *Doc) row(widths []int, cells []string, head bool) {
	style, props := "Cell", `<w:cantSplit/>`
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
	return pack([]part{
		{"[Content_Types].xml", []byte(head + contentTypes)},
		{"_rels/.rels", []byte(head + relations)},
		{"word/_rels/document.xml.rels", []byte(head + documentRelations)},
		{"word/styles.xml", []byte(head + styles)},
		{"word/document.xml", []byte(head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + d.body.String() +
			`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`)},
	})
}
