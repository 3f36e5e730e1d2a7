package e2e

import (
	"fmt"
	"net/http"
	"net/url"

	"titian/internal/kernel/civil"
	amount "titian/internal/kernel/money"
)

var asnafNames = map[string]string{"fakir": "Fakir", "miskin": "Miskin"}

// spends books the restricted money: received, set aside for the class, and paid
// for material and to people, each with the group of recipients they belong to.
func (p *webPlayer) spends() {
	p.t.Helper()
	m, k := p.s.money, p.s.class
	if m == nil {
		return
	}
	p.as(p.s.cast.prepares)
	p.Visit("/funds/new")
	p.write(entry{Label: "Kerja sama", Value: p.s.title}, entry{Label: "Jenis dana", Value: "Zakat"}, entry{Label: "Tujuan", Value: m.purpose})
	p.save("Buka dana ini")
	fund := p.record()
	p.books(fund+"/entries/new?kind=receipt", m.received, m.receivedOn, entry{Label: "Nomor bukti", Value: m.paper})
	p.books(fund+"/entries/new?kind=allocation", m.allotted, k.starts, entry{Label: "Kelas", Value: k.title})
	p.books(fund+"/entries/new?kind=disbursement", m.materials, k.starts, entry{Label: "Kelas", Value: k.title}, entry{Label: "Nomor bukti", Value: "KW-021"}, entry{Label: "Keterangan", Value: "Bahan dan benang"})
	for i, asnaf := range m.asnaf {
		p.Visit(fund + "/entries/new?kind=disbursement&q=" + url.QueryEscape(madeUpName(i)))
		p.write(entry{Label: madeUpName(i)})
		p.books("", m.each, k.ends, entry{Label: "Asnaf", Value: asnafNames[asnaf]}, entry{Label: "Bukti asnaf", Value: "Surat keterangan tidak mampu"},
			entry{Label: "Petugas survei", Value: "Amil"}, entry{Label: "Kelas", Value: k.title}, entry{Label: "Nomor bukti", Value: fmt.Sprintf("KW-03%d", i)})
	}
	p.as(p.s.cast.gives)
	p.Visit(fund)
	p.Sees(rupiah(m.paid()), rupiah(m.received))
}

// accounts closes the month of the last payment, for good, and has the donor read
// what became of the money, on the page and as files.
func (p *webPlayer) accounts() {
	p.t.Helper()
	m := p.s.money
	if m == nil {
		return
	}
	through := typed(civil.Must(p.s.day(m.closes)).EndOfMonth().String())
	p.as(p.s.cast.signs)
	p.Visit("/funds/books")
	p.Click("Tutup bulan")
	p.write(entry{Label: "Sampai dengan", Value: through})
	p.save("Tutup buku sampai tanggal ini")
	p.Sees(rupiah(m.received - m.paid()))
	p.as(p.s.cast.gives)
	p.Visit("/funds/statement")
	p.write(entry{Label: "Dari", Value: p.on(m.receivedOn)}, entry{Label: "Sampai dengan", Value: through})
	p.save("Tampilkan")
	p.Sees(rupiah(m.received), rupiah(m.paid()), rupiah(m.received-m.paid()))
	for _, kind := range []string{".pdf", ".xlsx", ".csv"} {
		for _, file := range p.links("/funds/statement" + kind) {
			var status int
			if err := p.evaluate(fmt.Sprintf(`fetch(%q).then(async r => (await r.arrayBuffer()).byteLength > 0 ? r.status : 0)`, file), &status); err != nil || status != http.StatusOK {
				p.t.Errorf("%s: status %d, %v", file, status, err)
			}
		}
	}
}

// rupiah is an amount as the pages write it.
func rupiah(n int64) string { return amount.Rupiah(n).String() }

// books writes one entry, on the page given or on the one that is open.
func (p *webPlayer) books(at string, sum int64, on string, more ...entry) {
	p.t.Helper()
	if at != "" {
		p.Visit(at)
	}
	p.write(append(more, entry{Label: "Jumlah (Rp)", Value: number(sum)}, entry{Label: "Tanggal", Value: p.on(on)})...)
	p.save("Simpan catatan")
}

// letsGo hands everybody over and lets them go, unless that came before the class.
func (p *webPlayer) letsGo() {
	p.t.Helper()
	if p.s.class.from == "" {
		p.handsOver()
	}
}

// handsOver sends the complete file, lets the person go and has the probation
// office take them on.
func (p *webPlayer) handsOver() {
	p.t.Helper()
	k, c := p.s.class, p.s.cast
	for _, person := range p.people {
		p.as(c.releases)
		p.Visit(person + "/hand-overs/new")
		fields := []entry{
			{Label: "Bapas penerima", Value: p.s.named(k.bapas)},
			{Label: "Pembebasan bersyarat (PB)"},
			{Label: "Tanggal bebas", Value: p.on(k.released)},
			{Label: "Ringkasan pembinaan", Value: "Berkelakuan baik"},
			{Label: "Rencana lanjutan", Value: "Wajib lapor bulanan; penyaluran kerja atau usaha"},
		}
		for _, thing := range []string{
			"Surat keputusan atau surat lepas", "Identitas (KTP, KK, BPJS)", "Hasil asesmen dan Litmas", "Catatan program yang diikuti", "Sertifikat",
			"Ringkasan kesehatan (amplop tertutup)", "Penjamin", "Rencana lanjutan",
		} {
			fields = append(fields, entry{thing, "Terlampir", ""})
		}
		p.write(fields...)
		p.save("Simpan berkas")
		file := p.record()
		p.Visit(file)
		p.save("Kirim ke Bapas")
		p.Visit(person + "/release")
		p.write(entry{Label: "Pembebasan bersyarat (PB)"}, entry{Label: "Tanggal bebas", Value: p.on(k.released)})
		p.save("Simpan pembebasan")
		p.as(c.guides)
		p.Visit(file + "/accept")
		p.write(entry{Label: "Pertemuan pertama", Value: typed(p.s.after(k.released, 3))})
		p.save("Terima sebagai klien")
	}
}

// followsUp asks three months after release how each fares.
func (p *webPlayer) followsUp() {
	p.t.Helper()
	k := p.s.class
	p.as(p.s.cast.guides)
	for i, person := range p.people {
		p.Visit(person + "/follow-ups/new?milestone=3")
		fields := []entry{
			{Label: "3 bulan"}, {Label: "Dilakukan pada", Value: p.on(k.followed)}, {Label: "Ya, bertemu atau berbicara"}, {Label: "Mencari kerja"}, {Label: "Tetap"}, {Label: "Terjaga"}, {Label: "Tidak diketahui ada"},
		}
		if i < k.working {
			fields = append(fields, entry{Label: "Bekerja"}, entry{Label: "Penghasilan sebulan", Value: "1500000"})
		}
		p.write(fields...)
		p.save("Simpan")
	}
}
