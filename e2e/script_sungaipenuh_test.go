package e2e

// sungaiPenuh is S3: a memorandum of the regional office, with an implementing
// agreement under it, that serves the facility below. The facility's own officer
// reads it and runs the class on its promise.
func sungaiPenuh() script {
	const clerk = "Kepala Subseksi Pelayanan Tahanan"
	authority := "Keputusan Direktur Jenderal Pemasyarakatan"
	return script{
		ref: "S3", told: told, host: "KWJAMBI", partner: "PKSPENUH",
		offices: []office{
			{code: "KWJAMBI", parent: directorate, kind: "regional_office", name: "Kantor Wilayah Ditjenpas Jambi", regency: "15.71", posts: []string{"Kepala Kantor Wilayah", "Kepala Bidang Pembinaan", "Kepala Bagian Tata Usaha dan Umum"}},
			{code: "SPENUH", parent: "KWJAMBI", kind: "facility", name: "Rutan Kelas IIB Sungai Penuh", sort: "RUTAN", class: "IIB", regency: "15.72", posts: []string{"Kepala Rutan", clerk}},
			{code: "BAPASJAMBI", parent: "KWJAMBI", kind: "facility", name: "Bapas Kelas I Jambi", sort: "BAPAS", class: "I", regency: "15.71", posts: []string{"Pembimbing Kemasyarakatan"}},
			{code: "PKSPENUH", kind: "partner", name: "Pemerintah Kota Sungai Penuh", sort: "local_government", regency: "15.72", posts: []string{"Wali Kota", "Kepala Dinas Tenaga Kerja"}},
		},
		signIns: []signedIn{
			{"kanwil.jambi", "Kabid Pembinaan Kanwil Jambi", "regional_office", "KWJAMBI"},
			{"rutan.spenuh", "Kasubsi Pelayanan Rutan Sungai Penuh", "programme_officer", "SPENUH"},
			{"pemkot.spenuh", "Pemerintah Kota Sungai Penuh", "partner", "PKSPENUH"},
			{"pk.jambi", "PK Bapas Jambi", "probation_officer", "BAPASJAMBI"},
		},
		cast:  cast{prepares: "kanwil.jambi", signs: "kanwil.jambi", gives: "pemkot.spenuh", runs: "rutan.spenuh", releases: "rutan.spenuh", guides: "pk.jambi", helped: "rutan.spenuh"},
		title: "MoU Kanwil Jambi dan Pemkot Sungai Penuh", purpose: "Pembinaan, pelatihan keterampilan dan pemberdayaan menuju reintegrasi",
		meeting: meeting{
			kind: "signing", title: "Penandatanganan MoU dengan Wali Kota Sungai Penuh", held: "2025-10-19", place: "Rumah dinas Wali Kota Sungai Penuh",
			agenda: "Penandatanganan nota kesepahaman", minutes: "Ditandatangani Kepala Kantor Wilayah dan Wali Kota.",
			present: [][2]string{{"KWJAMBI", "Kepala Kantor Wilayah"}, {"PKSPENUH", "Wali Kota"}, {"SPENUH", "Kepala Rutan"}},
			decided: []string{"Pelatihan kerja bagi warga binaan Rutan Sungai Penuh"},
		},
		asks: []ask{{
			decision: 0, form: "training_places", title: "Pelatihan las di BLK kota", quantity: 20, unit: "tempat", value: 60_000_000, wanted: "2026-01-31", sent: "2025-10-24",
			counter: &counter{on: "2025-10-27", quantity: 16, value: 48_000_000, reason: "Enam belas bilik las di BLK"},
			answer:  answer{how: "accepted", on: "2025-10-30", due: "2026-01-31", post: "Kepala Dinas Tenaga Kerja"},
		}},
		papers: []paper{{
			kind: "memorandum", label: "Memorandum of Understanding", track: "SINERGI", title: "Pembinaan dan pemberdayaan warga binaan",
			scope: "Program di dalam, pelatihan keterampilan, pemberdayaan sosial; pelatihan kerja, kegiatan sosial dan pemberdayaan setelah bebas", money: "APBD dan APBN", place: "Sungai Penuh",
			drafted: "2025-10-01", signed: "2025-10-19", ends: "2028-10-18", served: []string{"SPENUH"},
			witnesses: []string{"Kepala Bagian Tata Usaha dan Umum", "Kepala Bidang Pembinaan", "Kepala Rutan Sungai Penuh"},
			parties:   []party{{"KWJAMBI", "W.5-HH.05.05-1021", "Kepala Kantor Wilayah", authority}, {"PKSPENUH", "100.3.7.1/22/MoU", "Wali Kota", "UU 23/2014"}},
			idle:      "ceremonial", alive: "concrete", // what is done under it counts for it
		}, {
			kind: "implementing_agreement", label: "Perjanjian Kerja Sama", track: "SINERGI", title: "PKS pelatihan las", scope: "Pelatihan las bagi warga binaan Rutan", money: "APBD Kota", place: "Sungai Penuh",
			drafted: "2025-10-31", signed: "2025-11-03", ends: "2026-12-31", parent: 1, served: []string{"SPENUH"},
			parties:  []party{{"KWJAMBI", "W.5-HH.05.05-1088", "Kepala Kantor Wilayah", authority}, {"PKSPENUH", "100.3.7.1/25/PKS", "Wali Kota", "UU 23/2014"}},
			activity: &activity{title: "Pelatihan las tahap I", on: "2025-11-11", target: 16, unit: "orang", responsible: clerk, from: "APBD", promises: []string{"Pelatihan las di BLK kota"}},
			idle:     "ceremonial", alive: "concrete",
		}},
		deliveries: []delivery{{promise: "Pelatihan las di BLK kota", on: "2025-11-06", quantity: 16, value: 48_000_000, evidence: "Surat penugasan BLK dan jadwal"}},
		class: class{
			code: "LAS", programme: "Las dasar", category: "SELF_RELIANCE", area: "skill", sector: "konstruksi", topic: "las", hours: 56,
			units:    [][2]string{{"LOG.OO05", "Las busur manual"}, {"LOG.OO18", "Keselamatan kerja las"}},
			facility: "SPENUH", bapas: "BAPASJAMBI", promise: "Pelatihan las di BLK kota", title: "Las dasar", place: "BLK Kota Sungai Penuh",
			starts: "2025-11-11", ends: "2026-01-15", sessions: []string{"2025-11-11", "2025-11-13"}, group: 4,
			admitted: "2024-12-01", released: "2026-02-10", followed: "2026-05-11", working: 3,
		},
		reviews: []review{{paper: 1, document: "Laporan evaluasi pelatihan las", starts: "2027-01-01", ends: "2027-12-31", numbers: []string{"W.5-HH.05.05-1390", "100.3.7.1/61/PKS"}}},
	}
}
