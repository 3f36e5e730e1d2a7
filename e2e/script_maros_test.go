package e2e

// maros is S5: an institution and a regent. What the region is strong in decides
// the training; of the health service less came than was reported, and the
// institution says so; success is counted outside the walls.
func maros() script {
	return script{
		ref: "S5", told: told, host: "MAROS", partner: "PKMAROS",
		offices: []office{
			{code: "KWSULSEL", parent: directorate, kind: "regional_office", name: "Kantor Wilayah Ditjenpas Sulawesi Selatan", regency: "73.71"},
			{code: "MAROS", parent: "KWSULSEL", kind: "facility", name: "Lapas Kelas IIB Maros", sort: "LAPAS", class: "IIB", regency: "73.09", posts: []string{"Kepala Lapas", "Kepala Seksi Binadik dan Giatja", "Dokter Lapas"}},
			{code: "BAPASMAKASSAR", parent: "KWSULSEL", kind: "facility", name: "Bapas Kelas I Makassar", sort: "BAPAS", class: "I", regency: "73.71", posts: []string{"Kepala Bapas"}},
			{code: "PKMAROS", kind: "partner", name: "Pemerintah Kabupaten Maros", sort: "local_government", regency: "73.09", posts: []string{"Bupati", "Kepala Dinas Tenaga Kerja", "Kepala Dinas Kesehatan"}},
		},
		signIns: []signedIn{
			{"binadik.maros", "Kasi Binadik dan Giatja Maros", "programme_officer", "MAROS"},
			{"kalapas.maros", "Kalapas Maros", "facility_head", "MAROS"},
			{"pemkab.maros", "Pemerintah Kabupaten Maros", "partner", "PKMAROS"},
			{"pk.makassar", "PK Bapas Makassar", "probation_officer", "BAPASMAKASSAR"},
		},
		cast:  cast{prepares: "binadik.maros", signs: "kalapas.maros", gives: "pemkab.maros", runs: "binadik.maros", releases: "kalapas.maros", guides: "pk.makassar"},
		title: "Pelatihan berbasis potensi daerah Maros", purpose: "Pelatihan berbasis kompetensi, rehabilitasi sosial dan pemberdayaan setelah bebas",
		meeting: meeting{
			kind: "audience", title: "Audiensi dengan Bupati Maros", held: "2025-08-04", place: "Kantor Bupati Maros",
			agenda:  "Pelatihan potensi daerah\nKemitraan usaha\nLayanan kesehatan\nPembinaan keagamaan",
			minutes: "Dukungan penuh: pelatihan kerja, layanan kesehatan preventif, pembinaan keagamaan bersama dinas terkait.",
			present: [][2]string{{"MAROS", "Kepala Lapas"}, {"PKMAROS", "Bupati"}},
			decided: []string{"Pelatihan kerja berbasis potensi daerah", "Layanan kesehatan preventif"},
		},
		asks: []ask{
			{
				decision: 0, form: "training_places", title: "Pelatihan budidaya perikanan", quantity: 20, unit: "tempat", value: 70_000_000, wanted: "2025-12-31", sent: "2025-08-06", needed: 4,
				answer: answer{how: "accepted", on: "2025-08-11", due: "2025-12-31", post: "Kepala Dinas Tenaga Kerja"},
			},
			{
				decision: 1, form: "health_service", title: "Skrining kesehatan", quantity: 4, unit: "layanan", wanted: "2026-06-30", sent: "2025-08-06",
				answer: answer{how: "accepted", on: "2025-08-11", due: "2026-06-30", post: "Kepala Dinas Kesehatan"},
			},
		},
		papers: []paper{{
			kind: "memorandum", label: "Nota Kesepahaman", track: "SINERGI", title: "Pelatihan kompetensi dan pemberdayaan", scope: "Pelatihan berbasis kompetensi, rehabilitasi sosial, pemberdayaan setelah bebas",
			money: "APBD Kabupaten", place: "Maros", drafted: "2025-08-18", signed: "2025-09-02", ends: "2026-12-15",
			parties:  []party{{"MAROS", "W.23.PAS.11-HH.05.05-31", "Kepala Lapas", "Delegasi Direktur Jenderal Pemasyarakatan"}, {"PKMAROS", "100.3.7/77/MoU", "Bupati", "UU 23/2014"}},
			promises: []string{"Skrining kesehatan"},
			activity: &activity{title: "Budidaya perikanan angkatan I", on: "2025-10-07", target: 20, unit: "orang", responsible: "Kepala Seksi Binadik dan Giatja", from: "APBD", promises: []string{"Pelatihan budidaya perikanan"}},
			idle:     "ceremonial", alive: "slow", // the screenings are overdue, whatever was reported
		}},
		deliveries: []delivery{
			{promise: "Pelatihan budidaya perikanan", on: "2025-10-01", quantity: 20, value: 70_000_000, evidence: "Instruktur dan benih dari dinas"},
			{promise: "Skrining kesehatan", on: "2026-02-10", quantity: 2, evidence: "Laporan pelaksanaan", seen: 1, reason: "Baru satu kali skrining yang terlaksana"},
		},
		class: class{
			code: "IKAN", programme: "Budidaya perikanan", category: "SELF_RELIANCE", area: "skill", sector: "perikanan", topic: "perikanan", hours: 72,
			units:    [][2]string{{"PRK.01", "Menyiapkan kolam"}, {"PRK.02", "Menebar dan memelihara benih"}},
			facility: "MAROS", bapas: "BAPASMAKASSAR", promise: "Pelatihan budidaya perikanan", title: "Budidaya perikanan", place: "Kolam pelatihan",
			starts: "2025-10-07", ends: "2025-12-12", sessions: []string{"2025-10-07", "2025-10-09"}, group: 4,
			admitted: "2024-10-01", released: "2025-12-20", followed: "2026-03-21", working: 3,
		},
		reviews: []review{{document: "Laporan evaluasi kerja sama", starts: "2026-12-16", ends: "2028-12-15", numbers: []string{"W.23.PAS.11-HH.05.05-88", "100.3.7/140/MoU"}}},
	}
}
