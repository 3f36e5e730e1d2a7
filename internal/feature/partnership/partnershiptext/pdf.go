package partnershiptext

import (
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/platform/docgen"
	"titian/internal/platform/docx"
	"titian/internal/platform/i18n"
)

// PDF is a paper in the program's own form. An office's template is Word's and
// makes no PDF: who wants one of it prints it from Word.
func PDF(l *i18n.Localizer, p partnership.Paper, m partnership.MeetingDetail, today civil.Date) ([]byte, error) {
	d := docgen.New(l.T("paper.title."+string(p)), m.Ref+" · "+m.Title, at(m.Meeting))
	v := values(l, m, today)
	f := func(name string) string { return v.Fields[name] }
	list := func(name string, fields ...string) [][]string {
		var rows [][]string
		for _, e := range v.Lists[name] {
			row := make([]string, len(fields))
			for i, x := range fields {
				row[i] = e[x]
			}
			rows = append(rows, row)
		}
		return rows
	}
	letters, err := docgen.NewLetters()
	if err != nil {
		return nil, err
	}
	if !drawn(letters, v) {
		d.Para(l.T("paper.letters"))
	}
	switch p {
	case partnership.Press:
		d.Heading(m.Title)
		d.Para(told(l, "paper.press_opening", v.Fields))
		d.Para(told(l, "paper.press_decided", v.Fields))
		d.Columns([]docgen.Column{{Label: l.T("paper.no"), Share: 1}, {Label: l.T("paper.decision"), Share: 12}}, list("keputusan", "no", "isi"))
		d.Para(told(l, "paper.press_closing", v.Fields))
		return d.Bytes()
	case partnership.Record:
		d.Para(told(l, "paper.record_opening", v.Fields))
	case partnership.Minutes:
		d.Facts(docgen.Fact{Label: l.T("paper.meeting"), Text: f("judul")}, docgen.Fact{Label: l.T("paper.ref"), Text: f("nomor")}, docgen.Fact{Label: l.T("paper.kind"), Text: f("jenis")},
			docgen.Fact{Label: l.T("paper.day"), Text: f("tanggal")}, docgen.Fact{Label: l.T("paper.hour"), Text: f("jam")}, docgen.Fact{Label: l.T("paper.place"), Text: f("tempat")},
			docgen.Fact{Label: l.T("paper.sides"), Text: f("upt") + " – " + f("mitra")})
		section(d, l.T("paper.agenda"), []docgen.Column{{Label: l.T("paper.no"), Share: 1}, {Label: l.T("paper.item"), Share: 12}}, list("agenda", "no", "butir"))
		section(d, l.T("paper.carried"), []docgen.Column{{Label: l.T("paper.no"), Share: 1}, {Label: l.T("paper.action"), Share: 7}, {Label: l.T("paper.from"), Share: 3}, {Label: l.T("paper.due"), Share: 2}}, list("bawaan", "no", "isi", "dari", "tenggat"))
		d.Heading(l.T("paper.notes"))
		d.Para(f("catatan"))
	}
	section(d, l.T("paper.decisions"), []docgen.Column{{Label: l.T("paper.no"), Share: 1}, {Label: l.T("paper.decision"), Share: 7}, {Label: l.T("paper.became"), Share: 5}}, list("keputusan", "no", "isi", "tindak_lanjut"))
	people := []docgen.Column{{Label: l.T("paper.no"), Share: 1}, {Label: l.T("paper.name"), Share: 4}, {Label: l.T("paper.office"), Share: 4}, {Label: l.T("paper.organisation"), Share: 4}}
	present := list("hadirin", "no", "nama", "jabatan", "instansi")
	if p != partnership.Record {
		section(d, l.T("paper.people"), people, present)
		d.Signatures(l.T("paper.chair"), l.T("paper.writer"))
		return d.Bytes()
	}
	d.Para(l.T("paper.record_closing"))
	d.Signatures(m.HostName, m.PartnerName)
	if len(present) > 0 { // a page of its own, on which they sign
		d.Page()
		d.Heading(l.T("paper.attendance"))
		d.Signing(append(people, docgen.Column{Label: l.T("paper.signature"), Share: 2.5}), present)
	}
	return d.Bytes()
}

// drawn reports whether the PDF shows every letter of what it tells.
func drawn(letters *docgen.Letters, v docx.Values) bool {
	for _, text := range v.Fields {
		if !letters.Draw(text) {
			return false
		}
	}
	for _, entries := range v.Lists {
		for _, e := range entries {
			for _, text := range e {
				if !letters.Draw(text) {
					return false
				}
			}
		}
	}
	return true
}

// section is a titled table; one without rows is left out.
func section(d *docgen.Doc, title string, columns []docgen.Column, rows [][]string) {
	if len(rows) > 0 {
		d.Heading(title)
		d.Columns(columns, rows)
	}
}
