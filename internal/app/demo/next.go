package demo

import (
	"context"

	"titian/internal/feature/assessment"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// The last days before the demo's own leave something to do: a proposal that
// waits for its answer, a class that has begun, a session without attendance.

// nextClass opens a second class with people in it and sessions planned.
func (t *teller) nextClass(ctx context.Context, k class, title string) []member {
	k.title, k.starts, k.released = title, t.day, t.day.AddDays(90)
	opened := t.day
	group := t.register(ctx, k)
	t.on(opened)
	for _, m := range group {
		t.consent(ctx, k, m)
	}
	o := got(t, func() (programme.Offering, error) {
		return t.s.Programme.OpenClass(ctx, t.as(k.officer), programme.ClassCommand{
			Facility: t.orgs[k.facility], Programme: k.programme, Commitment: k.commitment,
			Title: title, Place: k.place, Starts: opened, Ends: opened.AddDays(60), Capacity: t.group + 4,
		})
	})
	t.enrol(ctx, k, o, group[:len(group)-1]) // one who needs it is left for the reader to enrol
	for day := weekday(opened); !day.After(opened.AddDays(14)); day = weekday(day.AddDays(2)) {
		t.did("plan session", func() error {
			_, err := t.s.Programme.PlanSession(ctx, t.as(k.officer), programme.SessionCommand{Offering: o.ID, HeldOn: day, Topic: "Praktik"})
			return err
		})
	}
	t.on(opened)
	return group
}

// hopes: some of a class want to live from what they learn.
func (t *teller) hopes(ctx context.Context, officer string, group []member) {
	for _, m := range group[:min(len(group), 3)] {
		t.did("need", func() error {
			_, err := t.s.Assessment.RecordNeed(ctx, t.as(officer), m.id, assessment.NeedCommand{
				Area: assessment.Work, Topic: "usaha sendiri", Severity: assessment.Medium, Evidence: "Wawancara: ingin menerima jahitan di rumah", AssessedOn: t.day,
			})
			return err
		})
	}
}

// waiting leaves a proposal without an answer.
func (t *teller) waiting(ctx context.Context, login string, c id.Cooperation, from string) partnership.Proposal {
	return t.ask(ctx, login, ask{
		c: c, from: from, form: "business_capital", title: "Modal usaha bagi lulusan menjahit", quantity: 8, unit: "paket", value: 24_000_000,
		wanted: civil.Must("2027-01-31").String(),
	})
}

// owed are two promises whose days are near, one a side: their reminders go to who
// holds the posts now.
func (t *teller) owed(ctx context.Context, login string, c id.Cooperation) {
	t.promise(ctx, login, c, id.Decision{}, "BAZNASBUNGO", "BUNGO", partnership.CommitmentTerms{
		Form: "competency_test", Title: "Uji kompetensi menjahit angkatan II", Quantity: 8, Unit: "orang", DueOn: t.day.AddDays(29),
		OwnerPost: t.posts["BAZNASBUNGO"]["Wakil Ketua II Bidang Pendistribusian"],
	})
	t.promise(ctx, login, c, id.Decision{}, "BUNGO", "BAZNASBUNGO", partnership.CommitmentTerms{
		Form: "other", Title: "Laporan pemanfaatan bantuan triwulan III", Quantity: 1, Unit: "naskah", DueOn: t.day.AddDays(3),
		OwnerPost: t.posts["BUNGO"]["Kepala Seksi Binadik dan Giatja"],
	})
}

// awaited is somebody whom another prison sends, for the reader to take in.
func (t *teller) awaited(ctx context.Context, from, officer, to string) {
	s, day := t.who.next(t.day), t.day
	p := got(t, func() (person.Person, error) {
		return t.s.Person.Register(ctx, t.as(officer), person.RegisterCommand{Facility: t.orgs[from], NIK: s.nik, AdmittedOn: day.AddDays(-200), Details: person.Details{
			RegisterNo: s.register, Name: s.name, Sex: sexOf(s), Born: civil.PartialOf(s.born), Religion: s.religion, LegalStatus: person.Convict, ReleaseDueOn: day.AddDays(500),
		}})
	})
	t.did("request transfer", func() error {
		_, err := t.s.Person.RequestTransfer(ctx, t.as(officer), p.ID, person.TransferCommand{
			To: t.orgs[to], Purpose: "family", Letter: "W.5-PK.05.08-112", Note: "Keluarga di Muara Bungo", PlannedOn: day.AddDays(5),
		})
		return err
	})
}
