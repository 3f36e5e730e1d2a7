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
	Religion    Field = "religion"
	Schooling   Field = "schooling"
	HomeRegency Field = "home_regency"
	Address     Field = "address" // read for the regency in it, and not kept
	LegalStatus Field = "legal_status"
	RiskLevel   Field = "risk_level"
	AdmittedOn  Field = "admitted_on"
	ReleaseDue  Field = "release_due_on"
	ReleasedOn  Field = "released_on"
)

// Fields lists them in the order of the form.
func Fields() []Field {
	return []Field{Facility, RegisterNo, NIK, Name, Sex, Born, Religion, Schooling, HomeRegency, Address, LegalStatus, RiskLevel, AdmittedOn, ReleaseDue, ReleasedOn}
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
	Religion:    {"agama", "religion"},
	Schooling:   {"pendidikan", "pendidikan terakhir", "tingkat pendidikan", "pend terakhir", "pend", "schooling", "education"},
	HomeRegency: {"kab kota", "kabupaten kota", "kota kabupaten", "kota kab", "kab", "kabupaten", "kota", "kab kota asal", "kabupaten kota asal", "kabupaten asal", "kota asal", "asal daerah", "daerah asal", "asal", "home regency", "regency"},
	Address:     {"alamat", "alamat lengkap", "alamat asal", "alamat rumah", "alamat ktp", "alamat kab kota", "tempat tinggal", "address"},
	LegalStatus: {"status", "status hukum", "status tahanan", "status narapidana", "status wbp", "status tahanan narapidana", "jenis wbp", "jenis warga binaan", "golongan", "gol", "jenis registrasi", "legal status"},
	RiskLevel:   {"tingkat risiko", "tingkat resiko", "risiko", "resiko", "kategori risiko", "rri", "risk level", "risk"},
	AdmittedOn:  {"tgl masuk", "tanggal masuk", "tgl masuk upt", "tanggal masuk upt", "tgl masuk lapas", "tgl masuk rutan", "tgl terima", "tanggal terima", "tgl diterima", "tanggal diterima", "tgl penerimaan", "tanggal penerimaan", "admitted on", "admission date"},
	ReleaseDue:  {"ekspirasi", "expirasi", "expired", "tgl ekspirasi", "tanggal ekspirasi", "tgl expirasi", "tanggal expirasi", "ekspirasi akhir", "tgl bebas", "tanggal bebas", "perkiraan bebas", "tgl perkiraan bebas", "bebas", "expiry", "release due on", "expected release date"},
	ReleasedOn:  {"tgl mulai bimbingan", "tanggal mulai bimbingan", "mulai bimbingan", "tgl pembebasan", "tanggal pembebasan", "released on"},
}

// passed are columns that are known and not taken over: they say nothing of a
// person, or the register does not keep it. An offence is one of them.
var passed = []string{
	"no", "nomor", "no urut", "nomor urut", "nr", "hasil", "yang perlu diperbaiki", "result", "what to correct", "foto", "blok", "kamar", "blok kamar", "sel", "tempat lahir",
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
// accents, marks and needless spaces. "TEMPAT/TGL. LAHIR" is "tempat tgl lahir".
func HeaderKey(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFD.String(s) {
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
