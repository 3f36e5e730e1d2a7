package app

import (
	"context"
	"slices"
	"strings"

	"titian/internal/feature/account"
	"titian/internal/feature/agreement"
	"titian/internal/feature/assessment"
	"titian/internal/feature/attachment"
	"titian/internal/feature/casework"
	"titian/internal/feature/directory"
	"titian/internal/feature/fund"
	"titian/internal/feature/handover"
	"titian/internal/feature/intake"
	"titian/internal/feature/notice"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/report"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
	"titian/internal/platform/outbox"
)

// construct makes the services in the order of the ladder and connects what a
// lower one asks of a higher.
func construct(c Config, d *db.DB) *App {
	a := &App{config: c, DB: d}
	a.Directory = directory.New(d)
	a.Account = account.New(d, account.Options{Key: c.Secrets.Cookie[:]})
	blobs := blob.New(d, c.Secrets.Files)
	a.Attachment = attachment.New(d, blobs, gates())
	a.teller = notice.NewTeller(outbox.New(d, c.Secrets.Outbox), i18n.Lazy(words()...))
	a.Notice = notice.New(d, a.teller)
	a.Person = person.New(d, person.Keys{Encrypt: c.Secrets.Encrypt, Hash: c.Secrets.Hash})
	a.Sentence = sentence.New(d, a.Person)
	a.Intake = intake.New(d, blobs, a.Person, a.Sentence)
	a.Assessment = assessment.New(d)
	a.Casework = casework.New(d, milestones)
	a.Agreement = agreement.New(d)
	a.Agreement.Press = agreement.Press{Blobs: blob.New(d, c.Secrets.Files), Seal: c.Seal, Address: c.Address}
	a.Agreement.Carried = report.CarriedBy
	a.Partnership = partnership.New(d, needFor)
	a.Programme = programme.New(d, a.backing)
	a.Fund = fund.New(d, a.class)
	a.HandOver = handover.New(d)
	a.Outcome = outcome.New(d)
	a.Report = report.New(d)
	a.listen()
	a.Person.Left.Subscribe(programme.FreeSeatsTx)
	a.Person.Left.Subscribe(handover.DropTx)
	a.Person.Placed.Subscribe(sentence.Follow)
	a.Person.Joined.Subscribe(sentence.JoinedTx)
	a.Person.Links = append(a.Person.Links, links()...)
	a.Person.ReleaseMoved.Subscribe(func(ctx context.Context, tx *db.Tx, m person.ReleaseMoved) error {
		return casework.ReleaseMovedTx(ctx, tx, casework.Moved{Actor: m.Actor, Person: m.Person, From: m.From, To: m.To, Cause: m.Action})
	})
	a.Person.Redated.Subscribe(outcome.RedateTx)
	for _, erase := range []func(context.Context, *db.Tx, person.Closing) error{
		assessment.RetainTx, casework.RetainTx, fund.RetainTx, programme.RetainTx, handover.RetainTx, outcome.RetainTx, sentence.RetainTx,
	} {
		a.Person.Closing.Subscribe(erase)
	}
	a.Person.Medical = append(a.Person.Medical, assessment.HoldsMedical)
	return a
}

// gates says of each kind of record that takes files who may do what with them.
func gates() map[attachment.Kind]attachment.Gate {
	return map[attachment.Kind]attachment.Gate{
		agreement.Scans:           agreement.ScanGate,
		partnership.MeetingFiles:  partnership.MeetingGate,
		partnership.DeliveryFiles: partnership.DeliveryGate,

		partnership.Minutes.Template(): partnership.TemplateGate,
		partnership.Record.Template():  partnership.TemplateGate,
		partnership.Press.Template():   partnership.TemplateGate,
	}
}

// links are the rows of all rooms that follow a person when two records prove to
// be one; a test holds them to the schema.
func links() []person.Link {
	return slices.Concat(sentence.Links(), assessment.Links(), casework.Links(), fund.Links(), programme.Links(), handover.Links(), outcome.Links())
}

// reasons says what a date of a sentence asks of a review board. Dates that are
// not here ask nothing of it.
var reasons = map[string]casework.Reason{
	"one_third": casework.ToMid1, "one_half": casework.ToMid2, "two_thirds": casework.ToFinal,
	"parole_from": casework.ForParole, "conditional_leave_from": casework.ForConditional, "prerelease_leave_from": casework.ForPrerelease,
}

// milestones tells casework which dates of sentences have come.
func milestones(ctx context.Context, q db.Querier, office id.Organisation, until civil.Date) ([]casework.Milestone, error) {
	dates, err := sentence.DatesOf(ctx, q, office, until)
	var out []casework.Milestone
	for _, d := range dates {
		if r, ok := reasons[d.Point]; ok {
			out = append(out, casework.Milestone{Person: d.Person, Reason: r, On: d.FallsOn})
		}
	}
	return out, err
}

// loadAreas stores provinces and regencies; unchanged ones are left alone.
func (a *App) loadAreas(ctx context.Context) error {
	_, err := directory.Load(ctx, a.DB)
	return err
}

// loadForms publishes the questionnaires that come with the program.
func (a *App) loadForms(ctx context.Context) error {
	_, err := assessment.Load(ctx, a.DB)
	return err
}

// backing tells a class what promise it stands on, as far as the actor may see
// it and within the class's own transaction.
func (a *App) backing(ctx context.Context, q db.Querier, actor authz.Actor, key id.Commitment) (programme.Backing, error) {
	b, err := report.BackingOf(ctx, q, actor, key, civil.Today(a.DB.Now()))
	out := programme.Backing{Cooperation: b.Cooperation, Partner: b.Partner, Activity: b.Activity, Live: b.Status != string(partnership.CommitmentCancelled)}
	if b.InForce {
		out.Agreement = b.Agreement
	}
	return out, err
}

// class tells a fund which class money is set aside for.
func (a *App) class(ctx context.Context, q db.Querier, actor authz.Actor, key id.Offering) (fund.Class, error) {
	o, err := programme.ClassIn(ctx, q, actor, key)
	return fund.Class{Facility: o.Facility, Cooperation: o.Cooperation, Ref: o.Ref, Title: o.Title}, err
}

// needFor counts the people whose open needs a form would answer. A form that
// answers no area of need has no evidence.
func needFor(ctx context.Context, q db.Querier, ask partnership.NeedQuestion) (partnership.NeedFigures, error) {
	areas := partnership.FormOf(ask.Form).Areas
	if len(areas) == 0 {
		return partnership.NeedFigures{}, nil
	}
	found, err := report.NeedBehind(ctx, q, ask.Facilities, areas, ask.Topic, ask.On.AddMonths(partnership.LeavingMonths))
	names := make([]string, len(areas))
	for i, a := range areas {
		names[i] = string(a)
	}
	return partnership.NeedFigures{People: found.People, Leaving: found.Leaving, Basis: strings.Join(names, ",")}, err
}
