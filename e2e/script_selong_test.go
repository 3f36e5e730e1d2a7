package e2e

// selong is S2: an institution and a regency, of which much was said and little
// done. The day of the meeting was not reported and stays unknown. The agreement
// is seen to be ceremonial until something is delivered and confirmed.
func selong() script {
	const labour = "Kepala Dinas Tenaga Kerja dan Transmigrasi"
	return script{
		ref: "S2", told: told, host: "SELONG", partner: "LOTIM",
		offices: []office{
			{code: "KWNTB", parent: directorate, kind: "regional_office", name: "Kantor Wilayah Ditjenpas Nusa Tenggara Barat", regency: "52.71"},
			{code: "SELONG", parent: "KWNTB", kind: "facility", name: "Lapas Kelas IIB Selong", sort: "LAPAS", class: "IIB", regency: "52.03", posts: []string{"Kepala Lapas", "Kepala Seksi Binadik dan Giatja"}},
			{code: "BAPASMATARAM", parent: "KWNTB", kind: "facility", name: "Bapas Kelas II Mataram", sort: "BAPAS", class: "II", regency: "52.71", posts: []string{"Kepala Bapas"}},
			{code: "LOTIM", kind: "partner", name: "Pemerintah Kabupaten Lombok Timur", sort: "local_government", regency: "52.03", posts: []string{"Bupati", labour, "Kepala Dinas Sosial"}},
		},
		signIns: []signedIn{
			{"binadik.selong", "Kasi Binadik dan Giatja Selong", "programme_officer", "SELONG"},
			{"kalapas.selong", "Kalapas Selong", "facility_head", "SELONG"},
			{"pemkab.lotim", "Pemerintah Kabupaten Lombok Timur", "partner", "LOTIM"},
			{"pk.mataram", "PK Bapas Mataram", "probation_officer", "BAPASMATARAM"},
		},
		cast:  cast{prepares: "binadik.selong", signs: "kalapas.selong", gives: "pemkab.lotim", runs: "binadik.selong", releases: "kalapas.selong", guides: "pk.mataram"},
		title: "Kerja sama pembinaan dengan Pemkab Lombok Timur", purpose: "Manfaat nyata bagi warga binaan dan masyarakat, tidak berhenti sebagai seremoni",
		meeting: meeting{
			kind: "coordination", title: "Rapat koordinasi di kantor Pemkab Lombok Timur", place: "Kantor Pemerintah Kabupaten Lombok Timur",
			agenda: "Instruktur\nSarana program\nBantuan reintegrasi", minutes: "Pemerintah kabupaten menyambut baik. Kerja sama tidak boleh seremonial dan berumur pendek.",
			present: [][2]string{{"SELONG", "Kepala Lapas"}, {"LOTIM", "Bupati"}},
			decided: []string{"Instruktur pelatihan", "Peralatan dan sarana program", "Bantuan reintegrasi bagi yang pulang"},
		},
		asks: []ask{
			{
				decision: 0, form: "instructors", title: "Instruktur pertukangan kayu", quantity: 4, unit: "orang", wanted: "2025-12-31", sent: "2025-09-17", needed: 4,
				answer: answer{how: "accepted", on: "2025-09-24", due: "2025-12-31", post: labour},
			},
			{
				decision: 1, form: "equipment", title: "Peralatan bengkel kayu", quantity: 10, unit: "set", value: 80_000_000, wanted: "2026-03-31", sent: "2025-09-17", needed: 4,
				answer: answer{how: "changed", on: "2025-09-24", quantity: 6, value: 48_000_000, reason: "Anggaran tahun berjalan cukup untuk enam set", due: "2026-03-31", post: labour},
			},
			{
				decision: 2, form: "reintegration_help", title: "Bantuan usaha bagi yang pulang", quantity: 30, unit: "orang", value: 90_000_000, wanted: "2026-06-30", sent: "2025-09-17",
				answer: answer{how: "declined", byLink: true, on: "2025-09-24", reason: "Menunggu APBD perubahan; diusulkan kembali tahun depan"},
			},
		},
		papers: []paper{{
			kind: "accord", label: "Nota Kesepakatan", track: "SINERGI", title: "Sinergi pelatihan kerja warga binaan", scope: "Instruktur pelatihan", money: "APBD Kabupaten", place: "Selong",
			drafted: "2025-09-30", signed: "2025-10-10", ends: "2028-10-09",
			parties: []party{
				{"SELONG", "W.21.PAS-12.HH.05.05", "Kepala Lapas", "Delegasi Direktur Jenderal Pemasyarakatan"},
				{"LOTIM", "100.3.7/118/KSB", "Bupati", "UU 23/2014"},
			},
			activity: &activity{title: "Pelatihan pertukangan kayu", on: "2025-11-04", target: 4, unit: "orang", responsible: "Kepala Seksi Binadik dan Giatja", from: "APBD", promises: []string{"Instruktur pertukangan kayu"}},
			idle:     "ceremonial", alive: "concrete",
		}, {
			// A second paper was signed for the equipment. Nothing has come of it.
			kind: "action_plan", label: "Rencana Aksi", track: "SINERGI", title: "Rencana aksi sarana bengkel", scope: "Peralatan bengkel kayu", money: "APBD Kabupaten", place: "Selong",
			drafted: "2026-04-01", signed: "2026-04-15", ends: "2027-04-14",
			parties: []party{
				{"SELONG", "W.21.PAS-12.HH.05.06", "Kepala Lapas", "Delegasi Direktur Jenderal Pemasyarakatan"},
				{"LOTIM", "100.3.7/064/KSB", "Bupati", "UU 23/2014"},
			},
			promises: []string{"Peralatan bengkel kayu"},
			idle:     "ceremonial", alive: "ceremonial",
		}},
		deliveries: []delivery{{promise: "Instruktur pertukangan kayu", on: "2025-10-27", quantity: 4, evidence: "Surat tugas empat instruktur"}},
		class: class{
			code: "KAYU", programme: "Pertukangan kayu", category: "SELF_RELIANCE", area: "skill", sector: "pertukangan", topic: "pertukangan kayu", hours: 64,
			units:    [][2]string{{"KYU.01", "Menyiapkan bahan kayu"}, {"KYU.02", "Merakit mebel sederhana"}},
			facility: "SELONG", bapas: "BAPASMATARAM", promise: "Instruktur pertukangan kayu", title: "Pertukangan kayu", place: "Bengkel kerja",
			starts: "2025-11-04", ends: "2026-01-10", sessions: []string{"2025-11-04", "2025-11-06"}, group: 4,
			admitted: "2024-11-04", released: "2026-02-02", followed: "2026-05-03", working: 2,
		},
		// One paper was worth it; the one of which nothing came is looked at, too.
		reviews: []review{{document: "Notulen evaluasi tahunan"}, {paper: 1, document: "Notulen evaluasi tahunan"}},
	}
}
