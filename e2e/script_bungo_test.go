package e2e

// bungo is S1: an institution and a zakat agency. Restricted money is received,
// set aside and spent, each payment to a person with the group of recipients
// that they belong to.
func bungo() script {
	const pattern = "Kepala Seksi Binadik dan Giatja"
	return script{
		ref: "S1", told: told, host: "BUNGO", partner: "BAZNASBUNGO",
		offices: []office{
			{code: "KWJAMBI", parent: directorate, kind: "regional_office", name: "Kantor Wilayah Ditjenpas Jambi", regency: "15.71"},
			{code: "BUNGO", parent: "KWJAMBI", kind: "facility", name: "Lapas Kelas IIB Muara Bungo", sort: "LAPAS", class: "IIB", regency: "15.08", posts: []string{"Kepala Lapas", pattern, "Wali Pemasyarakatan"}},
			{code: "BAPASJAMBI", parent: "KWJAMBI", kind: "facility", name: "Bapas Kelas I Jambi", sort: "BAPAS", class: "I", regency: "15.71", posts: []string{"Pembimbing Kemasyarakatan"}},
			{code: "BAZNASBUNGO", kind: "partner", name: "BAZNAS Kabupaten Bungo", sort: "zakat_board", regency: "15.08", posts: []string{"Ketua", "Wakil Ketua II Bidang Pendistribusian"}},
		},
		signIns: []signedIn{
			{"binadik.bungo", "Kasi Binadik dan Giatja Muara Bungo", "programme_officer", "BUNGO"},
			{"kalapas.bungo", "Kalapas Muara Bungo", "facility_head", "BUNGO"},
			{"baznas.bungo", "BAZNAS Kabupaten Bungo", "partner", "BAZNASBUNGO"},
			{"pk.jambi", "PK Bapas Jambi", "probation_officer", "BAPASJAMBI"},
		},
		cast:  cast{prepares: "binadik.bungo", signs: "kalapas.bungo", gives: "baznas.bungo", runs: "binadik.bungo", releases: "kalapas.bungo", guides: "pk.jambi"},
		title: "Pembinaan bersama BAZNAS Kabupaten Bungo", purpose: "Program dan sumber daya BAZNAS untuk kesiapan dan kepercayaan diri warga binaan saat kembali",
		meeting: meeting{
			kind: "coordination", title: "Rapat koordinasi dengan BAZNAS Kabupaten Bungo", held: "2026-01-29", place: "Lapas Kelas IIB Muara Bungo",
			agenda:  "Penguatan mental dan spiritual\nKeterampilan produktif",
			minutes: "Dipimpin Kepala Seksi Binadik dan Giatja. Rencana dibawa ke tahap yang lebih teknis; pola yang berkelanjutan dan menjawab kebutuhan warga binaan.",
			present: [][2]string{{"BUNGO", pattern}, {"BAZNASBUNGO", "Ketua"}},
			decided: []string{"Pembinaan keagamaan rutin di dalam Lapas", "Pelatihan keterampilan produktif dengan dana zakat", "Bengkel kerja disediakan Lapas bagi pengajar", "Petugas penghubung ditunjuk di kedua pihak"},
		},
		next: &later{
			meeting: meeting{
				kind: "coordination", title: "Rapat teknis dengan BAZNAS Kabupaten Bungo", held: "2026-02-05", place: "Kantor BAZNAS Kabupaten Bungo",
				agenda: "Tindak lanjut rapat pertama", minutes: "Rencana teknis dan naskah kerja sama dibahas; petugas penghubung diperkenalkan.",
				present: [][2]string{{"BUNGO", pattern}, {"BAZNASBUNGO", "Wakil Ketua II Bidang Pendistribusian"}},
			},
			open:    []string{"Petugas penghubung ditunjuk di kedua pihak", "Pembinaan mental dan spiritual", "Pelatihan menjahit produktif", "Bengkel kerja bagi pengajar"},
			settles: 3, how: "Penghubung kedua pihak ditunjuk dengan surat",
		},
		orders: []order{{decision: 2, ours: true, form: "training_places", title: "Bengkel kerja bagi pengajar", quantity: 24, unit: "hari", post: pattern, due: "2026-04-30"}},
		asks: []ask{
			{
				decision: 0, form: "religious_guidance", title: "Pembinaan mental dan spiritual", quantity: 40, unit: "sesi", wanted: "2026-05-31", sent: "2026-01-30",
				counter: &counter{on: "2026-02-01", quantity: 24, reason: "Penyuluh tersedia dua kali sepekan"},
				answer:  answer{how: "accepted", on: "2026-02-02", due: "2026-05-31", post: "Wakil Ketua II Bidang Pendistribusian"},
			},
			{
				decision: 1, form: "training_places", title: "Pelatihan menjahit produktif", quantity: 20, unit: "tempat", value: 60_000_000, wanted: "2026-03-31", sent: "2026-01-30", needed: 4,
				answer: answer{how: "accepted", on: "2026-02-02", due: "2026-03-31", post: "Wakil Ketua II Bidang Pendistribusian"},
			},
		},
		papers: []paper{{
			kind: "implementing_agreement", label: "Perjanjian Kerja Sama", track: "UPT_PARTNER", title: "PKS pembinaan keagamaan dan keterampilan",
			scope: "Pembinaan keagamaan, pelatihan keterampilan, kesiapan reintegrasi", money: "Dana zakat terikat", place: "Muara Bungo", drafted: "2026-02-03", signed: "2026-02-06", ends: "2027-02-05",
			parties: []party{
				{"BUNGO", "W.5.PAS.4-PK.01.08-11", "Kepala Lapas", "Keputusan Direktur Jenderal Pemasyarakatan"},
				{"BAZNASBUNGO", "014/BAZNAS-BGO/II/2026", "Ketua", "UU 23/2011"},
			},
			promises: []string{"Pembinaan mental dan spiritual"},
			activity: &activity{title: "Pelatihan menjahit angkatan I", on: "2026-02-17", target: 20, unit: "orang", responsible: pattern, from: "ZAKAT", promises: []string{"Pelatihan menjahit produktif"}},
			idle:     "ceremonial", alive: "slow", // the guidance stops at eight sessions of twenty-four
		}},
		deliveries: []delivery{
			{promise: "Pelatihan menjahit produktif", on: "2026-02-09", quantity: 12, value: 36_000_000, evidence: "Berita acara penyerahan mesin jahit dan instruktur"},
			{promise: "Pelatihan menjahit produktif", on: "2026-03-20", quantity: 8, value: 24_000_000, evidence: "Berita acara kelas angkatan II"},
			{promise: "Bengkel kerja bagi pengajar", on: "2026-04-14", quantity: 24, evidence: "Daftar pemakaian bengkel kerja", ours: true},
			{promise: "Pembinaan mental dan spiritual", on: "2026-05-20", quantity: 8, evidence: "Daftar hadir penyuluh agama"},
		},
		money: &money{
			sort: "ZAKAT", promise: "Pelatihan menjahit produktif", purpose: "Pelatihan menjahit bagi warga binaan mustahik",
			received: 36_000_000, allotted: 30_000_000, materials: 12_000_000, receivedOn: "2026-02-10", paper: "BSZ-014/II/2026", each: 1_500_000, asnaf: []string{"fakir", "miskin"}, closes: "2026-04-30",
		},
		class: class{
			code: "JAHIT", programme: "Menjahit produktif", category: "SELF_RELIANCE", area: "skill", sector: "garmen", topic: "menjahit", hours: 56,
			units:    [][2]string{{"GAR.CM01", "Mengukur badan dan membuat pola"}, {"GAR.SM01", "Menjahit dengan mesin"}},
			facility: "BUNGO", bapas: "BAPASJAMBI", promise: "Pelatihan menjahit produktif", title: "Menjahit angkatan I", place: "Bengkel kerja",
			starts: "2026-02-17", ends: "2026-04-14", sessions: []string{"2026-02-17", "2026-02-19", "2026-02-24"}, group: 4,
			admitted: "2025-02-10", released: "2026-04-20", followed: "2026-07-21", working: 3,
		},
		reviews: []review{{document: "Berita acara evaluasi tahun pertama", starts: "2027-02-06", ends: "2028-02-05", numbers: []string{"W.5.PAS.4-PK.01.08-97", "112/BAZNAS-BGO/XI/2026"}}},
	}
}
