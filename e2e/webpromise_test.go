package e2e

import (
	"fmt"
	"strings"
)

var (
	meetingNames = map[string]string{"coordination": "Koordinasi", "audience": "Audiensi", "signing": "Penandatanganan", "drafting": "Penyusunan naskah"}
	formNames    = map[string]string{
		"religious_guidance": "Pembinaan keagamaan", "training_places": "Tempat pelatihan keterampilan", "instructors": "Instruktur atau pelatih",
		"equipment": "Peralatan dan bahan", "reintegration_help": "Bantuan reintegrasi", "health_service": "Layanan kesehatan", "draft_agreement": "Penyusunan naskah kerja sama",
	}
)

// meets opens the cooperation and records the meeting with those present, the
// signed list and what was decided.
func (p *webPlayer) meets() {
	p.t.Helper()
	p.as(p.s.cast.prepares)
	p.Visit("/cooperations/new")
	p.write(entry{Label: "UPT atau kantor", Value: p.s.named(p.s.host)}, entry{Label: "Mitra", Value: p.s.named(p.s.partner)},
		entry{Label: "Judul", Value: p.s.title}, entry{Label: "Tujuan", Value: p.s.purpose}, entry{Label: "Nomor berkas", Value: p.s.ref})
	p.save("Buka berkas")
	p.cooperation = p.record()
	p.Visit("/meetings/new?cooperation=" + keyOf(p.cooperation))
	p.meeting = p.records(p.s.meeting)
	p.uploads()
	for _, d := range p.s.meeting.decided {
		p.Visit(p.meeting + "/decisions/new")
		p.write(entry{Label: "Keputusan", Value: d})
		p.save("Simpan keputusan")
	}
	p.Visit(p.meeting)
	p.Sees(p.s.meeting.decided...)
}

// records fills the open form of a meeting, and returns its address.
func (p *webPlayer) records(m meeting) string {
	p.t.Helper()
	fields := []entry{
		{Label: "Sudah berlangsung"},
		{Label: "Jenis", Value: meetingNames[m.kind]},
		{Label: "Judul", Value: m.title},
		{Label: "Tanggal", Value: p.on(m.held)},
		{Label: "Tempat", Value: m.place},
		{Label: "Agenda", Value: m.agenda},
		{Label: "Catatan rapat", Value: m.minutes},
	}
	for i, a := range m.present {
		who := fmt.Sprintf("Hadirin ke-%d", i+1)
		fields = append(fields, entry{who, "Jabatan", a[1]}, entry{who, "Instansi", p.s.named(a[0])})
	}
	p.write(fields...)
	p.save("Simpan rapat")
	return p.record()
}

// meetsAgain records the next meeting of the series: what the first one left open
// stands on its page until it is done.
func (p *webPlayer) meetsAgain() {
	p.t.Helper()
	n := p.s.next
	if n == nil {
		return
	}
	p.as(p.s.cast.prepares)
	p.Visit(p.meeting)
	p.Click("Rencanakan rapat lanjutan")
	at := p.records(n.meeting)
	p.Visit(at)
	p.Sees("Dibawa dari rapat sebelumnya")
	p.Sees(n.open...)
	p.Visit(p.meeting)
	p.Click("Tandai selesai") // the only decision of which nothing has become
	p.write(entry{Label: "Bagaimana diselesaikan", Value: n.how})
	p.save("Tandai selesai")
	p.Visit(at)
	p.SeesNo(p.s.meeting.decided[n.settles])
}

// uploads puts the scanned file with the record on the page.
func (p *webPlayer) uploads() {
	p.t.Helper()
	p.Click("Tambah foto atau dokumen")
	p.Attach("Berkas", p.scan)
	p.save("Unggah")
	p.Sees("Tanda terima.pdf")
}

// keyOf is the last part of an address.
func keyOf(address string) string { return address[strings.LastIndex(address, "/")+1:] }

// agreesOnWhat makes commitments and proposals of the decisions, and the partner answers.
func (p *webPlayer) agreesOnWhat() {
	p.t.Helper()
	for _, o := range p.s.orders {
		p.isOrdered(o)
	}
	for _, a := range p.s.asks {
		p.asks(a)
	}
}

// ofDecision is the address on the meeting's page that makes something of a decision.
func (p *webPlayer) ofDecision(what string, n int) string {
	p.t.Helper()
	p.as(p.s.cast.prepares)
	p.Visit(p.meeting)
	all := p.links(what + "?decision=")
	if len(all) <= n {
		p.t.Fatalf("the meeting offers %d of %s", len(all), what)
	}
	return all[n]
}

// isOrdered makes an order a commitment, owned by a post of the side that gives.
func (p *webPlayer) isOrdered(o order) {
	p.t.Helper()
	giver, taker := p.s.sides(o.ours)
	p.Visit(p.ofDecision("/commitments/new", o.decision))
	p.write(entry{Label: "Yang berjanji", Value: p.s.named(giver)}, entry{Label: "Penerima", Value: p.s.named(taker)}, entry{Label: "Bentuk", Value: formNames[o.form]},
		entry{Label: "Judul", Value: o.title}, entry{Label: "Jumlah", Value: number(o.quantity)}, entry{Label: "Satuan", Value: o.unit}, entry{Label: "Jabatan penanggung jawab", Value: p.s.named(giver) + " · " + o.post})
	p.write(entry{Label: "Tenggat", Value: p.ahead(o.due)})
	p.save("Simpan komitmen")
	p.promises[o.title] = p.record()
	p.Sees(o.post)
}

// asks writes a proposal with its evidence of need and sends it; it is answered.
func (p *webPlayer) asks(a ask) {
	p.t.Helper()
	p.Visit(p.ofDecision("/proposals/new", a.decision))
	p.write(entry{Label: "Permintaan"}, entry{Label: "Bentuk", Value: formNames[a.form]}, entry{Label: "Judul", Value: a.title}, entry{Label: "Jumlah", Value: number(a.quantity)},
		entry{Label: "Satuan", Value: a.unit}, entry{Label: "Nilai", Value: number(a.value)}, entry{Label: "Diperlukan paling lambat", Value: p.ahead(a.wanted)})
	p.save("Simpan sebagai rancangan")
	at := p.record()
	p.Visit(at + "/send")
	p.save("Kirim")
	p.isAnswered(at, a)
	p.as(p.s.cast.prepares)
	p.Visit(at)
	if a.answer.how == "declined" {
		p.Sees(a.answer.reason)
		return
	}
	p.promises[a.title] = p.link("/commitments/")
}

// isAnswered gives the partner's answer, through a link where it has no account;
// a counter-offer is the host's to answer.
func (p *webPlayer) isAnswered(at string, a ask) {
	p.t.Helper()
	x := a.answer
	if x.byLink {
		p.opensALink("answer_proposal", at)
		p.write(entry{Label: "Tolak"}, entry{Label: "Alasan", Value: x.reason})
		p.throughTheLink()
		return
	}
	p.as(p.s.cast.gives)
	if c := a.counter; c != nil {
		p.Visit(at + "/counter")
		p.write(entry{Label: "Jumlah", Value: number(c.quantity)}, entry{Label: "Nilai", Value: number(c.value)}, entry{Label: "Alasan", Value: c.reason})
		p.save("Kirim tawaran balasan")
		p.as(p.s.cast.prepares)
		p.Visit(at)
		p.Sees(c.reason)
	}
	p.Visit(at + "/answer")
	switch x.how {
	case "accepted":
		p.write(entry{Label: "Terima"})
	case "changed":
		p.write(entry{Label: "Terima dengan perubahan"}, entry{Label: "Jumlah yang disanggupi", Value: number(x.quantity)}, entry{Label: "Nilai", Value: number(x.value)}, entry{Label: "Alasan", Value: x.reason})
	case "declined":
		p.write(entry{Label: "Tolak"}, entry{Label: "Alasan", Value: x.reason})
	}
	if x.how != "declined" {
		p.write(entry{Label: "Tenggat", Value: p.ahead(x.due)}, entry{Label: "Jabatan penanggung jawab", Value: x.post})
	}
	p.save("Kirim jawaban")
}
