package demo

import (
	"context"

	"titian/internal/feature/handover"
	"titian/internal/feature/outcome"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/money"
)

// handOver releases people and gives them to the probation office, which takes
// them on; the paper that was missing once is sent after.
func (t *teller) handOver(ctx context.Context, c class, group []member) {
	for i, m := range group {
		out := c.released.AddDays(i % 12)
		if !t.reached(out) {
			return
		}
		t.on(out.AddDays(-7))
		h := got(t, func() (handover.File, error) {
			return t.s.HandOver.Draft(ctx, t.as(c.sender()), m.id, t.dossier(c, out))
		})
		h = got(t, func() (handover.File, error) { return t.s.HandOver.Send(ctx, t.as(c.sender()), h.ID, h.Version) })
		t.on(out)
		t.did("release", func() error {
			p, err := t.s.Person.Get(ctx, t.as(c.sender()), m.id)
			if err != nil {
				return err
			}
			_, err = t.s.Person.Release(ctx, t.as(c.sender()), m.id, person.ReleaseCommand{On: out, Kind: person.Parole, Version: p.Version})
			return err
		})
		t.on(out.AddDays(3))
		t.did("accept hand-over", func() error {
			_, err := t.s.HandOver.Accept(ctx, t.as(c.guide), h.ID, h.Version, t.day)
			return err
		})
	}
}

// dossier is a complete file.
func (t *teller) dossier(c class, out civil.Date) handover.Command {
	cmd := handover.Command{
		To: t.orgs[c.bapas], ReleaseKind: person.Parole, ReleaseOn: out, Summary: "Berkelakuan baik; mengikuti " + c.title,
		FollowOn: "Wajib lapor bulanan; penyaluran kerja atau usaha",
	}
	for _, paper := range handover.Papers() {
		cmd.Items = append(cmd.Items, handover.ItemAnswer{Item: paper, Answer: handover.Enclosed})
	}
	return cmd
}

// sender is who releases: the head of the prison that holds the people.
func (c class) sender() string {
	if c.from != "" {
		return c.fromHead
	}
	return c.head
}

// followUps asks at each milestone how people fare. One in eight cannot be
// reached, and is counted so.
func (t *teller) followUps(ctx context.Context, c class, group []member) {
	for _, months := range []int{3, 6, 12} {
		for i, m := range group {
			day := c.released.AddDays(i % 12).AddMonths(months).AddDays(i % 3)
			if !t.reached(day) || c.overdue(i, months) {
				continue
			}
			t.on(day)
			cmd := outcome.RecordCommand{Person: m.id, Milestone: months, DoneOn: day, Reached: (i+months)%8 != 0}
			if cmd.Reached {
				t.fare(&cmd, i, months)
			}
			t.did("follow-up", func() error {
				_, err := t.s.Outcome.Record(ctx, t.as(c.guide), cmd)
				return err
			})
		}
	}
}

// fare makes up how a person does: better with time, not for everybody.
func (t *teller) fare(cmd *outcome.RecordCommand, i, months int) {
	cmd.Livelihood = []outcome.Livelihood{outcome.Seeking, outcome.Employed, outcome.Business, outcome.Employed, outcome.Seeking, outcome.Business}[(i+months/3)%6]
	if cmd.Livelihood != outcome.Seeking {
		income := money.Rupiah(1_400_000 + 150_000*int64(i%7) + 20_000*int64(months))
		cmd.Income = &income
	}
	cmd.Housing, cmd.Family, cmd.Reoffended = outcome.Settled, outcome.InContact, outcome.No
	if i%5 == 0 {
		cmd.Housing = outcome.Temporary
	}
	if i%6 == 0 {
		cmd.Family = outcome.Restored
	}
	cmd.Note = "Ditemui di rumah"
}
