package demo

import (
	"context"
	"strconv"

	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

func number(n int) string { return strconv.Itoa(n) }

// after tells something only when its day has come.
func (t *teller) after(day civil.Date, f func()) {
	if t.reached(day) {
		t.on(day)
		f()
	}
}

func (t *teller) cooperate(ctx context.Context, login, ref, host, partner, title, purpose string) id.Cooperation {
	return got(t, func() (agreement.Cooperation, error) {
		return t.s.Agreement.OpenCooperation(ctx, t.as(login), agreement.OpenCommand{Ref: ref, Host: t.orgs[host], Partner: t.orgs[partner], Title: title, Purpose: purpose})
	}).ID
}

type meeting struct {
	c                                   id.Cooperation
	kind                                partnership.MeetingKind
	title, held, place, agenda, minutes string
	present                             [][2]string // organisation code, office
	decided                             []string
}

// meet records a held meeting and gives its decisions.
func (t *teller) meet(ctx context.Context, login string, m meeting) []id.Decision {
	cmd := partnership.RecordCommand{Cooperation: m.c, Status: partnership.MeetingHeld, MeetingCommand: partnership.MeetingCommand{
		Kind: m.kind, Title: m.title, HeldOn: civil.Partial(m.held), Place: m.place, Agenda: m.agenda, Minutes: m.minutes,
	}}
	for _, p := range m.present {
		cmd.Attendees = append(cmd.Attendees, partnership.Attendee{Organisation: nameOf(p[0]), Office: p[1]})
	}
	made := got(t, func() (partnership.Meeting, error) { return t.s.Partnership.Record(ctx, t.as(login), cmd) })
	t.attendance(ctx, login, made, cmd.Attendees)
	out := make([]id.Decision, len(m.decided))
	for i, text := range m.decided {
		out[i] = got(t, func() (partnership.Decision, error) {
			return t.s.Partnership.Decide(ctx, t.as(login), made.ID, id.Decision{}, text)
		}).ID
	}
	return out
}

func nameOf(code string) string {
	for _, o := range organisations() {
		if o.code == code {
			return o.Name
		}
	}
	return code
}

type ask struct {
	c                 id.Cooperation
	decision          id.Decision
	from, form, title string
	quantity          int
	unit              string
	value             money.Rupiah
	wanted            string
}

// ask writes a proposal and sends it.
func (t *teller) ask(ctx context.Context, login string, a ask) partnership.Proposal {
	p := got(t, func() (partnership.Proposal, error) {
		return t.s.Partnership.Propose(ctx, t.as(login), partnership.ProposeCommand{Cooperation: a.c, Decision: a.decision, From: t.orgs[a.from], ProposalText: partnership.ProposalText{
			Kind: partnership.Ask, Form: a.form, Title: a.title, Quantity: a.quantity, Unit: a.unit, Value: a.value, WantedBy: civil.Must(a.wanted),
		}})
	})
	t.did("send proposal", func() error {
		return t.s.Partnership.Send(ctx, t.as(login), p.ID, p.Version, partnership.SendCommand{})
	})
	p.Version++
	return p
}

type answer struct {
	quantity               int
	value                  money.Rupiah
	reason, due, post, org string
}

// accept1 accepts a proposal, or changes it when a quantity is given, and gives
// the promise that follows.
func (t *teller) accept1(ctx context.Context, login string, p partnership.Proposal, a answer) id.Commitment {
	cmd := partnership.AnswerCommand{Answer: partnership.ProposalAccepted, Reason: a.reason, DueOn: civil.Must(a.due), OwnerPost: t.posts[a.org][a.post], Commitment: id.Commitment{}.Make()}
	if a.quantity > 0 {
		cmd.Answer, cmd.Quantity, cmd.Value = partnership.ProposalChanged, a.quantity, a.value
	}
	t.answered(ctx, login, p, cmd)
	t.promises[p.ID] = cmd.Commitment
	return cmd.Commitment
}

func (t *teller) decline(ctx context.Context, login string, p partnership.Proposal, reason string) {
	t.answered(ctx, login, p, partnership.AnswerCommand{Answer: partnership.ProposalDeclined, Reason: reason})
}

func (t *teller) answered(ctx context.Context, login string, p partnership.Proposal, cmd partnership.AnswerCommand) {
	t.did("answer proposal", func() error {
		_, err := t.s.Partnership.Answer(ctx, t.as(login), p.ID, p.Version, cmd)
		return err
	})
}

// bargain asks for capital for those who finished sewing; the partner offers less
// of it in another amount, and waits for the officer's answer.
func (t *teller) bargain(ctx context.Context, officer, partner string, c id.Cooperation) {
	p := got(t, func() (partnership.Proposal, error) {
		return t.s.Partnership.Propose(ctx, t.as(officer), partnership.ProposeCommand{Cooperation: c, ProposalText: partnership.ProposalText{
			Kind: partnership.Ask, Form: "business_capital", Title: "Modal usaha menjahit bagi yang pulang", Quantity: 10, Unit: "paket", Value: 50_000_000, WantedBy: civil.Must("2027-02-28"),
		}})
	})
	t.did("send proposal", func() error {
		return t.s.Partnership.Send(ctx, t.as(officer), p.ID, p.Version, partnership.SendCommand{})
	})
	t.did("counter proposal", func() error {
		return t.s.Partnership.Counter(ctx, t.as(partner), p.ID, p.Version+1, partnership.CounterCommand{
			Quantity: 6, Value: 24_000_000, WantedBy: civil.Must("2027-03-31"), Reason: "Pagu pendistribusian triwulan pertama cukup untuk enam paket",
		})
	})
}

// commitmentOf is the promise that answered a proposal.
func (t *teller) commitmentOf(_ context.Context, _ string, p partnership.Proposal) id.Commitment {
	return t.promises[p.ID]
}

func (t *teller) promise(ctx context.Context, login string, c id.Cooperation, d id.Decision, promiser, receiver string, terms partnership.CommitmentTerms) id.Commitment {
	return got(t, func() (partnership.Commitment, error) {
		return t.s.Partnership.Promise(ctx, t.as(login), partnership.PromiseCommand{Cooperation: c, Decision: d, Promiser: t.orgs[promiser], Receiver: t.orgs[receiver], CommitmentTerms: terms})
	}).ID
}

// under puts a promise under an agreement and, when there is one, an activity.
func (t *teller) under(ctx context.Context, login string, a id.Agreement, act id.Activity, c id.Commitment) {
	t.did("put promise under agreement", func() error {
		now, err := t.s.Partnership.Commitment(ctx, t.as(login), c)
		if err != nil {
			return err
		}
		terms := now.Terms()
		terms.Agreement, terms.Activity = a, act
		return t.s.Partnership.Amend(ctx, t.as(login), c, now.Version, partnership.AmendCommand{CommitmentTerms: terms, Reason: "Dituangkan dalam naskah kerja sama"})
	})
}

// deliver reports and confirms.
func (t *teller) deliver(ctx context.Context, giver, receiver string, c id.Commitment, quantity int, value money.Rupiah, evidence string) {
	d := t.reportOnly(ctx, giver, c, quantity, value, evidence)
	t.did("confirm delivery", func() error {
		return t.s.Partnership.Confirm(ctx, t.as(receiver), d.ID, d.Version, partnership.ConfirmCommand{})
	})
}

func (t *teller) reportOnly(ctx context.Context, giver string, c id.Commitment, quantity int, value money.Rupiah, evidence string) partnership.Delivery {
	d := got(t, func() (partnership.Delivery, error) {
		return t.s.Partnership.Report(ctx, t.as(giver), c, partnership.ReportCommand{DeliveredOn: t.day, Quantity: quantity, Value: value, Evidence: evidence})
	})
	t.receipt(ctx, giver, d)
	return d
}

func (t *teller) dispute(ctx context.Context, giver, receiver string, c id.Commitment, said, saw int, reason string) {
	d := t.reportOnly(ctx, giver, c, said, 0, "Laporan pelaksanaan")
	t.did("dispute delivery", func() error {
		return t.s.Partnership.Dispute(ctx, t.as(receiver), d.ID, d.Version, partnership.DisputeCommand{Quantity: saw, Reason: reason})
	})
}

type paper struct {
	c                          id.Cooperation
	kind                       agreement.Kind
	label                      string
	track                      agreement.LegalTrack
	title, scope, money, place string
	signed, ends               string
	parent                     id.Agreement
	served, witnesses          []string
	parties                    [][4]string // code, number, signatory, authority
}

// sign drafts an agreement some days before, has it reviewed, and signs it.
func (t *teller) sign(ctx context.Context, officer, head string, p paper) id.Agreement {
	a := t.draftPaper(ctx, officer, p)
	t.conclude(ctx, officer, head, p, a)
	return a
}

func (t *teller) draftPaper(ctx context.Context, officer string, p paper) id.Agreement {
	signed := civil.Must(p.signed)
	a := got(t, func() (agreement.Agreement, error) {
		return t.s.Agreement.Draft(ctx, t.as(officer), agreement.DraftCommand{Cooperation: p.c, Stage: agreement.Drafting, Terms: agreement.Terms{
			Kind: p.kind, Label: p.label, LegalTrack: p.track,
			Title: p.title, Scope: p.scope, Financing: p.money, Place: p.place, StartsOn: signed, EndsOn: civil.Must(p.ends), Parent: p.parent,
		}})
	})
	cmd := agreement.PartiesCommand{Witnesses: p.witnesses}
	for _, x := range p.parties {
		cmd.Parties = append(cmd.Parties, agreement.Party{Organisation: t.orgs[x[0]], Number: x[1], Signatory: x[2], Authority: x[3]})
	}
	for _, s := range p.served {
		cmd.Served = append(cmd.Served, t.orgs[s])
	}
	t.did("parties", func() error {
		return t.s.Agreement.SetParties(ctx, t.as(officer), a.ID, t.version(ctx, officer, a.ID), cmd)
	})
	t.did("text", func() error {
		body, err := t.s.Agreement.Compose(ctx, t.as(officer), a.ID)
		if err != nil {
			return err
		}
		_, err = t.s.Agreement.AddText(ctx, t.as(officer), a.ID, t.version(ctx, officer, a.ID), body)
		return err
	})
	return a.ID
}

// conclude moves a draft through review to its signing, and into force.
func (t *teller) conclude(ctx context.Context, officer, head string, p paper, a id.Agreement) {
	if signed := civil.Must(p.signed); signed.After(t.day) {
		t.on(signed)
	}
	for _, side := range agreement.Sides() {
		t.did("approve text", func() error {
			return t.s.Agreement.Approve(ctx, t.as(head), a, agreement.ApproveCommand{Side: side, Document: "Berita acara pembahasan naskah"})
		})
	}
	for _, m := range []struct {
		who string
		to  agreement.Stage
		doc string
	}{{officer, agreement.Review, ""}, {head, agreement.Agreed, "Berita acara telaah hukum"}, {head, agreement.Signed, "Naskah bertanda tangan"}, {officer, agreement.Running, ""}} {
		t.did("move agreement", func() error {
			return t.s.Agreement.Move(ctx, t.as(m.who), a, t.version(ctx, m.who, a), agreement.MoveCommand{To: m.to, Document: m.doc})
		})
	}
}

func (t *teller) version(ctx context.Context, login string, a id.Agreement) int64 {
	d, err := t.s.Agreement.Agreement(ctx, t.as(login), a)
	if err != nil {
		return 0 // the step itself then fails and says why
	}
	return d.Version
}

type activity struct {
	title             string
	year, quarter     int
	target            int
	unit              string
	responsible, from string
}

func (t *teller) plan(ctx context.Context, login string, a id.Agreement, x activity) id.Activity {
	return got(t, func() (agreement.Activity, error) {
		return t.s.Agreement.Plan(ctx, t.as(login), a, agreement.ActivityCommand{Title: x.title, Year: x.year, Quarter: x.quarter, Target: x.target, Unit: x.unit, Responsible: x.responsible, BudgetSource: x.from})
	}).ID
}
