package demo

import (
	"context"

	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// organisation is one of the real organisations of the five stories. Officials
// appear by office, never by name.
type organisation struct {
	code, parent string
	kind         directory.Kind
	directory.Details
}

func organisations() []organisation {
	office := func(code, name string, regency directory.RegencyCode) organisation {
		return organisation{code, "DITJENPAS", directory.RegionalOffice, directory.Details{Name: name, Regency: regency}}
	}
	facility := func(code, parent, name string, kind directory.FacilityType, class string, regency directory.RegencyCode) organisation {
		return organisation{code, parent, directory.Facility, directory.Details{Name: name, FacilityType: kind, Class: class, Regency: regency}}
	}
	partner := func(code, name string, kind directory.PartnerKind, regency directory.RegencyCode) organisation {
		return organisation{code, "", directory.Partner, directory.Details{Name: name, PartnerKind: kind, Regency: regency}}
	}
	return []organisation{
		{"DITJENPAS", "", directory.Directorate, directory.Details{Name: "Direktorat Jenderal Pemasyarakatan"}},
		office("KWJAMBI", "Kantor Wilayah Ditjenpas Jambi", "15.71"),
		office("KWNTB", "Kantor Wilayah Ditjenpas Nusa Tenggara Barat", "52.71"),
		office("KWSULSEL", "Kantor Wilayah Ditjenpas Sulawesi Selatan", "73.71"),
		facility("BUNGO", "KWJAMBI", "Lapas Kelas IIB Muara Bungo", "LAPAS", "IIB", "15.08"),
		facility("SELONG", "KWNTB", "Lapas Kelas IIB Selong", "LAPAS", "IIB", "52.03"),
		facility("SPENUH", "KWJAMBI", "Rutan Kelas IIB Sungai Penuh", "RUTAN", "IIB", "15.72"),
		facility("LAPASJAMBI", "KWJAMBI", "Lapas Kelas IIA Jambi", "LAPAS", "IIA", "15.71"),
		facility("BAPASJAMBI", "KWJAMBI", "Bapas Kelas I Jambi", "BAPAS", "I", "15.71"),
		facility("BAPASMATARAM", "KWNTB", "Bapas Kelas II Mataram", "BAPAS", "II", "52.71"),
		facility("MAROS", "KWSULSEL", "Lapas Kelas IIB Maros", "LAPAS", "IIB", "73.09"),
		facility("BAPASMAKASSAR", "KWSULSEL", "Bapas Kelas I Makassar", "BAPAS", "I", "73.71"),
		partner("BAZNASBUNGO", "BAZNAS Kabupaten Bungo", "zakat_board", "15.08"),
		partner("LOTIM", "Pemerintah Kabupaten Lombok Timur", "local_government", "52.03"),
		partner("PKSPENUH", "Pemerintah Kota Sungai Penuh", "local_government", "15.72"),
		partner("PKJAMBI", "Pemerintah Kota Jambi", "local_government", "15.71"),
		partner("PKMAROS", "Pemerintah Kabupaten Maros", "local_government", "73.09"),
	}
}

// regencyOf is where an organisation stands; most of its people come from there.
func regencyOf(code string) directory.RegencyCode {
	for _, o := range organisations() {
		if o.code == code {
			return o.Regency
		}
	}
	return ""
}

// posts own commitments: an order outlives the person who received it.
var posts = map[string][]string{
	"BUNGO":         {"Kepala Lapas", "Kepala Seksi Binadik dan Giatja", "Wali Pemasyarakatan"},
	"SELONG":        {"Kepala Lapas", "Kepala Seksi Binadik dan Giatja"},
	"KWJAMBI":       {"Kepala Kantor Wilayah", "Kepala Bidang Pembinaan", "Kepala Bagian Tata Usaha dan Umum"},
	"SPENUH":        {"Kepala Rutan", "Kepala Subseksi Pelayanan Tahanan"},
	"BAPASJAMBI":    {"Kepala Bapas", "Kepala Seksi Bimbingan Klien Dewasa", "Pembimbing Kemasyarakatan"},
	"MAROS":         {"Kepala Lapas", "Kepala Seksi Binadik dan Giatja", "Dokter Lapas"},
	"BAZNASBUNGO":   {"Ketua", "Wakil Ketua II Bidang Pendistribusian"},
	"LOTIM":         {"Bupati", "Kepala Dinas Tenaga Kerja dan Transmigrasi", "Kepala Dinas Sosial"},
	"PKSPENUH":      {"Wali Kota", "Kepala Dinas Tenaga Kerja"},
	"PKJAMBI":       {"Wali Kota", "Kepala Bagian Hukum", "Kepala Dinas Koperasi dan UKM"},
	"PKMAROS":       {"Bupati", "Kepala Dinas Tenaga Kerja", "Kepala Dinas Kesehatan"},
	"LAPASJAMBI":    {"Kepala Lapas"},
	"BAPASMATARAM":  {"Kepala Bapas"},
	"BAPASMAKASSAR": {"Kepala Bapas"},
}

// SignIn is one demo account.
type SignIn struct {
	Login string
	Name  string
	Role  authz.Role
	Org   string // code
}

// Password is the same for every demo sign-in. They exist in a demo database
// only, which serves on this machine only.
const Password = "titian-demo-2026"

// SignIns lists the demo accounts by role, the section head at Muara Bungo first.
func SignIns() []SignIn {
	return []SignIn{
		{"binadik.bungo", "Kasi Binadik dan Giatja Muara Bungo", authz.ProgrammeOfficer, "BUNGO"},
		{"kalapas.bungo", "Kalapas Muara Bungo", authz.FacilityHead, "BUNGO"},
		{"wali.bungo", "Wali Pemasyarakatan Muara Bungo", authz.CaseGuardian, "BUNGO"},
		{"baznas.bungo", "BAZNAS Kabupaten Bungo", authz.Partner, "BAZNASBUNGO"},
		{"pk.jambi", "PK Bapas Jambi", authz.ProbationOfficer, "BAPASJAMBI"},
		{"kabapas.jambi", "Kabapas Jambi", authz.FacilityHead, "BAPASJAMBI"},
		{"pemkot.jambi", "Pemerintah Kota Jambi", authz.Partner, "PKJAMBI"},
		{"kanwil.jambi", "Kabid Pembinaan Kanwil Jambi", authz.RegionalOffice, "KWJAMBI"},
		{"rutan.spenuh", "Kasubsi Pelayanan Rutan Sungai Penuh", authz.ProgrammeOfficer, "SPENUH"},
		{"pemkot.spenuh", "Pemerintah Kota Sungai Penuh", authz.Partner, "PKSPENUH"},
		{"binadik.selong", "Kasi Binadik dan Giatja Selong", authz.ProgrammeOfficer, "SELONG"},
		{"kalapas.selong", "Kalapas Selong", authz.FacilityHead, "SELONG"},
		{"pemkab.lotim", "Pemerintah Kabupaten Lombok Timur", authz.Partner, "LOTIM"},
		{"binadik.maros", "Kasi Binadik dan Giatja Maros", authz.ProgrammeOfficer, "MAROS"},
		{"kalapas.maros", "Kalapas Maros", authz.FacilityHead, "MAROS"},
		{"pemkab.maros", "Pemerintah Kabupaten Maros", authz.Partner, "PKMAROS"},
		{"pk.mataram", "PK Bapas Mataram", authz.ProbationOfficer, "BAPASMATARAM"},
		{"pk.makassar", "PK Bapas Makassar", authz.ProbationOfficer, "BAPASMAKASSAR"},
		{"kalapas.jambi", "Kalapas Jambi", authz.FacilityHead, "LAPASJAMBI"},
		{"admin", "Administrator", authz.Administrator, "DITJENPAS"},
		{"pengamat", "Pengamat", authz.Observer, "DITJENPAS"},
	}
}

// world is what the stories refer to by code and login.
type world struct {
	orgs   map[string]id.Organisation
	posts  map[string]map[string]id.Post
	actors map[string]authz.Actor
}

// accounts makes the sign-ins and the actors behind them.
func (t *teller) accounts(ctx context.Context, op authz.Actor) {
	for _, s := range SignIns() {
		org := t.orgs[s.Org]
		u := got(t, func() (account.User, error) {
			return t.s.Account.CreateUser(ctx, op, account.CreateUserCommand{
				Login: s.Login, Name: s.Name, Password: Password, Language: "id",
				MembershipCommand: account.MembershipCommand{Org: org, Role: s.Role},
			})
		})
		a := authz.Actor{User: u.ID, Name: s.Name, Role: s.Role, Org: org, OrgName: nameOf(s.Org), Origin: authz.Origin{Channel: "demo"}}
		if s.Role == authz.Partner {
			a.Scope.Partner = org
		} else {
			a.Scope.Orgs = append(a.Scope.Orgs, org)
			for _, below := range organisations() {
				if below.parent == s.Org {
					a.Scope.Orgs = append(a.Scope.Orgs, t.orgs[below.code])
				}
			}
		}
		t.actors[s.Login] = a
	}
}

// potentials says which sectors each regency's economy offers; training follows
// them. The rankings are made up.
func (t *teller) potentials(ctx context.Context, op authz.Actor) {
	for code, sectors := range map[directory.RegencyCode][]string{
		"15.08": {"garmen", "perkebunan", "perdagangan"}, "52.03": {"pertukangan", "pertanian", "pariwisata"}, "15.72": {"konstruksi", "pertanian"},
		"15.71": {"usaha mikro", "jasa", "perdagangan"}, "73.09": {"perikanan", "pertanian", "konstruksi"},
	} {
		var list []directory.Potential
		for i, s := range sectors {
			list = append(list, directory.Potential{Sector: s, Rank: i + 1, Source: "Data demo", Year: 2025})
		}
		t.did("potential", func() error {
			_, err := t.s.Directory.SetPotential(ctx, op, code, list)
			return err
		})
	}
}

// found makes organisations, posts, accounts and who holds the posts.
func (t *teller) found(ctx context.Context) {
	op := authz.OperatorAs("demo")
	for _, o := range organisations() {
		c := directory.CreateCommand{Code: o.code, Kind: o.kind, Parent: t.orgs[o.parent], Details: o.Details}
		made := got(t, func() (directory.Organisation, error) { return t.s.Directory.Create(ctx, op, c) })
		t.orgs[o.code] = made.ID
	}
	for _, o := range organisations() {
		t.posts[o.code] = map[string]id.Post{}
		for _, title := range posts[o.code] {
			p := got(t, func() (directory.Post, error) {
				return t.s.Directory.CreatePost(ctx, op, t.orgs[o.code], directory.PostCommand{Title: title})
			})
			t.posts[o.code][title] = p.ID
		}
	}
	t.potentials(ctx, op)
	t.accounts(ctx, op)
	t.hold(ctx)
	t.forerunners(ctx)
}
