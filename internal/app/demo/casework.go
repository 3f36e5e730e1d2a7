package demo

import (
	"context"
	"strings"

	"titian/internal/feature/casework"
	"titian/internal/feature/intake"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/page"
)

// The work with each person of the last class: a plan, what was noted, whom it
// must not meet, what the board said, and who stands before it next.

// guided is how many of a class have a plan that is told.
const guided = 3

// guide tells what the guardian and the board do for people in their last
// months. What is after the demo's own day waits for the reader.
func (t *teller) guide(ctx context.Context, k class, guardian string, group []member) {
	group = group[:min(guided, len(group))]
	for i, m := range group {
		t.planFor(ctx, guardian, m, i)
	}
	t.after(t.day.AddDays(1), func() { t.note(ctx, k, guardian, group) })
	t.after(t.day.AddDays(1), func() { t.board(ctx, k, group) })
	t.after(t.day.AddDays(2), func() { t.settle(ctx, guardian, group[0]) })
}

// planFor writes a plan whose steps hang on the day of release, but for one.
func (t *teller) planFor(ctx context.Context, guardian string, m member, n int) {
	before := func(days int64) *int64 { return &days }
	cmd := casework.PlanCommand{ReviewOn: t.day.AddDays(45), Goals: []casework.GoalCommand{
		{Title: "Punya penghasilan sejak bulan pertama bebas", Steps: []casework.StepCommand{
			{Task: "Selesaikan pelatihan menjahit dan uji kompetensi", Owner: "Wali Pemasyarakatan", DaysBefore: before(30)},
			{Task: "Hubungkan dengan BAZNAS untuk paket usaha", Post: t.posts["BUNGO"]["Kepala Seksi Binadik dan Giatja"], DaysBefore: before(45)},
		}},
		{Title: "Dokumen kependudukan lengkap", Steps: []casework.StepCommand{
			{Task: "Perekaman KTP bersama Disdukcapil", Owner: "Subseksi Registrasi", DueOn: t.day.AddDays(10 + n)},
		}},
	}}
	t.did("plan", func() error {
		_, err := t.s.Casework.WritePlan(ctx, t.as(guardian), m.id, cmd)
		return err
	})
}

// note tells of talks, and of two alerts that only some may read.
func (t *teller) note(ctx context.Context, k class, guardian string, group []member) {
	write := func(m member, kind casework.NoteKind, text string) {
		t.did("note", func() error {
			_, err := t.s.Casework.WriteNote(ctx, t.as(guardian), m.id, casework.NoteCommand{Kind: kind, HappenedOn: civil.PartialOf(t.day), Text: text})
			return err
		})
	}
	alert := func(login string, m member, kind casework.AlertKind, text string) {
		t.did("alert", func() error {
			_, err := t.s.Casework.RaiseAlert(ctx, t.as(login), m.id, casework.AlertCommand{Kind: kind, Text: text, SinceOn: t.day, UntilOn: t.day.AddMonths(6)})
			return err
		})
	}
	for _, m := range group {
		write(m, casework.Contact, "Wawancara rencana setelah bebas: ingin menjahit di rumah; keluarga bersedia menerima.")
	}
	first, last := group[0], group[len(group)-1]
	write(first, casework.Family, "Istri berkunjung; sepakat menjemput pada hari bebas.")
	write(last, casework.HealthNote, "Kontrol tekanan darah sebulan sekali di klinik.")
	alert(guardian, last, casework.MedicalAlert, "Alergi penisilin.")
	alert(k.officer, first, casework.ContactBan, "Tidak menerima kunjungan dari pihak lawan perkara.")
}

// board holds a sitting that moves one person on and lets another wait, and
// calls the next, before which the last one stands.
func (t *teller) board(ctx context.Context, k class, group []member) {
	last := len(group) - 1
	g := t.convene(ctx, k, t.day, group[:last])
	for i, c := range g.Cases {
		cmd := casework.DecisionCommand{Kind: casework.MoveStage, ToStage: casework.Mid1, Grounds: "Aktif dalam pelatihan; tidak ada pelanggaran.", ReviewOn: t.day.AddMonths(3)}
		if i > 0 {
			cmd = casework.DecisionCommand{Kind: casework.Defer, Grounds: "Litmas dari Bapas belum diterima.", ReviewOn: t.day.AddDays(30)}
		}
		t.did("decide case", func() error {
			_, err := t.s.Casework.Decide(ctx, t.as(k.officer), c.ID, c.Version, cmd)
			return err
		})
	}
	t.did("conclude sitting", func() error {
		_, err := t.s.Casework.Conclude(ctx, t.as(k.head), g.ID, g.Version)
		return err
	})
	t.convene(ctx, k, t.day.AddDays(9), group[last:])
}

// convene calls a sitting and brings people before it.
func (t *teller) convene(ctx context.Context, k class, day civil.Date, group []member) casework.Agenda {
	came := !day.After(t.day)
	g := got(t, func() (casework.Agenda, error) {
		return t.s.Casework.Convene(ctx, t.as(k.head), casework.SittingCommand{
			Facility: t.orgs[k.facility], HeldOn: day, Place: "Aula", Chair: "Kepala Seksi Binadik dan Giatja",
			Members: []casework.Member{{Name: "Wali Pemasyarakatan", Post: "Anggota", Present: came}, {Name: "Dokter Lapas", Post: "Anggota", Present: came}},
		})
	})
	var cases []casework.CaseCommand
	for _, m := range group {
		cases = append(cases, casework.CaseCommand{Person: m.id, Request: "Usulan wali menjelang bebas"})
	}
	return got(t, func() (casework.Agenda, error) { return t.s.Casework.BringCases(ctx, t.as(k.officer), g.ID, cases) })
}

// settle ends the step of the newest plan that was due first.
func (t *teller) settle(ctx context.Context, guardian string, m member) {
	t.did("settle step", func() error {
		v, _, err := t.s.Casework.NewestPlan(ctx, t.as(guardian), m.id)
		if err != nil {
			return err
		}
		s := v.Goals[len(v.Goals)-1].Steps[0]
		_, err = t.s.Casework.SettleStep(ctx, t.as(guardian), s.ID, s.Version, casework.SettleCommand{Status: casework.StepDone, On: t.day})
		return err
	})
}

// law lets the zakat agency know by name whom its money reaches, without asking
// each: the regional office answers for that.
func (t *teller) law(ctx context.Context, partner string) {
	t.did("cite law", func() error {
		_, err := t.s.Person.CiteBasis(ctx, t.as("kanwil.jambi"), person.BasisCommand{Partner: t.orgs[partner], Purpose: person.Aid, Law: "UU 23/2011 pasal 25", StartsOn: t.day})
		return err
	})
}

// newcomers hands in a file of people that is compared with the register and
// waits for somebody to confirm it; one row needs a look.
func (t *teller) newcomers(ctx context.Context, k class) {
	rows := []string{"Nama Lengkap;No Registrasi;Jenis Kelamin;Tanggal Lahir;Status;Tanggal Masuk;Perkiraan Bebas"}
	for i := range 4 {
		s := t.who.next(t.day)
		sex, born := string(sexOf(s)), s.born.String()
		if sex = map[string]string{string(person.Male): "L", string(person.Female): "P"}[sex]; i == 3 {
			born = "31/02/1990" // a day that never was
		}
		rows = append(rows, strings.Join([]string{s.name, s.register, sex, born, "Narapidana", t.day.AddDays(-2).String(), t.day.AddDays(500 + i).String()}, ";"))
	}
	rows = append(rows, t.known(ctx, k)...)
	i := got(t, func() (intake.Import, error) {
		return t.s.Intake.Receive(ctx, t.as(k.officer), intake.ReceiveCommand{Into: t.orgs[k.facility], FileName: "warga-binaan-baru.csv", File: strings.NewReader(strings.Join(rows, "\n") + "\n")})
	})
	t.did("check file", func() error {
		_, err := t.s.Intake.Check(ctx, t.as(k.officer), i.ID, func(int) {})
		return err
	})
}

// known are two rows of people whom the register has: one changes a date, the
// other says nothing new.
func (t *teller) known(ctx context.Context, k class) []string {
	found := got(t, func() (page.Of[person.Row], error) {
		return t.s.Person.List(ctx, t.as(k.officer), person.Filter{Facility: t.orgs[k.facility], Custody: person.Active}, page.Request{Size: 2})
	})
	var rows []string
	for i, p := range found.Items {
		due := p.ReleaseDueOn.AddDays(-15 * i).String()
		rows = append(rows, strings.Join([]string{p.Name, p.RegisterNo, "", "", "", "", due}, ";"))
	}
	return rows
}
