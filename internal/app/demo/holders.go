package demo

import (
	"context"

	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

// held says who holds a post, and who gives it to them. What is not listed stands
// vacant: its reminders go to the whole office.
type held struct{ org, title, login, by string }

func holders() []held {
	const binadik = "Kepala Seksi Binadik dan Giatja"
	return []held{
		{"BUNGO", "Kepala Lapas", "kalapas.bungo", "kalapas.bungo"},
		{"BUNGO", "Wali Pemasyarakatan", "wali.bungo", "kalapas.bungo"},
		{"SELONG", "Kepala Lapas", "kalapas.selong", "kalapas.selong"},
		{"SELONG", binadik, "binadik.selong", "kalapas.selong"},
		{"MAROS", "Kepala Lapas", "kalapas.maros", "kalapas.maros"},
		{"MAROS", binadik, "binadik.maros", "kalapas.maros"},
		{"SPENUH", "Kepala Subseksi Pelayanan Tahanan", "rutan.spenuh", "rutan.spenuh"},
		{"KWJAMBI", "Kepala Bidang Pembinaan", "kanwil.jambi", "kanwil.jambi"},
		{"BAPASJAMBI", "Kepala Bapas", "kabapas.jambi", "kabapas.jambi"},
		{"BAPASJAMBI", "Pembimbing Kemasyarakatan", "pk.jambi", "kabapas.jambi"},
		{"LAPASJAMBI", "Kepala Lapas", "kalapas.jambi", "kalapas.jambi"},
		{"LOTIM", "Kepala Dinas Tenaga Kerja dan Transmigrasi", "pemkab.lotim", "pemkab.lotim"},
		{"PKSPENUH", "Kepala Dinas Tenaga Kerja", "pemkot.spenuh", "pemkot.spenuh"},
		{"PKJAMBI", "Kepala Dinas Koperasi dan UKM", "pemkot.jambi", "pemkot.jambi"},
		{"PKMAROS", "Kepala Dinas Tenaga Kerja", "pemkab.maros", "pemkab.maros"},
	}
}

// hold gives the posts to those who hold them throughout.
func (t *teller) hold(ctx context.Context) {
	for _, h := range holders() {
		t.give(ctx, h, t.day)
	}
}

func (t *teller) give(ctx context.Context, h held, on civil.Date) {
	t.did("give post", func() error {
		_, err := t.s.Account.HandOverPost(ctx, t.as(h.by), t.posts[h.org][h.title], account.HandOverCommand{User: t.as(h.login).User, On: on})
		return err
	})
}

// forerunner is who held a post until a day and works there no more. Nobody signs
// in as them; what they promised stays the post's.
func (t *teller) forerunner(ctx context.Context, h held, name string, role authz.Role, last civil.Date) {
	u := got(t, func() (account.User, error) {
		return t.s.Account.CreateUser(ctx, authz.OperatorAs("demo"), account.CreateUserCommand{
			Login: h.login, Name: name, Password: Password, Language: "id",
			MembershipCommand: account.MembershipCommand{Org: t.orgs[h.org], Role: role, EndsOn: last},
		})
	})
	t.did("give post", func() error {
		_, err := t.s.Account.HandOverPost(ctx, t.as(h.by), t.posts[h.org][h.title], account.HandOverCommand{User: u.ID, On: t.day})
		return err
	})
}

// The days on which two posts of the first story pass to those who hold them now.
var (
	kasiSince    = civil.Must("2026-01-05")
	pledgerSince = civil.Must("2026-06-02")
)

// forerunners hold two posts first: the section head who prepared the meeting, and
// the deputy chair who promised at it.
func (t *teller) forerunners(ctx context.Context) {
	t.forerunner(ctx, held{"BUNGO", "Kepala Seksi Binadik dan Giatja", "kasi.terdahulu", "kalapas.bungo"}, "Kasi Binadik terdahulu", authz.ProgrammeOfficer, kasiSince.AddDays(-1))
	t.forerunner(ctx, held{"BAZNASBUNGO", "Wakil Ketua II Bidang Pendistribusian", "amil.terdahulu", "baznas.bungo"}, "Wakil Ketua II terdahulu", authz.Partner, pledgerSince.AddDays(-1))
}
