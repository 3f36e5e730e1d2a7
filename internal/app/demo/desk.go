package demo

import (
	"context"
	"strings"

	"titian/internal/feature/assessment"
	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
)

// What lies on the desk of the register at Muara Bungo on the demo's day: a record
// that may be double, a transfer that awaits its answer and one that came back,
// access in an emergency to be judged, a mistake put right, papers that the
// probation office sent back. A newcomer finds no page of the register empty.

// desk lays it out. Everybody in it but for the class is new.
func (t *teller) desk(ctx context.Context, k class, group []member) {
	t.describe(ctx, k, group)
	t.doubled(ctx, k, group[len(group)-1])
	t.sends(ctx, k)
	t.emergency(ctx, k, group)
	t.rights(ctx, k, group)
	t.returned(ctx, k)
	t.archive(ctx, k)
}

// inmate registers one more person of a facility.
func (t *teller) inmate(ctx context.Context, k class, s somebody, releaseIn int) person.Person {
	return got(t, func() (person.Person, error) {
		return t.s.Person.Register(ctx, t.as(k.officer), person.RegisterCommand{Facility: t.orgs[k.facility], NIK: s.nik, AdmittedOn: t.day.AddDays(-320), Details: person.Details{
			RegisterNo: s.register, Name: s.name, Sex: sexOf(s), Born: civil.PartialOf(s.born), Religion: s.religion, HomeRegency: regencyOf(k.facility),
			LegalStatus: person.Convict, ReleaseDueOn: t.day.AddDays(releaseIn),
		}})
	})
}

// describe is what officers come to know of somebody beside the papers.
func (t *teller) describe(ctx context.Context, k class, group []member) {
	first, last := group[0], group[len(group)-1]
	t.did("alias", func() error {
		_, err := t.s.Person.AddAlias(ctx, t.as(k.officer), first.id, person.AliasCommand{Kind: "nickname", Name: "Pak " + strings.Fields(first.name)[0]})
		return err
	})
	since := int64(t.day.Year() - 9)
	for _, c := range []person.TraitCommand{
		{Kind: "language", Title: "Bahasa Melayu Jambi", Level: "expert"},
		{Kind: "skill", Title: "Menjahit pakaian", Level: "basic", Detail: "Belajar dari keluarga"},
		{Kind: "work", Title: "Buruh kebun karet", Detail: "Kebun rakyat", Since: &since},
	} {
		t.did("trait", func() error {
			_, err := t.s.Person.AddTrait(ctx, t.as(k.officer), first.id, c)
			return err
		})
	}
	for i, m := range group {
		t.did("place", func() error {
			_, err := t.s.Person.Place(ctx, t.as(k.officer), m.id, person.PlaceCommand{Block: "Melati", Room: number(i/2 + 1), Reason: "Peserta pelatihan", On: t.day.AddDays(-3)})
			return err
		})
	}
	t.did("adjustment", func() error {
		_, err := t.s.Person.AddAdjustment(ctx, t.as(k.officer), last.id, person.AdjustmentCommand{
			Kind: "sight", Condition: "Rabun jauh, belum berkacamata", Adjustment: "Duduk di depan; lembar kerja huruf besar", SinceOn: t.day.AddDays(-3),
		})
		return err
	})
	t.did("screening", func() error {
		_, err := t.s.Assessment.RecordScreening(ctx, t.as(k.officer), last.id, assessment.ScreeningCommand{Kind: "tb", ScreenedOn: t.day.AddDays(-20), Result: assessment.Clear})
		return err
	})
}

// doubled registers somebody a second time, as another clerk spelled the name and
// without the number; and the day of birth of the first is put right.
func (t *teller) doubled(ctx context.Context, k class, m member) {
	again := t.who.next(t.day)
	again.name, again.born, again.nik, again.female = strings.NewReplacer("u", "oe", "U", "Oe").Replace(m.name), m.born, "", m.female
	t.inmate(ctx, k, again, 90)
	wrong := t.inmate(ctx, k, t.who.next(t.day), 400)
	t.did("correct", func() error {
		_, err := t.s.Person.Correct(ctx, t.as(k.head), wrong.ID, person.CorrectCommand{
			Fact: person.FactBorn, Born: civil.PartialOf(wrong.Born.Earliest().AddDays(9)), Reason: "Salah ketik; sesuai KTP yang dibawa keluarga", Version: wrong.Version,
		})
		return err
	})
}

// sends asks two prisons to take somebody: one has not answered, one has no room.
func (t *teller) sends(ctx context.Context, k class) {
	ask := func(to string, purpose person.TransferPurpose, letter string) person.Transfer {
		p := t.inmate(ctx, k, t.who.next(t.day), 700)
		return got(t, func() (person.Transfer, error) {
			return t.s.Person.RequestTransfer(ctx, t.as(k.officer), p.ID, person.TransferCommand{To: t.orgs[to], Purpose: purpose, Letter: letter, PlannedOn: t.day.AddDays(9)})
		})
	}
	ask("LAPASJAMBI", "programme", "W.5-PK.05.08-131")
	back := ask("SPENUH", "family", "W.5-PK.05.08-127")
	t.did("return transfer", func() error {
		_, err := t.s.Person.ReturnTransfer(ctx, t.as("rutan.spenuh"), back.ID, person.AnswerCommand{Reason: "Kamar penuh sampai Januari; mohon dijadwalkan ulang", Version: back.Version})
		return err
	})
}

// emergency tells of two readings out of one's office: the head has judged the
// first and not yet the second.
func (t *teller) emergency(ctx context.Context, k class, group []member) {
	open := func(m member, reason string) person.Emergency {
		return got(t, func() (person.Emergency, error) {
			return t.s.Person.BreakGlass(ctx, t.as("rutan.spenuh"), person.EmergencyCommand{Number: m.register, Facility: t.orgs[k.facility], Reason: reason})
		})
	}
	e := open(group[0], "Dirawat di RSUD Sungai Penuh saat dibawa bersaksi; perlu tahu alergi dan wali")
	t.did("review emergency", func() error {
		_, err := t.s.Person.Review(ctx, t.as(k.head), e.ID, person.ReviewCommand{Verdict: person.Justified, Note: "Sesuai surat RSUD", Version: e.Version})
		return err
	})
	open(group[1], "Dititipkan untuk sidang di Sungai Penuh; berkas belum sampai di rutan kami")
}

// rights are answers that are no: one was given and taken back, one is a refusal.
func (t *teller) rights(ctx context.Context, k class, group []member) {
	say := func(m member, purpose person.Purpose, answer person.Answer) person.Consent {
		return got(t, func() (person.Consent, error) {
			return t.s.Person.GiveConsent(ctx, t.as("wali.bungo"), m.id, person.ConsentCommand{
				Partner: t.orgs[k.partner], Purpose: purpose, Answer: answer, By: person.Self, GivenOn: t.day, Evidence: "Formulir persetujuan bertanda tangan",
			})
		})
	}
	say(group[1], person.JobPlacement, person.Refused)
	c := say(group[0], person.JobPlacement, person.Given)
	t.did("withdraw consent", func() error {
		_, err := t.s.Person.WithdrawConsent(ctx, t.as("wali.bungo"), group[0].id, c.ID)
		return err
	})
}

// returned sends two people's papers to the probation office: one set waits there,
// the other came back because a paper is missing.
func (t *teller) returned(ctx context.Context, k class) {
	send := func(missing string) handover.File {
		p := t.inmate(ctx, k, t.who.next(t.day), 40)
		cmd := t.dossier(k, t.day.AddDays(30))
		for i := range cmd.Items {
			if cmd.Items[i].Item == missing {
				cmd.Items[i].Answer, cmd.Items[i].Note = handover.Missing, "Menyusul dari keluarga"
			}
		}
		h := got(t, func() (handover.File, error) { return t.s.HandOver.Draft(ctx, t.as(k.head), p.ID, cmd) })
		return got(t, func() (handover.File, error) { return t.s.HandOver.Send(ctx, t.as(k.head), h.ID, h.Version) })
	}
	send("")
	h := send("guarantor")
	t.did("return hand-over", func() error {
		_, err := t.s.HandOver.Return(ctx, t.as(k.guide), h.ID, h.Version, "Surat penjamin belum ada")
		return err
	})
}

// archive is a record whose time is over, for the dry run of the retention.
func (t *teller) archive(ctx context.Context, k class) {
	s := t.who.next(t.day)
	end := t.day.AddMonths(-12 * 6)
	p := got(t, func() (person.Person, error) {
		return t.s.Person.Register(ctx, t.as(k.officer), person.RegisterCommand{Facility: t.orgs[k.facility], AdmittedOn: end.AddMonths(-20), Details: person.Details{
			RegisterNo: "B.I-114/" + number(end.Year()-2), Name: s.name, Sex: sexOf(s), Born: civil.PartialOf(end.AddMonths(-12 * 58)), Religion: s.religion, LegalStatus: person.Convict,
		}})
	})
	t.did("leave", func() error {
		_, err := t.s.Person.Leave(ctx, t.as(k.head), p.ID, person.LeaveCommand{On: end, Kind: person.EndDeath, Version: p.Version})
		return err
	})
}

// overdue reports whether the follow-up of one person at a milestone is left for
// the reader: a probation officer's day begins with somebody who waits.
func (c class) overdue(person, months int) bool { return c.waits && months == 12 && person == 0 }
