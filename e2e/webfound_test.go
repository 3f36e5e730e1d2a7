package e2e

import "fmt"

// What the pages call the codes of the scripts.
var (
	kindNames = map[string]string{"regional_office": "Kantor Wilayah", "facility": "UPT", "partner": "Mitra"}
	sortNames = map[string]string{"LAPAS": "Lapas", "RUTAN": "Rutan", "BAPAS": "Bapas", "zakat_board": "Lembaga zakat", "local_government": "Pemerintah daerah"}
	roleNames = map[string]string{
		"facility_head": "Kepala UPT", "programme_officer": "Petugas pembinaan", "probation_officer": "Pembimbing Kemasyarakatan",
		"regional_office": "Kantor Wilayah", "partner": "Mitra",
	}
	needNames = map[string]string{"skill": "Keterampilan", "work": "Pekerjaan dan penghasilan", "housing": "Tempat tinggal"}
)

// founds makes the offices, their posts and the accounts.
func (p *webPlayer) founds() {
	p.t.Helper()
	p.as(administrator)
	for _, o := range p.s.offices {
		p.Visit("/organisations/new")
		fields := []entry{{Label: kindNames[o.kind]}, {Label: "Kode", Value: o.code}, {Label: "Nama", Value: o.name}}
		if o.parent != "" {
			fields = append(fields, entry{Label: "Berada di bawah", Value: p.parent(o)})
		}
		switch o.kind {
		case "facility":
			fields = append(fields, entry{Label: "Jenis UPT", Value: sortNames[o.sort]}, entry{Label: "Kelas", Value: o.class})
		case "partner":
			fields = append(fields, entry{Label: "Jenis mitra", Value: sortNames[o.sort]})
		}
		p.write(fields...)
		p.save("Tambah organisasi")
		p.orgs[o.code] = p.record()
		for _, title := range o.posts {
			p.write(entry{Label: "Jabatan baru", Value: title})
			p.save("Tambah jabatan")
			p.Sees(title)
		}
	}
	for _, u := range p.s.signIns {
		p.Visit("/users/new")
		p.write(entry{Label: "Nama", Value: u.name}, entry{Label: "Nama masuk", Value: u.login}, entry{Label: "Kata sandi pertama", Value: demoPassword},
			entry{Label: "Bahasa Indonesia"}, entry{Label: "Organisasi", Value: p.s.named(u.office)}, entry{Label: "Peran", Value: roleNames[u.role]})
		p.save("Tambah pengguna")
	}
}

func (p *webPlayer) parent(o office) string {
	if o.parent == directorate {
		return "Direktorat Jenderal Pemasyarakatan"
	}
	return p.s.named(o.parent)
}

// registers takes people into the register with what they need; one more needs
// something else.
func (p *webPlayer) registers() {
	p.t.Helper()
	k := p.s.class
	p.as(p.s.cast.runs)
	if k.from != "" {
		p.as(p.s.cast.releases)
	}
	for i := range k.group + 1 {
		p.Visit("/people/new")
		p.write(entry{Label: "Nama", Value: madeUpName(i)}, entry{Label: "Nomor register", Value: fmt.Sprintf("B.I-%03d/2024", i+1)}, entry{Label: "Status hukum", Value: "Narapidana"},
			entry{Label: "Tanggal masuk", Value: p.on(k.admitted)}, entry{Label: "Perkiraan bebas", Value: p.on(k.released)}, entry{Label: "Laki-laki"},
			entry{Label: "Tanggal lahir", Value: typed(madeUpBirth(i).String())}, entry{Label: "NIK", Value: madeUpNIK(i)}, entry{Label: "Agama", Value: "Islam"})
		p.save("Simpan")
		at := p.record()
		area, topic := k.area, k.topic
		if i == k.group {
			area, topic = "housing", "rumah"
			p.others = append(p.others, at)
		} else {
			p.people = append(p.people, at)
		}
		p.Visit(at + "/needs/new")
		p.write(entry{Label: "Bidang", Value: needNames[area]}, entry{Label: "Topik", Value: topic}, entry{Label: []string{"Mendesak", "Penting"}[i%2]},
			entry{Label: "Dari mana diketahui", Value: "Asesmen awal dan wawancara"}, entry{Label: "Tanggal penilaian", Value: p.on(k.admitted)})
		p.save("Simpan")
	}
}
