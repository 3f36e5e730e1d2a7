package e2e

import "fmt"

var (
	categoryNames = map[string]string{"SELF_RELIANCE": "Pembinaan kemandirian", "REINTEGRATION": "Reintegrasi"}
	areaNames     = map[string]string{"skill": "Keterampilan", "work": "Pekerjaan"}
)

// teaches opens the class on the promise, gives its seats by need, marks who
// came, assesses what was learned and completes it. Clients are handed over first.
func (p *webPlayer) teaches() {
	p.t.Helper()
	k := p.s.class
	if k.from != "" {
		p.handsOver()
	}
	p.as(p.s.cast.runs)
	p.looksAtReadiness("Sebelum program", k.starts, 2)
	p.opens()
	p.enrols()
	for _, day := range k.sessions {
		p.Visit(p.class + "/attendance")
		p.write(entry{Label: "Tanggal", Value: p.on(day)}, entry{Label: "Materi", Value: "Pertemuan"})
		p.Click("Tandai semua: Hadir")
		p.save("Simpan daftar hadir")
	}
	p.assesses()
	p.Visit(p.class + "/complete")
	p.save("Ya, kelas ini selesai")
	p.certifies()
	p.looksAtReadiness("Sesudah program", k.ends, 6)
}

func (p *webPlayer) opens() {
	p.t.Helper()
	k := p.s.class
	p.Visit("/programmes/new")
	fields := []entry{
		{Label: "Nama program", Value: k.programme},
		{Label: "Kode", Value: k.code},
		{Label: "Jenis pembinaan", Value: categoryNames[k.category]},
		{Label: "Kebutuhan yang dijawab", Value: areaNames[k.area]},
		{Label: "Potensi daerah", Value: k.sector},
		{Label: "Jam pelajaran", Value: number(k.hours)},
		{Label: "Peserta per kelas", Value: "20"},
	}
	for i, u := range k.units {
		fields = append(fields, entry{Label: fmt.Sprintf("Kode unit ke-%d", i+1), Value: u[0]}, entry{Label: fmt.Sprintf("Judul unit ke-%d", i+1), Value: u[1]})
	}
	p.write(fields...)
	p.save("Simpan program")
	p.Visit("/classes/new")
	p.write(entry{Label: "Program", Value: k.programme}, entry{Label: "Komitmen mitra", Value: k.promise}, entry{Label: "Judul kelas", Value: k.title}, entry{Label: "Tempat", Value: k.place},
		entry{Label: "Mulai", Value: p.on(k.starts)}, entry{Label: "Selesai", Value: p.on(k.ends)}, entry{Label: "Kursi", Value: number(k.group + 2)})
	p.save("Buka kelas ini")
	p.class = p.record()
	p.Sees(p.s.named(p.s.partner))
}

// enrols gives the candidates seats. Whoever needs something else is none.
func (p *webPlayer) enrols() {
	p.t.Helper()
	p.Visit(p.class + "/enrol")
	p.SeesNo(madeUpName(p.s.class.group))
	for i := range p.people {
		p.write(entry{Label: madeUpName(i)})
	}
	p.save("Jadikan peserta")
	p.Visit(p.class)
	p.Sees(fmt.Sprintf("Kursi terisi %d dari %d", p.s.class.group, p.s.class.group+2))
}

func (p *webPlayer) seat(i int, what string) string {
	p.t.Helper()
	p.Visit(p.class)
	var found []string
	for _, l := range p.links("/enrolments/") {
		if len(l) > len(what) && l[len(l)-len(what):] == what {
			found = append(found, l)
		}
	}
	if len(found) <= i {
		p.t.Fatalf("the class offers %d of %s\n%s", len(found), what, p.Text())
	}
	return found[i]
}

func (p *webPlayer) assesses() {
	p.t.Helper()
	for i := range p.people {
		p.Visit(p.seat(i, "/results"))
		fields := []entry{{Label: "Penilai", Value: "Asesor kompetensi"}, {Label: "Tanggal penilaian", Value: p.on(p.s.class.ends)}}
		for _, u := range p.s.class.units {
			unit := u[0] + " · " + u[1]
			fields = append(fields, entry{unit, "Nilai diri sebelum kelas", "40"}, entry{unit, "Nilai sesudah kelas", "80"}, entry{unit, "Kompeten", ""})
		}
		p.write(fields...)
		p.save("Simpan hasil")
	}
}

// certifies gives each a certificate.
func (p *webPlayer) certifies() {
	p.t.Helper()
	for i := range p.people {
		p.Visit(p.seat(i, "/certificate"))
		p.write(entry{Label: "Nomor sertifikat", Value: fmt.Sprintf("%s/%d", p.s.class.code, i+1)})
		p.save("Terbitkan sertifikat")
	}
}

// looksAtReadiness answers the checklist for everybody.
func (p *webPlayer) looksAtReadiness(phase, told string, done int) {
	p.t.Helper()
	for _, at := range p.people {
		p.Visit(at + "/readiness/new")
		fields := []entry{{Label: phase}, {Label: "Tanggal", Value: p.on(told)}}
		for n, thing := range []string{"Surat diri", "Tempat tinggal", "Mata pencaharian", "Perawatan lanjutan", "Keluarga dan lingkungan", "Utang dan denda", "Penyerahan ke Bapas"} {
			if n < done {
				fields = append(fields, entry{thing, "Beres", ""})
				continue
			}
			fields = append(fields, entry{thing, "Masih diperlukan", ""},
				entry{Label: thing + ": diurus oleh", Value: "Wali Pemasyarakatan"}, entry{Label: thing + ": paling lambat", Value: typed(p.s.after(told, 14))})
		}
		p.write(append(fields, entry{Label: "Keyakinan dirinya", Value: "3"})...)
		p.save("Simpan")
	}
}
