package partnershiptext

import (
	"titian/internal/feature/partnership"
	"titian/internal/platform/docx"
	"titian/internal/platform/i18n"
)

// Template is the Word template that comes with the program, in the reader's
// language. An office begins its own from it.
func Template(l *i18n.Localizer, p partnership.Paper) ([]byte, error) {
	var d docx.Doc
	d.Title(l.T("paper.title." + string(p)))
	d.Footer("{{nomor}} · {{judul}}")
	switch p {
	case partnership.Press:
		press(&d, l)
	case partnership.Record:
		record(&d, l)
	case partnership.Minutes:
		minutes(&d, l)
	}
	return d.Bytes()
}

func minutes(d *docx.Doc, l *i18n.Localizer) {
	d.Facts(l.T("paper.meeting"), "{{judul}}", l.T("paper.ref"), "{{nomor}}", l.T("paper.kind"), "{{jenis}}", l.T("paper.day"), "{{tanggal}}",
		l.T("paper.hour"), "{{jam}}", l.T("paper.place"), "{{tempat}}", l.T("paper.sides"), "{{upt}} – {{mitra}}")
	d.Heading(l.T("paper.agenda"))
	d.Table([]int{700, 8300}, []string{l.T("paper.no"), l.T("paper.item")}, []string{"{{#agenda}}{{no}}", "{{butir}}"})
	d.Heading(l.T("paper.carried"))
	d.Table([]int{700, 4700, 1900, 1700}, []string{l.T("paper.no"), l.T("paper.action"), l.T("paper.from"), l.T("paper.due")}, []string{"{{#bawaan}}{{no}}", "{{isi}}", "{{dari}}", "{{tenggat}}"})
	d.Heading(l.T("paper.notes"))
	d.Para("{{catatan}}")
	decisions(d, l)
	d.Heading(l.T("paper.people"))
	d.Table([]int{700, 2900, 2900, 2500}, []string{l.T("paper.no"), l.T("paper.name"), l.T("paper.office"), l.T("paper.organisation")}, []string{"{{#hadirin}}{{no}}", "{{nama}}", "{{jabatan}}", "{{instansi}}"})
	d.Hands(l.T("paper.chair"), l.T("paper.writer"))
}

// record has who was there on a page of its own, on which they sign.
func record(d *docx.Doc, l *i18n.Localizer) {
	d.Para(l.T("paper.ref") + ": {{nomor}}")
	d.Para(sentence(l, "paper.record_opening"))
	decisions(d, l)
	d.Closing(sentence(l, "paper.record_closing"))
	d.Hands("{{upt}}", "{{mitra}}")
	d.NextPage(l.T("paper.attendance"))
	d.Signing([]int{600, 2500, 2000, 2300, 1600}, []string{l.T("paper.no"), l.T("paper.name"), l.T("paper.office"), l.T("paper.organisation"), l.T("paper.signature")},
		[]string{"{{#hadirin}}{{no}}", "{{nama}}", "{{jabatan}}", "{{instansi}}", ""})
}

func press(d *docx.Doc, l *i18n.Localizer) {
	d.Heading("{{judul}}")
	d.Para(sentence(l, "paper.press_opening"))
	d.Para(sentence(l, "paper.press_decided"))
	d.Table([]int{700, 8300}, []string{l.T("paper.no"), l.T("paper.decision")}, []string{"{{#keputusan}}{{no}}", "{{isi}}"})
	d.Para(sentence(l, "paper.press_closing"))
}

func decisions(d *docx.Doc, l *i18n.Localizer) {
	d.Heading(l.T("paper.decisions"))
	d.Table([]int{700, 4700, 3600}, []string{l.T("paper.no"), l.T("paper.decision"), l.T("paper.became")}, []string{"{{#keputusan}}{{no}}", "{{isi}}", "{{tindak_lanjut}}"})
}
