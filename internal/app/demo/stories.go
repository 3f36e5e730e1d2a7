package demo

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/feature/assessment"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// The stories, as reported in public between July 2025 and January 2026: who
// met whom, when, what was asked and answered. Reports stop at the promise;
// what follows it here is made up, as every page of the demo says.

// bungo is S1: an institution and a zakat agency.
func (t *teller) bungo(ctx context.Context) {
	officer, head, partner := "binadik.bungo", "kalapas.bungo", "baznas.bungo"
	k := class{
		facility: "BUNGO", partner: "BAZNASBUNGO", officer: officer, head: head, bapas: "BAPASJAMBI", guide: "pk.jambi", programme: t.programmes["JAHIT"],
		title: "Menjahit angkatan I", place: "Bengkel kerja", area: assessment.Skill, topic: "menjahit",
		starts: civil.Must("2026-02-17"), sessions: 14, released: civil.Must("2026-04-20"), certificates: "JHT", units: []string{"GAR.CM01", "GAR.CM02", "GAR.SM01"},
	}
	needy := t.register(ctx, k) // before the meeting, so that what is asked for rests on their needs
	t.on(civil.Must("2026-01-29"))
	t.give(ctx, held{"BUNGO", "Kepala Seksi Binadik dan Giatja", officer, head}, kasiSince)
	c := t.cooperate(ctx, officer, "S1", "BUNGO", "BAZNASBUNGO", "Pembinaan bersama BAZNAS Kabupaten Bungo",
		"Program dan sumber daya BAZNAS untuk kesiapan dan kepercayaan diri warga binaan saat kembali")
	m := t.meet(ctx, officer, meeting{
		c, partnership.Coordination, "Rapat koordinasi dengan BAZNAS Kabupaten Bungo", "2026-01-29", "Lapas Kelas IIB Muara Bungo",
		"Pemanfaatan program BAZNAS: penguatan mental dan spiritual, keterampilan produktif",
		"Dipimpin Kepala Seksi Binadik dan Giatja. Rencana dibawa ke tahap yang lebih teknis; pola yang berkelanjutan dan menjawab kebutuhan warga binaan.",
		[][2]string{{"BUNGO", "Kepala Seksi Binadik dan Giatja"}, {"BAZNASBUNGO", "Ketua"}},
		[]string{"Pembinaan keagamaan rutin di dalam Lapas", "Pelatihan keterampilan produktif dengan dana zakat"},
	})
	faith := t.ask(ctx, officer, ask{c: c, decision: m[0], from: "BUNGO", form: "religious_guidance", title: "Pembinaan mental dan spiritual", quantity: 24, unit: "sesi", wanted: "2026-05-31"})
	skill := t.ask(ctx, officer, ask{c: c, decision: m[1], from: "BUNGO", form: "training_places", title: "Pelatihan menjahit produktif", quantity: 20, unit: "tempat", value: 60_000_000, wanted: "2026-03-31"})
	t.on(civil.Must("2026-02-02"))
	t.accept1(ctx, partner, faith, answer{due: "2026-05-31", post: "Wakil Ketua II Bidang Pendistribusian", org: "BAZNASBUNGO"})
	train := t.accept1(ctx, partner, skill, answer{due: "2026-03-31", post: "Wakil Ketua II Bidang Pendistribusian", org: "BAZNASBUNGO"})
	a := t.sign(ctx, officer, head, paper{
		c: c, kind: agreement.ImplementingAgreement, label: "Perjanjian Kerja Sama", track: agreement.UPTPartner, title: "Pembinaan keagamaan dan keterampilan",
		scope: "Pembinaan keagamaan, pelatihan keterampilan, kesiapan reintegrasi", money: "Dana zakat terikat", signed: "2026-02-06", ends: "2027-02-05",
		parties: [][4]string{{"BUNGO", "W.5.PAS.4-PK.01.08-11", "Kepala Lapas", "Keputusan Direktur Jenderal Pemasyarakatan"}, {"BAZNASBUNGO", "014/BAZNAS-BGO/II/2026", "Ketua", "UU 23/2011"}},
	})
	act := t.plan(ctx, officer, a, activity{"Pelatihan menjahit angkatan I", 2026, 1, 20, "orang", "Kepala Seksi Binadik dan Giatja", "ZAKAT"})
	t.under(ctx, partner, a, act, train)
	t.under(ctx, partner, a, id.Activity{}, t.commitmentOf(ctx, officer, faith))
	t.on(civil.Must("2026-02-09"))
	t.deliver(ctx, partner, officer, train, 12, 36_000_000, "Berita acara penyerahan mesin jahit dan instruktur")
	money := t.zakat(ctx, officer, c, train, 36_000_000)
	k.commitment, k.activity = train, act
	o, group := t.teach(ctx, k, needy)
	t.spend(ctx, officer, money, k, o, group)
	t.after(pledgerSince, func() {
		t.give(ctx, held{"BAZNASBUNGO", "Wakil Ketua II Bidang Pendistribusian", partner, partner}, pledgerSince)
		t.deliver(ctx, partner, officer, train, 6, 18_000_000, "Berita acara kelas angkatan II")
		t.reportOnly(ctx, partner, t.commitmentOf(ctx, officer, faith), 8, 0, "Daftar hadir penyuluh agama")
	})
	t.after(civil.Must("2026-11-16"), func() {
		k.activity = t.plan(ctx, officer, a, activity{"Pelatihan menjahit angkatan II", 2026, 4, 20, "orang", "Kepala Seksi Binadik dan Giatja", "ZAKAT"})
		group := t.nextClass(ctx, k, "Menjahit angkatan II")
		t.hopes(ctx, officer, group) // before the asking, which counts them
		t.bargain(ctx, officer, partner, c)
		t.owed(ctx, officer, c)
		t.table(ctx, officer, head, c, a, t.waiting(ctx, officer, c, "BUNGO"))
		t.awaited(ctx, "SPENUH", "rutan.spenuh", "BUNGO")
		t.newcomers(ctx, k)
		t.law(ctx, "BAZNASBUNGO")
		t.guide(ctx, k, "wali.bungo", group)
		t.desk(ctx, k, group)
	})
}

// selong is S2: an institution and a regency; the day of the meeting was not
// reported, and stays unknown.
func (t *teller) selong(ctx context.Context) {
	officer, head, partner := "binadik.selong", "kalapas.selong", "pemkab.lotim"
	t.on(civil.Must("2025-09-15"))
	c := t.cooperate(ctx, officer, "S2", "SELONG", "LOTIM", "Kerja sama pembinaan dengan Pemkab Lombok Timur", "Manfaat nyata bagi warga binaan dan masyarakat, tidak berhenti sebagai seremoni")
	m := t.meet(ctx, officer, meeting{
		c, partnership.Coordination, "Rapat koordinasi di kantor Pemkab Lombok Timur", "", "Kantor Pemerintah Kabupaten Lombok Timur",
		"Instruktur, sarana program, bantuan reintegrasi", "Pemerintah kabupaten menyambut baik. Kerja sama tidak boleh seremonial dan berumur pendek.",
		[][2]string{{"SELONG", "Kepala Lapas"}, {"LOTIM", "Bupati"}},
		[]string{"Instruktur pelatihan", "Peralatan dan sarana program", "Bantuan reintegrasi bagi yang pulang"},
	})
	teach := t.ask(ctx, officer, ask{c: c, decision: m[0], from: "SELONG", form: "instructors", title: "Instruktur pertukangan kayu", quantity: 4, unit: "orang", wanted: "2025-12-31"})
	tools := t.ask(ctx, officer, ask{c: c, decision: m[1], from: "SELONG", form: "equipment", title: "Peralatan bengkel kayu", quantity: 10, unit: "set", value: 80_000_000, wanted: "2026-03-31"})
	help := t.ask(ctx, officer, ask{c: c, decision: m[2], from: "SELONG", form: "reintegration_help", title: "Bantuan usaha bagi yang pulang", quantity: 30, unit: "orang", value: 90_000_000, wanted: "2026-06-30"})
	t.on(civil.Must("2025-09-24"))
	promise := t.accept1(ctx, partner, teach, answer{due: "2025-12-31", post: "Kepala Dinas Tenaga Kerja dan Transmigrasi", org: "LOTIM"})
	less := t.accept1(ctx, partner, tools, answer{quantity: 6, value: 48_000_000, reason: "Anggaran tahun berjalan cukup untuk enam set", due: "2026-03-31", post: "Kepala Dinas Tenaga Kerja dan Transmigrasi", org: "LOTIM"})
	t.decline(ctx, partner, help, "Menunggu APBD perubahan; diusulkan kembali tahun depan")
	a := t.sign(ctx, officer, head, paper{
		c: c, kind: agreement.Accord, label: "Nota Kesepakatan", track: agreement.Sinergi, title: "Sinergi pelatihan kerja warga binaan",
		scope: "Instruktur dan sarana pelatihan", money: "APBD Kabupaten", signed: "2025-10-10", ends: "2028-10-09",
		parties: [][4]string{{"SELONG", "W.21.PAS-12.HH.05.05", "Kepala Lapas", "Delegasi Direktur Jenderal Pemasyarakatan"}, {"LOTIM", "100.3.7/118/KSB", "Bupati", "UU 23/2014"}},
	})
	t.under(ctx, partner, a, id.Activity{}, promise)
	t.on(civil.Must("2025-10-27"))
	t.deliver(ctx, partner, officer, promise, 4, 0, "Surat tugas empat instruktur")
	t.carry(ctx, class{
		facility: "SELONG", partner: "LOTIM", officer: officer, head: head, bapas: "BAPASMATARAM", guide: "pk.mataram", programme: t.programmes["KAYU"],
		commitment: promise, title: "Pertukangan kayu", place: "Bengkel kerja", area: assessment.Skill, topic: "pertukangan kayu",
		starts: civil.Must("2025-11-04"), sessions: 16, released: civil.Must("2026-02-02"), certificates: "KYU", units: []string{"KYU.01", "KYU.02"},
	})
	// A second paper was signed for the equipment. Nothing has come of it yet.
	t.after(civil.Must("2026-04-15"), func() {
		b := t.sign(ctx, officer, head, paper{
			c: c, kind: agreement.ActionPlan, label: "Rencana Aksi", track: agreement.Sinergi, title: "Rencana aksi sarana bengkel", scope: "Peralatan bengkel kayu",
			money: "APBD Kabupaten", signed: "2026-04-15", ends: "2027-04-14", parent: a,
			parties: [][4]string{{"SELONG", "W.21.PAS-12.HH.05.06", "Kepala Lapas", "Delegasi Direktur Jenderal Pemasyarakatan"}, {"LOTIM", "100.3.7/064/KSB", "Bupati", "UU 23/2014"}},
		})
		t.under(ctx, partner, b, id.Activity{}, less)
	})
}

// sungaiPenuh is S3: a memorandum of the regional office that serves the
// facilities below it.
func (t *teller) sungaiPenuh(ctx context.Context) {
	office, officer, partner := "kanwil.jambi", "rutan.spenuh", "pemkot.spenuh"
	t.on(civil.Must("2025-10-19"))
	c := t.cooperate(ctx, office, "S3", "KWJAMBI", "PKSPENUH", "MoU Kanwil Jambi dan Pemkot Sungai Penuh", "Pembinaan, pelatihan keterampilan dan pemberdayaan menuju reintegrasi")
	m := t.meet(ctx, office, meeting{
		c, partnership.Signing, "Penandatanganan MoU dengan Wali Kota Sungai Penuh", "2025-10-19", "Rumah dinas Wali Kota Sungai Penuh", "Penandatanganan nota kesepahaman",
		"Ditandatangani Kepala Kantor Wilayah dan Wali Kota.",
		[][2]string{{"KWJAMBI", "Kepala Kantor Wilayah"}, {"PKSPENUH", "Wali Kota"}, {"SPENUH", "Kepala Rutan"}},
		[]string{"Pelatihan kerja bagi warga binaan Rutan Sungai Penuh"},
	})
	mou := t.sign(ctx, office, office, paper{
		c: c, kind: agreement.Memorandum, label: "Memorandum of Understanding", track: agreement.Sinergi, title: "Pembinaan dan pemberdayaan warga binaan",
		scope: "Program di dalam, pelatihan keterampilan, pemberdayaan sosial; pelatihan kerja, kegiatan sosial dan pemberdayaan setelah bebas", money: "APBD dan APBN", place: "Sungai Penuh",
		signed: "2025-10-19", ends: "2028-10-18", served: []string{"SPENUH"}, witnesses: []string{"Kepala Bagian Tata Usaha dan Umum", "Kepala Bidang Pembinaan", "Kepala Rutan Sungai Penuh"},
		parties: [][4]string{{"KWJAMBI", "W.5-HH.05.05-1021", "Kepala Kantor Wilayah", "Keputusan Direktur Jenderal Pemasyarakatan"}, {"PKSPENUH", "100.3.7.1/22/MoU", "Wali Kota", "UU 23/2014"}},
	})
	t.on(civil.Must("2025-10-24"))
	need := t.ask(ctx, office, ask{c: c, decision: m[0], from: "KWJAMBI", form: "training_places", title: "Pelatihan las di BLK kota", quantity: 16, unit: "tempat", value: 48_000_000, wanted: "2026-01-31"})
	t.on(civil.Must("2025-10-30"))
	promise := t.accept1(ctx, partner, need, answer{due: "2026-01-31", post: "Kepala Dinas Tenaga Kerja", org: "PKSPENUH"})
	a := t.sign(ctx, office, office, paper{
		c: c, kind: agreement.ImplementingAgreement, label: "Perjanjian Kerja Sama", track: agreement.Sinergi, title: "Pelatihan las bagi warga binaan", scope: "Pelatihan las bagi warga binaan Rutan",
		money: "APBD Kota", place: "Sungai Penuh", signed: "2025-11-03", ends: "2026-12-31", parent: mou, served: []string{"SPENUH"},
		parties: [][4]string{{"KWJAMBI", "W.5-HH.05.05-1088", "Kepala Kantor Wilayah", "Keputusan Direktur Jenderal Pemasyarakatan"}, {"PKSPENUH", "100.3.7.1/25/PKS", "Wali Kota", "UU 23/2014"}},
	})
	act := t.plan(ctx, office, a, activity{"Pelatihan las tahap I", 2025, 4, 16, "orang", "Kepala Subseksi Pelayanan Tahanan", "APBD"})
	t.under(ctx, partner, a, act, promise)
	t.on(civil.Must("2025-11-06"))
	t.deliver(ctx, partner, office, promise, 16, 48_000_000, "Surat penugasan BLK dan jadwal")
	t.carry(ctx, class{
		facility: "SPENUH", partner: "PKSPENUH", officer: officer, head: officer, bapas: "BAPASJAMBI", guide: "pk.jambi", programme: t.programmes["LAS"],
		commitment: promise, activity: act, title: "Las dasar", place: "BLK Kota Sungai Penuh", area: assessment.Skill, topic: "las",
		starts: civil.Must("2025-11-11"), sessions: 14, released: civil.Must("2026-02-10"), certificates: "LAS", units: []string{"LOG.OO05", "LOG.OO18"},
	})
}

// jambi is S4: a probation office and a city. The mayor's order is a promise
// with an owner and a day.
func (t *teller) jambi(ctx context.Context) {
	officer, head, partner := "pk.jambi", "kabapas.jambi", "pemkot.jambi"
	t.on(civil.Must("2025-07-14"))
	c := t.cooperate(ctx, head, "S4", "BAPASJAMBI", "PKJAMBI", "Pemberdayaan klien bersama Pemkot Jambi", "UMKM klien, Griya Abhipraya, pembimbing kemasyarakatan; pemulihan hukum, sosial dan ekonomi")
	m := t.meet(ctx, head, meeting{
		c, partnership.Audience, "Audiensi dengan Wali Kota Jambi", "2025-07-14", "Graha Siginjai", "Pemberdayaan UMKM klien, Griya Abhipraya, rekrutmen PK, Klien Bapas Peduli 2025",
		"Wali Kota memerintahkan Kepala Bagian Hukum menyiapkan rancangan perjanjian kerja sama. Hasil harus terlihat di lapangan.",
		[][2]string{{"BAPASJAMBI", "Kepala Bapas"}, {"PKJAMBI", "Wali Kota"}, {"PKJAMBI", "Kepala Bagian Hukum"}},
		[]string{"Kepala Bagian Hukum menyiapkan rancangan perjanjian kerja sama", "Pelatihan usaha mikro bagi klien"},
	})
	order := t.promise(ctx, head, c, m[0], "PKJAMBI", "BAPASJAMBI", partnership.CommitmentTerms{
		Form: "draft_agreement", Title: "Rancangan perjanjian kerja sama", Quantity: 1, Unit: "naskah",
		DueOn: civil.Must("2025-08-14"), OwnerPost: t.posts["PKJAMBI"]["Kepala Bagian Hukum"],
	})
	t.on(civil.Must("2025-07-21"))
	need := t.ask(ctx, head, ask{c: c, decision: m[1], from: "BAPASJAMBI", form: "training_places", title: "Pelatihan usaha mikro klien", quantity: 20, unit: "tempat", value: 40_000_000, wanted: "2025-11-30"})
	t.on(civil.Must("2025-08-01"))
	promise := t.accept1(ctx, partner, need, answer{due: "2025-11-30", post: "Kepala Dinas Koperasi dan UKM", org: "PKJAMBI"})
	pks := paper{
		c: c, kind: agreement.ImplementingAgreement, label: "Perjanjian Kerja Sama", track: agreement.Sinergi, title: "Pemberdayaan klien pemasyarakatan", scope: "Pelatihan usaha, pendampingan, kegiatan sosial",
		money: "APBD Kota", place: "Jambi", signed: "2025-09-01", ends: "2027-08-31",
		parties: [][4]string{{"BAPASJAMBI", "W.5.PAS.9-HH.05.05-77", "Kepala Bapas", "Delegasi Direktur Jenderal Pemasyarakatan"}, {"PKJAMBI", "100.3.7.1/41/PKS", "Wali Kota", "UU 23/2014"}},
	}
	t.on(civil.Must("2025-08-12"))
	a := t.draftPaper(ctx, head, pks)
	t.under(ctx, partner, a, id.Activity{}, order)
	t.deliver(ctx, partner, head, order, 1, 0, "Naskah rancangan diserahkan")
	t.conclude(ctx, head, head, pks, a)
	act := t.plan(ctx, head, a, activity{"Pelatihan usaha mikro klien", 2025, 4, 20, "orang", "Kepala Seksi Bimbingan Klien Dewasa", "APBD"})
	t.under(ctx, partner, a, act, promise)
	t.on(civil.Must("2025-10-06"))
	t.deliver(ctx, partner, head, promise, 20, 40_000_000, "Jadwal dan narasumber Dinas Koperasi")
	t.carry(ctx, class{
		facility: "BAPASJAMBI", partner: "PKJAMBI", officer: head, head: head, bapas: "BAPASJAMBI", guide: officer, programme: t.programmes["UMKM"],
		commitment: promise, activity: act, title: "Usaha mikro klien", place: "Aula Bapas", area: assessment.Work, topic: "usaha mikro", from: "LAPASJAMBI", fromHead: "kalapas.jambi",
		starts: civil.Must("2025-10-14"), sessions: 10, released: civil.Must("2025-08-20"), certificates: "UMK", units: []string{"UMK.01", "UMK.02"}, waits: true,
	})
	t.after(civil.Must("2026-11-10"), func() { t.house(ctx, head, partner, c) })
}

// maros is S5: an institution and a regent; success is counted outside the walls.
func (t *teller) maros(ctx context.Context) {
	officer, head, partner := "binadik.maros", "kalapas.maros", "pemkab.maros"
	t.on(civil.Must("2025-08-04"))
	c := t.cooperate(ctx, officer, "S5", "MAROS", "PKMAROS", "Pelatihan berbasis potensi daerah Maros", "Pelatihan berbasis kompetensi, rehabilitasi sosial dan pemberdayaan setelah bebas")
	m := t.meet(ctx, officer, meeting{
		c, partnership.Audience, "Audiensi dengan Bupati Maros", "2025-08-04", "Kantor Bupati Maros", "Pelatihan potensi daerah, kemitraan usaha, layanan kesehatan, pembinaan keagamaan",
		"Dukungan penuh: pelatihan kerja, layanan kesehatan preventif, pembinaan keagamaan bersama dinas terkait.",
		[][2]string{{"MAROS", "Kepala Lapas"}, {"PKMAROS", "Bupati"}},
		[]string{"Pelatihan kerja berbasis potensi daerah", "Layanan kesehatan preventif"},
	})
	train := t.ask(ctx, officer, ask{c: c, decision: m[0], from: "MAROS", form: "training_places", title: "Pelatihan budidaya perikanan", quantity: 20, unit: "tempat", value: 70_000_000, wanted: "2025-12-31"})
	health := t.ask(ctx, officer, ask{c: c, decision: m[1], from: "MAROS", form: "health_service", title: "Skrining kesehatan", quantity: 4, unit: "layanan", wanted: "2026-06-30"})
	t.on(civil.Must("2025-08-11"))
	promise := t.accept1(ctx, partner, train, answer{due: "2025-12-31", post: "Kepala Dinas Tenaga Kerja", org: "PKMAROS"})
	care := t.accept1(ctx, partner, health, answer{due: "2026-06-30", post: "Kepala Dinas Kesehatan", org: "PKMAROS"})
	a := t.sign(ctx, officer, head, paper{
		c: c, kind: agreement.Memorandum, label: "Nota Kesepahaman", track: agreement.Sinergi, title: "Pelatihan kompetensi dan pemberdayaan", scope: "Pelatihan berbasis kompetensi, rehabilitasi sosial, pemberdayaan setelah bebas",
		money: "APBD Kabupaten", place: "Maros", signed: "2025-09-02", ends: "2026-12-15",
		parties: [][4]string{{"MAROS", "W.23.PAS.11-HH.05.05-31", "Kepala Lapas", "Delegasi Direktur Jenderal Pemasyarakatan"}, {"PKMAROS", "100.3.7/77/MoU", "Bupati", "UU 23/2014"}},
	})
	act := t.plan(ctx, officer, a, activity{"Budidaya perikanan angkatan I", 2025, 4, 20, "orang", "Kepala Seksi Binadik dan Giatja", "APBD"})
	t.under(ctx, partner, a, act, promise)
	t.under(ctx, partner, a, id.Activity{}, care)
	t.on(civil.Must("2025-10-01"))
	t.deliver(ctx, partner, officer, promise, 20, 70_000_000, "Instruktur dan benih dari dinas")
	t.carry(ctx, class{
		facility: "MAROS", partner: "PKMAROS", officer: officer, head: head, bapas: "BAPASMAKASSAR", guide: "pk.makassar", programme: t.programmes["IKAN"],
		commitment: promise, activity: act, title: "Budidaya perikanan", place: "Kolam pelatihan", area: assessment.Skill, topic: "perikanan",
		starts: civil.Must("2025-10-07"), sessions: 18, released: civil.Must("2025-12-20"), certificates: "IKN", units: []string{"PRK.01", "PRK.02", "PRK.03"},
	})
	t.after(civil.Must("2026-02-10"), func() { t.dispute(ctx, partner, officer, care, 2, 1, "Baru satu kali skrining yang terlaksana") })
}
