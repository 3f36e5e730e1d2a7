package e2e

// jambi is S4: a probation office and a city. The mayor's order, given in the
// audience, is a commitment with the post that owns it and its day. The people
// are clients: a prison lets them go and hands them over before the class.
func jambi() script {
	return script{
		ref: "S4", told: told, host: "BAPASJAMBI", partner: "PKJAMBI",
		offices: []office{
			{code: "KWJAMBI", parent: directorate, kind: "regional_office", name: "Kantor Wilayah Ditjenpas Jambi", regency: "15.71"},
			{code: "LAPASJAMBI", parent: "KWJAMBI", kind: "facility", name: "Lapas Kelas IIA Jambi", sort: "LAPAS", class: "IIA", regency: "15.71", posts: []string{"Kepala Lapas"}},
			{code: "BAPASJAMBI", parent: "KWJAMBI", kind: "facility", name: "Bapas Kelas I Jambi", sort: "BAPAS", class: "I", regency: "15.71", posts: []string{"Kepala Bapas", "Kepala Seksi Bimbingan Klien Dewasa", "Pembimbing Kemasyarakatan"}},
			{code: "PKJAMBI", kind: "partner", name: "Pemerintah Kota Jambi", sort: "local_government", regency: "15.71", posts: []string{"Wali Kota", "Kepala Bagian Hukum", "Kepala Dinas Koperasi dan UKM"}},
		},
		signIns: []signedIn{
			{"kabapas.jambi", "Kabapas Jambi", "facility_head", "BAPASJAMBI"},
			{"kalapas.jambi", "Kalapas Jambi", "facility_head", "LAPASJAMBI"},
			{"pemkot.jambi", "Pemerintah Kota Jambi", "partner", "PKJAMBI"},
			{"pk.jambi", "PK Bapas Jambi", "probation_officer", "BAPASJAMBI"},
		},
		cast:  cast{prepares: "kabapas.jambi", signs: "kabapas.jambi", gives: "pemkot.jambi", runs: "kabapas.jambi", releases: "kalapas.jambi", guides: "pk.jambi"},
		title: "Pemberdayaan klien bersama Pemkot Jambi", purpose: "UMKM klien, Griya Abhipraya, pembimbing kemasyarakatan; pemulihan hukum, sosial dan ekonomi",
		meeting: meeting{
			kind: "audience", title: "Audiensi dengan Wali Kota Jambi", held: "2025-07-14", place: "Graha Siginjai",
			agenda:  "Pemberdayaan UMKM klien\nGriya Abhipraya\nRekrutmen PK\nKlien Bapas Peduli 2025",
			minutes: "Wali Kota memerintahkan Kepala Bagian Hukum menyiapkan rancangan perjanjian kerja sama. Hasil harus terlihat di lapangan.",
			present: [][2]string{{"BAPASJAMBI", "Kepala Bapas"}, {"PKJAMBI", "Wali Kota"}, {"PKJAMBI", "Kepala Bagian Hukum"}},
			decided: []string{"Kepala Bagian Hukum menyiapkan rancangan perjanjian kerja sama", "Pelatihan usaha mikro bagi klien", "Rekrutmen PK dibahas dalam formasi kota"},
		},
		next: &later{
			meeting: meeting{
				kind: "drafting", title: "Pembahasan rancangan perjanjian", held: "2025-08-06", place: "Bagian Hukum Sekretariat Daerah Kota Jambi",
				agenda: "Naskah rancangan", minutes: "Rancangan dibahas pasal demi pasal; rekrutmen PK dibawa ke pembahasan formasi kota.",
				present: [][2]string{{"BAPASJAMBI", "Kepala Bapas"}, {"PKJAMBI", "Kepala Bagian Hukum"}},
			},
			open:    []string{"Rekrutmen PK dibahas dalam formasi kota", "Rancangan perjanjian kerja sama", "Pelatihan usaha mikro klien"},
			settles: 2, how: "Diusulkan dalam formasi kota tahun depan",
		},
		orders: []order{{decision: 0, form: "draft_agreement", title: "Rancangan perjanjian kerja sama", quantity: 1, unit: "naskah", post: "Kepala Bagian Hukum", due: "2025-08-14"}},
		asks: []ask{{
			decision: 1, form: "training_places", title: "Pelatihan usaha mikro klien", quantity: 20, unit: "tempat", value: 40_000_000, wanted: "2025-11-30", sent: "2025-07-21",
			answer: answer{how: "accepted", on: "2025-08-01", due: "2025-11-30", post: "Kepala Dinas Koperasi dan UKM"},
		}},
		papers: []paper{{
			kind: "implementing_agreement", label: "Perjanjian Kerja Sama", track: "SINERGI", title: "PKS pemberdayaan klien pemasyarakatan", scope: "Pelatihan usaha, pendampingan, kegiatan sosial",
			money: "APBD Kota", place: "Jambi", drafted: "2025-08-12", signed: "2025-09-01", ends: "2027-08-31",
			parties:  []party{{"BAPASJAMBI", "W.5.PAS.9-HH.05.05-77", "Kepala Bapas", "Delegasi Direktur Jenderal Pemasyarakatan"}, {"PKJAMBI", "100.3.7.1/41/PKS", "Wali Kota", "UU 23/2014"}},
			promises: []string{"Rancangan perjanjian kerja sama"},
			activity: &activity{title: "Pelatihan usaha mikro klien", on: "2025-10-14", target: 20, unit: "orang", responsible: "Kepala Seksi Bimbingan Klien Dewasa", from: "APBD", promises: []string{"Pelatihan usaha mikro klien"}},
			idle:     "ceremonial", alive: "concrete",
		}},
		deliveries: []delivery{
			{promise: "Rancangan perjanjian kerja sama", on: "2025-08-12", quantity: 1, evidence: "Naskah rancangan diserahkan"},
			{promise: "Pelatihan usaha mikro klien", on: "2025-10-06", quantity: 20, value: 40_000_000, evidence: "Jadwal dan narasumber Dinas Koperasi"},
		},
		class: class{
			code: "UMKM", programme: "Usaha mikro bagi klien", category: "REINTEGRATION", area: "work", sector: "usaha mikro", topic: "usaha mikro", hours: 40,
			units:    [][2]string{{"UMK.01", "Menyusun rencana usaha"}, {"UMK.02", "Mencatat keuangan usaha"}},
			facility: "BAPASJAMBI", from: "LAPASJAMBI", bapas: "BAPASJAMBI", promise: "Pelatihan usaha mikro klien", title: "Usaha mikro klien", place: "Aula Bapas",
			starts: "2025-10-14", ends: "2025-11-28", sessions: []string{"2025-10-14", "2025-10-16"}, group: 4,
			admitted: "2024-07-01", released: "2025-08-20", followed: "2025-11-21", working: 3,
		},
		reviews: []review{{document: "Notulen evaluasi tahun pertama"}},
	}
}
