package partnership

import (
	"slices"

	"titian/internal/feature/assessment"
)

// Form is a sort of help that one side can give the other. The catalogue is
// data: reports and the needs register speak of forms by their code.
type Form struct {
	Code       string
	Indonesian string
	English    string
	Unit       string // the usual unit, in Indonesian as officers write it
	// Areas of need that it answers; a form of general help answers none.
	Areas []assessment.Area
}

// Forms is the catalogue, drawn from what the five reported cooperations ask
// for and decide, and from the field's handbook.
func Forms() []Form { return slices.Clone(catalogue) }

// catalogue is made once: every row of a list names its form.
var catalogue = []Form{
	{"instructors", "Instruktur atau pelatih", "Instructors", "orang", []assessment.Area{assessment.Skill}},
	{"equipment", "Peralatan dan bahan", "Equipment and materials", "unit", []assessment.Area{assessment.Skill}},
	{"facilities", "Sarana dan prasarana", "Facilities", "unit", nil},
	{"training_places", "Tempat pelatihan keterampilan", "Places in skills training", "tempat", []assessment.Area{assessment.Skill}},
	{"competency_test", "Uji kompetensi dan sertifikat", "Competency tests and certificates", "orang", []assessment.Area{assessment.Skill}},
	{"religious_guidance", "Pembinaan keagamaan", "Religious guidance", "sesi", []assessment.Area{assessment.Character}},
	{"personal_guidance", "Pembinaan kepribadian", "Personal guidance", "sesi", []assessment.Area{assessment.Character}},
	{"social_rehabilitation", "Rehabilitasi sosial", "Social rehabilitation", "orang", []assessment.Area{assessment.Substance}},
	{"health_service", "Layanan kesehatan", "Health services", "layanan", []assessment.Area{assessment.Health}},
	{"education", "Pendidikan kesetaraan", "Equivalency education", "orang", []assessment.Area{assessment.Education}},
	{"funds", "Dana", "Funds", "paket", nil},
	{"business_capital", "Modal usaha", "Business capital", "paket", []assessment.Area{assessment.Work}},
	{"business_mentoring", "Pendampingan usaha", "Business mentoring", "orang", []assessment.Area{assessment.Work}},
	{"market", "Pemasaran hasil karya", "Market for products", "kontrak", []assessment.Area{assessment.Work}},
	{"job_places", "Lowongan kerja", "Job places", "tempat", []assessment.Area{assessment.Work}},
	{"house_support", "Dukungan Griya Abhipraya", "Transition house support", "tempat tidur", []assessment.Area{assessment.Housing}},
	{"documents", "Dokumen kependudukan", "Identity documents", "orang", nil},
	{"staff", "Tenaga atau pegawai", "Staff", "orang", nil},
	{"social_activity", "Kegiatan sosial masyarakat", "Community activity", "kegiatan", nil},
	{"work_sites", "Tempat pidana kerja sosial", "Community service sites", "tempat", nil},
	{"reintegration_help", "Bantuan reintegrasi", "Help with reintegration", "orang", []assessment.Area{assessment.Work, assessment.Housing, assessment.Family}},
	{"draft_agreement", "Penyusunan naskah kerja sama", "Drafting an agreement", "naskah", nil},
	{"other", "Lainnya", "Other", "paket", nil},
}

// FormCodes lists the codes of the catalogue.
func FormCodes() []string {
	var out []string
	for _, f := range catalogue {
		out = append(out, f.Code)
	}
	return out
}

// FormOf finds a form by its code.
func FormOf(code string) Form {
	for _, f := range catalogue {
		if f.Code == code {
			return f
		}
	}
	return Form{Code: code, Indonesian: code, English: code}
}
