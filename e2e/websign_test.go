package e2e

import (
	"fmt"
	"strings"

	"titian/internal/kernel/civil"
)

var (
	paperNames = map[string]string{
		"memorandum": "MoU / Nota Kesepahaman", "accord": "Nota Kesepakatan", "implementing_agreement": "Perjanjian Kerja Sama (PKS)", "action_plan": "Rencana Aksi",
	}
	trackNames  = map[string]string{"SINERGI": "Sinergi", "UPT_PARTNER": "Kerja sama UPT dengan mitra"}
	budgetNames = map[string]string{"APBD": "APBD", "ZAKAT": "Zakat"}
)

// signs carries every paper from its draft into force and puts the promises under it.
func (p *webPlayer) signs() {
	p.t.Helper()
	for _, x := range p.s.papers {
		at := p.drafts(x)
		p.papers = append(p.papers, at)
		p.reviews(at, x)
		p.concludes(at, x)
		p.plans(at, x)
	}
}

func (p *webPlayer) drafts(x paper) string {
	p.t.Helper()
	p.as(p.s.cast.prepares)
	p.Visit("/agreements/new?cooperation=" + keyOf(p.cooperation))
	fields := []entry{
		{Label: "Tahap", Value: "Penyusunan naskah"},
		{Label: "Sejak tanggal", Value: p.on(x.drafted)},
		{Label: "Jenis", Value: paperNames[x.kind]},
		{Label: "Sebutan di naskah", Value: x.label},
		{Label: "Judul", Value: x.title},
		{Label: trackNames[x.track]},
		{Label: "Ruang lingkup", Value: x.scope},
		{Label: "Pembiayaan", Value: x.money},
		{Label: "Tempat penandatanganan", Value: x.place},
		{Label: "Mulai berlaku", Value: p.on(x.signed)},
		{Label: "Berakhir", Value: p.on(x.ends)},
	}
	if x.parent > 0 {
		fields = append(fields, entry{Label: "Pelaksanaan dari", Value: p.s.papers[x.parent-1].title})
	}
	p.write(fields...)
	p.save("Tambah perjanjian")
	at := p.record()
	p.names(at, x)
	p.Visit(at + "/texts/new")
	p.save("Simpan versi ini") // the wording that the office's sections make
	return at
}

// names says who signs a paper under which number, who sees it and whom it serves.
func (p *webPlayer) names(at string, x paper) {
	p.t.Helper()
	p.Visit(at + "/parties")
	fields := []entry{{Label: "Saksi", Value: strings.Join(x.witnesses, "\n")}}
	for i, y := range x.parties {
		who := fmt.Sprintf("Pihak ke-%d", i+1)
		fields = append(fields, entry{who, "Pihak", p.s.named(y.code)}, entry{who, "Nomor surat", y.number}, entry{who, "Penanda tangan", y.signatory}, entry{who, "Dasar kewenangan", y.authority})
	}
	for _, code := range x.served {
		fields = append(fields, entry{Label: p.s.named(code)})
	}
	p.write(fields...)
	p.save("Simpan para pihak")
}

// reviews has the partner write a comment, which is settled, and both sides approve.
func (p *webPlayer) reviews(at string, x paper) {
	p.t.Helper()
	c := p.s.cast
	p.moves(c.prepares, at, "Telaah hukum", x.drafted, "")
	p.as(c.gives)
	p.Visit(at + "/comments/new?clause=1")
	p.write(entry{Label: "Catatan", Value: "Sebutkan penanggung jawab tiap pihak"})
	p.save("Simpan catatan")
	p.as(c.prepares)
	p.Visit(at + "/text")
	p.Visit(p.link("/comments/"))
	p.write(entry{Label: "Penyelesaian", Value: "Sudah disebutkan pada pasal pelaksanaan"})
	p.save("Selesai")
	p.as(c.signs)
	p.Visit(at + "/approve")
	p.write(entry{Label: "Kantor kita"}, entry{Label: "Tanggal", Value: p.on(x.drafted)})
	p.save("Catat persetujuan")
	p.as(c.gives)
	p.Visit(at + "/approve")
	p.write(entry{Label: "Tanggal", Value: p.on(x.drafted)})
	p.save("Catat persetujuan")
}

func (p *webPlayer) moves(who, at, to, on, document string) {
	p.t.Helper()
	p.as(who)
	p.Visit(at + "/move")
	p.write(entry{Label: to}, entry{Label: "Tanggal", Value: p.on(on)}, entry{Label: "Dokumen dasar", Value: document})
	p.save("Catat langkah ini")
}

// areSigned takes the reviewed paper to its signatures.
func (p *webPlayer) areSigned(at string, x paper) {
	p.t.Helper()
	p.moves(p.s.cast.signs, at, "Disepakati", x.drafted, "Berita acara telaah hukum")
	p.moves(p.s.cast.signs, at, "Ditandatangani", x.signed, "Naskah bertanda tangan")
}

// looksBack reviews the papers whose time has come. One goes on, another is
// renewed, with its text taken over and new numbers.
func (p *webPlayer) looksBack() {
	p.t.Helper()
	who := p.s.cast.prepares
	for _, r := range p.s.reviews {
		at := p.papers[r.paper]
		p.moves(who, at, "Evaluasi", demoDay, r.document)
		if r.starts == "" {
			p.moves(who, at, "Dilaksanakan", demoDay, r.document)
			continue
		}
		x := p.s.renewal(r)
		p.Visit(at + "/renew")
		p.write(entry{Label: "Mulai berlaku", Value: p.on(r.starts)}, entry{Label: "Berakhir", Value: p.on(r.ends)})
		p.save("Susun perpanjangan")
		next := p.record()
		p.names(next, x)
		p.reviews(next, x)
		p.areSigned(next, x)
		p.Visit(at)
		p.Sees("Diperpanjang dengan") // and runs to its own end
	}
}

// concludes moves the reviewed paper into force and prints it.
func (p *webPlayer) concludes(at string, x paper) {
	p.t.Helper()
	c := p.s.cast
	p.areSigned(at, x)
	p.moves(c.prepares, at, "Dilaksanakan", x.signed, "")
	p.Visit(at)
	p.save("Buat dokumen untuk ditandatangani")
	if c.helped != "" {
		p.as(c.helped) // an office that it serves reads what was agreed above it
		p.Visit(at)
		p.Sees(x.title)
	}
}

// plans writes the work plan and puts the promises under the paper.
func (p *webPlayer) plans(at string, x paper) {
	p.t.Helper()
	under := append([]string{}, x.promises...)
	activity := ""
	if a := x.activity; a != nil {
		on := civil.Must(p.s.day(a.on))
		p.as(p.s.cast.prepares)
		p.Visit(at + "/activities/new")
		p.write(entry{Label: "Kegiatan", Value: a.title}, entry{Label: "Tahun", Value: number(on.Year())}, entry{Label: "Triwulan", Value: fmt.Sprintf("Triwulan %d", quarter(on.Month()))},
			entry{Label: "Target", Value: number(a.target)}, entry{Label: "Satuan", Value: a.unit}, entry{Label: "Penanggung jawab", Value: a.responsible}, entry{Label: "Sumber anggaran", Value: budgetNames[a.from]})
		p.save("Tambah ke rencana")
		under, activity = append(under, a.promises...), a.title
	}
	p.as(p.s.cast.gives)
	for _, title := range under {
		p.Visit(p.promises[title] + "/edit")
		p.write(entry{Label: "Di bawah perjanjian", Value: x.title}, entry{Label: "Alasan", Value: "Dituangkan dalam naskah kerja sama"})
		p.save("Simpan perubahan")
	}
	if activity != "" {
		for _, title := range x.activity.promises {
			p.serves(title, activity)
		}
	}
}

// serves says that a promise feeds an activity of the work plan.
func (p *webPlayer) serves(title, activity string) {
	p.t.Helper()
	p.Visit(p.promises[title] + "/edit")
	p.write(entry{Label: "Kegiatan dalam rencana", Value: activity}, entry{Label: "Alasan", Value: "Dituangkan dalam rencana kerja"})
	p.save("Simpan perubahan")
	p.Visit(p.promises[title])
	p.Visit(p.link("/activities/"))
	p.Sees(title)
}
