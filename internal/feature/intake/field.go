package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Field is what a column means.
type Field string

// The fields that the register takes from a file.
const (
	Facility    Field = "facility"
	RegisterNo  Field = "register_no"
	NIK         Field = "nik"
	Name        Field = "name"
	Sex         Field = "sex"
	Born        Field = "born"
	BirthPlace  Field = "birth_place"
	Religion    Field = "religion"
	Schooling   Field = "schooling"
	HomeRegency Field = "home_regency"
	Address     Field = "address" // read for the regency in it, and not kept
	LegalStatus Field = "legal_status"
	RiskLevel   Field = "risk_level"
	AdmittedOn  Field = "admitted_on"
	ReleaseDue  Field = "release_due_on"
	ReleasedOn  Field = "released_on"
	OtherNames  Field = "alias"

	// Of the sentence, as SDP exports it. Years, months and days may stand in one
	// column, "1 tahun 8 bulan", or in one each.
	DetainedOn      Field = "detained_on"
	Sentence        Field = "sentence"
	SentenceYears   Field = "sentence_years"
	SentenceMonths  Field = "sentence_months"
	SentenceDays    Field = "sentence_days"
	Remission       Field = "remission"
	RemissionMonths Field = "remission_months"
	RemissionDays   Field = "remission_days"
	Fine            Field = "fine" // read for whether it is paid; the sum is not kept
	FinePaidOn      Field = "fine_paid_on"
	Substitute      Field = "fine_substitute"
	SubstMonths     Field = "fine_substitute_months"
	SubstDays       Field = "fine_substitute_days"
	OneThird        Field = "one_third"
	OneHalf         Field = "one_half"
	TwoThirds       Field = "two_thirds"
	Expiry          Field = "expiry"
)

// Fields lists them in the order of the form.
func Fields() []Field {
	return []Field{
		Facility, RegisterNo, NIK, Name, OtherNames, Sex, Born, BirthPlace, Religion, Schooling, HomeRegency, Address, LegalStatus, RiskLevel, AdmittedOn,
		DetainedOn, Sentence, SentenceYears, SentenceMonths, SentenceDays, Remission, RemissionMonths, RemissionDays,
		Fine, FinePaidOn, Substitute, SubstMonths, SubstDays, OneThird, OneHalf, TwoThirds, Expiry, ReleaseDue, ReleasedOn,
	}
}

// headers are the names that exports and offices give to each field, as
// HeaderKey writes them.
var headers = map[Field][]string{
	Facility:    {"upt", "kode upt", "nama upt", "satker", "satuan kerja", "kode satker", "lapas rutan", "lapas", "rutan", "lpka", "bapas", "facility", "facility code", "facility id"},
	RegisterNo:  {"no registrasi", "nomor registrasi", "no register", "nomor register", "no reg", "noreg", "no regristrasi", "no registrasi instansi", "no reg instansi", "no induk", "nomor induk", "register", "registrasi", "register no", "register number", "reg no"},
	NIK:         {"nik", "no nik", "nomor nik", "no ktp", "nomor ktp", "nik ktp", "no ktp nik", "nomor induk kependudukan", "identity number"},
	Name:        {"nama", "nama lengkap", "nama wbp", "nama napi", "nama narapidana", "nama tahanan", "nama narapidana tahanan", "nama warga binaan", "nama anak", "nama klien", "nm lengkap", "name", "full name"},
	Sex:         {"jenis kelamin", "jns kelamin", "kelamin", "jk", "j k", "l p", "lp", "sex", "gender"},
	Born:        {"tgl lahir", "tanggal lahir", "tempat tgl lahir", "tempat tanggal lahir", "tmp tgl lahir", "tempat dan tanggal lahir", "tempat dan tgl lahir", "tempat lahir tanggal lahir", "ttl", "lahir", "tgl lhr", "date of birth", "birth date", "born"},
	BirthPlace:  {"tempat lahir", "tmp lahir", "tmpt lahir", "kota lahir", "kelahiran", "birth place", "birthplace", "place of birth"},
	Religion:    {"agama", "religion"},
	Schooling:   {"pendidikan", "pendidikan terakhir", "tingkat pendidikan", "pend terakhir", "pend", "schooling", "education"},
	HomeRegency: {"kab kota", "kabupaten kota", "kota kabupaten", "kota kab", "kab", "kabupaten", "kota", "kab kota asal", "kabupaten kota asal", "kabupaten asal", "kota asal", "asal daerah", "daerah asal", "asal", "home regency", "regency"},
	Address:     {"alamat", "alamat lengkap", "alamat asal", "alamat rumah", "alamat ktp", "alamat kab kota", "tempat tinggal", "address"},
	LegalStatus: {"status", "status hukum", "status tahanan", "status narapidana", "status wbp", "status tahanan narapidana", "jenis wbp", "jenis warga binaan", "golongan", "gol", "jenis registrasi", "legal status"},
	RiskLevel:   {"tingkat risiko", "tingkat resiko", "risiko", "resiko", "kategori risiko", "rri", "risk level", "risk"},
	AdmittedOn:  {"tgl masuk", "tanggal masuk", "tgl masuk upt", "tanggal masuk upt", "tgl masuk lapas", "tgl masuk rutan", "tgl terima", "tanggal terima", "tgl diterima", "tanggal diterima", "tgl penerimaan", "tanggal penerimaan", "admitted on", "admission date"},
	ReleaseDue:  {"tgl bebas", "tanggal bebas", "perkiraan bebas", "tgl perkiraan bebas", "tanggal perkiraan bebas", "bebas", "bebas murni", "tgl bebas murni", "release due on", "expected release date"},
	ReleasedOn:  {"tgl mulai bimbingan", "tanggal mulai bimbingan", "mulai bimbingan", "tgl pembebasan", "tanggal pembebasan", "released on"},
	OtherNames:  {"alias", "als", "nama alias", "nama lain", "nama panggilan", "nama kecil", "aliases", "other names", "nickname"},

	DetainedOn:      {"tgl ditahan", "tanggal ditahan", "tgl mulai ditahan", "tanggal mulai ditahan", "mulai ditahan", "tgl penahanan", "tanggal penahanan", "tgl mulai penahanan", "tgl mulai tahan", "awal penahanan", "ditahan sejak", "tgl mulai pidana", "mulai pidana", "mulai menjalani", "tgl mulai menjalani", "detained on", "detained since"},
	Sentence:        {"pidana", "lama pidana", "lama hukuman", "hukuman", "masa pidana", "masa hukuman", "putusan", "lama putusan", "vonis", "pidana pokok", "lama pidana pokok", "putusan pidana", "mp", "sentence", "term"},
	SentenceYears:   {"pidana tahun", "pidana th", "pidana thn", "lama pidana tahun", "lama pidana thn", "hukuman tahun", "lama hukuman tahun", "putusan tahun", "vonis tahun", "tahun pidana", "sentence years"},
	SentenceMonths:  {"pidana bulan", "pidana bl", "pidana bln", "lama pidana bulan", "lama pidana bln", "hukuman bulan", "lama hukuman bulan", "putusan bulan", "vonis bulan", "bulan pidana", "sentence months"},
	SentenceDays:    {"pidana hari", "pidana hr", "lama pidana hari", "lama pidana hr", "hukuman hari", "lama hukuman hari", "putusan hari", "vonis hari", "hari pidana", "sentence days"},
	Remission:       {"remisi", "total remisi", "jumlah remisi", "jml remisi", "remisi total", "besar remisi", "besaran remisi", "remission"},
	RemissionMonths: {"remisi bulan", "remisi bl", "remisi bln", "total remisi bulan", "jumlah remisi bulan", "jml remisi bulan", "jml remisi bln", "bulan remisi", "remission months"},
	RemissionDays:   {"remisi hari", "remisi hr", "total remisi hari", "jumlah remisi hari", "jml remisi hari", "jml remisi hr", "hari remisi", "remission days"},
	Fine:            {"denda", "jumlah denda", "jml denda", "denda rp", "pidana denda", "besar denda", "status denda", "fine"},
	FinePaidOn:      {"tgl bayar denda", "tanggal bayar denda", "denda dibayar", "tgl denda dibayar", "tgl pelunasan denda", "fine paid on"},
	Substitute:      {"subsider", "subsidair", "subsidier", "subs", "sub", "subsider denda", "lama subsider", "pidana pengganti", "penjara pengganti", "kurungan pengganti", "pengganti denda", "denda subsider", "fine substitute"},
	SubstMonths:     {"subsider bulan", "subsider bl", "subsider bln", "subsidair bulan", "subs bulan", "subs bln", "fine substitute months"},
	SubstDays:       {"subsider hari", "subsider hr", "subsidair hari", "subs hari", "subs hr", "fine substitute days"},
	OneThird:        {"1 3", "tgl 1 3", "tanggal 1 3", "1 3 mp", "1 3 masa pidana", "sepertiga", "satu pertiga", "tgl sepertiga", "tahap 1 3", "one third"},
	OneHalf:         {"1 2", "tgl 1 2", "tanggal 1 2", "1 2 mp", "1 2 masa pidana", "setengah", "seperdua", "satu perdua", "tgl setengah", "tahap 1 2", "one half"},
	TwoThirds:       {"2 3", "tgl 2 3", "tanggal 2 3", "2 3 mp", "2 3 masa pidana", "dua pertiga", "dua per tiga", "tgl dua pertiga", "tahap 2 3", "two thirds"},
	Expiry:          {"ekspirasi", "expirasi", "expired", "tgl ekspirasi", "tanggal ekspirasi", "tgl expirasi", "tanggal expirasi", "ekspirasi akhir", "tgl ekspirasi akhir", "tanggal ekspirasi akhir", "expiry"},
}

// passed are columns that are known and not taken over: they say nothing of a
// person, or the register does not keep it. An offence is one of them.
var passed = []string{
	"no", "nomor", "no urut", "nomor urut", "nr", "hasil", "yang perlu diperbaiki", "result", "what to correct", "foto", "blok", "kamar", "blok kamar", "sel",
	"pasal", "perkara", "jenis kejahatan", "kejahatan", "tindak pidana", "pasal utama", "kewarganegaraan", "keterangan", "ket",
}

// Recognised is the field that a header stands for; empty for none. known is
// false for a header that nobody has told us about.
func Recognised(header string) (f Field, known bool) {
	key := HeaderKey(header)
	if f, ok := byHeader[key]; ok {
		return f, true
	}
	return inParts(header), key == ""
}

// inParts recognises "NIK / No. KTP" and "Nama (lengkap)": a header whose parts
// stand for one field and no other.
func inParts(header string) Field {
	var found Field
	for _, p := range strings.FieldsFunc(header, func(r rune) bool { return strings.ContainsRune("/()[]|,;:\n", r) }) {
		f := byHeader[HeaderKey(p)]
		if f != "" && found != "" && f != found {
			return ""
		}
		if f != "" {
			found = f
		}
	}
	return found
}

var byHeader = recognised()

func recognised() map[string]Field {
	m := map[string]Field{}
	for f, names := range headers {
		for _, n := range names {
			m[n] = f
		}
	}
	for _, n := range passed {
		m[n] = ""
	}
	return m
}

// HeaderKey is a header as it is compared: small letters and figures, without
// accents, marks and needless spaces. "TEMPAT/TGL. LAHIR" is "tempat tgl lahir",
// "⅔" and "2/3" are "2 3".
func HeaderKey(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		default:
			space = true
		}
	}
	return b.String()
}
