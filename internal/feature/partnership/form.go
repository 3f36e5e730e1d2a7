package partnership

// Form is a sort of help that one side can give the other. The catalogue is
// data: reports and the needs register speak of forms by their code.
type Form struct {
	Code       string
	Indonesian string
	English    string
	Unit       string // the usual unit, in Indonesian as officers write it
}

// Forms is the catalogue, drawn from what the five reported cooperations ask
// for and decide, and from the field's handbook.
func Forms() []Form {
	return []Form{
		{"instructors", "Instruktur atau pelatih", "Instructors", "orang"},
		{"equipment", "Peralatan dan bahan", "Equipment and materials", "unit"},
		{"facilities", "Sarana dan prasarana", "Facilities", "unit"},
		{"training_places", "Tempat pelatihan keterampilan", "Places in skills training", "tempat"},
		{"competency_test", "Uji kompetensi dan sertifikat", "Competency tests and certificates", "orang"},
		{"religious_guidance", "Pembinaan keagamaan", "Religious guidance", "sesi"},
		{"personal_guidance", "Pembinaan kepribadian", "Personal guidance", "sesi"},
		{"social_rehabilitation", "Rehabilitasi sosial", "Social rehabilitation", "orang"},
		{"health_service", "Layanan kesehatan", "Health services", "layanan"},
		{"education", "Pendidikan kesetaraan", "Equivalency education", "orang"},
		{"funds", "Dana", "Funds", "paket"},
		{"business_capital", "Modal usaha", "Business capital", "paket"},
		{"business_mentoring", "Pendampingan usaha", "Business mentoring", "orang"},
		{"market", "Pemasaran hasil karya", "Market for products", "kontrak"},
		{"job_places", "Lowongan kerja", "Job places", "tempat"},
		{"house_support", "Dukungan Griya Abhipraya", "Transition house support", "tempat tidur"},
		{"documents", "Dokumen kependudukan", "Identity documents", "orang"},
		{"staff", "Tenaga atau pegawai", "Staff", "orang"},
		{"social_activity", "Kegiatan sosial masyarakat", "Community activity", "kegiatan"},
		{"work_sites", "Tempat pidana kerja sosial", "Community service sites", "tempat"},
		{"reintegration_help", "Bantuan reintegrasi", "Help with reintegration", "orang"},
		{"draft_agreement", "Penyusunan naskah kerja sama", "Drafting an agreement", "naskah"},
		{"other", "Lainnya", "Other", "paket"},
	}
}

// FormCodes lists the codes of the catalogue.
func FormCodes() []string {
	var out []string
	for _, f := range Forms() {
		out = append(out, f.Code)
	}
	return out
}

// FormOf finds a form by its code.
func FormOf(code string) Form {
	for _, f := range Forms() {
		if f.Code == code {
			return f
		}
	}
	return Form{Code: code, Indonesian: code, English: code}
}
