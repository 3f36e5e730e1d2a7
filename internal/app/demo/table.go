package demo

import (
	"context"
	"strings"

	"titian/internal/feature/agreement"
	"titian/internal/feature/notice"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// This file puts on the table what two sides have not finished: a meeting to
// come, a wording that both still talk about, an addendum, a link that waits for
// an answer. A reader of the demo sees these pages full.

// table is what lies between Muara Bungo and its partner on the demo's day.
func (t *teller) table(ctx context.Context, officer, head string, c id.Cooperation, a id.Agreement, asked partnership.Proposal) {
	got(t, func() (partnership.Meeting, error) {
		return t.s.Partnership.Record(ctx, t.as(officer), partnership.RecordCommand{Cooperation: c, Status: partnership.MeetingPlanned, MeetingCommand: partnership.MeetingCommand{
			Kind: partnership.Monitoring, Title: "Pemantauan pelaksanaan PKS bersama BAZNAS", HeldOn: "2026-12-03", BeginsAt: "09:30", Place: "Aula Lapas Kelas IIB Muara Bungo",
			Agenda:    "Sesi pembinaan keagamaan yang belum dikonfirmasi\nPelatihan menjahit angkatan II\nPerpanjangan perjanjian",
			Attendees: []partnership.Attendee{{Organisation: nameOf("BUNGO"), Office: "Kepala Seksi Binadik dan Giatja"}, {Organisation: nameOf("BAZNASBUNGO"), Office: "Wakil Ketua II Bidang Pendistribusian"}},
		}})
	})
	got(t, func() (agreement.Agreement, error) {
		return t.s.Agreement.Amend(ctx, t.as(officer), a, agreement.AmendCommand{
			Title: "Penambahan sasaran pelatihan menjahit", Scope: "Sasaran pelatihan menjahit menjadi 40 orang dalam dua angkatan\nModal usaha bagi yang menyelesaikan pelatihan", StartsOn: civil.Must("2026-12-01"),
		})
	})
	t.did("close the books", func() error {
		_, err := t.s.Fund.CloseMonth(ctx, t.as(head), t.orgs["BUNGO"], civil.Must("2026-10-31"))
		return err
	})
	t.did("send a reply link", func() error {
		_, _, err := t.s.Notice.MakeLink(ctx, t.as(officer), notice.LinkCommand{Purpose: notice.AnswerProposal, Record: id.Any(asked.ID), ExpiresOn: civil.Must("2026-11-30")})
		return err
	})
}

// house is a draft that both sides of S4 read: two of their remarks stand open,
// one is settled.
func (t *teller) house(ctx context.Context, officer, partner string, c id.Cooperation) {
	a := t.draftPaper(ctx, officer, paper{
		c: c, kind: agreement.ImplementingAgreement, label: "Perjanjian Kerja Sama", track: agreement.Sinergi, title: "Pengelolaan Griya Abhipraya bersama Pemerintah Kota Jambi",
		scope: "Tempat tinggal sementara bagi klien\nPendampingan usaha di Griya Abhipraya\nLayanan kesehatan dan dokumen kependudukan", money: "APBD Kota", place: "Jambi",
		signed: "2027-01-04", ends: "2029-01-03",
		parties: [][4]string{{"BAPASJAMBI", "", "Kepala Bapas", "Delegasi Direktur Jenderal Pemasyarakatan"}, {"PKJAMBI", "", "Wali Kota", "UU 23/2014"}},
	})
	t.did("move to review", func() error {
		return t.s.Agreement.Move(ctx, t.as(officer), a, t.version(ctx, officer, a), agreement.MoveCommand{To: agreement.Review})
	})
	t.remark(ctx, partner, a, "Ruang lingkup", "Sebutkan jumlah tempat tidur yang disediakan kota.")
	answered := t.remark(ctx, partner, a, "Jangka waktu", "Mohon disesuaikan dengan tahun anggaran.")
	t.remark(ctx, officer, a, "Pembiayaan", "Bagian yang dibiayai APBN perlu ditulis terpisah.")
	t.did("settle a remark", func() error {
		_, err := t.s.Agreement.Settle(ctx, t.as(officer), answered.ID, answered.Version, "Berlaku sejak 4 Januari 2027, bersamaan dengan tahun anggaran")
		return err
	})
}

// remark is a comment on the clause whose heading holds the words.
func (t *teller) remark(ctx context.Context, login string, a id.Agreement, words, body string) agreement.Comment {
	return got(t, func() (agreement.Comment, error) {
		d, err := t.s.Agreement.Agreement(ctx, t.as(login), a)
		if err != nil {
			return agreement.Comment{}, err
		}
		clause := 0
		for _, x := range agreement.Clauses(d.Texts[0].Body) {
			if strings.Contains(strings.ToLower(x.Heading), strings.ToLower(words)) {
				clause = x.Number
				break
			}
		}
		return t.s.Agreement.Remark(ctx, t.as(login), a, agreement.CommentCommand{Text: d.Texts[0].Number, Clause: clause, Body: body})
	})
}
